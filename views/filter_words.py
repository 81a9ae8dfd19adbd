"""Filters in the words of people: Status Diterima atau Desa/Kelurahan › Jenis bukan desa."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import gettext

from models.days import COUNTED_PERIODS, PERIODS, counted
from models.description.screen import Along, Condition, Field, Group, Having, Not, Reference, Screen, Where
from models.description.where import far_screen
from models.filters import ME, OPERATORS
from views.base import seen_panel
from views.notation import shown, words
from views.typed import DAYS

_OF_TIME = {"ge": "dari", "le": "sampai", "gt": "sesudah", "lt": "sebelum"}
_LONG = ("_week", "_month", "_year")  # with a beginning and an end that people mean

# (screen key, field key, value) -> the title of the row that a reference means
Titles = Mapping[tuple[str, str, str], str]


class Phrase(NamedTuple):
    """What is asked, and how: `Status`, `salah satu dari Diterima, Selesai`."""

    label: str
    value: str

    def __str__(self) -> str:
        return f"{self.label} {self.value}".strip()


def phrase(screen: Screen, one: Where, titles: Titles) -> Phrase:
    """A filter in words."""
    if isinstance(one, Condition):
        field = screen.fields.get(one.field)
        return Phrase(words(field.label) if field else one.field, said(screen, field, one, titles))
    if isinstance(one, Group):
        joint = f" {gettext('atau')} " if one.any else f" {gettext('dan')} "
        return Phrase("", joint.join(_part(screen, part, titles) for part in one.parts))
    if isinstance(one, Not):
        if isinstance(one.part, Having):
            return _having(screen, one.part, titles, gettext("tidak ada"))
        return Phrase(gettext("bukan"), f"({phrase(screen, one.part, titles)})")
    if isinstance(one, Having):
        return _having(screen, one, titles, gettext("ada"))
    return _along(screen, one, titles)


def _part(screen: Screen, one: Where, titles: Titles) -> str:
    told = str(phrase(screen, one, titles))
    return f"({told})" if isinstance(one, Group) and len(one.parts) > 1 else told


def _along(screen: Screen, one: Along, titles: Titles) -> Phrase:
    far, field = far_screen(seen_panel().screens, screen, one), screen.fields.get(one.reference)
    reference = screen.reference_named(one.reference)
    name = words(field.label) if field else one.reference
    if field is None and far is not None and reference is not None:
        name = parent_label(screen, reference, far)
    if far is None:
        return Phrase(name, "")
    inner = phrase(far, one.part, titles)
    return Phrase(f"{name} › {inner.label}" if inner.label else name, inner.value)


def parent_label(screen: Screen, reference: Reference, far: Screen) -> str:
    """What a reference of several columns is called; with its first column where two lead to one screen."""
    first = screen.field_of(reference.columns[0])
    label = words(far.label)
    return label if reference.name == far.key or first is None else f"{label} ({words(first.label)})"


def _having(screen: Screen, one: Having, titles: Titles, word: str) -> Phrase:
    child, far = screen.child_named(one.child), far_screen(seen_panel().screens, screen, one)
    if child is None or far is None:
        return Phrase(one.child, word)
    inner = f" ({phrase(far, one.part, titles)})" if one.part is not None else ""
    return Phrase(words(child.label), f"{word}{inner}")


def said(screen: Screen, field: Field | None, one: Condition, titles: Titles) -> str:
    """The operator and the value of a condition in words."""
    values = list(one.value) if isinstance(one.value, list | tuple) else [one.value]
    known, last = OPERATORS.get(one.operator), str(values[-1]).lower() if values else ""
    if one.operator == "empty":
        return gettext("kosong") if last in ("true", "1") else gettext("terisi")
    if known is not None and known.of_state:
        return _of_state(one.operator, str(values[-1]))
    of_time = field is not None and field.kind in DAYS
    if of_time and len(values) == 1 and (told := _of_period(one.operator, str(values[0]))):
        return told
    texts = [_shown(screen, field, value, titles) for value in values]
    if one.operator == "between" and len(texts) == 2:
        return gettext("antara %(low)s dan %(high)s", low=texts[0], high=texts[1])
    listed = ", ".join(texts)
    if one.operator in ("eq", "in", "same") or known is None:
        return listed
    label = _OF_TIME.get(one.operator, known.label) if of_time else known.label
    return f"{gettext(label)} {listed}"


def _of_state(operator: str, value: str) -> str:
    if operator == "open":
        return gettext("terbuka") if value.lower() in ("true", "1") else gettext("ditutup")
    return gettext("menunggu saya") if value == ME else f"{gettext('menunggu')} {value}"


def _of_period(operator: str, word: str) -> str:
    """`dari awal bulan ini`, `sampai akhir bulan ini`: of a time that has a beginning and an end."""
    if not word.endswith(_LONG) or word not in PERIODS or operator not in ("ge", "le"):
        return ""
    period = gettext(PERIODS[word])
    if operator == "ge":
        return gettext("dari awal %(period)s", period=period)
    return gettext("sampai akhir %(period)s", period=period)


def day_words(value: str) -> str | None:
    """What a word that stands for days is called: hari ini, 3 hari kerja lagi."""
    if value in PERIODS:
        return gettext(PERIODS[value])
    found = counted(value)
    return gettext(COUNTED_PERIODS[found.how]).format(days=found.number) if found else None


def _shown(screen: Screen, field: Field | None, value: object, titles: Titles) -> str:
    text = "" if value is None else str(value)
    if field is None:
        return text
    if field.kind in DAYS and (told := day_words(text)):
        return told
    return titles.get((screen.key, field.key, text)) or shown(field, value) or text


def periods() -> list[tuple[str, str]]:
    """Every word that stands for days, with its name; those with a number have {days} in it."""
    fixed = [(word, gettext(name)) for word, name in PERIODS.items() if word != "now"]
    keys = {"in": "in_{n}_days", "working": "in_{n}_working_days", "ago": "{n}_days_ago"}
    keys |= {"last": "last_{n}_days", "next": "next_{n}_days"}
    return fixed + [(keys[how], gettext(name)) for how, name in COUNTED_PERIODS.items()]
