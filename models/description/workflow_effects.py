"""What a step of a workflow asks and does, read against the columns of its screen and of the children."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from models.description.asked_sql import MOMENT, check_condition, check_sql
from models.description.conditions import KIND_WORDS
from models.description.reading import Reading, named, near
from models.description.screen import Child, Field, Wording
from models.description.workflow import Add, After, Ask, Change, Need, Number, Sets, Value
from models.description.workflow_asks import free_field, reference_field, with_words
from models.description.workflow_spec import AddSpec, ChangeSpec, NumberSpec, TransitionSpec
from models.schema.catalog import Kind, Table
from models.values import BadValue, read

WORDS = ("now", "today", "me")
_MOMENTS = (Kind.DATE, Kind.DATETIME, Kind.INSTANT)
_NO_MOMENT = "Hanya kolom tanggal yang bisa dipakai di sini."
Path = tuple[str | int, ...]


@dataclass
class Effects:
    """A step being read. `answered` has for each ask the screens whose columns take its answer."""

    inside: Reading
    place: Path
    spec: TransitionSpec
    asks: tuple[Ask, ...] = ()
    needs: tuple[Need, ...] = ()
    set: Sets = ()
    adds: tuple[Add, ...] = ()
    changes: tuple[Change, ...] = ()
    number: Number | None = None
    after: After | None = None
    answered: dict[str, str] = field(default_factory=dict)

    def read(self) -> Effects:
        """Reads the whole step; every problem goes to the findings."""
        children = list(self._children())
        self.asks = tuple(one for name in self.spec.ask if (one := self._ask(name, children)) is not None)
        self.needs = tuple(self._needs())
        if self.spec.when is not None:
            self._condition(self.spec.when, *self.place, "when")
        own = self._sets(self.inside.fields, self.spec.set_, (*self.place, "set"))
        self.set = self._with_answers(self.inside.screen, self.inside.fields, own)
        self.adds = tuple(self._adds(self.spec.adds, self.inside.screen, self.place))
        self.changes = tuple(self._changes(self.spec.changes, self.inside.screen, self.place))
        self.number = self._number(self.spec.number) if self.spec.number else None
        self.after = self._after()
        return self

    # -- what is asked

    def _children(self) -> Iterator[str]:
        """The screens whose columns an ask may mean, the nearest first."""
        waiting: list[AddSpec | ChangeSpec | TransitionSpec] = [self.spec]
        while waiting:
            here = waiting.pop(0)
            changes = {} if isinstance(here, AddSpec) else here.changes
            yield from (*here.adds, *changes)
            waiting += [*here.adds.values(), *changes.values()]

    def _ask(self, name: str, children: Iterable[str]) -> Ask | None:
        spec, place = self.spec.ask[name], (*self.place, "ask", name)
        found = self._asked_field(name, children, place)
        if found is None:
            return None
        if spec.suggest is not None:
            check_sql(self.inside, spec.suggest, self.inside.table, *place, "suggest", known=MOMENT)
        if spec.among is not None:
            among = f"array({spec.among})"
            check_sql(self.inside, among, self.inside.table, *place, "among", known=MOMENT)
        made = dataclasses.replace(
            found,
            key=name,
            label=spec.label.wording if spec.label else found.label,
            help=spec.help.wording if spec.help else found.help,
            required=spec.required,
            insertable=True,
            editable=True,
            hidden=False,
            read_only_because=None,
        )
        many = spec.many or made.kind is Kind.ARRAY
        return Ask(name, made, many, spec.default, spec.suggest, spec.among)

    def _asked_field(self, name: str, children: Iterable[str], place: Path) -> Field | None:
        spec = self.spec.ask[name]
        if spec.kind is not None:
            return with_words(free_field(name, spec.kind), spec.options)
        if spec.screen is not None:
            return reference_field(self.inside, name, spec.screen, place)
        for screen in children:
            found = named(self.inside.fields_by_screen.get(screen, {}), name)
            if found is not None:
                self.answered[name] = screen
                return with_words(found, spec.options)
        own = named(self.inside.fields, name)
        if own is not None:
            self.answered[name] = self.inside.screen
            return with_words(own, spec.options)
        if spec.options is not None:
            return with_words(free_field(name, "text"), spec.options)
        self.inside.add("D608", *place, near=near(self.inside.fields, name), name=name)
        return None

    # -- what it needs

    def _needs(self) -> Iterator[Need]:
        for sentence, sql in self.spec.needs.items():
            self._condition(sql, *self.place, "needs", sentence)
            yield Need(Wording(sentence), sql)

    def _condition(self, sql: str, *place: str | int) -> None:
        """A condition of the step itself: nothing is answered yet when it is asked."""
        check_condition(self.inside, sql, self.inside.table, *place, known=MOMENT)

    def _known(self) -> tuple[str, ...]:
        """What the SQL of the writing may use: the answers too."""
        return (*MOMENT, *self.spec.ask)

    # -- what it does

    def _sets(
        self,
        fields: Mapping[str, Field],
        spec: Mapping[str, object],
        place: Path,
        table: Table | None = None,
    ) -> Sets:
        """`table`: where the SQL of these values stands, by default the screen's own."""
        found = []
        for name, raw in spec.items():
            one = named(fields, name)
            if one is None or one.sql is not None:
                self.inside.add("D609", *place, name, near=near(fields, name), column=name)
                continue
            value = self._value(one, raw, (*place, name), table)
            if value is not None:
                found.append((one.key, value))
        return tuple(found)

    def _value(self, one: Field, raw: object, place: Path, table: Table | None) -> Value | None:
        if isinstance(raw, dict):
            check_sql(self.inside, str(raw["sql"]), table or self.inside.table, *place, known=self._known())
            return Value("sql", str(raw["sql"]))
        if raw is None or isinstance(raw, bool):
            return Value("literal", raw)
        text = str(raw)
        if text == ":each":
            return Value("each")
        if text.startswith(":"):
            if text[1:] not in self.spec.ask:
                self.inside.add("D610", *place, name=text[1:])
                return None
            return Value("ask", text[1:])
        if text in WORDS and (text == "me" or one.kind in _MOMENTS):
            return Value("word", text)
        return self._literal(one, text, place)

    def _literal(self, one: Field, text: str, place: Path) -> Value | None:
        try:
            read(one, text)
        except BadValue as error:
            expected = error.problem.sentence.format_map(dict(error.problem.facts))
            facts = {"value": text, "column": one.column.name, "kind": KIND_WORDS[one.kind]}
            self.inside.add("D403", *place, expected=expected, **facts)
            return None
        return Value("literal", text)

    def _with_answers(self, screen: str, fields: Mapping[str, Field], own: Sets) -> Sets:
        """Answers go by themselves to the columns of their name."""
        known = {key for key, _ in own}
        mine = (name for name, at in self.answered.items() if at == screen)
        more = ((one.key, Value("ask", name)) for name in mine if (one := named(fields, name)))
        return (*own, *((key, value) for key, value in more if key not in known))

    def _adds(self, specs: Mapping[str, AddSpec], above: str, place: Path) -> Iterator[Add]:
        """New rows under the rows of the screen `above`, on which their SQL stands."""
        for name, spec in specs.items():
            here = (*place, "adds", name)
            child = self._child(name, above, here)
            if child is None:
                continue
            fields, table = self.inside.fields_by_screen[child.screen], self.inside.around.tables[above]
            if spec.each is not None and spec.each not in self.spec.ask:
                self.inside.add("D610", *here, "each", name=spec.each)
            self._rows(spec, here, table)
            own = self._sets(fields, spec.set_, (*here, "set"), table)
            below = tuple(self._adds(spec.adds, child.screen, here))
            filled = self._with_answers(name, fields, own)
            yield Add(child, filled, spec.each, spec.rows, spec.when, below)

    def _rows(self, spec: AddSpec, here: Path, table: Table) -> None:
        if spec.when is not None:
            check_condition(self.inside, spec.when, table, *here, "when", known=self._known())
        if spec.rows is not None:
            check_sql(self.inside, f"array({spec.rows})", table, *here, "rows", known=self._known())

    def _child(self, name: str, above: str, place: Path) -> Child | None:
        children = self.inside.around.children.get(above, ())
        found = [one for one in children if name in (one.key, one.screen) and one.through is None]
        found += [
            dataclasses.replace(one, key=name, screen=name, through=None)
            for one in children
            if one.through == name  # a row of the link table itself
        ][:1]
        if len(found) > 1:
            choices = ", ".join(one.key for one in found)
            self.inside.add("D322", *place, screen=name, choices=choices)
            return None
        if not found:
            self.inside.add("D306", *place, screen=name)
            return None
        return found[0]

    def _changes(self, specs: Mapping[str, ChangeSpec], above: str, place: Path) -> Iterator[Change]:
        for name, spec in specs.items():
            here = (*place, "changes", name)
            child = self._child(name, above, here)
            if child is not None:
                yield self._change(name, child, spec, here)

    def _change(self, name: str, child: Child, spec: ChangeSpec, here: Path) -> Change:
        fields, table = self.inside.fields_by_screen[child.screen], self.inside.around.tables[child.screen]
        if spec.where is not None:
            check_condition(self.inside, spec.where, table, *here, "where", known=self._known())
        own = self._sets(fields, spec.set_, (*here, "set"), table)
        return Change(
            child,
            self._with_answers(name, fields, own),
            spec.where,
            spec.required,
            tuple(self._adds(spec.adds, child.screen, here)),
            tuple(self._changes(spec.changes, child.screen, here)),
        )

    # -- what it numbers, when it comes by itself

    def _number(self, spec: NumberSpec) -> Number | None:
        place = (*self.place, "number")
        entries = self.inside.around.entries
        if entries is None or entries not in self.inside.fields_by_screen:
            self.inside.add("D611", *place)
            return None
        into, child = self._into(spec, place)
        book = Value("ask", spec.book[1:]) if spec.book.startswith(":") else Value("literal", spec.book)
        entry = self._sets(self.inside.fields_by_screen[entries], spec.entry, (*place, "entry"))
        return Number(book, into, child, entry)

    def _into(self, spec: NumberSpec, place: Path) -> tuple[str | None, str | None]:
        """The field that gets the number, and the child whose it is."""
        if spec.into == "-":
            return None, None
        child, _, column = (spec.into or "number").rpartition(".")
        fields = self.inside.fields_by_screen.get(child, {}) if child else self.inside.fields
        into = named(fields, column)
        if into is None:
            self.inside.add("D303", *place, "into", column=column, screen=child or self.inside.screen)
            return None, None
        if child and child not in (*self.spec.adds, *self.spec.changes):
            self.inside.add("D612", *place, "into", screen=child)
        return into.key, child or None

    def _after(self) -> After | None:
        spec, place = self.spec.after, (*self.place, "after")
        if spec is None:
            return None
        since = self.inside.column(spec.since, *place, "since", word="after", computed=False)
        if since is None:
            return None
        if since.kind not in _MOMENTS:
            self.inside.add("D317", *place, "since", word="after", column=spec.since, reason=_NO_MOMENT)
            return None
        return After(spec.amount, spec.unit, since.key, spec.remind)
