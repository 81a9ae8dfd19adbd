"""Styles and scripts: their names, how long they are kept, and how small they arrive."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from panels import login

from app.assets import Asset

VENDOR = Path(__file__).parents[2] / "app" / "static" / "vendor"
LINKED = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def name_of(client: FlaskClient, file: str) -> str:
    """The address that pages give a file."""
    return next(one for one in LINKED.findall(client.get("/login/").text) if one.endswith(f"/{file}"))


def test_every_style_and_script_of_a_page_has_a_name_that_is_kept_for_ever(client: FlaskClient) -> None:
    login(client, "admin")
    for page in ("/", "/data/reports/list/", "/users/add", "/roles/edit/1", "/grid/reports/"):
        named = LINKED.findall(client.get(page).text)
        assert len(named) >= 4
        for address in named:
            answer = client.get(address)
            assert answer.status_code == 200, address
            assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable", address
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
            assert "Set-Cookie" not in answer.headers


def test_a_file_arrives_in_the_best_compression_that_the_browser_knows(client: FlaskClient) -> None:
    address = name_of(client, "tabler.css")
    plain = client.get(address)
    assert "Content-Encoding" not in plain.headers and plain.headers["Vary"] == "Accept-Encoding"
    for asked, given in (
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("zstd", None),
    ):
        answer = client.get(address, headers={"Accept-Encoding": asked})
        assert answer.headers.get("Content-Encoding") == given
        assert given is None or len(answer.data) < len(plain.data) / 5
    assert gzip.decompress(client.get(address, headers={"Accept-Encoding": "gzip"}).data) == plain.data


def test_our_own_styles_are_compressed_without_a_file_beside_them(client: FlaskClient) -> None:
    answer = client.get(name_of(client, "panel.css"), headers={"Accept-Encoding": "gzip"})
    assert b"--brand" in gzip.decompress(answer.data)


def test_a_name_from_before_an_update_gets_the_new_file_but_is_not_kept(client: FlaskClient) -> None:
    answer = client.get("/static/v/000000000000/panel.css")
    assert answer.status_code == 200 and answer.headers["Cache-Control"] == "no-cache"
    again = client.get("/static/v/000000000000/panel.css", headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304 and not again.data


@pytest.mark.parametrize(
    "path", ["nothing.css", "../assembly.py", "..%2fassembly.py", "vendor/tabler.css.br", ""]
)
def test_nothing_else_is_served(client: FlaskClient, path: str) -> None:
    assert client.get(f"/static/v/000000000000/{path}").status_code == 404


def test_files_are_only_read(client: FlaskClient) -> None:
    assert client.post(name_of(client, "panel.css")).status_code == 405


def test_a_changed_file_changes_its_name(tmp_path: Path) -> None:
    file = tmp_path / "a.css"
    file.write_text("a{}")
    before = Asset.read(file).mark
    file.write_text("b{}")
    assert Asset.read(file).mark != before


def test_what_is_vendored_is_compressed_and_has_its_licences() -> None:
    files = [path for path in VENDOR.iterdir() if path.suffix in (".css", ".js")]
    assert {path.name for path in files} >= {"tabler.css", "tom-select.js", "chart.js"}
    for path in files:
        assert gzip.decompress(path.with_name(f"{path.name}.gz").read_bytes()) == path.read_bytes()
        assert path.with_name(f"{path.name}.br").stat().st_size < path.stat().st_size / 2
    licences = (VENDOR / "LICENCES.txt").read_text(encoding="utf-8")
    for name in ("@tabler/core", "tom-select", "chart.js"):
        assert name in licences
    assert "Permission is hereby granted" in licences and "Apache License" in licences


def test_scripts_that_import_each_other_change_their_address_together(client: FlaskClient) -> None:
    login(client, "admin")
    page = client.get("/grid/reports/").text
    named = re.findall(r'rel="modulepreload" href="(/static/v/(\w+)/grid/\w+\.js)"', page)
    assert len(named) > 10 and len({mark for _, mark in named}) == 1
    main = next(address for address, _ in named if address.endswith("/main.js"))
    imported = re.findall(r'from "\./(\w+\.js)"', client.get(main).text)
    for name in imported:
        answer = client.get(main.replace("main.js", name))
        assert answer.headers["Cache-Control"].endswith("immutable"), name
