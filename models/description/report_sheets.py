"""The sheets of a report against what the server says of their SQL: columns, formats, links, totals."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from models.description.findings import Finding, closest
from models.description.load import Written
from models.description.parameters import unknown
from models.description.probe import Inspect
from models.description.report import NUMBERS, Across, Chart, Column, Format, Merge, Sheet
from models.description.report_spec import AcrossSpec, ReportColumnSpec, ReportSpec, SheetSpec
from models.description.screen import Wording
from models.reporting import names
from models.reporting.links import places, screen_of
from models.schema.catalog import Kind

_FORMATS: Mapping[Kind, Format] = {
    Kind.INTEGER: "integer",
    Kind.NUMBER: "number",
    Kind.DATE: "date",
    Kind.DATETIME: "moment",
    Kind.INSTANT: "moment",
    Kind.BOOLEAN: "yesno",
}
_OF_KINDS: Mapping[str, frozenset[Kind]] = {
    **dict.fromkeys(NUMBERS, frozenset({Kind.INTEGER, Kind.NUMBER})),
    "date": frozenset({Kind.DATE, Kind.DATETIME, Kind.INSTANT}),
    "moment": frozenset({Kind.DATE, Kind.DATETIME, Kind.INSTANT}),
    "month": frozenset({Kind.DATE, Kind.DATETIME, Kind.INSTANT}),
    "yesno": frozenset({Kind.BOOLEAN}),
}
# What a sheet of the survey has, see models/reporting/of_survey.py.
SURVEYED: Mapping[str, Kind | None] = {
    "first": Kind.DATE,
    "last": Kind.DATE,
    "forms": Kind.INTEGER,
    "index": Kind.NUMBER,
    "quality": Kind.TEXT,
}
_NAMING = ("year", "tahun", "number", "nomor", "no", "code", "kode", "id")
_TOTAL = Wording("Jumlah", "Total")
_NO_TOTAL = "Hanya angka yang bisa dijumlahkan."
_NO_FORMAT = "Nilai dari basis data bukan jenis itu."
_NO_NUMBERS = "Hanya kolom angka yang bisa dipakai di sini."
_WIDEST = 250
_PLAIN = ReportColumnSpec.model_validate({})


@dataclass
class SheetReading:
    """One sheet being read. `found` are the columns of its SQL with their kinds."""

    written: Written[ReportSpec]
    key: str
    spec: SheetSpec
    types: Mapping[str, str]  # of the names in its SQL
    office: Mapping[str, str]  # the office's own parameters
    screens: Collection[str]
    excused: Collection[str]
    findings: list[Finding]
    found: dict[str, Kind | None] = field(default_factory=dict)  # None: nobody was asked
    place: tuple[str, ...] = ("sheets",)
    prepared: Mapping[str, str] = field(default_factory=dict)  # what its SQL reads as tables

    def add(self, code: str, *path: str | int, near: str | None = None, **facts: object) -> None:
        self.findings.append(self.written.finding(code, *self.place, self.key, *path, near=near, **facts))

    def has(self, name: str, *path: str | int) -> bool:
        """Notes a column that the SQL does not have."""
        if name not in self.found:
            choices = ", ".join(self.found)
            self.add("D701", *path, near=closest(name, self.found), column=name, choices=choices)
        return name in self.found


def sheet_of(reading: SheetReading, inspect: Inspect) -> Sheet | None:
    """The sheet; None where its SQL can not be asked."""
    spec = reading.spec
    if (spec.sql is None) == (spec.survey is None):
        reading.add("D713", "survey" if spec.survey else "sql")
        return None
    if spec.survey is not None:
        reading.found = dict(SURVEYED)
    elif spec.sql is not None and not _inspected(reading, spec.sql, inspect):
        return None
    columns = _columns(reading)
    return Sheet(
        key=reading.key,
        label=spec.label.wording,
        columns=columns,
        sql=spec.sql,
        survey=spec.survey,
        title=spec.title.wording if spec.title else None,
        across=_across(reading, spec.across) if spec.across else None,
        merge=_merge(reading),
        chart=_chart(reading),
        note=spec.note.wording if spec.note else None,
        column_numbers=spec.column_numbers,
    )


def _inspected(reading: SheetReading, sql: str, inspect: Inspect) -> bool:
    known = {*reading.types, *reading.office}
    strangers = unknown(sql, known)
    for name in strangers:
        reading.add("D352", "sql", near=closest(name, known), name=name)
    alone = names.is_alone(sql)
    if not alone:
        reading.add("D711", "sql")
    if strangers or not alone:
        return False
    told = inspect(names.probed(names.after(reading.prepared, sql), reading.office, reading.types))
    if told.refused is not None:
        reading.add("D311", "sql", reason=told.refused)
        return False
    for name, kind in told.columns:
        if name in reading.found:
            reading.add("D702", "sql", column=name)
        reading.found[name] = kind
    # Whoever has no server at hand takes the description's word.
    reading.found = reading.found or dict.fromkeys(_mentioned(reading.spec))
    return True


def _mentioned(spec: SheetSpec) -> list[str]:
    across = (spec.across.by, spec.across.value) if spec.across else ()
    linked = [name for one in spec.columns.values() for name in places(one.link or "")]
    return [*spec.columns, *across, *linked]


def _columns(reading: SheetReading) -> tuple[Column, ...]:
    spec = reading.spec
    described: dict[str, ReportColumnSpec] = spec.columns or dict.fromkeys(reading.found, _PLAIN)
    columns = [
        _column(reading, name, one) for name, one in described.items() if reading.has(name, "columns", name)
    ]
    if spec.across and spec.across.value not in described and spec.across.value in reading.found:
        columns.append(_column(reading, spec.across.value, _PLAIN))
    return tuple(columns)


def _column(reading: SheetReading, name: str, spec: ReportColumnSpec) -> Column:
    kind, path = reading.found[name], ("columns", name)
    format = spec.format or _usual(name, kind)
    if not _is(kind, format):
        reading.add("D317", *path, "format", word=f"format: {format}", column=name, reason=_NO_FORMAT)
    across = reading.spec.across
    is_value = across is not None and across.value == name
    total = spec.total or ("sum" if is_value and format in NUMBERS else "none")
    if total != "none" and format not in NUMBERS and kind is not None:
        reading.add("D317", *path, "total", word="total", column=name, reason=_NO_TOTAL)
    if spec.link is not None:
        _check_link(reading, spec.link, *path, "link")
    return Column(
        key=name,
        label=spec.label.wording if spec.label else Wording(name),
        format=format,
        places=spec.places if spec.places is not None else 1 if format == "percent" else 2,
        total=total,
        width=float(min(spec.width, _WIDEST)) if spec.width else None,
        link=spec.link,
        group=spec.group.wording if spec.group else None,
    )


def _is(kind: Kind | None, format: str) -> bool:
    """Whether values of a kind can be shown in a format."""
    return kind is None or kind in _OF_KINDS.get(format, frozenset(Kind))


def _usual(name: str, kind: Kind | None) -> Format:
    if kind is Kind.INTEGER and name.rsplit("_", 1)[-1] in _NAMING and name not in ("number", "nomor"):
        return "code"
    return _FORMATS.get(kind, "text") if kind else "text"


def _check_link(reading: SheetReading, link: str, *path: str) -> None:
    screen = screen_of(link)
    if screen is None:
        reading.add("D704", *path, link=link)
    elif screen not in reading.screens and screen not in reading.excused:
        reading.add("D305", *path, near=closest(screen, reading.screens), screen=screen)
    private = [name for name, one in reading.spec.columns.items() if one.format == "pseudonym"]
    for name in places(link):
        if name in private or name not in reading.types:
            visible = {key: kind for key, kind in reading.found.items() if key not in private}
            if name not in visible:
                near = closest(name, visible)
                reading.add("D701", *path, near=near, column=name, choices=", ".join(visible))


def _across(reading: SheetReading, spec: AcrossSpec) -> Across:
    reading.has(spec.by, "across", "by")
    if reading.has(spec.value, "across", "value") and not _is(reading.found[spec.value], "number"):
        reading.add("D317", "across", "value", word="value", column=spec.value, reason=_NO_NUMBERS)
    return Across(
        by=spec.by,
        value=spec.value,
        values={value: one.wording if one else Wording(value) for value, one in spec.values.items()},
        label=spec.label.wording if spec.label else None,
        total=_TOTAL if spec.total else None,
    )


def _merge(reading: SheetReading) -> Merge | None:
    spec = reading.spec.merge_below
    if spec is None:
        return None
    if spec.into is not None:
        reading.has(spec.into, "merge_below", "into")
    _shown(reading, spec.of, "merge_below", "of")
    return Merge(least=spec.least, label=spec.label.wording, into=spec.into, of=tuple(spec.of))


def _chart(reading: SheetReading) -> Chart | None:
    spec = reading.spec.chart
    if spec is None:
        return None
    if spec.by is not None:
        reading.has(spec.by, "chart", "by")
    _shown(reading, spec.of, "chart", "of")
    return Chart(kind=spec.kind, by=spec.by, of=tuple(spec.of))


def _shown(reading: SheetReading, of: Collection[str], *path: str) -> None:
    """The columns that a word names: of a pivot they are known only when it runs."""
    for place, name in enumerate(of if reading.spec.across is None else ()):
        if reading.has(name, *path, place) and not _is(reading.found[name], "number"):
            reading.add("D317", *path, place, word=path[0], column=name, reason=_NO_NUMBERS)
