"""What the grid saves: cells, pastes, new and deleted rows; and taking it back. JSON in, JSON out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from flask import Response, jsonify, request
from flask_admin import expose
from flask_babel import gettext, ngettext

from models import batch, dependents_of_many, last_change, undoing
from models.batch import Clash, Done, Line
from models.chosen import Chosen
from models.description.screen import Screen
from models.errors import Blocked, Missing, Overtaken, PanelError, Problem, Refused
from models.last_change import Touch
from models.panel import Desk
from models.records import Base
from models.undoing import ChangedSince, Touched, Undone
from views import many_done, pasted
from views.base import OfScreen, desk, writing
from views.bodies import body
from views.errors import every_sentence, forget_work
from views.moments import moment
from views.notation import shown
from views.references import titles
from views.wording import sentence, words

MOST = 5000
KINDS = frozenset({"cell", "paste", "fill", "clear", "add", "duplicate", "delete"})
_LONGEST = 100
UNREADABLE = "Kiriman ini tidak dapat dibaca. Muat ulang halaman ini, lalu coba lagi."
TOO_MANY = "Terlalu banyak baris sekaligus ({count}). Simpan paling banyak {most} baris, atau pakai impor."
IN_BACKGROUND = "Barisnya banyak, jadi dikerjakan di latar. Lihat kemajuannya di halaman pekerjaan."
_WORDS = {"changed": '"{title}" diubah {who}, {when}', "gone": '"{title}" dihapus {who}, {when}'}
TWICE = "Baris yang sama dikirim dua kali. Muat ulang halaman ini, lalu coba lagi."


class GridSaves(OfScreen):
    """The doors of a grid that write."""

    @expose("/save", methods=("POST",))
    def save(self) -> Response:
        """A batch of rows, all of them or the good ones."""
        sent, screen = body(), self.screen
        rows = _rows(sent)
        mode, kind, token = _manner(sent)
        with writing(screen, "grid") as at:
            lines = _lines(at, screen, rows)
            done = batch.run(at, screen, lines, mode, kind, _token(at, screen, token))
        # Only what is disputed must be read again.
        return _answer(desk("grid") if done.clashes else at, screen, done)

    @expose("/dependents")
    def dependents(self) -> Response:
        """What stands against deleting rows, or goes with them: ?key= for each."""
        at, screen = desk("grid"), self.screen
        those = Chosen(tuple(request.args.getlist("key")[:MOST]))
        held, rows = dependents_of_many.held(at, screen, those)
        told = dependents_of_many.dependents(at, screen, those)
        return jsonify(
            held=held,
            rows=[{"key": row.key, "title": row.title} for row in rows],
            dependents=[
                {"label": words(one.screen.label), "effect": one.effect, "count": one.count.number}
                for one in told
            ],
        )

    @expose("/undo", methods=("POST",))
    def undo(self) -> Response:
        """Takes back what this person did here last, or the action that the page names."""
        return self._turned(undoing.undo)

    @expose("/redo", methods=("POST",))
    def redo(self) -> Response:
        return self._turned(undoing.redo)

    def _turned(self, turn: Callable[[Desk, Screen, int | None], Undone]) -> Response:
        sent, screen = body(), self.screen
        id, past = _number(sent, "action"), _number(sent, "skip")
        try:
            with writing(screen, "grid") as at:
                if past is not None:
                    undoing.skip(at, screen, past)
                waiting = many_done.large(at, screen, id, again=turn is undoing.redo)
                if waiting is not None:
                    return _in_background(many_done.defer_undo(at, screen, waiting, turn is undoing.redo))
                done = turn(at, screen, id)
        except (Refused, Blocked, Missing, Overtaken) as error:
            forget_work()
            return _not_turned(desk("grid"), error)
        return jsonify(
            saved=[{"key": one.key, "version": one.version} for one in done.saved],
            gone=done.gone,
            added=[{"key": one.key, "version": one.version} for one in done.added],
            action=done.action.id,
            said=turned_in_words(done),
        )


def _in_background(job: int) -> Response:
    """Too many rows to wait for: the page of the job tells how far it is."""
    place = f"{request.script_root}/jobs/{job}"
    answer = jsonify(saved=[], gone=[], added=[], job=job, href=place, said=gettext(IN_BACKGROUND))
    answer.status_code = 202
    return answer


def _number(sent: Mapping[str, object], name: str) -> int | None:
    found = sent.get(name)
    if found is None or (isinstance(found, int) and not isinstance(found, bool) and 0 < found < 2**62):
        return found
    raise Refused(sentence=UNREADABLE)


def _not_turned(at: Desk, error: PanelError) -> Response:
    """Why nothing was taken back: which rows, and who changed them."""
    rows = error.rows if isinstance(error, ChangedSince) else ()
    told = not_turned_in_words(at, error)
    answer = jsonify(
        saved=[],
        gone=[],
        added=[],
        said=told,
        message=told,
        action=error.action if isinstance(error, ChangedSince) else None,
        rows=[
            {"key": one.key, "title": one.title, "who": one.who, "when": _when(at, one.at)} for one in rows
        ],
    )
    answer.status_code = 409
    return answer


def not_turned_in_words(at: Desk, error: PanelError) -> str:
    """The same as a sentence."""
    rows = error.rows if isinstance(error, ChangedSince) else ()
    words = " ".join(every_sentence(error))
    if rows:
        words += " " + "; ".join(_touched(at, one) for one in rows)
        words += "; …" if isinstance(error, ChangedSince) and error.count > len(rows) else "."
    return words


def _touched(at: Desk, one: Touched) -> str:
    if one.who is None or one.at is None:
        return f'"{one.title}"'
    facts = {"title": one.title, "who": one.who, "when": _when(at, one.at)}
    return sentence(_WORDS["gone" if one.gone else "changed"], facts)


def _when(at: Desk, then: datetime | None) -> str | None:
    return moment(then.astimezone(at.now.tzinfo).strftime("%Y-%m-%d %H:%M")) if then else None


def turned_in_words(done: Undone) -> str:
    """What was taken back or done again."""
    count = len(done.saved) + len(done.gone) + len(done.added)
    if done.already:
        return gettext("Sudah dilakukan sebelumnya.")
    if done.undone:
        return ngettext("Dibatalkan: %(num)s baris.", "Dibatalkan: %(num)s baris.", count)
    return ngettext("Diulangi: %(num)s baris.", "Diulangi: %(num)s baris.", count)


def _manner(sent: Mapping[str, object]) -> tuple[batch.Mode, str, str]:
    mode, kind, token = sent.get("mode", "all"), sent.get("kind", "cell"), sent.get("token", "")
    if mode not in ("all", "good") or kind not in KINDS or not isinstance(token, str):
        raise Refused(sentence=UNREADABLE)
    return ("good" if mode == "good" else "all"), str(kind), token[:_LONGEST]


def _token(at: Desk, screen: Screen, token: str) -> str | None:
    """A page's token as it is kept: nobody's counts for another person or screen."""
    return f"{at.actor.id}:{screen.key}:{token}" if token else None


def _rows(sent: Mapping[str, object]) -> list[Mapping[str, Any]]:
    rows = sent.get("rows")
    if not isinstance(rows, list) or not all(isinstance(one, dict) for one in rows):
        raise Refused(sentence=UNREADABLE)
    if len(rows) > MOST:
        problem = Problem(TOO_MANY, None, {"count": len(rows), "most": MOST})
        raise Refused(problem, sentence=sentence(TOO_MANY, problem.facts))
    for one in rows:
        texts = [one.get(name) for name in ("key", "new", "version") if one.get(name) is not None]
        maps = [one.get("values", {}), one.get("seen", {})]
        named = ("key" in one) != ("new" in one)
        if not named or not all(isinstance(text, str) for text in texts):
            raise Refused(sentence=UNREADABLE)
        if not all(isinstance(part, dict) for part in maps):
            raise Refused(sentence=UNREADABLE)
        if "key" in one and not (one.get("delete") is True or one.get("values")):
            raise Refused(sentence=UNREADABLE)  # nothing to do: not even whether it is theirs would be asked
    names = [_name(one) for one in rows]
    if len(set(names)) < len(names):
        raise Refused(sentence=TWICE)
    return rows


def _name(row: Mapping[str, Any]) -> str:
    return str(row["key"] if "key" in row else f"+{row['new']}")


def _lines(at: Desk, screen: Screen, rows: Sequence[Mapping[str, Any]]) -> list[Line]:
    typed = [{} if one.get("delete") else one.get("values", {}) for one in rows]
    read = pasted.read(at, screen, typed, ["new" in one for one in rows])
    return [
        Line(
            _name(row),
            row.get("key"),
            cells.values,
            Base(row.get("version"), row.get("seen", {})),
            row.get("delete") is True,
            tuple(cells.problems),
        )
        for row, cells in zip(rows, read, strict=True)
    ]


def _answer(at: Desk, screen: Screen, done: Done) -> Response:
    """What became of a batch, for the page."""
    disputed = [one.line.key for one in done.clashes if one.line.key]
    touched = last_change.of_cells(at, screen, disputed) if disputed else {}
    saved = [
        {"key": one.key, "version": one.version} | _ref(line, one.key) for line, one in done.saved
    ]  # fmt: skip
    refused = [
        _ref(line, line.key) | {"field": one.field, "sentence": sentence(one.sentence, one.facts)}
        for line, one in done.refused
    ]
    answer = jsonify(
        saved=saved,
        gone=done.gone,
        refused=refused,
        conflicts=[_clash(at, screen, one, touched) for one in done.clashes],
        action=done.action,
        unchecked=done.unchecked,
        said=_said(done),
    )
    answer.status_code = 200 if done.written else 422
    return answer


def _ref(line: Line, key: str | None) -> dict[str, str | None]:
    return {"key": key} if line.key is not None else {"new": line.name.removeprefix("+"), "key": key}


def _said(done: Done) -> str:
    wrong = len(done.refused) + len(done.clashes)
    count = len(done.saved) + len(done.gone)
    if not done.written and done.unchecked:
        return gettext(
            "Belum tersimpan: %(num)s sel perlu diperiksa; %(rows)s baris belum diperiksa.",
            num=wrong,
            rows=done.unchecked,
        )
    if not done.written:
        return ngettext("Belum tersimpan: %(num)s sel perlu diperiksa.",
                        "Belum tersimpan: %(num)s sel perlu diperiksa.", wrong)  # fmt: skip
    told = ngettext("%(num)s baris tersimpan.", "%(num)s baris tersimpan.", count)
    if wrong:
        told += " " + ngettext("%(num)s sel belum.", "%(num)s sel belum.", wrong)
    return told


def _clash(
    at: Desk, screen: Screen, one: Clash, touched: dict[tuple[str, str], Touch]
) -> dict[str, str | None]:
    """Mine and theirs in people's notation; who and when, where that is known."""
    key = one.line.key or ""
    found = one.difference
    if found is None:
        touch = last_change.of_row(touched, key)
        field, mine, theirs = None, None, None
    else:
        touch = touched.get((key, screen.fields[found.field].column.name))
        field = found.field
        mine, theirs = (_shown(at, screen, field, value) for value in (found.mine, found.theirs))
    return {
        "key": key,
        "field": field,
        "mine": mine,
        "theirs": theirs,
        "who": touch.who if touch else None,
        "when": _when(at, touch.at) if touch else None,
        "version": one.version,
    }


def _shown(at: Desk, screen: Screen, field: str, value: str | None) -> str:
    named = titles(at, screen, {field: value}) if value is not None else {}
    return named.get(field) or shown(screen.fields[field], value)
