"""The cells of a sheet as SQL: Postgres writes the XML of each row, so that no value passes through Python.

A cell names neither its row nor its column: they follow one another. A text that needs no care (nearly all
do not, one regular expression tells) is written as it is; every other one is cleaned, cut and escaped.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from models.description.screen import Field
from models.schema.catalog import Kind
from models.whole import Shown
from reports.sheet_looks import TEXT, Look, number_of
from reports.sheet_values import CUT, LONGEST, text_xml

EMPTY = "<c/>"
FIRST_DAY, LAST_DAY = "1900-03-01", "9999-12-31"  # before, Excel counts a day that never was
_EXACT = 15  # digits that a number in a sheet keeps
_LARGEST = 10**_EXACT - 1
_ARGUMENTS = 90  # a function takes no more than 100
# Markup, control characters, blanks at the ends, what Excel would take for a formula or for an escape of
# its own. The backslash would be doubled by COPY.
_CARE = r"[\u0001-\u001f&<>\\\ufffe\uffff]|^[ =+@-]| $|_x[0-9A-Fa-f]{4}_"
_DROPPED = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]"
_ASTRAL = r"[^\U00010000-\U0010ffff]"
_MARKUP = (
    ("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\\", "&#92;"), ("\t", "&#9;"), ("\n", "&#10;"),
    ("\r", "&#13;"),
)  # fmt: skip

Sql = sa.ColumnElement[Any]


def row(cells: Sequence[Sql]) -> Sql:
    """A row of cells."""
    groups = [_together(cells[n : n + _ARGUMENTS]) for n in range(0, len(cells), _ARGUMENTS)]
    return sa.func.concat(_fixed("<row>"), *groups, _fixed("</row>"), type_=sa.Text())


def _together(cells: Sequence[Sql]) -> Sql:
    return sa.func.concat(*cells, type_=sa.Text())


def cell(shown: Shown, look: Look, language: str) -> Sql:
    """The cell of a field."""
    one, value = shown.field, shown.column
    if one.options and not shown.in_words:
        return _labels(one, value, look, language)
    writer = None if shown.in_words else _WRITERS.get(one.kind)
    made = writer(one, value, look) if writer else text(_said(one, value, language), look)
    return sa.func.coalesce(made, _fixed(EMPTY), type_=sa.Text())


class TextCell(FunctionElement[str]):
    """A cell with a text. NULL and the empty text are empty cells.

    One part of a statement, whose SQL is written once: of the thirty that it would else be for each column,
    the building and the compiling cost more than the server needs for a short list.
    """

    type = sa.Text()
    name = "text_cell"
    inherit_cache = True

    def __init__(self, value: Sql, look: Look) -> None:
        looks = (number_of(look), number_of(look._replace(quoted=True)))
        super().__init__(value, *(sa.literal_column(str(one)) for one in looks))


_VALUE, _LOOK, _QUOTED = "<<value>>", "<<look>>", "<<quoted>>"


@compiles(TextCell)
def _written(made: TextCell, compiler: SQLCompiler, **more: Any) -> str:
    value, look, quoted = (compiler.process(one, **more) for one in made.clauses)
    return _text_cell().replace(_LOOK, look).replace(_QUOTED, quoted).replace(_VALUE, value)


@cache
def _text_cell() -> str:
    value: Sql = sa.literal_column(f"({_VALUE})", sa.Text())
    return f"({_cell_of(value).compile(dialect=postgresql.dialect())})"  # type: ignore[no-untyped-call]


def text(value: Sql, look: Look = TEXT) -> Sql:
    """A cell with a text."""
    return TextCell(value, look)


def _cell_of(value: Sql) -> Sql:
    plain = sa.collate(value, "C")
    care = sa.or_(plain.regexp_match(_string(_CARE)), sa.func.octet_length(value) > _figure(LONGEST))
    return sa.case(
        (sa.or_(value.is_(None), value == sa.literal_column("''")), _fixed(EMPTY)),
        (care, _with_care(value)),
        else_=_wrapped(f'<c s="{_LOOK}" t="inlineStr"><is><t>', value, "</t></is></c>"),
    )


def escaped(value: Sql) -> Sql:
    """A text as XML has it: what it cannot hold is dropped."""
    escape = "_(?=x[0-9A-Fa-f]{4}_)"
    for pattern, put in ((_DROPPED, ""), (escape, "_x005F_")):
        value = sa.func.regexp_replace(value, *map(_string, (pattern, put, "g")), type_=sa.Text())
    for letter, written in _MARKUP:
        value = sa.func.replace(value, _string(letter), _string(written), type_=sa.Text())
    return value


def cut(value: Sql) -> Sql:
    """A text that fits a cell; one that did not ends with a mark."""
    room = LONGEST - len(CUT)
    fits = sa.func.greatest(_figure(room) - _astral(sa.func.left(value, _figure(room))), _figure(room // 2))
    short, longest = sa.func.left(value, fits), _figure(LONGEST)
    longer = sa.and_(sa.func.octet_length(value) > longest, sa.func.length(value) + _astral(value) > longest)
    return sa.case((longer, sa.func.concat(short, _string(CUT))), else_=value)


def _astral(value: Sql) -> Sql:
    """How many letters of a text (emoji, say) take two units in UTF-16."""
    rest = sa.func.regexp_replace(value, *map(_string, (_ASTRAL, "", "g")))
    return sa.func.length(rest, type_=sa.Integer())


def _with_care(value: Sql) -> Sql:
    def start(number: str) -> Sql:
        return _fixed(f'<c s="{number}" t="inlineStr"><is><t xml:space="preserve">')

    formula = sa.collate(value, "C").regexp_match(_string("^[=+@-]"))
    begins = sa.case((formula, start(_QUOTED)), else_=start(_LOOK))
    return sa.func.concat(begins, escaped(cut(value)), _fixed("</t></is></c>"), type_=sa.Text())


def _labels(one: Field, value: Sql, look: Look, language: str) -> Sql:
    """The words of a closed list, each a cell made beforehand; what is not on the list as it is."""
    written = sa.cast(value, sa.Text)
    cells: dict[Any, Any] = {
        option.value: text_xml(option.label.in_language(language), look) for option in one.options
    }
    known = sa.case(
        {key: sa.literal(made, sa.Text) for key, made in cells.items()},
        value=written, else_=text(written, look),
    )  # fmt: skip
    return sa.func.coalesce(known, _fixed(EMPTY), type_=sa.Text())


def _said(one: Field, value: Sql, language: str) -> Sql:
    """The text of a value that a sheet has no type for."""
    written: Sql = sa.cast(value, sa.Text)
    if one.kind is Kind.INTERVAL and language == "id":
        for pattern, word in ((" years?", " tahun"), (" mons?", " bulan"), (" days?", " hari")):
            written = sa.func.regexp_replace(written, pattern, word, "g", type_=sa.Text())
    return written


def _number(value: Sql, look: Look) -> Sql:
    return _wrapped(f'<c s="{number_of(look)}"><v>', value, "</v></c>")


def _integer(one: Field, value: Sql, look: Look) -> Sql:
    if one.column.cast_type in ("smallint", "integer"):
        return _number(value, look)
    whole = sa.cast(value, sa.BigInteger)  # an oid has comparisons of its own
    fits = whole.between(sa.literal_column(str(-_LARGEST)), sa.literal_column(str(_LARGEST)))
    return sa.case((fits, _number(value, look)), else_=text(sa.cast(value, sa.Text)))


def _decimal(one: Field, value: Sql, look: Look) -> Sql:
    """A number; a text where it is none (NaN) or has more digits than a sheet keeps."""
    written = sa.cast(value, sa.Text)
    finite = sa.collate(written, "C").regexp_match("^[0-9.e+-]+$")
    if one.kind is Kind.NUMBER and one.column.cast_type in ("real", "double precision"):
        return sa.case((finite, _number(written, look)), else_=text(written))
    short = sa.func.trim_scale(sa.cast(value, sa.Numeric()))
    digits = sa.func.translate(sa.func.ltrim(sa.cast(short, sa.Text), "-0."), ".", "")
    exact = sa.func.length(digits) <= _EXACT
    return sa.case((sa.and_(finite, exact), _number(written, look)), else_=text(written))


def _boolean(one: Field, value: Sql, look: Look) -> Sql:
    yes, no = (_fixed(f'<c s="{number_of(look)}" t="b"><v>{n}</v></c>') for n in (1, 0))
    return sa.case((value.is_(sa.true()), yes), (value.is_(sa.false()), no))


def _day(one: Field, value: Sql, look: Look) -> Sql:
    days = sa.cast(value, sa.Date) - sa.literal_column("date '1899-12-30'", sa.Date())
    return _in_calendar(value, "date", _number(days, look), "DD-MM-YYYY")


def _moment(one: Field, value: Sql, look: Look) -> Sql:
    days = sa.func.date_part("epoch", value, type_=sa.Float()) / sa.literal_column(
        "86400"
    ) + sa.literal_column("25569")
    return _in_calendar(value, "timestamp", _number(days, look), "DD-MM-YYYY HH24.MI.SS")


def _in_calendar(value: Sql, type_: str, number: Sql, old: str) -> Sql:
    """A day or moment: a number where Excel's calendar has it; an older one as people write it, a very
    strange one (infinity, before Christ) as the server does."""

    def at(day: str) -> Sql:
        return sa.literal_column(f"{type_} '{day}'")

    value = sa.type_coerce(value, sa.DateTime())
    return sa.case(
        (sa.and_(value >= at(FIRST_DAY), value < at("10000-01-01")), number),
        (
            sa.and_(value >= at("0001-01-01"), value < at(FIRST_DAY)),
            text(sa.func.to_char(value, sa.literal_column(f"'{old}'"), type_=sa.Text())),
        ),
        else_=text(sa.cast(value, sa.Text)),
    )


def _clock(one: Field, value: Sql, look: Look) -> Sql:
    written = sa.cast(value, sa.Text)
    if one.column.cast_type != "time without time zone":
        return text(written)
    part = sa.func.date_part("epoch", value, type_=sa.Float()) / sa.literal_column("86400")
    return sa.case((written < sa.literal_column("'24'"), _number(part, look)), else_=text(written))


def _bytes(one: Field, value: Sql, look: Look) -> Sql:
    return _number(value, look)


_WRITERS = {
    Kind.INTEGER: _integer,
    Kind.NUMBER: _decimal,
    Kind.MONEY: _decimal,
    Kind.BOOLEAN: _boolean,
    Kind.DATE: _day,
    Kind.DATETIME: _moment,
    Kind.INSTANT: _moment,
    Kind.TIME: _clock,
    Kind.BYTES: _bytes,
}


def _wrapped(before: str, value: Sql, after: str) -> Sql:
    """NULL for NULL."""
    joined = _fixed(before).op("||")(sa.cast(value, sa.Text)).op("||")(_fixed(after))
    return sa.type_coerce(joined, sa.Text())


def _fixed(xml: str) -> Sql:
    """Our own markup, in the statement itself."""
    return sa.literal_column(f"'{xml}'", sa.Text())


def _string(text: str) -> Sql:
    """A text of ours in the statement itself, whatever the server takes a backslash for."""
    quoted = text.replace("\\", "\\\\").replace("'", "''")
    return sa.literal_column(f"E'{quoted}'", sa.Text())


def _figure(number: int) -> Sql:
    return sa.literal_column(str(number), sa.Integer())
