"""Styles and scripts: under names that change with their content, so that browsers keep them for ever.

Answered before Flask: no session, no database, no cookie. Kept in memory, compressed once.
"""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from flask import Flask, request
from werkzeug.datastructures import Headers
from werkzeug.wrappers import Request, Response

PREFIX = "/static/v/"
FOR_EVER = "public, max-age=31536000, immutable"
# From the best: how a browser calls it, and how the file's twin beside it is called.
ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
TWINS = tuple(suffix for _name, suffix in ENCODINGS)
# What every page of ours has goes out as one file, in this order: a browser spends more on asking for a file
# it has kept than on reading it.
JOINED = {
    "framed.css": tuple(
        f"{one}.css" for one in ("panel", "pages", "rows", "story", "steps", "imports", "filters")
    ),
    "framed.js": tuple(
        f"{one}.js" for one in ("frame", "keys", "panel", "pages", "moments", "rows", "list", "several")
    ),
}

StartResponse = Callable[..., Any]


@dataclass(frozen=True, slots=True)
class Asset:
    mark: str  # of its content
    kind: str
    encoded: Mapping[str, bytes]  # content-encoding -> bytes; "" is the file itself

    @classmethod
    def read(cls, path: Path) -> Asset:
        twins = {name: path.with_name(path.name + suffix) for name, suffix in ENCODINGS}
        made = {name: twin.read_bytes() for name, twin in twins.items() if twin.is_file()}
        return cls.of(path.name, path.read_bytes(), made)

    @classmethod
    def of(cls, name: str, plain: bytes, made: Mapping[str, bytes]) -> Asset:
        encoded = {"": plain, **made}
        encoded.setdefault("gzip", gzip.compress(plain, mtime=0))
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        text = kind.startswith("text/")
        return cls(
            hashlib.sha256(plain).hexdigest()[:12], f"{kind}; charset=utf-8" if text else kind, encoded
        )


@cache
def _read(folder: Path, _newest: int) -> Mapping[str, Asset]:
    """Once per process: each reload of the office builds an app."""
    found = {path.relative_to(folder).as_posix(): Asset.read(path) for path in _files(folder)}
    for name, parts in JOINED.items():
        found[name] = Asset.of(name, b"\n".join(found[part].encoded[""] for part in parts), {})
    return {name: replace(one, mark=_mark(name, one, found)) for name, one in found.items()}


def _mark(name: str, asset: Asset, found: Mapping[str, Asset]) -> str:
    """Scripts of one folder import each other by their bare names, so they change their address together."""
    within, _, _ = name.rpartition("/")
    if not within or within == "vendor":
        return asset.mark
    marks = "".join(one.mark for each, one in sorted(found.items()) if each.startswith(f"{within}/"))
    return hashlib.sha256(marks.encode()).hexdigest()[:12]


def _files(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in TWINS)


class Assets:
    """A WSGI app in front of another: answers for the files of a folder."""

    def __init__(self, folder: Path, behind: Callable[[dict[str, Any], StartResponse], Iterable[bytes]]):
        self._files = _read(folder, max((path.stat().st_mtime_ns for path in _files(folder)), default=0))
        self._behind = behind

    def url(self, name: str) -> str:
        """The address of a file, for `{{ asset('panel.css') }}`. A name that is not there is an error."""
        return f"{request.script_root}{PREFIX}{self._files[name].mark}/{name}"

    def within(self, folder: str) -> list[str]:
        """The addresses of the files of a folder, for a page that wants them all at once."""
        return [self.url(name) for name in self._files if name.startswith(f"{folder}/")]

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        path: str = environ.get("PATH_INFO", "")
        if not path.startswith(PREFIX):
            return self._behind(environ, start_response)
        mark, _, name = path.removeprefix(PREFIX).partition("/")
        asked = Request(environ, populate_request=False)
        if (found := self._files.get(name)) is None or asked.method not in ("GET", "HEAD"):
            return Response(status=404 if found is None else 405)(environ, start_response)
        return _answer(asked, found, known=mark == found.mark)(environ, start_response)


def _answer(asked: Request, asset: Asset, *, known: bool) -> Response:
    encoding = next((one for one, _ in ENCODINGS if one in asset.encoded and asked.accept_encodings[one]), "")
    headers = Headers(
        {
            "Content-Type": asset.kind,
            # A page from before an update asks for the old name: the new content will do, once.
            "Cache-Control": FOR_EVER if known else "no-cache",
            "Vary": "Accept-Encoding",
            "X-Content-Type-Options": "nosniff",
        }
    )
    if encoding:
        headers["Content-Encoding"] = encoding
    answer = Response(asset.encoded[encoding], headers=headers)
    answer.set_etag(f"{asset.mark}{encoding}")
    return answer.make_conditional(asked)


def register(app: Flask) -> None:
    """Serves `static/`, and tells templates the names."""
    assets = Assets(Path(str(app.static_folder)), app.wsgi_app)
    app.wsgi_app = assets  # type: ignore[method-assign]
    app.jinja_env.globals.update(asset=assets.url, assets_within=assets.within)
