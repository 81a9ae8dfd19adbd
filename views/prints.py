"""Prints: a row or a list of a screen on paper, by a template of the office."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import NamedTuple
from urllib.parse import urlencode

from flask import g, render_template, request
from flask_appbuilder import expose, has_access
from flask_babel import force_locale, gettext

from models import events, query
from models.description.screen import Condition, Print, Screen
from models.panel import Desk
from models.query import Row
from reports import prints
from reports.paper import Writer
from views import filters, survey_link
from views.base import desk, writing
from views.notation import elements, shown
from views.print_templates import render
from views.screen_page import Answer, ScreenPage, local
from views.wording import inside, words

PAPER = "id"  # what an office prints is in the language of its letters, whoever prints it
THEN = "then"  # the button of a form that saves and prints


class Offer(NamedTuple):
    """A print in a menu."""

    label: str
    href: str


class Printing(ScreenPage):
    """The print pages of a screen. They print when somebody presses the button, never by themselves."""

    doors = {"print_row": "show", "print_list": "list"}

    @expose("/print/<pk>/<name>", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def print_row(self, pk: str, name: str) -> Answer:
        """One row on paper; its timeline says who printed it."""
        screen = self.screen
        with writing(screen) as at:
            wanted = prints.chosen(at, screen, name, of_list=False)
            key = query.record(at, screen, pk).key or pk  # as the timeline writes it: "01" is found too
            with force_locale(PAPER):
                facts = {
                    **prints.of_row(at, screen, key, wanted, WRITER),
                    "survey_link": survey_link.maker(at),
                }
                title = f"{wanted.label.id} {facts['row']}"
                body = self._filled(at, wanted, facts)
            if request.method == "GET":
                events.note(at, screen, key, "print", wanted.key, data={"label": wanted.label.id})
        back = local(request.args.get("back", "")) or f"{self._here()}/show/{pk}"
        return self._on_paper(wanted, title, body, back)

    @expose("/print-list/<name>", methods=["GET"])
    @has_access  # type: ignore[untyped-decorator]
    def print_list(self, name: str) -> Answer:
        """The rows of a list, as its address filters them."""
        at, screen = desk(), self.screen
        wanted = prints.chosen(at, screen, name, of_list=True)
        asked = filters.listing(screen, request.args)
        with force_locale(PAPER):
            facts = {**prints.of_list(at, screen, asked, wanted, WRITER), "asked": _asked(screen)}
            body = self._filled(at, wanted, facts)
        said = ""
        if facts["more"]:
            said = gettext(
                "Daftar ini terlalu panjang: yang dicetak hanya %(most)s baris pertama. "
                "Saring dahulu, misalnya per bulan.",
                most=f"{prints.MOST_LINES:,}".replace(",", "."),
            )
        back = local(request.args.get("back", "")) or f"{self._here()}/list/{_query()}"
        return self._on_paper(wanted, wanted.label.id, body, back, said)

    def _filled(self, at: Desk, wanted: Print, facts: Mapping[str, object]) -> str:
        g.style_nonce = secrets.token_urlsafe(16)
        about = {"nonce": g.style_nonce, "label": wanted.label.id, "zone": at.now.tzname() or ""}
        return render(at.panel.office.folder, wanted.file, {**facts, **about})

    def _on_paper(self, wanted: Print, title: str, body: str, back: str, said: str = "") -> str:
        return render_template(
            "panel/print.html", wanted=wanted, label=words(wanted.label), title=title, body=body, back=back,
            said=said, nonce=g.style_nonce,
        )  # fmt: skip


def of_row(at: Desk, screen: Screen, row: Row, here: str) -> list[Offer]:
    """The menu of a record page."""
    if not screen.prints or row.key is None:
        return []
    return [
        Offer(words(one.label), f"{here}/print/{row.key}/{one.key}")
        for one in prints.offered(at, screen, row.key)
    ]


def of_list(at: Desk, screen: Screen, here: str) -> list[Offer]:
    """The menu of a list: its prints keep the filters."""
    found: Iterable[Print] = prints.offered_of_list(at, screen)
    return [Offer(words(one.label), f"{here}/print-list/{one.key}{_query()}") for one in found]


def after_adding(at: Desk, screen: Screen) -> list[tuple[str, str]]:
    """The buttons that save a new row and go on with a print."""
    return [
        (one.key, gettext("Simpan dan cetak %(print)s", print=inside(words(one.label))))
        for one in prints.after_adding(at, screen)
    ]


def next_page(at: Desk, screen: Screen, key: str | None, here: str, after: str) -> str | None:
    """The print that was asked for with the new row; from there it goes on to where saving leads."""
    wanted = request.form.get(THEN)
    if wanted is None or key is None:
        return None
    if wanted not in {one.key for one in prints.after_adding(at, screen)}:
        return None
    return f"{here}/print/{key}/{wanted}?{urlencode({'back': after})}"


def _query() -> str:
    return filters.address(request.args).but("back") if request.args else ""


def _asked(screen: Screen) -> Mapping[str, str]:
    """What the list was filtered by: field key -> the value as it was typed."""
    found = {}
    for one in filters.listing(screen, request.args).where:
        if isinstance(one, Condition) and one.operator in ("eq", "in") and one.field in screen.fields:
            several = one.value if isinstance(one.value, tuple) else (one.value,)
            found[one.field] = ", ".join(shown(screen.fields[one.field], value) for value in several)
    return found


WRITER = Writer(shown, elements)
