"""A screen's file while it is being read against the catalog: finds its columns, notes what is wrong."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from models.description.findings import Finding, closest
from models.description.load import Written
from models.description.probe import Probed
from models.description.screen import Child, Field, Reference
from models.description.spec import ScreenSpec
from models.description.workflow_spec import PartSpec, WorkflowFileSpec
from models.schema.catalog import Table

HIDDEN = "Kolom ini disembunyikan."
Probe = Callable[[Table, str], Probed]


@dataclass(frozen=True)
class Around:
    """What lies around the screen being read, once every screen has its fields."""

    fields: Mapping[str, dict[str, Field]] = field(default_factory=dict)
    children: Mapping[str, tuple[Child, ...]] = field(default_factory=dict)
    tabs: Mapping[str, tuple[Child, ...]] = field(default_factory=dict)  # the children that a screen shows
    parents: Mapping[str, tuple[Reference, ...]] = field(default_factory=dict)  # composite references
    states: Mapping[str, str | None] = field(default_factory=dict)  # the field with the workflow's state
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # key column names
    tables: Mapping[str, Table] = field(default_factory=dict)
    workflows: Mapping[str, Written[WorkflowFileSpec]] = field(default_factory=dict)
    broken_workflows: Collection[str] = ()
    parts: Mapping[str, Written[PartSpec]] = field(default_factory=dict)
    broken_parts: Collection[str] = ()
    taken_workflows: Collection[str] = ()  # those that some screen names in `use`
    entries: str | None = None  # the screen of the register's lines


@dataclass
class Reading:
    """One screen being read. `fields` grows as its columns are described."""

    screen: str
    table: Table
    written: Written[Any]  # its own file, or one that speaks of it
    fields: dict[str, Field]
    roles: Collection[str]
    screens: Collection[str]  # every screen key there is, also those that could not be read
    probe: Probe
    findings: list[Finding]
    children: tuple[Child, ...] = ()
    around: Around = field(default_factory=Around)
    parameters: Mapping[str, str] = field(default_factory=dict)  # of office.yaml, for its SQL
    state: str | None = None  # the field with the state of its workflow

    @property
    def fields_by_screen(self) -> Mapping[str, Mapping[str, Field]]:
        return self.around.fields

    @property
    def spec(self) -> ScreenSpec:
        return cast(ScreenSpec, self.written.spec)

    def add(
        self, code: str, *path: str | int, near: str | None = None, cure: str | None = None, **facts: object
    ) -> None:
        """Notes a problem at a path of the file."""
        finding = self.written.finding(code, *path, near=near, **facts)
        self.findings.append(dataclasses.replace(finding, cure=cure))

    def column(self, name: str, *path: str | int, word: str, computed: bool = True) -> Field | None:
        """The visible field that a name of the YAML means: a column's own name, else its key."""
        found = self.any_column(name, *path)
        if found is not None and found.hidden:
            self.add("D317", *path, word=word, column=name, reason=HIDDEN)
            return None
        if found is not None and found.sql is not None and not computed:
            self.add("D313", *path, column=name, word=word)
            return None
        return found

    def any_column(self, name: str, *path: str | int) -> Field | None:
        """The same, hidden ones too."""
        found = named(self.fields, name)
        if found is None:
            if any(column.name == name for column in self.table.columns):
                self.add("D316", *path, column=name)
            else:
                self.add("D303", *path, near=near(self.fields, name), column=name, screen=self.screen)
        return found

    def columns(self, names: Collection[str], *path: str | int, word: str) -> tuple[str, ...]:
        """The keys of a list of names, each once."""
        keys: list[str] = []
        for place, name in enumerate(names):
            found = self.column(name, *path, place, word=word)
            if found is not None and found.key in keys:
                self.add("D304", *path, place, column=name)
            elif found is not None:
                keys.append(found.key)
        return tuple(keys)

    def role(self, name: str, *path: str | int) -> None:
        """Notes a role that office.yaml does not have."""
        if name not in self.roles:
            self.add("D307", *path, near=closest(name, self.roles), role=name)

    def child(self, name: str, *path: str | int) -> tuple[Child, ...]:
        """The children that a name means: one by its key, else all on a screen."""
        found = children_named(self.children, name)
        if not found and name in self.screens and name not in self.fields_by_screen:
            return ()  # its file is broken: that is said there
        if not found and name in self.screens:
            self.add("D306", *path, near=closest(name, self._child_names), screen=name)
        elif not found:
            self.add("D305", *path, near=closest(name, self._child_names or self.screens), screen=name)
        return found

    def on(self, screen: str) -> Reading:
        """The same file, read as if it spoke of another screen."""
        around = self.around
        return dataclasses.replace(
            self,
            screen=screen,
            table=around.tables[screen],
            fields=around.fields[screen],
            children=around.tabs.get(screen, ()),
            state=around.states.get(screen),
        )

    @property
    def _child_names(self) -> list[str]:
        return [one.key for one in self.children]

    def child_column(self, name: str, *path: str | int) -> tuple[Child, Field] | None:
        """`child.column`: the child and its visible field."""
        child_name, _, column = name.rpartition(".")
        for child in self.child(child_name, *path)[:1]:
            fields = self.fields_by_screen[child.screen]
            found = named(fields, column)
            if found is not None and not found.hidden:
                return child, found
            self.add("D303", *path, near=near(fields, column), column=column, screen=child.screen)
        return None


def children_named(children: Iterable[Child], name: str) -> tuple[Child, ...]:
    """One child by its key, else all on a screen."""
    known = tuple(children)
    return tuple(one for one in known if one.key == name) or tuple(one for one in known if one.screen == name)


def named(fields: Mapping[str, Field], name: str) -> Field | None:
    """The field of a name as an office writes it: the column's own, else the key."""
    own = next((one for one in fields.values() if one.sql is None and one.column.name == name), None)
    return own or fields.get(name)


def near(fields: Mapping[str, Field], name: str) -> str | None:
    """The column that a misspelt name probably means."""
    return closest(name, [one.column.name for one in fields.values() if not one.hidden])
