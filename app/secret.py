"""Keys, from the environment or made once and kept with the data: what signs sessions, what hides secrets."""

from __future__ import annotations

import base64
import hashlib
import os
import secrets
from contextlib import suppress
from pathlib import Path

from app.database import SetupError


def secret_key(data: Path) -> str:
    """What signs sessions and tokens. Without it everybody logs in once more."""
    return _kept(data / "secret_key", "Hapus berkas itu; pemakai lalu masuk sekali lagi.")


def second_factor_key(data: Path, given: str | None) -> bytes:
    """What hides the secrets of the second factor in the database, as Fernet wants it.

    Where the session key comes from the environment, several machines share a database: then this comes
    from there too.
    """
    key = given or _kept(data / "second_factor_key", "Pulihkan berkas itu dari cadangan.")
    digest = hashlib.sha256(b"second factor\0" + key.encode()).digest()
    return base64.urlsafe_b64encode(digest)


def _kept(path: Path, advice: str) -> str:
    """The key in the data folder, 0600. Workers that start at once agree on one."""
    if not path.exists():
        _make(path)
    try:
        key = path.read_text(encoding="ascii").strip()
    except OSError:
        raise SetupError(
            "Kunci rahasia {path} tidak terbaca. Periksa pemilik folder data.", path=path
        ) from None
    if len(key) < 32:
        raise SetupError("Kunci rahasia {path} rusak. {advice}", path=path, advice=advice)
    return key


def _make(path: Path) -> None:
    draft = path.with_name(f".{path.name}-{os.getpid()}-{secrets.token_hex(4)}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
        with suppress(FileExistsError):  # another process was first: its key is the key
            os.link(draft, path)
        draft.unlink()
    except OSError:
        raise SetupError(
            "Folder data {folder} tidak bisa ditulis. Pilih folder lain dengan PANEL_DATA.",
            folder=path.parent,
        ) from None
