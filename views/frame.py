"""What surrounds a page: menu, links to styles and scripts. Rendered once for a person and their rights.

A page is spliced into it. What differs between two requests of one person (title, messages, the page
with its tokens) must be one of the marks, or one request would see what belongs to another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from threading import Lock
from typing import NamedTuple

from flask import Flask, current_app, render_template, request, session
from flask_login import current_user
from markupsafe import Markup, escape

from views.wording import language, words

_TITLE, _MESSAGES, _PAGE = "\x1etitle\x1e", "\x1emessages\x1e", "\x1epage\x1e"
_MOST = 200  # frames kept; a frame is some 20 kB
_COUNT = re.compile(r"<!--n:(.*?)-->")
_lock = Lock()


class Frame(NamedTuple):
    """The pieces before, between and after title, messages and page."""

    head: str
    menu: str
    opening: str
    closing: str


def framed(page: str) -> str:
    """A rendered page (title, mark, content) in the frame of whoever looks at it."""
    title, _, content = page.partition("\x1e")
    pieces = _frame()
    menu = for_this_page(pieces.menu)  # before the messages are taken out: they tell of a change
    told = "_flashes" in session or current_app.extensions.get("description_problems")
    messages = render_template("appbuilder/flash.html") if told else ""
    return "".join((pieces.head, title, menu, messages, pieces.opening, content, pieces.closing))


def bare(page: str) -> str:
    """A page for when the menu cannot be known, because the database does not answer."""
    title, _, content = page.partition("\x1e")
    return render_template("panel/bare.html", title=title, content=content)


def for_this_page(menu: str) -> Markup:
    """A menu with its counts, the link of the open page marked and its group unfolded.

    `app.extensions["menu_counts"]` may be a callable that says how many for which screen key.
    """
    counts: Callable[[], Mapping[str, object]] | None = current_app.extensions.get("menu_counts")
    told = counts() if counts else {}
    menu = _COUNT.sub(
        lambda mark: f'<span class="n">{escape(told[mark[1]])}</span>' if told.get(mark[1]) else "", menu
    )
    nav = max(0, menu.find("<nav"))  # the office's name above leads to the start page too
    links = (f'href="{escape(request.script_root + one)}"' for one in _listed())
    link = next((one for one in links if one in menu[nav:]), "")
    before, _, after = menu[nav:].partition(link) if link else (menu[nav:], "", "")
    if not link:
        return Markup(menu)
    group = before.rfind("<details>")
    if group > before.rfind("</details>"):
        before = f"{before[:group]}<details open>{before[group + len('<details>') :]}"
    return Markup(f'{menu[:nav]}{before}{link} aria-current="page"{after}')


def _listed() -> tuple[str, ...]:
    """The addresses in the menu under which the open page may belong."""
    first, _, rest = request.path.lstrip("/").partition("/")
    if first in ("data", "grid"):
        return (f"/data/{rest.partition('/')[0]}/list/",)
    if first == "laporan":
        return (f"/laporan/{rest.partition('/')[0]}/",)
    return (f"/{first}/list/", f"/{first}/") if first else ("/",)


def roles_of(user: object) -> str:
    """The roles of somebody, in words."""
    known = current_app.extensions["panel"].office.roles
    rights = getattr(user, "panel_rights", None)
    names = sorted(rights.roles - getattr(user, "panel_lent", frozenset())) if rights else []
    own = [words(known[name].label) if name in known else name for name in names]
    return ", ".join([*own, *filter(None, [getattr(user, "panel_behalf", "")])])


def register(app: Flask) -> None:
    """What the templates of a frame ask."""
    app.jinja_env.globals.update(language=language, for_this_page=for_this_page, roles_of=roles_of)
    app.jinja_env.globals["get_appbuilder"] = lambda: current_app.extensions["appbuilder"]


def _frame() -> Frame:
    builder = current_app.extensions["appbuilder"]
    name = current_user.get_full_name() if current_user and current_user.is_authenticated else ""
    who = (current_user.get_id() if current_user else None, name)
    key = (who, getattr(current_user, "username", ""), builder.sm.rights(), language(), request.script_root)
    key = (*key, getattr(current_user, "panel_behalf", ""))
    frames: dict[object, Frame] = current_app.extensions.setdefault("panel_frames", {})
    found = frames.get(key)
    if found is None:
        found = _render(builder)
        with _lock:
            if len(frames) >= _MOST:
                frames.clear()
            frames[key] = found
    return found


def _render(builder: object) -> Frame:
    marks = {"title": _TITLE, "messages": _MESSAGES, "page": _PAGE}
    base = getattr(builder, "base_template")  # noqa: B009 - FAB's builder has no type
    html = render_template("panel/frame.html", marks=marks, base_template=base, appbuilder=builder)
    head, _, rest = html.partition(_TITLE)
    menu, _, rest = rest.partition(_MESSAGES)
    opening, _, closing = rest.partition(_PAGE)
    return Frame(head, menu, opening, closing)
