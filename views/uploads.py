"""Files on their way in: with a form, or ahead of it by script and by programs; then forms name them
by a token. Nothing is ever held whole in memory.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import IO, Any

from flask import Request, current_app, request

from models.actor import Actor
from models.description.screen import Field, FileColumns, Screen
from models.errors import BadFile, Forbidden, Missing, Problem
from models.files.attaching import names_a_file
from models.files.store import MEGABYTE, Received, kinds_in_words
from models.files.types import HEIC, TYPES
from models.query import Row
from views.attachments import Attached, attached, store
from views.fields import Control, typed_fields
from views.forms import Form
from views.notation import size
from views.wording import words

CHOSEN = ".upload"  # the box of a file, beside the hidden one with its token or fingerprint
REMOVED = ".remove"
BESIDE = 16 * MEGABYTE  # of a request may be other than its file


class UploadRequest(Request):
    """A request whose files wait in our folder, not in the machine's /tmp, which may be memory."""

    def _get_file_stream(
        self,
        total_content_length: int | None,
        content_type: str | None,
        filename: str | None = None,
        content_length: int | None = None,
    ) -> IO[bytes]:
        room: Any = store().waiting_room()
        self._rooms.append(room)
        return room

    @cached_property
    def _rooms(self) -> list[IO[bytes]]:
        return []

    def close(self) -> None:
        """Also what a form that breaks off in the middle left open."""
        super().close()
        for room in self._rooms:
            room.close()


@dataclass(frozen=True, slots=True)
class Box:
    """What a form shows of a file field: the file that the row has, or the one that waits to be saved."""

    address: str  # where a script sends a file ahead
    accept: str
    kinds: str
    limit: int
    limit_in_words: str
    can_be_empty: bool
    now: Attached | None = None
    waiting: str = ""
    waiting_size: str = ""


def make_room() -> None:
    """Before a request is read: a large one only where files are taken, from who may send some."""
    screen = getattr(_view(), "whole", None)
    sends = request.method == "POST" and request.endpoint
    if screen is not None and sends and sends.endswith(".imports") and _may_send(screen):
        request.max_content_length = 2 * current_app.config["PANEL_IMPORT_MB"] * MEGABYTE + BESIDE
        return
    if screen is None or not sends or not screen.files or not _may_send(screen):
        return
    # Twice the limit is still read, so that the form can be shown again with the reason.
    request.max_content_length = 2 * store().limit + BESIDE


def _view() -> object:
    view = current_app.view_functions.get(request.endpoint or "")
    return getattr(view, "__self__", None)


def _may_send(screen: Screen) -> bool:
    if "Authorization" in request.headers:
        return True  # nothing of it is read before the token is
    actor: Actor = current_app.extensions["appbuilder"].sm.actor()
    return actor.may("add", screen.key) or actor.may("edit", screen.key)


def take(form: Form, actor: Actor) -> None:
    """The files that came with a form: received, their tokens put where the form keeps its values.

    One that is not taken is a problem at its field; the rest of the form stays.
    """
    for one in typed_fields(form.screen, form.action):
        if one.file is None:
            continue
        part = request.files.get(form.prefix + one.key + CHOSEN)
        if part is not None and part.filename:
            try:
                form.texts[one.key] = _receive(part.stream, part.filename, one.file, actor).token
            except BadFile as error:
                form.rejected.append(Problem(error.sentence, one.key, error.facts))
        elif request.form.get(form.prefix + one.key + REMOVED):
            form.texts[one.key] = ""


def receive(screen: Screen, adding: bool, actor: Actor) -> Received:
    """A file that is sent ahead of its row: the body itself, or the first part of a form."""
    one = _asked(screen)
    assert one.file is not None
    if not (one.insertable if adding else one.editable):
        raise Forbidden(one.read_only_because)
    if request.mimetype == "multipart/form-data":
        part = next(iter(request.files.values()), None)
        if part is None:
            raise BadFile("Kirim berkasnya sebagai isi permintaan, atau sebagai bagian formulir.")
        return _receive(part.stream, part.filename or "", one.file, actor)
    return _receive(request.stream, request.args.get("name", ""), one.file, actor)


def _asked(screen: Screen) -> Field:
    """The field that `?field=` names; the only one where there is one."""
    wanted = request.args.get("field")
    found = [one for one in screen.files if not one.hidden and wanted in (None, one.key)]
    if len(found) != 1:
        raise Missing("Isian berkas ini tidak ada di layar ini.")
    return found[0]


def _receive(stream: Any, name: str, takes: FileColumns, actor: Actor) -> Received:
    return store().receive(stream, name, by=actor.id, accept=takes.accept)


def dress(form: Form, controls: Iterable[Control], actor: Actor, row: Row | None, base: str) -> None:
    """Gives the file boxes of a form what they show. `base`: the screen's address for programs."""
    for made in controls:
        one = form.screen.fields.get(made.key.removeprefix(form.prefix))
        if one is not None and one.file is not None and made.widget == "file":
            made.file = _box(form, one, actor, row, base)


def _box(form: Form, one: Field, actor: Actor, row: Row | None, base: str) -> Box:
    assert one.file is not None
    value = form.texts.get(one.key, "")
    found = store().received(value, actor.id) if names_a_file(value) else None
    at = base if row is None or row.key is None else f"{base}/{row.key}"
    return Box(
        address=f"{at}/files?field={one.key}",
        accept=_accepted(one.file),
        kinds=words(kinds_in_words(one.file.accept)),
        limit=store().limit,
        limit_in_words=store().limit_in_words,
        can_be_empty=not one.required and one.column.nullable,
        now=attached(form.screen, one, row) if row is not None and value and not found else None,
        waiting=found.name if found else "",
        waiting_size=size(found.size) if found else "",
    )


def _accepted(takes: FileColumns) -> str:
    """For the browser's chooser. HEIC is left out: a telephone then sends a JPEG that everybody can see."""
    types = [one for one in TYPES if one.kind in takes.accept and one is not HEIC]
    return ",".join([*(one.mime for one in types), *(f".{end}" for one in types for end in one.endings)])
