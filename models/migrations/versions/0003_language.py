"""The language that somebody chose, for the next time they sign in."""

from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.user_language (
            user_id integer PRIMARY KEY REFERENCES panel.ab_user ON DELETE CASCADE,
            language text NOT NULL);
        COMMENT ON TABLE panel.user_language IS 'Bahasa yang dipilih pengguna';
    """)
