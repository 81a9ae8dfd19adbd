"""The screens that office.yaml names, of staff, stand-ins and books: they exist, with the columns needed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from models.description.findings import Finding, closest
from models.description.load import Written
from models.description.office_spec import BooksSpec, DelegationsSpec, OfficeSpec, PeopleSpec
from models.description.reading import named, near
from models.description.screen import Screen

BOOK_COLUMNS = ("code", "pattern")
ENTRY_COLUMNS = ("book", "year", "month", "sequence", "number")
# What else the machine fills or reads, where a table has it.
MORE_COLUMNS = (
    *("name", "reset", "start_at", "classification", "unit", "closed_on"),
    *("registered_at", "registered_by"),
)
_PEOPLE = ("username", "name", "title", "rank", "nip")
_DELEGATIONS = ("username", "role", "title", "starts", "ends")


def wrong_names(
    office: Written[OfficeSpec], screens: Mapping[str, Screen], excused: Collection[str]
) -> list[Finding]:
    """What is wrong. `excused` are screens whose files have problems of their own: said there."""
    checking, spec = _Checking(office, screens, excused), office.spec
    if spec.people is not None:
        checking.words("people", spec.people, _PEOPLE)
    if spec.delegations is not None:
        checking.words("delegations", spec.delegations, _DELEGATIONS)
    if spec.books is not None:
        checking.books(spec.books)
    for key, one in spec.signatories.items():
        if one.role is not None and one.role not in spec.roles:
            guess = closest(one.role, spec.roles)
            checking.add("D307", "signatories", key, "role", near=guess, role=one.role)
    return checking.findings


@dataclass
class _Checking:
    office: Written[OfficeSpec]
    screens: Mapping[str, Screen]
    excused: Collection[str]
    findings: list[Finding] = field(default_factory=list)

    def add(self, code: str, *path: str, near: str | None = None, **facts: object) -> None:
        self.findings.append(self.office.finding(code, *path, near=near, **facts))

    def words(self, place: str, spec: PeopleSpec | DelegationsSpec, words: tuple[str, ...]) -> None:
        """A column for each word that is written or has a default."""
        screen = self.screen(spec.screen, place, "screen")
        for word in words if screen else ():
            column = getattr(spec, word)
            if screen is not None and column is not None:
                self.column(screen, column, place, word)

    def books(self, spec: BooksSpec) -> None:
        books = self.screen(spec.screen, "books", "screen")
        entries = self.screen(spec.entries, "books", "entries")
        self._renames(spec, [one for one in (books, entries) if one])
        for screen, words in ((books, BOOK_COLUMNS), (entries, ENTRY_COLUMNS)):
            for word in words if screen else ():
                if screen is not None and word in spec.columns:
                    self.column(screen, spec.columns[word], "books", "columns", word)
                elif screen is not None and named(screen.fields, word) is None:
                    self.add("D206", "books", screen=screen.key, column=word)

    def _renames(self, spec: BooksSpec, screens: list[Screen]) -> None:
        known = (*BOOK_COLUMNS, *ENTRY_COLUMNS, *MORE_COLUMNS)
        for word, column in spec.columns.items():
            if word not in known:
                self.add("D205", "books", "columns", word, near=closest(word, known), word=word)
            elif word in MORE_COLUMNS and screens and not any(named(one.fields, column) for one in screens):
                self.column(screens[-1], column, "books", "columns", word)

    def screen(self, name: str, *path: str) -> Screen | None:
        if name not in self.screens and name not in self.excused:
            self.add("D305", *path, near=closest(name, self.screens), screen=name)
        return self.screens.get(name)

    def column(self, screen: Screen, column: str, *path: str) -> None:
        if named(screen.fields, column) is None:
            guess = near(screen.fields, column)
            self.add("D303", *path, near=guess, column=column, screen=screen.key)
