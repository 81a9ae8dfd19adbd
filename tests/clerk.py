"""Somebody at the panel: a browser's session or a program's token, as a test client."""

from __future__ import annotations

from collections.abc import Mapping
from html.parser import HTMLParser

from flask import Flask
from werkzeug.test import TestResponse

LOGIN = "/login/"


class Forms(HTMLParser):
    """The forms of a page: for each, its action and what a browser would send."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[tuple[str, dict[str, str]]] = []
        self._area: str | None = None
        self._select: str | None = None
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        have = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append((have.get("action", ""), {}))
        if not self.forms or "disabled" in have:
            return
        fields, name = self.forms[-1][1], have.get("name", "")
        if tag == "textarea" and name:
            self._area, fields[name] = name, ""
        elif tag == "select" and name:
            self._select = name
        elif tag == "option" and self._select and (self._select not in fields or "selected" in have):
            fields[self._select] = have.get("value", "")
        elif tag == "input" and name and _is_sent(have):
            fields[name] = have.get("value", "on")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea" and self._area and self.forms:
            # A browser drops the first line end after the tag and sends CRLF.
            text = self.forms[-1][1][self._area].removeprefix("\n")
            self.forms[-1][1][self._area] = text.replace("\n", "\r\n")
        self._area = None if tag == "textarea" else self._area
        self._select = None if tag == "select" else self._select

    def handle_data(self, data: str) -> None:
        if self._area and self.forms:
            self.forms[-1][1][self._area] += data


def _is_sent(have: Mapping[str, str]) -> bool:
    kind = have.get("type", "text")
    return "checked" in have if kind in ("checkbox", "radio") else kind not in ("submit", "button")


class Clerk:
    """A logged-in browser. `program` gives the same person with a token instead of a cookie."""

    def __init__(self, app: Flask, name: str | None = None, password: str = "") -> None:
        self.app = app
        self.client = app.test_client()
        self.token: str | None = None
        self._csrf: str | None = ""
        if name is not None:
            page = self.client.get(LOGIN)
            self.csrf = self.form(page)["csrf_token"]
            sent = self.send(LOGIN, {"username": name, "password": password})
            assert sent.status_code == 302, sent.text
            with self.client.session_transaction() as session:
                assert "_user_id" in session
            self._csrf = None

    @classmethod
    def program(cls, app: Flask, name: str, password: str) -> Clerk:
        clerk = cls(app)
        asked = {"username": name, "password": password, "provider": "db"}
        answer = clerk.client.post("/api/v1/security/login", json=asked)
        assert answer.status_code == 200, answer.text
        clerk.token = answer.json["access_token"]
        return clerk

    @property
    def csrf(self) -> str:
        """The token of a page, which is only opened for it once something is sent."""
        if self._csrf is None:
            self._csrf = self._page_token()
        return self._csrf

    @csrf.setter
    def csrf(self, token: str) -> None:
        self._csrf = token

    def _page_token(self) -> str:
        page = self.client.get("/users/userinfo/")
        found = Forms(page.text).forms
        tokens = [fields["csrf_token"] for _, fields in found if "csrf_token" in fields]
        return tokens[0]

    @staticmethod
    def form(page: TestResponse) -> dict[str, str]:
        """What a browser would send of the page's form that has a token."""
        return next(fields for _, fields in Forms(page.text).forms if "csrf_token" in fields)

    def get(self, address: str) -> TestResponse:
        return self.client.get(address, headers=self._headers() if self.token else {})

    def send(self, address: str, fields: Mapping[str, str]) -> TestResponse:
        """A page's form."""
        return self.client.post(address, data={"csrf_token": self.csrf, **fields})

    def call(self, method: str, address: str, body: object = None) -> TestResponse:
        """A program's call, or a script's of a page."""
        if method == "GET" and body is None:
            return self.get(address)
        more = {} if body is None else {"json": body}
        return self.client.open(address, method=method, headers=self._headers(), **more)

    def _headers(self) -> dict[str, str]:
        if self.token:
            return {"Authorization": f"Bearer {self.token}"}
        return {"X-CSRFToken": self.csrf} if self.csrf else {}
