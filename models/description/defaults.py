"""Catalog + description -> complete screens: every table by its defaults, the described ones as wanted."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field

from models.description import sense, wording
from models.description.access import access_of, key_of
from models.description.columns import read_columns
from models.description.counted import read_counted
from models.description.described import described, key_columns
from models.description.fields import fields_of
from models.description.findings import Finding, closest
from models.description.following import followed
from models.description.load import Description, Written
from models.description.naming import screen_keys
from models.description.prints import prints_of
from models.description.probe import Probed, unasked
from models.description.reading import Around, Reading, children_named, named
from models.description.relations import Place, children_of, is_link, parents_of, references_of
from models.description.screen import Child, Field, Screen, Wording
from models.description.spec import ScreenSpec
from models.description.tables import tables_named
from models.schema.catalog import Catalog, Kind, Table, TableName

Probe = Callable[[Table, str], Probed]


@dataclass
class _Draft:
    """A screen on its way: which table, described by which file, with which fields so far."""

    key: str
    table: Table
    written: Written[ScreenSpec] | None
    primary: bool  # references to the table lead to this screen
    fields: dict[str, Field] = field(default_factory=dict)
    key_columns: tuple[str, ...] = ()
    reading: Reading | None = None

    @property
    def label(self) -> tuple[Wording, Wording | None]:
        label, help_ = wording.from_comment(self.table.comment, self.table.name.name)
        if self.written is None:
            return label, help_
        spec = self.written.spec
        return spec.label.wording if spec.label else label, spec.help.wording if spec.help else help_

    @property
    def state(self) -> str | None:
        """The field with the state of its workflow."""
        workflow = self.written.spec.workflow if self.written else None
        found = named(self.fields, workflow.column) if workflow else None
        return found.key if found else None

    def tabs(self, below: tuple[Child, ...]) -> tuple[Child, ...]:
        """The children that the screen shows."""
        wanted = self.written.spec.children if self.written else None
        if wanted is None:
            return below
        return tuple(dict.fromkeys(one for name in wanted for one in children_named(below, name)))


def screens_of(
    catalog: Catalog, description: Description, probe: Probe = unasked
) -> tuple[dict[str, Screen], list[Finding]]:
    """All screens by key, and what is wrong with the descriptions of some of them.

    For each table the screen that references lead to comes first; described ones come before the rest.
    """
    findings: list[Finding] = []
    drafts = _drafts(catalog, description, findings)
    _read_fields(drafts, description, probe, findings)
    places = {
        one.table.name: Place(one.key, one.label[0], one.table, one.fields) for one in drafts if one.primary
    }
    children = children_of(catalog, places)
    keys = {name: place.screen for name, place in places.items()}
    around = _around(drafts, description, children, keys)
    for draft in drafts:
        if draft.reading is not None:
            draft.reading.around = around
            read_counted(draft.reading)
    screens = {}
    for draft in drafts:
        below = children.get(draft.table.name, ())
        screen = _default(draft, below, keys)
        if draft.reading is not None:
            draft.reading.children = below
            screen = dataclasses.replace(described(screen, draft.reading), prints=prints_of(draft.reading))
        screens[draft.key] = screen
    return followed(screens, [one.reading for one in drafts if one.reading]), findings


def _around(
    drafts: list[_Draft],
    description: Description,
    children: Mapping[TableName, tuple[Child, ...]],
    keys: Mapping[TableName, str],
) -> Around:
    specs = [one.written.spec for one in drafts if one.written]
    office = description.office.spec if description.office else None
    return Around(
        fields={one.key: one.fields for one in drafts},
        children={one.key: children.get(one.table.name, ()) for one in drafts},
        tabs={one.key: one.tabs(children.get(one.table.name, ())) for one in drafts},
        parents={one.key: parents_of(one.table, keys, children.get(one.table.name, ())) for one in drafts},
        states={one.key: one.state for one in drafts},
        keys={one.key: one.key_columns for one in drafts},
        tables={one.key: one.table for one in drafts},
        workflows=description.workflows,
        broken_workflows=description.broken_workflows,
        parts=description.parts,
        broken_parts=description.broken_parts,
        taken_workflows=frozenset(name for spec in specs if spec.workflow for name in spec.workflow.use),
        entries=office.books.entries if office and office.books else None,
    )


def default_screen(screens: Mapping[str, Screen], catalog: Catalog, table: TableName) -> Screen:
    """The screen that a table would have if nobody had described it, among the screens there are."""
    draft = _Draft(screen_keys(catalog.tables)[table], catalog.tables[table], None, primary=True)
    primary = {one.table.name: one for one in reversed(list(screens.values()))}
    keys = {name: one.key for name, one in primary.items()}
    draft.key_columns = key_of(draft.table)
    draft.fields = fields_of(draft.table, draft.key_columns, references_of(draft.table, keys))
    return _default(draft, primary[table].children if table in primary else (), keys)


def _drafts(catalog: Catalog, description: Description, findings: list[Finding]) -> list[_Draft]:
    tables = {name: table for name, table in catalog.tables.items() if _can_be_seen(table)}
    found: list[_Draft] = []
    for key, written in description.screens.items():
        table = _table_named(written, tables, findings)
        if table is not None:
            found.append(_Draft(key, table, written, primary=False))
    _mark_primaries(found, screen_keys(tables))
    described_tables = {one.table.name for one in found}
    taken = {*description.screens, *description.broken}
    for name, key in screen_keys(tables).items():
        if name not in described_tables:
            found.append(_Draft(_free(key, taken), tables[name], None, primary=True))
    return _sorted(found, description)


def _can_be_seen(table: Table) -> bool:
    return any(column.can_select for column in table.columns)


def _mark_primaries(drafts: list[_Draft], keys: Mapping[TableName, str]) -> None:
    """Of several screens on a table, references lead to the one of the table's name, else to the first
    that stands in a menu."""

    def rank(one: _Draft) -> tuple[bool, bool, str]:
        return one.key != keys[one.table.name], bool(one.written and one.written.spec.hidden), one.key

    seen: set[TableName] = set()
    for draft in sorted(drafts, key=rank):
        draft.primary = draft.table.name not in seen
        seen.add(draft.table.name)


def _free(key: str, taken: set[str]) -> str:
    """A screen of the YAML keeps its name; an undescribed table of that name steps aside."""
    wanted, number = key, 1
    while key in taken:
        key = f"{wanted}_table" if number == 1 else f"{wanted}_table_{number}"
        number += 1
    taken.add(key)
    return key


def _sorted(drafts: list[_Draft], description: Description) -> list[_Draft]:
    groups = [one.id for one in description.office.spec.menu] if description.office else []

    def place(one: _Draft) -> tuple[bool, bool, int, str]:
        menu = one.written.spec.menu.id if one.written and one.written.spec.menu else None
        group = groups.index(menu) if menu in groups else len(groups)
        return one.written is None, not one.primary, group, one.key

    return sorted(drafts, key=place)


def _table_named(
    written: Written[ScreenSpec], tables: Mapping[TableName, Table], findings: list[Finding]
) -> Table | None:
    wanted = written.spec.table
    found = tables_named(wanted, tables)
    if len(found) == 1:
        return tables[found[0]]
    if not found:
        shown = {str(name) if "." in wanted else name.name for name in tables}
        findings.append(written.finding("D301", "table", near=closest(wanted, sorted(shown)), table=wanted))
        return None
    schemas = ", ".join(name.schema for name in found)
    facts = {"table": wanted, "schemas": schemas, "example": str(found[0])}
    findings.append(written.finding("D302", "table", near=None, **facts))
    return None


def _read_fields(
    drafts: list[_Draft], description: Description, probe: Probe, findings: list[Finding]
) -> None:
    """The fields of every draft; `columns:` and `key:` of the described ones are read here, because
    children are labelled by the fields of other screens."""
    primary = {one.table.name: one.key for one in drafts if one.primary}
    known = {one.key for one in drafts} | description.broken | set(description.screens)
    roles: Collection[str] = description.office.spec.roles if description.office else ()
    parameters = description.office.spec.parameters if description.office else {}
    for draft in drafts:
        draft.key_columns = key_of(draft.table)
        draft.fields = fields_of(draft.table, draft.key_columns, references_of(draft.table, primary))
        if draft.written is None:
            continue
        draft.reading = Reading(
            draft.key, draft.table, draft.written, draft.fields, roles, known, probe, findings
        )
        draft.reading.parameters = parameters
        read_columns(draft.reading)
        draft.key_columns = key_columns(draft.reading)


def _default(draft: _Draft, children: tuple[Child, ...], keys: Mapping[TableName, str]) -> Screen:
    table = draft.table
    access = access_of(table, draft.fields.values(), draft.key_columns)
    if access.read_only_because is not None:
        for key, one in draft.fields.items():
            draft.fields[key] = _shut(one, access.read_only_because)
    visible = [one for one in draft.fields.values() if not one.hidden]
    stored = [one for one in visible if one.sql is None]
    title = sense.title_of(stored, draft.key_columns)
    titled = [part for kind, part in title if kind == "field"]
    label, help_ = draft.label
    return Screen(
        key=draft.key,
        table=table,
        label=label,
        help=help_,
        fields=draft.fields,
        title=title,
        list=sense.list_of(visible, titled, draft.key_columns),
        search=sense.search_of(stored, titled, table),
        search_column=_search_column(draft.fields),
        order=sense.order_of(stored, titled, table, draft.key_columns),
        sections=sense.sections_of(visible),
        children=children,
        parents=parents_of(table, keys, children),
        key_columns=draft.key_columns,
        hidden=is_link(table),
        read_only_because=access.read_only_because,
        can_add=access.can_add,
        can_edit=access.can_edit,
        can_delete=access.can_delete,
        cannot_add_because=access.cannot_add_because,
    )


def _shut(one: Field, because: str) -> Field:
    if not (one.editable or one.insertable):
        return one
    return dataclasses.replace(one, insertable=False, editable=False, read_only_because=because)


def _search_column(fields: Mapping[str, Field]) -> str | None:
    found = (one.column.name for one in fields.values() if one.kind is Kind.SEARCH)
    return next(found, None)
