"""Words for what has none: labels from COMMENTs, else from names."""

from __future__ import annotations

import re

from models.description.screen import Wording

LONGEST_LABEL = 60
_INITIALS = frozenset(
    ("id", "ip", "kk", "nik", "nip", "npwp", "nisn", "opd", "pdf", "rt", "rw", "sk", "skm", "url", "uuid")
)


def humanise(name: str) -> str:
    """`received_at` -> "Received at", `orderDate` -> "Order date", "Nama Lengkap" stays."""
    if " " in name.strip():
        return name.strip()
    words = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).replace("_", " ").replace("-", " ").split()
    if not words:
        return name
    text = " ".join(_word(word) for word in words)
    return text[0].upper() + text[1:]


def _word(word: str) -> str:
    if word.lower() in _INITIALS:
        return word.upper()
    return word if word.isupper() and len(word) > 1 else word.lower()


def of_reference(name: str) -> str:
    """The name of a column that points at a row: `reporter_id` is the reporter."""
    return re.sub(r"(?<=.)(_id|_ID|Id|ID| id)$", "", name)


def from_comment(comment: str | None, name: str) -> tuple[Wording, Wording | None]:
    """Label and help. The first line of a COMMENT is the label and the rest the help; a first line that
    is a sentence rather than a name is help as a whole."""
    lines = [line.strip() for line in (comment or "").strip().splitlines()]
    if not lines:
        return Wording(humanise(name)), None
    first, rest = lines[0].rstrip(" .:;"), " ".join(lines[1:]).strip()
    if not first or len(first) > LONGEST_LABEL or re.search(r"[.;!?]\s", lines[0]):
        return Wording(humanise(name)), Wording(" ".join(lines).strip())
    return Wording(first), Wording(rest) if rest else None


def of_value(value: str) -> str:
    """The word for a value of a closed list: `di_camat` -> "Di camat"; what has capitals stays."""
    if not value.strip():
        return "(kosong)"
    if value != value.lower() or " " in value or not value[0].isalpha() or len(value) == 1:
        return value
    return humanise(value)
