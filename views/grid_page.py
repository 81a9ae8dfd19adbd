"""The page of a grid: the head it shares with the list, the first rows, and what its script has to know."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from flask import render_template, request
from flask_wtf.csrf import generate_csrf

from models.description.screen import Field, Screen
from models.errors import Refused
from models.panel import Desk
from views import errors, grid_columns, grid_rows, grid_words, list_head, lists
from views.base import desk
from views.frame import framed
from views.list_head import Found
from views.wording import words

_PLACES = ("cursor", "page", "from", "filters", "count", "sums", "as")


def page(screen: Screen) -> str | tuple[str, int]:
    """The grid of the address, or what is wrong with it."""
    at, prefix = desk("grid"), f"{request.script_root}/data/"
    here = prefix + screen.key
    found = list_head.read(at, screen, request.args, grouped=False, size=grid_rows.SIZE)
    head = list_head.context(at, screen, here, found)
    body = framed(
        render_template(
            "admin/screen_list.html",
            screen=screen,
            label=words(screen.label),
            here=here,
            prefix=prefix,
            words=words,
            counted=lists.counted,
            rows=True,
            is_grid=True,
            config=_config(at, screen, here, found) if found.asked else None,
            **head,
        )  # fmt: skip
    )
    return (body, errors.status_of(Refused())) if found.problems else body


def _config(at: Desk, screen: Screen, here: str, found: Found) -> dict[str, Any]:
    """All that the script reads from the page. Its texts are in the language of whoever looks."""
    grid, asked = f"{request.script_root}/grid/{screen.key}", found.asked
    assert asked is not None
    heads = zip(found.fields, lists.heads(found.fields, found.address, found.order), strict=True)
    total, order = found.totals[None], grid_rows.first_order(screen, asked)
    barred = grid_columns.why_not(at, screen)
    adds = screen.can_add and at.actor.may("add", screen.key)
    return {
        "grid": grid,
        "data": here,
        "all": f"{request.script_root}/data/",
        "token": generate_csrf(),
        "label": words(screen.label),
        "columns": grid_columns.columns(at, screen, list(heads), found.look),
        "first": grid_rows.told(at, screen, found.fields, found.page),
        "query": urlencode([pair for pair in found.args.items(multi=True) if pair[0] not in _PLACES]),
        "cursor": asked.cursor or "",
        "group": found.look.group,
        "view": found.view.key if found.view else "",
        "total": {"number": total.number, "kind": total.kind},
        "order": _jump(order[0]) if order else None,
        "why": barred,
        "opens": at.actor.may("show", screen.key) and bool(screen.key_columns),
        "adds": adds and not any(one.least for one in screen.with_children),
        "copies": grid_columns.copied(screen),
        "me": at.actor.name,
        "density": found.look.density or "normal",
        "asks": grid_columns.asked_along(screen, found.fields) if adds else [],
        "deletes": screen.can_delete and at.actor.may("delete", screen.key),
        "words": grid_words.words_of_script(),
    }  # fmt: skip


def _jump(one: Field) -> dict[str, str]:
    """The column by which the list is ordered: a value of it is a place to jump to."""
    return {"key": one.key, "label": words(one.label), "kind": grid_columns.editor(one)}
