"""Keys for things whose names were made by others: safe as Python, form, JSON and URL identifiers.

A name that is already safe stays as it is, so that what the office reads in its YAML is what it knows
from its tables. The same names always give the same keys: bookmarks and permissions rest on them.
"""

from __future__ import annotations

import hashlib
import keyword
import re
import unicodedata
from collections.abc import Callable, Iterable
from typing import TypeVar

from models.schema.catalog import TableName

T = TypeVar("T", str, TableName)

# Attributes of forms, mapped classes and their sessions that a field of the same name would hide.
RESERVED_FIELDS = frozenset(
    {
        "all",  # groups of filters
        "any",
        "csrf_token",
        "data",
        "errors",
        "form_errors",
        "hidden_tag",
        "is_submitted",
        "list_form_pk",
        "meta",
        "metadata",
        "mro",
        "populate_obj",
        "process",
        "query",
        "query_class",
        "registry",
        "self",
        "validate",
        "validate_on_submit",
    }
)
# First words of addresses and names of blueprints that belong to the machine.
RESERVED_SCREENS = frozenset(
    {"admin", "api", "appbuilder", "grid", "menu", "openapi", "panel", "security", "static", "swagger"}
)


def safe_key(name: str) -> str:
    """The key that a column's name becomes, before duplicates are told apart."""
    key = _identifier(name)
    return f"{key}_" if key in RESERVED_FIELDS or keyword.iskeyword(key) else key


def column_keys(names: Iterable[str]) -> dict[str, str]:
    """Column name -> key for one table, in the order of its columns. Duplicates get _2, _3."""
    return _distinct(list(names), safe_key)


def screen_keys(tables: Iterable[TableName]) -> dict[TableName, str]:
    """Table -> screen key for a whole database. Tables of the main schema go by their name alone."""
    ordered = sorted(tables)
    main = main_schema(ordered)
    keys = _distinct(ordered, lambda table: _screen_key(table, main))
    return {table: keys[table] for table in ordered}


def main_schema(tables: Iterable[TableName]) -> str | None:
    """`public` where it has tables, else the only schema there is, else none."""
    schemas = {table.schema for table in tables}
    if "public" in schemas:
        return "public"
    return schemas.pop() if len(schemas) == 1 else None


def _screen_key(table: TableName, main: str | None) -> str:
    key = _identifier(table.name if table.schema == main else f"{table.schema}_{table.name}")
    return f"{key}_table" if key in RESERVED_SCREENS else key


def _identifier(name: str) -> str:
    # No leading underscore: forms pass over attributes that begin with one.
    if re.fullmatch(r"[a-z][a-z0-9_]*", name):
        return name
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    key = re.sub(r"_+", "_", re.sub(r"[^a-z0-9]", "_", ascii_name)).strip("_")
    if not key:
        return "c_" + hashlib.sha256(name.encode()).hexdigest()[:8]
    return f"c_{key}" if key[0].isdigit() else key


def _distinct(items: list[T], wish: Callable[[T], str]) -> dict[T, str]:
    """A key for each; an item whose own name is the key has it before those that only resemble it."""
    wishes = {item: wish(item) for item in items}
    exact = {item for item in items if wishes[item] == getattr(item, "name", item)}
    keys: dict[T, str] = {}
    taken: set[str] = set()
    for item in sorted(items, key=lambda one: one not in exact):
        key, number = wishes[item], 1
        while key in taken:
            number += 1
            key = f"{wishes[item]}_{number}"
        taken.add(key)
        keys[item] = key
    return {item: keys[item] for item in items}
