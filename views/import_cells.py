"""The cells of a sheet as what people would have typed, and whether a cell still says what the row holds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from decimal import Decimal, InvalidOperation

from models.description.screen import Field, Screen
from models.errors import Problem
from models.query import Row
from models.schema.catalog import Kind
from models.values import text
from reports.sheet_cell import Cell, Fault, plain
from views.fields import is_typed
from views.notation import shown
from views.typed import DAYS, NUMBERS, form_text

LONG_NUMBER = "Excel sudah membulatkan angka sepanjang ini. Format kolomnya sebagai Teks, lalu ketik lagi."
_DIGITS = 15
_NEAR = 1.0  # seconds: a sheet keeps no finer time


def targets(screen: Screen) -> dict[str, Field]:
    """The fields that a column of a sheet may mean: those that somebody types, but for files."""
    return {
        key: one
        for key, one in screen.fields.items()
        if (is_typed(one, "add") or is_typed(one, "edit"))
        and one.file is None
        and key not in screen.companions
        and not (screen.workflow is not None and key == screen.workflow.column)
    }


def typed(one: Field, cell: Cell) -> object:
    """What a cell means for a field: a text as it is typed, or a value that needs no reading.

    Raises ValueError with a Problem for a cell without a value.
    """
    if isinstance(cell, Fault):
        raise ValueError(Problem(cell.sentence, one.key, {"label": one.label, "error": cell.error}))
    if isinstance(cell, Decimal):
        return _number(one, cell)
    if isinstance(cell, datetime) and one.kind in DAYS:
        return plain(cell) if one.kind is Kind.DATE else {"value": cell.isoformat(sep=" ")}
    if isinstance(cell, date) and not isinstance(cell, datetime) and one.kind in DAYS:
        return {"value": cell.isoformat()}
    if isinstance(cell, time) and one.kind is Kind.TIME:
        return {"value": cell.isoformat()}
    return plain(cell)


def _number(one: Field, cell: Decimal) -> object:
    looked_up = one.reference is not None or one.options or one.person
    if one.kind in NUMBERS and not looked_up:
        return {"value": format(cell, "f")}
    if cell == cell.to_integral_value() and cell.adjusted() >= _DIGITS:
        raise ValueError(Problem(LONG_NUMBER, one.key, {"label": one.label}))
    return plain(cell)


def is_same(one: Field, row: Row, cell: Cell, zone: tzinfo) -> bool:
    """Whether a cell says what the row holds, as an export would have written it."""
    value = row.values.get(one.key)
    if cell is None or cell == "":
        return value is None or value == ""
    if value is None:
        return False
    if isinstance(cell, Decimal):
        return _same_number(value, cell) or plain(cell) in _texts(one, row, value)
    if isinstance(cell, datetime | date):
        return _same_moment(value, cell, zone)
    if isinstance(cell, time):
        return plain(cell) == shown(one, value) or str(value).startswith(cell.isoformat())
    if isinstance(cell, bool):
        return value is cell or text(value) == ("true" if cell else "false")
    return isinstance(cell, str) and _tidy(cell) in {_tidy(told) for told in _texts(one, row, value)}


def said(one: Field, row: Row) -> str:
    """What a row holds, as people read it."""
    return row.titles.get(one.key) or shown(one, row.values.get(one.key))


def _texts(one: Field, row: Row, value: object) -> Iterable[str]:
    titles: Mapping[str, str] = row.titles
    return (shown(one, value), titles.get(one.key, ""), str(text(value) or ""), form_text(one, value))  # type: ignore[arg-type]


def _tidy(told: str) -> str:
    return told.replace("\r\n", "\n").rstrip()


def _same_number(value: object, cell: Decimal) -> bool:
    try:
        held = value if isinstance(value, Decimal) else Decimal(str(value))
    except InvalidOperation:
        return False
    if not held.is_finite():
        return False
    return held == cell or Decimal(f"{float(held):.{_DIGITS}g}") == cell


def _same_moment(value: object, cell: date, zone: tzinfo) -> bool:
    try:
        held = datetime.fromisoformat(str(value))
    except ValueError:
        return False
    if held.tzinfo is not None:
        held = held.astimezone(zone).replace(tzinfo=None)
    told = cell if isinstance(cell, datetime) else datetime.combine(cell, time())
    return abs((held - told).total_seconds()) < _NEAR
