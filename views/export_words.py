"""An export in words: the notes in its file, its name, and what the menu of a list says beforehand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from models.description.screen import Field, Screen
from models.masking import ALL
from models.panel import Desk
from models.query import Listing
from reports.excel import MOST_ROWS, Notes, Told
from reports.exporting import VERSION
from reports.sheet_values import CUT, LONGEST
from views import filters
from views.chips import chips
from views.lists import counted
from views.moments import moment
from views.notation import number
from views.references import parent_chips, titles_in
from views.wording import inside, language, words

if TYPE_CHECKING:
    from views.list_head import Found

ALL_COLUMNS = "*"
Line = tuple[str, str]


class Menu(NamedTuple):
    """What the menu of a list says. `every` adds all columns to a link; `sheets`: one is not enough."""

    rows: str
    columns: str
    same: str
    every: str
    sheets: str


def menu(at: Desk, screen: Screen, found: Found) -> Menu | None:
    """The menu of a list, for those who may export it and where the list itself can be read."""
    if found.asked is None or not at.actor.may("export", screen.key):
        return None
    total = found.totals[None]
    several = total.number > MOST_ROWS
    said = gettext("Lebih dari %(most)s baris: Excel dibagi dalam beberapa lembar.", most=number(MOST_ROWS))
    rows = gettext("%(rows)s %(label)s, menurut saringan dan urutan di layar.", rows=counted(total),
                   label=inside(words(screen.label)))  # fmt: skip
    return Menu(
        rows, ", ".join(words(one.label) for one in found.fields), found.address.but(),
        found.address.but(columns=ALL_COLUMNS), said if several else "",
    )  # fmt: skip


def asked(
    at: Desk, screen: Screen, args: MultiDict[str, str], listing: Listing, chosen: int | None
) -> list[Line]:
    """What was asked for, line by line: view, search, filters, ticked rows, order."""
    view = next((one for one in screen.views if one.key == listing.view), None)
    named = titles_in(at, screen, listing.where)
    said = parent_chips(at, filters.address(args), args) + chips(screen, args, named)
    lines: list[Line] = [(gettext("Tampilan"), words(view.label))] if view else []
    if chosen is not None:
        return [*lines, (gettext("Baris"), gettext("%(number)s baris yang ditandai", number=number(chosen)))]
    if listing.search:
        lines.append((gettext("Dicari"), listing.search))
    lines += [(gettext("Saringan"), f"{one.label}: {one.value}" if one.label else one.value) for one in said]
    return lines or [(gettext("Saringan"), gettext("tidak ada, semua baris yang boleh dilihat"))]


def joined(lines: Iterable[Line]) -> str:
    """The same as one text, for the log."""
    return "; ".join(": ".join(line) for line in lines)


def notes(at: Desk, screen: Screen, lines: Iterable[Line], fields: Sequence[Field], matched: int) -> Notes:
    """The sheet that tells where the rows come from. Its words are found now: the request is over when
    they are written."""
    head = [
        (gettext("Kantor"), at.panel.office.name),
        (gettext("Data"), words(screen.label)),
        *lines,
        (gettext("Kolom"), ", ".join(words(one.label) for one in fields)),
        (gettext("Dibuat"), f"{moment(f'{at.now:%Y-%m-%d %H:%M:00}', language())} {at.now.tzname() or ''}"),
        (gettext("Oleh"), _who(at)),
        (gettext("Baris yang cocok"), number(matched)),
    ]
    said = _sentences(any(one.mask is not None for one in fields), bool(screen.key_columns))
    end = [(gettext("Catatan"), said[name]) for name in ("masked", "version") if name in said]
    written, sheets, cut = gettext("Baris yang tertulis"), gettext("Lembar"), gettext("Catatan")
    spoken = language()

    def tell(told: Told) -> Iterable[Line]:
        yield from head
        grouped = f"{told.rows:,}"
        yield written, grouped if spoken == "en" else grouped.replace(",", ".")
        if len(told.sheets) > 1:
            yield sheets, ", ".join(told.sheets)
        if told.cut:
            yield cut, said["cut"].format(number=told.cut)
        yield from end

    return Notes(gettext("Keterangan"), tell)


def _sentences(masked: bool, version: bool) -> Mapping[str, str]:
    cut = gettext(
        'Ada {number} isian yang lebih panjang dari %(most)s huruf. Isinya dipotong dan berakhir "%(mark)s".',
        most=number(LONGEST), mark=CUT,
    )  # fmt: skip
    found = {"cut": cut}
    if masked:
        found["masked"] = gettext("Isian bertanda %(mark)s disamarkan.", mark=ALL)
    if version:
        found["version"] = gettext(
            "Kolom tersembunyi %(name)s dipakai bila berkas ini diimpor kembali. Jangan diubah.", name=VERSION
        )
    return found


def _who(at: Desk) -> str:
    return f"{at.actor.shown} ({at.actor.behalf})" if at.actor.behalf else at.actor.shown


def file_name(at: Desk, screen: Screen, format: str) -> str:
    """laporan-2026-11-26-1012.xlsx"""
    plain = re.sub(r"[^a-z0-9]+", "-", words(screen.label).lower()).strip("-") or screen.key
    return f"{plain[:60]}-{at.now:%Y-%m-%d-%H%M}.{format}"
