"""A walk over every door of every screen, for each role: what somebody may not see is nowhere in any answer.

The doors are those of `tests/surface.txt`. Reports of four sorts are planted with everything that hangs
on them, and each text of theirs holds a word that only its sort has.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlencode

import pytest
import sqlalchemy as sa
from werkzeug.test import TestResponse

from app import users
from app.database import connect, engine_for
from app.install import install as install_panel
from models.description.screen import Screen
from models.reporting.periods import around
from models.schema.catalog import Kind
from tests import databases
from tests.databases import database
from tests.offices.reference import OFFICE
from tests.opened import Opened, running
from tests.planted import CHANGES, FOREIGN, IDENTITY, OWN, SECRET, SORTS, Sort, plant

LINES = (Path(__file__).parent / "surface.txt").read_text(encoding="utf-8").splitlines()
DOORS = [tuple(line.split()[:2]) for line in LINES if "<screen>" in line]
PEOPLE = {
    "petugas": "Petugas",
    "kasi_sarpras": "Kasi",
    "tim": "Tim",
    "camat": "Camat",
    "kabupaten": "Kabupaten",
    "admin": "Admin",
}


UNSEEN = {
    "petugas": (SECRET,),
    "kasi_sarpras": (FOREIGN, SECRET, IDENTITY),
    "tim": (SECRET,),
    "camat": (),
    "kabupaten": (SECRET,),
    "admin": (SECRET,),
}


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    data, planted = tmp_path_factory.mktemp("data"), databases.files() / "planted"

    def fill(url: str) -> None:
        plant(url, planted)
        install_panel(url, office=str(OFFICE), say=lambda _: None)
        with connect(engine_for(url)) as connection:
            connection.execute(sa.text(CHANGES))  # by now each change is kept, with what was there before
            connection.commit()

    with database(server_url, databases.shared(server_url, "planted", fill)) as url:
        shutil.copytree(planted, data, dirs_exist_ok=True)
        people = [users.User(name, f"Uji {name}", role) for name, role in PEOPLE.items()]
        with running(url, OFFICE, people, PANEL_DATA=data) as made:
            yield made


def forbidden(name: str) -> list[str]:
    """What this person's answers must never hold."""
    masked = [text for one in SORTS for text in (one.nik, one.phone, *one.witness.split())]
    hidden = [one.word for one in UNSEEN[name]]
    # Who asked for secrecy: the Camat alone, for nobody else here handles that report.
    return [*masked, *hidden, *([] if name == "camat" else [f"zpelaporq{IDENTITY.base}"])]


def told(answer: TestResponse) -> str:
    """All of an answer: its body, whatever it is, and its headers."""
    body = answer.get_data()
    if zipfile.is_zipfile(io.BytesIO(body)):  # a workbook
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            body = b"".join(map(packed.read, packed.namelist()))
    return body.decode("utf-8", "replace") + str(answer.headers)


NUMBERS = re.compile(r"\b[A-Z]-z\w+q(?:-\d+)?")  # of planted reports, letters and lines of the books


class Walk:
    """One person's walk, which hears every answer."""

    def __init__(self, at: Opened, name: str, *, told_numbers: bool = False) -> None:
        self.at, self.name, self.told_numbers = at, name, told_numbers
        self.clerk = at.browser(name)
        self.words = forbidden(name)
        self.steps = 0

    def hear(self, answer: TestResponse, address: str) -> TestResponse:
        self.steps += 1
        assert answer.status_code < 500, (address, answer.status_code, answer.text[:400])
        whole = NUMBERS.sub("", told(answer)) if self.told_numbers else told(answer)
        answer.close()
        found = [word for word in self.words if word in whole]
        assert not found, (self.name, address, found)
        return answer

    def get(self, address: str) -> TestResponse:
        return self.hear(self.clerk.get(address), address)

    def call(self, method: str, address: str, body: object = None) -> TestResponse:
        return self.hear(self.clerk.call(method, address, body), f"{method} {address}")

    def send(self, address: str, fields: dict[str, str]) -> TestResponse:
        return self.hear(self.clerk.send(address, fields), f"POST {address}")


def guarded(at: Opened) -> list[Screen]:
    """The screens whose rows not everybody sees, or of which something is masked."""
    return [one for one in at.panel.screens.values() if one.rows or one.follows]


def keys_of(screen: Screen, sort: Sort) -> list[str]:
    if screen.key == "letter_staff":
        return [f"{sort.base},1"]
    return [str(sort.base), *([str(sort.base + 1)] if screen.key == "parties" else [])]


def addresses(address: str, screen: Screen, key: str) -> Iterator[str]:
    """A door's address with something in each place."""
    address = address.replace("<screen>", screen.key).replace("<pk>", key)
    if "/file/" in address:
        for one in screen.files:
            for how in ("view", "download", "small", "large"):
                yield address.replace("<field>", one.key).replace("<how>", how)
    elif "/print" in address:
        for one in screen.prints:
            yield address.replace("<name>", one.key)
    elif "<field>" in address:
        fields = [one.key for one in screen.fields.values() if one.mask] or ["id"]
        yield from (address.replace("<field>", one) for one in fields)
    else:
        yield re.sub(r"<(?:\w+:)?\w+>", "x", address)


READS = [address for method, address in DOORS if method == "GET"]
WRITES = [(method, address) for method, address in DOORS if method != "GET"]
EVERY_NAME = pytest.mark.parametrize("name", PEOPLE)


@EVERY_NAME
def test_no_record_page_tells_what_is_not_theirs(at: Opened, name: str) -> None:
    walk = Walk(at, name)
    for screen in guarded(at):
        for sort in (OWN, *UNSEEN[name]):
            for key in keys_of(screen, sort):
                for door in (one for one in READS if "<pk>" in one):
                    for address in addresses(door, screen, key):
                        answer = walk.get(address)
                        if sort in UNSEEN[name]:
                            assert answer.status_code in (403, 404), (name, address, answer.status_code)
    for child in at.panel.screens["reports"].children:
        for sort in SORTS:
            walk.get(f"/data/reports/show/{sort.base}?tab={quote(child.key)}")
    assert walk.steps > 100


# Beginnings of hidden words: what is found by them is told by its being found.
GUESSES = ("zgela", "zasin", "98763", "Wadahrahasiaz", "zpelapor")


@EVERY_NAME
def test_no_list_tells_what_is_not_theirs(at: Opened, name: str) -> None:
    walk = Walk(at, name)
    # Files of a list are asked for with all columns below: what holds of them holds of a few.
    for door in (one for one in READS if "<pk>" not in one and "/export" not in one):
        for screen in guarded(at):
            for address in addresses(door, screen, ""):
                walk.get(address)
    for screen in guarded(at):
        walk.get(f"/data/{screen.key}/list/?q={GUESSES[0]}")
        walk.get(f"/data/{screen.key}/list/?cursor=last")
        exported(walk, screen)
        for guess in GUESSES:
            walk.get(f"/api/v1/{screen.key}/?search={guess}")
            walk.get(f"/data/{screen.key}/pick?q={guess}")
    for screen in at.panel.screens.values():
        walk.get(f"/data/{screen.key}/pick?q=300")
    walk.get("/")
    walk.get("/api/v1/_openapi")
    walk.get("/log/reveals/")


def exported(walk: Walk, screen: Screen) -> None:
    """The files of a list with all its columns, and of rows that are not theirs."""
    for format in ("csv", "xlsx"):
        walk.get(f"/data/{screen.key}/export.{format}?columns=*")
        walk.get(f"/api/v1/{screen.key}/export?format={format}&columns=*")
        for sort in UNSEEN[walk.name]:
            for key in keys_of(screen, sort):
                walk.send(f"/data/{screen.key}/export.{format}", {"key": key, "same": "?columns=*"})


def periods(at: Opened, kinds: tuple[str, ...]) -> list[str]:
    """What to ask of a report, so that it is about everything that was planted."""
    ((first, last),) = at.ask("SELECT min(received_at)::date, max(received_at)::date FROM reports")
    if not kinds or "range" in kinds:
        return [f"{first}..{last}"] if kinds else [""]
    days = at.ask("SELECT DISTINCT date_trunc('month', received_at)::date FROM reports")
    return sorted({str(around(kinds[0], day)) for (day,) in days})  # type: ignore[arg-type]


@EVERY_NAME
def test_no_report_tells_what_is_not_theirs(at: Opened, name: str) -> None:
    """Their SQL knows no row rules: whoever wrote it has seen to that. A book or a recap has a line for each
    case, also of another unit; of a secret one it tells the number alone."""
    walk = Walk(at, name, told_numbers=True)
    walk.words = [word for word in walk.words if word not in (FOREIGN.word, IDENTITY.word)]
    for key, report in at.panel.office.reports.items():
        for period in periods(at, report.periods):
            asked = f"?period={period}" if period else ""
            for door in (f"/laporan/{key}/", f"/laporan/{key}/xlsx", f"/api/v1/_reports/{key}"):
                walk.get(door + asked)
    assert walk.steps


@pytest.mark.parametrize("name", ["kasi_sarpras", "tim", "kabupaten"])
def test_no_filter_and_no_order_guesses(at: Opened, name: str) -> None:
    """Whether rows are found by a hidden value is as good as the value."""
    walk = Walk(at, name)
    for screen in guarded(at):
        base, shown = f"/api/v1/{screen.key}/?", f"/data/{screen.key}/list/?"
        if walk.get(base).status_code == 403:
            continue
        for one in screen.fields.values():
            if one.kind is not Kind.TEXT:
                continue
            asked = {"filters": [{"col": one.key, "opr": "contains", "value": "zgela"}]}
            answer = walk.get(base + urlencode({"q": json.dumps(asked)}))
            assert one.mask is None or answer.status_code == 422
            ordered = walk.get(base + urlencode({"order": one.key}))
            assert one.mask is None or ordered.status_code == 422
            if one.mask:
                assert walk.get(shown + urlencode({f"where.{one.key}.contains": "9"})).status_code == 422
        for sort in UNSEEN[name]:
            of = {"child": f"{screen.key},reports", "of": str(sort.base)}
            walk.get(f"/data/{screen.key}/list/?" + urlencode(of))


def visible(at: Opened, name: str, screen: Screen) -> int | None:
    """How many rows somebody sees, worked out apart from the panel."""
    seen = [one for one in SORTS if one not in UNSEEN[name]]
    number = sum(len(keys_of(screen, one)) for one in seen)
    if screen.key in ("parties", "messages") and IDENTITY in seen and name != "camat":
        return number - 1
    if screen.key == "register_entries":  # the lines of letters that are not secret
        return sum(not one.secret or name == "camat" for one in SORTS) + len(seen)
    return number


@EVERY_NAME
def test_no_count_tells_what_is_not_theirs(at: Opened, name: str) -> None:
    walk = Walk(at, name)
    for screen in guarded(at):
        answer = walk.get(f"/api/v1/{screen.key}/?count=exact")
        if answer.status_code == 403:
            continue
        assert answer.json["count"] == visible(at, name, screen), (name, screen.key)
        assert answer.json["count"] == len(answer.json["result"])
        for text in (one.nik[:12] for one in SORTS):
            found = walk.get(f"/api/v1/{screen.key}/?count=exact&search={text}")
            assert found.json["count"] == 0, (name, screen.key, text)


STATE = "SELECT md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {} t"


def state(at: Opened) -> list[object]:
    return [at.ask(STATE.format(f'"{screen.table.name.name}"'))[0] for screen in guarded(at)]


def typed(screen: Screen) -> dict[str, str]:
    """A change for a row, as a form would send it."""
    named = next((one for one in ("note", "subject", "body", "answer") if one in screen.fields), None)
    return {named: "diubah orang yang tidak boleh"} if named else {}


@EVERY_NAME
def test_no_write_reaches_what_is_not_theirs(at: Opened, name: str) -> None:
    walk, before = Walk(at, name), state(at)
    for screen in guarded(at):
        for sort in UNSEEN[name]:
            key = keys_of(screen, sort)[0]
            for method, door in WRITES:
                for address in addresses(door, screen, key):
                    if "<pk>" in door and address.startswith("/api/"):
                        body = {**typed(screen), "_version": "1"}
                        if "/reveal/" in door:
                            body = {"reason": "ingin tahu saja"}
                        answer = walk.call(method, address, body)
                    elif "<pk>" in door:
                        answer = walk.send(address, {**typed(screen), "reason": "ingin tahu saja"})
                    elif door.startswith("/grid/"):
                        row = {"key": key, "version": "1", "values": typed(screen)}
                        answer = walk.call(method, address, {"mode": "all", "kind": "cell", "rows": [row]})
                        assert answer.status_code in (403, 404, 409, 422), (name, address, answer.text)
                        continue
                    else:
                        continue
                    # A field that nobody may write is refused before the row is looked for.
                    allowed = (403, 404, 422) if method in ("PUT", "PATCH") else (403, 404)
                    assert answer.status_code in allowed, (name, method, address, answer.status_code)
    assert state(at) == before


@EVERY_NAME
def test_nothing_is_hung_on_what_is_not_theirs(at: Opened, name: str) -> None:
    """A new row for a hidden one is refused as if it did not exist."""
    walk, before = Walk(at, name), state(at)
    said = {}
    for sort in (*UNSEEN[name], None):
        for screen in (one for one in guarded(at) if one.follows):
            body = {screen.follows: sort.base if sort else 999_999, **typed(screen)}
            answer = walk.call("POST", f"/api/v1/{screen.key}/", body)
            assert answer.status_code in (403, 422), (name, screen.key, answer.text[:300])
            problems = sorted(str(one) for one in (answer.json or {}).get("problems", ()))
            assert said.setdefault(screen.key, problems) == problems
    assert state(at) == before


def test_an_opened_value_is_logged_and_never_in_the_log_itself(at: Opened) -> None:
    clerk = at.browser("petugas")
    page = clerk.get("/data/reports/show/100?tab=parties")
    assert "/data/parties/reveal/100/nik" in page.text
    answer = clerk.client.post(
        "/data/parties/reveal/100/nik",
        data={"reason": "mencocokkan KTP"},
        headers={"Accept": "application/json", "X-CSRFToken": clerk.csrf},
    )
    assert (answer.json["value"], answer.json["seconds"]) == (OWN.nik + "2", 60)
    assert answer.headers["Cache-Control"] == "no-store"
    short = clerk.send("/data/parties/reveal/100/phone", {"reason": "ya"})
    assert short.status_code == 422 and OWN.phone not in short.text
    shown = clerk.send("/data/parties/reveal/101/name", {"reason": "menghubungi saksi"})
    assert OWN.witness in shown.text and shown.headers["Refresh"].startswith("60; url=/data/parties/show/101")
    assert clerk.get("/log/reveals/").status_code in (302, 403)
    program = at.program("kasi_sarpras")
    told_api = program.call("POST", "/api/v1/parties/100/reveal/nik", {"reason": "untuk surat panggilan"})
    assert told_api.json["value"] == OWN.nik + "2"
    for name in ("camat", "admin"):
        log = Walk(at, name).get("/log/reveals/")
        assert "mencocokkan KTP" in log.text and "untuk surat panggilan" in log.text
    assert OWN.nik not in str(at.ask("SELECT e::text FROM panel.event e"))
