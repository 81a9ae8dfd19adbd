"""The page where a template is chosen or brought, filled and given back: of the survey, and of any report."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from flask import render_template, request

from models.description.office import Office
from models.errors import BadFile
from models.panel import Desk
from reports.template_fill import Filled
from views.frame import framed
from views.wording import sentence

NO_FILE = "Pilih templat kantor, atau unggah berkas xlsx."
ANYWAY = "anyway"  # ticked: what was told about the template is known


@dataclass(frozen=True, slots=True)
class About:
    """What is filled in: where one came from, where the form goes, how the files of the office's templates
    begin, and what a template may name: parts of a heading, whether it is unfolded, names with meanings."""

    back: str
    back_label: str
    action: str
    period: str
    begins: str
    names: Sequence[tuple[str, bool, Sequence[tuple[str, str]]]]


def templates(office: Office) -> list[Path]:
    """The templates that an office keeps in its folder `workbooks`."""
    return sorted((office.folder / "workbooks").glob("*.xlsx"))


def page(at: Desk, about: About, told: tuple[str, ...], *, found: bool = False) -> str:
    """The page. `told` is what is wrong; with `found` the template can be filled all the same."""
    shipped = [one.name for one in templates(at.panel.office)]
    usual = next((one for one in shipped if one.startswith(about.begins)), "")
    made = render_template(
        "panel/template.html",
        about=about,
        shipped=shipped,
        chosen=request.form.get("shipped", usual),
        told=told,
        found=found,
    )
    return framed(made)


def brought(at: Desk) -> tuple[str, bytes]:
    """Name and bytes of the template that was uploaded or chosen. Raises BadFile."""
    file = request.files.get("file")
    if file is not None and file.filename:
        return _plain(file.filename), file.read()
    for one in templates(at.panel.office):
        if one.name == request.form.get("shipped"):
            return _plain(one.name), one.read_bytes()
    raise BadFile(NO_FILE)


def told(filled: Filled) -> tuple[str, ...]:
    """What must be said before a filled template is given; nothing where it is known already."""
    if ANYWAY in request.form:
        return ()
    return tuple(sentence(one.sentence, one.facts) for one in (*filled.unknown, *filled.remarks))


def _plain(name: str) -> str:
    """A file name without its ending, safe in a header."""
    return re.sub(r"[^A-Za-z0-9_-]+", "-", name.rpartition(".")[0])[:60].strip("-") or "templat"
