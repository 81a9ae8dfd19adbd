"""What a careful person would choose for a table nobody described: title, list, search, order.

Only names and types are known here. The rules are few and fixed, so that the same table always looks
the same and `flask panel describe` can write down what they chose.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from models.description.screen import Field, Order, SearchTerm, Section, Wording
from models.schema.catalog import Kind, Table

LIST_LENGTH = 7
SEARCH_LENGTH = 5
SECTION_LENGTH = 12
MOMENTS = (Kind.INSTANT, Kind.DATETIME, Kind.DATE)

# The better name first: a table may have several.
_TITLES = (
    *("name", "nama", "full_name", "nama_lengkap", "title", "judul", "subject", "perihal", "label"),
    *("display_name", "username", "number", "nomor", "code", "kode", "email", "slug"),
)
_TITLE_LIKE = re.compile(r"(?i)(^|_)(name|nama|title|judul|subject|perihal|label)($|_)")
_NUMBER_LIKE = re.compile(r"(?i)(^|_)(number|nomor|no|code|kode|nik|nip|phone|telp|hp|email|sku|isbn)($|_)")
_BIRTH = re.compile(
    r"(?i)(^|_)(created|received|registered|entered|ordered|diterima|dibuat|tanggal|date)($|_)|_at$"
)
_UPKEEP = re.compile(
    r"(?i)(^|_)(created|updated|modified|changed|deleted|dibuat|diubah|dihapus|last_update)($|_)"
)
_NEVER_SHOWN = re.compile(r"(?i)password|passwd|secret|token|salt|sandi")
_LONG_KINDS = (Kind.JSON, Kind.BYTES, Kind.SEARCH, Kind.OTHER)
_WEIGHTS = {
    Kind.ENUM: 70,
    Kind.INSTANT: 65,
    Kind.DATE: 65,
    Kind.DATETIME: 65,
    Kind.TEXT: 55,
    Kind.NUMBER: 50,
    Kind.MONEY: 50,
    Kind.INTEGER: 45,
    Kind.BOOLEAN: 40,
    Kind.TIME: 25,
    Kind.INTERVAL: 25,
    Kind.RANGE: 25,
    Kind.NETWORK: 25,
    Kind.ARRAY: 20,
    Kind.UUID: 5,
}


def title_of(fields: Sequence[Field], key: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The parts of a title: a name, else the first short text, else the key, else the first field."""
    texts = [one for one in fields if _is_short(one) and not one.options and one.reference is None]
    by_name = {one.column.name.lower(): one for one in texts}
    if "first_name" in by_name and "last_name" in by_name:
        return _spaced([by_name["first_name"], by_name["last_name"]])
    for name in _TITLES:
        if name in by_name:
            return _spaced([by_name[name]])
    likely = [one for one in texts if _TITLE_LIKE.search(one.column.name)] or texts
    if likely:
        return _spaced(likely[:1])
    return _spaced([one for one in fields if one.column.name in key] or list(fields[:1]))


def list_of(fields: Sequence[Field], title: Iterable[str], key: Sequence[str]) -> tuple[str, ...]:
    """The most telling fields: the title first, then the others as the table has them."""
    first = list(dict.fromkeys(title))
    others = [one for one in fields if one.key not in first and _weight(one, key) > 0]
    others.sort(key=lambda one: -_weight(one, key))
    chosen = {one.key for one in others[: max(0, LIST_LENGTH - len(first))]}
    return (*first, *(one.key for one in fields if one.key in chosen))


def search_of(fields: Sequence[Field], title: Iterable[str], table: Table) -> tuple[SearchTerm, ...]:
    """Short texts and numbers of things: those of the title, of keys, of names, in this order."""
    first = list(title)
    unique = {name for key in table.keys if len(key.columns) == 1 for name in key.columns}
    texts = [one for one in fields if _is_searched(one, unique)]

    def rank(one: Field) -> int:
        name = one.column.name
        likely = _TITLE_LIKE.search(name) or _NUMBER_LIKE.search(name)
        return 0 if one.key in first else 1 if name in unique else 2 if likely else 3

    return tuple(SearchTerm(one.key) for one in sorted(texts, key=rank)[:SEARCH_LENGTH])


def order_of(
    fields: Sequence[Field], title: Sequence[str], table: Table, key: Sequence[str]
) -> tuple[Order, ...]:
    """An order that an index gives: newest first, else by a unique name, else the newest key first."""
    leading = {index.columns[0] for index in table.indexes if index.method == "btree" and not index.predicate}
    moments = [one for one in fields if one.kind in MOMENTS and not one.column.nullable]
    for one in moments:
        if one.column.name in leading and _BIRTH.search(one.column.name):
            return (Order(one.key, descending=True),)
    named = [one for one in fields if one.key in title and one.kind is Kind.TEXT and not one.column.nullable]
    if len(title) == 1 and any(
        (one.column.name,) == unique.columns for one in named for unique in table.keys
    ):
        return (Order(title[0]),)
    keys = [one for name in key for one in fields if one.column.name == name]
    descending = bool(keys) and all(one.kind is not Kind.TEXT for one in keys)
    return tuple(Order(one.key, descending) for one in keys)


def sections_of(fields: Sequence[Field]) -> tuple[Section, ...]:
    """All visible fields, long texts last; a table of sixty columns in parts."""
    seen = [one for one in fields if not one.hidden]
    ordered = [one.key for one in seen if not one.multiline] + [one.key for one in seen if one.multiline]
    if len(ordered) <= SECTION_LENGTH + 4:
        return (Section(Wording("Isian", "Fields"), tuple(ordered)),) if ordered else ()
    parts = [ordered[start : start + SECTION_LENGTH] for start in range(0, len(ordered), SECTION_LENGTH)]
    return tuple(
        Section(Wording(f"Isian bagian {number}", f"Fields, part {number}"), tuple(part))
        for number, part in enumerate(parts, 1)
    )


def _spaced(fields: Sequence[Field]) -> tuple[tuple[str, str], ...]:
    parts: list[tuple[str, str]] = []
    for one in fields:
        parts += [("text", " "), ("field", one.key)] if parts else [("field", one.key)]
    return tuple(parts)


def _is_short(one: Field) -> bool:
    return (
        one.kind is Kind.TEXT
        and not one.multiline
        and not one.hidden
        and not _NEVER_SHOWN.search(one.column.name)
    )


def _is_searched(one: Field, unique: Iterable[str]) -> bool:
    if _is_short(one) and not one.options and one.reference is None:
        return True
    return one.kind is Kind.INTEGER and one.column.name in unique and one.reference is None


def _weight(one: Field, key: Sequence[str]) -> int:
    name = one.column.name
    if one.hidden or one.multiline or one.kind in _LONG_KINDS or _NEVER_SHOWN.search(name):
        return 0
    if one.reference is not None:
        return 60
    if name in key and len(key) == 1 and one.kind in (Kind.INTEGER, Kind.UUID):
        return 0 if not one.insertable else 4
    if one.options:
        return 70
    if _UPKEEP.search(name):
        return 30 if one.kind in MOMENTS else 10
    return _WEIGHTS.get(one.kind, 10)
