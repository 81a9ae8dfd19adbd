"""What stands above and below an official page: the office's letterhead, and who signs where and when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from models import people
from models.description.office import Office
from models.panel import Desk
from reports.long_days import long_day


@dataclass(frozen=True, slots=True)
class Letterhead:
    """`lines` from top to bottom, the last of which is the office itself; `small` is where it is found."""

    lines: tuple[str, ...]
    small: tuple[str, ...] = ()
    logo: Path | None = None


@dataclass(frozen=True, slots=True)
class Signature:
    """`place` is the line above: "Borong, 26 November 2026". `title` has its "Plt." or "Plh."."""

    place: str
    title: str
    name: str
    rank: str | None = None
    nip: str | None = None


def letterhead_of(office: Office) -> Letterhead:
    """The letterhead of office.yaml; of an office without one, its name."""
    head = office.letterhead
    if head is None:
        return Letterhead((office.name,))
    phone = f"Telepon {head.phone}" if head.phone else None
    site = f"Laman {head.website}" if head.website else None
    mail = f"Pos-el {head.email}" if head.email else None
    small = (" · ".join(filter(None, one)) for one in ((head.address, phone), (site, mail)))
    logo = _inside(office, head.logo) if head.logo else None
    return Letterhead(tuple(head.lines) or (office.name,), tuple(filter(None, small)), logo)


def _inside(office: Office, name: str) -> Path | None:
    """A picture in the office's own folder, and only there."""
    path = (office.folder / name).resolve()
    return path if path.is_relative_to(office.folder.resolve()) and path.is_file() else None


def signature_of(desk: Desk, key: str | None = None, on: date | None = None) -> Signature | None:
    """Who signs on a day (today) as the official `key` of office.yaml, by default the first one there: the
    stand-in while there is one. None for an office without signatories. Raises PanelError for a key it has
    not."""
    known = desk.panel.office.signatories
    chosen = key or next(iter(known), None)
    if chosen is None:
        return None
    day = on or desk.now.date()
    who = people.signatory(desk, chosen, day)
    head = desk.panel.office.letterhead
    place = (head.place if head else None) or desk.panel.office.name
    return Signature(f"{place}, {long_day(day)}", who.title, who.name, who.rank, who.nip)
