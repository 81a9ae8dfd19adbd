"""The pages of the survey for everybody: a code, then one question at a time, then thanks.

They work without a script. What was answered so far is in the session's cookie, until it is sent.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import wraps
from typing import Any

from flask import make_response, redirect, render_template, request, session
from flask_appbuilder import AppBuilder, BaseView, expose
from flask_babel import force_locale, gettext
from werkzeug.wrappers import Response

from app.surveying import limits, steps
from app.surveying.steps import Step
from models import picker, records, survey_forms, survey_tokens
from models.actor import Actor
from models.description.screen import Screen
from models.description.survey import Survey
from models.errors import Missing, PanelError, Refused
from models.panel import Desk, Panel
from models.survey_tokens import Token
from views import errors
from views.base import desk, panel, writing
from views.wording import sentence

COOKIE = "survei_kios"
KIOSK = "kios"  # stands in the address in place of a code
KEPT = "survey"  # in the session: whose answers these are, and the answers
# Seconds after which a kiosk begins anew: at a question, while somebody may be writing, and after thanks.
IDLE, WRITING, AFTER = 90, 300, 8
GONE = "Kode ini sudah dipakai, sudah lewat masanya, atau salah ketik. Periksa kodenya di kertas Anda."
CLOSED = "Kios ini sudah ditutup. Panggil petugas."
Page = Response | str | tuple[str, int]


def register(appbuilder: AppBuilder, built: Panel) -> None:
    """The pages, where the office has a survey."""
    if built.office.survey is not None:
        appbuilder.add_view_no_menu(SurveyPages)


def respondent(at: Desk, name: str) -> Desk:
    """The desk of somebody without a name, who may write one form and read the names of services."""
    return replace(at, actor=Actor(None, name, everything=True))


@dataclass(frozen=True, slots=True)
class Asking:
    """A survey under way: by which code, for which service, with which questions."""

    code: str
    token: Token
    at: Desk
    survey: Survey
    screen: Screen
    steps: Sequence[Step]

    @property
    def is_kiosk(self) -> bool:
        return self.token.kind == "kiosk"

    @property
    def here(self) -> str:
        return f"{request.script_root}/survei/{KIOSK if self.is_kiosk else self.code}"

    @property
    def told(self) -> dict[str, str]:
        """The answers so far, of this code only."""
        kept = session.get(KEPT) or {}
        return dict(kept["told"]) if kept.get("of") == self.mark else {}

    @property
    def mark(self) -> str:
        return survey_tokens.digest(self.code)[:20]

    def keep(self, told: dict[str, str]) -> None:
        """Until they are sent, with a mark by which a second click on the last button is known."""
        once = (self.told and session[KEPT].get("once")) or secrets.token_urlsafe(16)
        session[KEPT] = {"of": self.mark, "told": told, "once": once}

    def place(self, typed: str) -> int | None:
        """The number of a question, from 1; None for what is none."""
        known = typed.isdecimal() and len(typed) <= 3 and 1 <= int(typed) <= len(self.steps)  # noqa: PLR2004
        return int(typed) if known else None

    @property
    def service(self) -> str:
        """The service's name."""
        field = self.screen.fields.get(self.survey.fields.get("service", ""))
        value = self.token.service or self.told.get("service")
        if field is None or not value:
            return ""
        if field.reference is None:
            return value
        target = self.at.panel.screens[field.reference.screen]
        try:
            return picker.title(self.at, target, value, field.reference.target_columns[0]).title
        except Missing:
            return ""


def _in_its_frame(page: Callable[..., Page]) -> Callable[..., Any]:
    """Indonesian whoever looks, and refusals on a page of the survey: it leads nowhere else."""

    @wraps(page)
    def framed(self: SurveyPages, *args: object, **more: object) -> Any:
        with force_locale("id"):
            try:
                return page(self, *args, **more)
            except PanelError as error:
                errors.forget_work()
                return self.said(error)

    return framed


class SurveyPages(BaseView):  # type: ignore[misc]
    """Open to everybody: a code or a kiosk's cookie is what lets somebody in."""

    route_base = "/survei"
    default_view = "code"

    @expose("/", methods=["GET", "POST"])
    @_in_its_frame
    def code(self) -> Page:
        """For who has the code on paper, and no camera."""
        typed = request.form.get("kode", "")
        plain = "".join(letter for letter in typed if letter.isalnum())[:40].upper()
        if request.method == "POST" and plain:
            return redirect(f"{request.script_root}/survei/{plain}")
        return _page("survey/code.html")

    @expose("/selesai", methods=["GET"])
    @_in_its_frame
    def done(self) -> Page:
        return _page("survey/thanks.html", again="")

    @expose("/<code>", methods=["GET"])
    @_in_its_frame
    def ask(self, code: str) -> Page:
        asking = _asking(code)
        at = asking.place(request.args.get("ke", ""))
        if at is None:
            return self._start(asking, thanks="selesai" in request.args)
        return _question(asking, at)

    @expose("/<code>", methods=["POST"])
    @_in_its_frame
    def answer(self, code: str) -> Page:
        if _is_sent():
            return self._thanks(is_kiosk=code == KIOSK)
        asking = _asking(code)
        at = asking.place(request.form.get("ke", ""))
        if at is None:
            return redirect(asking.here)
        if "kembali" in request.form:
            return redirect(f"{asking.here}?ke={at - 1}" if at > 1 else asking.here)
        step, told = asking.steps[at - 1], asking.told
        given = "" if "lewati" in request.form else step.tidy(request.form.get("jawab", ""))
        problem = step.problem(given)
        if problem:
            return _question(asking, at, problem, given)
        told[step.word] = given
        asking.keep(told)
        if at < len(asking.steps):
            return redirect(f"{asking.here}?ke={at + 1}")
        return self._sent(asking, told)

    def said(self, error: PanelError) -> tuple[str, int]:
        """A refusal, on a page that leads nowhere but to another code."""
        status = errors.status_of(error)
        return _page("survey/said.html", said=sentence(error.sentence, error.facts)), status

    def unsaved(self) -> Page:
        """A form whose token was not valid: see views/errors.py."""
        told = gettext("Halaman ini terbuka terlalu lama, atau peramban menolak kuki. Mulai lagi dari awal.")
        with force_locale("id"):
            return _page("survey/said.html", said=told), 400

    def _start(self, asking: Asking, *, thanks: bool) -> Page:
        session.pop(KEPT, None)
        if thanks:
            page = _page("survey/thanks.html", again=asking.here if asking.is_kiosk else "")
            return _back_soon(page, asking, AFTER)
        return _page("survey/start.html", asking=asking, count=len(asking.steps))

    def _sent(self, asking: Asking, told: dict[str, str]) -> Page:
        """All of it is saved, and the code is used up, or nothing of both."""
        missing = steps.unanswered(asking.steps, told)
        if missing is not None:
            return redirect(f"{asking.here}?ke={missing + 1}")
        limits.form(asking.mark if asking.is_kiosk else "")
        try:
            save(asking, told, session[KEPT]["once"])
        except Refused as error:
            errors.forget_work()
            return _wrong(_asking(KIOSK if asking.is_kiosk else asking.code), error)
        return self._thanks(is_kiosk=asking.is_kiosk)

    def _thanks(self, *, is_kiosk: bool) -> Response:
        session.pop(KEPT, None)
        return redirect(f"{request.script_root}/survei/{f'{KIOSK}?selesai' if is_kiosk else 'selesai'}")


def _is_sent() -> bool:
    """Whether this browser's form was sent already, by the first of two clicks."""
    once = (session.get(KEPT) or {}).get("once")
    return bool(once) and survey_tokens.is_sent(desk().connection, once)


def save(asking: Asking, told: dict[str, str], once: str) -> None:
    """The form through the one door, unless it came before with the same mark. Nothing of it leads to the
    code. Raises Refused, Missing."""
    survey, screen = asking.survey, asking.screen
    how = survey_forms.KIOSK if asking.is_kiosk else survey_forms.LINK
    given = survey_forms.answers(survey, told)
    now = asking.at.now
    facts: dict[str, object] = {
        **{one.word: told.get(one.word) or None for one in asking.steps if one.word not in given},
        **({"service": asking.token.service} if asking.token.service else {}),
        **survey_forms.came(survey, screen, how),
        "filled_on": now.date().isoformat(),
        "slot": survey.slot_at(now.time()),
    }
    with writing(screen) as at:
        if not survey_tokens.sent(at.connection, once, now):
            return
        if not asking.is_kiosk and not survey_tokens.use(at.connection, asking.code, now):
            raise Missing(GONE)
        records.add(respondent(at, how), screen, survey_forms.values(survey, given, facts))


def _asking(code: str) -> Asking:
    """The survey of a code, or of this kiosk. Raises Missing, TooMany."""
    at = desk()
    survey, _ = survey_forms.of(at)
    if code == KIOSK:
        code = request.cookies.get(COOKIE, "")
        token = survey_tokens.find(at.connection, code, "kiosk", at.now)
    else:
        limits.may_guess()
        token = survey_tokens.find(at.connection, code[:80], "link", at.now)
    if token is None:
        limits.guess()
        raise Missing(CLOSED if request.path.endswith(f"/{KIOSK}") else GONE)
    mine = respondent(at, survey_forms.LINK)
    screen = mine.panel.screens[survey.screen]
    return Asking(code, token, mine, survey, screen, steps.of(mine, survey, screen, token.service))


def _question(asking: Asking, at: int, problem: str = "", given: str | None = None) -> Response:
    """A question; with a `problem` it is asked again (422)."""
    step = asking.steps[at - 1]
    page = _page(
        "survey/step.html",
        asking=asking,
        step=step,
        at=at,
        count=len(asking.steps),
        held=asking.told.get(step.word, "") if given is None else given,
        problem=problem,
    )
    seconds = WRITING if step.kind == "text" else IDLE
    return _back_soon(page, asking, seconds, 422 if problem else 200)


def _back_soon(page: str, asking: Asking, seconds: int, status: int = 200) -> Response:
    """A kiosk that nobody stands at begins anew. Without a script nobody can tell whether somebody types."""
    answer = make_response(page, status)
    if asking.is_kiosk:
        answer.headers["Refresh"] = f"{seconds}; url={asking.here}"
    return answer


def _wrong(asking: Asking, error: Refused) -> Response:
    """Back at the question that the database did not take."""
    problem = error.problems[0] if error.problems else None
    names = [one.word for one in asking.steps]
    word = problem.field if problem else None
    place = word if word in names else asking.survey.word(word)
    said = sentence(problem.sentence, problem.facts) if problem else sentence(error.sentence, error.facts)
    return _question(asking, names.index(place) + 1 if place in names else 1, said)


def _page(template: str, **context: Any) -> str:
    return render_template(template, name=panel().office.name, **context)
