"""What somebody answered in the dialog of a step: read as the asked fields take it, all problems at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from models.description.workflow import Ask, Transition
from models.errors import Problem, Refused
from models.schema.catalog import Kind
from models.values import BadValue, Canonical, read
from models.writing import required

Answer = Canonical | tuple[Canonical, ...]


@dataclass(frozen=True, slots=True)
class Answers:
    """Canonical values by the name of the ask; several where several may be chosen."""

    found: Mapping[str, Answer] = field(default_factory=dict)

    def one(self, ask: Ask) -> Canonical:
        """An answer as one column holds it: several choices as an array."""
        value = self.found.get(ask.key)
        if not isinstance(value, tuple):
            return value
        return array(value) if value else None

    def each(self, name: str) -> Sequence[Canonical]:
        """The choices of an ask, however many it takes; none where it was left empty."""
        value = self.found.get(name)
        return value if isinstance(value, tuple) else () if value is None else (value,)

    def parameters(self) -> dict[str, object]:
        """The answers for the office's SQL: several as a list."""
        return {
            name: list(value) if isinstance(value, tuple) else value for name, value in self.found.items()
        }


def answers_of(transition: Transition, given: Mapping[str, object]) -> Answers:
    """Reads what was answered. Raises Refused with a problem at each box that is wrong or empty."""
    problems: list[Problem] = []
    found: dict[str, Answer] = {}
    known = {ask.key for ask in transition.asks}
    for name in given:
        if name not in known:
            problems.append(Problem("Isian {name} tidak dikenal di langkah ini.", None, {"name": name[:60]}))
    for ask in transition.asks:
        try:
            found[ask.key] = _read(ask, given.get(ask.key))
        except BadValue as error:
            problems.append(error.problem)
            continue
        if ask.required and found[ask.key] in (None, "", ()):
            problems.append(required(ask.field))
    if problems:
        raise Refused(*problems)
    return Answers(found)


def _read(ask: Ask, raw: object) -> Answer:
    if not ask.many:
        value = read(ask.field, raw.strip() if isinstance(raw, str) and not ask.field.multiline else raw)
        return None if isinstance(value, str) and not value.strip() else value
    several = raw if isinstance(raw, list | tuple) else [] if raw in (None, "") else [raw]
    return tuple(dict.fromkeys(_element(ask, one) for one in several))


def _element(ask: Ask, raw: object) -> Canonical:
    if ask.field.kind is not Kind.ARRAY:
        return read(ask.field, raw)
    known = {option.value for option in ask.field.options}
    if not isinstance(raw, str) or (known and raw not in known):
        sentence = "Isian {label} harus salah satu dari pilihan yang ada."
        raise BadValue(Problem(sentence, ask.key, {"label": ask.field.label}))
    return raw


def array(values: Sequence[Canonical]) -> str:
    """Texts as one array literal of Postgres."""
    quoted = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in values)
    return "{" + ",".join(f'"{one}"' for one in quoted) + "}"
