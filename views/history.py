"""The history of a row: its timeline, its changes cell by cell, one of them put back, a note."""

from __future__ import annotations

from flask import flash, g, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from models import audit, reverting, timeline
from models.description.screen import Screen
from models.errors import PanelError
from models.panel import Desk
from models.query import Row
from views import errors, story
from views.base import desk, writing
from views.screen_page import Answer, ScreenPage

_DIGITS = 18  # what a bigint holds for sure


def whole_number(text: str) -> int | None:
    """The number of a change, as an address has it."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _DIGITS else None


def card(at: Desk, screen: Screen, row: Row, prefix: str, *, may_note: bool) -> dict[str, object] | None:
    """What the record page shows of the timeline; None where the row has none and nobody expects one."""
    if row.key is None:
        return None
    page = timeline.timeline(at, screen, row.key)
    if not page.entries and not (screen.described and (screen.audit or screen.workflow or may_note)):
        return None
    here = f"{prefix}{screen.key}"
    return {
        "entries": story.told(at, screen, page, prefix),
        "all": f"{here}/history/{row.key}",
        "more": page.after is not None,
        "note": f"{here}/note/{row.key}" if may_note else "",
    }


def _unwatched(screen: Screen) -> str:
    said = gettext(
        "Perubahan tabel ini belum dicatat oleh basis data. Pengelola menyalakannya dengan: "
        "flask panel audit {screen}"
    )
    return said.format(screen=screen.key)


class Historical(ScreenPage):
    """The pages of a row's history."""

    doors = {"history": "show", "revert": "edit", "note": "edit"}

    @expose("/history/<pk>", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def history(self, pk: str) -> Answer:
        return self._history(pk)

    def _history(self, pk: str, problems: list[str] | None = None, problem: str = "") -> str:
        at, screen = desk(), self.screen
        row = audit.row_of(at, screen, pk)
        cells = request.args.get("tab") == "cells" or row is None or bool(problem)
        found = story_page = None
        if cells:
            found = audit.history(at, screen, pk, whole_number(request.args.get("before", "")))
        else:
            story_page = timeline.timeline(at, screen, pk, request.args.get("cursor") or None, size=30)
        watched = audit.is_watched(at, screen) if not (found and found.changes) else True
        return self._render(
            "panel/history.html",
            row=row,
            title=row.title if row else gettext("Baris yang dihapus"),
            pk=pk,
            steps=self._steps(at, found) if found else None,
            older=found.after if found else None,
            entries=story.told(at, screen, story_page, self._prefix()) if story_page else [],
            after=story_page.after if story_page else None,
            unwatched="" if watched else _unwatched(screen),
            problem=problem,
            problems=problems or [],
            note=f"{self._here()}/note/{pk}" if row and self._may(at, "edit") else "",
        )

    def _steps(self, at: Desk, found: audit.History) -> list[story.Step]:
        may_add = self._may(at, "add") and audit.sees_log(at)
        return story.steps(self.screen, found, may_edit=self._may(at, "edit"), may_add=may_add)

    @expose("/revert/<pk>", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def revert(self, pk: str) -> Answer:
        """Puts one change back; a refusal comes with the history, to see what is there now."""
        if "unsaved_because" in g:  # a page without a valid token
            return errors.answer(400, gettext(errors.EXPIRED))
        change = whole_number(request.form.get("change", "")) or 0
        try:
            with writing(self.screen) as at:
                saved = reverting.revert(at, self.screen, pk, change)
        except PanelError as error:
            errors.forget_work()
            status = errors.status_of(error)
            if status in (403, 404):
                raise
            return self._history(pk, errors.problems_of(error), errors.said(error)), status
        flash(gettext("Sudah dikembalikan."), "success")
        return redirect(f"{self._here()}/show/{saved.key or pk}")

    @expose("/note/<pk>", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def note(self, pk: str) -> Answer:
        """A sentence on the timeline of a row, by somebody who may change it."""
        if "unsaved_because" in g:
            return errors.answer(400, gettext(errors.EXPIRED))
        self._must_be_possible("edit")
        with writing(self.screen) as at:
            timeline.add_note(at, self.screen, pk, request.form.get("text", ""))
        flash(gettext("Catatan tersimpan."), "success")
        return redirect(f"{self._here()}/show/{pk}#riwayat")
