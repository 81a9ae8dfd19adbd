"""Rows of children in the JSON of their parent: `"parties": [{"name": "..."}]`."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import cast

from models.description.screen import Screen, WithChild
from models.errors import Problem, Refused
from models.panel import Panel
from models.records import Base
from models.together import Children, ChildRow, Together, child_screen
from views.payload import values_of

DELETE = "_delete"
NOT_ROWS = "{name} harus berupa daftar objek JSON, satu untuk setiap baris."
NOT_ALONG = "Baris yang baru dibuat belum punya _key. Hapus _key, atau kirim lewat PUT."
NO_VERSION = "Sertakan _version dari baris ini, agar simpanan orang lain tidak tertimpa."


def own(screen: Screen, body: Mapping[str, object]) -> dict[str, object]:
    """What a body says of the row itself."""
    return {key: value for key, value in body.items() if screen.with_child(key) is None}


def children_of(panel: Panel, screen: Screen, body: Mapping[str, object], adding: bool) -> Children:
    """The rows of children in a body. Raises Refused, each problem with its row."""
    found, problems = {}, list[Problem]()
    for one in screen.with_children:
        sent = body.get(one.key, [])
        if not isinstance(sent, list) or not all(isinstance(row, dict) for row in sent):
            problems.append(Problem(NOT_ROWS, None, {"name": one.key}, (one.key, None)))
            continue
        rows = []
        for place, row in enumerate(sent):
            try:
                rows.append(_row(panel, one, cast("dict[str, object]", row), adding))
            except Refused as error:
                told = error.problems or (Problem(error.sentence),)
                problems += [dataclasses.replace(each, row=(one.key, place)) for each in told]
        found[one.key] = rows
    if problems:
        raise Refused(*problems)
    return found


def _row(panel: Panel, one: WithChild, row: Mapping[str, object], adding: bool) -> ChildRow:
    key, version = row.get("_key"), row.get("_version")
    values = {name: value for name, value in row.items() if name != DELETE}
    if key is None:
        return ChildRow(values_of(child_screen(panel, one), values, adding=True))
    if adding:
        raise Refused(Problem(NOT_ALONG))
    if not isinstance(version, str):
        raise Refused(Problem(NO_VERSION))
    if row.get(DELETE) is True:
        return ChildRow({}, str(key), Base(version), gone=True)
    return ChildRow(values_of(child_screen(panel, one), values, adding=False), str(key), Base(version))


def told(written: Together) -> dict[str, list[dict[str, object] | None]]:
    """The keys and versions of the rows that were written along, in the order in which they came."""
    return {
        key: [{"_key": row.key, "_version": row.version} if row else None for row in rows]
        for key, rows in written.children.items()
        if rows
    }
