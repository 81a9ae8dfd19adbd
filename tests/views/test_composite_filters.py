"""Two keys of several columns to one table, one to the table itself, and one that some may not follow."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from app import users
from app.install import install
from tests.opened import OFFICE as PLAIN
from tests.opened import PEOPLE, Opened, database, on_server, running

TABLES = """
CREATE TABLE place (kind text, number integer, name text, above_kind text, above_number integer,
  PRIMARY KEY (kind, number), FOREIGN KEY (above_kind, above_number) REFERENCES place);
INSERT INTO place VALUES ('kec', 1, 'Kecamatan', NULL, NULL), ('desa', 1, 'Desa Satu', 'kec', 1),
  ('desa', 2, 'Desa Dua', 'kec', 1);
CREATE TABLE move (id serial PRIMARY KEY,
  from_kind text, from_number integer, to_kind text, to_number integer,
  FOREIGN KEY (from_kind, from_number) REFERENCES place, FOREIGN KEY (to_kind, to_number) REFERENCES place);
INSERT INTO move (from_kind, from_number, to_kind, to_number) VALUES
  ('desa', 1, 'desa', 2), ('desa', 2, 'desa', 1), ('desa', 2, NULL, 1);
"""
OFFICE = PLAIN + "  Terbatas: {rights: {move: [list, show]}}\n"


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "office.yaml").write_text(OFFICE, encoding="utf-8")
    with database(server_url) as url:
        on_server(url, TABLES)
        install(url, office=str(folder), say=lambda _: None)
        people = (*PEOPLE, users.User("terbatas", "Terbatas Uji", "Terbatas"))
        with running(url, folder, people) as made:
            yield made


FILTERS = [
    ("move", "where.place_from_kind_from_number.name=Desa Dua", 2),
    ("move", "where.place_to_kind_to_number.name=Desa Dua", 1),
    ("move", "where.place_to_kind_to_number.name.ne=Desa Dua", 2),
    ("move", "where.place_to_kind_to_number.place.name=Kecamatan", 2),
    ("place", "where.place.name=Kecamatan", 2),
    ("place", "where.place.above_kind_above_number.name=Desa Dua", 1),  # the places below
    ("place", "where.place.above_kind_above_number.empty=false", 1),
]


@pytest.mark.parametrize(("screen", "query", "count"), FILTERS)
def test_each_way_has_a_name_of_its_own(at: Opened, screen: str, query: str, count: int) -> None:
    found = at.program().get(f"/api/v1/{screen}/?count=exact&{query}")
    assert (found.status_code, found.json.get("count")) == (200, count), found.text


def test_two_ways_to_one_table_are_told_apart(at: Opened) -> None:
    told = at.browser().get("/data/move/filterable").json["fields"]
    labels = [one["label"] for one in told if one.get("screen") == "place"]
    assert labels == ["Place (From kind)", "Place (To kind)"]
    page = at.browser().get("/data/move/list/?where.place_to_kind_to_number.name=Desa Dua").text
    assert "Place (To kind) › Name" in page


def test_a_way_to_what_somebody_may_not_list_is_neither_offered_nor_taken(at: Opened) -> None:
    clerk = at.browser("terbatas")
    assert not [one for one in clerk.get("/data/move/filterable").json["fields"] if "screen" in one]
    refused = at.program("terbatas").get("/api/v1/move/?where.place_to_kind_to_number.name=Desa Dua")
    assert refused.status_code == 422
