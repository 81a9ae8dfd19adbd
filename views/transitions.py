"""The steps of a workflow as people press them: the dialog, and what became of it.

A dialog is a page of its own; app/static/steps.js asks for its part alone and opens it over the record.
"""

from __future__ import annotations

from flask import flash, redirect, render_template, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from werkzeug.wrappers import Response

from models import query, transitions
from models.description.workflow import Transition
from models.errors import Forbidden, Missing, Overtaken, PanelError
from models.panel import Desk
from models.selecting import Row
from models.transitions import Moved, Standing
from views import ask_boxes, asks, errors
from views.asks import Dialog
from views.base import desk, writing
from views.screen_page import Answer, ScreenPage, must_be_meant
from views.wording import words

PART = "X-Fragment"
GO = "X-Go"  # where a script goes on, which would otherwise follow and swallow the message


class Steps(ScreenPage):
    """One step with one row."""

    doors = {"step": "show"}

    @expose("/step/<pk>/<name>", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def step(self, pk: str, name: str) -> Answer:
        at = desk()
        row = query.record(at, self.screen, pk)
        standing, transition = transitions.asked(at, self.screen, pk, name)
        if request.method == "POST":
            return self._press(row, standing, asks.typed(transition, request.form))
        try:
            transitions.must_be_possible(at, self.screen, pk, standing, transition)
        except Overtaken as error:
            return self._late(row, error)
        begun = ask_boxes.beginning(at, self.screen, transition, row)
        return self._dialog(at, row, standing, Dialog(transition, begun))

    def _press(self, row: Row, standing: Standing, dialog: Dialog) -> Answer:
        """Takes the step; on a refusal the dialog comes again with all that was typed."""
        screen, name, key = self.screen, dialog.transition.key, row.key or ""
        try:
            must_be_meant()
            given = dialog.given()
            with writing(screen) as at:
                query.record(at, screen, key)  # still theirs to see
                token = asks.press(at, f"{screen.key}:{key}:{name}", dialog.token)
                moved = transitions.move(at, screen, key, name, given, token)
        except (Forbidden, Missing):
            raise
        except Overtaken as error:
            errors.forget_work()
            return self._late(row, error)
        except PanelError as error:
            errors.forget_work()
            dialog.refuse(error)
            return self._dialog(desk(), row, standing, dialog), errors.status_of(error)
        flash(told(moved), "success")
        return self._go(self._after(moved))

    def _dialog(self, at: Desk, row: Row, standing: Standing, dialog: Dialog) -> str:
        transition = dialog.transition
        return self._part(
            "panel/_step.html",
            "panel/step.html",
            dialog=dialog,
            boxes=dialog.boxes(at, self.screen, row.key or ""),
            heading=words(transition.label),
            under=row.title,
            help=words(transition.help),
            way="" if transition.asks else way(standing, transition),
            says=says(transition),
            css="d" if transition.tone == "danger" else "p",
            action=f"{self._here()}/step/{row.key}/{transition.key}",
            back=f"{self._here()}/show/{row.key}",
            hidden=(),
        )

    def _late(self, row: Row, error: Overtaken) -> Answer:
        """Somebody was faster: who, when, and the way back to the row as it is now."""
        back = f"{self._here()}/show/{row.key}"
        page = self._part(
            "panel/_late.html", "panel/late.html", heading=gettext("Belum dilakukan"), under=row.title,
            said=errors.said(error), back=back,
        )  # fmt: skip
        return page, errors.status_of(error)

    def _part(self, part: str, page: str, **context: object) -> str:
        """The dialog alone for a script, else as a page."""
        if is_part():
            return render_template(part, screen=self.screen, prefix=self._prefix(), bare=True, **context)
        return self._render(page, bare=False, **context)

    def _go(self, address: str) -> Response:
        return Response(status=204, headers={GO: address}) if is_part() else redirect(address)

    def _after(self, moved: Moved) -> str:
        """The print of this step, else the row, else, where it is no more theirs to see, the list."""
        at, screen = desk(), self.screen
        try:
            query.record(at, screen, moved.key)
        except (Forbidden, Missing):
            return f"{self._here()}/list/"
        return self._print(moved) or f"{self._here()}/show/{moved.key}"

    def _print(self, moved: Moved) -> str:
        """`name` is a print of this screen, `child.name` one of the row that the step has added."""
        child, _, name = (moved.transition.print or "").rpartition(".")
        if not name or moved.repeated:
            return ""
        key = moved.touched.get(child, ("",))[-1] if child else moved.key
        return f"{self._prefix()}{child or self.screen.key}/print/{key}/{name}" if key else ""


def is_part() -> bool:
    """Whether a script asks for the dialog alone."""
    return PART in request.headers or request.args.get("part") == "1"


def way(standing: Standing, transition: Transition) -> str:
    """What pressing it does, in a sentence."""
    states = standing.workflow.states
    now = words(states[standing.state].label) if standing.state in states else standing.state
    if transition.target is None or transition.target == standing.state:
        return gettext("Keadaannya tetap %(state)s.", state=now)
    return gettext("Dari %(now)s ke %(next)s.", now=now, next=words(states[transition.target].label))


def says(transition: Transition) -> str:
    """What the button of the dialog says."""
    label = words(transition.label)
    return gettext("%(label)s dan cetak", label=label) if transition.print else label


def told(moved: Moved) -> str:
    """What has been done, with the numbers that were taken."""
    label = words(moved.transition.done or moved.transition.label)
    done = gettext("%(label)s: selesai.", label=label)
    numbers = ", ".join(moved.numbers)
    return f"{done} {gettext('Nomor %(numbers)s.', numbers=numbers)}" if numbers else done
