"""What a person chose for themselves: so far the columns of a list."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.preference (
            user_id integer NOT NULL REFERENCES panel.ab_user ON DELETE CASCADE,
            name text NOT NULL,
            value text NOT NULL,
            PRIMARY KEY (user_id, name));
        COMMENT ON TABLE panel.preference IS 'Pilihan pengguna, misalnya kolom sebuah daftar';
    """)
