"""The files of rows, on their way out: only with the row, and never as something that could run here.

Pictures, sound, video and PDF are shown from a sandboxed answer; everything else is downloaded.
"""

from __future__ import annotations

from typing import NamedTuple, cast

from flask import current_app, request, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response

from models.description.screen import Field, Screen
from models.errors import Missing
from models.files.naming import clean
from models.files.pictures import SIZES, picture
from models.files.store import KIND_WORDS, Store
from models.files.types import PDF, FileType, of_mime, sniff
from models.query import Row
from views.notation import size
from views.wording import words

LOST = "Berkas ini tidak ada di penyimpanan. Sampaikan kepada pengelola sistem."
NO_PICTURE = "Berkas ini tidak punya gambar kecil."
# Whatever a file holds, it is a page of its own: no scripts, no cookies, no requests to anywhere.
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; media-src 'self'; sandbox"
# Chromium shows no PDF in a sandbox; its viewer is one itself, in a process of its own.
PDF_ONLY = "default-src 'none'; style-src 'unsafe-inline'; object-src 'self'; frame-ancestors 'self'"
AN_HOUR = 3600


class Attached(NamedTuple):
    """A file as a page shows it. The addresses are empty where nobody may follow them."""

    name: str
    size: str
    kind: str  # in words
    ending: str
    family: str  # image, audio, video, pdf, or "" for what is only downloaded
    sha256: str
    small: str = ""
    large: str = ""
    view: str = ""
    download: str = ""
    lost: bool = False


def store() -> Store:
    """The folder of files of this application."""
    return cast(Store, current_app.extensions["panel_files"])


def attached(screen: Screen, one: Field, row: Row, *, look: bool = False) -> Attached | None:
    """The file of a row, None where it has none. `look`: also whether it is still there."""
    sha256 = row.values.get(one.key)
    if not sha256 or one.file is None:
        return None
    found = of_mime(_companion(row, one.file.type)) or _sniffed(str(sha256))
    length = _companion(row, one.file.size)
    plain = Attached(
        name=name_of(one, row, found),
        size=size(int(length)) if length else "",
        kind=words(KIND_WORDS[found.kind]) if found else gettext("berkas"),
        ending=(found.endings[0] if found else "?").upper(),
        family=_family(found),
        sha256=str(sha256),
        lost=look and not _exists(str(sha256)),
    )
    return plain if row.key is None else _linked(plain, screen, one, row.key, found)


def _linked(plain: Attached, screen: Screen, one: Field, key: str, found: FileType | None) -> Attached:
    here = f"{request.script_root}/data/{screen.key}/file/{key}/{one.key}"
    mark = f"?v={plain.sha256[:12]}"
    pictured = bool(found and found.picture)
    return plain._replace(
        small=f"{here}/small{mark}" if pictured else "",
        large=f"{here}/large{mark}" if pictured else "",
        view=f"{here}/view{mark}" if plain.family else "",
        download=f"{here}/download",
    )


def name_of(one: Field, row: Row, found: FileType | None) -> str:
    """The name that a file goes by: its own, else its row's title; always one that is safe to save."""
    own = _companion(row, one.file.name) if one.file else None
    return clean(own or row.title, found)


def _companion(row: Row, key: str | None) -> str | None:
    value = row.values.get(key) if key else None
    return None if value is None else str(value)


def _family(found: FileType | None) -> str:
    if found is None or not found.inline:
        return ""
    return "pdf" if found is PDF else found.family


def _sniffed(sha256: str) -> FileType | None:
    try:
        with store().path(sha256).open("rb") as file:
            return sniff(file)
    except (OSError, ValueError):
        return None


def _exists(sha256: str) -> bool:
    try:
        return store().path(sha256).is_file()
    except ValueError:
        return False


def answer(screen: Screen, row: Row, key: str, how: str) -> Response:
    """A file of a row that may be seen: to be viewed, downloaded, or as a small picture."""
    one = screen.fields.get(key)
    sha256 = row.values.get(key) if one is not None and one.file is not None else None
    if one is None or not sha256 or how not in ("view", "download", *SIZES):
        raise Missing
    if not _exists(str(sha256)):
        raise Missing(LOST)
    made = _picture(str(sha256), how) if how in SIZES else _whole(one, row, str(sha256), how)
    made.headers["X-Content-Type-Options"] = "nosniff"
    made.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    made.headers["Referrer-Policy"] = "no-referrer"
    return made


def _picture(sha256: str, how: str) -> Response:
    small = picture(store(), sha256, how)
    if small is None:
        raise Missing(NO_PICTURE)
    made = send_file(small, mimetype="image/webp", etag=f"{sha256}-{how}", max_age=AN_HOUR)
    made.headers["Content-Security-Policy"] = SANDBOX
    made.cache_control.private = True
    made.cache_control.public = False
    return made


def _whole(one: Field, row: Row, sha256: str, how: str) -> Response:
    # Not what the row says it is, which anybody could have written, but what it is.
    found = _sniffed(sha256)
    inline = how == "view" and bool(_family(found))
    made = send_file(
        store().path(sha256),
        mimetype=found.mime if found else "application/octet-stream",
        as_attachment=not inline,
        download_name=name_of(one, row, found),
        etag=sha256,
        max_age=None,
    )
    made.headers["Content-Security-Policy"] = PDF_ONLY if inline and found is PDF else SANDBOX
    made.headers["Cache-Control"] = "private, no-cache"
    return made
