"""Paper forms of the survey, typed in: a line for each form, or one form at a time on a small screen."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Mapping
from typing import Any, ClassVar

from flask import Response, flash, jsonify, redirect, render_template, request, url_for
from flask_appbuilder import AppBuilder, BaseView, expose, has_access
from flask_appbuilder.security.decorators import has_access_api
from flask_babel import gettext
from flask_login import current_user

from models import survey_forms
from models.batch import Done, Line
from models.description.screen import Screen
from models.description.survey import Survey
from models.errors import PanelError, Problem, Refused
from models.panel import Desk, Panel
from models.records import Base
from models.survey_forms import Twin
from views import errors, pasted
from views.base import desk, writing
from views.bodies import body
from views.frame import framed
from views.grid_saves import UNREADABLE
from views.moments import moment
from views.screen_page import Answer, must_be_meant
from views.survey_cells import BAR, Cell, bar, cells, next_number
from views.wording import language, sentence, words

DOORS = {"page": "add", "one": "add", "save": "add"}
AGAIN = "Nomor formulir {number} sudah ada, tanggal {day}. Simpan juga, atau ganti nomornya."
LONG = "{label} paling panjang {most} huruf."
CHANGED = "Formulir ini baru saja diubah orang lain. Buka di daftar, lalu periksa."
_LONGEST, _TOKEN = 4000, 80


def register(appbuilder: AppBuilder, panel: Panel) -> None:
    """The entry of forms, for who may add rows to the survey's screen; none without a survey."""
    if panel.office.survey is not None:
        members = {"__module__": __name__, "class_permission_name": panel.office.survey.screen}
        appbuilder.add_view_no_menu(type("SurveyEntry", (SurveyEntryPages,), members))


class SurveyEntryPages(BaseView):  # type: ignore[misc]
    """The page, and what its lines are sent to."""

    route_base = "/skm/isi"
    default_view = "page"
    keeps_typed = True
    base_permissions: ClassVar[list[str]] = ["can_add"]
    method_permission_name: ClassVar[dict[str, str]] = DOORS

    @expose("/", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def page(self) -> Answer:
        at = desk()
        survey, screen = survey_forms.of(at)
        held = {word: request.args.get(f"f.{word}", "")[:200] for word in (*BAR, "form_number")}
        held["filled_on"] = held["filled_on"] or moment(at.now.date().isoformat(), language())
        held["form_number"] = held["form_number"] or next_number(survey_forms.last_number(at))
        held["slot"] = held["slot"] or survey.slot_at(at.now.time()) or ""
        return _page(at, survey, screen, held)

    @expose("/", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def one(self) -> Answer:
        """One form, sent as a plain page sends it."""
        held = _typed(request.form)
        survey, screen = survey_forms.of(desk())
        try:
            must_be_meant()
            with writing(screen) as at:
                line = _line(at, survey, screen, held)
                token = request.form.get("token", "")[:_TOKEN]
                mark = _mark(at, f"{token}:{_digest(held)}") if token else None
                known = survey_forms.sent_before(at, mark) if mark else None
                twin = None if known or "again" in request.form else survey_forms.twin(at, line)
                done = None if known or twin else survey_forms.save(at, line, mark)
        except PanelError as error:
            told = error.problems if isinstance(error, Refused) else ()
            found = told or (Problem(error.sentence, None, error.facts),)
            return _page(desk(), survey, screen, held, found), errors.status_of(error)
        if twin is not None:
            return _page(desk(), survey, screen, held, twin=twin), 409
        if done is not None and not done.is_good:
            return _page(desk(), survey, screen, held, [one for _, one in done.refused]), 422
        flash(gettext("Formulir tersimpan."), "success")
        kept = {f"f.{word}": held[word] for word in BAR if held.get(word)}
        kept["f.form_number"] = next_number(held.get("form_number", ""))
        return redirect(url_for(f"{self.endpoint}.page", **kept))

    @expose("/save", methods=["POST"])
    @errors.in_words
    @has_access_api  # type: ignore[untyped-decorator]
    def save(self) -> Response:
        """One line of the grid. JSON in, JSON out."""
        sent = body()
        held, key, version, token = _sent(sent)
        survey, screen = survey_forms.of(desk())
        try:
            with writing(screen) as at:
                mark = _mark(at, token) if token else None
                if mark and (known := survey_forms.sent_before(at, mark)) is not None:
                    return _told(200, key=known.key, version=known.version)
                line = _line(at, survey, screen, held, key, version)
                if sent.get("again") is not True and (twin := survey_forms.twin(at, line)) is not None:
                    return _told(409, twin=True, said=_twin_said(twin, held))
                done = survey_forms.save(at, line, mark)
        except Refused as error:
            errors.forget_work()
            return _refused(survey, error.problems)
        return _saved(survey, done)


def _sent(sent: Mapping[str, Any]) -> tuple[dict[str, str], str | None, str | None, str]:
    """The texts of a line by word, its row's key and version, and the mark of this sending."""
    held = sent.get("values")
    key, version, token = sent.get("key"), sent.get("version"), sent.get("token", "")
    texts = held.values() if isinstance(held, dict) else (None,)
    if not all(isinstance(one, str) for one in texts):
        raise Refused(sentence=UNREADABLE)
    if not all(one is None or isinstance(one, str) for one in (key, version)) or not isinstance(token, str):
        raise Refused(sentence=UNREADABLE)
    return dict(sent["values"]), key, version, token[:_TOKEN]


def _mark(at: Desk, token: str) -> str:
    """By which a sending is known that comes twice."""
    return f"{at.actor.id}:skm:{token}"


def _digest(held: Mapping[str, str]) -> str:
    """Somebody who goes back and writes something else on the same page sends another form."""
    return hashlib.sha256(json.dumps(sorted(held.items())).encode()).hexdigest()[:16]


def _typed(form: Mapping[str, str]) -> dict[str, str]:
    return {name[2:]: value for name, value in form.items() if name.startswith("f.")}


def _line(
    at: Desk,
    survey: Survey,
    screen: Screen,
    held: Mapping[str, str],
    key: str | None = None,
    version: str | None = None,
) -> Line:
    """A form as a line of a batch. Raises Refused for an unsur that is none of 1 to 4, and for texts that
    are too long."""
    long = [
        survey.fields[word] for word, text in held.items() if len(text) > _LONGEST and word in survey.fields
    ]
    if long:
        most = f"{_LONGEST:,}".replace(",", ".")
        raise Refused(
            *(Problem(LONG, key, {"label": screen.fields[key].label, "most": most}) for key in long)
        )
    given = survey_forms.answers(survey, held)
    typed = {
        survey.fields[word]: text
        for word, text in held.items()
        if word in survey.fields and word not in given
    }
    read = pasted.read(at, screen, [typed], [key is None])[0]
    row = survey_forms.values(survey, given, survey_forms.came(survey, screen, survey_forms.PAPER))
    if key is not None:
        row.pop(survey.fields.get("source", ""), None)
    return Line(key or "+1", key, {**read.values, **row}, Base(version), problems=tuple(read.problems))


def _twin_said(twin: Twin, held: Mapping[str, str]) -> str:
    number = held.get("form_number", "").strip()
    return sentence(AGAIN, {"number": number, "day": moment(twin.filled_on, language())})


def _told(status: int, **facts: object) -> Response:
    answer = jsonify(facts)
    answer.status_code = status
    return answer


def _refused(survey: Survey, problems: tuple[Problem, ...]) -> Response:
    """What is wrong, each with the cell where it stands."""
    told = [{"cell": _word(survey, one.field), "said": sentence(one.sentence, one.facts)} for one in problems]
    return _told(422, problems=told, said=" ".join(one["said"] or "" for one in told))


def _word(survey: Survey, field: str | None) -> str | None:
    return field if field in survey.order else survey.word(field)


def _saved(survey: Survey, done: Done) -> Response:
    if done.clashes:
        return _told(409, said=gettext(CHANGED))
    if not done.is_good:
        return _refused(survey, tuple(one for _, one in done.refused))
    row = done.saved[0][1]
    return _told(200, key=row.key, version=row.version)


def _page(
    at: Desk,
    survey: Survey,
    screen: Screen,
    held: Mapping[str, str],
    problems: tuple[Problem, ...] | list[Problem] = (),
    twin: Twin | None = None,
) -> str:
    boxes = cells(survey, screen)
    found: dict[str | None, list[str]] = {}
    for one in problems:
        found.setdefault(_word(survey, one.field), []).append(sentence(one.sentence, one.facts))
    page = render_template(
        "panel/survey_entry.html",
        label=gettext("Isi formulir survei"),
        screen=words(screen.label),
        list_at=f"{request.script_root}/data/{screen.key}/list/",
        grid_at=f"{request.script_root}/grid/{screen.key}",
        prefix=f"{request.script_root}/data/",
        bar=bar(at, survey, screen, held),
        cells=boxes,
        held=held,
        problems=found,
        token=secrets.token_urlsafe(16),
        twin=_twin_said(twin, held) if twin else "",
        told=json.dumps(_for_script(at, survey, boxes, screen)),
    )
    return framed(page)


def _for_script(at: Desk, survey: Survey, boxes: list[Cell], screen: Screen) -> dict[str, object]:
    """What the script of the page needs to know."""
    return {
        "cells": [
            {
                "word": one.word,
                "kind": one.kind,
                "short": one.short,
                "label": one.label,
                "keys": [[key.letter, key.value, key.label] for key in one.keys],
            }
            for one in boxes
        ],
        "bar": [word for word in BAR if word in survey.fields],
        "least": survey.least,
        "me": f"{current_user.get_id()}:{screen.key}",
        "words": words_of_script(),
    }


def words_of_script() -> dict[str, str]:
    """Name -> text. {braces} are filled in by the script."""
    return {
        "unsur": gettext("{label}: hanya 1, 2, 3, atau 4. Spasi untuk jawaban yang kosong."),
        "letter": gettext("{label}: tekan salah satu huruf ini: {keys}."),
        "number": gettext("{label}: hanya angka."),
        "saving": gettext("menyimpan"),
        "saved": gettext("tersimpan"),
        "few": gettext("tersimpan; baru {filled} unsur, belum dihitung"),
        "wrong": gettext("periksa"),
        "waiting": gettext("menunggu sambungan"),
        "count": gettext("{number} formulir tersimpan"),
        "speed": gettext("{seconds} detik per formulir"),
        "offline": gettext(
            "Sambungan terputus. {number} formulir disimpan di peramban dan dikirim lagi sendiri."
        ),
        "login": gettext("Sesi Anda sudah berakhir. Masuk lagi di tab baru; formulirnya tetap di sini."),
        "kept": gettext("{number} formulir dari sebelumnya belum tersimpan dan dikirim lagi."),
        "again": gettext("Simpan juga"),
        "line": gettext("Formulir {number}"),
        "state": gettext("Keadaan"),
    }
