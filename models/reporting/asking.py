"""What somebody asks of a report, from texts: an address, a form, `--param` of the command, a program."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from models import picker
from models.description.report import Parameter, Report
from models.errors import PanelError, Problem, Refused
from models.panel import Desk
from models.reporting import periods
from models.reporting.answers import Wrong, typed
from models.reporting.figures import Asked
from models.reporting.periods import Period

PERIOD = "period"
REFUSED = "Laporan ini belum bisa ditampilkan. Periksa isiannya."
NO_PERIOD = "Periode {text} tidak dikenal. Contoh: 2026-10, 2026-T4, 2026-S2, 2026, 2026-10-01..2026-10-31."
HALF_A_RANGE = "Isi kedua tanggalnya, dari dan sampai, misalnya 01-10-2026 dan 31-10-2026."
BACKWARDS = "Tanggal akhir harus sama dengan atau sesudah tanggal awal."
NO_RANGE = (
    "Dari {first} sampai {last} bukan dua tanggal. Contoh: 01-10-2026 dan 31-10-2026, paling lama 30 tahun."
)
NOT_THIS_PERIOD = "Laporan ini tidak memakai periode seperti {text}."
NEEDED = "Isi dulu: {label}."
NO_CHOICE = "{text} bukan pilihan yang ada."
UNKNOWN = "Laporan ini tidak punya isian {name}."
_LONGEST = 200
_UNWRITABLE = re.compile("[\x00\ud800-\udfff]")


@dataclass(slots=True)
class _Asking:
    values: dict[str, object] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def asked(desk: Desk, report: Report, given: Mapping[str, str]) -> Asked:
    """The answers to a report's questions. `given`: `period` and its own parameters, as texts; an empty text
    is none. Raises Refused with a problem for each that does not fit, at the field of its key."""
    found = _Asking()
    known = {PERIOD, *(one.key for one in report.parameters)}
    for name in given:
        if name not in known:
            found.problems.append(Problem(UNKNOWN, None, {"name": name[:_LONGEST]}))
    period = _period(desk, report, _clean(given.get(PERIOD, "")), found)
    for one in report.parameters:
        _take(desk, one, _clean(given.get(one.key, "")) or (one.default or ""), found)
    if found.problems:
        raise Refused(*found.problems, sentence=REFUSED)
    return Asked(period, found.values, found.texts, found.said)


def _clean(written: str) -> str:
    """As the server takes it: no zeros, no bytes of a terminal that are no letters."""
    return _UNWRITABLE.sub("\N{REPLACEMENT CHARACTER}", written).strip()[:_LONGEST]


def _period(desk: Desk, report: Report, written: str, found: _Asking) -> Period | None:
    if not written:
        return periods.usual(report.periods, desk.now.date())
    period = periods.parse(written) if report.periods else None
    if report.periods and period is None:
        found.problems.append(_no_period(written))
    elif period is None or period.kind not in report.periods:
        found.problems.append(Problem(NOT_THIS_PERIOD, PERIOD, {"text": written}))
    return period


def _no_period(written: str) -> Problem:
    """What is wrong with a text that is no period."""
    first, between, last = (part.strip() for part in written.partition(".."))
    if not between:
        return Problem(NO_PERIOD, PERIOD, {"text": written})
    if not first or not last:
        return Problem(HALF_A_RANGE, PERIOD)
    if periods.parse(f"{last}..{first}") is not None:
        return Problem(BACKWARDS, PERIOD)
    return Problem(NO_RANGE, PERIOD, {"first": first, "last": last})


def _take(desk: Desk, one: Parameter, written: str, found: _Asking) -> None:
    if not written:
        if one.required:
            found.problems.append(Problem(NEEDED, one.key, {"label": one.label}))
        return
    try:
        value, said = _read(desk, one, written)
    except Wrong as wrong:
        found.problems.append(Problem(wrong.sentence, one.key, {"text": written}))
        return
    found.values[one.key], found.texts[one.key], found.said[one.key] = value, written, said


def _read(desk: Desk, one: Parameter, written: str) -> tuple[object, str]:
    """The value for SQL, and the words for people."""
    if one.options:
        if written not in one.options:
            raise Wrong(NO_CHOICE)
        return typed(one, written), one.options[written].id
    if one.screen is not None:
        return written, _title(desk, one.screen, written)
    return typed(one, written), written


def _title(desk: Desk, key: str, written: str) -> str:
    """The words of the row that is meant, which must be one that they may see."""
    screen = desk.panel.screens[key]
    try:
        found = picker.named(desk, screen, [written], screen.key_columns[0])
    except PanelError:
        found = ()
    if not found:
        raise Wrong(NO_CHOICE)
    return found[0].title
