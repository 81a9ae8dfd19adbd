"""What stands above the rows of a screen, in its list and in its grid alike, read from the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from models import grouping, query, transitions
from models.counting import Count
from models.description.screen import Field, Screen
from models.errors import Missing, PanelError, Refused, Stale
from models.grouping import Grouping, Groups
from models.looks import Look
from models.panel import Desk
from models.query import Listing, Page
from models.saved_views import StoredView
from models.summing import UNTOLD, Sums
from views import (
    choosing,
    errors,
    export_words,
    filter_boxes,
    filters,
    lists,
    opening,
    prints,
    sums,
    view_tabs,
)
from views.base import desk
from views.chips import chips
from views.filter_builder import builder_words, nodes
from views.filters import Address
from views.imports import may_import
from views.opening import GROUP, INSIDE, VIEW, Args
from views.references import parent_chips, titles_in
from views.wording import adding, inside, sentence, words

_MENDABLE = (Refused, Missing, Stale)  # perhaps without what a saved view asks for


@dataclass(frozen=True, slots=True)
class Found:
    """What an address asked for and what came of it. `asked` is None where it could not be read.

    `args` are spelled out: a saved view stands in them with its filters. `opened` is the key of the open
    view, `view` is it where it is a saved one; `by` and `groups` where the list is grouped.
    """

    at: Desk
    args: Args
    address: Address
    asked: Listing | None
    page: Page
    totals: Mapping[str | None, Count]
    look: Look
    fields: list[Field]
    order: str
    opened: str | None = None
    view: StoredView | None = None
    by: Grouping | None = None
    groups: Groups | None = None
    sums: Sums = UNTOLD
    lost: Sequence[str] = ()
    problems: Sequence[object] = ()

    @property
    def own(self) -> tuple[str, ...]:
        """The columns that somebody chose, () for those of the description."""
        return self.look.columns


@dataclass(frozen=True, slots=True)
class _Asked:
    """What is to be read. `pins`: with the numbers of the saved views."""

    at: Desk
    screen: Screen
    args: Args
    view: StoredView | None
    grouped: bool
    lost: Sequence[str]
    pins: bool = True
    size: int | None = None

    def anew(self) -> _Asked:
        """The same at a new desk, after the work of this one has failed."""
        errors.forget_work()
        return replace(self, at=desk(self.at.actor.door))

    def unreadable(self, args: Args) -> PanelError | None:
        """Why some pairs of an address cannot be read, if so."""
        try:
            asked = filters.listing(self.screen, args)
            query.conditions(self.at, self.screen, asked)
            query.order_terms(self.at, self.screen, asked)
        except _MENDABLE as error:
            return error
        return None

    def found(self, args: Args, look: Look, asked: Listing | None, page: Page) -> Found:
        """What is known of the answer from the address alone."""
        screen, named = self.screen, args.get(VIEW)
        fields = [screen.fields[key] for key in look.columns] or lists.columns(screen)
        order = lists.ordered_by(screen, named, args.get("order", ""))
        opened = self.view.key if self.view else (None if named == opening.ALL else named)
        return Found(
            self.at, args, filters.address(args), asked, page, {}, look, fields, order, opened, self.view,
            lost=self.lost,
        )  # fmt: skip


def read(
    at: Desk, screen: Screen, args: MultiDict[str, str], *, grouped: bool = True, size: int | None = None
) -> Found:
    """The rows of an address, or why it cannot be read. A list that is grouped has rows only where one of
    its groups is open; with `grouped` false it is read as if it were not. `size`: of the page, whatever
    the address says."""
    begun = opening.opened(at, screen, args)
    asked = _Asked(at, screen, begun.args, begun.view, grouped, _lost_columns(screen, begun.view), size=size)
    try:
        return _read(asked)
    except _MENDABLE as error:
        return _again(asked, error)


def _again(asked: _Asked, error: PanelError) -> Found:
    """Without the numbers of saved views, which somebody else may have shared; then without what the open
    one has lost. What the person asked for themselves is told."""
    asked = asked.anew()
    try:
        return _read(replace(asked, pins=False))
    except _MENDABLE as still:
        error, asked = still, replace(asked.anew(), pins=False)
    if asked.view is not None:
        args, reasons = opening.without_lost(asked.view, asked.args, asked.unreadable)
        told = [" ".join(errors.every_sentence(one)) for one in reasons]
        asked = replace(asked, args=args, lost=[*asked.lost, *told])
        try:
            return _read(asked)
        except _MENDABLE as still:
            error, asked = still, asked.anew()
    if isinstance(error, Refused):
        return _unread(asked, error)
    raise error


def _read(begun: _Asked) -> Found:
    at, screen, view = begun.at, begun.screen, begun.view
    look = opening.look(at, screen, begun.args, view)
    by = grouping.grouped_by(screen, look.group)
    args = _grouped(begun.args, by)
    by = by if begun.grouped else None
    asked = replace(filters.listing(screen, args), columns=look.columns)
    asked = replace(asked, size=begun.size or asked.size)
    groups = grouping.read(at, screen, filters.listing(screen, _without(args, INSIDE)), by) if by else None
    is_shut = by is not None and INSIDE not in args
    page = Page(()) if is_shut else query.page(at, screen, asked)
    found = begun.found(args, look, asked, page)
    totals, more = lists.totals(
        at, screen, asked, None if is_shut else page, exact="count" in args, opened=found.opened,
        saved=view_tabs.counted(at, screen) if begun.pins else {},
        beside=sums.beside(at, screen, asked, found.fields if page.rows else (), exact="sums" in args),
    )  # fmt: skip
    if groups is not None and is_shut:
        totals[None] = Count(groups.rows, "exact")
    added = sums.told(screen, found.fields, more, exact="sums" in args)
    return replace(found, totals=totals, by=by, groups=groups, sums=added)


def _unread(begun: _Asked, error: Refused) -> Found:
    look = opening.look(begun.at, begun.screen, begun.args, begun.view)
    found = begun.found(begun.args, look, None, Page(()))
    return replace(found, problems=error.problems or (error,))


def _grouped(args: Args, by: Grouping | None) -> Args:
    """The address with the group that is meant; without one, nothing can be open in it."""
    if by is None:
        return _without(args, INSIDE)
    if args.get(GROUP) == by.name or INSIDE not in args:
        return args
    return MultiDict([*_without(args, GROUP).items(multi=True), (GROUP, by.name)])


def _without(args: Args, name: str) -> Args:
    return MultiDict((one, value) for one, value in args.items(multi=True) if one != name)


def _lost_columns(screen: Screen, view: StoredView | None) -> list[str]:
    gone = opening.lost_columns(screen, view) if view else ()
    return [sentence("Kolom {field} tidak ada.", {"field": key}) for key in gone]


def context(at: Desk, screen: Screen, here: str, found: Found) -> dict[str, Any]:
    """The words and links of the templates panel/_list_*.html."""
    args, address, asked, at = found.args, found.address, found.asked, found.at
    label = words(screen.label)
    add = f"{here}/add" if screen.can_add and at.actor.may("add", screen.key) else ""
    titles = titles_in(at, screen, filters.wanted(screen, args)) if asked else {}
    named = {key: title for (of, key, _), title in titles.items() if of == screen.key}
    boxes = filter_boxes.controls(screen, args, named, found.own) if "filters" in args else []
    return {
        "many": transitions.for_many(at, screen),
        "bulk": _bulk(at, screen),
        "matching": lists.counted(found.totals[None]) if asked else "",
        "summary": lists.summary(screen, asked, found.totals, label) if asked else "",
        "total": found.totals[None] if asked else None,
        "count_all": address.and_("count", "all"),
        "chips": parent_chips(at, address, args) + chips(screen, args, titles),
        "filters": boxes,
        "nodes": nodes(at.panel.screens, screen, asked.where, titles) if asked and boxes else [],
        "builder": builder_words() if boxes else {},
        "can_filter": filter_boxes.can(screen),
        "open_filters": address.and_("filters", "open"),
        "close_filters": address.but("filters"),
        "kept": filters.kept(address, boxes),
        "prints": prints.of_list(at, screen, here),
        "export": export_words.menu(at, screen, found) if found.page.rows else None,
        "columns_menu": choosing.menu(screen, found.look),
        "same": address.but(choosing.COLUMNS),
        "seeks": lists.seeks(screen),
        "asked": asked,
        "problems": [sentence(one.sentence, one.facts) for one in found.problems],
        "add": add,
        "imports": f"{here}/import" if may_import(at, screen) else "",
        "adding": adding(screen) if add else "",
        "shape": f"{here}/shape",
        "inside": inside(label),
        **view_tabs.context(at, screen, here, found),
    }


def _bulk(at: Desk, screen: Screen) -> dict[str, bool]:
    """What this person may do with many rows at once, besides the steps of a workflow."""
    may = {
        name: at.actor.may(name, screen.key) and bool(screen.key_columns)
        for name in ("edit", "delete", "export")
    }
    found = {"edit": screen.can_edit and may["edit"], "delete": screen.can_delete and may["delete"],
             "export": may["export"]}  # fmt: skip
    return {name: True for name, able in found.items() if able}
