"""The codes of the second step: six digits from a telephone, or one of ten on paper."""

from __future__ import annotations

import hashlib
import io
import secrets
import time

import pyotp
import segno
from cryptography.fernet import Fernet, InvalidToken

from models.errors import PanelError

PERIOD = 30
DRIFT = 1  # clocks may be this many periods apart
PAPERS = 10
# No letters or digits that look alike: somebody copies these from a screen by hand.
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


class KeyLost(PanelError):
    """The secret in the database was hidden with another key. (400)"""

    sentence = (
        "Kode langkah kedua tidak dapat diperiksa: kunci di folder data bukan kunci yang dulu. "
        "Minta pengelola mengatur ulang langkah kedua Anda."
    )


def new_secret() -> str:
    return pyotp.random_base32()


def hidden(secret: str, key: bytes) -> str:
    """A secret as the database keeps it."""
    return Fernet(key).encrypt(secret.encode()).decode()


def shown(kept: str, key: bytes) -> str:
    """A kept secret again. Raises KeyLost."""
    try:
        return Fernet(key).decrypt(kept.encode()).decode()
    except InvalidToken:
        raise KeyLost from None


def step_of(code: str, secret: str, now: float | None = None) -> int | None:
    """The period whose code this is, None when it is no code of now. The caller refuses an old one."""
    digits = "".join(code.split())
    if len(digits) != 6 or not (digits.isascii() and digits.isdigit()):
        return None
    current = int((time.time() if now is None else now) // PERIOD)
    maker = pyotp.TOTP(secret)
    for step in range(current - DRIFT, current + DRIFT + 1):
        if secrets.compare_digest(maker.generate_otp(step), digits):
            return step
    return None


def picture(secret: str, username: str, office: str) -> str:
    """The QR code that a telephone reads, as SVG: drawn here, for a service that draws it would know it."""
    told = pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=office)
    made = io.BytesIO()
    segno.make(told, error="m").save(made, kind="svg", xmldecl=False, scale=5, border=4, light="#fff")
    return made.getvalue().decode()


def papers() -> tuple[str, ...]:
    """Codes to write down, each good for one login: 49 bits."""
    return tuple(
        "-".join("".join(secrets.choice(LETTERS) for _ in range(5)) for _ in range(2)) for _ in range(PAPERS)
    )


def mark(paper: str) -> str:
    """What is kept of a code on paper. It is random enough to need no slow hash."""
    plain = "".join(letter for letter in paper.lower() if letter.isalnum())
    return hashlib.sha256(b"paper\0" + plain.encode()).hexdigest()
