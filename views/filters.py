"""The address of a list -> what to read, and back: ?view= ?q= ?order= ?where.<path>.<operator>= ?filter=."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from models.description.screen import Condition, Order, Screen, Where
from models.filters import OPERATORS
from models.query import Listing
from views import groups, opening
from views.base import desk, seen_panel
from views.fields import Control
from views.filter_tree import Reader, as_typed, condition_at, filters_in, text_of, typed, words_of

PREFIX = "where."
TREE = "filter"
SIZES = (25, 50, 100)
NOTHING: MultiDict[str, str] = MultiDict()  # the address of all rows
# A new filter or order starts at the first page again.
_MOVING = ("cursor", "page", "count", "sums", "filters", "from")
# By a new search or filter.
_KEPT = ("columns", "view", "saved", "group", "order", "size", "child", "of", "as", TREE)


@dataclass(frozen=True, slots=True)
class Address:
    """The parameters of a list's address, in order."""

    pairs: tuple[tuple[str, str], ...]

    def but(self, *gone: str, **changed: str | int | None) -> str:
        """The query string with some parameters changed, dropped where None; back to the first page."""
        dropped = {*gone, *changed, *_MOVING}
        kept = [(name, value) for name, value in self.pairs if name not in dropped and value != ""]
        kept += [(name, str(value)) for name, value in changed.items() if value not in (None, "")]
        return "?" + urlencode(kept)

    def and_(self, name: str, value: str) -> str:
        """The query string of this list, and one of the parameters that none of its links keep."""
        here = self.but()
        return f"{here}{'&' if len(here) > 1 else ''}{urlencode({name: value})}"


def address(args: MultiDict[str, str]) -> Address:
    return Address(tuple((name, value) for name, value in args.items(multi=True) if name != "_"))


def listing(screen: Screen, args: MultiDict[str, str]) -> Listing:
    """What an address asks for. Raises Refused for what cannot be read, Missing for a view that is gone."""
    args = opening.spelled_out(desk, screen, args)
    return Listing(
        view=args.get("view") or None,
        search=args.get("q", "").strip(),
        where=(*wanted(screen, args), *groups.inside(screen, args)),
        order=_order(args.get("order", "")),
        size=_size(args.get("size", "")),
        cursor=args.get("cursor") or None,
        page=_number(args.get("page", "")),
        child=_parent(args),
    )


def _parent(args: MultiDict[str, str]) -> tuple[str, str, str] | None:
    """?child=<child>,<parent's screen>&of=<parent's row>: the rows that belong to one row."""
    key, _, screen = args.get("child", "").partition(",")
    return (key, screen, args.get("of", "")) if key and screen else None


def _order(text: str) -> tuple[Order, ...]:
    names = [name for name in text.split(",") if name.strip("-")]
    return tuple(Order(name.removeprefix("-"), name.startswith("-")) for name in names[:4])


def _size(text: str) -> int:
    return int(text) if text.isdecimal() and text.isascii() and int(text[:4]) in SIZES else SIZES[0]


def _number(text: str) -> int | None:
    return int(text[:9]) if text.isdecimal() and text.isascii() else None


def wanted(screen: Screen, args: MultiDict[str, str], reader: Reader = typed) -> Iterator[Where]:
    """The filters of an address, all of which must hold. Empty boxes of the filter form filter nothing.

    `reader` tells what a text means; raises Refused for what cannot be read.
    """
    for path, operator, values in flat(args):
        yield condition_at(screen, path, operator, values, reader)
    for text in args.getlist(TREE):
        if text:
            yield from filters_in(screen, text, reader)


def flat(args: MultiDict[str, str]) -> Iterator[tuple[str, str, list[str]]]:
    """Path, operator and values of every where.<path>.<operator>= of an address."""
    for name in args:
        values = [value for value in args.getlist(name) if value != ""]
        if name.startswith(PREFIX) and values:
            yield *named(name), values


def named(name: str) -> tuple[str, str]:
    """`where.village.kind.ne` -> the path and the operator; `eq` where none is named."""
    path, _, last = name.removeprefix(PREFIX).rpartition(".")
    return (path, last) if path and last in OPERATORS else (name.removeprefix(PREFIX), "eq")


def kept(address: Address, boxes: Sequence[Control]) -> list[tuple[str, str]]:
    """What a new search keeps of the address, but for what the boxes of the filter form say themselves."""
    said = {box.key for box in boxes}
    return [
        pair for pair in address.pairs
        if pair[0] in _KEPT or (pair[0].startswith(PREFIX) and pair[1] and pair[0] not in said)
    ]  # fmt: skip


def written(screen: Screen, parts: Iterable[Where]) -> list[tuple[str, str]]:
    """Filters as parameters of an address, that `wanted` reads back."""
    pairs: list[tuple[str, str]] = []
    rest: list[tuple[str, object]] = []
    for one in parts:
        if isinstance(one, Condition):
            values = one.value if isinstance(one.value, list | tuple) else [one.value]
            field = screen.fields.get(one.field)
            pairs += ((f"{PREFIX}{one.field}.{one.operator}", as_typed(field, value)) for value in values)
        else:
            rest += words_of(seen_panel().screens, screen, one).items()
    return [*pairs, *([(TREE, text_of(rest))] if rest else [])]
