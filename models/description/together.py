"""`with:` and `add:`: rows of children in their parent's form, and what the form for a new row shows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from models.description.conditions import KIND_WORDS
from models.description.findings import closest
from models.description.reading import Reading, named, near
from models.description.screen import Child, Field, Section, WithChild
from models.description.spec import WithSpec
from models.schema.catalog import Kind
from models.values import BadValue, Canonical, read

_NOT_TYPED = frozenset({Kind.BYTES, Kind.SEARCH, Kind.OTHER})


def with_children_of(reading: Reading) -> tuple[WithChild, ...]:
    """The `with:` of a screen, for the children that there are."""
    found = []
    for name, spec in reading.spec.with_.items():
        child = _child(reading, name, (spec.child if spec else None) or name)
        if name in reading.fields:
            reading.add("D323", "with", name, name=name)
        elif child is not None:
            found.append(_with_child(reading, name, child, spec or WithSpec.model_validate({})))
    return tuple(found)


def _child(reading: Reading, name: str, wanted: str) -> Child | None:
    found = reading.child(wanted, "with", name)
    if len(found) > 1:
        choices = ", ".join(one.key for one in found)
        reading.add("D322", "with", name, screen=wanted, choices=choices)
    elif found and found[0].through is not None:
        reading.add("D321", "with", name, screen=wanted)
    elif found:
        return found[0]
    return None


def _with_child(reading: Reading, name: str, child: Child, spec: WithSpec) -> WithChild:
    fields = reading.fields_by_screen[child.screen]
    fixed = _fixed(reading, name, child, spec)
    machines = {one.key for one in fields.values() if one.column.name in child.columns} | set(fixed)
    open_ = {one.key: one for one in fields.values() if one.key not in machines and can_be_typed(one)}
    if spec.max_ is not None and spec.max_ < max(spec.min_, 1):
        reading.add("D328", "with", name, "max")
    shown = tuple(open_)
    if spec.fields is not None:
        shown = _shown(reading, name, child, spec.fields, machines)
    required = tuple(_columns(reading, child, spec.required, "with", name, "required"))
    return WithChild(
        key=name,
        child=child,
        label=spec.label.wording if spec.label else child.label,
        help=spec.help.wording if spec.help else None,
        fields=shown,
        fixed=tuple(fixed.items()),
        required=tuple(key for key in required if key in shown),
        beside=reading.columns(spec.beside, "with", name, "beside", word="beside"),
        least=spec.min_,
        most=spec.max_,
    )


def can_be_typed(one: Field) -> bool:
    """Whether the form for a new row may have a box for a field."""
    return one.insertable and one.sql is None and not one.hidden and one.kind not in _NOT_TYPED


def _shown(
    reading: Reading, name: str, child: Child, names: Iterable[str], machines: Iterable[str]
) -> tuple[str, ...]:
    fields, shown = reading.fields_by_screen[child.screen], []
    for key in _columns(reading, child, names, "with", name, "fields"):
        one = fields[key]
        if key in machines:
            reading.add("D324", "with", name, "fields", column=one.column.name)
        elif not can_be_typed(one):
            reading.add("D325", "with", name, "fields", column=one.column.name)
        else:
            shown.append(key)
    return tuple(dict.fromkeys(shown))


def _columns(reading: Reading, child: Child, names: Iterable[str], *path: str | int) -> Iterable[str]:
    """The keys of the child's fields that names mean."""
    fields = reading.fields_by_screen[child.screen]
    for place, name in enumerate(names):
        found = named(fields, name)
        if found is None or found.hidden:
            hint = near(fields, name)
            reading.add("D303", *path, place, near=hint, column=name, screen=child.screen)
        else:
            yield found.key


def _fixed(reading: Reading, name: str, child: Child, spec: WithSpec) -> dict[str, Canonical]:
    fields, found = reading.fields_by_screen[child.screen], dict[str, Canonical]()
    for column, wanted in spec.set_.items():
        place = ("with", name, "set", column)
        one = named(fields, column)
        if one is None:
            reading.add("D303", *place, near=near(fields, column), column=column, screen=child.screen)
            continue
        try:
            found[one.key] = read(one, wanted)
        except BadValue as error:
            facts = {"value": wanted, "column": column, "kind": KIND_WORDS[one.kind]}
            said = error.problem.sentence.format_map(dict(error.problem.facts))
            reading.add("D403", *place, expected=said, **facts)
    return found


def adding_of(
    reading: Reading, sections: tuple[Section, ...], children: tuple[WithChild, ...]
) -> tuple[Section, ...]:
    """The `add:` of a screen as sections; nothing where it says nothing."""
    if reading.spec.add is None:
        return ()
    keys = list(_added(reading, sections, {one.key: one for one in children}))
    beside = {key for one in children for key in one.beside}
    _check_required(reading, {*(key for part in keys for key in part.fields), *beside})
    return _merged(keys)


def _added(
    reading: Reading, sections: tuple[Section, ...], children: Mapping[str, WithChild]
) -> Iterable[Section]:
    """A section for each word of `add:`, in order."""
    by_label = {one.label.id: one for one in sections}
    home = {key: one for one in sections for key in one.fields}
    for place, name in enumerate(reading.spec.add or ()):
        one = named(reading.fields, name)
        if name in children:
            yield Section(children[name].label, (), name)
        elif one is not None and one.key in home and can_be_typed(one):
            yield Section(home[one.key].label, (one.key,))
        elif one is not None:
            reading.add("D325", "add", place, column=name)
        elif name in by_label:
            yield by_label[name]
        elif name not in reading.spec.with_:  # a broken `with:` is said there
            known = [*by_label, *children, *(one.column.name for one in reading.fields.values())]
            reading.add("D326", "add", place, near=closest(name, known), name=name)


def _merged(parts: Iterable[Section]) -> tuple[Section, ...]:
    """Fields of one section under one heading, where the first of them stands."""
    found: dict[tuple[str, str | None], Section] = {}
    for part in parts:
        key = (part.label.id, part.child)
        before = found[key].fields if key in found else ()
        found[key] = Section(part.label, tuple(dict.fromkeys((*before, *part.fields))), part.child)
    return tuple(found.values())


def _check_required(reading: Reading, shown: set[str]) -> None:
    for one in reading.fields.values():
        if one.required and can_be_typed(one) and one.key not in shown:
            reading.add("D327", "add", column=one.column.name)
