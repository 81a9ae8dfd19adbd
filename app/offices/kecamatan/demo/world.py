"""What the makers of rows share: the lists, the calendar, the cases."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

from app.offices.kecamatan.demo.days import Days
from app.offices.kecamatan.demo.people import People
from app.offices.kecamatan.demo.rows import Rows, Values


@dataclass
class Lists:
    """What the database already has, and what was made before the reports."""

    categories: dict[str, Values]  # by name
    requirements: dict[str, list[Values]]  # by service
    services: dict[str, Values]  # by code
    villages: list[Values] = field(default_factory=list)
    staff: list[Values] = field(default_factory=list)

    def of_unit(self, unit: str) -> Values:
        return next((one for one in self.staff if one["unit"] == unit), self.staff[0])


@dataclass
class World:
    """All that the makers of rows share."""

    random: Random
    today: date
    days: Days
    people: People
    lists: Lists
    rows: Rows
    files: Path

    @property
    def limit(self) -> datetime:
        """Nothing happens after the evening before today."""
        return self.days.at(self.today - timedelta(days=1), 23, 59)

    def chance(self, share: float) -> bool:
        return self.random.random() < share


@dataclass
class Case:
    """A report on its way: its row, and the states that it has been in, with their moments."""

    row: Values
    category: str
    village: Values
    events: list[tuple[str, datetime]]
    outcome: str
    reporters: list[Values] = field(default_factory=list)
    accused: list[Values] = field(default_factory=list)

    @property
    def state(self) -> str:
        return self.events[-1][0]

    def when(self, state: str) -> datetime | None:
        return next((at for name, at in self.events if name == state), None)
