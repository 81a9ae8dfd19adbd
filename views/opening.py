"""Which view an address opens: a saved one is unfolded into the pairs that it stands for.

`view=my.5` alone says all that was saved; what stands beside it in the address comes on top. The pages
go on with the unfolded address and `saved=5`, so that each filter of the view can be taken away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from werkzeug.datastructures import MultiDict

from models import looks
from models.description.screen import Screen
from models.errors import Missing, PanelError
from models.looks import Look
from models.panel import Desk
from models.saved_views import GONE, Pairs, StoredView, number
from views.choices import choices

VIEW, SAVED, COLUMNS, GROUP, INSIDE = "view", "saved", "columns", "group", "in"
ALL = "-"  # as a view: all rows, although another view would open first
_TREE = "filter"
_STORED = frozenset({VIEW, "q", "order", "child", "of", _TREE})
_WHERE = "where."
Args = MultiDict[str, str]


@dataclass(frozen=True, slots=True)
class Opened:
    """The address as it is to be read, the saved view it began with, and what that has lost since."""

    args: Args
    view: StoredView | None = None
    lost: tuple[str, ...] = field(default=())


def opened(at: Desk, screen: Screen, args: Args) -> Opened:
    """What an address opens; without a word, the view that this person or their role opens first.

    Raises Missing for a saved view that is gone or not theirs.
    """
    if not args and (first := first_view(at, screen)):
        args = MultiDict([(VIEW, first)])
    view = _named(at, screen, number(args.get(VIEW)))
    if view is not None:
        return Opened(unfolded(view, args), view)
    if args.get(VIEW, "").startswith("my."):
        raise Missing(GONE)
    return Opened(args, _named(at, screen, _number(args.get(SAVED, ""))))


def first_view(at: Desk, screen: Screen) -> str | None:
    """The view that opens first, where it is still there."""
    chosen = choices(at)
    order = [name for name in at.panel.office.roles if name in at.actor.roles]
    first = chosen.first(screen.key, [*order, *sorted(at.actor.roles - set(order))])
    there = {one.key for one in screen.views} | {one.key for one in chosen.of(screen.key)}
    return first if first in there else None


def unfolded(view: StoredView, args: Args) -> Args:
    """The pairs of a saved view, and those of the address on top."""
    own = [(name, value) for name, value in args.items(multi=True) if name != VIEW]
    said = {name for name, _ in own} - {_TREE}  # of these, all hold
    stored = [(name, value) for name, value in view.address if name not in said]
    return MultiDict([*stored, *own, (SAVED, str(view.id))])


def spelled_out(find: Callable[[], Desk], screen: Screen, args: Args) -> Args:
    """The address with a saved view unfolded, for whoever reads it with no page around. Raises Missing."""
    if args.get(VIEW) == ALL:
        return MultiDict((name, value) for name, value in args.items(multi=True) if name != VIEW)
    if not args.get(VIEW, "").startswith("my."):
        return args
    return opened(find(), screen, args).args


def storable(args: Args) -> Pairs:
    """What of an address a saved view keeps: which rows, in which order; not where somebody was in them."""
    return tuple(
        (name, value) for name, value in args.items(multi=True)
        if value != "" and value != ALL and (name in _STORED or name.startswith(_WHERE))
    )  # fmt: skip


def without_lost(
    view: StoredView, args: Args, works: Callable[[Args], PanelError | None]
) -> tuple[Args, list[PanelError]]:
    """The address without those stored pairs that cannot be read any more, and why each cannot."""
    reasons = []
    for name in dict.fromkeys(name for name, _ in view.address):
        pairs = [(name, value) for value in args.getlist(name)]
        error = works(MultiDict(pairs)) if pairs else None
        if error is not None:
            reasons.append(error)
            args = MultiDict((one, value) for one, value in args.items(multi=True) if one != name)
    return args, reasons


def is_changed(view: StoredView, args: Args, look: Look) -> bool:
    """Whether what is open is not what was saved. `look` is what the person made of the view's."""
    return sorted(storable(args)) != sorted(view.address) or look.over(view.look) != view.look


def own_look(at: Desk, screen: Screen, args: Args, view: StoredView | None) -> Look:
    """What the address says of the look, and what the person made of this view's."""
    said = Look(looks.shown(screen, _listed(args.get(COLUMNS, ""))), group=args.get(GROUP, "")[:200])
    return looks.known(screen, said.over(choices(at).look(screen.key, view.id if view else None)))


def look(at: Desk, screen: Screen, args: Args, view: StoredView | None) -> Look:
    """How the list looks: the address, the person's change of the view, the view, the person's usual look."""
    mine = own_look(at, screen, args, view)
    if view is None:
        return mine
    below = view.look.over(choices(at).look(screen.key))
    return looks.known(screen, mine.over(below))


def lost_columns(screen: Screen, view: StoredView) -> tuple[str, ...]:
    """The columns of a saved view that this person's list has no more."""
    return tuple(key for key in view.look.columns if key not in looks.shown(screen, view.look.columns))


def _named(at: Desk, screen: Screen, id: int | None) -> StoredView | None:
    return next((one for one in choices(at).of(screen.key) if one.id == id), None) if id else None


def _number(text: str) -> int | None:
    return number(f"my.{text}")


def _listed(text: str) -> Iterable[str]:
    return text.split(",") if text else ()
