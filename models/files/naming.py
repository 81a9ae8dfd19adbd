"""A file's own name, as text to be read and downloaded by: never a path, never a trick."""

from __future__ import annotations

import re
import unicodedata

from models.files.types import FileType

LONGEST = 120
_FAR = 1000  # of a name that is longer, the end
_UNSAFE = re.compile(r'[<>:"|?*]')
# Names that Windows keeps for devices, with any ending.
_DEVICES = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\..*)?")
_HIDDEN = ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp")  # control, direction, halves of pairs, line ends


def clean(name: str, found: FileType | None, longest: int = LONGEST) -> str:
    """The name without folders, control and direction marks, short, and with an ending that is true.

    The ending decides what opens a downloaded file, so `undangan.html` that is a photo becomes
    `undangan.html.jpg`.
    """
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name[-_FAR:]))[-1]
    visible = "".join(letter for letter in last if unicodedata.category(letter) not in _HIDDEN)
    plain = " ".join(_UNSAFE.sub("_", visible).split()).strip(". ")
    if _DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    stem, dot, ending = plain.rpartition(".")
    endings = found.endings if found else ()
    if dot and stem and (ending.lower() in endings or found is None):
        return _cut(stem, f".{ending}", longest)
    return _cut(plain or "berkas", f".{endings[0]}" if endings else "", longest)


def _cut(stem: str, ending: str, longest: int) -> str:
    room = max(longest - len(ending), 1)
    # Most file systems hold 255 bytes, some of which the downloads folder adds itself.
    while len(stem) > room or len(stem.encode()) > 2 * LONGEST - len(ending):
        stem = stem[:-1]
    return (stem.strip(". ") or "berkas")[:room] + ending
