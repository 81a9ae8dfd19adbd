"""What the panel remembers about grants, sessions and the reference tables it made."""

from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.permission_version (
            one boolean PRIMARY KEY DEFAULT true CHECK (one),
            version bigint NOT NULL DEFAULT 1);
        INSERT INTO panel.permission_version DEFAULT VALUES;

        CREATE TABLE panel.granted (
            role text NOT NULL, permission text NOT NULL, view text NOT NULL,
            PRIMARY KEY (role, view, permission));
        COMMENT ON TABLE panel.granted IS 'Hak yang terakhir diberikan oleh office.yaml';

        CREATE TABLE panel.ended_session (
            id text PRIMARY KEY,
            ended_at timestamptz NOT NULL DEFAULT now());
        CREATE INDEX ON panel.ended_session (ended_at);

        CREATE TABLE panel.reference_migration (
            name text PRIMARY KEY,
            digest text NOT NULL,
            applied_at timestamptz NOT NULL DEFAULT now());
    """)
