"""The counters of the register books: one row for each book and period, locked while a number is taken."""

from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.execute("""
        CREATE TABLE panel.counter (
            book text NOT NULL,
            year smallint NOT NULL,
            month smallint NOT NULL DEFAULT 0,
            last integer NOT NULL,
            PRIMARY KEY (book, year, month));
        COMMENT ON TABLE panel.counter IS
            'Nomor terakhir setiap buku; bulan 0 bila tidak mulai lagi tiap bulan';
    """)
