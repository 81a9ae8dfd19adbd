"""Walks through the pages of a panel as somebody would, and hears what each of them says."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from werkzeug.test import TestResponse

from tests.clerk import Clerk

SPOKEN = ("title", "placeholder", "aria-label", "alt", "data-confirm", "data-busy", "label")
SILENT = ("script", "style", "code")
# Where values of rows stand: people's own words, in whatever language.
VALUES = ("td", "dd", "textarea", "output")
VOID = ("input", "br", "img", "hr", "meta", "link", "source", "wbr")
NOT_FOLLOWED = re.compile(
    r"/(logout|lang|static|api|berkas)\b|/(pick|file|thumb|download)\b|/export\.|[./]xlsx\b|^/logout"
)


class Heard(NamedTuple):
    """A text of a page. `value`: it stands where a row's values stand."""

    text: str
    value: bool


class Ear(HTMLParser):
    """The texts of a page, and its links."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.heard: list[Heard] = []
        self.links: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # the tag; is it silent, does it hold values
        self._silent = self._valued = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "a" and have.get("href"):
            self.links.append(have["href"])
        if tag not in VOID:
            values = tag in VALUES or "data-value" in have or bool(have.get("lang"))
            self._open.append((tag, tag in SILENT, values))
            self._silent, self._valued = self._silent + (tag in SILENT), self._valued + values
        for name, text in have.items():
            if name in SPOKEN or name.startswith("data-") and " " in text and "{" not in text:
                self._hear(text)
        if tag == "input" and have.get("type") in ("submit", "button", "reset"):
            self._hear(have.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        while self._open and tag not in VOID:
            shut, silent, values = self._open.pop()
            self._silent, self._valued = self._silent - silent, self._valued - values
            if shut == tag:
                break

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._hear(data)

    def _hear(self, text: str) -> None:
        said = " ".join(text.split())
        if said:
            self.heard.append(Heard(said, self._valued > 0))


class Page(NamedTuple):
    address: str
    answer: TestResponse
    heard: tuple[Heard, ...]


def heard(address: str, answer: TestResponse) -> Page:
    return Page(address, answer, tuple(Ear(answer.text).heard))


def kind_of(address: str) -> str:
    """Addresses of one kind differ in their row, and in what a filter asks for. A printed list says the same
    words whatever it was filtered by."""
    parts = urlsplit(address)
    if "/print-list/" in parts.path:
        return parts.path
    path = re.sub(r"(?<=/(?:show|edit)/)[^/]+|(?<=/delete/)[^/]+", "*", parts.path)
    return path + "?" + ",".join(sorted({name for name, _ in parse_qsl(parts.query)}))


def walk(clerk: Clerk, start: str = "/", each: int = 1) -> Iterator[Page]:
    """Every page that a person reaches by links; `each` of a kind."""
    waiting, seen, met = deque([start]), {start}, Counter[str]()
    while waiting:
        address = waiting.popleft()
        if met[kind_of(address)] >= each:
            continue
        met[kind_of(address)] += 1
        answer = clerk.get(address)
        if answer.mimetype != "text/html":
            continue
        ear = Ear(answer.text)
        if answer.location is None:
            yield Page(address, answer, tuple(ear.heard))
        for link in ear.links if answer.location is None else [answer.location]:
            parts = urlsplit(link)
            path = parts.path if parts.path.startswith("/") else ""
            target = path + (f"?{parts.query}" if parts.query else "")
            if path and not parts.netloc and target not in seen and not NOT_FOLLOWED.search(path):
                seen.add(target)
                waiting.append(target)
