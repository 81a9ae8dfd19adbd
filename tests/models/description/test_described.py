"""A screen's YAML over its defaults, and every way in which it can miss the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.description.check import resolve
from models.description.load import load
from models.description.screen import Condition, Order, SearchTerm, Wording
from models.schema.catalog import Kind
from tests.models.description.tables import OFFICE, catalog, column, identity, office, points, resolved, table

TABLES = (
    table(
        "reports",
        identity(),
        column("number", nullable=False),
        column("subject"),
        column("story"),
        column("received_at", Kind.INSTANT, nullable=False),
        column("status", Kind.ENUM, options=("diterima", "selesai")),
        column("days", Kind.INTEGER),
        column("village", Kind.INTEGER),
        column("payload", Kind.JSON),
        column("words", Kind.SEARCH),
        column("secret", can_select=False),
        refs=[points("village", "villages.id")],
    ),
    table("villages", identity(), column("name")),
    table(
        "parties",
        identity(),
        column("report", Kind.INTEGER),
        column("name"),
        refs=[points("report", "reports.id")],
    ),
    table("totals", column("month", Kind.DATE), column("number", Kind.INTEGER), key=None, kind="view"),
)


def _findings(folder: Path, text: str) -> list[str]:
    found = resolved(folder, TABLES, {"reports": f"table: reports\n{text}"})[1]
    return [f"{one.code}:{one.line}" + (f":{one.closest}" if one.closest else "") for one in found]


def test_four_lines_make_a_named_screen(tmp_path: Path) -> None:
    text = 'table: reports\nlabel: {id: Laporan, en: Reports}\nmenu: Pengaduan\ntitle: "{number} {subject}"\n'
    screens, findings = resolved(tmp_path, TABLES, {"reports": text})
    screen = screens["reports"]
    assert not findings
    assert (
        screen.described
        and screen.label == Wording("Laporan", "Reports")
        and screen.menu == Wording("Pengaduan")
    )
    assert screen.title == (("field", "number"), ("text", " "), ("field", "subject"))
    assert screens["villages"].children[0].label.id == "Laporan", (
        "the name holds wherever the screen is mentioned"
    )


def test_every_word_takes_effect(tmp_path: Path) -> None:
    text = """
table: reports
help: Semua laporan warga.
list: [number, late, village]
search: [number, parties.name]
order: [-received_at, number]
sections:
  Laporan: [number, subject]
  Isi: {en: Content, fields: [story]}
columns:
  number: {label: Nomor, help: Dari buku., read_only: true}
  story: {label: Uraian, multiline: true}
  status: {options: {selesai: {id: Selesai, en: Closed}}}
  payload: {hidden: true}
  subject: {required: true}
  days:
  late: {label: Lewat, sql: "received_at < now()", type: boolean}
views:
  Lewat tenggat:
    where: {status: [diterima], received_at: {before: now}, late: true}
    order: number
    count: true
children: [parties]
"""
    screens, findings = resolved(tmp_path, TABLES, {"reports": text})
    screen = screens["reports"]
    assert not findings
    assert screen.list == ("number", "late", "village")
    assert screen.search == (SearchTerm("number"), SearchTerm("name", "parties"))
    assert screen.order == (Order("received_at", True), Order("number"))
    assert [(one.label.id, one.fields) for one in screen.sections][:2] == [
        ("Laporan", ("number", "subject")),
        ("Isi", ("story",)),
    ]
    assert screen.sections[2].label.id == "Lainnya", "what the sections leave out is not lost"
    assert not {"payload", "words"} & set(screen.sections[2].fields)
    number, late = screen.fields["number"], screen.fields["late"]
    assert not number.insertable and not number.editable and number.read_only_because
    assert screen.fields["subject"].required
    assert [one.value for one in screen.fields["status"].options] == ["selesai", "diterima"]
    assert (late.sql, late.kind, late.editable) == ("received_at < now()", Kind.BOOLEAN, False)
    (view,) = screen.views
    assert (view.key, view.order, view.count) == ("lewat_tenggat", (Order("number"),), True)
    assert view.where == (
        Condition("status", "in", ("diterima",)),
        Condition("received_at", "before", "now"),
        Condition("late", "eq", True),
    )
    assert screen.cannot_add_because, "number is required, and the YAML made it read-only"


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("list: [number, subjek, number]", ["D303:2:subject", "D304:2"]),
        ("list: [secret]", ["D316:2"]),
        ("list: [words]", ["D317:2"]),
        ("search: [villages.name, parties.nama, partys.name]", ["D303:2:name", "D305:2:parties", "D306:2"]),
        ("search: [nomor, late]\ncolumns: {late: {sql: '1'}}", ["D303:2", "D313:2"]),
        ("order: [-payload, nummer]", ["D303:2:number", "D317:2"]),
        ("title: subject", ["D308:2"]),
        ('title: "{subject"', ["D309:2"]),
        ('title: "{subject:>10} {}"', ["D303:2", "D303:2:subject"]),
        ("sections: {A: [number], B: [number]}", ["D304:2"]),
        ("columns: {nummer: {label: x}}", ["D303:2:number"]),
        ("columns: {number: {sql: '1'}}", ["D310:2"]),
        ("columns: {late: {sql: '1', type: bool}}", ["D318:2:boolean"]),
        ("columns: {'tidak boleh': {sql: '1'}}", ["D319:2"]),
        ("columns: {number: {type: text}}", ["D317:2"]),
        ("columns: {days: {multiline: true}}", ["D317:2"]),
        ("columns: {village: {options: {1: a}}}", ["D317:2"]),
        ("columns: {status: {options: {selsai: a}}}", ["D315:2:selesai"]),
        ("columns: {days: {options: {satu: a}}}", ["D403:2"]),
        ("children: [partys, villages]", ["D305:2:parties", "D306:2"]),
        ("with: [villages]", ["D306:2"]),
        ("key: [number]", ["D314:2"]),
        ("workflow: {column: state, by: days}", ["D303:2:status"]),
        ("rules: {parties.nik: {reveal: [Kasi]}}", ["D303:2", "D307:2"]),
        ("rules: {number: {hidden: petugas}}", ["D307:2:Petugas"]),
        ("rows: {Kasi: 'true'}", ["D307:2"]),
        ("views: {A: {where: {statuss: a}}}", ["D303:2:status"]),
        ("views: {A: {where: {received_at: {befor: now}}}}", ["D401:2:before"]),
        ("views: {A: {where: {status: {open: true}}}}", ["D402:2"]),
        ("views: {A: {where: {payload: x}}}", ["D402:2"]),
        ("views: {A: {where: {number: {before: now}}}}", ["D402:2"]),
        ("views: {A: {where: {days: banyak}}}", ["D403:2"]),
        ("views: {A: {where: {status: baru}}}", ["D403:2"]),
        ("views: {A: {where: {status: {in: diterima}}}}", ["D403:2"]),
        ("views: {A: {where: {days: {between: [1]}}}}", ["D403:2"]),
        ("views: {A: {where: {days: {empty: ya}}}}", ["D403:2"]),
        ("views: {A: {where: {days: {eq: {a: b}}}}}", ["D403:2"]),
        ("views: {A: {where: {days: {in: [1, true]}}}}", ["D403:2"]),
    ],
)
def test_what_is_not_there_is_found_with_its_line(tmp_path: Path, text: str, findings: list[str]) -> None:
    assert sorted(_findings(tmp_path, text)) == findings


def test_everything_wrong_in_every_file_is_said_at_once(tmp_path: Path) -> None:
    files = {
        "reports": "table: reports\nlist: [nomor]",
        "people": "table: peoples",
        "broken": "table: [",
        "x": "a: 1",
    }
    text = OFFICE.replace('"*": [list, show]', "reportz: [list], broken: [list]")
    found = resolved(tmp_path, TABLES, files, text)[1]
    assert sorted((one.file, one.code) for one in found) == [
        ("office.yaml", "D203"),
        ("screens/broken.yaml", "D002"),
        ("screens/people.yaml", "D301"),
        ("screens/reports.yaml", "D303"),
        ("screens/x.yaml", "D101"),
        ("screens/x.yaml", "D102"),
    ]


def test_a_screen_whose_file_is_broken_is_not_called_missing(tmp_path: Path) -> None:
    files = {"reports": "table: reports\nchildren: [parties]", "parties": "table: ["}
    assert [one.file for one in resolved(tmp_path, TABLES, files)[1]] == ["screens/parties.yaml"]


def test_a_table_in_two_schemas_must_be_named_with_one(tmp_path: Path) -> None:
    both = table("old.people", identity()), table("new.people", identity())
    found = resolved(tmp_path, both, {"people": "table: people"})[1]
    assert [(one.code, one.facts["schemas"]) for one in found] == [("D302", "new, old")]
    assert not resolved(tmp_path, both, {"people": "table: old.people"})[1]


def test_a_view_gets_its_key_from_the_yaml(tmp_path: Path) -> None:
    screens, findings = resolved(tmp_path, TABLES, {"totals": "table: totals\nkey: month"})
    assert not findings
    assert screens["totals"].key_columns == ("month",)
    assert screens["totals"].read_only_because, "it can be opened, and still not be written"


def test_a_table_may_have_several_screens_and_references_lead_to_the_one_of_its_name(tmp_path: Path) -> None:
    files = {"arsip": "table: reports\nlabel: Arsip", "reports": "table: reports\nlabel: Laporan"}
    screens, findings = resolved(tmp_path, TABLES, files)
    assert not findings
    assert [key for key, one in screens.items() if one.table.name.name == "reports"] == ["reports", "arsip"]
    assert [one.screen for one in screens["villages"].children] == ["reports"]
    assert [one.screen for one in screens["arsip"].children] == ["parties"]


def test_a_screen_of_the_yaml_keeps_its_name_before_a_table(tmp_path: Path) -> None:
    screens, findings = resolved(tmp_path, TABLES, {"villages": "table: reports"})
    assert not findings
    assert screens["villages"].table.name.name == "reports"
    assert screens["villages_table"].table.name.name == "villages"


def test_columns_with_awkward_names_go_by_their_own_names(tmp_path: Path) -> None:
    awkward = table("t", identity(), column("Nama Lengkap"), column("class"))
    text = 'table: t\ntitle: "{Nama Lengkap}"\nlist: [Nama Lengkap, class, id]\n'
    screens, findings = resolved(tmp_path, [awkward], {"t": text})
    assert not findings
    assert screens["t"].list == ("nama_lengkap", "class_", "id")


def test_menu_groups_come_in_the_order_of_the_office(tmp_path: Path) -> None:
    files = {"reports": "table: reports\nmenu: Z", "villages": "table: villages\nmenu: A"}
    screens, _ = resolved(tmp_path, TABLES, files, OFFICE + "menu: [Z, A]\n")
    assert list(screens) == ["reports", "villages", "parties", "totals"]


def test_the_office_becomes_roles_and_rights(tmp_path: Path) -> None:
    found, _, findings = resolve(catalog(*TABLES), load(office(tmp_path)))
    assert found is not None and not findings
    assert found.zone.key == "Asia/Jakarta"
    assert found.roles["Petugas"].may("show", "reports") and not found.roles["Petugas"].may("edit", "reports")
    assert found.roles["Admin"].admin and found.roles["Admin"].may("delete", "reports")


def test_a_finding_reads_as_one_line(tmp_path: Path) -> None:
    (found,) = resolved(tmp_path, TABLES, {"reports": "table: reports\nlist: [subjek]"})[1]
    assert str(found) == (
        "screens/reports.yaml:2: D303 Kolom subjek tidak ada di layar reports. Maksud Anda subject?"
    )
