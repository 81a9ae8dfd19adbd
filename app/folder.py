"""The data folder: its owner's alone, and held by one process at a time."""

from __future__ import annotations

import errno
import json
import os
import tempfile
from pathlib import Path
from typing import IO, TypedDict

from models.errors import PanelError

try:
    import fcntl
except ImportError:  # Windows: there is no embedded server there, and nothing to hold.
    fcntl = None  # type: ignore[assignment]

# What lies in a data folder of ours. A folder with other things is somebody's, and stays as it is.
KEYS = {"secret_key", "second_factor_key"}
OURS = {"lock", "running.json", "postgres", "postgres.log", "socket", "files"} | KEYS


class StartError(PanelError):
    """The person at the terminal reads one sentence: what is in the way, and what to do. Exit 1."""

    sentence = "Panel belum bisa dijalankan."


class Running(TypedDict, total=False):
    """Who holds the folder: the panel at an address, or one command."""

    pid: int
    address: str
    url: str
    web: tuple[int, float]  # the web server's process id and its time of birth


def prepare(folder: Path) -> Path:
    """The data folder, made when it is not there, for its owner's eyes only."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        strangers = {entry.name for entry in folder.iterdir()} - OURS
        if strangers and not (folder / "lock").exists() and not (folder / "secret_key").exists():
            raise StartError(
                "Folder {folder} berisi berkas lain. Pilih folder kosong untuk PANEL_DATA.", folder=folder
            )
        if folder.stat().st_mode & 0o777 != 0o700:
            folder.chmod(0o700)
    except OSError as error:
        raise refused(folder, error) from None
    return folder


REASONS = {
    errno.EACCES: "tidak ada izin",
    errno.EPERM: "tidak ada izin",
    errno.EROFS: "hanya bisa dibaca",
    errno.ENOSPC: "penyimpanan penuh",
    errno.EDQUOT: "jatah penyimpanan habis",
    errno.ENOTDIR: "bukan folder",
    errno.EEXIST: "bukan folder",
}


def refused(folder: Path, error: OSError) -> StartError:
    """What the system says when a folder cannot be used."""
    return StartError(
        "Folder data {folder} tidak bisa dipakai: {reason}. Perbaiki, atau pilih folder lain "
        "dengan PANEL_DATA.",
        folder=error.filename or folder,
        reason=REASONS.get(error.errno or 0, error.strerror),
    )


class Lock:
    """The right to run this folder's server. The system takes it back when its holder dies."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._file: IO[bytes] | None = None

    def take(self) -> bool:
        """True when the folder is ours now, False when somebody else holds it."""
        try:
            file = (self._folder / "lock").open("ab")
        except OSError as error:
            raise refused(self._folder, error) from None
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return False
        except OSError as error:
            file.close()
            raise refused(self._folder, error) from None
        self._file = file
        return True

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


def running(folder: Path) -> Running:
    """What the folder's holder, or a dead one, last said of itself."""
    try:
        said: Running = json.loads((folder / "running.json").read_text())
    except (OSError, ValueError):
        return {}
    return said


def say_running(folder: Path, said: Running) -> None:
    """Writes who holds the folder, whole or not at all."""
    with tempfile.NamedTemporaryFile("w", dir=folder, prefix="lock-", delete=False) as file:
        json.dump(said, file)
    os.replace(file.name, folder / "running.json")
