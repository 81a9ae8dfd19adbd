"""`reports/*.yaml` against the office: whatever a report names that is not there becomes a finding."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from models.description.findings import Finding, closest
from models.description.load import Description, Written
from models.description.office_spec import OfficeSpec
from models.description.parameters import unknown
from models.description.probe import Inspect
from models.description.report import EVERYBODY, Lock, Parameter, Report, Sheet
from models.description.report_modules import modules
from models.description.report_sheets import SheetReading, sheet_of
from models.description.report_spec import LockSpec, ParameterSpec, ReportSpec, SheetSpec
from models.description.screen import Screen, Wording
from models.reporting import names
from models.reporting.answers import fits
from models.schema.catalog import Kind

_KINDS: Mapping[str, tuple[Kind, str]] = {
    "text": (Kind.TEXT, "text"),
    "integer": (Kind.INTEGER, "bigint"),
    "number": (Kind.NUMBER, "numeric"),
    "date": (Kind.DATE, "date"),
}


@dataclass
class _File:
    """A report's file being read. `excused` are screens whose own files say what is wrong."""

    written: Written[ReportSpec]
    office: OfficeSpec
    screens: Mapping[str, Screen]
    excused: Collection[str]
    findings: list[Finding]

    def add(self, code: str, *path: str | int, near: str | None = None, **facts: object) -> None:
        self.findings.append(self.written.finding(code, *path, near=near, **facts))


def reports_of(
    description: Description, screens: Mapping[str, Screen], inspect: Inspect, findings: list[Finding]
) -> Mapping[str, Report]:
    """The reports of an office's folder, in YAML and in Python; what is wrong is added to `findings`."""
    if description.office is None:
        return {}
    office, excused = description.office.spec, {*description.screens, *description.broken}
    found: dict[str, Report] = {}
    for key, written in description.reports.items():
        found[key] = _report(key, _File(written, office, screens, excused, findings), inspect)
    for path, report in modules(description.folder, findings):
        if report.key in {*description.reports}:
            findings.append(Finding("D710", path, 1, {"report": report.key}))
        for role in report.roles - {EVERYBODY, *office.roles}:
            near = closest(role, office.roles)
            findings.append(Finding("D307", path, 1, {"role": role}, near))
        found[report.key] = report
    return dict(sorted(found.items(), key=lambda one: (one[1].menu.id, one[1].label.id)))


def _report(key: str, file: _File, inspect: Inspect) -> Report:
    spec = file.written.spec
    for place, role in enumerate(spec.roles):
        if role != EVERYBODY and role not in file.office.roles:
            file.add("D307", "roles", place, near=closest(role, file.office.roles), role=role)
    known = file.office.signatories
    if spec.signatory is not None and spec.signatory not in known:
        file.add("D705", "signatory", near=closest(spec.signatory, known), key=spec.signatory)
    if not spec.sheets:
        file.add("D706", "sheets")
    parameters = tuple(_parameter(file, name, one) for name, one in spec.parameters.items())
    types = names.types_of(parameters, period=bool(spec.period))
    prepared = _prepared(file, types, inspect)
    return Report(
        key=key,
        label=spec.label.wording,
        sheets=_sheets(file, spec.sheets, types, inspect, ("sheets",), prepared),
        prepare=prepared,
        roles=frozenset(spec.roles),
        menu=spec.menu.wording,
        help=spec.help.wording if spec.help else None,
        title=spec.title.wording if spec.title else None,
        periods=tuple(dict.fromkeys(spec.period)),
        parameters=parameters,
        paper=spec.paper,
        landscape=spec.landscape,
        letterhead=spec.letterhead,
        signatory=spec.signatory,
        lock=_lock(file, spec.lock, types, inspect) if spec.lock else None,
    )


def _prepared(file: _File, types: Mapping[str, str], inspect: Inspect) -> Mapping[str, str]:
    """The SELECTs that the sheets read as tables; those that the server refuses are told and left out."""
    found: dict[str, str] = {}
    known = {*types, *file.office.parameters}
    for name, sql in file.written.spec.prepare.items():
        strangers = unknown(sql, known)
        for one in strangers:
            file.add("D352", "prepare", name, near=closest(one, known), name=one)
        if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name):
            file.add("D703", "prepare", name, name=name)
        elif not names.is_alone(sql):
            file.add("D711", "prepare", name)
        elif not strangers:
            told = inspect(names.probed(names.after(found, sql), file.office.parameters, types))
            if told.refused is not None:
                file.add("D311", "prepare", name, reason=told.refused)
            else:
                found[name] = sql
    return found


def _sheets(
    file: _File,
    described: Mapping[str, SheetSpec],
    types: Mapping[str, str],
    inspect: Inspect,
    place: tuple[str, ...],
    prepared: Mapping[str, str],
) -> tuple[Sheet, ...]:
    """Those whose SQL can be asked."""
    told = (file.office.parameters, file.screens, file.excused, file.findings)
    readings = [
        SheetReading(file.written, name, one, types, *told, place=place, prepared=prepared)
        for name, one in described.items()
    ]
    for name, one in described.items():
        if one.survey is not None and file.office.skm is None:
            file.add("D714", *place, name, "survey")
        if one.survey is not None and not file.written.spec.period:
            file.add("D715", *place, name, "survey")
    sheets = [sheet_of(one, inspect) for one in readings]
    return tuple(one for one in sheets if one is not None)


def _lock(file: _File, spec: LockSpec, types: Mapping[str, str], inspect: Inspect) -> Lock:
    for place, role in enumerate(spec.roles):
        if role not in file.office.roles:
            file.add("D307", "lock", "roles", place, near=closest(role, file.office.roles), role=role)
    if not file.written.spec.period:
        file.add("D712", "lock")
    known = {**types, names.SENT: "timestamptz"}
    changes = _sheets(file, spec.changes, known, inspect, ("lock", "changes"), {})
    return Lock(roles=frozenset(spec.roles), changes=changes)


def _parameter(file: _File, name: str, spec: ParameterSpec) -> Parameter:
    taken = {*names.ALWAYS, *names.OF_PERIOD, *file.office.parameters, "from", "to"}
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,40}", name) or name in taken:
        file.add("D703", "parameters", name, name=name)
    kind, type_ = _KINDS[spec.kind]
    if spec.screen is not None:
        kind, type_ = _of_screen(file, name, spec.screen)
    found = Parameter(
        key=name,
        label=spec.label.wording,
        kind=kind,
        type=type_,
        help=spec.help.wording if spec.help else None,
        options={value: one.wording if one else Wording(value) for value, one in spec.options.items()},
        screen=spec.screen,
        required=spec.required,
        default=spec.default,
    )
    for value in (*spec.options, *((spec.default,) if spec.default else ())):
        if not fits(found, value):
            file.add("D707", "parameters", name, text=value, name=name)
    return found


def _of_screen(file: _File, name: str, key: str) -> tuple[Kind, str]:
    """The kind and type of the key of a screen's rows."""
    screen, path = file.screens.get(key), ("parameters", name, "screen")
    if screen is None:
        if key not in file.excused:
            file.add("D305", *path, near=closest(key, file.screens), screen=key)
        return _KINDS["text"]
    column = screen.table.column(screen.key_columns[0]) if len(screen.key_columns) == 1 else None
    if column is None:
        file.add("D708", *path, screen=key)
        return _KINDS["text"]
    return column.kind, column.cast_type or column.type
