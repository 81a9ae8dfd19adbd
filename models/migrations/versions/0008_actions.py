"""What people did to many cells or rows at once, so that they can take it back."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.action (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
            user_id integer NOT NULL REFERENCES panel.ab_user ON DELETE CASCADE,
            screen text NOT NULL,
            table_schema text NOT NULL,
            table_name text NOT NULL,
            kind text NOT NULL,
            at timestamptz NOT NULL DEFAULT clock_timestamp(),
            rows bigint NOT NULL,
            undone_at timestamptz,
            job bigint,
            token text UNIQUE);
        COMMENT ON TABLE panel.action IS 'Pekerjaan orang di sebuah layar yang masih dapat dibatalkan';
        COMMENT ON COLUMN panel.action.token IS
            'Tanda sekali pakai sebuah halaman: tekanan kedua tidak berulang';
        CREATE INDEX action_of_person ON panel.action (user_id, screen, id);

        CREATE TABLE panel.action_row (
            id bigint GENERATED ALWAYS AS IDENTITY,
            action bigint NOT NULL REFERENCES panel.action ON DELETE CASCADE,
            key text[] NOT NULL,
            operation text NOT NULL CHECK (operation IN ('insert', 'update', 'delete')),
            before jsonb,
            after jsonb,
            PRIMARY KEY (action, id));
        COMMENT ON TABLE panel.action_row IS
            'Baris sebuah pekerjaan: isi kolomnya sebelum dan sesudahnya, sebagai teks server';
    """)
