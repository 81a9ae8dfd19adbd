"""Ways to reach somebody by a telephone number: a call, or WhatsApp with a text that is ready to send."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote

from flask_babel import gettext

from models.description.screen import Field, Screen
from models.query import Row
from views.notation import shown

COUNTRY = "62"
_FEWEST = 8


class Contact(NamedTuple):
    label: str
    href: str


def contacts(screen: Screen, one: Field, value: str, row: Row) -> list[Contact]:
    """The links for a number; none for what is no telephone number."""
    number = international(value)
    if one.contact is None or number is None:
        return []
    written = one.contact.format_map(_Written(screen, row)).strip()
    more = f"?text={quote(written)}" if written else ""
    return [
        Contact(gettext("Telepon"), f"tel:+{number}"),
        Contact(gettext("WhatsApp"), f"https://wa.me/{number}{more}"),
    ]


def international(value: str) -> str | None:
    """0812-0000-0001 -> 6281200000001; None where there are too few digits to call anybody."""
    digits = re.sub(r"\D", "", value)
    if value.strip().startswith("+"):
        return digits if len(digits) >= _FEWEST else None
    local = digits.removeprefix("0")
    number = digits if digits.startswith(COUNTRY) else COUNTRY + local
    return number if len(local) >= _FEWEST else None


class _Written(dict[str, str]):
    """The fields of a row as people read them, for the {names} in a text."""

    def __init__(self, screen: Screen, row: Row) -> None:
        super().__init__()
        self.screen, self.row = screen, row

    def __missing__(self, key: str) -> str:
        one = self.screen.fields.get(key)
        return "" if one is None else self.row.titles.get(key) or shown(one, self.row.values.get(key))
