"""The start page: what the office wants to see first, for whoever looks at it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import NamedTuple

from flask import request
from flask_babel import gettext

from models import figures, query
from models.counting import Count
from models.description.screen import Field
from models.description.start import Figure, RowList
from models.panel import Desk
from models.query import Row
from models.schema.catalog import Kind
from views import kept
from views.cards import address_of, visible
from views.deadlines import Deadline, teller
from views.graphs import Graph, graph
from views.lists import counted
from views.moments import clock, in_full
from views.notation import shown
from views.wording import words

_MORNING, _NOON, _AFTERNOON, _EVENING = 4, 11, 15, 18


class Tile(NamedTuple):
    """A number that leads to its rows."""

    label: str
    number: str
    href: str
    tone: str


class Line(NamedTuple):
    title: str
    href: str  # empty: may not be opened
    fine: str
    due: Deadline | None


class Short(NamedTuple):
    """The first rows of a list."""

    label: str
    href: str
    lines: list[Line]


@dataclass(frozen=True, slots=True)
class Front:
    """The start page of one person."""

    buttons: tuple[tuple[str, str], ...] = ()
    tiles: tuple[Tile, ...] = ()
    lists: tuple[Short, ...] = ()
    graphs: tuple[Graph, ...] = ()
    counted_at: str = ""  # the time of day, where the numbers are some seconds old

    def __bool__(self) -> bool:
        return bool(self.tiles or self.lists or self.graphs)


def front(desk: Desk) -> Front:
    """What the office describes and this person may see: one statement for all numbers, one for each list."""
    start = desk.panel.office.start
    tiles, charts = visible(desk, start.figures), visible(desk, start.charts)
    numbers, counted_at = kept.numbers(desk, tiles, charts)
    return Front(
        buttons=tuple(
            (words(one.label), f"{request.script_root}/data/{one.screen}/add")
            for one in start.buttons
            if _may_add(desk, one.screen) and (not one.roles or one.roles & desk.actor.roles)
        ),
        tiles=tuple(_tile(desk, one, count) for one, count in zip(tiles, numbers.figures, strict=True)),
        lists=tuple(_short(desk, one) for one in visible(desk, start.lists)),
        graphs=tuple(graph(desk, one, told) for one, told in zip(charts, numbers.charts, strict=True)),
        counted_at="" if counted_at == desk.now else _time(counted_at),
    )


def greeting(now: datetime, name: str) -> str:
    """What to say at this time of the day."""
    hello = gettext("Selamat malam")
    if _MORNING <= now.hour < _NOON:
        hello = gettext("Selamat pagi")
    elif _NOON <= now.hour < _AFTERNOON:
        hello = gettext("Selamat siang")
    elif _AFTERNOON <= now.hour < _EVENING:
        hello = gettext("Selamat sore")
    return f"{hello}, {name}" if name else hello


def today(now: datetime, zone: tzinfo) -> str:
    """Senin, 23 November 2026."""
    return in_full(Kind.DATE, now.date().isoformat(), zone)


def _time(at: datetime) -> str:
    """10.42.07"""
    return clock(*at.strftime("%H %M %S").split(), None)


def _may_add(desk: Desk, screen: str) -> bool:
    return desk.actor.may("add", screen) and desk.panel.screens[screen].can_add


def _tile(desk: Desk, card: Figure, count: Count) -> Tile:
    tone = card.tone if count.number else ""
    return Tile(words(card.label), counted(count), address_of(desk.panel.screens[card.screen], card), tone)


def _short(desk: Desk, card: RowList) -> Short:
    screen = desk.panel.screens[card.screen]
    heading = (card.heading,) if card.heading else ()
    asked = query.Listing(
        view=card.view, where=card.where, order=card.order, columns=(*heading, *card.fields), size=card.rows
    )
    fields = [screen.fields[key] for key in card.fields]
    may_open = bool(screen.key_columns) and desk.actor.may("show", screen.key)
    place = f"{request.script_root}/data/{screen.key}/show/"
    head = screen.fields[card.heading] if card.heading else None
    tellers = [teller(desk, one) for one in fields if one.deadline is not None]
    lines = []
    for row in query.page(desk, screen, asked).rows:
        href = place + row.key if may_open and row.key is not None else ""
        title = (_value(head, row) if head else "") or row.title
        dues = (tell(row) for tell in tellers)
        fine = (_value(one, row) for one in fields if one.deadline is None)
        lines.append(Line(title, href, " · ".join(filter(None, fine)), next(filter(None, dues), None)))
    order = ",".join(("-" if one.descending else "") + one.field for one in card.order)
    more = (("order", order),) if order else ()
    return Short(words(card.label), address_of(desk.panel.screens[card.screen], card, *more), lines)


def _value(one: Field, row: Row) -> str:
    return row.titles.get(one.key) or shown(one, row.values.get(one.key))


def sizes(desk: Desk) -> Mapping[str, str]:
    """About how many rows each screen has, for the menu of an office that describes no start page."""
    return {key: counted(one) for key, one in figures.sizes(desk).items() if desk.actor.may("list", key)}
