"""What people type or paste into cells -> canonical values: days, numbers, ya/tidak, labels, titles.

Every bad cell gets a sentence. References are looked up by their visible titles, all of a column at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from models import titled
from models.description.screen import Field, Option, Screen
from models.errors import Problem
from models.panel import Desk
from models.schema.catalog import Kind
from models.titled import Named
from models.values import BadValue
from views.fields import is_typed
from views.typed import canonical, tidy
from views.wording import sentence

AMBIGUOUS = '"{text}" pada {label} bisa berarti beberapa: {choices}. Pilih salah satu.'
UNKNOWN = '"{text}" tidak ditemukan di {label}. Pilih dari daftarnya.'
UNKNOWN_OPTION = '"{text}" bukan pilihan {label}. Pilihannya: {choices}.'
NO_FIELD = "Kolom {field} tidak ada."
NOT_HERE = "Isian {label} tidak dapat diubah di sini."
NOT_TEXT = "Isian {label} harus berupa teks."
_YES = frozenset({"ya", "y", "yes", "true", "t", "benar", "betul", "1", "on", "✓", "✔", "☑"})
_NO = frozenset({"tidak", "tdk", "n", "no", "false", "f", "salah", "bukan", "0", "off", "✗", "☐"})
_SHOWN = 5  # choices that a sentence names
_LONGEST = 60


@dataclass(slots=True)
class Read:
    """The cells of one row: canonical values, and what is wrong with the others."""

    values: dict[str, object] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)


def read(
    at: Desk, screen: Screen, rows: Sequence[Mapping[str, object]], adding: Sequence[bool]
) -> list[Read]:
    """The typed texts of rows, by field key. `adding` says which rows are new. An object {"value": x} in
    place of a text is a canonical value already: what somebody picked from a list."""
    found = [Read() for _ in rows]
    waiting: dict[str, dict[str, list[Read]]] = {}
    for cells, read_, new in zip(rows, found, adding, strict=True):
        for key, typed in cells.items():
            one = screen.fields.get(key)
            if one is None or one.hidden:
                read_.problems.append(Problem(NO_FIELD, None, {"field": key[:_LONGEST]}))
            elif not is_typed(one, "add" if new else "edit"):
                because = one.read_only_because or NOT_HERE
                read_.problems.append(Problem(because, key, {"label": one.label}))
            elif isinstance(typed, str) and _is_looked_up(one) and typed.strip():
                waiting.setdefault(key, {}).setdefault(typed.strip(), []).append(read_)
            else:
                _read_one(one, typed, read_)
    for key, texts in waiting.items():
        _look_up(at, screen.fields[key], texts)
    return found


def _is_looked_up(one: Field) -> bool:
    return one.person or (one.reference is not None and len(one.reference.columns) == 1)


def _read_one(one: Field, typed: object, into: Read) -> None:
    try:
        into.values[one.key] = _value(one, typed)
    except BadValue as error:
        into.problems.append(error.problem)


def _value(one: Field, typed: object) -> object:
    if isinstance(typed, Mapping) and set(typed) == {"value"}:
        return typed["value"]
    if typed is None:
        return None
    if not isinstance(typed, str):
        raise BadValue(Problem(NOT_TEXT, one.key, {"label": one.label}))
    reader: Callable[[Field, str], str | None] = canonical
    if one.kind is Kind.BOOLEAN:
        reader = _boolean
    elif one.options and one.kind is not Kind.ARRAY:
        reader = _option
    elif one.kind is Kind.ARRAY:
        reader = _array
    return reader(one, typed)


def _boolean(one: Field, typed: str) -> str | None:
    word = typed.strip().casefold()
    if word in _YES or word in _NO:
        return "true" if word in _YES else "false"
    return canonical(one, typed)


def _option(one: Field, typed: str) -> str | None:
    """A value of a closed list by its own text or by its words in either language."""
    word = typed.strip()
    if not word or any(option.value == typed for option in one.options):
        return canonical(one, typed)
    found = {option.value for option in one.options if word.casefold() in _words(option)}
    if len(found) == 1:
        return found.pop()
    known = ", ".join(sentence(option.label.id, {}) for option in one.options[: 2 * _SHOWN])
    told = {"label": one.label, "text": word[:_LONGEST], "choices": known}
    raise BadValue(Problem(UNKNOWN_OPTION, one.key, told))


def _words(option: Option) -> set[str]:
    told = (option.value, option.label.id, option.label.en or option.label.id)
    return {word.casefold() for word in told}


def _array(one: Field, typed: str) -> str | None:
    """One element a line; in a single line, as a list shows it, separated by a comma and a blank."""
    typed = tidy(typed)
    plain = "\n" not in typed and not typed.lstrip().startswith(("{", "["))
    return canonical(one, typed.replace(", ", "\n") if plain else typed)


def _look_up(at: Desk, one: Field, texts: Mapping[str, Sequence[Read]]) -> None:
    found = titled.people(at, texts) if one.person else titled.named(at, one, texts)
    for written, waiting in texts.items():
        named = found.get(written, Named())
        for read_ in waiting:
            if named.value is not None:
                read_.values[one.key] = named.value
            else:
                read_.problems.append(_unclear(one, written, named))


def _unclear(one: Field, written: str, named: Named) -> Problem:
    facts = {"label": one.label, "text": written[:_LONGEST]}
    if not named.choices:
        return Problem(UNKNOWN, one.key, facts)
    return Problem(AMBIGUOUS, one.key, {**facts, "choices": _choices(named.choices)})


def _choices(choices: Iterable[tuple[str, str]]) -> str:
    told = [f"{title} ({value})" for value, title in choices]
    return "; ".join(told[:_SHOWN]) + (" …" if len(told) > _SHOWN else "")
