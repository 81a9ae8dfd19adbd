"""The YAML that a table's defaults amount to: a start for whoever wants to describe it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from models.description.defaults import default_screen
from models.description.naming import main_schema
from models.description.screen import Field, Screen, Wording
from models.schema.catalog import Catalog, TableName

_PLAIN = re.compile(r"[^\W\d][\w ()/.-]*(?<! )", re.UNICODE)
_WORDS = ("true", "false", "null")
_WIDTH = 100


def describe(screens: Mapping[str, Screen], catalog: Catalog, table: TableName) -> str:
    """The description of a table's default screen. Loading it gives that screen again."""
    screen = default_screen(screens, catalog, table)
    return "\n".join([f"# screens/{screen.key}.yaml", *_lines(screen, _table_word(catalog, table))]) + "\n"


def _lines(screen: Screen, table: str) -> Iterator[str]:
    yield f"table: {quoted(table)}"
    yield f"label: {_words(screen.label)}"
    yield f"menu: {quoted('Data lain')}"
    if screen.help:
        yield f"help: {_words(screen.help)}"
    if screen.hidden:
        yield "hidden: true"
    if screen.title:
        yield f"title: {quoted(_title(screen))}"
    yield from _list("list", (_name(screen.fields[key]) for key in screen.list))
    yield from _list("search", (_name(screen.fields[term.field]) for term in screen.search))
    yield from _list("order", (_order(screen, one.field, one.descending) for one in screen.order))
    if screen.sections:
        yield "sections:"
    for section in screen.sections:
        yield f"  {quoted(section.label.id)}:"
        if section.label.en:
            yield f"    en: {quoted(section.label.en)}"
        yield from _list("fields", (_name(screen.fields[key]) for key in section.fields), "    ")
    yield from _list("children", (child.key for child in screen.children))
    yield from _columns(screen)


def _columns(screen: Screen) -> Iterator[str]:
    visible = [one for one in screen.fields.values() if not one.hidden]
    if visible:
        yield "columns:"
    for one in visible:
        yield f"  {quoted(one.column.name)}:"
        yield f"    label: {_words(one.label)}"
        if one.help:
            yield f"    help: {_words(one.help)}"
        if one.multiline:
            yield "    multiline: true"
        if one.options and one.reference is None:
            yield "    options:"
            yield from (f"      {quoted(option.value)}: {_words(option.label)}" for option in one.options)


def _table_word(catalog: Catalog, table: TableName) -> str:
    names = [name.name for name in catalog.tables]
    plain = table.schema == main_schema(catalog.tables) or names.count(table.name) == 1
    return table.name if plain and table.name not in map(str, catalog.tables) else str(table)


def _name(field: Field) -> str:
    """How a list names a field: as the database does, or by its key where signs would be misread."""
    return field.column.name if re.fullmatch(r"[\w ]+", field.column.name) else field.key


def _order(screen: Screen, key: str, descending: bool) -> str:
    return ("-" if descending else "") + _name(screen.fields[key])


def _title(screen: Screen) -> str:
    parts = (
        part.replace("{", "{{").replace("}", "}}")
        if kind == "text"
        else "{" + _name(screen.fields[part]) + "}"
        for kind, part in screen.title
    )
    return "".join(parts)


def _words(words: Wording) -> str:
    if words.en is None:
        return quoted(words.id)
    return f"{{id: {quoted(words.id)}, en: {quoted(words.en)}}}"


def _list(word: str, names: Iterable[str], indent: str = "") -> Iterator[str]:
    """A list on one line, or one name a line where that gets too long. Nothing for an empty one."""
    items = [quoted(name) for name in names]
    line = f"{indent}{word}: [{', '.join(items)}]"
    if len(line) <= _WIDTH:
        yield from [line] if items else []
        return
    yield f"{indent}{word}:"
    yield from (f"{indent}  - {item}" for item in items)


def quoted(text: str) -> str:
    """A text as YAML, in quotes wherever it could be read as something else."""
    bare = text.removeprefix("-")
    plain = _PLAIN.fullmatch(bare) and bare.lower() not in _WORDS and not bare.endswith(".")
    return text if plain else json.dumps(text, ensure_ascii=False)
