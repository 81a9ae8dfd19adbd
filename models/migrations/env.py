"""How Alembic reaches the database: on a connection that the caller opened and commits."""

from alembic import context

context.configure(
    connection=context.config.attributes["connection"],
    version_table_schema="panel",
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
