"""A step with many rows at once: asked once, taken with each by itself, told row by row.

Few rows are moved while the person waits, more in the background: app/many_rows.py, told by
views/many_moved.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from flask import flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext

from models import chosen, jobs, many_moves, query, transitions
from models.chosen import Chosen
from models.description.workflow import Transition
from models.errors import Forbidden, Missing, PanelError, Problem, Refused
from models.many_moves import Outcome
from models.panel import Desk
from models.selecting import Row
from models.values import text
from views import ask_boxes, asks, errors, many_done
from views.asks import TOKEN, Dialog
from views.base import desk, writing
from views.chosen import BACK, KEY, SAME, Ticked, counted, list_of, of
from views.notation import number
from views.screen_page import Answer, ScreenPage, must_be_meant
from views.transitions import says, told
from views.wording import sentence, words

EXPECTED = "expected"
AT_ONCE = 500  # rows; more are work for the background
SAMPLE = 10  # rows that the dialog then names
KIND = "many_step"
TOO_MANY = "Terlalu banyak baris sekaligus ({count}). Langkah ini paling banyak untuk {most} baris."
CHANGED = "Sekarang {count} baris yang cocok. Periksa lagi, lalu tekan sekali lagi."


class Picked(NamedTuple):
    """The chosen rows: how many, and those that are there and seen; of `many` only some of these."""

    ticked: Ticked
    total: int
    many: bool
    rows: tuple[Row, ...]

    @property
    def those(self) -> Chosen:
        """What the step is asked about: of few rows those that stand in the dialog."""
        return self.ticked.those if self.many else Chosen(tuple(row.key or "" for row in self.rows))

    def fields(self) -> Iterator[tuple[str, str]]:
        """The hidden fields of the dialog."""
        if self.many:
            yield EXPECTED, str(self.total)
            yield from self.ticked.fields()
            return
        yield from ((KEY, row.key or "") for row in self.rows)
        yield SAME, self.ticked.address
        yield BACK, self.ticked.back


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
        begun = self._begun(at, name)
        if begun is not None:
            return redirect(f"{request.script_root}/jobs/{begun}?follow=1")
        picked = self._picked(at)
        if not picked.total:
            must_be_meant()
            flash(gettext("Tandai dahulu barisnya, lalu pilih langkahnya."), "warning")
            return redirect(list_of(picked.ticked, self._here()))
        transition = self._asked(at, name, picked)
        if TOKEN in request.form:
            return self._take(picked, asks.typed(transition, request.form))
        texts = ask_boxes.beginning(at, self.screen, transition, None)
        return self._dialog_for(picked, Dialog(transition, texts))

    def _begun(self, at: Desk, name: str) -> int | None:
        """The job that the same press has asked for already."""
        token = request.form.get(TOKEN, "")[: asks.LONGEST_TOKEN]
        return jobs.pressed(at, KIND, asks.press(at, f"{self.screen.key}:{name}", token)) if token else None

    def _picked(self, at: Desk) -> Picked:
        """The ticked rows, or all that match. Raises Refused for more than a step can take at all."""
        screen, ticked = self.screen, of(at, self.screen, request.form)
        listing = ticked.those.listing
        total = chosen.count(at, screen, ticked.those) if listing else len(ticked.those.keys)
        if total > many_moves.MOST:
            raise Refused(
                sentence=sentence(TOO_MANY, {"count": number(total), "most": number(many_moves.MOST)})
            )
        many = total > AT_ONCE
        if many and listing:
            return Picked(ticked, total, many, query.page(at, screen, replace(listing, size=SAMPLE)).rows)
        keys = chosen.keys(at, screen, ticked.those) if listing else ticked.those.keys
        return Picked(ticked, total, many, tuple(self._rows(at, keys[:SAMPLE] if many else keys)))

    def _rows(self, at: Desk, keys: Iterable[str]) -> Iterator[Row]:
        """The rows that are there and theirs to see."""
        for key in keys:
            with suppress(Missing):
                yield query.record(at, self.screen, key)

    def _asked(self, at: Desk, name: str, picked: Picked) -> Transition:
        """The step, with what any workflow of these rows asks for it."""
        allowed = {one.key: one for one in transitions.for_many(at, self.screen)}
        if name not in allowed:
            raise Forbidden("Langkah ini tidak bisa dilakukan untuk banyak baris sekaligus.")
        workflows = many_moves.workflows_of(at, self.screen, picked.those)
        found = [one.transitions[name] for one in workflows if name in one.transitions]
        boxes = {ask.key: ask for one in found for ask in one.asks}
        return replace(found[0] if found else allowed[name], asks=tuple(boxes.values()))

    def _take(self, picked: Picked, dialog: Dialog) -> Answer:
        screen, name = self.screen, dialog.transition.key
        try:
            must_be_meant()
            given = dialog.given()
            with writing(screen) as at:
                token = asks.press(at, f"{screen.key}:{name}", dialog.token)
                if picked.many:
                    return self._later(at, picked, dialog.transition, given, token)
                found = many_moves.move_many(at, screen, picked.those.keys, name, given, token)
        except PanelError as error:
            errors.forget_work()
            dialog.refuse(error)
            return self._dialog_for(picked, dialog), errors.status_of(error)
        seen = {row.key: row for row in picked.rows}
        lost = [Outcome(key, error=Missing()) for key in picked.ticked.those.keys if key not in seen]
        lines = [self._line(one, seen.get(one.key)) for one in (*found, *lost)]
        return self._render(
            "panel/moved.html",
            heading=words(dialog.transition.label),
            lines=sorted(lines, key=lambda line: line.done),
            done=sum(line.done for line in lines),
            back=list_of(picked.ticked, self._here()),
        )

    def _later(
        self, at: Desk, picked: Picked, transition: Transition, given: Mapping[str, object], token: str
    ) -> Answer:
        """Asks for it in the background, for as many rows as the dialog has said."""
        if request.form.get(EXPECTED) != str(picked.total):
            raise Refused(Problem(CHANGED, None, {"count": number(picked.total)}))
        return many_done.later(
            at,
            self.screen,
            KIND,
            picked.ticked,
            token,
            picked.total,
            facts={"step": {"id": transition.label.id, "en": transition.label.en}},
            follow=True,
            name=transition.key,
            given=as_json(given),
        )

    def _line(self, one: Outcome, row: Row | None) -> Line:
        title, href = row.title if row else one.key, f"{self._here()}/show/{one.key}" if row else ""
        if one.moved is not None:
            return Line(title, href, True, told(one.moved))
        reasons = (sentence(each.sentence, each.facts) for each in one.reasons)
        return Line(title, href, False, " ".join(reasons))

    def _dialog_for(self, picked: Picked, dialog: Dialog) -> str:
        transition, rows = dialog.transition, picked.rows
        count = picked.total if picked.many else len(rows)
        return self._render(
            "panel/step.html",
            bare=False,
            dialog=dialog,
            boxes=dialog.boxes(desk(), self.screen, rows[0].key or "") if rows else [],
            heading=words(transition.label),
            under=counted(number(count)),
            help=words(transition.help),
            says=says(replace(transition, print=None)),
            css="d" if transition.tone == "danger" else "p",
            action=f"{self._here()}/steps/{transition.key}",
            back=list_of(picked.ticked, self._here()),
            hidden=list(picked.fields()),
            rows=rows,
            later=picked.many,
            count=number(count),
        )


def as_json(given: Mapping[str, object]) -> dict[str, object]:
    """Answers as the record of a job keeps them: texts, and lists of these."""
    return {
        key: [text(one) for one in value] if isinstance(value, list) else text(value)  # type: ignore[arg-type]
        for key, value in given.items()
    }
