"""How a typed text is looked for: in a column, by its digits where it has no others, and in a text index."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCONFIG, TSVECTOR

from models.description.screen import Field
from models.filters import contains, escaped
from models.schema.catalog import Kind

Clause = sa.ColumnElement[bool]
WORDS = re.compile(r"\w+")

_CONFIGURATION = re.compile(r"to_tsvector\(\s*'([^']+)'")
_MARKS = " .-/()+"  # that people write between digits
_FIGURES = re.compile(r"[\d .\-/()+]+", re.ASCII)
_FEWEST = 3  # digits that mean a number
_LONGEST = 60  # of a column that holds numbers rather than sentences
_PHONE = re.compile(r"(?:.*_)?(phone|telephone|telepon|telp|tel|mobile|hp|wa|whatsapp|fax|faks)(?:_.*)?")
_COUNTRY = "62"
_SHORTEST_PHONE = 6  # digits, without the country


def in_field(column: sa.ColumnElement[Any], field: Field, text: str, *, start: bool) -> Clause:
    """Whether a column has the text in it; with `start` only what an index finds: whether it begins so."""
    if field.kind is Kind.INTEGER:
        fits = text.isascii() and text.isdigit() and len(text) < 10
        return column == int(text) if fits else sa.false()
    figures = _figures(field, text)
    if start and isinstance(column.type, sa.Text):
        # No ILIKE: it walks past the index. The ways people write a number or a code are few.
        patterns = dict.fromkeys(escaped(way) + "%" for way in (text, text.upper(), text.lower(), *figures))
        return sa.or_(*(column.like(pattern, escape="\\") for pattern in patterns))
    if not figures:
        return contains(column, text)
    bare = sa.func.translate(sa.cast(column, sa.Text), _MARKS, "", type_=sa.Text())
    within = figures[-1] if _is_phone(field) else figures[0]
    return sa.or_(contains(column, text), bare.like(f"%{within}%"))


def _figures(field: Field, text: str) -> tuple[str, ...]:
    """A number without the marks between its digits, of a telephone in every way that people begin it: as
    typed, with the country, with a nought, with neither."""
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) < _FEWEST or not _FIGURES.fullmatch(text) or not _holds_numbers(field):
        return ()
    core = digits.removeprefix(_COUNTRY).removeprefix("0")
    if not _is_phone(field) or len(core) < _SHORTEST_PHONE:
        return (digits,)
    return tuple(dict.fromkeys((digits, f"+{_COUNTRY}{core}", f"{_COUNTRY}{core}", f"0{core}", core)))


def _holds_numbers(field: Field) -> bool:
    """Whether the digits of a text stand for one number: not in a story."""
    return field.kind is Kind.TEXT and not field.multiline and (field.column.length or 0) <= _LONGEST


def _is_phone(field: Field) -> bool:
    return field.contact is not None or _PHONE.fullmatch(field.key) is not None


def in_index(column: sa.ColumnElement[Any], expression: str, words: Sequence[str]) -> Clause:
    """Every word by a text index, the last one as a beginning: people are still typing.

    `expression` tells the languages of the index. With two, what one of them spoils the other one finds:
    the Indonesian one cuts what is typed of a word differently from the word itself.
    """
    wanted = " & ".join(f"'{word}'" for word in words) + ":*"
    known = dict.fromkeys(_CONFIGURATION.findall(expression)) or {"simple": None}
    found = [_query(configuration, wanted) for configuration in known]
    whole = found[0]
    for one in found[1:]:
        whole = whole.op("||")(one)
    return sa.type_coerce(column, TSVECTOR).op("@@", is_comparison=True)(whole)


def has_whole_words(expression: str) -> bool:
    """Whether a text index holds words as they are written, not only their stems."""
    return "simple" in _CONFIGURATION.findall(expression)


def _query(configuration: str, wanted: str) -> sa.ColumnElement[Any]:
    language = sa.cast(sa.literal(configuration, sa.Text), REGCONFIG())
    return sa.func.to_tsquery(language, sa.literal(wanted, sa.Text))


def begins_in(columns: Iterable[sa.ColumnElement[Any]], words: Sequence[str]) -> Clause:
    """Whether each word begins one in the columns: row by row, where an index has only stems."""
    texts = [sa.cast(column, sa.Text) for column in columns]
    whole = sa.func.concat_ws(" ", *texts, type_=sa.Text())
    # Words are letters, digits and lines under: none of them means anything to the pattern.
    return sa.and_(*(whole.op("~*", is_comparison=True)(sa.literal(rf"\m{word}", sa.Text)) for word in words))
