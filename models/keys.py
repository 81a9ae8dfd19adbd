"""The key of a row as one word of an address, and back.

Tilde-encoding: letters, digits, "_" and "-" stand for themselves, every other byte of the UTF-8 text
is ~XX; the parts of a composite key are joined by ",", and an empty part is a lone "~". Such a word
passes through any path, proxy or log unharmed: no percent sign, slash or dot is ever in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

from models.errors import Missing

_UNSAFE = re.compile(rb"[^A-Za-z0-9_-]")
_ENCODED = re.compile(r"(?:[A-Za-z0-9_-]|~[0-9A-Fa-f]{2})+")
_TILDE = re.compile(rb"~([0-9A-Fa-f]{2})")


def encode(values: Iterable[object]) -> str:
    """One word for the values of a key, in the order of its columns."""
    return ",".join(_encode_part(_text(value)) for value in values)


def decode(text: str, count: int) -> tuple[str, ...]:
    """The texts of the `count` values of a key. Raises Missing for a word that no row can have."""
    parts = tuple(_decode_part(part) for part in text.split(","))
    if len(parts) != count:
        raise Missing
    return parts


def _text(value: object) -> str:
    if value is None:
        raise ValueError("a key has no NULL")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Decimal):
        return format(value, "f")
    return str(value)


def _encode_part(text: str) -> str:
    if text.isascii() and text.isalnum():
        return text  # most keys are numbers, and a list encodes hundreds of them
    encoded = _UNSAFE.sub(lambda found: b"~%02X" % found.group()[0], text.encode())
    return encoded.decode() or "~"


def _decode_part(part: str) -> str:
    if part == "~":
        return ""
    if not _ENCODED.fullmatch(part):
        raise Missing
    raw = _TILDE.sub(lambda found: bytes.fromhex(found.group(1).decode()), part.encode())
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise Missing from None
    if "\0" in text:  # no text of Postgres holds one, and the driver would refuse to send it
        raise Missing
    return text
