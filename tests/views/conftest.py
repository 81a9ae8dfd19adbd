"""The town hall: built once, a copy for each test that writes, one for all that only look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.clerk import Clerk
from tests.views import town as towns
from tests.views.town import Town


@pytest.fixture(scope="session")
def town_office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return towns.make_office(tmp_path_factory.mktemp("kantor"))


@pytest.fixture(scope="session")
def town_template(server_url: str, town_office: Path) -> str:
    return towns.built(server_url, town_office)


@pytest.fixture(scope="session")
def seen_town(server_url: str, town_template: str, town_office: Path) -> Iterator[Town]:
    """For looking only."""
    with towns.opened(server_url, town_template, town_office) as made:
        yield made


@pytest.fixture(scope="session")
def written_town(server_url: str, town_template: str, town_office: Path) -> Iterator[Town]:
    with towns.opened(server_url, town_template, town_office) as made:
        made.keep()
        yield made


@pytest.fixture
def town(written_town: Town) -> Iterator[Town]:
    """For writing rows: they are put back afterwards."""
    yield written_town
    written_town.restore()


@pytest.fixture
def own_town(server_url: str, town_template: str, town_office: Path) -> Iterator[Town]:
    """For changing tables, or for being the first to look."""
    with towns.opened(server_url, town_template, town_office) as made:
        yield made


@pytest.fixture(scope="session")
def visitor(seen_town: Town) -> Clerk:
    """A clerk of the town that is only looked at."""
    return seen_town.clerk()


@pytest.fixture(scope="session")
def written_town_clerk(written_town: Town) -> Clerk:
    return written_town.clerk()


@pytest.fixture
def clerk(town: Town, written_town_clerk: Clerk) -> Clerk:
    """A clerk of the town that is written to."""
    return written_town_clerk
