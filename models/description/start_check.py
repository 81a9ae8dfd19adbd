"""start.yaml against the screens: whatever it names that is not there becomes a finding."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from models.description.described import orders_of
from models.description.findings import Finding, closest
from models.description.load import Written
from models.description.probe import unasked
from models.description.reading import Around, Reading
from models.description.screen import Field, Screen
from models.description.sense import MOMENTS
from models.description.start import Button, Chart, Figure, RowList, Series, Start
from models.description.start_spec import CardSpec, ChartSpec, RowListSpec, StartSpec
from models.description.where_reading import filters_of
from models.filters import ORDERED

_NO_MOMENT = "Hanya kolom tanggal yang bisa dipakai di sini."
_NO_GROUPS = "Nilai jenis ini tidak bisa dihitung menurut isinya."


@dataclass(frozen=True)
class _File:
    """The file being read. `excused` are screens that exist but can not be used: that is said there."""

    written: Written[StartSpec]
    screens: Mapping[str, Screen]
    excused: Collection[str]
    roles: Collection[str]
    findings: list[Finding]

    def reading(self, key: str, roles: Collection[str], *path: str | int) -> Reading | None:
        """The screen that a card is about."""
        screen = self.screens.get(key)
        if screen is None:
            if key not in self.excused:
                near = closest(key, self.screens)
                self.findings.append(self.written.finding("D305", *path, "screen", near=near, screen=key))
            return None
        reading = Reading(
            key,
            screen.table,
            self.written,
            dict(screen.fields),
            self.roles,
            self.screens,
            unasked,
            self.findings,
            children=screen.children,
            around=around_of(self.screens),
            state=screen.workflow.column if screen.workflow else None,
        )
        for role in roles:
            reading.role(role, *path, "roles")
        return reading


def around_of(screens: Mapping[str, Screen]) -> Around:
    """What lies around a screen, where all of them are complete."""
    return Around(
        fields={key: dict(one.fields) for key, one in screens.items()},
        tabs={key: one.children for key, one in screens.items()},
        parents={key: one.parents for key, one in screens.items()},
        states={key: one.workflow.column if one.workflow else None for key, one in screens.items()},
        tables={key: one.table for key, one in screens.items()},
    )


def start_of(
    written: Written[StartSpec],
    screens: Mapping[str, Screen],
    excused: Collection[str],
    roles: Collection[str],
    findings: list[Finding],
) -> Start:
    """The start page that a file describes; what is wrong with it is added to `findings`."""
    file, spec = _File(written, screens, excused, roles, findings), written.spec
    buttons = [_button(file, one, ("buttons", place)) for place, one in enumerate(spec.buttons)]
    figures = [
        Figure(**found[1], tone=one.tone or "")
        for place, one in enumerate(spec.figures)
        if (found := _card(file, one, ("figures", place)))
    ]
    lists = [_list(file, one, ("lists", place)) for place, one in enumerate(spec.lists)]
    charts = [_chart(file, one, ("charts", place)) for place, one in enumerate(spec.charts)]
    return Start(
        buttons=tuple(one for one in buttons if one),
        figures=tuple(figures),
        lists=tuple(one for one in lists if one),
        charts=tuple(one for one in charts if one),
    )


def _button(file: _File, spec: Any, path: tuple[str | int, ...]) -> Button | None:
    if file.reading(spec.screen, spec.roles, *path) is None:
        return None
    return Button(spec.label.wording, spec.screen, frozenset(spec.roles))


def _card(file: _File, spec: CardSpec, path: tuple[str | int, ...]) -> tuple[Reading, dict[str, Any]] | None:
    """What every card has."""
    reading = file.reading(spec.screen, spec.roles, *path)
    if reading is None:
        return None
    return reading, {
        "label": spec.label.wording,
        "screen": spec.screen,
        "view": _view(reading, file.screens[spec.screen], spec.view, (*path, "view")),
        "where": filters_of(reading, spec.where, *path, "where"),
        "roles": frozenset(spec.roles),
    }


def _view(reading: Reading, screen: Screen, name: str | None, path: tuple[str | int, ...]) -> str | None:
    if name is None:
        return None
    names = {one.label.id: one.key for one in screen.views} | {one.key: one.key for one in screen.views}
    if name not in names:
        near = closest(name, [one.label.id for one in screen.views])
        reading.add("D501", *path, near=near, view=name, screen=screen.key)
    return names.get(name)


def _list(file: _File, spec: RowListSpec, path: tuple[str | int, ...]) -> RowList | None:
    found = _card(file, spec, path)
    if found is None:
        return None
    reading, card = found
    heading = reading.column(spec.heading, *path, "heading", word="heading") if spec.heading else None
    return RowList(
        **card,
        order=orders_of(reading, spec.order, *path, "order"),
        rows=spec.rows,
        heading=heading.key if heading else None,
        fields=reading.columns(spec.fields, *path, "fields", word="fields"),
    )


def _chart(file: _File, spec: ChartSpec, path: tuple[str | int, ...]) -> Chart | None:
    found = _card(file, spec, path)
    if found is None:
        return None
    reading, card = found
    if bool(spec.months) == bool(spec.by):
        reading.add("D502", *path)
        return None
    by = _grouped(reading, spec.by, path)
    months = tuple(_series(reading, spec, path))
    return Chart(**card, months=months, last=spec.last, by=by.key if by else None, top=spec.top)


def _series(reading: Reading, spec: ChartSpec, path: tuple[str | int, ...]) -> list[Series]:
    found = []
    for name, label in spec.months.items():
        place = (*path, "months", name)
        field = reading.column(name, *place, word="months")
        if field is not None and field.kind not in MOMENTS:
            reading.add("D317", *place, word="months", column=name, reason=_NO_MOMENT)
        elif field is not None:
            found.append(Series(field.key, label.wording if label else field.label))
    return found


def _grouped(reading: Reading, name: str | None, path: tuple[str | int, ...]) -> Field | None:
    field = reading.column(name, *path, "by", word="by", computed=False) if name else None
    if field is not None and field.kind not in ORDERED:
        reading.add("D317", *path, "by", word="by", column=name, reason=_NO_GROUPS)
        return None
    return field
