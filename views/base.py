"""What every page, API call and grid cell of ours starts from: the desk, its transaction, the interface."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, cast

from flask import current_app, g, has_request_context
from flask_appbuilder.models.sqla.interface import SQLAInterface
from sqlalchemy.exc import DBAPIError

from models.description.screen import Screen
from models.errors import Forbidden
from models.panel import Desk, Panel
from models.schema.refusals import refusal


def panel() -> Panel:
    """The panel this application was built on."""
    return cast(Panel, current_app.extensions["panel"])


def seen_panel() -> Panel:
    """The panel as whoever makes this request sees it."""
    if "panel_seen" not in g:
        g.panel_seen = panel().seen_by(current_app.extensions["appbuilder"].sm.actor())
    return cast(Panel, g.panel_seen)


class OfScreen:
    """A view of one screen: `whole` as the office describes it, `screen` as the person sees it."""

    whole: Screen

    @property
    def screen(self) -> Screen:
        return seen_panel().seen(self.whole) if has_request_context() else self.whole


def desk(door: str = "form") -> Desk:
    """The desk of this request: its connection, its actor, its moment in the office's zone."""
    built, builder = panel(), current_app.extensions["appbuilder"]
    actor = builder.sm.actor()
    if actor.door != door:
        actor = replace(actor, door=door)
    now, files = datetime.now(built.office.zone), current_app.extensions.get("panel_files")
    return Desk(builder.session.connection(), built, actor, now, files)


@contextmanager
def transaction(door: str = "form") -> Iterator[Desk]:
    """A desk whose work is kept when the block ends well and undone when it does not."""
    session = current_app.extensions["appbuilder"].session
    try:
        yield desk(door)
    except BaseException:
        session.rollback()
        raise
    session.commit()


@contextmanager
def writing(screen: Screen, door: str = "form") -> Iterator[Desk]:
    """A transaction for a write to a screen: a check that waited for its end is a sentence too."""
    try:
        with transaction(door) as at:
            yield at
    except DBAPIError as error:
        raise refusal(error, screen, panel()) from error


class ScreenInterface(SQLAInterface):  # type: ignore[misc]
    """FAB's door to a table, shut for writing: whatever writes goes through models/records.py.

    FAB wants one per view to name its model; our views read through models/query.py.
    """

    def add(self, item: Any, commit: bool = True) -> None:
        raise Forbidden

    def edit(self, item: Any, commit: bool = True) -> None:
        raise Forbidden

    def delete(self, item: Any, commit: bool = True) -> None:
        raise Forbidden

    def delete_all(self, items: Any) -> None:
        raise Forbidden
