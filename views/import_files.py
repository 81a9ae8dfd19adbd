"""The files that people bring for an import: kept for two days, each for its person and screen alone."""

from __future__ import annotations

import json
import os
import re
import secrets
import shutil
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from models.errors import BadFile, Missing, TooLarge
from models.files.store import MEGABYTE, Readable

LIFE = 2 * 86400
NONE = "Pilih dahulu berkasnya."
GONE = "Berkas impor ini sudah tidak disimpan. Unggah lagi."
_TOKEN = re.compile(r"\d+-[A-Za-z0-9_-]{20,40}")
_MOST_FREE = 100 * MEGABYTE


@dataclass(frozen=True, slots=True)
class Brought:
    """A file that has arrived. `name` is what its person calls it."""

    token: str
    path: Path
    name: str


class ImportFiles:
    """The files below one folder. `limit` in bytes."""

    def __init__(self, folder: Path, limit: int) -> None:
        self._folder = folder
        self._limit = limit

    def receive(self, stream: Readable, name: str, screen: str, by: int | None) -> Brought:
        """Keeps a file. Raises TooLarge, and BadFile where there is none or no room for it."""
        name = Path(name.replace("\\", "/")).name[:200]
        if not name:
            raise BadFile(NONE)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.sweep()
        if shutil.disk_usage(self._folder).free < _MOST_FREE + self._limit:
            raise BadFile("Ruang simpan berkas penuh. Sampaikan kepada pengelola sistem.")
        token = f"{by or 0}-{secrets.token_urlsafe(20)}"
        place = self._folder / token
        try:
            with os.fdopen(os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
                size = 0
                while piece := stream.read(256 * 1024):
                    size += len(piece)
                    if size > self._limit:
                        raise TooLarge(limit=f"{self._limit // MEGABYTE} MB")
                    file.write(piece)
            place.with_suffix(".json").write_text(json.dumps({"name": name, "screen": screen}))
        except BaseException:
            place.unlink(missing_ok=True)
            raise
        return Brought(token, place, name)

    def find(self, token: str, screen: str, by: int | None) -> Brought:
        """A file of this person for this screen. Raises Missing."""
        place = self._folder / token
        if _TOKEN.fullmatch(token) and token.split("-")[0] == str(by or 0):
            with suppress(OSError, ValueError):
                told = json.loads(place.with_suffix(".json").read_text())
                if told["screen"] == screen and place.is_file():
                    return Brought(token, place, told["name"])
        raise Missing(GONE)

    def sweep(self) -> None:
        """Removes what is older than two days."""
        for path in self._folder.glob("*"):
            with suppress(OSError):
                if time.time() - path.stat().st_mtime > LIFE:
                    path.unlink()
