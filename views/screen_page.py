"""What the pages of one screen share: their frame, their address, what may be done here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from flask import g, render_template, request
from werkzeug.wrappers import Response

from models.errors import Forbidden
from models.panel import Desk
from views import lists
from views.base import OfScreen
from views.frame import framed
from views.wording import words

Answer = Response | str | tuple[str, int]
NOT_ALLOWED = "Basis data tidak mengizinkan ini untuk tabel ini."


class ScreenPage(OfScreen):
    """A part of a screen's view. `doors` are its exposed methods, each with the action it asks for."""

    doors: ClassVar[Mapping[str, str]] = {}

    def _render(self, template: str, **context: Any) -> str:
        """A page in its frame, with what every page of a screen needs."""
        screen = self.screen
        page = render_template(
            template, screen=screen, label=words(screen.label), here=self._here(), prefix=self._prefix(),
            words=words, counted=lists.counted, **context,
        )  # fmt: skip
        return framed(page)

    def _prefix(self) -> str:
        return request.script_root + "/data/"

    def _here(self) -> str:
        return self._prefix() + self.screen.key

    def _possible(self, action: str) -> bool:
        return bool(getattr(self.screen, f"can_{action}"))

    def _may(self, at: Desk, action: str) -> bool:
        return self._possible(action) and at.actor.may(action, self.screen.key)

    def _must_be_possible(self, action: str) -> None:
        """What the table itself does not allow, whatever the role."""
        if not self._possible(action):
            reason = self.screen.cannot_add_because if action == "add" else None
            raise Forbidden(reason or self.screen.read_only_because or NOT_ALLOWED)

    def _add_address(self, at: Desk) -> str:
        return f"{self._here()}/add" if self._may(at, "add") else ""


def must_be_meant() -> None:
    """A request whose token was not valid comes here only to be shown again."""
    unsaved = g.get("unsaved_because")
    if unsaved is not None:
        raise unsaved


def local(address: str) -> str:
    """An address of this application, or nothing: no link leads somebody elsewhere."""
    outside = address.startswith("//") or "\\" in address or not address.isprintable()
    return address if address.startswith("/") and not outside else ""
