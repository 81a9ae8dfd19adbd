"""How a typed text is looked for: in a column, by its digits where it has no others, and in a text index."""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import REGCONFIG, TSVECTOR

from models.description.screen import Field
from models.filters import escaped, is_like
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


class Typed:
    """A searched text, and what is looked for in its stead.

    `given`: it is for a statement that is kept. Each execution gives the `values` of its text, and all texts
    of one `form` have the same statement; by the beginnings of columns, those of one `case` too.
    """

    def __init__(self, text: str, *, given: bool = False) -> None:
        self.text, self._given = text, given
        self.words: tuple[str, ...] = tuple(WORDS.findall(text))
        self.number = int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
        self.digits, self.phones = _figures(text)
        ways = (text, text.upper(), text.lower(), *self.digits, *self.phones)
        self._names = {way: f"panel_typed_{place}" for place, way in enumerate(dict.fromkeys(ways))}
        self.form: Hashable = (len(self.digits), len(self.phones), len(self.words), self.number is None)
        self.case: Hashable = tuple(self._names[way] for way in ways)
        self.values = self._values()

    def _values(self) -> Mapping[str, str | int | None]:
        found: dict[str, str | int | None] = {"panel_typed_number": self.number}
        found["panel_typed_has"] = f"%{escaped(self.text)}%"
        # Every word by a text index, the last one as a beginning: people are still typing.
        found["panel_typed_words"] = " & ".join(f"'{word}'" for word in self.words) + ":*"
        found |= {f"panel_typed_digits_{place}": f"%{one}%" for place, one in enumerate(self.digits)}
        found |= {f"panel_typed_phone_{place}": f"%{one}%" for place, one in enumerate(self.phones)}
        found |= {name: escaped(way) + "%" for way, name in self._names.items()}
        # Words are letters, digits and lines under: none of them means anything to the pattern.
        return found | {f"panel_typed_word_{place}": rf"\m{word}" for place, word in enumerate(self.words)}

    def _parameter(self, name: str) -> sa.BindParameter[Any]:
        value = self.values[name]
        type_ = sa.Text() if isinstance(value, str) else sa.Integer()
        return sa.bindparam(name, value, type_, unique=not self._given)

    def is_number(self, column: sa.ColumnElement[Any]) -> Clause:
        return sa.false() if self.number is None else column == self._parameter("panel_typed_number")

    def is_in(self, column: sa.ColumnElement[Any]) -> Clause:
        return is_like(column, self._parameter("panel_typed_has"))

    def begins(self, column: sa.ColumnElement[Any], figures: Iterable[str]) -> Clause:
        """No ILIKE: it walks past the index. The ways people write a number or a code are few."""
        ways = dict.fromkeys((self.text, self.text.upper(), self.text.lower(), *figures))
        patterns = (self._parameter(self._names[way]) for way in ways)
        return sa.or_(*(column.like(pattern, escape="\\") for pattern in patterns))

    def is_within(self, bare: sa.ColumnElement[Any], *, phone: bool) -> Clause:
        """Its digits, of a telephone those that are the same however it was begun."""
        last = f"phone_{len(self.phones) - 1}" if phone and self.phones else "digits_0"
        return bare.like(self._parameter(f"panel_typed_{last}"))

    def query(self) -> sa.BindParameter[Any]:
        """Of all words, for a text index."""
        return self._parameter("panel_typed_words")

    def each_word(self) -> list[sa.BindParameter[Any]]:
        """As beginnings, for a text without an index."""
        return [self._parameter(f"panel_typed_word_{place}") for place in range(len(self.words))]


def _figures(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A number without the marks between its digits; and, where it is long enough for a telephone, in every
    way that people begin it: with the country, with a nought, with neither."""
    digits = "".join(letter for letter in text if letter.isdigit())
    if len(digits) < _FEWEST or not _FIGURES.fullmatch(text):
        return (), ()
    core = digits.removeprefix(_COUNTRY).removeprefix("0")
    if len(core) < _SHORTEST_PHONE:
        return (digits,), ()
    return (digits,), (f"+{_COUNTRY}{core}", f"{_COUNTRY}{core}", f"0{core}", core)


def in_field(column: sa.ColumnElement[Any], field: Field, typed: Typed, *, start: bool) -> Clause:
    """Whether a column has the text in it; with `start` only what an index finds: whether it begins so."""
    if field.kind is Kind.INTEGER:
        return typed.is_number(column)
    figures: tuple[str, ...] = ()
    if _holds_numbers(field):
        figures = (*typed.digits, *(typed.phones if _is_phone(field) else ()))
    if start and isinstance(column.type, sa.Text):
        return typed.begins(column, figures)
    if not figures:
        return typed.is_in(column)
    bare = sa.func.translate(sa.cast(column, sa.Text), _MARKS, "", type_=sa.Text())
    return sa.or_(typed.is_in(column), typed.is_within(bare, phone=_is_phone(field)))


def _holds_numbers(field: Field) -> bool:
    """Whether the digits of a text stand for one number: not in a story."""
    return field.kind is Kind.TEXT and not field.multiline and (field.column.length or 0) <= _LONGEST


def _is_phone(field: Field) -> bool:
    return field.contact is not None or _PHONE.fullmatch(field.key) is not None


def in_index(column: sa.ColumnElement[Any], expression: str, typed: Typed) -> Clause:
    """Every word by a text index, the last one as a beginning.

    `expression` tells the languages of the index. With two, what one of them spoils the other one finds:
    the Indonesian one cuts what is typed of a word differently from the word itself.
    """
    known = dict.fromkeys(_CONFIGURATION.findall(expression)) or {"simple": None}
    found = [_query(configuration, typed) for configuration in known]
    whole = found[0]
    for one in found[1:]:
        whole = whole.op("||")(one)
    return sa.type_coerce(column, TSVECTOR).op("@@", is_comparison=True)(whole)


def has_whole_words(expression: str) -> bool:
    """Whether a text index holds words as they are written, not only their stems."""
    return "simple" in _CONFIGURATION.findall(expression)


def _query(configuration: str, typed: Typed) -> sa.ColumnElement[Any]:
    language = sa.cast(sa.literal(configuration, sa.Text), REGCONFIG())
    return sa.func.to_tsquery(language, typed.query())


def begins_in(columns: Iterable[sa.ColumnElement[Any]], typed: Typed) -> Clause:
    """Whether each word begins one in the columns: row by row, where an index has only stems."""
    texts = [sa.cast(column, sa.Text) for column in columns]
    whole = sa.func.concat_ws(" ", *texts, type_=sa.Text())
    return sa.and_(*(whole.op("~*", is_comparison=True)(word) for word in typed.each_word()))
