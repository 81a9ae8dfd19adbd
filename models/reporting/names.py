"""The `:names` that the SQL of a report may use, what each is cast to, and what it is when it runs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

import sqlalchemy as sa

from models.description.parameters import expanded, names, replaced
from models.description.report import Parameter
from models.panel import Desk
from models.reporting.figures import Asked
from models.workdays import calendar_of

ALWAYS: Mapping[str, str] = {
    "me": "text",
    "behalf": "text",
    "now": "timestamptz",
    "today": "date",
    "weekdays": "int[]",
    "closed_days": "date[]",
}
OF_PERIOD: Mapping[str, str] = {
    "start": "timestamptz",
    "end": "timestamptz",
    "first": "date",
    "last": "date",
    "month": "integer",
    "year": "integer",
    "period": "text",
}
SENT = "sent"  # of sheets about what changed since: the moment at which the report was sent


def types_of(parameters: Iterable[Parameter], *, period: bool) -> dict[str, str]:
    """Each name with its type."""
    return {**ALWAYS, **(OF_PERIOD if period else {}), **{one.key: one.type for one in parameters}}


def values_of(desk: Desk, asked: Asked) -> dict[str, object]:
    """What each name is now."""
    calendar = calendar_of(desk)
    found: dict[str, object] = {
        "me": desk.actor.name,
        "behalf": desk.actor.behalf or None,
        "now": desk.now,
        "today": desk.now.date(),
        # The days on which the office works (1 is Monday), and those of them on which it does not.
        "weekdays": sorted(day + 1 for day in calendar.week),
        "closed_days": sorted(calendar.closed),
        **asked.values,
    }
    return {**found, **_of_period(asked, desk.panel.office.zone)}


def _of_period(asked: Asked, zone: ZoneInfo) -> Mapping[str, object]:
    period = asked.period
    if period is None:
        return {}
    start, end = period.moments(zone)
    return {
        "start": start,
        "end": end,
        "first": period.first,
        "last": period.last,
        "month": period.first.month,
        "year": period.first.year,
        "period": str(period),
    }


def probed(sql: str, office: Mapping[str, str], types: Mapping[str, str]) -> str:
    """The SELECT for the server to look at: a typed NULL for each name."""
    return _alone(replaced(expanded(sql, office), lambda name: f"CAST(NULL AS {types[name]})"))


def after(prepared: Mapping[str, str], sql: str) -> str:
    """The SELECT behind others whose names it reads as tables."""
    if not prepared:
        return sql
    before = ",\n".join(f'"{name}" AS (\n{_alone(one)}\n)' for name, one in prepared.items())
    return f"WITH {before}\nSELECT * FROM (\n{_alone(sql)}\n) AS asked"


def bound(
    sql: str,
    office: Mapping[str, str],
    types: Mapping[str, str],
    values: Mapping[str, object],
    most: int | None = None,
) -> sa.TextClause:
    """The SELECT with its names as bound values, cast to the types it was probed with; `most` rows."""
    text = expanded(sql, office)
    typed = replaced(
        text, lambda name: f"CAST(:{name} AS {types[name]})", lambda said: said.replace(":", r"\:")
    )
    given = {name: values.get(name) for name in set(names(text))}
    whole = f"SELECT * FROM (\n{_alone(typed)}\n) AS figures"
    if most is None:
        return sa.text(whole).bindparams(**given)
    return sa.text(f"{whole} LIMIT :_most").bindparams(_most=most, **given)


def is_alone(sql: str) -> bool:
    """Whether it is one statement: no semicolon but at its end."""
    return ";" not in replaced(_alone(sql), lambda _name: "", lambda _quoted: "")


def _alone(sql: str) -> str:
    """A statement without the semicolon that people end it with."""
    return sql.strip().rstrip(";").rstrip()
