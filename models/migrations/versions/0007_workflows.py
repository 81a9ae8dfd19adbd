"""What the database must know of the workflows to keep them, and for how long a deadline stood still."""

from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.workflow_state (
            table_schema text NOT NULL, table_name text NOT NULL,
            workflow text NOT NULL, state text NOT NULL,
            initial boolean NOT NULL,
            PRIMARY KEY (table_schema, table_name, workflow, state));
        COMMENT ON TABLE panel.workflow_state IS 'Keadaan setiap alur kerja, dari workflows/*.yaml';

        CREATE TABLE panel.workflow_edge (
            table_schema text NOT NULL, table_name text NOT NULL,
            workflow text NOT NULL, from_state text NOT NULL, to_state text NOT NULL,
            PRIMARY KEY (table_schema, table_name, workflow, from_state, to_state));
        COMMENT ON TABLE panel.workflow_edge IS 'Perpindahan keadaan yang boleh, dari workflows/*.yaml';

        CREATE TABLE panel.pause (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            table_schema text NOT NULL, table_name text NOT NULL, row_key text NOT NULL,
            started_at timestamptz NOT NULL,
            ended_at timestamptz,
            reason text,
            CHECK (ended_at >= started_at));
        COMMENT ON TABLE panel.pause IS 'Selama apa tenggat sebuah baris tidak berjalan';
        CREATE UNIQUE INDEX pause_running ON panel.pause (table_schema, table_name, row_key)
            WHERE ended_at IS NULL;
        CREATE INDEX pause_of_row ON panel.pause (table_schema, table_name, row_key, id);

        CREATE TABLE panel.reminder (
            day date NOT NULL, username text NOT NULL, sent_at timestamptz NOT NULL DEFAULT now(),
            PRIMARY KEY (day, username));
        COMMENT ON TABLE panel.reminder IS 'Ringkasan harian yang sudah dikirim: satu tiap orang tiap hari';
    """)
