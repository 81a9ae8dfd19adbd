"""Small real files of every kind, and some that only pretend to be one."""

from __future__ import annotations

import io
import struct
import zipfile

from PIL import Image

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
HTML = b"<!doctype html><html><body><script>alert(1)</script></body></html>"
PDF = b"%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"
MP3 = b"ID3\x03\x00\x00\x00\x00\x00\x00" + (b"\xff\xf3\x18\xc4" + bytes(32)) * 40
MP4 = b"\x00\x00\x00\x18ftypisom\x00\x00\x02\x00isommp41" + b"\x00\x00\x00\x08free" * 20
MOV = b"\x00\x00\x00\x14ftypqt  \x00\x00\x02\x00qt  " + bytes(40)
M3GP = b"\x00\x00\x00\x18ftyp3gp4\x00\x00\x02\x00isom3gp4" + bytes(40)
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x02\x00isomM4A " + bytes(40)
HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(40)
WEBM = b"\x1aE\xdf\xa3\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webmB\x87" + bytes(40)
OGG = b"OggS\x00\x02" + bytes(20) + b"\x01\x13OpusHead\x01\x01" + bytes(40)
WAV = b"RIFF\x24\x00\x00\x00WAVEfmt \x10\x00\x00\x00\x01\x00\x01\x00" + bytes(24)
EXE = b"MZ\x90\x00\x03" + bytes(200)


def photo(
    kind: str = "JPEG", size: tuple[int, int] = (320, 200), colour: str = "#3366aa", **more: object
) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", size, colour).save(buffer, kind, **more)
    return buffer.getvalue()


def turned_photo() -> bytes:
    """Lying on its side, as telephones store an upright picture, with the place where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Telepon rahasia"
    return photo(size=(320, 200), exif=exif)


def docx(*more: str, body: bytes = b"<w:document/>") -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in ("[Content_Types].xml", "word/document.xml", *more):
            always = zipfile.ZipInfo(name)  # of 1980: the same bytes at any time
            archive.writestr(always, body, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def zip_bomb() -> bytes:
    """A docx of one megabyte that claims to unpack to more than a gigabyte."""
    whole = bytearray(docx(body=bytes(1_000_000)))
    entry = whole.rfind(b"PK\x01\x02")
    whole[entry + 24 : entry + 28] = struct.pack("<I", 2_000_000_000)
    return bytes(whole)


def picture_bomb() -> bytes:
    """A PNG of a few bytes that claims 60,000 x 60,000 points."""
    whole = bytearray(photo("PNG", (1, 1)))
    whole[16:24] = struct.pack(">II", 60_000, 60_000)
    return bytes(whole)
