"""What surrounds a page: menu, links to styles and scripts. Rendered once for a person and their rights.

A page is spliced into it. What differs between two requests of one person (title, messages, the page
with its tokens) must be one of the marks, or one request would see what belongs to another.
"""

from __future__ import annotations

from threading import Lock
from typing import NamedTuple

from flask import current_app, render_template, request, session
from flask_login import current_user

from views.wording import language

_TITLE, _MESSAGES, _PAGE = "\x1etitle\x1e", "\x1emessages\x1e", "\x1epage\x1e"
_MOST = 200  # frames kept; a frame is some 20 kB
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
    messages = render_template("appbuilder/flash.html") if "_flashes" in session else ""
    return "".join((pieces.head, title, pieces.menu, messages, pieces.opening, content, pieces.closing))


def bare(page: str) -> str:
    """A page for when the menu cannot be known, because the database does not answer."""
    title, _, content = page.partition("\x1e")
    return render_template("panel/bare.html", title=title, content=content)


def _frame() -> Frame:
    builder = current_app.extensions["appbuilder"]
    who = current_user.get_id() if current_user else None
    key = (who, getattr(current_user, "username", ""), builder.sm.rights(), language(), request.script_root)
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
