"""How a deadline is counted, and where the closed days are: what is wrong with either is found."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.description.check import resolve
from models.description.load import load
from models.description.screen import Counting
from models.schema.catalog import Kind
from tests.models.description.tables import OFFICE, catalog, column, identity, office, points, resolved, table

TABLES = (
    table(
        "cases",
        identity(),
        column("kind", Kind.INTEGER),
        column("told"),
        column("came", Kind.INSTANT, nullable=False, default="now()"),
        column("whole", Kind.INSTANT),
        column("due", Kind.INSTANT),
        column("longer", Kind.INSTANT),
        refs=[points("kind", "kinds.id")],
    ),
    table(
        "kinds",
        identity(),
        column("days", Kind.INTEGER),
        column("unit"),
        column("since", Kind.ENUM, options=("masuk", "lengkap")),
        column("more", Kind.INTEGER),
        column("at", Kind.DATE),
    ),
    table("closed_days", identity(), column("off", Kind.DATE), column("sort")),
)
GOOD = {"by": "kind", "amount": "days", "unit": "unit", "start": "since", "starts": "{masuk: came}"}


def _screen(count: str) -> dict[str, str]:
    return {"cases": f"table: cases\ncolumns:\n  due:\n    deadline:\n      count: {{{count}}}\n"}


def _findings(folder: Path, **changed: str | None) -> list[str]:
    words = {name: value for name, value in {**GOOD, **changed}.items() if value is not None}
    count = ", ".join(f"{name}: {value}" for name, value in words.items())
    found = resolved(folder, TABLES, _screen(count))[1]
    assert all(one.line == 5 for one in found)
    return [one.code + (f":{one.closest}" if one.closest else "") for one in found]


def test_what_is_counted_knows_both_screens_and_is_never_typed(tmp_path: Path) -> None:
    count = (
        "by: kind, amount: days, unit: unit, start: since, starts: {masuk: came, lengkap: whole},"
        " extension: more, extended: longer"
    )
    screens, findings = resolved(tmp_path, TABLES, _screen(count))
    due = screens["cases"].fields["due"]
    assert not findings
    assert due.deadline and due.deadline.count == Counting(
        "kind", "days", "unit", {"masuk": "came", "lengkap": "whole"}, "since", "more", "longer"
    )
    assert not due.editable and not due.insertable
    assert due.read_only_because == "Tenggat dihitung sendiri."
    assert "kind" in due.deadline.needs


@pytest.mark.parametrize(
    ("changed", "findings"),
    [
        ({"by": "kin"}, ["D303:kind"]),
        ({"by": "told"}, ["D341"]),
        ({"amount": "day"}, ["D303:days"]),
        ({"amount": "unit"}, ["D317"]),
        ({"unit": "days"}, ["D317"]),
        ({"start": "sinc"}, ["D303:since"]),
        ({"starts": "{masuk: cam}"}, ["D303:came"]),
        ({"starts": "{masuk: told}"}, ["D317"]),
        ({"starts": "{masukk: came}"}, ["D315:masuk"]),
        ({"starts": None}, ["D342"]),
        ({"start": None}, []),
        ({"start": None, "starts": "{masuk: came, lengkap: whole}"}, ["D343"]),
        ({"extension": "more"}, ["D344"]),
        ({"extended": "longer"}, ["D344"]),
        ({"extension": "mores", "extended": "long"}, ["D303:more", "D303:longer"]),
    ],
)
def test_what_a_count_misses_is_found(
    tmp_path: Path, changed: dict[str, str | None], findings: list[str]
) -> None:
    assert _findings(tmp_path, **changed) == findings


@pytest.mark.parametrize(
    ("week", "finding"),
    [
        ("closed: {screen: closed_days, day: off, kind: sort}", None),
        ("closed: {screen: closed_day, day: off}", "D305:7:closed_days"),
        ("closed: {screen: closed_days}", "D303:7"),
        ("closed: {screen: closed_days, day: sort}", "D317:7"),
        ("closed: {screen: closed_days, day: off, name: names}", "D303:7"),
        ("start: delapan", "D103:7"),
        ('end: "16.00"', None),
        ('end: "25:00"', "D103:7"),
    ],
)
def test_the_working_week_is_held_to_the_screens(tmp_path: Path, week: str, finding: str | None) -> None:
    folder = office(tmp_path, text=f"{OFFICE.strip()}\nworking_week:\n  {week}\n")
    found = resolve(catalog(*TABLES), load(folder))[2]
    said = [f"{one.code}:{one.line}" + (f":{one.closest}" if one.closest else "") for one in found]
    assert said == ([finding] if finding else [])
