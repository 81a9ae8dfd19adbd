"""`with:` and `add:`: what a form carries of its children, and what the form for a new row shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.description.screen import Section, Wording
from models.schema.catalog import Kind
from tests.models.description.tables import column, identity, points, resolved, table

TABLES = (
    table(
        "reports",
        identity(),
        column("subject", nullable=False),
        column("story"),
        column("secret", Kind.BOOLEAN),
        column("seal", Kind.BYTES),
    ),
    table(
        "parties",
        identity(),
        column("report", Kind.INTEGER),
        column("role", Kind.ENUM, options=("pelapor", "saksi")),
        column("name"),
        column("words", Kind.SEARCH),
        refs=[points("report", "reports.id")],
    ),
    table(
        "letters",
        identity(),
        column("question", Kind.INTEGER),
        column("answer", Kind.INTEGER),
        column("body"),
        refs=[points("question", "reports.id"), points("answer", "reports.id")],
    ),
    table(
        "tags",
        column("report", Kind.INTEGER),
        column("label", Kind.INTEGER),
        key="report+label",
        refs=[points("report", "reports.id"), points("label", "labels.id")],
    ),
    table("labels", identity(), column("name")),
)


def described(folder: Path, text: str):  # type: ignore[no-untyped-def]
    screens, findings = resolved(folder, TABLES, {"reports": f"table: reports\n{text}\n"})
    return screens.get("reports"), [(one.code, one.line) for one in findings]


def test_a_name_alone_takes_all_that_can_be_typed(tmp_path: Path) -> None:
    screen, findings = described(tmp_path, "with: [parties]")
    (one,) = screen.with_children
    assert not findings
    assert (one.key, one.screen, one.fields) == ("parties", "parties", ("role", "name"))
    assert (one.least, one.most, one.fixed, one.label) == (0, None, (), one.child.label)


def test_every_word_is_taken(tmp_path: Path) -> None:
    text = """with:
  reporter: {child: parties, label: {id: Pelapor, en: Reporter}, help: Bila ada., set: {role: pelapor},
    fields: [name], required: [name], beside: [secret], min: 1, max: 2}"""
    screen, findings = described(tmp_path, text)
    (one,) = screen.with_children
    assert not findings
    assert one.label == Wording("Pelapor", "Reporter") and one.help == Wording("Bila ada.")
    assert (one.key, one.screen, one.fixed) == ("reporter", "parties", (("role", "pelapor"),))
    assert (one.fields, one.required, one.beside) == (("name",), ("name",), ("secret",))
    assert (one.least, one.most) == (1, 2)
    assert screen.with_child("reporter") is one and screen.with_child("parties") is None


@pytest.mark.parametrize(
    ("text", "findings"),
    [
        ("with: [labels]", [("D321", 2)]),
        ("with: [letters]", [("D322", 2)]),
        ("with: {answers: {child: letters.answer}}", []),
        ("with: {story: {child: parties}}", [("D323", 2)]),
        ("with: {parties: {fields: [name, nama]}}", [("D303", 2)]),
        ("with: {parties: {fields: [report]}}", [("D324", 2)]),
        ("with: {parties: {fields: [role], set: {role: saksi}}}", [("D324", 2)]),
        ("with: {parties: {fields: [words]}}", [("D303", 2)]),
        ("with: {parties: {set: {role: hakim}}}", [("D403", 2)]),
        ("with: {parties: {set: {peran: saksi}}}", [("D303", 2)]),
        ("with: {parties: {min: 2, max: 1}}", [("D328", 2)]),
        ("with: {parties: {min: banyak}}", [("D103", 2)]),
        ("with: {parties: {beside: [rahasia]}}", [("D303", 2)]),
        ("with: {parties: {roles: [a]}}", [("D101", 2)]),
        ("add: [subject, stori]", [("D326", 2)]),
        ("add: [subject, seal]", [("D325", 2)]),
        ("add: [story]", [("D327", 2)]),
        ("with: {partis: }\nadd: [subject, partis]", [("D305", 2)]),
    ],
)
def test_what_cannot_be_is_found(tmp_path: Path, text: str, findings: list[tuple[str, int]]) -> None:
    assert described(tmp_path, text)[1] == findings


def test_a_new_row_asks_what_add_names_in_its_order(tmp_path: Path) -> None:
    text = """sections: {Isi: [subject, story], Sifat: [secret]}
with: {parties: {label: Pelapor}}
add: [story, Pelapor, parties, Sifat, subject]"""
    screen, findings = described(tmp_path, text)
    assert findings == [("D326", 4)], "a child is named by its word, not its label"
    assert screen.adding == (
        Section(Wording("Isi"), ("story", "subject")),
        Section(Wording("Pelapor"), (), "parties"),
        Section(Wording("Sifat"), ("secret",)),
    )


def test_a_required_field_may_stand_beside_the_children(tmp_path: Path) -> None:
    screen, findings = described(tmp_path, "with: {parties: {beside: [subject]}}\nadd: [story, parties]")
    assert not findings and screen.with_children[0].beside == ("subject",)
