"""A step with many rows at once: asked once, taken with each by itself, told row by row."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from flask import flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from models import chosen, query, transitions
from models.description.workflow import Transition
from models.errors import Forbidden, Missing, PanelError, Refused
from models.panel import Desk
from models.selecting import Row
from models.transitions import Outcome
from views import ask_boxes, asks, errors
from views.asks import TOKEN, Dialog
from views.base import desk, writing
from views.chosen import BACK, SAME, of
from views.notation import number
from views.screen_page import Answer, ScreenPage, local, must_be_meant
from views.standings import standing
from views.transitions import says, told
from views.wording import sentence, words

MOST = 500
TOO_MANY = "Terlalu banyak baris sekaligus ({count}). Langkah ini paling banyak untuk {most} baris."


class Line(NamedTuple):
    """What became of one row. `href` is empty where it may not be opened."""

    title: str
    href: str
    done: bool
    said: str


class ManySteps(ScreenPage):
    """One step with the ticked rows of a list."""

    doors = {"steps": "list"}

    @expose("/steps/<name>", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def steps(self, name: str) -> Answer:
        at = desk()
        keys = self._chosen_keys(at)
        if not keys:
            must_be_meant()
            flash(gettext("Tandai dahulu barisnya, lalu pilih langkahnya."), "warning")
            return redirect(self._list())
        rows = self._rows(at, keys)
        transition = self._asked(at, name, rows)
        if TOKEN in request.form:
            return self._take(keys, rows, asks.typed(transition, request.form))
        begun = ask_boxes.beginning(at, self.screen, transition, None)
        return self._dialog_for(rows, Dialog(transition, begun))

    def _chosen_keys(self, at: Desk) -> list[str]:
        """The ticked rows, or all that match. Raises Refused for more than a step can take at once."""
        ticked = of(at, self.screen, request.form)
        if ticked.those.listing is not None:
            count = chosen.count(at, self.screen, ticked.those)
            keys = chosen.keys(at, self.screen, ticked.those) if count <= MOST else []
        else:
            keys, count = list(ticked.those.keys), len(ticked.those.keys)
        if count > MOST:
            raise Refused(sentence=sentence(TOO_MANY, {"count": number(count), "most": MOST}))
        return keys

    def _rows(self, at: Desk, keys: Iterable[str]) -> list[Row]:
        """The rows that are there and theirs to see."""
        found = []
        for key in keys:
            try:
                found.append(query.record(at, self.screen, key))
            except Missing:
                continue
        return found

    def _asked(self, at: Desk, name: str, rows: Sequence[Row]) -> Transition:
        """The step, with what any workflow of these rows asks for it."""
        allowed = {one.key: one for one in transitions.for_many(at, self.screen)}
        if name not in allowed:
            raise Forbidden("Langkah ini tidak bisa dilakukan untuk banyak baris sekaligus.")
        stood = [at_ for row in rows if (at_ := standing(at, self.screen, row))]
        found = {one.workflow.key: one.workflow.transitions[name] for one in stood
                 if name in one.workflow.transitions}  # fmt: skip
        boxes = {ask.key: ask for one in found.values() for ask in one.asks}
        return replace(next(iter(found.values()), allowed[name]), asks=tuple(boxes.values()))

    def _take(self, keys: Sequence[str], rows: Sequence[Row], dialog: Dialog) -> Answer:
        screen, name = self.screen, dialog.transition.key
        seen = {row.key or "": row for row in rows}
        try:
            must_be_meant()
            given = dialog.given()
            with writing(screen) as at:
                token = asks.press(at, f"{screen.key}:{name}", dialog.token)
                found = transitions.move_many(at, screen, list(seen), name, given, token)
        except PanelError as error:
            errors.forget_work()
            dialog.refuse(error)
            return self._dialog_for(rows, dialog), errors.status_of(error)
        lost = [Outcome(key, error=Missing()) for key in keys if key not in seen]
        lines = [self._line(one, seen.get(one.key)) for one in (*found, *lost)]
        return self._render(
            "panel/moved.html",
            heading=words(dialog.transition.label),
            lines=sorted(lines, key=lambda line: line.done),
            done=sum(line.done for line in lines),
            back=self._list(),
        )

    def _line(self, one: Outcome, row: Row | None) -> Line:
        title, href = row.title if row else one.key, f"{self._here()}/show/{one.key}" if row else ""
        if one.moved is not None:
            return Line(title, href, True, told(one.moved))
        assert one.error is not None
        problems = one.error.problems if isinstance(one.error, Refused) else ()
        reasons = [sentence(each.sentence, each.facts) for each in problems]
        return Line(title, href, False, " ".join(reasons) or errors.said(one.error))

    def _dialog_for(self, rows: Sequence[Row], dialog: Dialog) -> str:
        transition = dialog.transition
        return self._render(
            "panel/step.html",
            bare=False,
            dialog=dialog,
            boxes=dialog.boxes(desk(), self.screen, rows[0].key or "") if rows else [],
            heading=words(transition.label),
            under=gettext("%(number)s baris dipilih", number=len(rows)),
            help=words(transition.help),
            says=says(replace(transition, print=None)),
            css="d" if transition.tone == "danger" else "p",
            action=f"{self._here()}/steps/{transition.key}",
            back=self._list(),
            same=request.form.get(SAME, ""),
            keys=[row.key for row in rows],
            rows=rows,
        )

    def _list(self) -> str:
        """The list as it was."""
        back = local(request.form.get(BACK, ""))
        return back or f"{self._here()}/list/?{urlencode(parse_qsl(request.form.get(SAME, '').lstrip('?')))}"
