"""The surface: every address, method and permission of the application, to be read and reviewed.

What all screens have in common is written once, with <screen> for their keys.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from flask import Flask
from flask_appbuilder.const import PERMISSION_PREFIX
from werkzeug.routing import Rule

from models.panel import Panel
from views.grid import RIGHTS

OPEN = "open"
SIGNED_IN = "whoever has logged in"
_SILENT = frozenset({"HEAD", "OPTIONS"})


class Door(NamedTuple):
    """One way in. `permission` is "open", or an action and the view it is granted on."""

    url: str
    method: str
    permission: str
    endpoint: str

    def __str__(self) -> str:
        return f"{self.method:<6} {self.url}  {self.permission}"


def doors(app: Flask) -> list[Door]:
    """Every way into the application, sorted by address."""
    permissions = dict(_granted(app))
    found = [
        Door(rule.rule, method, permissions.get(rule.endpoint, OPEN), rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in _methods(rule)
    ]
    return sorted(found)


def _methods(rule: Rule) -> frozenset[str]:
    return frozenset(rule.methods or ()) - _SILENT


def _granted(app: Flask) -> Iterator[tuple[str, str]]:
    """Endpoint and permission of each guarded view of FAB and of Flask-Admin."""
    for view in app.extensions["appbuilder"].baseviews:
        for name in ("action", "action_post"):  # FAB asks for the right of the action itself
            yield f"{view.endpoint}.{name}", f"the action on {view.class_permission_name}"
        for name in dir(view):
            if getattr(getattr(view, name, None), "_signed_in", False):
                yield f"{view.endpoint}.{name}", SIGNED_IN
            granted = getattr(getattr(view, name, None), "_permission_name", None)
            if granted:
                action = (view.method_permission_name or {}).get(name, granted)
                yield (
                    f"{view.endpoint}.{name}",
                    f"{PERMISSION_PREFIX}{action} on {view.class_permission_name}",
                )
    panel: Panel = app.extensions["panel"]
    for key in panel.screens:
        for name, action in RIGHTS.items():
            yield f"grid_{key}.{name}", f"{PERMISSION_PREFIX}{action} on {key}"


def lines(app: Flask) -> list[str]:
    """The surface as text: what every screen has, then what is not the same everywhere."""
    keys: tuple[str, ...] = tuple(app.extensions["panel"].screens)
    owners: dict[str, set[str]] = {}
    plain: list[str] = []
    for door in doors(app):
        key = _screen(door, keys)
        if key is None:
            plain.append(str(door))
        else:
            owners.setdefault(_general(door, key), set()).add(key)
    shared = [line for line, having in owners.items() if having == set(keys)]
    return sorted([*plain, *shared, *_specific(owners, set(keys))], key=lambda line: (line.split()[1], line))


def _specific(owners: Mapping[str, set[str]], keys: set[str]) -> Iterator[str]:
    for line, having in owners.items():
        if having != keys:
            yield from (line.replace("<screen>", key) for key in having)


def _screen(door: Door, keys: tuple[str, ...]) -> str | None:
    """The screen a door belongs to, by the permission it asks, else by its address."""
    granted = door.permission.rpartition(" on ")[2]
    parts = door.url.split("/")
    return next((key for key in keys if key == granted or key in parts[2:4]), None)


def _general(door: Door, key: str) -> str:
    url = "/".join("<screen>" if part == key else part for part in door.url.split("/"))
    return str(Door(url, door.method, door.permission.replace(f" on {key}", " on <screen>"), door.endpoint))
