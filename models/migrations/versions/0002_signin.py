"""What the panel remembers about signing in: failed tries, the second factor, links that let in once."""

from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.login_try (
            subject text PRIMARY KEY,
            failures double precision NOT NULL,
            counted_at timestamptz NOT NULL,
            wait_until timestamptz NOT NULL,
            known_at timestamptz);
        COMMENT ON TABLE panel.login_try IS 'Percobaan masuk yang gagal, menurut akun dan alamat';
        CREATE INDEX ON panel.login_try (counted_at);

        CREATE TABLE panel.account (
            user_id integer PRIMARY KEY REFERENCES panel.ab_user ON DELETE CASCADE,
            generation bigint NOT NULL DEFAULT 0,
            secret text,
            enrolled_at timestamptz,
            last_step bigint NOT NULL DEFAULT 0,
            recovery text[] NOT NULL DEFAULT '{}');
        COMMENT ON COLUMN panel.account.generation IS
            'Naik bila sandi, keaktifan, atau langkah kedua berubah: masuk yang lama tidak berlaku lagi';
        COMMENT ON COLUMN panel.account.secret IS 'Rahasia langkah kedua, tersandi';
        COMMENT ON COLUMN panel.account.recovery IS 'Sidik kode cadangan yang belum dipakai';

        CREATE TABLE panel.login_link (
            digest text PRIMARY KEY,
            user_id integer NOT NULL REFERENCES panel.ab_user ON DELETE CASCADE,
            expires_at timestamptz NOT NULL);
    """)
