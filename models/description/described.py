"""A screen's YAML laid over its defaults. Whatever names something that is not there becomes a finding."""

from __future__ import annotations

import dataclasses
import string
from collections.abc import Iterable

from models.description.access import key_of
from models.description.findings import closest
from models.description.looks import subtitle
from models.description.naming import safe_key
from models.description.reading import Reading, named, near
from models.description.rules import read_rules, rows_of
from models.description.screen import Child, Order, SavedView, Screen, SearchTerm, Section, Wording
from models.description.together import adding_of, with_children_of
from models.description.where_reading import filters_of
from models.description.workflow_reading import workflow_of
from models.filters import ORDERED, READABLE
from models.schema.catalog import Kind

_NO_ORDER = "Nilai jenis ini tidak punya urutan."
_NO_SEARCH = "Nilai jenis ini tidak bisa dicari."
_NO_KEY_KIND = "jenis datanya tidak bisa menjadi kunci"
_HAS_KEY = "tabel ini sudah punya kunci sendiri"
OTHERS = Wording("Lainnya", "Others")


def described(base: Screen, reading: Reading) -> Screen:
    """The screen as its office wants it."""
    spec = reading.spec
    children = _children(reading)
    read_rules(reading)
    workflow = workflow_of(reading)
    reading.state = workflow.column if workflow else None
    sections = base.sections if spec.sections is None else _sections(reading)
    with_children = with_children_of(reading)
    return dataclasses.replace(
        base,
        described=True,
        menu=spec.menu.wording if spec.menu else None,
        hidden=base.hidden if spec.hidden is None else spec.hidden,
        title=_title(reading) or base.title,
        subtitle=subtitle(reading),
        add_label=spec.add_label.wording if spec.add_label else None,
        list=base.list if spec.list_ is None else reading.columns(spec.list_, "list", word="list"),
        search=base.search if spec.search is None else tuple(_search(reading, spec.search)),
        order=base.order if spec.order is None else orders_of(reading, spec.order, "order"),
        sections=sections,
        views=tuple(_views(reading)),
        children=children,
        with_children=with_children,
        adding=adding_of(reading, sections, with_children),
        workflow=workflow,
        rows=rows_of(reading),
    )


def key_columns(reading: Reading) -> tuple[str, ...]:
    """The `key:` of a view or a table without a key; else the table's own."""
    own = key_of(reading.table)
    if reading.spec.key is None:
        return own
    names: list[str] = []
    for place, name in enumerate(reading.spec.key):
        found = reading.any_column(name, "key", place)
        if found is None:
            continue
        if found.sql is not None:
            reading.add("D313", "key", place, column=name, word="key")
        elif found.kind not in ORDERED:
            reading.add("D314", "key", place, column=name, reason=_NO_KEY_KIND)
        else:
            names.append(found.column.name)
    if own and set(names) != set(own):
        reading.add("D314", "key", column=", ".join(names), reason=_HAS_KEY)
        return own
    return tuple(names)


def orders_of(reading: Reading, names: Iterable[str], *path: str | int) -> tuple[Order, ...]:
    """`-received_at`, `number`: an order, from the largest where a minus stands."""
    found: list[Order] = []
    for name in names:
        bare = name.removeprefix("-").strip()
        field = reading.column(bare, *path, word="order", computed=False)
        if field is not None and field.kind not in ORDERED:
            reading.add("D317", *path, word="order", column=bare, reason=_NO_ORDER)
        elif field is not None:
            found.append(Order(field.key, descending=name.startswith("-")))
    return tuple(found)


def _title(reading: Reading) -> tuple[tuple[str, str], ...]:
    title = reading.spec.title
    if title is None:
        return ()
    try:
        parsed = list(string.Formatter().parse(title))
    except ValueError:
        reading.add("D309", "title", title=title)
        return ()
    parts: list[tuple[str, str]] = []
    for text, name, form, conversion in parsed:
        if text:
            parts.append(("text", text))
        if name is not None:
            full = name + (f"!{conversion}" if conversion else "") + (f":{form}" if form else "")
            field = reading.column(full, "title", word="title")
            parts += [("field", field.key)] if field else []
    if not any(name is not None for _, name, _, _ in parsed):
        meant = near(reading.fields, title) or next(iter(reading.fields), "name")
        reading.add("D308", "title", title=title, example=f"{{{meant}}}")
    return tuple(parts)


def _search(reading: Reading, names: Iterable[str]) -> Iterable[SearchTerm]:
    for place, name in enumerate(names):
        own = any(one.column.name == name for one in reading.fields.values())
        if "." in name and not own:
            far = _searched_along(reading, name, place)
            if far is not None:
                yield far
                continue
            found = reading.child_column(name, "search", place)
            if found is not None:
                yield SearchTerm(found[1].key, found[0].key)
            continue
        field = reading.column(name, "search", place, word="search", computed=False)
        if field is not None and (field.kind not in READABLE or field.kind is Kind.OTHER):
            reading.add("D317", "search", place, word="search", column=name, reason=_NO_SEARCH)
        elif field is not None:
            yield SearchTerm(field.key)


def _searched_along(reading: Reading, name: str, place: int) -> SearchTerm | None:
    """`village.name`: a column of the row that a column refers to."""
    head, _, rest = name.partition(".")
    one = named(reading.fields, head)
    if one is None or one.reference is None or one.reference.screen not in reading.around.tables:
        return None
    found = reading.on(one.reference.screen).column(rest, "search", place, word="search", computed=False)
    if found is not None and (found.kind not in READABLE or found.kind is Kind.OTHER):
        reading.add("D317", "search", place, word="search", column=name, reason=_NO_SEARCH)
    return SearchTerm(found.key if found else one.key, reference=one.key)


def _sections(reading: Reading) -> tuple[Section, ...]:
    """The sections of the YAML, and one more for the fields that it left out: none gets lost."""
    found: list[Section] = []
    placed: set[str] = set()
    for label, spec in (reading.spec.sections or {}).items():
        keys = reading.columns(spec.fields, "sections", label, word="sections")
        for key in keys:
            if key in placed:
                reading.add("D304", "sections", label, column=reading.fields[key].column.name)
        found.append(Section(Wording(label, spec.en), tuple(key for key in keys if key not in placed)))
        placed |= set(keys)
    rest = tuple(key for key, one in reading.fields.items() if key not in placed and not one.hidden)
    return (*found, Section(OTHERS, rest)) if rest else tuple(found)


def _views(reading: Reading) -> Iterable[SavedView]:
    taken: set[str] = set()
    for label, spec in reading.spec.views.items():
        place = ("views", label)
        key = safe_key(label)
        while key in taken:
            key += "_"
        taken.add(key)
        yield SavedView(
            key=key,
            label=Wording(label, spec.en),
            where=filters_of(reading, spec.where, *place, "where"),
            order=orders_of(reading, spec.order, *place, "order"),
            count=spec.count,
            tone=spec.tone or "",
        )


def _children(reading: Reading) -> tuple[Child, ...]:
    if reading.spec.children is None:
        return reading.children
    chosen: dict[str, Child] = {}
    for place, name in enumerate(reading.spec.children):
        chosen.update({one.key: one for one in reading.child(name, "children", place)})
    return tuple(chosen.values())


def wrong_rights(named: Iterable[str], known: Iterable[str]) -> Iterable[tuple[str, str | None]]:
    """Screens that a role's rights name and that do not exist, with the one that was probably meant."""
    known = set(known)
    for name in named:
        if name != "*" and name not in known:
            yield name, closest(name, known)
