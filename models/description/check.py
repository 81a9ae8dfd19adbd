"""All that is wrong with an office, at once, and what comes out when nothing is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from models.description.closed_days import wrong_closed_days
from models.description.defaults import Probe, screens_of
from models.description.described import wrong_rights
from models.description.findings import Finding
from models.description.load import Description, Written, load
from models.description.named_screens import wrong_names
from models.description.office import Office, Role
from models.description.office_spec import OfficeSpec, RoleSpec
from models.description.print_files import Parse, unparsed, wrong_files, wrong_steps
from models.description.probe import Inspect, unasked, uninspected
from models.description.report import Report
from models.description.report_check import reports_of
from models.description.rules import wrong_parameters
from models.description.screen import Screen, Wording
from models.description.start import Start
from models.description.start_check import start_of
from models.description.survey import Survey
from models.description.survey_check import survey_of
from models.schema.catalog import Catalog


def check(
    catalog: Catalog,
    folder: Path,
    probe: Probe = unasked,
    parse: Parse = unparsed,
    inspect: Inspect = uninspected,
) -> tuple[Finding, ...]:
    """Every problem of an office's folder on this database. Empty: it can be used."""
    return resolve(catalog, load(folder), probe, parse, inspect)[2]


def resolve(
    catalog: Catalog,
    description: Description,
    probe: Probe = unasked,
    parse: Parse = unparsed,
    inspect: Inspect = uninspected,
) -> tuple[Office | None, dict[str, Screen], tuple[Finding, ...]]:
    """The office, its screens by key, and every problem found on the way."""
    screens, findings = screens_of(catalog, description, probe)
    findings += [*wrong_files(description, parse), *wrong_steps(description, screens)]
    office = None
    if description.office is not None:
        excused = {*description.screens, *description.broken}
        start = _start(description, screens, findings)
        survey = survey_of(description.office, screens, excused, findings)
        reports = reports_of(description, screens, inspect, findings)
        office = _office(description.folder, description.office.spec, start, survey, reports)
        findings += _wrong_roles(description.office, {*screens, *excused})
        findings += wrong_names(description.office, screens, excused)
        findings += wrong_closed_days(description.office, screens, excused)
        findings += wrong_parameters(description.office, catalog, probe)
    return office, screens, (*description.findings, *findings)


def _start(description: Description, screens: Mapping[str, Screen], findings: list[Finding]) -> Start:
    if description.start is None or description.office is None:
        return Start()
    excused = {*description.screens, *description.broken}
    return start_of(description.start, screens, excused, description.office.spec.roles, findings)


def _office(
    folder: Path, spec: OfficeSpec, start: Start, survey: Survey | None, reports: Mapping[str, Report]
) -> Office:
    return Office(
        key=folder.name,
        folder=folder,
        name=spec.name,
        zone=ZoneInfo(spec.zone),
        language=spec.language,
        roles={name: _role(name, role) for name, role in spec.roles.items()},
        menu=tuple(group.wording for group in spec.menu),
        start=start,
        parameters=spec.parameters,
        letterhead=spec.letterhead,
        signatories=spec.signatories,
        working_week=spec.working_week,
        people=spec.people,
        delegations=spec.delegations,
        books=spec.books,
        survey=survey,
        reports=reports,
    )


def _role(name: str, spec: RoleSpec) -> Role:
    return Role(
        name=name,
        label=spec.label.wording if spec.label else Wording(name),
        rights={screen: tuple(rights) for screen, rights in spec.rights.items()},
        admin=spec.admin,
        two_factor=spec.two_factor,
        sees_log=spec.sees_log,
        oversees=spec.oversees,
    )


def _wrong_roles(office: Written[OfficeSpec], screens: Collection[str]) -> list[Finding]:
    return [
        office.finding("D203", "roles", name, "rights", screen, near=near, screen=screen, role=name)
        for name, role in office.spec.roles.items()
        for screen, near in wrong_rights(role.rights, screens)
    ]
