"""Somebody's sheet on its way into a screen: brought, its columns matched, tried, and saved."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Flask, flash, redirect, request
from flask import current_app as running
from flask_appbuilder import expose, has_access

from models import jobs, preferences
from models.description.screen import Screen
from models.errors import BadFile, Forbidden, Missing, PanelError, Refused
from models.files.store import MEGABYTE
from models.importing import Mode, unique_fields
from models.jobs import Job
from models.panel import Desk
from reports import sheet_file
from reports.sheet_cell import Sheet, plain
from reports.sheet_head import Head, find, matched
from views import errors, import_plan, survey_import
from views.base import desk, transaction
from views.choices import choices
from views.import_files import Brought, ImportFiles
from views.import_plan import MODES, Plan, offered
from views.import_run import TITLES
from views.jobs import facts_of, told
from views.screen_page import Answer, ScreenPage, must_be_meant
from views.wording import language, sentence, words

NO_ROWS = "Tidak ada baris yang dapat dibaca di lembar ini. Pilih lembar atau baris judul yang lain."
_LONGEST = 60


class Choice(NamedTuple):
    """A column of the sheet, as the page asks what it means."""

    at: int
    letter: str
    title: str
    samples: list[str]
    field: str


class Opened(NamedTuple):
    """The sheet that is being looked at."""

    brought: Brought
    sheets: tuple[Sheet, ...]
    sheet: Sheet
    head: Head


def brought_files(app: Flask) -> ImportFiles:
    """The files of imports of this panel."""
    limit = min(app.config["PANEL_IMPORT_MB"], app.config["PANEL_UPLOAD_MB"])
    return ImportFiles(app.config["PANEL_DATA"] / "imports", limit * MEGABYTE)


def may_import(at: Desk, screen: Screen) -> bool:
    """Whether somebody may bring rows to a screen: new ones, or changes of those that are there."""
    may_add = screen.can_add and at.actor.may("add", screen.key)
    return may_add or (screen.can_edit and at.actor.may("edit", screen.key))


class Importing(ScreenPage):
    """The pages of an import."""

    doors = {"imports": "list", "import_columns": "list", "import_result": "list"}

    @expose("/import", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def imports(self) -> Answer:
        """The file is brought here."""
        at = self._importing()
        if request.method == "GET":
            return self._render("panel/import.html", limit=running.config["PANEL_IMPORT_MB"], problem="")
        try:
            must_be_meant()
            part = request.files.get("file")
            if part is None or not part.filename:
                raise BadFile("Pilih dahulu berkasnya.")
            made = self._files().receive(part.stream, part.filename, self.screen.key, at.actor.id)
            with sheet_file.opened(made.path):
                pass
        except PanelError as error:
            page = self._render(
                "panel/import.html", limit=running.config["PANEL_IMPORT_MB"], problem=errors.said(error)
            )
            return page, errors.status_of(error)
        return redirect(f"{self._here()}/import/{made.token}")

    @expose("/import/<token>", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def import_columns(self, token: str) -> Answer:
        """Which sheet, which columns, and how rows are known; then it is tried."""
        at = self._importing()
        asked = request.form if request.method == "POST" else request.args
        try:
            found = self._opened(at, token, asked)
        except Refused as error:
            flash(errors.said(error), "danger")
            return redirect(f"{self._here()}/import")
        if request.method == "GET":
            return self._columns(at, found, self._remembered(at, found), "")
        plan = survey_import.sent(at, self.screen, self._sent(token, found), found.head, request.form)
        try:
            must_be_meant()
            survey_import.check(at, self.screen, plan, found.head)
            import_plan.check(plan, self.screen, found.head)
        except PanelError as error:
            return self._columns(at, found, plan, errors.said(error)), errors.status_of(error)
        return self._begin(found.brought, plan, found)

    @expose("/import/<token>/<int:number>", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def import_result(self, token: str, number: int) -> Answer:
        """What came of a try, or of the import; from a try it goes on to the import."""
        at = self._importing()
        job = jobs.read(at, number)
        if job.kind != "import" or job.screen != self.screen.key or job.args["plan"]["token"] != token:
            raise Missing
        if not job.ended:
            return redirect(f"{request.script_root}/jobs/{number}?follow=1")
        plan = import_plan.from_json(job.args["plan"])
        if request.method == "POST":
            must_be_meant()
            brought = self._files().find(token, self.screen.key, at.actor.id)
            total = (job.result or {}).get("facts", {}).get("rows")
            return self._begin(brought, plan.for_good("good" in request.form), None, total)
        return self._result(at, job, plan)

    # -- what they have in common

    def _importing(self) -> Desk:
        at = desk()
        if not may_import(at, self.screen):
            raise Forbidden(self.screen.read_only_because)
        return at

    def _files(self) -> ImportFiles:
        return brought_files(running)

    def _opened(self, at: Desk, token: str, asked: Mapping[str, str]) -> Opened:
        brought = self._files().find(token, self.screen.key, at.actor.id)
        row = asked.get("head", "")
        with sheet_file.opened(brought.path) as file:
            sheet = file.sheet(asked.get("sheet"))
            wanted = int(row) if row.isdecimal() and len(row) < 7 else None
            if wanted is None and survey_import.survey_of(at, self.screen):
                wanted = survey_import.head_row(file.rows(sheet))
            head = find(file.rows(sheet), offered(self.screen, "upsert"), wanted)
            if head is None or not head.columns:
                raise Refused(sentence=NO_ROWS)
            return Opened(brought, file.sheets, sheet, head)

    def _remembered(self, at: Desk, found: Opened) -> Plan:
        """What this person chose for the same titles before; else what the titles say."""
        screen, head = self.screen, found.head
        mode: Mode = "version" if head.version is not None and screen.can_edit else "add"
        if mode == "add" and not (screen.can_add and at.actor.may("add", screen.key)):
            mode = "update"
        fields = offered(screen, mode)
        columns = survey_import.matched(at, screen, head, fields, matched(head, fields))
        plan = Plan(found.brought.token, found.sheet.name, head.row, columns, mode)
        name = self._name(head)
        kept = choices(at).chosen.get(name)
        if kept is None:
            return plan
        told = json.loads(kept)
        columns = {
            int(at): key for at, key in told["columns"].items() if key in offered(screen, told["mode"])
        }
        if told["mode"] == "version" and head.version is None:
            return plan
        return Plan(
            plan.token, plan.sheet, plan.head, columns, told["mode"], told.get("key"), bool(told.get("clear"))
        )

    def _name(self, head: Head) -> str:
        return f"import.{self.screen.key}.{head.digest}"

    def _sent(self, token: str, found: Opened) -> Plan:
        sent = request.form
        columns = {
            one.at: sent[f"c{one.at}"] for one in found.head.columns if sent.get(f"c{one.at}", "") != ""
        }
        told = sent.get("mode", "add")
        mode: Mode = told if told in MODES else "add"  # type: ignore[assignment]
        if mode == "version":
            known = offered(self.screen, mode)
            columns = {at: key for at, key in columns.items() if key in known}
        key = sent.get("key") or None if mode in ("update", "upsert") else None
        clear = "clear" in sent or mode == "version"
        return Plan(token, found.sheet.name, found.head.row, columns, mode, key, clear)

    def _begin(self, brought: Brought, plan: Plan, found: Opened | None, total: int | None = None) -> Answer:
        """Asks for the job, and goes to its page."""
        with transaction() as at:
            if found is not None:
                kept = {name: plan.as_json()[name] for name in ("columns", "mode", "key", "clear")}
                preferences.keep(at, self._name(found.head), json.dumps(kept))
            number = jobs.defer(
                at,
                "import",
                {"plan": plan.as_json(), "total": total},
                label=TITLES["dry" if plan.dry else "save"],
                facts={"name": brought.name},
                screen=self.screen.key,
                language=language(),
            )
        return redirect(f"{request.script_root}/jobs/{number}?follow=1")

    def _columns(self, at: Desk, found: Opened, plan: Plan, problem: str) -> str:
        screen, head = self.screen, found.head
        fields = offered(screen, "upsert")
        may_add = screen.can_add and at.actor.may("add", screen.key)
        may_edit = screen.can_edit and at.actor.may("edit", screen.key) and bool(screen.key_columns)
        return self._render(
            "panel/import_columns.html",
            found=found,
            plan=plan,
            problem=problem,
            columns=[_choice(one.at, one.letter, one.title, head, plan) for one in head.columns],
            fields=[(key, words(one.label), one.required) for key, one in fields.items()],
            keys=[(one.key, words(one.label)) for one in unique_fields(screen)],
            missing=self._missing(at, plan) if may_add else "",
            repeated=head.repeated,
            may_add=may_add,
            may_edit=may_edit,
            forms=survey_import.asked(at, screen, plan, head) if may_add else None,
        )

    def _missing(self, at: Desk, plan: Plan) -> str:
        """The fields that a new row must bring and no column does."""
        chosen = {*plan.columns.values(), *survey_import.common_fields(at, self.screen)}
        needed = (one for one in self.screen.fields.values() if one.required and one.key not in chosen)
        return ", ".join(words(one.label) for one in needed if one.insertable and not one.fill)

    def _result(self, at: Desk, job: Job, plan: Plan) -> str:
        result: Mapping[str, Any] = job.result or {}
        one = told(at, job)
        facts = result.get("facts") or {}
        return self._render(
            "panel/import_result.html",
            job=one,
            plan=plan,
            kept=bool(result.get("kept")),
            facts=facts,
            mistakes=[_mistake(at, job, each) for each in result.get("mistakes") or ()],
            differences=[self._difference(each) for each in result.get("differences") or ()],
            good=int(facts.get("added") or 0) + int(facts.get("changed") or 0),
            again=f"{self._here()}/import/{plan.token}?sheet={plan.sheet}&head={plan.head}",
            jobs_at=f"{request.script_root}/jobs/{job.id}",
            undoable=bool(result.get("undoable")),
            order=survey_import.order_said(at, self.screen, plan.order),
        )

    def _difference(self, told: Mapping[str, Any]) -> dict[str, Any]:
        field = self.screen.fields.get(told["field"])
        return {**told, "label": words(field.label) if field else told["field"]}


def _choice(at: int, letter: str, title: str, head: Head, plan: Plan) -> Choice:
    told = [plain(row.cells[at])[:_LONGEST] for row in head.below if at < len(row.cells)]
    return Choice(at, letter, title, [one for one in told if one][:3], plan.columns.get(at, ""))


def _mistake(at: Desk, job: Job, told_: Mapping[str, Any]) -> dict[str, Any]:
    facts = facts_of(at, job, {**told_["facts"], "label": told_["label"]})
    return {**told_, "label": facts["label"] or "", "said": sentence(told_["sentence"], facts)}
