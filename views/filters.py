"""The address of a list -> what to read, and back: ?view=, ?q=, ?order=, ?where.<field>.<operator>=."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeGuard
from urllib.parse import urlencode

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from models.description.screen import Condition, Field, Order, Screen
from models.errors import Problem, Refused
from models.filters import AHEAD, ME, OPERATORS, UNREADABLE, is_word
from models.query import Listing
from models.schema.catalog import Kind
from models.values import BadValue
from views import groups, opening
from views.base import desk
from views.fields import UNTYPED, Control, control, moment_attributes, yes_or_no
from views.notation import shown, words
from views.typed import DAYS, NUMBERS, canonical, form_text

PREFIX = "where."
SIZES = (25, 50, 100)
NOTHING: MultiDict[str, str] = MultiDict()  # the address of all rows
# A new filter or order starts at the first page again.
_MOVING = ("cursor", "page", "count", "sums", "filters", "from")
# By a new search or filter.
_KEPT = ("columns", "view", "saved", "group", "order", "size", "child", "of", "as")
_WORDS = {
    "now": "sekarang",
    "today": "hari ini",
    "this_month": "awal bulan ini",
    "this_year": "awal tahun ini",
}


def _in_words(value: str) -> str | None:
    """What a word that stands for a day is called: hari ini, 3 hari kerja lagi."""
    if value in _WORDS:
        return gettext(_WORDS[value])
    found = AHEAD.fullmatch(value)
    if found is None:
        return None
    said = gettext("{days} hari kerja lagi") if found[2] else gettext("{days} hari lagi")
    return said.format(days=found[1])


class Chip(NamedTuple):
    """An active filter in words, and the address without it."""

    label: str
    value: str
    without: str


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
        where=(*conditions(screen, args), *groups.inside(screen, args)),
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


def conditions(screen: Screen, args: MultiDict[str, str]) -> Iterator[Condition]:
    """The filters of an address, typed. Empty boxes of the filter form filter nothing."""
    for name in args:
        values = [value for value in args.getlist(name) if value != ""]
        if name.startswith(PREFIX) and values:
            key, _, operator = name.removeprefix(PREFIX).partition(".")
            yield _condition(screen, key, operator or "eq", values)


def _condition(screen: Screen, key: str, operator: str, values: list[str]) -> Condition:
    one, known = screen.fields.get(key), OPERATORS.get(operator)
    if one is None or one.hidden:
        raise Refused(Problem("Kolom {field} tidak ada.", None, {"field": key}), sentence=UNREADABLE)
    if known is None or known.takes == "flag" or operator in ("contains", "starts"):
        return Condition(key, operator, values[-1])
    read = [_read(one, value) for value in values]
    return Condition(key, operator, tuple(read) if known.takes in ("two", "several") else read[-1])


def _read(one: Field, value: str) -> str | None:
    if is_word(value) and one.kind in DAYS:
        return value
    try:
        return canonical(one, value)
    except BadValue as error:
        raise Refused(error.problem, sentence=UNREADABLE) from error


def chips(screen: Screen, args: MultiDict[str, str], titles: Mapping[str, str]) -> list[Chip]:
    """The active filters, also those that cannot be read: they can at least be taken away."""
    found, base = [], address(args)
    for name in args:
        if not name.startswith(PREFIX) or not any(args.getlist(name)):
            continue
        key, _, operator = name.removeprefix(PREFIX).partition(".")
        one = screen.fields.get(key)
        said = titles.get(key) or _said(one, operator, args.getlist(name))
        found.append(Chip(words(one.label) if one else key, said, base.but(name)))
    return found


def _said(one: Field | None, operator: str, values: list[str]) -> str:
    if operator == "empty":
        return gettext("kosong") if values[-1] in ("true", "1") else gettext("terisi")
    said = ", ".join(_shown(one, value) for value in values if value)
    known = OPERATORS.get(operator)
    if known is not None and known.of_state:
        return _said_of_state(operator, values[-1])
    if operator in ("eq", "in") or known is None:
        return said
    of_time = one is not None and one.kind in DAYS
    label = _OF_TIME.get(operator, known.label) if of_time else known.label
    return f"{gettext(label)} {said}"


def _said_of_state(operator: str, value: str) -> str:
    if operator == "open":
        return gettext("terbuka") if value in ("true", "1") else gettext("ditutup")
    return gettext("menunggu saya") if value == ME else f"{gettext('menunggu')} {value}"


_OF_TIME = {"ge": "dari", "le": "sampai", "gt": "sesudah", "lt": "sebelum"}


def _shown(one: Field | None, value: str) -> str:
    if one is not None and one.kind in DAYS and (said := _in_words(value)):
        return said
    try:
        return shown(one, canonical(one, value)) if one else value
    except BadValue:
        return value


def referred(screen: Screen, args: MultiDict[str, str]) -> dict[str, str]:
    """Field key -> value for the filters that name a row of another screen."""
    found = {}
    for name, value in args.items():
        key, _, operator = name.removeprefix(PREFIX).partition(".")
        one = screen.fields.get(key)
        if name.startswith(PREFIX) and operator == "eq" and value and one is not None and one.reference:
            found[key] = value
    return found


def controls(
    screen: Screen, args: MultiDict[str, str], titles: Mapping[str, str], columns: Sequence[str] = ()
) -> list[Control]:
    """The boxes of the filter form: one or two for each shown column that can be filtered."""
    made = []
    for key in dict.fromkeys((*(columns or screen.list), *_named(args))):
        one = screen.fields.get(key)
        if not _is_filterable(one):
            continue
        for operator, label in _offered(one):
            name = f"{PREFIX}{key}.{operator}"
            box = control(one, args.get(name, ""), titles.get(key, ""))
            made.append(_as_filter(one, box, name, label))
    return made


def can(screen: Screen) -> bool:
    """Whether any column of the list can be filtered."""
    return any(_is_filterable(screen.fields.get(key)) for key in screen.list)


def kept(address: Address, boxes: Sequence[Control]) -> list[tuple[str, str]]:
    """What a new search keeps of the address, but for what the boxes of the filter form say themselves."""
    said = {box.key for box in boxes}
    return [
        pair for pair in address.pairs
        if pair[0] in _KEPT or (pair[0].startswith(PREFIX) and pair[1] and pair[0] not in said)
    ]  # fmt: skip


def _is_filterable(one: Field | None) -> TypeGuard[Field]:
    if one is None or one.hidden or one.mask is not None:
        return False
    return one.file is None and one.kind not in UNTYPED


def _named(args: MultiDict[str, str]) -> list[str]:
    return [name.removeprefix(PREFIX).partition(".")[0] for name in args if name.startswith(PREFIX)]


def _offered(one: Field) -> list[tuple[str, str]]:
    if one.options or one.column.options or one.reference or one.kind in (Kind.BOOLEAN, Kind.UUID):
        return [("eq", "")]
    if one.kind in DAYS or one.kind in NUMBERS or one.kind is Kind.TIME:
        return [("ge", gettext("dari")), ("le", gettext("sampai"))]
    return [("contains", gettext("memuat"))]


def _as_filter(one: Field, box: Control, name: str, label: str) -> Control:
    box.key, box.help, box.required, box.wide = name, "", False, False
    box.label = f"{box.label} {label}".strip()
    if box.widget == "textarea":
        box.widget, box.attributes = "input", {"type": "text"}
    if box.widget == "checkbox":
        box.widget, box.choices = "select", yes_or_no()
    if one.kind in DAYS:  # a bare day means the whole day
        box.attributes = moment_attributes(Kind.DATE)
        box.value = _tidied(one, box.value)
    return box


def _tidied(one: Field, text: str) -> str:
    """A typed day as the box writes days; words like `today` and what cannot be read stay."""
    try:
        return text if is_word(text) else form_text(one, canonical(one, text))
    except BadValue:
        return text
