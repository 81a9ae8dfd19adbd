"""References whose row is away or cannot be: a sentence at the field, never an error page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.install import install
from tests.clerk import Clerk
from tests.views import town as towns
from tests.views.town import Town

ADD = "/data/matches/add"


@pytest.fixture
def matches(own_town: Town, town_office: Path) -> Iterator[Clerk]:
    """A table with two references, seen by somebody who may write to it."""
    own_town.sql(
        "CREATE TABLE matches (id serial PRIMARY KEY, home int REFERENCES villages, "
        "guest int REFERENCES villages, played_on date)"
    )
    install(own_town.url, office=str(town_office), say=lambda _: None)
    with towns.serving(own_town.url, town_office) as town:
        yield town.clerk()


@pytest.mark.parametrize("wrong", ["999999", "abc", "9" * 21])
def test_a_reference_to_nothing_does_not_disturb_the_next_one(matches: Clerk, wrong: str) -> None:
    form = Clerk.form(matches.get(ADD))
    page = matches.send(ADD, {**form, "home": wrong, "guest": "2", "played_on": "entah"})
    assert page.status_code == 422
    assert "entah" in page.text and "Desa 02" in page.text
