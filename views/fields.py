"""Field -> control: what a form shows for a column, by its kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext

from models.description.screen import Field, Screen
from models.schema.catalog import Kind
from views.notation import words
from views.typed import is_empty_or_plain
from views.wording import language

if TYPE_CHECKING:
    from views.uploads import Box

# Nobody can type these: bytes, search indexes, types unknown to us.
UNTYPED = frozenset({Kind.BYTES, Kind.SEARCH, Kind.OTHER})
# What app/static/moments.js offers a calendar or a clock for.
_MOMENTS = {
    Kind.DATE: "date",
    Kind.DATETIME: "datetime-local",
    Kind.INSTANT: "datetime-local",
    Kind.TIME: "time",
}
_WIDE = 120  # a text column that may hold more than this takes the whole width


class Choice(NamedTuple):
    value: str
    label: str


@dataclass(slots=True)
class Control:
    """One labelled box of a form. `widget` names the template's part: input, textarea, select, checkbox,
    reference, file or fixed; in the dialog of a step also ticks and several, whose values are `values`."""

    key: str
    label: str
    widget: str
    value: str
    help: str = ""
    required: bool = False
    wide: bool = False
    choices: tuple[Choice, ...] = ()
    values: tuple[str, ...] = ()
    attributes: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    target: str = ""  # the screen a reference points at
    column: str = ""  # of that screen, whose values it takes
    title: str = ""  # of the row it holds now
    focus: bool = False
    lenient: bool = False  # required once the row is filled at all: the browser does not insist
    file: Box | None = None

    @property
    def described_by(self) -> str:
        """The ids of the texts that explain this box to a screen reader."""
        parts = [f"h-{self.key}"] if self.help else []
        return " ".join(parts + ([f"e-{self.key}"] if self.problems else []))


def typed_fields(screen: Screen, action: str) -> list[Field]:
    """The fields a form of this screen takes, in the order of its sections."""
    keys = [key for section in screen.sections for key in section.fields]
    fields = [screen.fields[key] for key in keys if key in screen.fields]
    return [one for one in fields if is_typed(one, action)]


def is_typed(one: Field, action: str) -> bool:
    """Whether a form for `action` (add or edit) has a box for this field."""
    allowed = one.insertable if action == "add" else one.editable
    return allowed and one.sql is None and not one.hidden and one.kind not in UNTYPED


def control(one: Field, text: str, title: str = "") -> Control:
    """The control of a field with a text in it."""
    made = Control(one.key, words(one.label), "input", text, _help(one), required=is_required(one))
    if one.file is not None:
        made.widget, made.wide = "file", True
    elif one.reference is not None and len(one.reference.columns) == 1:
        made.widget, made.title = "reference", title
        made.target, made.column = one.reference.screen, one.reference.target_columns[0]
    elif one.kind is Kind.BOOLEAN:
        _boolean(one, made)
    elif one.options or one.column.options:
        made.widget, made.choices = "select", _choices(one, text)
    else:
        _box(one, made)
    made.wide = made.wide or one.wide
    return made


def is_required(one: Field) -> bool:
    return one.required or (
        not one.column.nullable and one.column.default is None and not one.column.identity
    )


def fixed(one: Field, shown_text: str) -> Control:
    """A value that this form cannot change, with the reason."""
    reason = gettext(one.read_only_because) if one.read_only_because else ""
    return Control(one.key, words(one.label), "fixed", shown_text, reason, wide=len(shown_text) > _WIDE)


def _boolean(one: Field, made: Control) -> None:
    if one.column.nullable:
        made.widget, made.choices = "select", yes_or_no()
    else:
        made.widget, made.required = "checkbox", False


def yes_or_no() -> tuple[Choice, ...]:
    """The three answers to a yes-or-no question that may stay open."""
    return Choice("", "—"), Choice("true", gettext("Ya")), Choice("false", gettext("Tidak"))


def _choices(one: Field, text: str) -> tuple[Choice, ...]:
    if one.options:
        listed = [Choice(option.value, words(option.label)) for option in one.options]
    else:
        listed = [Choice(value, value) for value in one.column.options]
    if text and text not in {choice.value for choice in listed}:
        listed.insert(0, Choice(text, text))  # a row may hold what is no longer offered
    has_empty = any(choice.value == "" for choice in listed)
    return tuple(listed) if has_empty else (Choice("", "—"), *listed)


def _box(one: Field, made: Control) -> None:
    column, text = one.column, made.value
    if one.kind in _MOMENTS and is_empty_or_plain(one.kind, text) and column.type != "time with time zone":
        made.attributes |= moment_attributes(one.kind)
    elif one.multiline or "\n" in text or one.kind in (Kind.JSON, Kind.ARRAY):
        made.widget, made.wide = "textarea", True
        made.attributes["rows"] = str(min(max(text.count("\n") + 2, 4), 16))
        if one.kind is Kind.JSON:
            made.attributes["spellcheck"] = "false"
    else:
        made.attributes["type"] = "text"
        if one.kind in (Kind.INTEGER, Kind.NUMBER, Kind.MONEY):
            made.attributes["inputmode"] = "numeric" if one.kind is Kind.INTEGER else "decimal"
        elif one.kind is Kind.TEXT:
            if column.length:
                made.attributes["maxlength"] = str(max(column.length, len(text)))
            made.wide = (column.length or 0) > _WIDE or len(text) > _WIDE
    if one.kind is Kind.TEXT and made.widget == "textarea" and column.length:
        made.attributes["maxlength"] = str(max(column.length, len(text)))


def moment_attributes(kind: Kind) -> dict[str, str]:
    """A box for 23-11-2026 10.12, whatever the browser's language. A script adds the calendar."""
    hints = {
        "date": gettext("hh-bb-tttt"),
        "datetime-local": gettext("hh-bb-tttt jj.mm"),
        "time": gettext("jj.mm"),
    }
    return {
        "type": "text",
        "autocomplete": "off",
        "placeholder": hints[_MOMENTS[kind]],
        "data-moment": _MOMENTS[kind],
        "data-point": "." if language() == "id" else ":",
        "data-open": gettext("Pilih jam") if kind is Kind.TIME else gettext("Pilih tanggal"),
    }


def _help(one: Field) -> str:
    if one.help:
        return words(one.help)
    if one.kind is Kind.ARRAY:
        return gettext("Satu nilai per baris.")
    if one.kind is Kind.RANGE:
        return gettext("Tulis [awal,akhir). Tanda ) berarti akhirnya tidak ikut.")
    if one.kind is Kind.INTERVAL:
        return gettext("Contoh: 2 hari 3 jam 30 menit")
    if one.kind is Kind.JSON:
        return gettext("Dalam bentuk JSON.")
    if one.column.default and not one.column.identity and not one.required and "(" in one.column.default:
        return gettext("Diisi otomatis bila dikosongkan.")
    return ""
