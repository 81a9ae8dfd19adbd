"""A key of several columns is a link on the record page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests import opened as panels
from tests.opened import Opened, on_server

TABLES = """
CREATE TABLE books (year int, code text, name text NOT NULL, PRIMARY KEY (year, code));
CREATE TABLE entries (id serial PRIMARY KEY, year int, code text, body text,
  FOREIGN KEY (year, code) REFERENCES books);
INSERT INTO books VALUES (2026, 'SK', 'Surat keluar');
INSERT INTO entries (year, code, body) VALUES (2026, 'SK', 'satu'), (2026, NULL, 'dua');
"""


@pytest.fixture(scope="module")
def panel(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with panels.opened(
        server_url, lambda url: on_server(url, TABLES), tmp_path_factory.mktemp("kantor")
    ) as made:
        yield made


def test_the_row_that_two_columns_mean_is_named_and_linked(panel: Opened) -> None:
    page = panel.browser("pembaca").get("/data/entries/show/1").text
    assert '<a href="/data/books/show/2026,SK">Surat keluar</a>' in page


def test_half_a_key_means_no_row(panel: Opened) -> None:
    assert "/data/books/show/" not in panel.browser("pembaca").get("/data/entries/show/2").text
