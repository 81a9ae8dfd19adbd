"""The rows that somebody ticked in a list or grid: by their keys, or all that its filter finds."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from models.chosen import Chosen
from models.description.screen import Screen
from models.errors import Refused
from models.panel import Desk
from views import filters
from views.screen_page import local

KEY, ALL, SAME, BACK = "key", "all", "same", "back"
MOST = 5000
TOO_MANY = "Terlalu banyak baris yang ditandai. Pakailah saringan, lalu pilih semua yang cocok."
NONE = "Tandai dahulu barisnya, lalu pilih pekerjaannya."


class Ticked(NamedTuple):
    """The chosen rows, and the address of the list in which they were ticked."""

    those: Chosen
    address: str
    back: str

    @property
    def nothing(self) -> bool:
        return self.those.listing is None and not self.those.keys

    def fields(self) -> Iterator[tuple[str, str]]:
        """The hidden fields by which a page carries them on."""
        if self.those.listing is not None:
            yield ALL, "1"
        yield from ((KEY, key) for key in self.those.keys)
        yield SAME, self.address
        if self.back:
            yield BACK, self.back


def of(at: Desk, screen: Screen, form: MultiDict[str, str]) -> Ticked:
    """What a form says. Raises Refused for too many keys or a filter that cannot be read."""
    address = urlencode(parse_qsl(form.get(SAME, "").lstrip("?"), keep_blank_values=False))
    back = local(form.get(BACK, ""))
    if ALL in form:
        listing = filters.listing(screen, MultiDict(parse_qsl(address)))
        return Ticked(Chosen(listing=listing), address, back)
    keys = tuple(dict.fromkeys(form.getlist(KEY)))
    if len(keys) > MOST:
        raise Refused(sentence=TOO_MANY)
    return Ticked(Chosen(keys), address, back)


def list_of(ticked: Ticked, here: str) -> str:
    """Where somebody came from: the grid, or the list as it was."""
    return ticked.back or f"{here}/list/?{ticked.address}"


def counted(number: str) -> str:
    """How many are chosen, in words."""
    return gettext("%(number)s baris dipilih", number=number)
