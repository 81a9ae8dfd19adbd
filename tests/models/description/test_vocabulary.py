"""Words that do not fit: all of them at once, each with its line and what was probably meant."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from models.description.load import load, sources
from tests.models.description.tables import OFFICE, office


def _findings(folder: Path, text: str) -> list[str]:
    found = sorted(load(office(folder, {"reports": text})).findings, key=lambda one: one.line)
    return [f"{one.code}:{one.line}:{one.facts.get('word', '')}:{one.closest or ''}" for one in found]


def test_every_wrong_word_is_found_at_once_and_its_neighbour_offered(tmp_path: Path) -> None:
    text = (
        "table: reports\nlabl: x\ncolumns:\n  a: {hiden: true}\nviews:\n  V:\n    wher: {}\n    count: yes\n"
    )
    assert _findings(tmp_path, text) == [
        "D101:2:labl:label",
        "D101:4:hiden:hidden",
        "D101:7:wher:where",
        "D103:8:count:",
    ]


@pytest.mark.parametrize(
    ("text", "finding"),
    [
        ("label: Laporan", "D102:1:table:"),
        ("table: a\nlist: b", "D103:2:list:"),
        ("table: a\nlabel: true", "D103:2:label:"),
        ("table: a\nlabel: [a]", "D103:2:label:"),
        ("table: a\nlabel: {en: Reports}", "D102:2:id:"),
        ("table: a\ncolumns: {b: {sql: ''}}", "D103:2:sql:"),
        ("table: a\nrules: {b: {mask: last}}", "D104:2:mask:last4"),
        ("table: a\nsections: {A: x}", "D103:2:A:"),
        ("- table: a", "D103:1:screens/reports.yaml:"),
        ("table", "D103:1:screens/reports.yaml:"),
    ],
)
def test_a_value_of_the_wrong_sort_is_found(tmp_path: Path, text: str, finding: str) -> None:
    assert _findings(tmp_path, text) == [finding]


def test_a_number_without_quotes_is_a_text_where_texts_go(tmp_path: Path) -> None:
    found = load(office(tmp_path, {"a": "table: a\nlabel: 2026\ncolumns: {x: {options: {1: 01}}}"}))
    spec = found.screens["a"].spec
    assert spec.label and spec.label.id == "2026"
    assert spec.columns["x"] and spec.columns["x"].options
    assert spec.columns["x"].options["1"].id == "01"


@pytest.mark.parametrize("file", ["Reports", "2024", "static", "a-b", "menu"])
def test_a_file_name_that_cannot_be_an_address_is_refused(tmp_path: Path, file: str) -> None:
    assert [one.code for one in load(office(tmp_path, {file: "table: a"})).findings] == ["D009"]


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ("zone: WIB", "zone: Jakarta", "office.yaml:2: D201 Zona waktu Jakarta tidak dikenal."),
        ("[list, show]", "[list, shw]", "office.yaml:4: D202 Hak shw tidak dikenal. Maksud Anda show?"),
        ("[list, show]", "[list, 1]", "office.yaml:4: D202 Hak 1 tidak dikenal."),
        ("admin: true, ", "", "office.yaml:3: D204 Belum ada peran admin."),
        ("admin: true", "admin: yes", "office.yaml:5: D103 Isi admin harus berupa true atau false."),
        ("name: Kantor uji", "nama: Kantor uji", "office.yaml:1: D102 Kata name wajib ada."),
    ],
)
def test_the_office_is_held_to_its_words(tmp_path: Path, old: str, new: str, finding: str) -> None:
    found = load(office(tmp_path, text=OFFICE.strip().replace(old, new))).findings
    assert str(found[0]).startswith(finding)


def test_a_file_that_would_be_passed_over_is_named(tmp_path: Path) -> None:
    (office(tmp_path) / "screens" / "reports.yml").write_text("table: reports")
    assert [str(one) for one in load(tmp_path).findings] == [
        "screens/reports.yml:1: D010 Berkas reports.yml tidak dibaca. Ganti akhirannya menjadi .yaml."
    ]


def test_a_folder_without_an_office_says_so(tmp_path: Path) -> None:
    assert [one.code for one in load(tmp_path).findings] == ["D008"]


def test_the_three_zones_go_by_their_short_names(tmp_path: Path) -> None:
    found = load(office(tmp_path, text=OFFICE.replace("WIB", "wit"))).office
    assert found and found.spec.zone == "Asia/Jayapura"


def test_the_fingerprint_changes_with_every_file(tmp_path: Path) -> None:
    before = sources(office(tmp_path, {"a": "table: a"}))
    assert sources(tmp_path) == before
    (tmp_path / "screens" / "b.yaml").write_text("table: b")
    added = sources(tmp_path)
    os.utime(tmp_path / "office.yaml", ns=(1, 1))
    assert len({before, added, sources(tmp_path)}) == 3
