"""Rows by the words that people read: what a reference's pasted title means.

All titles of a column are asked in one statement; a large table is asked by what its titles begin with,
so that an index may serve.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from models import masking
from models.description.screen import Field, Reference, Screen
from models.panel import Desk
from models.schema.catalog import Kind
from models.selecting import Row, fetch, selection
from models.values import text
from models.visibility import seen_rows

MOST = 2000  # rows of one answer: more than a paste has cells in a column
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Named:
    """What a text may mean: the values that the reference's column would hold, with their titles. One is
    an answer, none is an unknown text, several are ambiguous."""

    choices: tuple[tuple[str, str], ...] = ()

    @property
    def value(self) -> str | None:
        return self.choices[0][0] if len(self.choices) == 1 else None


def named(desk: Desk, one: Field, texts: Iterable[str]) -> dict[str, Named]:
    """Text -> the rows that it may mean, among those the actor sees: by their title, whatever its case, or
    by the value of the referenced column. One title that is another row's value is ambiguous."""
    wanted = {written: _plain(written) for written in texts if "\x00" not in written[:_LONGEST]}
    reference = one.reference
    target = desk.panel.screens.get(reference.screen) if reference else None
    if not wanted or reference is None or target is None or not _may_see(desk, target):
        return {written: Named() for written in wanted}
    rows = _rows(desk, target, reference, list(dict.fromkeys(wanted.values())))
    by_title: dict[str, dict[str, str]] = {}
    by_value: dict[str, str] = {}
    for value, row in rows:
        by_title.setdefault(_plain(row.title), {})[value] = row.title
        by_value[value] = row.title
    found = {}
    for written, plain in wanted.items():
        choices = dict(by_title.get(plain, {}))
        if written.strip() in by_value:
            choices.setdefault(written.strip(), by_value[written.strip()])
        found[written] = Named(tuple(choices.items()))
    return found


def _plain(written: str) -> str:
    return " ".join(written.split()).casefold()


def _may_see(desk: Desk, screen: Screen) -> bool:
    return desk.actor.may("list", screen.key) or desk.actor.may("show", screen.key)


def _rows(desk: Desk, screen: Screen, reference: Reference, texts: Sequence[str]) -> list[tuple[str, Row]]:
    """The rows whose title or referenced value is one of these texts, each with that value."""
    far = screen.field_of(reference.target_columns[0])
    if far is None or far.mask is not None or (far.hidden and far.hidden_for):
        return []
    chosen = selection(desk, screen, (far.key,))
    column = desk.panel.table_of(screen).c[far.key]
    among = sa.cast(sa.literal(list(texts), sa.ARRAY(sa.Text)), sa.ARRAY(sa.Text))
    clause = sa.or_(_title(desk, screen) == sa.func.any(among), *_by_value(column, far, texts))
    inner = chosen.inner().where(column.is_not(None), clause, *seen_rows(desk, screen)).limit(MOST)
    statement, _ = chosen.outer(inner)
    rows = (chosen.row(found) for found in fetch(desk, screen, statement))
    return [(text(row.values[far.key]) or "", row) for row in rows]


def _by_value(
    column: sa.ColumnElement[object], far: Field, texts: Sequence[str]
) -> list[sa.ColumnElement[bool]]:
    if far.kind is Kind.INTEGER:
        numbers = [int(one) for one in texts if one.isascii() and one.isdigit() and len(one) < 10]
        return [column.in_(numbers)] if numbers else []
    # A text's own case is lost in `texts`: few keys differ in nothing else.
    return [sa.func.lower(sa.cast(column, sa.Text)).in_(list(texts))]


def _title(desk: Desk, screen: Screen) -> sa.ColumnElement[str]:
    """The title as a row shows it, in small letters, its blanks made one: see `selecting.title_of`."""
    parts: list[sa.ColumnElement[str]] = []
    for kind, part in screen.title:
        if kind == "text":
            parts.append(sa.literal(part, sa.Text))
            continue
        one = screen.fields[part]
        shown = sa.cast(masking.shown(desk, screen, one), sa.Text)
        known = {option.value: option.label.id for option in one.options}
        parts.append(sa.case(known, value=shown, else_=shown) if known else shown)
    if len(parts) == 1:
        return sa.func.lower(sa.func.btrim(parts[0]))
    joined = sa.func.concat(*parts)
    return sa.func.lower(sa.func.btrim(sa.func.regexp_replace(joined, r"\s+", " ", "g")))


_PEOPLE = sa.text("""
    SELECT username, concat_ws(' ', first_name, nullif(last_name, first_name)) AS name FROM panel.ab_user
    WHERE lower(username) = ANY (:texts)
       OR lower(concat_ws(' ', first_name, nullif(last_name, first_name))) = ANY (:texts)""")


def people(desk: Desk, texts: Iterable[str]) -> dict[str, Named]:
    """Text -> the user names that it may mean. One that nobody has stands for itself: who has left the
    office is still in its books."""
    wanted = {written: _plain(written) for written in texts}
    found: dict[str, dict[str, str]] = {}
    for row in desk.connection.execute(_PEOPLE, {"texts": list(set(wanted.values()))}):
        for plain in {_plain(row.username), _plain(row.name)}:
            found.setdefault(plain, {})[row.username] = row.name
    return {written: Named(tuple(found.get(plain, {written: written}).items()))
            for written, plain in wanted.items()}  # fmt: skip
