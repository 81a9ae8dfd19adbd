"""The same values into many rows: columns chosen, values typed, the outcome shown, then done at once.

Each stage is a page of its own that carries on what was chosen; nothing is kept between them.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from flask import flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from models import bulk, chosen
from models.bulk import Preview, Trouble, Unfit
from models.description.screen import Field, Screen
from models.errors import PanelError, Problem, Refused
from models.panel import Desk
from models.selecting import Row
from models.values import BadValue, Canonical
from views import errors, many_done
from views.base import desk, writing
from views.chosen import NONE, Ticked, counted, list_of, of
from views.fields import Control, control, typed_fields
from views.notation import number, shown
from views.references import titles
from views.screen_page import Answer, ScreenPage, must_be_meant
from views.typed import canonical, tidy
from views.wording import sentence

PREFIX, COLUMN, DO, TOKEN, SNAPSHOT = "set.", "column", "do", "token", "snapshot"
_LONGEST = 100
_LONGEST_SNAPSHOT = 20_000
_SNAPSHOT = re.compile(r"\d+:\d+:(\d+(,\d+)*)?", re.ASCII)
CHANGED = "{count} baris diubah orang lain sejak pratinjau. Periksa lagi di bawah, lalu tekan sekali lagi."
MOST_COLUMNS = 20


class Line(NamedTuple):
    """A row of the sample: what it is called, and for each column what it holds and will hold."""

    title: str
    href: str
    cells: tuple[tuple[str, str], ...]


class ManyEdit(ScreenPage):
    """One edit of all chosen rows."""

    doors = {"edit_many": "edit"}

    @expose("/many/edit", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def edit_many(self) -> Answer:
        self._must_be_possible("edit")
        at, screen, sent = desk(), self.screen, request.form
        ticked = of(at, screen, sent)
        if ticked.nothing:
            must_be_meant()
            flash(gettext(NONE), "warning")
            return redirect(list_of(ticked, self._here()))
        asked = _asked(screen, sent)
        if sent.get(DO) not in ("preview", "edit") or not asked.fields:
            return self._edit_page(at, ticked, asked)
        try:
            must_be_meant()
            values = asked.values()
            if sent.get(DO) == "edit" and not (late := self._touched(at, ticked)):
                return self._edit_all(ticked, values)
            found = bulk.preview(at, screen, ticked.those, values)
            late = self._touched(at, ticked)
        except PanelError as error:
            errors.forget_work()
            asked.refuse(error)
            return self._edit_page(desk(), ticked, asked), errors.status_of(error)
        return self._edit_page(at, ticked, asked, found, values, late)

    def _touched(self, at: Desk, ticked: Ticked) -> int:
        """How many of the rows were changed since the preview that somebody looks at."""
        snapshot = request.form.get(SNAPSHOT, "")
        if not snapshot or request.form.get(DO) != "edit" or not _is_snapshot(snapshot):
            return 0
        return bulk.touched_since(at, self.screen, ticked.those, snapshot)

    def _edit_all(self, ticked: Ticked, values: Mapping[str, Canonical]) -> Answer:
        screen, token = self.screen, request.form.get(TOKEN, "")[:_LONGEST] or secrets.token_urlsafe(16)
        with writing(screen) as at:
            own = many_done.press(at, screen, token)
            count = chosen.count(at, screen, ticked.those)
            if count > many_done.AT_ONCE:
                return many_done.later(at, screen, "many_edit", ticked, own, count, values)
            done = bulk.edit(at, screen, ticked.those, values, own)
        return self._render(
            "panel/many_done.html", **many_done.edited(screen, done), back=list_of(ticked, self._here())
        )

    def _edit_page(
        self,
        at: Desk,
        ticked: Ticked,
        asked: Asked,
        found: Preview | None = None,
        values: Mapping[str, Canonical] | None = None,
        late: int = 0,
    ) -> str:
        screen = self.screen
        total = found.total if found else chosen.count(at, screen, ticked.those)
        sample = _lines(at, screen, found.sample, values or {}, self._here()) if found else ()
        return self._render(
            "panel/many_edit.html",
            under=counted(number(total)),
            back=list_of(ticked, self._here()),
            action=f"{self._here()}/many/edit",
            hidden=list(ticked.fields()),
            offered=[one for one in typed_fields(screen, "edit") if _is_offered(one, asked.fields)],
            boxes=asked.boxes(at),
            asked=asked,
            found=found,
            sample=sample,
            troubles=[_told(one, self._here()) for one in (found.troubles if found else asked.troubles)],
            changing=number(found.changing) if found else "",
            late=sentence(CHANGED, {"count": number(late)}) if late else "",
            token=secrets.token_urlsafe(16),
            number=number,
        )


class Asked:
    """The chosen columns with what was typed for them."""

    def __init__(self, screen: Screen, fields: Sequence[Field], texts: Mapping[str, str]) -> None:
        self.screen = screen
        self.fields = list(fields)
        self.texts = dict(texts)
        self.problems: dict[str | None, list[str]] = {}
        self.troubles: tuple[Trouble, ...] = ()

    def values(self) -> dict[str, Canonical]:
        """Raises Refused with everything that cannot be read."""
        found: dict[str, Canonical] = {}
        wrong: list[Problem] = []
        for one in self.fields:
            try:
                found[one.key] = canonical(one, self.texts.get(one.key, ""))
            except BadValue as error:
                wrong.append(error.problem)
        if wrong:
            raise Refused(*wrong)
        return found

    def refuse(self, error: PanelError) -> None:
        """Puts an error's sentences at their boxes, the others above."""
        if isinstance(error, Unfit):
            self.troubles = error.troubles
        known = {one.key for one in self.fields}
        problems = error.problems if isinstance(error, Refused) else ()
        for one in problems:
            at = one.field if one.field in known else None
            self.problems.setdefault(at, []).append(sentence(one.sentence, one.facts))
        if not problems:
            self.problems.setdefault(None, []).append(errors.said(error))

    def boxes(self, at: Desk) -> list[Control]:
        held = titles(at, self.screen, {one.key: self.texts.get(one.key, "") for one in self.fields})
        made = []
        for one in self.fields:
            box = control(one, self.texts.get(one.key, ""), held.get(one.key, ""))
            box.key, box.problems = PREFIX + one.key, self.problems.get(one.key, [])
            if not one.required:
                box.required = False
            made.append(box)
        if made:
            (next((box for box in made if box.problems), made[-1])).focus = True
        return made


def _asked(screen: Screen, sent: MultiDict[str, str]) -> Asked:
    gone = {sent.get(DO, "").removeprefix("drop:")}
    named = [key for key in dict.fromkeys(sent.getlist(COLUMN)) if key and key not in gone][:MOST_COLUMNS]
    known = {one.key: one for one in typed_fields(screen, "edit") if _is_offered(one, ())}
    fields = [known[key] for key in named if key in known]
    texts = {one.key: tidy(sent.getlist(PREFIX + one.key)[-1]) for one in fields if PREFIX + one.key in sent}
    return Asked(screen, fields, texts)


def _is_offered(one: Field, already: Sequence[Field]) -> bool:
    return one.file is None and one.editable and one not in already


def _is_snapshot(text: str) -> bool:
    return _SNAPSHOT.fullmatch(text[:_LONGEST_SNAPSHOT]) is not None


def _lines(
    at: Desk, screen: Screen, rows: Sequence[Row], values: Mapping[str, Canonical], here: str
) -> list[Line]:
    """The sample, with the new values in people's notation."""
    new = {key: shown(screen.fields[key], value) for key, value in values.items()}
    new |= titles(at, screen, {key: str(value) for key, value in values.items() if value is not None})
    return [
        Line(
            row.title,
            f"{here}/show/{row.key}",
            tuple(
                (row.titles.get(key) or shown(screen.fields[key], row.values.get(key)), new[key])
                for key in values
            ),
        )
        for row in rows
    ]


def _told(one: Trouble, here: str) -> dict[str, Any]:
    problems = one.error.problems if isinstance(one.error, Refused) else ()
    reasons = [sentence(each.sentence, each.facts) for each in problems]
    return {
        "title": one.title,
        "href": f"{here}/show/{one.key}",
        "said": " ".join(reasons) or errors.said(one.error),
    }
