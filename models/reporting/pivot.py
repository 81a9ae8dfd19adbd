"""Rows x columns: the values of one column become columns of their own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from models.description.report import Across, Column, Sheet, Value
from models.description.screen import Wording
from models.reporting import written
from models.reporting.figures import Line
from models.reporting.shaping import Link, Row, Shaped, added, nowhere

EMPTY = Wording("(kosong)", "(empty)")
TOTAL = "jumlah"  # the key of the column with the sum of each row


@dataclass(slots=True)
class _Gathered:
    """A line in the making: its first row, and by value what stands in each cell."""

    row: Row
    cells: dict[str, list[Value]] = field(default_factory=dict)
    links: dict[str, str | None] = field(default_factory=dict)


def pivot(sheet: Sheet, across: Across, rows: Sequence[Row], link: Link = nowhere) -> Shaped:
    """A line for each combination of the other columns, in the order in which they come."""
    kept = [one for one in sheet.columns if one.key not in (across.by, across.value)]
    number = sheet.column(across.value) or Column(
        key=across.value, label=Wording(across.value), format="integer", total="sum"
    )
    by = sheet.column(across.by)
    gathered: dict[tuple[Value, ...], _Gathered] = {}
    labels: dict[str, Wording] = dict(across.values)
    for row in rows:
        name = _name(row.get(across.by))
        labels.setdefault(name, _label(row.get(across.by), by))
        mine = gathered.setdefault(tuple(row.get(one.key) for one in kept), _Gathered(row))
        mine.cells.setdefault(name, []).append(row.get(across.value))
        mine.links[name] = link(number, row) if number.link else None
    lines = (_line(one, kept, list(labels), across, link) for one in gathered.values())
    first, count = len(kept), len(labels)
    sums = {first + count: tuple(range(first, first + count))} if across.total else {}
    return Shaped(_columns(across, kept, number, labels), tuple(lines), sums)


def _line(one: _Gathered, kept: Sequence[Column], names: Sequence[str], across: Across, link: Link) -> Line:
    cells = [added(one.cells.get(name, ())) or 0 for name in names]
    own = [one.row.get(column.key) for column in kept]
    links = [link(column, one.row) if column.link else None for column in kept]
    links += [one.links.get(name) for name in names]
    ends = [added(cells) or 0] if across.total else []
    return Line((*own, *cells, *ends), (*links, *(None for _ in ends)))


def _columns(
    across: Across, kept: Sequence[Column], number: Column, labels: dict[str, Wording]
) -> tuple[Column, ...]:
    taken = {one.key for one in kept}
    spread = [
        replace(number, key=f"{across.by}.{name}" if name in taken else name, label=label, group=across.label)
        for name, label in labels.items()
    ]
    ends = [replace(number, key=TOTAL, label=across.total, link=None)] if across.total else []
    return (*kept, *spread, *ends)


def _name(value: Value) -> str:
    return "" if value is None else str(value)


def _label(value: Value, by: Column | None) -> Wording:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, date):
        return written.month(value) if by is not None and by.format == "month" else written.day(value)
    return Wording(str(value))
