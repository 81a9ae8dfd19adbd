"""Signing in as a browser does, without drawing a page: by hand it is done in test_keyboard.py."""

from __future__ import annotations

from playwright.sync_api import BrowserContext

from tests.clerk import LOGIN, Forms
from tests.opened import PASSWORD


def sign_in(context: BrowserContext, name: str) -> None:
    """All pages of this context are of this person from now on."""
    _, fields = Forms(context.request.get(LOGIN).text()).forms[-1]
    sent = {**fields, "username": name, "password": PASSWORD}
    answer = context.request.post(LOGIN, form=sent, max_redirects=0)
    assert answer.status == 302, answer.text()
