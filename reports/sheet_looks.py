"""How the cells of a sheet look: the number formats and styles of our workbooks, by name.

The formats are those of an Indonesian office: 31-12-2026, 31-12-2026 10:12. `#,##0.00` is Excel's own
notation; an Excel or LibreOffice set to Indonesian writes it 1.234,56.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from models.description.screen import Field
from models.schema.catalog import Kind

DAY, MOMENT, CLOCK = "dd-mm-yyyy", "dd-mm-yyyy hh:mm", "hh:mm"
_WHOLE, _PLAIN, _TEXT, _GENERAL = "#,##0", "0", "@", "General"
_BYTES = '#,##0\\ "B"'
_MOST_DECIMALS = 10
# Whole numbers that name something: nobody writes the year 2.026.
_NAMING = re.compile(r"(^|_)(year|tahun|number|nomor|no|code|kode|id)$")


class Look(NamedTuple):
    """A cell style: its number format, and what else differs from the default."""

    format: str
    wrap: bool = False
    quoted: bool = False  # Excel keeps it a text when somebody edits it, whatever it begins with
    bold: bool = False
    head: bool = False


HEAD = Look(_GENERAL, wrap=True, bold=True, head=True)
TITLE = Look(_GENERAL, bold=True)
NOTE = Look(_GENERAL, wrap=True)
TEXT, LINES = Look(_TEXT), Look(_GENERAL)
_LOOKS = [
    Look(_GENERAL), HEAD, TITLE, NOTE, TEXT, LINES, Look(DAY), Look(MOMENT), Look(CLOCK), Look(_WHOLE),
    Look(_PLAIN), Look(_BYTES), *(Look(f"{_WHOLE}.{'0' * n}") for n in range(1, _MOST_DECIMALS + 1)),
    Look(_GENERAL, wrap=True),
]  # fmt: skip
LOOKS: tuple[Look, ...] = tuple(
    dict.fromkeys([*_LOOKS, *(one._replace(quoted=True) for one in (TEXT, LINES, NOTE))])
)


def number_of(look: Look) -> int:
    """The place of a look in styles.xml, which a cell names."""
    return LOOKS.index(look)


def look_of(one: Field, in_words: bool = False) -> Look:
    """The look of a field's cells. `in_words`: they hold texts, whatever the field's kind."""
    if in_words or one.options:
        return TEXT
    if one.kind in _BY_KIND:
        return _BY_KIND[one.kind]
    if one.kind is Kind.INTEGER:
        names = one.reference is not None or _NAMING.search(one.key)
        return Look(_PLAIN if names else _WHOLE)
    if one.kind is Kind.NUMBER:
        return decimals(one.column.scale)
    return LINES if one.multiline or one.kind in (Kind.JSON, Kind.OTHER) else TEXT


def decimals(scale: int | None) -> Look:
    """The look of numbers with so many decimals, None where their number differs."""
    if scale is None or not 0 <= scale <= _MOST_DECIMALS:
        return Look(_GENERAL)
    return Look(f"{_WHOLE}.{'0' * scale}" if scale else _WHOLE)


_BY_KIND = {
    Kind.BOOLEAN: Look(_GENERAL),
    Kind.DATE: Look(DAY),
    Kind.DATETIME: Look(MOMENT),
    Kind.INSTANT: Look(MOMENT),
    Kind.TIME: Look(CLOCK),
    Kind.MONEY: Look(f"{_WHOLE}.00"),
    Kind.BYTES: Look(_BYTES),
    Kind.ARRAY: NOTE,
}
_WIDTHS = {DAY: 12.0, MOMENT: 17.0, CLOCK: 8.0, _PLAIN: 10.0, _WHOLE: 11.0, _BYTES: 13.0}
_LONG, _NARROW, _WIDE_HEAD = 60.0, 9.0, 24


def width_of(one: Field, look: Look, label: str) -> float:
    """The width of a column in letters, by its kind and its head."""
    if look in (LINES, NOTE) or one.multiline:
        width = _LONG
    elif look == TEXT:
        width = 18.0 if one.options else 36.0 if one.wide else min(max(one.column.length or 26, 12), 40)
    else:
        width = _WIDTHS.get(look.format, _NARROW + 6)
    return max(width, min(len(label), _WIDE_HEAD) + 4.0)  # and room for the button of the filter
