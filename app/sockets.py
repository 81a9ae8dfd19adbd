"""Where sockets are: the embedded server's, in a folder of its own, and the panel's port."""

from __future__ import annotations

import errno
import hashlib
import os
import socket
import stat
import tempfile
import time
from pathlib import Path
from typing import Any

from app.account import Account
from app.folder import StartError

# The system's limit for a socket's name is 107 bytes, on macOS 103; "/.s.PGSQL.5432.lock" comes behind.
LONGEST = 103 - len("/.s.PGSQL.5432")


def socket_folder(folder: Path, account: Account) -> Path:
    """A folder for the server's socket that nobody else may enter, with a name short enough for one."""
    place = folder / "socket"
    if not _fits(place):
        place = _short(folder, account)
    place.mkdir(mode=0o700, exist_ok=True)
    place.chmod(0o700)
    account.own(place)
    return place


def _fits(place: Path) -> bool:
    # libpq takes a comma for the end of a host, and @ for an abstract socket.
    return len(os.fsencode(place)) <= LONGEST and "," not in str(place)


def _short(folder: Path, account: Account) -> Path:
    """A private folder under the temporary one, the same one each time, unless somebody put his there."""
    mark = hashlib.sha256(os.fsencode(folder)).hexdigest()[:12]
    owner = os.geteuid() if account.user is None else account.user
    for parent in (tempfile.gettempdir(), "/tmp"):
        place = Path(parent, f"meja-aduan-{owner}-{mark}")
        if not _fits(place):
            continue
        try:
            place.mkdir(mode=0o700)
        except FileExistsError:
            found = place.lstat()
            if not stat.S_ISDIR(found.st_mode) or found.st_uid != owner or found.st_mode & 0o077:
                return Path(tempfile.mkdtemp(prefix="meja-", dir=parent))
        return place
    raise StartError("Nama folder sementara terlalu panjang. Atur TMPDIR ke folder bernama pendek.")


def listen(host: str, port: str, patience: float) -> socket.socket:
    """The panel's port, taken before any work is done, so that nobody waits for nothing.

    The web server of a panel that was killed needs a moment to notice and to let go of it.
    """
    if not port.isdigit() or not 0 < int(port) < 65536:
        raise StartError("PORT harus angka 1 sampai 65535, bukan {port}.", port=port)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError:
        raise StartError("HOST {host} tidak dikenal.", host=host) from None
    deadline = time.monotonic() + patience
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        while not _bound(listener, address, last=time.monotonic() > deadline):
            time.sleep(0.1)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise _busy(error, host, port) from None
    return listener


def _bound(listener: socket.socket, address: Any, *, last: bool) -> bool:
    try:
        listener.bind(address)
    except OSError as error:
        if last or error.errno != errno.EADDRINUSE:
            raise
        return False
    return True


def _busy(error: OSError, host: str, port: str) -> StartError:
    if error.errno == errno.EADDRINUSE:
        return StartError(
            "Port {port} sudah dipakai program lain. Pilih port lain, misalnya: PORT={other} make run",
            port=port,
            other=int(port) % 65535 + 1,
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return StartError("Port {port} hanya boleh dibuka oleh root. Pilih port di atas 1023.", port=port)
    return StartError("Alamat {host} bukan milik komputer ini. Periksa HOST.", host=host)
