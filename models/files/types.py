"""What a file is, told by its content alone: never by its name or by what a browser claims.

The list is closed. Whatever is not on it is not taken, so that nothing that a browser would run (HTML,
SVG, scripts) ever lies in the folder under a harmless name.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from models.files.office_document import is_docx

HEAD = 4096


@dataclass(frozen=True, slots=True)
class FileType:
    """`kind` is the word of the YAML. `inline`: browsers show it safely by themselves; anything else
    is only ever downloaded. `picture`: we can make a small one of it."""

    mime: str
    kind: str
    endings: tuple[str, ...]
    inline: bool = True
    picture: bool = False

    @property
    def family(self) -> str:
        """image, audio, video or application: how it is shown."""
        return self.mime.partition("/")[0]


JPEG = FileType("image/jpeg", "foto", ("jpg", "jpeg", "jpe", "jfif"), picture=True)
PNG = FileType("image/png", "foto", ("png",), picture=True)
GIF = FileType("image/gif", "foto", ("gif",), picture=True)
WEBP = FileType("image/webp", "foto", ("webp",), picture=True)
HEIC = FileType("image/heic", "foto", ("heic", "heif"), inline=False)
MP4 = FileType("video/mp4", "video", ("mp4", "m4v"))
MOV = FileType("video/quicktime", "video", ("mov", "qt"))
M3GP = FileType("video/3gpp", "video", ("3gp", "3gpp", "3g2"), inline=False)
WEBM = FileType("video/webm", "video", ("webm",))
MKV = FileType("video/x-matroska", "video", ("mkv",), inline=False)
MP3 = FileType("audio/mpeg", "suara", ("mp3",))
M4A = FileType("audio/mp4", "suara", ("m4a", "m4b"))
OGG = FileType("audio/ogg", "suara", ("ogg", "oga", "opus"))
WAV = FileType("audio/wav", "suara", ("wav",))
FLAC = FileType("audio/flac", "suara", ("flac",))
AAC = FileType("audio/aac", "suara", ("aac",))
AMR = FileType("audio/amr", "suara", ("amr",), inline=False)
PDF = FileType("application/pdf", "pdf", ("pdf",))
DOCX = FileType(
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx", ("docx",), inline=False
)
TYPES = (JPEG, PNG, GIF, WEBP, HEIC, MP4, MOV, M3GP, WEBM, MKV, MP3, M4A, OGG, WAV, FLAC, AAC, AMR, PDF, DOCX)

_STARTS: tuple[tuple[bytes, FileType], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"ID3", MP3),
    (b"fLaC", FLAC),
    (b"#!AMR", AMR),
)
# The brands by which the family of MP4 tells its members apart.
_BRANDS: tuple[tuple[tuple[bytes, ...], FileType], ...] = (
    ((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), HEIC),
    ((b"M4A ", b"M4B "), M4A),
    ((b"qt  ",), MOV),
    ((b"3gp", b"3g2", b"3ge", b"3gg", b"3gs"), M3GP),
    ((b"isom", b"iso", b"mp41", b"mp42", b"avc1", b"dash", b"M4V", b"MSNV", b"mp71", b"f4v"), MP4),
)
_MPEG_SYNC = 0xE0


def sniff(file: BinaryIO) -> FileType | None:
    """The type of an open file, or None for what we do not take. Reads little, unpacks nothing."""
    file.seek(0)
    head = file.read(HEAD)
    found = next((one for start, one in _STARTS if head.startswith(start)), None)
    if found is None and head.startswith(b"PK\x03\x04"):
        return DOCX if is_docx(file) else None
    return found or next(_guesses(head), None)


def _guesses(head: bytes) -> Iterator[FileType]:
    if head[:4] == b"RIFF":
        yield from (one for word, one in ((b"WEBP", WEBP), (b"WAVE", WAV)) if head[8:12] == word)
    elif head[4:8] == b"ftyp":
        yield from (one for brands, one in _BRANDS if head[8:12].startswith(brands))
    elif head[:4] == b"\x1aE\xdf\xa3":  # Matroska, whose first element names the kind
        yield from (one for word, one in ((b"webm", WEBM), (b"matroska", MKV)) if word in head[:64])
    elif head[:4] == b"OggS" and head[28:36].startswith((b"OpusHead", b"\x01vorbis", b"Speex", b"\x7fFLAC")):
        yield OGG
    elif len(head) > 3 and head[0] == 0xFF and head[1] & 0xF6 == 0xF0:
        yield AAC
    elif len(head) > 3 and _is_mpeg_audio(head):
        yield MP3


def _is_mpeg_audio(head: bytes) -> bool:
    """A frame of MPEG layer III: the sync, then bit rate and sample rate that exist."""
    if head[0] != 0xFF or head[1] & _MPEG_SYNC != _MPEG_SYNC:
        return False
    version, layer = head[1] >> 3 & 3, head[1] >> 1 & 3
    return version != 1 and layer == 1 and head[2] >> 4 not in (0, 15) and head[2] >> 2 & 3 != 3


def of_mime(mime: str | None) -> FileType | None:
    """The type that a companion column names."""
    return next((one for one in TYPES if one.mime == mime), None)
