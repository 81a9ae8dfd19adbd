"""What happened to rows: every change by trigger, and what people did. Neither is altered afterwards."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.history (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            at timestamptz NOT NULL DEFAULT clock_timestamp(),
            transaction bigint NOT NULL DEFAULT txid_current(),
            actor text NOT NULL,
            actor_name text,
            behalf text,
            door text NOT NULL,
            table_schema text NOT NULL,
            table_name text NOT NULL,
            row_key text NOT NULL,
            about_schema text,
            about_table text,
            about_key text,
            operation text NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
            old jsonb,
            new jsonb);
        COMMENT ON TABLE panel.history IS
            'Setiap perubahan baris: siapa, kapan, lewat mana. old dan new memuat kolom yang berubah saja';
        COMMENT ON COLUMN panel.history.row_key IS 'Kunci baris seperti pada alamatnya';
        COMMENT ON COLUMN panel.history.about_key IS 'Baris yang diikuti baris ini (kata follows), bila ada';
        CREATE INDEX history_of_row ON panel.history (table_schema, table_name, row_key, id);
        CREATE INDEX history_about ON panel.history (about_schema, about_table, about_key, id)
            WHERE about_key IS NOT NULL;

        CREATE TABLE panel.event (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            at timestamptz NOT NULL DEFAULT clock_timestamp(),
            transaction bigint NOT NULL DEFAULT txid_current(),
            actor text NOT NULL,
            actor_name text,
            behalf text,
            door text NOT NULL,
            table_schema text NOT NULL,
            table_name text NOT NULL,
            row_key text NOT NULL,
            kind text NOT NULL CHECK (kind IN ('transition', 'print', 'reveal', 'note', 'revert')),
            name text NOT NULL,
            reason text,
            data jsonb NOT NULL DEFAULT '{}',
            token text UNIQUE);
        COMMENT ON TABLE panel.event IS
            'Yang dilakukan orang pada sebuah baris: langkah, cetak, buka samaran';
        COMMENT ON COLUMN panel.event.token IS
            'Tanda sekali pakai sebuah dialog: tekanan kedua tidak berulang';
        CREATE INDEX event_of_row ON panel.event (table_schema, table_name, row_key, id);
        CREATE INDEX event_of_kind ON panel.event (kind, id);
    """)
