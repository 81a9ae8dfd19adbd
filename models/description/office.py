"""An office: who it is, its time zone, its roles. From `office.yaml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from models.description.office_spec import (
    BooksSpec,
    DelegationsSpec,
    LetterheadSpec,
    PeopleSpec,
    SignatorySpec,
    WorkingWeekSpec,
)
from models.description.report import Report
from models.description.screen import Wording
from models.description.start import Start
from models.description.survey import Survey

TwoFactor = Literal["required", "optional", "off"]
STRICTEST_FIRST: tuple[TwoFactor, ...] = ("required", "optional", "off")


@dataclass(frozen=True, slots=True)
class Role:
    """A role. `rights` maps a screen key, or "*" for every screen not named, to actions.

    `admin` also manages users and roles and sees the problems of the description. `two_factor` says
    whether its people confirm a login with a code from their telephone.
    """

    name: str
    label: Wording
    rights: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    admin: bool = False
    two_factor: TwoFactor = "optional"
    sees_log: bool = False
    oversees: bool = False  # is reminded of everything that is late

    def may(self, action: str, screen: str) -> bool:
        return action in self.rights.get(screen, self.rights.get("*", ()))


@dataclass(frozen=True, slots=True)
class Office:
    """An office as its folder describes it, checked."""

    key: str  # the folder's name
    folder: Path
    name: str
    zone: ZoneInfo
    language: str = "id"
    roles: Mapping[str, Role] = field(default_factory=dict)
    menu: tuple[Wording, ...] = ()  # the order of the menu's groups; others follow
    start: Start = Start()
    parameters: Mapping[str, str] = field(default_factory=dict)  # :name in the office's SQL -> SQL with :me
    letterhead: LetterheadSpec | None = None
    signatories: Mapping[str, SignatorySpec] = field(default_factory=dict)
    working_week: WorkingWeekSpec | None = None
    people: PeopleSpec | None = None
    delegations: DelegationsSpec | None = None
    books: BooksSpec | None = None
    survey: Survey | None = None
    reports: Mapping[str, Report] = field(default_factory=dict)  # by their keys

    def two_factor(self, roles: Iterable[str]) -> TwoFactor:
        """What is asked of somebody with these roles: the strictest. "optional" for roles made by hand."""
        asked = {self.roles[name].two_factor if name in self.roles else "optional" for name in roles}
        return next((one for one in STRICTEST_FIRST if one in asked), "optional")
