"""A small town hall for the tests of pages: its tables, its office, its people."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg2
from flask import Flask

from app import create_app, users
from app.database import connect, engine_for
from app.install import install
from tests import databases
from tests.clerk import Clerk
from tests.databases import on_server
from tests.opened import statements

ROWS = ("villages", "reports", "notes", "stamps", "diary", "empties", "late")
PASSWORD = "kata-sandi-uji"

TABLES = """
CREATE TABLE villages (id serial PRIMARY KEY, name text NOT NULL);
CREATE TABLE reports (
  id serial PRIMARY KEY,
  number text UNIQUE,
  subject varchar(80) NOT NULL,
  story text,
  amount numeric(12,2) CHECK (amount >= 0),
  received_at timestamptz NOT NULL DEFAULT now(),
  happened_on date,
  secret boolean NOT NULL DEFAULT false,
  done boolean,
  status text NOT NULL DEFAULT 'baru' CHECK (status IN ('baru', 'proses', 'selesai')),
  village int REFERENCES villages,
  tags text[],
  extra jsonb
);
CREATE TABLE notes (id serial PRIMARY KEY, report int NOT NULL REFERENCES reports, body text NOT NULL);
CREATE TABLE stamps (report int PRIMARY KEY REFERENCES reports ON DELETE CASCADE, place text);
CREATE TABLE diary (at timestamptz, said text);
CREATE TABLE empties (id serial PRIMARY KEY, name text);
CREATE TABLE late (id serial PRIMARY KEY, rank int, UNIQUE (rank) DEFERRABLE INITIALLY DEFERRED);
CREATE VIEW summary AS SELECT status, count(*) AS n FROM reports GROUP BY status;
INSERT INTO villages (name) SELECT 'Desa ' || lpad(n::text, 2, '0') FROM generate_series(1, 40) n;
INSERT INTO reports
  (number, subject, story, amount, received_at, happened_on, done, status, village, tags, extra)
  SELECT lpad(n::text, 4, '0') || '/ADU/2026', 'Perihal ' || n, 'Cerita ' || n || E'\\nbaris dua', n * 1000.5,
         '2026-01-01 08:00+08'::timestamptz + n * interval '1 hour', '2026-01-01'::date + n, n % 3 = 0,
         CASE WHEN n % 4 = 0 THEN 'selesai' ELSE 'proses' END, n % 40 + 1,
         ARRAY['jalan', 'air bersih'], '{"k": 1}'
  FROM generate_series(1, 60) n;
UPDATE reports SET subject = '<script>alert(1)</script>' WHERE id = 2;
UPDATE reports SET story = repeat('panjang ', 60) || '"tamat"' WHERE id = 3;
INSERT INTO notes (report, body) SELECT 1, 'Catatan ' || n FROM generate_series(1, 14) n;
INSERT INTO stamps VALUES (2, 'meja');
INSERT INTO diary VALUES (now(), 'buka'), (now(), NULL);
INSERT INTO late (rank) VALUES (1), (2);
ANALYZE;
"""
OFFICE = """\
name: Kantor Uji
zone: WITA
roles:
  Petugas: {rights: {"*": [list, show, add, edit, delete, export]}}
  Pembaca: {rights: {"*": [list, show]}}
  Pencatat: {rights: {reports: [list, add], villages: [list]}}
  Admin: {admin: true, rights: {"*": all}}
"""
REPORTS = """\
table: reports
label: Laporan
title: "{number} {subject}"
list: [number, subject, story, amount, received_at, secret, status, village]
search: [number, subject]
order: [-received_at]
columns:
  status: {label: Status, options: {baru: Baru, proses: Diproses, selesai: Selesai}}
  subject: {label: Judul, help: Satu kalimat saja.}
  village: {label: Desa}
  amount: {label: Nilai}
views:
  Selesai: {where: {status: selesai}, count: true}
  Berjalan: {where: {status: [baru, proses]}, order: [number]}
"""
START = """\
buttons: [{label: Catat laporan, screen: reports}]
figures:
  - {label: Berjalan, screen: reports, view: Berjalan}
  - {label: Rahasia, screen: reports, where: {secret: true}, tone: late}
  - {label: Tertunda, screen: reports, where: {status: [baru, proses], done: {empty: false}}, tone: late}
  - {label: Untuk pembaca, screen: reports, roles: [Pembaca]}
  - {label: Catatan, screen: notes}
lists:
  - {label: Terlama, screen: reports, view: Berjalan, order: received_at, rows: 3, heading: subject,
     fields: [number, village, status]}
charts:
  - {label: Masuk per bulan, screen: reports, months: {received_at: Masuk}, last: 36}
  - {label: Menurut desa, screen: reports, by: village, top: 2, view: Berjalan}
"""
PEOPLE = (
    users.User("petugas", "Petugas Uji", "Petugas"),
    users.User("pembaca", "Pembaca Uji", "Pembaca"),
    users.User("pencatat", "Pencatat Uji", "Pencatat"),
)


@dataclass(frozen=True)
class Town:
    """The application on a database of its own, and SQL from beside it."""

    app: Flask
    url: str

    def sql(self, text: str, *values: Any) -> list[tuple[Any, ...]]:
        with closing(psycopg2.connect(self.url)) as connection:
            connection.autocommit = True
            cursor = connection.cursor()
            cursor.execute(text, values or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, text: str, *values: Any) -> Any:
        return self.sql(text, *values)[0][0]

    def keep(self) -> None:
        """Remember the rows as they are, where no screen sees them."""
        for table in ROWS:
            self.sql(f"CREATE TABLE panel.kept_{table} AS TABLE {table}")

    def restore(self) -> None:
        """Put the rows back as they were kept."""
        back = "; ".join(f"INSERT INTO {table} TABLE panel.kept_{table}" for table in ROWS)
        self.sql(f"TRUNCATE {', '.join(ROWS)}; {back}")

    def clerk(self, name: str = "petugas") -> Clerk:
        return Clerk(self.app, name, PASSWORD)

    def statements(self) -> AbstractContextManager[list[str]]:
        return statements(self.app)


def built(server_url: str, folder: Path) -> str:
    """The name of a database with the town in it, the panel installed."""

    def fill(url: str) -> None:
        on_server(url, TABLES)
        install(url, office=str(make_office(folder)), say=lambda _: None)
        with connect(engine_for(url)) as connection:
            users.add(connection, PEOPLE, PASSWORD)
            connection.commit()

    return databases.shared(server_url, "town", fill)


def make_office(folder: Path) -> Path:
    (folder / "screens").mkdir(parents=True, exist_ok=True)
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    (folder / "start.yaml").write_text(START, encoding="utf-8")
    (folder / "screens" / "reports.yaml").write_text(REPORTS, encoding="utf-8")
    return folder


@contextmanager
def opened(server_url: str, template: str, office: Path) -> Iterator[Town]:
    """A copy of the town with an application on it."""
    with databases.database(server_url, template) as url, serving(url, office) as town:
        yield town


@contextmanager
def serving(url: str, office: Path) -> Iterator[Town]:
    """An application on a database as it is now."""
    app = create_app(
        {"DATABASE_URL": url, "PANEL_OFFICE": str(office), "PANEL_SECRET_KEY": "k" * 40, "TESTING": True}
    )
    try:
        yield Town(app, url)
    finally:
        with app.app_context():
            app.extensions["sqlalchemy"].engine.dispose()
