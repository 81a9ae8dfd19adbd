"""The folder of files: one copy of each content, nothing left over, nobody else may read."""

from __future__ import annotations

import hashlib
import io
import os
import stat
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from models.description.spec import FILE_KINDS
from models.errors import BadFile, TooLarge
from models.files import store as stores
from models.files.pictures import picture
from models.files.store import MOST_STAGED, Received, Store
from tests import samples

NOW = datetime.now(UTC)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "files", limit=2_000_000)


def receive(
    store: Store, content: bytes, name: str = "foto.jpg", by: int | None = 1, **more: Any
) -> Received:
    return store.receive(io.BytesIO(content), name, by=by, accept=more.get("accept", FILE_KINDS))


def kept(store: Store, content: bytes) -> str:
    received = receive(store, content)
    store.keep(received)
    return received.sha256


def everything(store: Store) -> list[str]:
    return sorted(
        path.relative_to(store.folder).as_posix() for path in store.folder.rglob("*") if path.is_file()
    )


def test_a_file_is_kept_under_its_fingerprint_for_us_alone(store: Store) -> None:
    content = samples.photo()
    received = receive(store, content, "../../jalan rusak.jpg")
    assert (received.size, received.name) == (len(content), "jalan rusak.jpg")
    assert received.sha256 == hashlib.sha256(content).hexdigest()
    store.keep(received)
    path = store.path(received.sha256)
    assert path.read_bytes() == content
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert path == store.folder / received.sha256[:2] / received.sha256[2:]


def test_the_same_content_is_kept_once(store: Store) -> None:
    one, other = receive(store, samples.PDF, "a.pdf"), receive(store, samples.PDF, "b.pdf", by=2)
    store.keep(one)
    store.keep(other)
    assert [sha256 for sha256, _ in store.contents()] == [one.sha256]
    assert [name for name in everything(store) if not name.endswith(".json")] == [
        f"{one.sha256[:2]}/{one.sha256[2:]}"
    ]


def test_a_content_that_was_cut_short_is_made_whole_again(store: Store) -> None:
    sha256 = kept(store, samples.PDF)
    store.path(sha256).write_bytes(b"%PDF")
    assert store.path(kept(store, samples.PDF)).read_bytes() == samples.PDF


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", stores.EMPTY),
        (samples.SVG, stores.NOT_TAKEN),
        (samples.HTML, stores.NOT_TAKEN),
        (samples.zip_bomb(), stores.NOT_TAKEN),
    ],
)
def test_what_is_not_taken_leaves_nothing(store: Store, content: bytes, sentence: str) -> None:
    with pytest.raises(BadFile) as refused:
        receive(store, content)
    assert refused.value.sentence == sentence
    assert everything(store) == []


def test_a_kind_that_the_field_does_not_take_is_refused(store: Store) -> None:
    with pytest.raises(BadFile) as refused:
        receive(store, samples.PDF, accept=("foto", "suara"))
    assert str(refused.value) == "Jenis berkas ini tidak diterima. Yang diterima: foto, rekaman suara."


def test_a_stream_that_grows_too_long_is_cut_off(store: Store) -> None:
    read = 0

    class Endless:
        def read(self, length: int = -1) -> bytes:
            nonlocal read
            read += length
            return b"%PDF-" + bytes(length - 5)

    with pytest.raises(TooLarge) as refused:
        store.receive(Endless(), "a.pdf", by=1, accept=FILE_KINDS)
    assert str(refused.value) == "Berkas ini terlalu besar. Paling besar 2 MB."
    assert read < 3_000_000 and everything(store) == []


def test_a_connection_that_breaks_leaves_nothing(store: Store) -> None:
    class Broken:
        def read(self, length: int = -1) -> bytes:
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store.receive(Broken(), "a.pdf", by=1, accept=FILE_KINDS)
    assert everything(store) == []


def test_a_full_disk_is_a_sentence(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "RESERVE", 10**18)
    with pytest.raises(BadFile) as refused:
        receive(store, samples.PDF)
    assert refused.value.sentence == stores.FULL


@pytest.mark.parametrize("token", ["", "unggahan.", "unggahan.1-../../x", "unggahan.1-" + "a" * 30, "a" * 64])
def test_a_made_up_token_is_nothing(store: Store, token: str) -> None:
    receive(store, samples.PDF)
    assert store.received(token, 1) is None


def test_a_token_is_its_owners_alone(store: Store) -> None:
    received = receive(store, samples.PDF, by=1)
    assert store.received(received.token, 1) == received
    assert store.received(received.token, 2) is None
    assert store.received(received.token, None) is None


@pytest.mark.parametrize("sha256", ["../../../etc/passwd", "", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_what_is_no_fingerprint_is_no_path(store: Store, sha256: str) -> None:
    with pytest.raises(ValueError):
        store.path(sha256)


def test_what_never_became_part_of_a_row_goes_after_a_day(store: Store) -> None:
    old, new = receive(store, samples.PDF), receive(store, samples.photo())
    for path in store.folder.glob(f"staged/{old.token.removeprefix('unggahan.')}*"):
        os.utime(path, ((NOW - timedelta(hours=25)).timestamp(),) * 2)
    assert store.sweep(NOW) == 1
    assert store.received(old.token, 1) is None
    assert store.received(new.token, 1) == new


def test_nobody_fills_the_disk_with_files_of_no_row(store: Store) -> None:
    for _ in range(MOST_STAGED + 3):
        receive(store, samples.PDF)
    assert len([name for name in everything(store) if not name.endswith(".json")]) == MOST_STAGED


def test_a_small_picture_stands_upright_and_tells_no_secrets(store: Store) -> None:
    sha256 = kept(store, samples.turned_photo())
    small = picture(store, sha256, "small")
    assert small is not None and stat.S_IMODE(small.stat().st_mode) == 0o600
    with Image.open(small) as image:
        assert image.size == (100, 160) and not image.getexif()
    assert b"Telepon" not in small.read_bytes()
    assert picture(store, sha256, "small") == small


@pytest.mark.parametrize(
    "content",
    [samples.PDF, samples.HEIC, samples.picture_bomb(), samples.photo()[:200], samples.photo("PNG")[:50]],
)
def test_what_is_no_picture_or_a_bomb_has_no_small_one(store: Store, content: bytes) -> None:
    assert picture(store, kept(store, content), "small") is None
    assert not [name for name in everything(store) if name.startswith("thumbs")]


@pytest.mark.parametrize("kind", ["PNG", "GIF", "WEBP"])
def test_pictures_of_every_kind_have_a_small_one(store: Store, kind: str) -> None:
    assert picture(store, kept(store, samples.photo(kind, (600, 400))), "large") is not None
