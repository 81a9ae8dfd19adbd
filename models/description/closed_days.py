"""working_week.closed of office.yaml against the screens: where the office keeps its closed days."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from models.description.findings import Finding, closest
from models.description.load import Written
from models.description.office_spec import ClosedDaysSpec, OfficeSpec
from models.description.reading import named, near
from models.description.screen import Screen
from models.schema.catalog import Kind

_PLACE = ("working_week", "closed")
_NO_DAY = "Hanya untuk kolom tanggal."


def wrong_closed_days(
    office: Written[OfficeSpec], screens: Mapping[str, Screen], excused: Collection[str]
) -> list[Finding]:
    """What it names that is not there. `excused` are screens whose own file says what is wrong."""
    week = office.spec.working_week
    if week is None or week.closed is None:
        return []
    closed = week.closed
    screen = screens.get(closed.screen)
    if screen is not None:
        return _wrong_columns(office, closed, screen)
    if closed.screen in excused:
        return []
    found = closest(closed.screen, screens)
    return [office.finding("D305", *_PLACE, "screen", near=found, screen=closed.screen)]


def _wrong_columns(office: Written[OfficeSpec], closed: ClosedDaysSpec, screen: Screen) -> list[Finding]:
    found = []
    for word in ("day", "kind", "name", "decree"):
        column = getattr(closed, word)
        one = named(screen.fields, column) if column else None
        if column and one is None:
            facts = {"column": column, "screen": screen.key}
            found.append(office.finding("D303", *_PLACE, word, near=near(screen.fields, column), **facts))
        elif one and word == "day" and one.kind is not Kind.DATE:
            facts = {"word": word, "column": column, "reason": _NO_DAY}
            found.append(office.finding("D317", *_PLACE, word, near=None, **facts))
    return found
