"""Work in the background as pages: how far it is, what came of it, and a way to stop it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, ClassVar, NamedTuple

from flask import Response, current_app, flash, jsonify, redirect, render_template, request, send_file
from flask_appbuilder import AppBuilder, BaseView, expose, has_access
from flask_appbuilder.security.decorators import has_access_api
from flask_babel import gettext

from models import jobs
from models.description.screen import Wording
from models.errors import Missing
from models.jobs import Job
from models.panel import Desk
from views import errors
from views.base import desk, transaction
from views.frame import framed
from views.moments import moment
from views.notation import number
from views.screen_page import Answer, must_be_meant
from views.wording import inside, language, sentence, words

DOORS = ("list", "show", "state", "cancel", "file")
# State -> what people call it, and the colour of its tag.
_WORDS: Mapping[str, str] = {
    "waiting": "menunggu",
    "running": "berjalan",
    "done": "selesai",
    "failed": "gagal",
    "cancelled": "dibatalkan",
}
_TONES: Mapping[str, str] = {"done": "ok", "failed": "late", "running": "blue"}


def register(appbuilder: AppBuilder) -> None:
    appbuilder.add_view_no_menu(JobView)


class Link(NamedTuple):
    """A way on from a job that has ended."""

    href: str
    label: str


class Told(NamedTuple):
    """A job as people read it. `share` is None where nobody knows how much there is to do."""

    id: int
    label: str
    who: str
    state: str
    word: str
    tone: str
    progress: str
    share: int | None
    asked: bool
    ended: bool
    when: str
    sentence: str
    lines: tuple[str, ...]
    links: tuple[Link, ...]
    file: str


class JobView(BaseView):  # type: ignore[misc]
    """The jobs of whoever looks; an admin sees everybody's."""

    route_base = "/jobs"
    class_permission_name = "JobView"
    base_permissions: ClassVar[list[str]] = ["can_show"]
    method_permission_name: ClassVar[dict[str, str]] = dict.fromkeys(
        ("list", "show", "state", "cancel", "file"), "show"
    )
    default_view = "list"

    @expose("/", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def list(self) -> Answer:
        at = desk()
        found = [told(at, one) for one in jobs.newest(at)]
        return _page("panel/jobs.html", jobs=found, here=_here(), everybody=jobs.sees_all(at))

    @expose("/<int:number>", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def show(self, number: int) -> Answer:
        at = desk()
        found = jobs.read(at, number)
        after = (found.result or {}).get("next") if found.state == "done" else None
        if after and "follow" in request.args:
            return redirect(request.script_root + str(after))
        alone = found.state == "waiting" and not jobs.is_attended(at.connection)
        return _page("panel/job.html", job=told(at, found), here=_here(), alone=alone)

    @expose("/<int:number>/state", methods=["GET"])
    @errors.in_words
    @has_access_api  # type: ignore[untyped-decorator]
    def state(self, number: int) -> Response:
        """The same for a script that waits for its end."""
        at = desk()
        one = told(at, jobs.read(at, number))
        return jsonify(
            id=one.id,
            state=one.state,
            word=one.word,
            share=one.share,
            progress=one.progress,
            ended=one.ended,
            sentence=one.sentence,
            links=[{"href": link.href, "label": link.label} for link in one.links],
        )

    @expose("/<int:number>/cancel", methods=["POST"])
    @has_access  # type: ignore[untyped-decorator]
    def cancel(self, number: int) -> Answer:
        must_be_meant()
        with transaction() as at:
            jobs.stop(at, number)
        flash(gettext("Pekerjaan ini sedang dibatalkan. Yang sudah dikerjakannya tidak disimpan."), "info")
        return redirect(f"{_here()}{number}")

    @expose("/<int:number>/file", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def file(self, number: int) -> Response:
        """The file that came of a job, for as long as it is kept."""
        found = jobs.read(desk(), number)
        name = Path(str((found.result or {}).get("file") or "-")).name
        place = folder() / str(found.id) / name
        if not place.is_file():
            raise Missing("Berkas ini sudah tidak disimpan. Ulangi pekerjaannya.")
        return send_file(place, as_attachment=True, download_name=name)


def folder() -> Path:
    """Where the files lie that came of jobs, each below the number of its job."""
    data: Path = current_app.config["PANEL_DATA"]
    return data / "jobs"


def _page(template: str, **context: Any) -> str:
    return framed(render_template(template, **context))


def _here() -> str:
    return f"{request.script_root}/jobs/"


def told(at: Desk, job: Job) -> Told:
    """A job in the words of whoever looks."""
    result = job.result or {}
    facts = {**facts_of(at, job, result.get("facts") or {})}
    said = sentence(result["sentence"], facts) if result.get("sentence") else ""
    if job.error:
        said = sentence(job.error, facts_of(at, job, job.error_facts or {}))
    return Told(
        id=job.id,
        label=sentence(job.label, facts_of(at, job, job.facts)),
        who=job.username,
        state=job.state,
        word=gettext(_WORDS[job.state]),
        tone=_TONES.get(job.state, "gray"),
        progress=_progress(job),
        share=job.share,
        asked=job.cancel_asked and not job.ended,
        ended=job.ended,
        when=_when(at, job.ended_at or job.started_at or job.created_at),
        sentence=said,
        lines=tuple(_lines(at, job, result.get("lines") or ())),
        links=tuple(_links(at, job, result.get("links") or ())),
        file=str(result.get("file") or ""),
    )


def _when(at: Desk, then: datetime) -> str:
    return moment(then.astimezone(at.panel.office.zone).strftime("%Y-%m-%d %H:%M"), language())


def _progress(job: Job) -> str:
    if job.total:
        return gettext("%(done)s dari %(total)s", done=number(job.done), total=number(job.total))
    return number(job.done) if job.done else ""


def facts_of(at: Desk, job: Job, raw: Mapping[str, Any]) -> dict[str, object]:
    """Facts as they are read: wordings in the language, numbers with dots, the screen by its name."""
    facts: dict[str, object] = {name: _fact(one) for name, one in raw.items()}
    screen = at.panel.screens.get(job.screen or "")
    if screen is not None:
        facts["screen"] = words(screen.label)
        facts["inside"] = inside(words(screen.label))
    return facts


def _fact(value: Any) -> object:
    if isinstance(value, Mapping) and value.keys() == {"id", "en"}:
        return words(Wording(value["id"], value["en"]))
    return number(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _lines(at: Desk, job: Job, lines: Iterable[Mapping[str, Any]]) -> Iterable[str]:
    for one in lines:
        yield sentence(one["sentence"], facts_of(at, job, one.get("facts") or {}))


def _links(at: Desk, job: Job, links: Iterable[Mapping[str, Any]]) -> Iterable[Link]:
    """Where to go from here. An address begins at the root of the panel."""
    for one in links:
        label = sentence(one["label"], facts_of(at, job, one.get("facts") or {}))
        yield Link(request.script_root + one["href"], label)
