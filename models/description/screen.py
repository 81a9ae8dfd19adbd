"""A screen, complete: what the YAML says, checked, with every default filled in.

Everything above reads these records: forms, lists, REST, grid, exports, rights and menu. Nothing
here is optional guesswork any more: `models/description/defaults.py` has decided.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from models.schema.catalog import Column, Kind, Table

if TYPE_CHECKING:
    from models.description.workflow import ScreenWorkflow


@dataclass(frozen=True, slots=True)
class Wording:
    """A word or sentence people read. English falls back to Indonesian."""

    id: str
    en: str | None = None

    def in_language(self, language: str) -> str:
        return (self.en or self.id) if language == "en" else self.id

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Option:
    """One value of a closed list, with its words."""

    value: str
    label: Wording
    tone: str = ""  # the colour of its badge: late, warn, ok, info, gray


@dataclass(frozen=True, slots=True)
class Counting:
    """How a deadline is counted: `by` (a reference of this screen) leads to a row of another screen, whose
    fields `amount`, `unit` and `extension` say how long. Its field `start` picks one of `starts`: the
    field of this screen where the counting begins (without `start`: the only one). `extended` is the
    field of this screen that is filled when the deadline was extended."""

    by: str
    amount: str
    unit: str
    starts: Mapping[str, str]
    start: str | None = None
    extension: str | None = None
    extended: str | None = None


@dataclass(frozen=True, slots=True)
class Deadline:
    """What must be done by a date: it is, when one of `done` (field keys) is filled; it waits while
    `paused` is. With `count` the machine sets it."""

    done: tuple[str, ...] = ()
    paused: str | None = None
    count: Counting | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """What a list reads along: what ends it, what holds it, and whose unit it is counted in."""
        more = (self.paused, self.count.by if self.count else None)
        return (*self.done, *(key for key in more if key))


@dataclass(frozen=True, slots=True)
class Reference:
    """This field points at a row of another screen, through a foreign key.

    `columns` (names in this table) hold the values of `target_columns` there. Only a foreign key of
    one column becomes a field's picker; a composite one is a link on the record page (Screen.parents),
    and filters call it by its `name`.
    """

    screen: str
    columns: tuple[str, ...]
    target_columns: tuple[str, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class FileColumns:
    """This field holds the SHA-256 of a file in the panel's folder of files.

    `name`, `size` and `type` are the keys of the fields that the machine fills along with it, where the
    table has such columns. `accept` has the kinds that are taken, words of models/files/types.py.
    """

    name: str | None = None
    size: str | None = None
    type: str | None = None
    accept: tuple[str, ...] = ()

    @property
    def companions(self) -> tuple[str, ...]:
        return tuple(key for key in (self.name, self.size, self.type) if key is not None)


@dataclass(frozen=True, slots=True)
class Mask:
    """How a value is hidden: all of it, all but the last 4 letters, or all but initials; where `when` (SQL
    on the row) holds. People of the roles `reveal` may open it for a reason that is written down."""

    how: str  # all, last4, initials
    reveal: frozenset[str] = frozenset()
    when: str | None = None


@dataclass(frozen=True, slots=True)
class Print:
    """A page to print, made from a template of the office. `roles` empty: everybody who sees the row.

    `of_list`: made from the rows of a list, in its own `order` where nobody asked for another. `after_add`:
    the form for a new row offers it.
    """

    key: str
    label: Wording
    file: str
    size: str = "A4"
    landscape: bool = False
    roles: frozenset[str] = frozenset()
    when: str | None = None
    of_list: bool = False
    order: tuple[Order, ...] = ()
    after_add: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """A column of a screen. `key` is a safe identifier, unique in the screen (forms, JSON, URLs).

    A computed field has `sql`, an expression on the row written by the office; it is never edited.
    """

    key: str
    column: Column
    label: Wording
    help: Wording | None = None
    multiline: bool = False
    wide: bool = False  # its box takes the whole width of a form
    options: tuple[Option, ...] = ()
    reference: Reference | None = None
    required: bool = False  # NOT NULL, no default: a new row must bring it
    insertable: bool = True
    editable: bool = True
    read_only_because: str | None = None  # a msgid
    hidden: bool = False  # never shown: tsvector and the like
    sql: str | None = None
    file: FileColumns | None = None
    deadline: Deadline | None = None
    fill: str | None = None  # me, now or today: the machine fills a new row with it
    person: bool = False  # holds somebody's user name: people read their name
    contact: str | None = None  # holds a telephone number: the text to send there, with {field keys}
    mask: Mask | None = None
    hidden_for: frozenset[str] = frozenset()  # roles that never see it
    read_only_for: frozenset[str] = frozenset()  # roles that may not change it

    @property
    def kind(self) -> Kind:
        return self.column.kind


@dataclass(frozen=True, slots=True)
class Order:
    """By which field a list is sorted."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Condition:
    """A filter on one field. Operators: models/filters.py has the list with the kinds they take."""

    field: str
    operator: str
    value: object = None


@dataclass(frozen=True, slots=True)
class Group:
    """Several filters of which all must hold, or `any` one."""

    parts: tuple[Where, ...]
    any: bool = False


@dataclass(frozen=True, slots=True)
class Not:
    """The rows for which a filter does not hold; one that an empty value leaves open does not hold."""

    part: Where


@dataclass(frozen=True, slots=True)
class Along:
    """A filter on the row that this one refers to: by a field with a reference, or by the name of one
    in Screen.parents. Where it refers to none, all the fields there are empty."""

    reference: str
    part: Where


@dataclass(frozen=True, slots=True)
class Having:
    """Whether there are rows of a child (its key): any, or any for which a filter holds."""

    child: str
    part: Where | None = None


Where = Condition | Group | Not | Along | Having


@dataclass(frozen=True, slots=True)
class SavedView:
    """A named filter of the YAML; `count` shows a live number beside its name."""

    key: str
    label: Wording
    where: tuple[Where, ...]
    order: tuple[Order, ...] = ()
    count: bool = False
    tone: str = ""  # the colour of its number: late, warn, info; "" for plain


@dataclass(frozen=True, slots=True)
class Section:
    """Fields under a heading. In a form, `child` (a key of Screen.with_children) puts its rows here."""

    label: Wording
    fields: tuple[str, ...]
    child: str | None = None


@dataclass(frozen=True, slots=True)
class Child:
    """Rows of another screen that point at a row of this one, shown as a tab of its record page.

    `columns` of the child's table hold `target_columns` of this one. Two foreign keys to one table
    make two children: `key` tells them apart. With `through`, a link table (its screen) stands
    between: `columns` are the link's columns to here, `far_columns` its columns to the child's
    `far_target_columns`.
    """

    key: str
    screen: str
    label: Wording
    columns: tuple[str, ...]
    target_columns: tuple[str, ...]
    through: str | None = None
    far_columns: tuple[str, ...] = ()
    far_target_columns: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WithChild:
    """Rows of a child that stand in the form of their parent and are saved with it, or not at all.

    Each row has the values of `fixed` (field key -> canonical value), and its `columns` hold the
    parent's `target_columns`. `fields` are shown, `required` ones of them must be filled; `beside` are
    fields of the parent that stand in the same part of the form.
    """

    key: str  # its name in forms and in JSON
    child: Child
    label: Wording
    fields: tuple[str, ...]
    help: Wording | None = None
    fixed: tuple[tuple[str, bool | int | Decimal | str | None], ...] = ()
    required: tuple[str, ...] = ()
    beside: tuple[str, ...] = ()
    least: int = 0
    most: int | None = None

    @property
    def screen(self) -> str:
        return self.child.screen


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """Where the quick search looks: a field of the screen, or (`child` set) one of a child's screen, or
    (`reference` set, a field of the screen) one of the row it refers to."""

    field: str
    child: str | None = None
    reference: str | None = None

    @property
    def is_own(self) -> bool:
        return self.child is None and self.reference is None


@dataclass(frozen=True, slots=True)
class Screen:
    """One screen. `key` is its name for ever: URL, API, permission.

    `title` has literal texts and field keys in turn, e.g. (("field", "number"), ("text", " ")).
    `read_only_because` is a msgid when no row can be written whatever the role (view, no key, ...).
    `key_columns` (column names) identify a row; empty: rows can be listed, not opened.
    `parents` are the rows that a composite foreign key points at. `adding` are the sections of the form
    for a new row where that shows other fields than `sections`.
    """

    key: str
    table: Table
    label: Wording
    fields: Mapping[str, Field]
    title: tuple[tuple[str, str], ...]
    list: tuple[str, ...]
    search: tuple[SearchTerm, ...]
    search_column: str | None  # a tsvector column name, where the table has one
    order: tuple[Order, ...]
    sections: tuple[Section, ...]
    views: tuple[SavedView, ...] = ()
    children: tuple[Child, ...] = ()
    parents: tuple[Reference, ...] = ()
    key_columns: tuple[str, ...] = ()
    menu: Wording | None = None  # None: under "Data lain"
    help: Wording | None = None
    described: bool = False
    hidden: bool = False  # in no menu: link tables
    read_only_because: str | None = None
    can_add: bool = True
    can_edit: bool = True
    can_delete: bool = True
    cannot_add_because: str | None = None
    with_children: tuple[WithChild, ...] = ()
    adding: tuple[Section, ...] = ()
    add_label: Wording | None = None  # of the button for a new row
    subtitle: Wording | None = None  # the line under a record's title, with {field} in it
    rows: Mapping[str, str] = field(default_factory=dict)  # role, or "*" for the others -> SQL on the row
    follows: str | None = None  # the reference to the row it belongs to: seen only where that one is
    audit: bool = False
    workflow: ScreenWorkflow | None = None
    prints: tuple[Print, ...] = ()

    def print_named(self, key: str) -> Print | None:
        return next((one for one in self.prints if one.key == key), None)

    def with_child(self, key: str) -> WithChild | None:
        return next((one for one in self.with_children if one.key == key), None)

    @property
    def files(self) -> tuple[Field, ...]:
        """The fields that hold a file."""
        return tuple(one for one in self.fields.values() if one.file is not None)

    @property
    def companions(self) -> frozenset[str]:
        """The keys of the fields that are filled along with a file."""
        return frozenset(key for one in self.files if one.file for key in one.file.companions)

    def reference_named(self, name: str) -> Reference | None:
        """The reference of a field, or the composite one of this name."""
        if name in self.fields:
            return self.fields[name].reference
        return next((one for one in self.parents if one.name == name), None)

    def child_named(self, key: str) -> Child | None:
        return next((one for one in self.children if one.key == key), None)

    def field_of(self, column: str) -> Field | None:
        """The field of a column name."""
        return next((f for f in self.fields.values() if f.sql is None and f.column.name == column), None)
