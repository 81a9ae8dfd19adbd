"""Lists by the state in each row's own workflow: what is open, and whose turn it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from models import counting, query, records
from models.actor import Actor
from models.description.screen import Condition
from models.errors import Refused
from models.panel import Desk
from models.query import Listing
from tests.models.test_transitions import BOS, KERJA, OFFICE, OTHER, TABLES, WORKFLOW, press, with_rights

TICKETS = """
table: tickets
title: "{title}"
list: [title, state]
workflow: {column: state, by: kind}
views:
  Menunggu saya: {where: {state: {held: me}}, count: true}
  Milik bos: {where: {state: {held: Bos}}}
  Tutup: {where: {state: {open: false}}}
"""


@pytest.fixture
def desk(open_desk: Callable[..., Desk]) -> Iterator[Desk]:
    made: Desk = open_desk(
        TABLES, {"tickets": TICKETS}, with_rights(KERJA), {"biasa": WORKFLOW, "lain": OTHER}, OFFICE
    )
    screen = made.panel.screens["tickets"]
    for title, kind in (("Satu", "biasa"), ("Dua saja", "biasa"), ("Lain", "lain"), ("Bebas", "bebas")):
        records.add(made, screen, {"title": title, "kind": kind})
    press(made, "2", "mulai")
    yield made


def titles(desk: Desk, *where: Condition, view: str | None = None, actor: Actor | None = None) -> set[str]:
    at = replace(desk, actor=with_rights(actor or desk.actor))
    found = query.page(at, at.panel.screens["tickets"], Listing(view=view, where=where))
    return {row.title for row in found.rows}


def test_open_means_open_in_the_rows_own_workflow(desk: Desk) -> None:
    assert titles(desk, Condition("state", "open", True)) == {"Satu", "Dua saja", "Lain"}
    press(desk, "3", "usaikan")
    assert titles(desk, Condition("state", "open", "true")) == {"Satu", "Dua saja"}
    assert titles(desk, view="tutup") == {"Lain"}


def test_held_by_me_follows_the_roles_of_whoever_looks(desk: Desk) -> None:
    for _ in range(2):  # the second time by the statement that was kept
        assert titles(desk, view="menunggu_saya") == {"Satu"}
        assert titles(desk, view="menunggu_saya", actor=BOS) == {"Dua saja"}
        assert titles(desk, view="milik_bos") == {"Dua saja"}
    screen = desk.panel.screens["tickets"]
    for actor, number in ((KERJA, 1), (Actor(9, "x"), 0)):
        at = replace(desk, actor=with_rights(actor))
        assert counting.count(at, screen, Listing(view="menunggu_saya")).number == number


def test_only_the_state_can_be_asked_so(desk: Desk) -> None:
    for one in (Condition("title", "open", True), Condition("state", "held", "Siapa")):
        with pytest.raises(Refused):
            titles(desk, one)


def test_states_without_words_of_the_screen_have_those_of_their_workflow(desk: Desk) -> None:
    options = desk.panel.screens["tickets"].fields["state"].options
    assert [(one.value, one.label.id, one.tone) for one in options] == [
        ("baru", "Baru", "info"),
        ("jalan", "Berjalan", "gray"),
        ("selesai", "Selesai", "ok"),
        ("mula", "Mula", "info"),
        ("usai", "Usai", "ok"),
    ]
