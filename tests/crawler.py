"""Walks through the pages of a panel as somebody would, and hears what each of them says."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from typing import NamedTuple
from urllib.parse import parse_qsl, urlsplit

from lxml import etree, html
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


class Ear:
    """The texts of a page, and its links."""

    def __init__(self, page: str) -> None:
        self.heard: list[Heard] = []
        self.links: list[str] = []
        if page.strip():
            self._listen(html.document_fromstring(page), silent=False, valued=False)

    def _listen(self, node: html.HtmlElement, *, silent: bool, valued: bool) -> None:
        tag, have = node.tag, node.attrib
        if tag not in VOID:
            silent = silent or tag in SILENT
            valued = valued or tag in VALUES or "data-value" in have or _is_foreign(node)
        if tag == "a" and have.get("href"):
            self.links.append(have["href"])
        for name, text in have.items():
            if name in SPOKEN or name.startswith("data-") and " " in text and "{" not in text:
                self._hear(text, valued)
        if tag == "input" and have.get("type") in ("submit", "button", "reset"):
            self._hear(have.get("value", ""), valued)
        for text in () if silent else (node.text, *(child.tail for child in node)):
            self._hear(text or "", valued)
        for child in node.iterchildren(tag=etree.Element):
            self._listen(child, silent=silent, valued=valued)

    def _hear(self, text: str, valued: bool) -> None:
        said = " ".join(text.split())
        if said:
            self.heard.append(Heard(said, valued))


def _is_foreign(node: html.HtmlElement) -> bool:
    """Whether a part of the page is in a language of its own; what the whole page says of its language is no
    reason to pass it over."""
    return bool(node.get("lang")) and node.tag != "html"


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
