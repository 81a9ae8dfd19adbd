"""What a client of the API asks of a list: plain parameters, or FAB's rison `q`, become a Listing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TypeVar

import prison
from prison.decoder import ParserException
from werkzeug.datastructures import MultiDict

from models.description.screen import Condition, Order, Screen
from models.errors import Problem, Refused
from models.query import Listing
from models.saved_views import number
from views import filters
from views.filter_tree import as_it_is
from views.filters import wanted
from views.payload import quote, readable

LARGEST_PAGE = 100
_LONGEST = 8000
_UNREADABLE = "Parameter {name} tidak dapat dibaca."
# FAB's names for filters, beside our own.
FAB_OPERATORS: Mapping[str, str] = {"neq": "ne", "ct": "contains", "sw": "starts", "rel_o_m": "eq"}
T = TypeVar("T")


def listing(screen: Screen, parameters: Mapping[str, str]) -> Listing:
    """The listing asked for. Raises Refused with every parameter that makes no sense."""
    asked = _plain(parameters) | _rison(parameters.get("q", ""))
    where = wanted(screen, MultiDict(parameters), as_it_is)
    return _of_view(
        screen,
        Listing(
            view=_checked("view", asked.get("view"), str | None),
            search=_checked("search", asked.get("search", ""), str),
            where=(*_conditions(screen, asked.get("filters", [])), *where),
            order=_orders(screen, asked),
            columns=_columns(screen, asked.get("columns")),
            size=_size(asked.get("page_size", 25)),
            cursor=_checked("cursor", asked.get("cursor"), str | None),
            page=_page(asked.get("page")),
        ),
    )


def _of_view(screen: Screen, asked: Listing) -> Listing:
    """What is asked for on top of a saved view (my.12), which an address alone would open. Raises Missing."""
    if number(asked.view) is None:
        return asked
    view = filters.listing(screen, MultiDict({"view": asked.view or ""}))
    return replace(
        asked,
        view=view.view,
        search=asked.search or view.search,
        where=(*view.where, *asked.where),
        order=asked.order or view.order,
        child=view.child,
    )


def _plain(parameters: Mapping[str, str]) -> dict[str, object]:
    asked: dict[str, object] = {
        key: parameters[key] for key in ("view", "search", "cursor") if parameters.get(key)
    }
    if "order" in parameters:
        asked["order"] = parameters["order"].split(",")
    if parameters.get("columns"):
        asked["columns"] = parameters["columns"].split(",")
    if "size" in parameters:
        asked["page_size"] = _whole("size", parameters["size"])
    return asked


def _rison(text: str) -> dict[str, object]:
    """FAB's `q`, as rison or as JSON."""
    if not text:
        return {}
    if len(text) > _LONGEST:
        raise _bad("q")
    asked = _parsed(prison.loads, text)
    if asked is None:
        asked = _parsed(json.loads, text)
    if not isinstance(asked, dict) or not _storable(asked):
        raise _bad("q")
    if "order_column" in asked:
        falling = asked.get("order_direction") == "desc"
        asked["order"] = [("-" if falling else "") + str(asked["order_column"])]
    return asked


def _parsed(loads: Callable[[str], object], text: str) -> object:
    try:
        return loads(text)
    except (ParserException, ValueError, LookupError, TypeError, ArithmeticError, RecursionError):
        return None


def _storable(asked: object) -> bool:
    """No half of a surrogate pair, which JSON can write and nothing else can hold."""
    try:
        return bool(quote(asked).encode())
    except UnicodeEncodeError:
        return False


def _conditions(screen: Screen, filters: object) -> tuple[Condition, ...]:
    found = []
    for item in _checked("filters", filters, list):
        if not isinstance(item, dict) or not {"col", "opr", "value"} <= item.keys():
            raise _bad("filters")
        operator = str(item["opr"])
        field = _field(screen, item["col"])
        found.append(Condition(field, FAB_OPERATORS.get(operator, operator), item["value"]))
    return tuple(found)


def _orders(screen: Screen, asked: Mapping[str, object]) -> tuple[Order, ...]:
    words = [str(word) for word in _checked("order", asked.get("order", []), list) if word]
    return tuple(Order(_field(screen, word.removeprefix("-")), word.startswith("-")) for word in words)


def _columns(screen: Screen, columns: object) -> tuple[str, ...]:
    if columns is None:
        return tuple(key for key in screen.list if key in readable(screen))
    names = _checked("columns", columns, list)
    if names == ["*"]:
        return readable(screen)
    return tuple(dict.fromkeys(_field(screen, name) for name in names))


def _field(screen: Screen, name: object) -> str:
    if not isinstance(name, str) or name not in readable(screen):
        shown = str(name).encode("utf-8", "replace").decode()[:60]
        raise Refused(
            Problem("Isian {name} tidak dikenal di layar ini.", None, {"name": shown}), sentence=_LIST
        )
    return name


_LIST = "Daftar ini tidak dapat disusun. Periksa parameternya."


def _size(value: object) -> int:
    size = _checked("size", value, int)
    return LARGEST_PAGE if size < 1 or size > LARGEST_PAGE else size


def _page(value: object) -> int | None:
    """FAB counts pages from 0, the one reader from 1."""
    if value is None:
        return None
    number = _checked("page", value, int)
    if not 0 <= number < 10**9:
        raise _bad("page")
    return number + 1


def _whole(name: str, text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise _bad(name)
    return int(text)


def _checked(name: str, value: object, kind: type[T]) -> T:
    if not isinstance(value, kind) or isinstance(value, bool):
        raise _bad(name)
    return value


def _bad(name: str) -> Refused:
    return Refused(Problem(_UNREADABLE, None, {"name": name}), sentence=_LIST)
