"""The folder of files: `ab/cdef...` by SHA-256, one copy of each content, whatever it was called.

A file is received before its row is saved: it lies in `staged/` under a token until the row is
committed, and goes away after a day when none was.
"""

from __future__ import annotations

import hashlib
import json
import os
import re
import secrets
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from models.description.screen import Wording
from models.errors import BadFile, TooLarge
from models.files.naming import clean
from models.files.types import FileType, of_mime, sniff

CHUNK = 256 * 1024
MEGABYTE = 1_000_000
TOKEN = "unggahan."  # how a field's value begins when it names a received file
LIFE = timedelta(days=1)
RESERVE = 100 * MEGABYTE  # of the disk stays free for the database beside us
MOST_STAGED = 40  # contents of one person that wait for their rows
KIND_WORDS = {
    "foto": Wording("foto", "photo"),
    "video": Wording("video", "video"),
    "suara": Wording("rekaman suara", "sound recording"),
    "pdf": Wording("PDF", "PDF"),
    "docx": Wording("Word (docx)", "Word (docx)"),
}
EMPTY = "Berkas ini kosong."
NOT_TAKEN = "Jenis berkas ini tidak diterima. Yang diterima: {kinds}."
FULL = "Ruang simpan berkas penuh. Sampaikan kepada pengelola sistem."
_SHA256 = re.compile(r"[0-9a-f]{64}")
_TOKEN = re.compile(r"\d+-[A-Za-z0-9_-]{22,64}")


@dataclass(frozen=True, slots=True)
class Received:
    """A file that has arrived and waits for its row. `token` is what the field's value says."""

    token: str
    sha256: str
    size: int
    type: FileType
    name: str


class Readable(Protocol):
    """Where a file's bytes come from: the part of `IO[bytes]` that is needed."""

    def read(self, length: int = -1, /) -> bytes: ...


class Spool:
    """A temporary file that holds no more than `most`: what comes after is passed over, so that a form
    with a file that is too large can still be read, and shown again with all that was typed."""

    def __init__(self, file: Any, most: int) -> None:
        self._file = file
        self._room = most

    def write(self, piece: bytes) -> int:
        kept = piece[: self._room]
        self._room -= len(kept)
        self._file.write(kept)
        return len(piece)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._file, name)


class Store:
    """The files below one folder. Nothing is made there before the first file arrives.

    `limit`: the largest file that is taken, in bytes.
    """

    def __init__(self, folder: Path, limit: int = 100 * MEGABYTE) -> None:
        self.folder = folder
        self.limit = limit
        self._staged = folder / "staged"

    @property
    def limit_in_words(self) -> str:
        return f"{self.limit // MEGABYTE} MB"

    def receive(self, stream: Readable, name: str, *, by: int | None, accept: Iterable[str]) -> Received:
        """Writes a stream to disk piece by piece, its fingerprint growing along.

        Raises TooLarge as soon as it is, and BadFile for an empty file, one of another kind than
        `accept` has, and a full disk. What was not taken leaves nothing behind.
        """
        _make(self._staged)
        self._make_room(by or 0)
        token = f"{by or 0}-{secrets.token_urlsafe(24)}"
        with _new_file(self._staged / token) as file:
            sha256, size = self._copied(stream, file)
            found = _taken(file, size, accept)
            os.fsync(file.fileno())
        made = Received(TOKEN + token, sha256, size, found, clean(name, found))
        told = {"sha256": sha256, "size": size, "mime": found.mime, "name": made.name}
        with _new_file(self._staged / f"{token}.json") as file:
            file.write(json.dumps(told).encode())
        return made

    def received(self, value: str, by: int | None) -> Received | None:
        """What a token stands for; None when it is not theirs, too old or made up."""
        token = value.removeprefix(TOKEN)
        if not value.startswith(TOKEN) or not _TOKEN.fullmatch(token) or token.split("-")[0] != str(by or 0):
            return None
        try:
            told = json.loads((self._staged / f"{token}.json").read_bytes())
        except (OSError, ValueError):
            return None
        found = of_mime(told["mime"])
        there = (self._staged / token).exists() or self.path(told["sha256"]).exists()
        return Received(value, told["sha256"], told["size"], found, told["name"]) if found and there else None

    def keep(self, received: Received) -> None:
        """Gives a received file its place for good. Its row is about to be committed."""
        waiting, place = self._staged / received.token.removeprefix(TOKEN), self.path(received.sha256)
        _make(place.parent)
        if place.exists() and place.stat().st_size == received.size:
            os.utime(place)  # young again: a cleaner leaves it alone until the row is there
            with suppress(FileNotFoundError):
                waiting.unlink()
        else:
            waiting.replace(place)
        _sync_folder(place.parent)

    def path(self, sha256: str) -> Path:
        """Where a content lies, or would. Raises ValueError for what is no fingerprint."""
        if not _SHA256.fullmatch(sha256):
            raise ValueError("not a fingerprint")
        return self.folder / sha256[:2] / sha256[2:]

    def contents(self) -> Iterator[tuple[str, Path]]:
        """Every content that is kept, by its fingerprint."""
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _SHA256.fullmatch(path.parent.name + path.name):
                yield path.parent.name + path.name, path

    def sweep(self, now: datetime) -> int:
        """Removes what was received more than a day ago and never became part of a row."""
        old = [path for path in self._staged.glob("*") if _age(path, now) > LIFE]
        for path in old:
            with suppress(OSError):  # another process was quicker, or the folder is not ours to write
                path.unlink()
        return sum(path.suffix != ".json" for path in old)

    def _copied(self, stream: Readable, file: BinaryIO) -> tuple[str, int]:
        digest, size = hashlib.sha256(), 0
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > self.limit:
                raise TooLarge(limit=self.limit_in_words)
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        return digest.hexdigest(), size

    def waiting_room(self) -> Spool:
        """Where a form's file lies while the rest of the form is read: on our disk, gone when closed."""
        _make(self._staged)
        return Spool(tempfile.TemporaryFile(dir=self._staged), self.limit + 1)  # noqa: SIM115

    def _make_room(self, owner: int) -> None:
        if shutil.disk_usage(self._staged).free < RESERVE:
            raise BadFile(FULL)
        own = [path for path in self._staged.glob(f"{owner}-*") if path.suffix != ".json"]
        for path in sorted(own, key=_written)[: max(len(own) - MOST_STAGED + 1, 0)]:
            path.unlink(missing_ok=True)


def _taken(file: BinaryIO, size: int, accept: Iterable[str]) -> FileType:
    if size == 0:
        raise BadFile(EMPTY)
    found = sniff(file)
    if found is None or found.kind not in accept:
        raise BadFile(NOT_TAKEN, kinds=kinds_in_words(accept))
    return found


def kinds_in_words(accept: Iterable[str]) -> Wording:
    """The kinds that a field takes, as people read them."""
    words = [KIND_WORDS[kind] for kind in accept]
    return Wording(", ".join(one.id for one in words), ", ".join(str(one.en) for one in words))


@contextmanager
def _new_file(path: Path) -> Iterator[BinaryIO]:
    """A new file that only we can read. It is gone again when the block does not end well."""
    try:
        with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600), "w+b") as file:
            yield file
    except BaseException as error:
        path.unlink(missing_ok=True)
        if isinstance(error, OSError) and error.errno in (ENOSPC, EDQUOT):
            raise BadFile(FULL) from error
        raise


def _make(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def _sync_folder(folder: Path) -> None:
    """A rename outlives a power cut only when its folder was written too; Windows cannot, and need not."""
    with suppress(PermissionError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def _written(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


def _age(path: Path, now: datetime) -> timedelta:
    return timedelta(seconds=now.timestamp() - _written(path)) if path.exists() else timedelta()
