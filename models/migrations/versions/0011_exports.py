"""Who took which lists out of the panel: an export is a copy of many rows at once."""

from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.export (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            at timestamptz NOT NULL DEFAULT clock_timestamp(),
            actor text NOT NULL,
            actor_name text,
            behalf text,
            door text NOT NULL,
            screen text NOT NULL,
            table_schema text NOT NULL,
            table_name text NOT NULL,
            format text NOT NULL,
            rows bigint NOT NULL,
            asked text NOT NULL,
            columns text[] NOT NULL);
        COMMENT ON TABLE panel.export IS 'Setiap ekspor daftar: siapa, kapan, saringannya, dan berapa baris';
        COMMENT ON COLUMN panel.export.asked IS 'Saringan, urutan dan pilihan, seperti tertulis di berkasnya';
    """)
