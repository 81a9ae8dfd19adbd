"""The cluster on disk: made beside its place, and moved there when it is whole."""

from __future__ import annotations

import contextlib
import errno
import json
import os
import secrets
import shutil
import signal
import subprocess
import tempfile
from pathlib import Path

import psutil

from app.account import Account
from app.folder import REASONS, StartError

VERSION = "18"
SUPERUSER = "postgres"
# The panel's role and database. The role must not be called as a schema is: "$user" would find that first.
OWNER = "meja_aduan"
PASSWORDS = "panel-passwords.json"
INITDB = (
    f"--username={SUPERUSER}",
    "--encoding=UTF8",
    # Letters and their case as Unicode has them, the same on every machine.
    "--locale-provider=builtin",
    "--locale=C.UTF-8",
    "--data-checksums",
    "--auth=scram-sha-256",
)


def make(place: Path, account: Account, binaries: Path, *, hasty: bool = False) -> None:
    """A new cluster. Killed on the way, it leaves only a folder that the next start throws away."""
    for left in place.parent.glob(f"{place.name}.new-*"):
        _end_making(left)
        shutil.rmtree(left, ignore_errors=True)
    work = Path(tempfile.mkdtemp(prefix=f"{place.name}.new-", dir=place.parent))
    made = {user: secrets.token_urlsafe(24) for user in (SUPERUSER, OWNER)}
    secret = work / "superuser"
    _write_secret(secret, made[SUPERUSER])
    account.own(work, secret)
    _initdb(work, account, binaries, hasty)
    kept = work / "cluster" / PASSWORDS
    _write_secret(kept, json.dumps(made))
    account.own(kept)
    (work / "cluster").rename(place)
    _flush(place.parent)
    shutil.rmtree(work)


def working_in(folder: Path, name: str) -> dict[int, psutil.Process]:
    """Every process of this name that works in a folder, whoever started it."""
    found = {}
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            if process.name() == name and os.path.samefile(process.cwd(), folder):
                found[process.pid] = process
    return found


def _end_making(work: Path) -> None:
    """An initdb outlives the panel that was killed, and would go on writing into what we throw away."""
    making = working_in(work, "initdb")
    for process in [*making.values(), *working_in(work / "cluster", "postgres").values()]:
        with contextlib.suppress(psutil.Error, ProcessLookupError):
            if process.pid in making:
                os.killpg(process.pid, signal.SIGKILL)  # with whom it starts
            process.wait(10)


def _initdb(work: Path, account: Account, binaries: Path, hasty: bool) -> None:
    opened: list[int] = []
    try:
        place = account.reach(work, opened)
        where = (f"--pgdata={place}/cluster", f"--pwfile={place}/superuser")
        done = subprocess.run(
            [binaries / "initdb", *INITDB, *where, *(["--no-sync"] if hasty else [])],
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
            # Its mark: see _end_making. Gone to before it is somebody else who may not.
            **{**account.options(opened), "cwd": work},
        )
    finally:
        for descriptor in opened:
            os.close(descriptor)
    if done.returncode != 0:
        raise StartError(
            "Basis data belum bisa dibuat di {folder}: {said}",
            folder=work.parent,
            said=because(done.stderr),
        )


def because(said: str) -> str:
    """The reason among initdb's lines. Its last ones only tell that it tidies up."""
    if "No space left on device" in said:
        return REASONS[errno.ENOSPC]
    lines = said.strip().splitlines() or [""]
    return next((line for line in lines if "FATAL:" in line or "error:" in line), lines[-1])


def check(place: Path) -> None:
    """Only one version of Postgres can open a cluster."""
    found = (place / "PG_VERSION").read_text().strip()
    if found != VERSION:
        raise StartError(
            "Basis data di {folder} dibuat oleh PostgreSQL {found}; panel ini memakai {version}.",
            folder=place,
            found=found,
            version=VERSION,
        )


def passwords(place: Path) -> dict[str, str]:
    """Role -> password. They lie in the cluster: the two come and go together."""
    found: dict[str, str] = json.loads((place / PASSWORDS).read_text())
    return found


def _write_secret(path: Path, text: str) -> None:
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _flush(folder: Path) -> None:
    opened = os.open(folder, os.O_RDONLY)
    os.fsync(opened)
    os.close(opened)
