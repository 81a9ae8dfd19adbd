"""A file is what its content is."""

from __future__ import annotations

import io
import zipfile

import pytest

from models.description.spec import FILE_KINDS
from models.files.naming import clean
from models.files.types import DOCX, JPEG, PDF, TYPES, sniff
from tests import samples


@pytest.mark.parametrize(
    ("content", "mime"),
    [
        (samples.photo("JPEG"), "image/jpeg"),
        (samples.photo("PNG"), "image/png"),
        (samples.photo("GIF"), "image/gif"),
        (samples.photo("WEBP"), "image/webp"),
        (samples.HEIC, "image/heic"),
        (samples.MP4, "video/mp4"),
        (samples.MOV, "video/quicktime"),
        (samples.M3GP, "video/3gpp"),
        (samples.WEBM, "video/webm"),
        (samples.MP3, "audio/mpeg"),
        (samples.MP3[10:], "audio/mpeg"),
        (samples.M4A, "audio/mp4"),
        (samples.OGG, "audio/ogg"),
        (samples.WAV, "audio/wav"),
        (samples.PDF, "application/pdf"),
        (samples.docx(), DOCX.mime),
    ],
)
def test_each_kind_is_known_by_its_content(content: bytes, mime: str) -> None:
    found = sniff(io.BytesIO(content))
    assert found is not None and found.mime == mime


def plain_zip() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("a.txt", "a")
    return buffer.getvalue()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"a",
        b"PK\x03\x04",
        samples.SVG,
        samples.HTML,
        samples.EXE,
        plain_zip(),
        samples.docx("word/vbaProject.bin"),
        samples.zip_bomb(),
        samples.docx()[:-30],
        b"PK\x03\x04" + bytes(100) + b"PK\x05\x06" + b"\xff" * 18,
        b"GIF89" + samples.HTML,
        b" " + samples.PDF,
        "teks biasa".encode("utf-16"),
    ],
    ids=lambda content: f"{len(content)} bytes",  # a zip holds the time: workers would name it differently
)
def test_what_is_not_on_the_list_is_nothing(content: bytes) -> None:
    assert sniff(io.BytesIO(content)) is None


def test_the_words_of_the_yaml_are_the_kinds_there_are() -> None:
    assert tuple(dict.fromkeys(one.kind for one in TYPES)) == FILE_KINDS


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("foto.jpg", "foto.jpg"),
        ("FOTO.JPEG", "FOTO.JPEG"),
        ("../../etc/passwd", "passwd.jpg"),
        ("C:\\Users\\a\\foto.jpg", "foto.jpg"),
        ("/", "berkas.jpg"),
        ("..", "berkas.jpg"),
        (".jpg", "jpg.jpg"),
        ("", "berkas.jpg"),
        ("undangan.html", "undangan.html.jpg"),
        ("gambar\u202egpj.exe", "gambargpj.exe.jpg"),
        ("a\x00b\r\nc.jpg", "abc.jpg"),
        ("con.jpg", "_con.jpg"),
        ('a<b>:"c"|?*.jpg', "a_b___c____.jpg"),
        ("  jalan   rusak .jpg", "jalan rusak.jpg"),
        ("日本 foto.jpg", "日本 foto.jpg"),
        ("e\u0301.jpg", "é.jpg"),
    ],
)
def test_a_name_is_only_a_name(name: str, cleaned: str) -> None:
    assert clean(name, JPEG) == cleaned


@pytest.mark.parametrize("name", ["a" * 5000 + ".pdf", "日" * 5000, "a" * 5000, "😀" * 400 + ".pdf"])
def test_a_name_is_short_and_keeps_its_ending(name: str) -> None:
    for longest in (120, 10):
        cleaned = clean(name, PDF, longest)
        assert len(cleaned) <= longest and len(cleaned.encode()) <= 240 and cleaned.endswith(".pdf")
