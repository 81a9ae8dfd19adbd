"""The key that signs sessions and tokens: from the environment, or made once and kept with the data."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

from app.database import SetupError


def secret_key(data: Path) -> str:
    """The key in the data folder, 0600. Workers that start at once agree on one."""
    path = data / "secret_key"
    if not path.exists():
        _make(path)
    try:
        key = path.read_text(encoding="ascii").strip()
    except OSError:
        raise SetupError(
            "Kunci rahasia {path} tidak terbaca. Periksa pemilik folder data.", path=path
        ) from None
    if len(key) < 32:
        raise SetupError(
            "Kunci rahasia {path} rusak. Hapus berkas itu; pemakai lalu masuk sekali lagi.", path=path
        )
    return key


def _make(path: Path) -> None:
    draft = path.with_name(f".secret_key-{os.getpid()}-{secrets.token_hex(4)}")
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
