"""A million rows that others refer to: no page loads them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from tests import foreign
from tests.opened import Opened, opened

MILLION = 1_000_000
STATEMENTS = 6
BYTES = 150_000


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    with opened(server_url, lambda url: foreign.load(url, MILLION), folder) as panel:
        yield panel


def test_a_million_referenced_rows_make_no_page_larger(at: Opened) -> None:
    browser = at.browser()
    with at.app.app_context():
        engine = at.app.extensions["sqlalchemy"].engine
    asked: list[str] = []
    sa.event.listen(engine, "before_cursor_execute", lambda _c, _k, statement, *_: asked.append(statement))
    for address in ADDRESSES:
        asked.clear()
        answer = browser.get(address)
        assert answer.status_code == 200, address
        assert len(asked) <= STATEMENTS and len(answer.data) < BYTES, (address, len(answer.data), asked)


ADDRESSES = (
    "/data/visit/list/",
    "/data/visit/add",
    "/data/visit/edit/7",
    "/data/visit/show/7",
    "/data/resident/list/",
    "/data/resident/list/?cursor=last",
    "/data/resident/list/?order=-name",
    "/data/resident/show/999999",
    "/data/resident/pick?q=999999",
    "/data/resident/pick?q=",
    "/grid/visit/",
    "/grid/resident/",
    "/grid/visit/ajax/lookup/?name=resident&query=999999",
    "/api/v1/visit/",
    "/api/v1/resident/",
    "/api/v1/resident/?cursor=last&size=100",
    "/api/v1/resident/?search=Budi",
    "/api/v1/resident/?search=999999",
    "/api/v1/resident/999999",
)


def test_the_count_of_a_million_rows_is_honest_and_cheap(at: Opened) -> None:
    program = at.program()
    whole = program.get("/api/v1/resident/?size=1").json
    assert whole["count_kind"] == "estimate" and whole["count"] > MILLION * 0.9
    some = program.get("/api/v1/resident/?size=1&q=(filters:!((col:id,opr:gt,value:5)))").json
    assert some["count_kind"] == "at_least" and some["count"] == 10_000
    exact = program.get("/api/v1/resident/?size=1&count=exact").json
    assert (exact["count"], exact["count_kind"]) == (MILLION, "exact")
