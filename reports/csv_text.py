"""A list as csv, written by Postgres: semicolons, UTF-8 with a mark, 31-12-2026, 1234,5, Ya and Tidak.

So an Indonesian Excel opens it with a double click. A text that it would take for a formula begins with an
apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from models.copying import Chunk
from models.description.screen import Field
from models.schema.catalog import Kind
from models.whole import Shown
from reports.excel import Short

MARK = "\ufeff".encode()
BROKEN = "\r\n*** {0} ***\r\n"
_FORMULA = r"^[=+@\u0009\u000d-]"
_DROPPED = r"[\u0001-\u0008\u000b\u000c\u000e-\u001f]"
Sql = sa.ColumnElement[Any]


class Words(NamedTuple):
    """What stands for true and false, and for the comma of numbers."""

    yes: str
    no: str
    comma: str = ","


def stream(labels: Sequence[str], rows: Iterable[Chunk], matched: int) -> Iterator[bytes]:
    """The bytes of a file: a head, then the rows. A file that breaks off says so in its last line.

    Raises Short unless there are `matched` rows.
    """
    yield MARK + head(labels)
    written = 0
    try:
        for chunk in rows:
            written += chunk.rows
            yield chunk.data
        if written != matched:
            raise Short(written=written, matched=matched)
    except Exception:  # whatever it was: the bytes before it are gone, and must not pass for all of them
        yield BROKEN.format("EKSPOR INI TIDAK LENGKAP, JANGAN DIPAKAI").encode()
        raise


def head(labels: Sequence[str]) -> bytes:
    """The first line."""
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n").writerow([safe(one) for one in labels])
    return out.getvalue().encode("utf-8", "replace")


def safe(text: str) -> str:
    """A text that no sheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def cell(shown: Shown, words: Words, language: str) -> Sql:
    """The text of a field."""
    one, value = shown.field, shown.column
    if one.options and not shown.in_words:
        written = sa.cast(value, sa.Text)
        labels: dict[Any, Any] = {
            option.value: sa.literal(safe(option.label.in_language(language)), sa.Text)
            for option in one.options
        }
        return sa.case(labels, value=written, else_=_text(written))
    made = None if shown.in_words else _plain(one, value, words)
    return _text(sa.cast(value, sa.Text)) if made is None else made


def _text(value: Sql) -> Sql:
    plain = sa.collate(value, "C")
    clean = sa.case(
        (plain.regexp_match(_DROPPED), sa.func.regexp_replace(value, _DROPPED, "", "g")), else_=value
    )
    return sa.case((plain.regexp_match(_FORMULA), sa.func.concat("'", clean)), else_=clean)


def _plain(one: Field, value: Sql, words: Words) -> Sql | None:
    """A value of a kind that is no text."""
    if one.kind is Kind.BOOLEAN:
        yes, no = sa.literal(words.yes, sa.Text), sa.literal(words.no, sa.Text)
        return sa.case((value.is_(sa.true()), yes), (value.is_(sa.false()), no))
    if one.kind in (Kind.NUMBER, Kind.MONEY):
        return sa.func.replace(sa.cast(value, sa.Text), ".", words.comma)
    if one.kind in (Kind.INTEGER, Kind.BYTES):
        return sa.cast(value, sa.Text)
    if one.kind is Kind.DATE:
        return _written(value, sa.literal("DD-MM-YYYY"))
    if one.kind in (Kind.DATETIME, Kind.INSTANT):
        minute = sa.func.date_trunc("minute", value) == value
        return _written(value, sa.case((minute, "DD-MM-YYYY HH24:MI"), else_="DD-MM-YYYY HH24:MI:SS"))
    return None


def _written(value: Sql, format: Sql) -> Sql:
    """A day or moment of our calendar; a strange one (infinity, before Christ) as the server writes it."""
    value = sa.type_coerce(value, sa.DateTime())
    ours = sa.and_(
        value >= sa.literal_column("timestamp '0001-01-01'"),
        value < sa.literal_column("timestamp '10000-01-01'"),
    )
    return sa.case((ours, sa.func.to_char(value, format)), else_=sa.cast(value, sa.Text))
