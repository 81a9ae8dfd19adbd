"""What became of a step with many rows in the background: how many moved, and who did not, by reason.

A job keeps keys; what their rows are called is read for whoever looks, with what they may see.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from flask_appbuilder import expose, has_access

from models import jobs, rows_named
from models.errors import Missing, Overtaken, Problem
from models.jobs import Job
from models.many_moves import Outcome
from models.panel import Desk
from views.base import desk
from views.jobs import facts_of, told
from views.notation import number as figure
from views.screen_page import Answer, ScreenPage
from views.wording import sentence

KIND = "many_step"
OTHER_STATE = "Keadaannya sekarang tidak cocok dengan langkah ini."
MOST_TITLES = 500  # of one reason on the page; its other rows are counted


class Named(NamedTuple):
    """A row by what it is called."""

    title: str
    href: str


class Reason(NamedTuple):
    """Rows that were refused for the same reason. `more` are those that are not named."""

    said: str
    count: str
    rows: Sequence[Named]
    more: str


class ManyMoved(ScreenPage):
    """The end of such a job."""

    doors = {"moved": "list"}

    @expose("/moved/<int:number>", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def moved(self, number: int) -> Answer:
        at = desk()
        found = jobs.read(at, number)
        if found.kind != KIND or found.screen != self.screen.key or found.state != "done":
            raise Missing
        result, words = found.result or {}, told(at, found)
        refused = [self._refused_for(at, found, one) for one in result["reasons"]]
        back = next((link.href for link in words.links[1:]), f"{self._here()}/list/")
        moved, rest = self._named(at, result["moved"])
        return self._render(
            "panel/many_moved.html",
            heading=words.label,
            sentence=words.sentence,
            reasons=refused,
            moved=moved,
            more=rest,
            count=figure(len(result["moved"])),
            back=back,
        )

    def _refused_for(self, at: Desk, job: Job, one: Mapping[str, Any]) -> Reason:
        said = (sentence(each["sentence"], facts_of(at, job, each["facts"])) for each in one["said"])
        rows, more = self._named(at, one["keys"])
        return Reason(" ".join(said), figure(len(one["keys"])), rows, more)

    def _named(self, at: Desk, keys: Sequence[str]) -> tuple[list[Named], str]:
        """The first rows that are there and seen, and how many others there are."""
        found = rows_named.by_key(at, self.screen, keys[:MOST_TITLES], ())
        rows = [Named(found[key].title, f"{self._here()}/show/{key}") for key in keys if key in found]
        return rows, figure(len(keys) - len(rows)) if len(keys) > len(rows) else ""


def reasons(found: Iterable[Outcome]) -> list[dict[str, Any]]:
    """The refused rows by reason, as the record of a job keeps them: those with the most rows first."""
    kept: dict[str, dict[str, Any]] = {}
    for one in found:
        if one.error is not None:
            # Who moved it when tells each row apart: here it is one reason.
            overtaken = isinstance(one.error, Overtaken)
            told_why = (Problem(OTHER_STATE),) if overtaken else one.reasons
            said = [{"sentence": each.sentence, "facts": dict(each.facts)} for each in told_why]
            reason = kept.setdefault(json.dumps(said, default=str), {"said": said, "keys": []})
            reason["keys"].append(one.key)
    return sorted(kept.values(), key=lambda one: -len(one["keys"]))
