"""Every page speaks one language: the office's own, and English where somebody switched to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Message

from app import catalogs, msgids, users
from models.description.screen import Screen, Wording
from tests.clerk import Clerk
from tests.crawler import Page, heard, walk
from tests.offices import reference
from tests.opened import Opened

PEOPLE = (users.User("admin", "Admin Contoh", "Admin"), users.User("petugas", "Sari Contoh", "Petugas"))
# English words that no Indonesian sentence has.
ENGLISH = frozenset(
    re.findall(
        r"\w+",
        """the and of is are was were with for from this that not please your you cannot have has been will
    it its by be should must user users name password first last save saved cancel delete deleted edit add
    search list show record records field required invalid error page back next previous view views select
    selected choose login logout sign rows row column value values between equal contains greater smaller
    permission permissions role roles group groups security reset filter filters yes none all any new old
    open close loading today ago day days month months year years hour hours minute minutes january february
    march may june july august october december monday tuesday wednesday thursday friday saturday sunday
    download upload export import send sent received empty""",
    )
)
# Names that are English everywhere.
NAMES = re.compile(
    r"SP4N-LAPOR!|[\w.+-]+@[\w.-]+|\b[\w-]+\.(?:id|invalid|pdf|jpe?g|png|mp4|docx)\b|^English$|REST|https?://\S+"
)
# Found where something else is meant: in the title of many a row ("Ternak hilang dari kios"), and above the
# numbers of a book.
TOO_SHORT = {"%(done)s dari %(total)s", "No"}
READS_THE_CODE = pytest.mark.xdist_group("catalog")  # one worker looks through all of it, once
ISO_DAY = re.compile(r"\b\d{4}-\d\d-\d\d\b")


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with reference.opened(server_url, tmp_path_factory.mktemp("data"), PEOPLE) as made:
        yield made


def speaking(office: Opened, language: str, name: str) -> Clerk:
    clerk = office.browser(name)
    clerk.get(f"/lang/{language}")
    return clerk


def odd_pages(office: Opened, clerk: Clerk) -> Iterator[Page]:
    """What no link leads to: errors, refused forms, empty lists."""
    for address in (
        "/data/nowhere/list/", "/data/reports/show/999999", "/data/reports/list/?q=zzzzzz",
        "/data/reports/list/?where.received_at.ge=xbesok", "/data/reports/list/?where.due_at.le=today",
        "/data/reports/list/?where.bogus.eq=1", "/data/reports/list/?view=tidak-ada", "/data/reports/pick/x",
        "/data/parties/add", "/users/show/99999", "/roles/add", "/resetmypassword/form",
        "/userinfoeditview/form",
    ):  # fmt: skip
        yield heard(address, clerk.get(address))
    for address, fields in (
        ("/data/reports/add", {"subject": "", "received_at": "31-02-2026"}),
        ("/data/reports/add", {"received_at": "pagi", "latitude": "x", "number": "n" * 500}),
        ("/data/holidays/add", {"day": "99-99-9999"}),
        ("/resetmypassword/form", {"password": "satu", "conf_password": "dua"}),
        ("/resetmypassword/form", {}),
        ("/users/add", {"username": "admin", "email": "bukan surel"}),
        ("/users/add", {}),
        ("/roles/add", {"name": ""}),
        ("/userinfoeditview/form", {"first_name": ""}),
    ):
        yield heard(f"POST {address}", clerk.send(address, fields))
    yield heard("no token", clerk.client.post("/data/holidays/add", data={"day": "1-1-2026"}))
    yield heard("wrong method", clerk.client.delete("/data/reports/list/"))


def strange_pages(office: Opened, language: str) -> Iterator[Page]:
    """Before anybody has signed in."""
    stranger = office.stranger()
    stranger.get(f"/lang/{language}")
    for address in ("/", "/login/", "/data/reports/list/", "/nowhere", "/users/list/"):
        answer = stranger.client.get(address, follow_redirects=True)
        yield heard(address, answer)
    token = Clerk.form(stranger.get("/login/"))["csrf_token"]
    wrong = {"username": "admin", "password": "salah", "csrf_token": token}
    yield heard("wrong password", stranger.client.post("/login/", data=wrong, follow_redirects=True))


def pages(office: Opened, language: str, name: str, each: int = 1) -> Iterator[Page]:
    clerk = speaking(office, language, name)
    yield from walk(clerk, each=each)
    yield from odd_pages(office, clerk)
    yield from strange_pages(office, language)


@cache
def not_indonesian(text: str) -> str | None:
    """The English words of a text, or its day as machines write it."""
    named = NAMES.sub(" ", text)
    if found := ENGLISH.intersection(re.findall(r"[a-z]+", named.lower())):
        return f"{sorted(found)} in {text!r}"
    return repr(text) if ISO_DAY.search(named) else None


@cache
def translations(language: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """The originals whose translation is another text, as patterns: {facts} stand for anything."""
    return tuple(
        (re.compile(pattern(original)), original)
        for message in catalogs.read(language)
        if message.id
        for original, told in zip(both(message.id), both(message.string), strict=False)
        if told != original
        and original not in TOO_SHORT
        and not re.fullmatch(r"[\W\d]*", re.sub(r"\{\w+\}|%\(\w+\)s", "", original))
    )


def both(text: object) -> list[str]:
    return [str(one) for one in text] if isinstance(text, tuple | list) else [str(text)]


def pattern(original: str) -> str:
    parts = re.split(r"\{\w*\}|%\(\w+\)[sd]|%[sd]", " ".join(original.split()))
    return "(?s)" + "(.+)".join(map(re.escape, parts))


def names(office: Opened) -> frozenset[str]:
    """What rows and roles are called, in whatever language: some are called as a button is."""
    of_rows = " UNION ".join(f"SELECT name FROM {table}" for table in ("channels", "requirements", "units"))
    return frozenset({*(str(name) for (name,) in office.ask(of_rows)), *office.panel.office.roles})


@cache
def untranslated(text: str, language: str) -> str | None:
    return next((original for found, original in translations(language) if found.fullmatch(text)), None)


@pytest.mark.parametrize("name", ["admin", "petugas"])
def test_no_indonesian_page_says_anything_in_english(office: Opened, name: str) -> None:
    wrong, known = [], names(office)
    for page in pages(office, "id", name):
        assert 'lang="id"' in page.answer.text or page.answer.status_code == 302, page.address
        for one in page.heard:
            if one.text in known:
                continue
            if found := untranslated(one.text, "id") if not one.value else None:
                wrong.append(f"{page.address}: {found!r} in {one.text!r}")
            elif found := not_indonesian(one.text):
                wrong.append(f"{page.address}: {found}")
    assert not wrong, "\n".join(sorted(set(wrong)))


def test_no_english_page_says_anything_of_the_interface_in_indonesian(office: Opened) -> None:
    labels, known = indonesian_labels(office.panel.screens.values()), names(office)
    wrong = []
    for page in pages(office, "en", "admin"):
        assert 'lang="en"' in page.answer.text or page.answer.status_code == 302, page.address
        for one in page.heard:
            if one.value or one.text in known:
                continue
            if found := untranslated(one.text, "en"):
                wrong.append(f"{page.address}: {found!r} in {one.text!r}")
            elif one.text in labels:
                wrong.append(f"{page.address}: {one.text!r}")
    assert not wrong, "\n".join(sorted(set(wrong)))


def indonesian_labels(screens: Iterable[Screen]) -> frozenset[str]:
    """The described words that are others in English."""
    said: set[Wording | None] = set()
    for screen in screens:
        said |= {screen.label, screen.menu, *(section.label for section in screen.sections)}
        said |= {child.label for child in screen.children} | {view.label for view in screen.views}
        for field in screen.fields.values():
            said |= {field.label, field.help, *(option.label for option in field.options)}
    english = {one.in_language("en") for one in said if one}
    return frozenset(one.id for one in said if one and one.id not in english)


def test_every_described_word_of_the_office_is_in_both_languages(office: Opened) -> None:
    missing = []
    for screen in office.panel.screens.values():
        for field in (one for one in screen.fields.values() if not one.hidden):
            missing += [
                f"{screen.key}.{field.key}" for one in (field.label, field.help) if one and not one.en
            ]
        missing += [screen.key for one in (screen.label, screen.menu, screen.help) if one and not one.en]
    assert not missing


@READS_THE_CODE
@pytest.mark.parametrize("language", list(catalogs.SOURCES))
def test_the_catalog_is_complete_and_compiled(language: str) -> None:
    assert not list(catalogs.problems(language))


def test_every_sentence_that_the_models_can_raise_is_translated() -> None:
    """The constants of models/errors.py and of the refusals, found here by running them."""
    from models import errors
    from models.description import access, findings
    from models.schema import suspects

    said = {
        one.sentence
        for one in vars(errors).values()
        if isinstance(one, type) and hasattr(one, "sentence") and isinstance(one.sentence, str)
    }
    said |= set(access.SENTENCES) | set(suspects.SENTENCES.values())
    said |= {text for code in findings.CODES.values() for text in (code.sentence, code.cure) if text}
    catalog = catalogs.read("en")
    assert not [one for one in said if one not in ("{reason}", "{expected}") and not _told(catalog.get(one))]


def _told(message: Message | None) -> object:
    return message.string if message else None


@READS_THE_CODE
def test_a_problem_raised_anywhere_in_the_code_is_found() -> None:
    found = {str(message.id) for message in msgids.ours() if message.id}
    assert {"Wajib diisi.", "Saringan {label} harus berupa teks.", "sama dengan", "Tidak berhak"} <= found


def test_scripts_have_no_words_of_their_own() -> None:
    """They take them from the page, which knows the language."""
    sentence = re.compile(r"""["'`][A-Z][a-z]+ [a-z]+[^"'`]*["'`]""")
    static = Path(catalogs.__file__).parent / "static"
    spoken = [
        (path.name, found) for path in static.glob("*.js") for found in sentence.findall(path.read_text())
    ]
    assert not spoken


@pytest.mark.parametrize(
    ("asked", "said"), [("en", "Please sign in first"), ("id", "Silakan masuk"), ("fr", "Silakan")]
)
def test_a_program_hears_the_language_that_it_accepts(office: Opened, asked: str, said: str) -> None:
    answer = office.stranger().client.get("/api/v1/reports/", headers={"Accept-Language": asked})
    assert answer.status_code == 401 and said in answer.json["message"]


def test_the_picker_of_a_page_speaks_its_language(office: Opened) -> None:
    stranger = office.stranger()
    stranger.get("/lang/en")
    answer = stranger.get("/data/reports/pick?q=x")
    assert answer.status_code == 401 and answer.json["message"] == "Please sign in first."


def test_a_chosen_language_is_there_at_the_next_sign_in(office: Opened) -> None:
    office.ask("DELETE FROM panel.user_language")
    first = office.browser("petugas")
    assert 'lang="id"' in first.get("/").text
    first.get("/lang/en")
    assert 'lang="en"' in first.get("/").text
    again = office.browser("petugas")
    assert 'lang="en"' in again.get("/").text
    office.ask("DELETE FROM panel.user_language")


def test_the_switch_leads_back_to_its_page_and_to_no_other_host(office: Opened) -> None:
    clerk = office.browser("petugas").client
    back = clerk.get("/lang/id", headers={"Referer": "http://localhost/data/reports/list/?q=a"})
    assert back.headers["Location"].endswith("/data/reports/list/?q=a")
    away = clerk.get("/lang/id", headers={"Referer": "http://evil.invalid/data/"})
    assert away.headers["Location"].endswith("/") and "evil" not in away.headers["Location"]
    office.ask("DELETE FROM panel.user_language")
