"""Small pictures of photos: made when first asked for, kept beside the files, made again when lost.

They carry no place and no camera: what a photo knows about itself stays in the original.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from threading import Lock

from PIL import Image, ImageOps, UnidentifiedImageError

from models.files.store import Store
from models.files.types import sniff

SIZES = {"small": 160, "large": 1280}
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP")
_MOST_PIXELS = 40_000_000
_MOST_PIXELS_OF_JPEG = 120_000_000  # which is read at a fraction of its size
_QUALITY = 78
_BROKEN = (OSError, ValueError, SyntaxError, EOFError, UnidentifiedImageError, MemoryError)
_BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
# One at a time in a process: a large photo takes a hundred megabytes while it is opened.
_alone = Lock()


def picture(store: Store, sha256: str, size: str) -> Path | None:
    """The small picture of a content; None where it is no photo that can be shown safely."""
    original = store.path(sha256)
    place = store.folder / "thumbs" / sha256[:2] / f"{sha256[2:]}.{size}.webp"
    if place.exists():
        return place
    try:
        with original.open("rb") as file:
            found = sniff(file)
        if found is None or not found.picture:
            return None
        with _alone:
            return place if place.exists() else _made(original, place, SIZES[size])
    except (*_BROKEN, *_BOMBS):
        return None


def _made(original: Path, place: Path, edge: int) -> Path | None:
    with Image.open(original, formats=_FORMATS) as image:
        most = _MOST_PIXELS_OF_JPEG if image.format == "JPEG" else _MOST_PIXELS
        if image.width * image.height > most:
            return None
        image.draft("RGB", (edge * 2, edge * 2))
        small = ImageOps.exif_transpose(image)
        small.thumbnail((edge, edge))
        plain = small.convert(
            "RGBA" if "transparency" in small.info or small.mode in ("RGBA", "LA") else "RGB"
        )
    plain.info.clear()
    place.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    half = place.with_name(f"{secrets.token_hex(8)}.part")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            plain.save(file, "WEBP", quality=_QUALITY)
        half.replace(place)
    finally:
        half.unlink(missing_ok=True)
    return place
