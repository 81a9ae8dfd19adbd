"""The groups and the sums of a list as JSON, for the grid."""

from __future__ import annotations

from typing import Any

from models import counting, grouping, summing
from models.description.screen import Screen
from models.errors import Problem, Refused
from models.filters import UNREADABLE
from models.grouping import Group, Grouping
from models.panel import Desk
from views import choosing, filters, groups, lists, opening
from views.notation import number
from views.opening import GROUP, INSIDE, Args


def of(at: Desk, screen: Screen, args: Args) -> dict[str, Any]:
    """`count`, `sums` by field (null: no row has a value) and, where the address groups, `group` with its
    groups. Raises Refused for an address that cannot be read."""
    args = opening.spelled_out(lambda: at, screen, args)
    asked = filters.listing(screen, args)
    keys = choosing.chosen(at, screen, args) or screen.list
    fields = summing.summable(screen, [screen.fields[key] for key in keys if key in screen.fields])
    found: dict[str, Any] = {"sums": {}, "group": _groups(at, screen, args)}
    if fields:
        added = summing.read(at, screen, asked, fields)
        found["sums"] = {
            key: None if value is None else {"sum": value, "shown": number(value)}
            for key, value in added.of.items()
        }
        found["count"] = {"number": added.rows, "kind": "exact", "shown": number(added.rows)}
    else:
        count = counting.count(at, screen, asked, exact="count" in args)
        found["count"] = {"number": count.number, "kind": count.kind, "shown": lists.counted(count)}
    return found


def _groups(at: Desk, screen: Screen, args: Args) -> dict[str, Any] | None:
    name = args.get(GROUP, "")
    if not name or name == opening.ALL:
        return None
    by = grouping.grouped_by(screen, name)
    if by is None:
        problem = Problem("Daftar tidak dapat dikelompokkan menurut {field}.", None, {"field": name[:60]})
        raise Refused(problem, sentence=UNREADABLE)
    whole = type(args)((one, value) for one, value in args.items(multi=True) if one != INSIDE)
    found = grouping.read(at, screen, filters.listing(screen, whole), by)
    return {
        "by": by.name,
        "rows": found.rows,
        "number": found.number,
        "groups": [_told(by, one) for one in groups.in_order(by, found.found)],
    }


def _told(by: Grouping, one: Group) -> dict[str, Any]:
    """`in` is what an address opens it by."""
    title = groups.title(by, one)
    return {"value": one.value, "title": title, "count": one.number, "in": groups.named(one.value)}
