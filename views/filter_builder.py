"""What the filter builder of app/static/filters.js starts from: the filters of the list, and its words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from flask_babel import gettext

from models.description.screen import Along, Condition, Group, Having, Not, Screen, Where
from models.description.where import FARTHEST, Screens, far_screen
from views.filter_tree import as_typed
from views.filter_words import Titles

Node = dict[str, object]


class _Look(NamedTuple):
    screens: Screens
    titles: Titles


def nodes(screens: Screens, screen: Screen, parts: Iterable[Where], titles: Titles) -> list[Node]:
    """Filters as the builder shows them: conditions, groups, and groups about related rows."""
    look = _Look(screens, titles)
    return [_node(look, screen, one, ()) for one in parts]


def _node(look: _Look, screen: Screen, one: Where, path: tuple[str, ...]) -> Node:
    if isinstance(one, Condition):
        return _condition(look, screen, one, path)
    if isinstance(one, Along):
        far = far_screen(look.screens, screen, one)
        if far is None or isinstance(one.part, Condition | Along | Having):
            return _node(look, far or screen, one.part, (*path, one.reference))
        return _related(look, far, (*path, one.reference), one.part, none=False)
    if isinstance(one, Having):
        return _related(look, far_screen(look.screens, screen, one), (*path, one.child), one.part, none=False)
    if isinstance(one, Not) and isinstance(one.part, Having):
        inner = one.part
        return _related(look, far_screen(look.screens, screen, inner), (*path, inner.child), inner.part, True)
    return {"kind": "group", **_mode(look, screen, one)}


def _condition(look: _Look, screen: Screen, one: Condition, path: tuple[str, ...]) -> Node:
    field = screen.fields.get(one.field)
    values = one.value if isinstance(one.value, list | tuple) else [one.value]
    titles = [look.titles.get((screen.key, one.field, str(value)), "") for value in values]
    written = ["" if value is None else as_typed(field, value) for value in values]
    found: Node = {"kind": "condition", "path": [*path, one.field], "op": one.operator}
    return {**found, "values": written, "titles": titles}


def _related(look: _Look, far: Screen | None, path: tuple[str, ...], part: Where | None, none: bool) -> Node:
    mode: Node = {"mode": "all", "parts": []}
    if far is not None and part is not None:
        mode = _mode(look, far, part)
    return {"kind": "related", "path": list(path), "none": none, **mode}


def _mode(look: _Look, screen: Screen, one: Where) -> Node:
    """How the parts of a group hang together."""
    inner = one.part if isinstance(one, Not) else one
    group = inner if isinstance(inner, Group) else Group((inner,), any=isinstance(one, Not))
    modes = ("notall", "none") if isinstance(one, Not) else ("all", "any")
    mode = modes[group.any]
    return {"mode": mode, "parts": [_node(look, screen, part, ()) for part in group.parts]}


def builder_words() -> dict[str, object]:
    """Every word that the script says."""
    return {
        "farthest": FARTHEST,
        "modes": [
            ("all", gettext("Semua terpenuhi (dan)")),
            ("any", gettext("Salah satu terpenuhi (atau)")),
            ("notall", gettext("Bukan semuanya terpenuhi")),
            ("none", gettext("Tidak satu pun terpenuhi (bukan)")),
        ],
        "mode": gettext("Cara menggabungkan"),
        "add": gettext("+ Syarat"),
        "group": gettext("+ Kelompok"),
        "row": gettext("Syarat"),
        "groupName": gettext("Kelompok syarat"),
        "away": gettext("Hapus syarat"),
        "groupAway": gettext("Hapus kelompok"),
        "column": gettext("Kolom"),
        "choose": gettext("Pilih kolom …"),
        "along": gettext("Isian baris yang dirujuk"),
        "children": gettext("Baris anak"),
        "how": gettext("Syaratnya"),
        "value": gettext("Nilai"),
        "low": gettext("Nilai awal"),
        "high": gettext("Nilai akhir"),
        "and": gettext("dan"),
        "yes": gettext("Ya"),
        "no": gettext("Tidak"),
        "is": gettext("ada"),
        "isNot": gettext("tidak ada"),
        "some": gettext("ada yang …"),
        "none": gettext("tidak ada yang …"),
        "day": gettext("tanggal …"),
        "days": gettext("Banyaknya hari"),
        "when": gettext("Waktu"),
        "dayHint": gettext("hh-bb-tttt"),
        "dayOpen": gettext("Pilih tanggal"),
        "hint": gettext("Ketik untuk mencari"),
        "nothing": gettext("Tidak ada yang cocok"),
        "clear": gettext("Kosongkan"),
        "failed": gettext("Pencarian gagal. Coba lagi."),
        "lost": gettext("Kolomnya tidak dapat dimuat. Tutup saringan, lalu buka lagi."),
        "long": gettext("Saringan ini terlalu panjang. Hapus sebagian."),
    }
