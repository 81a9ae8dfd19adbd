"""The answers of the survey counted by the server: one statement for everything that a page or workbook says.

GROUPING SETS count the same forms in all, by service, village, channel, the profile of the respondent, and
by month; what is longer than a month is added up from months (models/skm_periods.py), which is exact.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

from models import grouping, skm
from models.description.screen import Field, Screen, Where
from models.description.survey import PROFILE, Survey
from models.errors import Forbidden
from models.panel import Desk
from models.query import Listing, conditions
from models.reporting.periods import Period
from models.selecting import Found, Target, column_of, fetch, key_columns, targets
from models.skm import Tally
from models.survey import HIGHEST, LOWEST

AGES = (20, 30, 40, 50, 60)  # the last year of life of each band; the last band has no end
_MONTH = "month"
# By what forms are counted, where the screen has a field for it.
BY = ("service", "village", "channel", "source", "slot", *PROFILE)


@dataclass(frozen=True, slots=True)
class Part:
    """The forms with one value (a canonical text; None: not filled in). `title`: of what it refers to."""

    value: str | None
    title: str | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class Counted:
    """The forms of a period. `months` (by their first day) go back to the first form ever, up to the end of
    the period; `left_out` forms have too few answers to count."""

    period: Period
    total: Tally
    left_out: int
    parts: Mapping[str, tuple[Part, ...]]
    months: Mapping[date, Tally]


def read(desk: Desk, settings: Survey, period: Period, where: Sequence[Where] = ()) -> Counted:
    """Everything that the forms of a period say, as far as the actor sees them, in one statement.

    What the actor may not see of a form is not counted by; whoever may not read the answers is refused.
    Raises Forbidden, Refused (of a filter).
    """
    screen = desk.panel.seen(desk.panel.screens[settings.screen])
    if not desk.actor.may("list", screen.key) or not _may_read(screen, settings):
        raise Forbidden
    known = ((name, settings.fields.get(name)) for name in BY)
    by = {name: screen.fields[key] for name, key in known if key and _is_plain(screen, key)}
    leads = {one.field.key: one for one in targets(desk, list(by.values()))}
    statement = _statement(desk, screen, settings, period, where, by, leads)
    return _told(fetch(desk, screen, statement), settings, period, by, leads)


def one_by_one(desk: Desk, settings: Survey, period: Period, where: Sequence[Where] = ()) -> sa.Select[Any]:
    """The forms that `read` counts in a period, one row each, in the order of their days: number, day, and
    an answer for each unsur. Raises Forbidden, Refused."""
    screen = desk.panel.seen(desk.panel.screens[settings.screen])
    if not desk.actor.may("list", screen.key) or not _may_read(screen, settings):
        raise Forbidden
    form = _form(desk, screen, settings, period)
    number: sa.ColumnElement[Any] = sa.cast(sa.null(), sa.Text)
    named = settings.fields.get("form_number")
    if named is not None and _is_plain(screen, named):
        number = sa.cast(_bare(desk, screen, screen.fields[named]), sa.Text)
    seen = conditions(desk, screen, Listing(where=tuple(where)), many=True)
    columns = [number, form.filled_on, *form.answers.values()]
    wanted: sa.Select[Any] = sa.select(*(one.label(f"c{place}") for place, one in enumerate(columns)))
    table = desk.panel.table_of(screen)
    wanted = wanted.select_from(table).where(form.begun, form.before_end, form.counts, *seen)
    return wanted.order_by(form.filled_on, *key_columns(desk, screen))


def _may_read(screen: Screen, settings: Survey) -> bool:
    keys = (settings.fields.get("extra" if key in settings.extra else key) for key in settings.order)
    return all(key is not None and _is_plain(screen, key) for key in (settings.fields["filled_on"], *keys))


def _is_plain(screen: Screen, key: str) -> bool:
    one = screen.fields.get(key)
    return one is not None and not one.hidden and one.mask is None


def _statement(
    desk: Desk,
    screen: Screen,
    settings: Survey,
    period: Period,
    where: Sequence[Where],
    by: Mapping[str, Field],
    leads: Mapping[str, Target],
) -> sa.Select[Any]:
    forms = _forms(desk, screen, settings, period, where, by)
    names = [*by, _MONTH]
    sorts = (forms.c.inside, forms.c.counts)
    sets = [sa.tuple_(*sorts), *(sa.tuple_(*sorts, forms.c[name]) for name in names)]
    counted: list[sa.ColumnElement[Any]] = [sa.func.count().label("n")]
    for key in settings.order:
        counted += [
            sa.func.count(forms.c[f"u_{key}"]).label(f"n_{key}"),
            sa.func.sum(forms.c[f"u_{key}"]).label(f"s_{key}"),
        ]
    which = sa.func.grouping(*(forms.c[name] for name in names)).label("which")
    values = [forms.c[name] for name in names]
    groups = (
        sa.select(*sorts, *values, which, *counted)
        .group_by(sa.func.grouping_sets(*sets))
        .having(
            sa.or_(
                sa.and_(*sorts),
                which == _mark(names, None),
                sa.and_(forms.c.counts, which == _mark(names, _MONTH)),
            )
        )
        .subquery("counted")
    )
    return _titled(desk, groups, names, by, leads, [one.name for one in counted])


def _titled(
    desk: Desk,
    groups: sa.Subquery,
    names: Sequence[str],
    by: Mapping[str, Field],
    leads: Mapping[str, Target],
    counted: Sequence[str],
) -> sa.Select[Any]:
    """The groups with the titles of what their values refer to."""
    source: sa.FromClause = groups
    columns = [groups.c.inside, groups.c.counts, groups.c.which, *(groups.c[name] for name in counted)]
    columns += [sa.cast(groups.c[name], sa.Text).label(f"v_{name}") for name in names]
    for name, one in by.items():
        target = leads.get(one.key)
        if target is None or one.reference is None:
            continue
        far = target.screen.field_of(one.reference.target_columns[0])
        assert far is not None  # a target without that column is none
        rows = target.rows()
        source = source.outerjoin(rows, rows.c[far.key] == groups.c[name])
        words = [sa.cast(rows.c[field.key], sa.Text) for field in target.fields]
        columns.append(postgresql.array(words).label(f"w_{name}"))
    return sa.select(*columns).select_from(source)


def _forms(
    desk: Desk,
    screen: Screen,
    settings: Survey,
    period: Period,
    where: Sequence[Where],
    by: Mapping[str, Field],
) -> sa.Subquery:
    """One row a form: its answers, what it is counted by, and whether it is of the period and counts."""
    form = _form(desk, screen, settings, period)
    month = sa.cast(sa.func.date_trunc(sa.literal_column("'month'"), form.filled_on), sa.Date)
    # Two yes or no, and no word for both: of those the planner knows how few groups they make.
    columns: list[sa.ColumnElement[Any]] = [form.begun.label("inside"), form.counts.label("counts")]
    columns += [month.label(_MONTH)]
    columns += [_value(desk, screen, name, one).label(name) for name, one in by.items()]
    columns += [one.label(f"u_{key}") for key, one in form.answers.items()]
    seen = conditions(desk, screen, Listing(where=tuple(where)), many=True)
    table = desk.panel.table_of(screen)
    wanted = sa.select(*columns).select_from(table)
    return wanted.where(form.before_end, sa.or_(form.begun, form.counts), *seen).subquery("form")


@dataclass(frozen=True, slots=True)
class _Form:
    """One form in a statement: its day, whether that is not before the period and before its end, its
    answers by unsur, and whether it has enough of them to count."""

    filled_on: sa.ColumnElement[Any]
    begun: sa.ColumnElement[bool]
    before_end: sa.ColumnElement[bool]
    answers: Mapping[str, sa.ColumnElement[Any]]
    counts: sa.ColumnElement[bool]


def _form(desk: Desk, screen: Screen, settings: Survey, period: Period) -> _Form:
    day = _bare(desk, screen, screen.fields[settings.fields["filled_on"]])
    answers = {key: _answer(desk, screen, settings, key) for key in settings.order}
    counts = sa.func.num_nonnulls(*answers.values(), type_=sa.Integer) >= max(1, settings.least)
    return _Form(day, day >= _day(day, period.first), day < _day(day, period.after), answers, counts)


def _answer(desk: Desk, screen: Screen, settings: Survey, key: str) -> sa.ColumnElement[Any]:
    """The value of an unsur; nothing where it is none of 1 to 4."""
    if key not in settings.extra:
        one = screen.fields[settings.fields[key]]
        column = _bare(desk, screen, one)
        is_kept = any(one.column.name in check.columns for check in screen.table.checks)
        return column if is_kept else sa.case((column.between(LOWEST, HIGHEST), column))
    written = _bare(desk, screen, screen.fields[settings.fields["extra"]]).op("->>")(
        sa.literal_column(f"'{key}'", sa.Text)
    )
    number = sa.type_coerce(written, sa.Text)
    fits = number.op("~", is_comparison=True)(sa.literal_column(f"'^[{LOWEST}-{HIGHEST}]$'"))
    return sa.case((fits, sa.cast(number, sa.SmallInteger)))


def _value(desk: Desk, screen: Screen, name: str, one: Field) -> sa.ColumnElement[Any]:
    column = _bare(desk, screen, one)
    if name != "age":
        return column
    edges: sa.ColumnElement[Any] = sa.literal_column(f"array[{','.join(str(age + 1) for age in AGES)}]")
    return sa.func.width_bucket(column, edges, type_=sa.Integer)


def _bare(desk: Desk, screen: Screen, one: Field) -> sa.ColumnElement[Any]:
    found = column_of(desk, screen, one)
    return found.element if isinstance(found, sa.Label) else found


def _day(column: sa.ColumnElement[Any], day: date) -> sa.ColumnElement[Any]:
    """A day as a value of the column: of a moment, its beginning in the office's zone."""
    return sa.cast(sa.literal(day.isoformat(), sa.Text), column.type)


def _mark(names: Sequence[str], one: str | None) -> int:
    """What GROUPING says where forms are grouped by one of these columns, or by none."""
    return sum(1 << place for place, name in enumerate(reversed(names)) if name != one)


def _told(
    rows: Sequence[Found],
    settings: Survey,
    period: Period,
    by: Mapping[str, Field],
    leads: Mapping[str, Target],
) -> Counted:
    names = [*by, _MONTH]
    none = Tally(0, dict.fromkeys(settings.order, 0), dict.fromkeys(settings.order, 0))
    totals = {
        row["counts"]: _tally(row, settings)
        for row in rows
        if row["inside"] and row["which"] == _mark(names, None)
    }
    months: dict[date, list[Tally]] = {}
    for row in rows:
        if row["which"] == _mark(names, _MONTH):
            months.setdefault(date.fromisoformat(row[f"v_{_MONTH}"]), []).append(_tally(row, settings))
    parts = {
        name: tuple(_parts(rows, settings, name, _mark(names, name), leads.get(one.key)))
        for name, one in by.items()
    }
    left_out = totals.get(False, none).respondents
    whole = {first: skm.added(tallies) for first, tallies in sorted(months.items())}
    return Counted(period, totals.get(True, none), left_out, parts, whole)


def _parts(
    rows: Sequence[Found], settings: Survey, name: str, mark: int, target: Target | None
) -> Iterator[Part]:
    """The groups of one column, those with the most forms first, what is not filled in last."""
    mine = [row for row in rows if row["which"] == mark and row["inside"] and row["counts"]]
    mine.sort(key=lambda row: (row[f"v_{name}"] is None, -row["n"], row[f"v_{name}"] or ""))
    for row in mine:
        value = row[f"v_{name}"]
        words = {"words": row.get(f"w_{name}"), "value": value}
        yield Part(value, grouping.title(target, words) if target else None, _tally(row, settings))


def _tally(row: Found, settings: Survey) -> Tally:
    filled = {key: int(row[f"n_{key}"]) for key in settings.order}
    totals = {key: int(row[f"s_{key}"] or 0) for key in settings.order}
    return Tally(int(row["n"]), filled, totals)
