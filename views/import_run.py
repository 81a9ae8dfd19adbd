"""The rows of a sheet, read and written in batches: the dry run and the real one alike.

Knows no request: the worker of the background jobs does it, and the command line.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from models import rows_named
from models.description.screen import Field, Screen
from models.errors import Missing, Problem
from models.importing import MISSING, NO_VERSION, Import, Line
from models.panel import Desk
from models.progress import Progress
from models.query import Row
from reports.sheet_cell import Cell, SheetRow, plain
from reports.sheet_file import SheetFile
from reports.sheet_head import Head, find
from views import pasted, survey_import
from views.import_cells import is_same, said, typed
from views.import_plan import Plan, offered
from views.survey_import import SurveyForms

BATCH = 1000
MOST_KEPT = 20_000  # rows with mistakes that are written into the file of mistakes
MOST_TOLD = 200
LONGEST = 200  # of a value that is told
TITLES = {
    "see": "Lihat hasilnya",
    "dry": "Memeriksa {name} untuk {screen}",
    "save": "Mengimpor {name} ke {screen}",
}
CHANGED_SINCE = '"{title}" diubah orang lain sejak diekspor, jadi barisnya tidak disimpan.'


@dataclass(slots=True)
class Outcome:
    """What came of a run. `bad`: rows of the sheet with a mistake; `told`: the first mistakes;
    `differences`: the first cells that an exported file changes; `twins`: forms of the survey whose
    number is known in their period."""

    work: Import
    head: Head
    rows: int = 0
    bad: list[SheetRow] = field(default_factory=list)
    differences: list[dict[str, Any]] = field(default_factory=list)
    cells: int = 0
    twins: int = 0

    @property
    def is_good(self) -> bool:
        return not self.work.bad


def run(
    desk: Desk, screen: Screen, file: SheetFile, plan: Plan, progress: Progress, total: int | None = None
) -> Outcome:
    """Does it, in the caller's transaction. Raises what the door and the reader raise."""
    screen = desk.panel.seen(screen)
    sheet = file.sheet(plan.sheet)
    head = find(file.rows(sheet), {}, plan.head)
    assert head is not None  # the plan was made for this file
    total = total or max((file.about(sheet) or 0) - head.row, 0) or None
    key = screen.fields[plan.key] if plan.key else None
    out = Outcome(Import(desk, screen, plan.mode, key), head)
    reading = _Reading(desk, screen, plan, out)
    rows = (row for row in file.rows(sheet) if row.number > head.row)
    if reading.forms is not None:
        rows = reading.forms.among(rows)
    while batch := list(islice(rows, BATCH)):
        progress.step(out.rows, total)
        before = set(out.work.bad)
        lines = reading.lines(batch)
        if reading.forms is not None:
            out.twins += reading.forms.twins(desk, lines)
        out.work.batch(lines)
        out.rows += len(batch)
        fresh = out.work.bad - before
        out.bad += [row for row in batch if row.number in fresh][: max(MOST_KEPT - len(out.bad), 0)]
    progress.step(out.rows, out.rows)
    return out


@dataclass(slots=True)
class _Reading:
    """Cells become values."""

    desk: Desk
    screen: Screen
    plan: Plan
    out: Outcome
    fields: Mapping[int, Field] = field(init=False)
    forms: SurveyForms | None = field(init=False)

    def __post_init__(self) -> None:
        self.forms = survey_import.reading(self.desk, self.screen, self.plan, self.out.head)
        known = offered(self.screen, self.plan.mode)
        self.fields = {at: known[key] for at, key in self.plan.columns.items() if key in known}

    def lines(self, rows: Sequence[SheetRow]) -> list[Line]:
        if self.plan.mode == "version":
            return self._changed(rows)
        new = self.plan.mode != "update"
        told, faults = [], []
        for row in rows:
            cells, wrong = self._typed(row, self.fields)
            if self.forms is not None:
                wrong += self.forms.complete(row, cells)
            told.append(cells)
            faults.append(wrong)
        read = self._read(told, new)
        return [
            self._line(row, values, [*wrong, *problems])
            for row, wrong, (values, problems) in zip(rows, faults, read, strict=True)
        ]

    def _line(self, row: SheetRow, values: Mapping[str, object], problems: Sequence[Problem]) -> Line:
        key = self.plan.key
        known = None if key is None else values.get(key)
        return Line(row.number, values, None if known is None else _text(known), problems)

    def _read(
        self, told: Sequence[Mapping[str, object]], new: bool
    ) -> list[tuple[dict[str, object], list[Problem]]]:
        """By the reader of pasted texts. A key is read as it is: nobody may type one, but it names a row."""
        plain_keys = [{k: v for k, v in cells.items() if k == self.plan.key} for cells in told]
        others = [{k: v for k, v in cells.items() if k != self.plan.key} for cells in told]
        # A field that only known rows, or only new ones, may bring is read all the same: the door decides.
        read = pasted.read(self.desk, self.screen, others, [new] * len(told))
        found = []
        for cells, one in zip(plain_keys, read, strict=True):
            key = self._key(cells)
            found.append(({**key, **one.values}, one.problems))
        return found

    def _key(self, cells: Mapping[str, object]) -> dict[str, object]:
        if self.plan.key is None or self.plan.key not in cells:
            return {}
        told = cells[self.plan.key]
        value = told["value"] if isinstance(told, Mapping) else str(told).strip() if told else None
        return {self.plan.key: value}

    def _typed(self, row: SheetRow, fields: Mapping[int, Field]) -> tuple[dict[str, object], list[Problem]]:
        """What the cells of a row say. An empty one says nothing, unless it is to empty a known row."""
        cells: dict[str, object] = {}
        problems: list[Problem] = []
        for at, one in fields.items():
            cell = row.cells[at] if at < len(row.cells) else None
            if cell is None and not self.plan.clear:
                continue
            try:
                cells[one.key] = typed(one, cell)
            except ValueError as error:
                problems.append(error.args[0])
        return cells, problems

    # -- an export that comes back

    def _changed(self, rows: Sequence[SheetRow]) -> list[Line]:
        """Only the cells that say something else than the row, of rows that nobody changed since."""
        known = {row.number: self._named(row) for row in rows}
        wanted = [key for key, _ in filter(None, known.values())]
        there = self._there(wanted)
        lines, told = [], []
        for row in rows:
            name = known[row.number]
            held = there.get(name[0]) if name else None
            if name is None or held is None:
                self.out.work.refuse(Line(row.number, {}), [Problem(NO_VERSION if name is None else MISSING)])
                continue
            if held.version != name[1]:
                problem = Problem(CHANGED_SINCE, None, {"title": held.title})
                self.out.work.refuse(Line(row.number, {}), [problem])
                continue
            lines.append((row, name, held))
            told.append(self._differing(row, held))
        read = self._read([cells for cells, _ in told], new=False)
        self.out.work.same += sum(not cells and not wrong for cells, wrong in told)
        return [
            Line(row.number, values, f"{name[0]}:{name[1]}", [*wrong, *problems])
            for (row, name, _), (_, wrong), (values, problems) in zip(lines, told, read, strict=True)
            if values or wrong or problems
        ]

    def _there(self, wanted: Sequence[str]) -> Mapping[str, Row]:
        shown = [one.key for one in self.fields.values()]
        try:
            return rows_named.by_key(self.desk, self.screen, wanted, shown)
        except Missing:  # what is no key at all
            return {}

    def _named(self, row: SheetRow) -> tuple[str, str] | None:
        at = self.out.head.version
        cell = row.cells[at] if at is not None and at < len(row.cells) else None
        key, colon, version = plain(cell).rpartition(":")
        return (key, version) if colon and key and version.isascii() and version.isdigit() else None

    def _differing(self, row: SheetRow, held: Row) -> tuple[dict[str, object], list[Problem]]:
        zone = self.desk.panel.office.zone
        fields = {
            at: one
            for at, one in self.fields.items()
            if not is_same(one, held, row.cells[at] if at < len(row.cells) else None, zone)
        }
        for at, one in fields.items():
            self.out.cells += 1
            if len(self.out.differences) < MOST_TOLD:
                cell: Cell = row.cells[at] if at < len(row.cells) else None
                self.out.differences.append(
                    {"row": row.number, "title": held.title, "field": one.key, "key": held.key,
                     "old": said(one, held)[:LONGEST], "new": plain(cell)[:LONGEST]}
                )  # fmt: skip
        cells: dict[str, object] = {}
        problems: list[Problem] = []
        for at, one in fields.items():
            try:
                cells[one.key] = typed(one, row.cells[at] if at < len(row.cells) else None)
            except ValueError as error:
                problems.append(error.args[0])
        return cells, problems


def _text(value: object) -> str:
    return ("true" if value else "false") if isinstance(value, bool) else str(value)


def mistakes(out: Outcome, screen: Screen, plan: Plan) -> Iterator[dict[str, Any]]:
    """The first mistakes: row, column, what stands there, and why not. Facts stay facts."""
    at = {key: place for place, key in plan.columns.items()}
    cells = {row.number: row.cells for row in out.bad}
    letters = {one.at: one.letter for one in out.head.columns}
    for number, problem in sorted(out.work.problems, key=lambda one: one[0])[:MOST_TOLD]:
        place = at.get(problem.field or "")
        one = screen.fields.get(problem.field or "")
        row = cells.get(number, ())
        value = plain(row[place]) if place is not None and place < len(row) else ""
        yield {
            "row": number,
            "column": letters.get(place, "") if place is not None else "",
            "label": one.label if one is not None else None,
            "value": value[:LONGEST],
            "sentence": problem.sentence,
            "facts": {**({"label": one.label} if one else {}), **problem.facts},
        }


def told(out: Outcome, screen: Screen, plan: Plan) -> dict[str, Any]:
    """What came of it, as JSON: numbers, the first mistakes, the first differences."""
    work = out.work
    kept = not plan.dry and (plan.good or out.is_good)
    numbers = {
        "rows": out.rows,
        "added": work.added,
        "changed": work.changed,
        "same": work.same,
        "bad": len(work.bad),
        "cells": out.cells,
        "twins": out.twins,
    }
    if kept:
        said = "{added} baris ditambahkan, {changed} diubah, {same} sudah sama, {bad} tidak disimpan."
    elif plan.dry:
        said = "Diperiksa: {added} baris baru, {changed} berubah, {same} sudah sama, {bad} salah."
    else:
        said = "Tidak ada yang disimpan: {bad} baris salah."
    return {
        "sentence": said,
        "facts": numbers,
        "kept": kept,
        "undoable": kept and work.trail is not None and bool(work.trail.steps),
        "mistakes": list(mistakes(out, screen, plan)),
        "differences": out.differences,
    }
