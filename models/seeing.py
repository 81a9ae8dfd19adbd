"""A screen as some roles see it: what is hidden from them is not there, what they may only read is shut.

Masks stay: what is masked is so for everybody, and models/masking.py writes it that way.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from models.description.screen import Field, FileColumns, SavedView, Screen, Section, Where
from models.description.where import Screens, asked

Roles = frozenset[str]
ONLY_READ = "Peran Anda hanya boleh membaca isian ini."


def is_ruled(screen: Screen) -> bool:
    """Whether anything of a screen depends on who looks."""
    return bool(screen.rows) or any(
        one.mask or one.hidden_for or one.read_only_for for one in screen.fields.values()
    )


def unmasked(screen: Screen) -> Screen:
    """The screen for those who see everything."""
    if not any(one.mask for one in screen.fields.values()):
        return screen
    fields = {key: dataclasses.replace(one, mask=None) for key, one in screen.fields.items()}
    return dataclasses.replace(screen, fields=fields)


def seen(screen: Screen, roles: Roles, screens: Screens) -> Screen:
    """The screen for these roles of the office, of its `screens`. With several, one that may is enough."""
    fields = {key: _field(one, roles) for key, one in screen.fields.items()}
    views = tuple(_views(screen, roles, screens))
    if all(fields[key] is one and one.mask is None for key, one in screen.fields.items()):
        return screen if views == screen.views else dataclasses.replace(screen, views=views)
    fields = {key: _without_companions(one, fields) for key, one in fields.items()}
    return dataclasses.replace(
        screen,
        fields=fields,
        title=tuple(part for part in screen.title if part[0] == "text" or _is_there(fields, part[1])),
        list=_kept(fields, screen.list),
        search=tuple(one for one in screen.search if not one.is_own or _is_searched(fields[one.field])),
        order=tuple(one for one in screen.order if _is_open(fields[one.field])),
        sections=_sections(fields, screen.sections),
        adding=_sections(fields, screen.adding),
        views=views,
        can_edit=screen.can_edit and any(one.editable and not one.hidden for one in fields.values()),
    )


def _field(one: Field, roles: Roles) -> Field:
    if one.hidden_for and roles <= one.hidden_for and not one.hidden:
        return dataclasses.replace(one, hidden=True)
    if one.read_only_for and roles <= one.read_only_for and (one.editable or one.insertable):
        because = one.read_only_because or ONLY_READ
        insertable = one.insertable and one.required  # or nobody of this role could add a row
        return dataclasses.replace(one, editable=False, insertable=insertable, read_only_because=because)
    return one


def _without_companions(one: Field, fields: Mapping[str, Field]) -> Field:
    """A file whose name is hidden from them goes without its name."""
    if one.file is None or not any(fields[key].hidden_for for key in one.file.companions):
        return one
    name, size, type_ = (
        key if key is None or not fields[key].hidden or not fields[key].hidden_for else None
        for key in (one.file.name, one.file.size, one.file.type)
    )
    return dataclasses.replace(one, file=FileColumns(name, size, type_, one.file.accept))


def _is_there(fields: Mapping[str, Field], key: str) -> bool:
    one = fields.get(key)
    return one is not None and not (one.hidden and one.hidden_for)


def _is_open(one: Field) -> bool:
    """Whether a list may be put in order, or narrowed, by a field."""
    return not (one.hidden and one.hidden_for) and one.mask is None


def _is_searched(one: Field) -> bool:
    """Where a value is masked on some rows only, those others are found."""
    always = one.mask is not None and one.mask.when is None
    return not (always or (one.hidden and one.hidden_for))


def _kept(fields: Mapping[str, Field], keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(key for key in keys if _is_there(fields, key))


def _sections(fields: Mapping[str, Field], sections: Iterable[Section]) -> tuple[Section, ...]:
    cut = (dataclasses.replace(one, fields=_kept(fields, one.fields)) for one in sections)
    return tuple(one for one in cut if one.fields or one.child)


def _views(screen: Screen, roles: Roles, screens: Screens) -> Iterable[SavedView]:
    """A view by what they may not see would tell it; one that is only in its order is put in another."""
    for view in screen.views:
        if _may_narrow(screen, roles, screens, view.where):
            order = tuple(one for one in view.order if _is_open(_field(screen.fields[one.field], roles)))
            yield view if order == view.order else dataclasses.replace(view, order=order)


def _may_narrow(screen: Screen, roles: Roles, screens: Screens, where: Iterable[Where]) -> bool:
    """Whether all that filters ask, also of other screens, is neither hidden from them nor masked."""
    return all(
        key is None or (key in one.fields and _is_open(_field(one.fields[key], roles)))
        for one, key in asked(screens, screen, where)
    )


def may_narrow(screen: Screen, screens: Screens, where: Iterable[Where]) -> bool:
    """The same on screens as somebody sees them."""
    return all(
        key is None or (key in one.fields and _is_open(one.fields[key]))
        for one, key in asked(screens, screen, where)
    )


def are_open(fields: Mapping[str, Field], keys: Iterable[str]) -> bool:
    """Whether rows may be put in order and grouped by these fields."""
    return all(key in fields and _is_open(fields[key]) for key in keys)
