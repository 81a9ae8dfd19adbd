"""A report as an office describes it: what is asked, what is read, how it is shown. From `reports/*.yaml`,
or, for what YAML cannot say, from a Python module beside it that makes the same records."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from models.description.screen import Wording
from models.schema.catalog import Kind

if TYPE_CHECKING:
    from models.panel import Desk

EVERYBODY = "*"
SEE, TAKE = "show", "export"  # the two rights of a report
ACTIONS = (SEE, TAKE)
REPORTS = "laporan"  # what FAB calls all of them
_PREFIX = f"{REPORTS}."

Format = Literal[
    "text", "integer", "number", "percent", "date", "moment", "month", "code", "yesno", "pseudonym"
]
NUMBERS: frozenset[str] = frozenset({"integer", "number", "percent"})
Total = Literal["none", "sum", "mean"]
PeriodKind = Literal["month", "quarter", "semester", "year", "range"]
SurveyKind = Literal["month", "quarter", "semester", "year"]
Value = str | bool | int | Decimal | date | datetime | None
# The desk of a snapshot that can only be read, and a value for each name that SQL could use.
Rows = Callable[["Desk", Mapping[str, object]], Iterable[Sequence[Value]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet; `key` is its name in the SQL. `places` are the decimals of a number or percent,
    which is a share: 0.25 is shown as 25 %. `link` is an address with {columns} and {parameters} in it.
    `group` stands above adjacent columns that share it."""

    key: str
    label: Wording
    format: Format = "text"
    places: int = 2
    total: Total = "none"
    width: float | None = None  # in letters
    link: str | None = None
    group: Wording | None = None

    @property
    def is_number(self) -> bool:
        return self.format in NUMBERS


@dataclass(frozen=True, slots=True, kw_only=True)
class Across:
    """A pivot: the values of the column `by` become columns with the numbers of the column `value`, which
    add up where several rows meet. `values` are always there, in their order, others follow."""

    by: str
    value: str
    values: Mapping[str, Wording] = field(default_factory=dict)
    label: Wording | None = None  # above those columns
    total: Wording | None = None  # the heading of the sum of each row; None: no such column


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """Rows with a number from 1 to `least` - 1 become one row, so that nobody is recognised. `of` are the
    columns looked at (by default those that add up), `into` the one that takes the label."""

    least: int
    label: Wording
    into: str | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`of` are the columns drawn, by default all numbers that are shown; `by` names each point."""

    kind: Literal["bar", "line", "stacked"]
    by: str | None = None
    of: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One of `sql`, `rows`, a function whose rows have a value for each column, and `survey`: how long the
    periods are that the satisfaction survey is told by (see models/reporting/of_survey.py)."""

    key: str
    label: Wording
    columns: tuple[Column, ...]
    sql: str | None = None
    rows: Rows | None = None
    survey: SurveyKind | None = None
    title: Wording | None = None
    across: Across | None = None
    merge: Merge | None = None
    chart: Chart | None = None
    note: Wording | None = None
    column_numbers: bool = False  # a line 1, 2, 3 below the head, as the paper books have

    def column(self, key: str) -> Column | None:
        return next((one for one in self.columns if one.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """Something asked for besides the period, `:key` in the SQL. `type` is what the value is cast to.
    Without an answer it is NULL. `screen`: the key of one of its rows."""

    key: str
    label: Wording
    kind: Kind = Kind.TEXT
    type: str = "text"
    help: Wording | None = None
    options: Mapping[str, Wording] = field(default_factory=dict)
    screen: str | None = None
    required: bool = False
    default: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """The report is sent: the file is kept as it left, and its period is locked. `roles` may send, those who
    look after the panel may also unlock. `changes` are sheets about what changed since, whose SQL also has
    :sent, the moment at which it was sent."""

    roles: frozenset[str] = frozenset()
    changes: tuple[Sheet, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`key` is its name for ever: address, right, command. `roles` may see and take it, "*" is everybody;
    those who look after the panel always may. `periods`: empty where no time is asked for."""

    key: str
    label: Wording
    sheets: tuple[Sheet, ...]
    roles: frozenset[str] = frozenset()
    menu: Wording = Wording("Rekap", "Reports")
    help: Wording | None = None
    title: Wording | None = None
    periods: tuple[PeriodKind, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    paper: Literal["A4", "F4"] = "F4"
    landscape: bool = True
    letterhead: bool = True
    signatory: str | None = None
    lock: Lock | None = None
    prepare: Mapping[str, str] = field(default_factory=dict)  # SELECTs that the sheets read by these names

    @property
    def right(self) -> str:
        """What FAB's rights call it: no screen has a dot in its key."""
        return right_of(self.key)

    def is_granted(self, role: str, *, admin: bool) -> bool:
        """Whether a role has it by the description."""
        return admin or role in self.roles or EVERYBODY in self.roles


def right_of(key: str) -> str:
    return f"{_PREFIX}{key}"
