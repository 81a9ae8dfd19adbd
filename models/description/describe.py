"""The YAML that a table's defaults amount to: a start for whoever wants to describe it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from models.description.defaults import default_screen
from models.description.findings import closest
from models.description.screen import Field, Screen, Wording
from models.description.tables import tables_named
from models.errors import PanelError
from models.panel import Panel
from models.schema.catalog import Catalog, TableName

_PLAIN = re.compile(r"[^\W\d][\w ()/.-]*(?<! )", re.UNICODE)
_WORDS = ("true", "false", "null")
_WIDTH = 100


def describe(panel: Panel, word: str) -> str:
    """The description of a table's default screen; `word` is a table, schema.table or a screen's key.

    Loading it gives that screen again. Raises PanelError when no table, or more than one, is meant.
    """
    seen = {screen.table.name for screen in panel.screens.values()}
    found = tables_named(word, seen)
    if not found and word in panel.screens:
        found = [panel.screens[word].table.name]
    if not found:
        known = closest(word, sorted(name.name for name in seen))
        hint = f" Maksud Anda {known}?" if known else ""
        raise PanelError("Tabel {table} tidak ada di basis data.{hint}", table=word, hint=hint)
    if len(found) > 1:
        tables = ", ".join(map(str, found))
        raise PanelError("Ada beberapa tabel bernama {table}: {tables}.", table=word, tables=tables)
    return default_yaml(panel.screens, panel.catalog, found[0])


def default_yaml(screens: Mapping[str, Screen], catalog: Catalog, table: TableName) -> str:
    """The YAML of the screen that a table has when nobody describes it."""
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
    return table.name if tables_named(table.name, catalog.tables) == [table] else str(table)


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
