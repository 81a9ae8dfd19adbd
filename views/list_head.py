"""What stands above the rows of a screen, in its list and in its grid alike, read from the address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from werkzeug.datastructures import MultiDict

from models import query, transitions
from models.counting import Count
from models.description.screen import Field, Screen
from models.errors import Refused
from models.panel import Desk
from models.query import Listing, Page
from views import choosing, errors, filters, lists, prints
from views.filters import Address
from views.imports import may_import
from views.references import parent_chips, titles
from views.wording import adding, inside, sentence, words


@dataclass(frozen=True, slots=True)
class Found:
    """What an address asked for and what came of it. `asked` is None where it could not be read."""

    args: MultiDict[str, str]
    address: Address
    asked: Listing | None
    page: Page
    totals: Mapping[str | None, Count]
    own: tuple[str, ...]
    fields: list[Field]
    order: str
    problems: Sequence[object] = ()


def read(at: Desk, screen: Screen, args: MultiDict[str, str]) -> Found:
    """The rows of an address, or why it cannot be read."""
    own = choosing.chosen(at, screen, args)
    asked, page, totals, problems = None, Page(()), {}, ()
    try:
        asked = replace(filters.listing(screen, args), columns=own)
        page = query.page(at, screen, asked)
        totals = lists.totals(at, screen, asked, page, exact="count" in args)
    except Refused as error:
        errors.forget_work()
        asked, problems = None, error.problems or (error,)
    fields = [screen.fields[key] for key in own] or lists.columns(screen)
    order = lists.ordered_by(screen, args.get("view"), args.get("order", ""))
    return Found(args, filters.address(args), asked, page, totals, own, fields, order, problems)


def context(at: Desk, screen: Screen, here: str, found: Found) -> dict[str, Any]:
    """The words and links of the templates panel/_list_*.html."""
    args, address, asked, own = found.args, found.address, found.asked, found.own
    label, view = words(screen.label), args.get("view")
    add = f"{here}/add" if screen.can_add and at.actor.may("add", screen.key) else ""
    named = titles(at, screen, filters.referred(screen, args))
    boxes = filters.controls(screen, args, named, own) if "filters" in args else []
    return {
        "many": transitions.for_many(at, screen),
        "summary": lists.summary(screen, asked, found.totals, label) if asked else "",
        "total": found.totals[None] if asked else None,
        "count_all": address.and_("count", "all"),
        "tabs": lists.tabs(screen, address, view, found.totals) if asked else (),
        "chips": parent_chips(at, address, args) + filters.chips(screen, args, named),
        "filters": boxes,
        "can_filter": filters.can(screen),
        "open_filters": address.and_("filters", "open"),
        "close_filters": address.but("filters"),
        "kept": filters.kept(address, boxes),
        "prints": prints.of_list(at, screen, here),
        "columns_menu": choosing.menu(screen, own),
        "same": address.but(choosing.COLUMNS),
        "seeks": lists.seeks(screen),
        "asked": asked,
        "clear": address.but(*{name for name, _ in address.pairs if name != "view"}),
        "problems": [sentence(one.sentence, one.facts) for one in found.problems],
        "add": add,
        "imports": f"{here}/import" if may_import(at, screen) else "",
        "adding": adding(screen) if add else "",
        "inside": inside(label),
    }
