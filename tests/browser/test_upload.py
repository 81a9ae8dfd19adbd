"""Files as a person brings them: chosen, dragged, pasted; with progress, and without losing anything."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from tests import samples
from tests.browser.conftest import serving
from tests.browser.signing import sign_in
from tests.opened import Opened, filled, opened
from tests.views.test_files import TABLE, YAML

ADD = "/data/proofs/add"
CHOSEN = {"name": "jalan rusak.jpg", "mimeType": "image/jpeg", "buffer": samples.photo()}
TITLE = "input[name=title]"
SAVE = "form.entry button[type=submit]"
ROW = "SELECT file_name, file_size, file_type FROM proofs"
# What a mouse that drags a file over the page, or Ctrl+V, hands to the page.
HAND_OVER = """([selector, kind, name, type, content]) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const data = new DataTransfer();
  data.items.add(new File([bytes], name, { type }));
  const more = kind === "paste" ? { clipboardData: data } : { dataTransfer: data };
  const made = kind === "paste" ? new ClipboardEvent(kind, { bubbles: true, cancelable: true, ...more })
                                : new DragEvent(kind, { bubbles: true, cancelable: true, ...more });
  return document.querySelector(selector).dispatchEvent(made);
}"""


@pytest.fixture(scope="module")
def panel(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder: Path = tmp_path_factory.mktemp("kantor")
    (folder / "screens").mkdir()
    (folder / "screens" / "proofs.yaml").write_text(YAML, encoding="utf-8")
    data = tmp_path_factory.mktemp("data")
    with opened(server_url, filled(TABLE), folder, PANEL_DATA=data, PANEL_UPLOAD_MB=3) as made:
        yield made


@pytest.fixture(scope="module")
def address(panel: Opened) -> Iterator[str]:
    with serving(panel) as base:  # type: ignore[arg-type]
        yield base


@pytest.fixture(scope="module")
def person(browser: Browser, address: str) -> Iterator[BrowserContext]:
    context = browser.new_context(base_url=address, locale="id-ID")
    sign_in(context, "editor")
    yield context
    context.close()


@pytest.fixture
def page(person: BrowserContext, panel: Opened) -> Iterator[Page]:
    panel.ask("TRUNCATE proofs RESTART IDENTITY")
    opened = person.new_page()
    wrong: list[str] = []
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.goto(ADD)
    yield opened
    opened.close()
    assert not wrong


def hand_over(page: Page, selector: str, kind: str, content: bytes, name: str, mime: str) -> bool:
    packed = base64.b64encode(content).decode()
    unhindered: bool = page.evaluate(HAND_OVER, [selector, kind, name, mime, packed])
    return unhindered


def save(page: Page, panel: Opened) -> list[tuple[object, ...]]:
    page.fill(TITLE, "Bukti")
    page.click(SAVE)
    page.wait_for_url("**/show/1")
    return panel.ask(ROW)


def test_a_chosen_file_is_sent_ahead_and_saved_with_the_row(page: Page, panel: Opened) -> None:
    with page.expect_file_chooser() as chooser:
        page.get_by_role("button", name="Pilih berkas").click()
    chooser.value.set_files(CHOSEN)  # type: ignore[arg-type]
    expect(page.locator(".file-now")).to_contain_text("jalan rusak.jpg")
    expect(page.locator(".file-now")).to_contain_text("Sudah diterima")
    assert save(page, panel) == [("jalan rusak.jpg", len(samples.photo()), "image/jpeg")]
    picture = page.locator(".file-shown img")
    expect(picture).to_be_visible()
    expect(picture).to_have_js_property("naturalWidth", 320)


def test_a_file_is_dragged_into_its_box(page: Page, panel: Opened) -> None:
    assert not hand_over(page, ".file-box", "dragover", samples.PDF, "surat.pdf", "application/pdf")
    expect(page.locator(".file-box.over")).to_have_count(1)
    hand_over(page, ".file-box", "drop", samples.PDF, "surat.pdf", "application/pdf")
    expect(page.locator(".file-now")).to_contain_text("surat.pdf")
    assert save(page, panel) == [("surat.pdf", len(samples.PDF), "application/pdf")]


def test_a_file_that_misses_its_box_does_not_replace_the_page(page: Page) -> None:
    page.fill(TITLE, "Sudah diketik")
    assert not hand_over(page, "h1", "drop", samples.PDF, "surat.pdf", "application/pdf")
    expect(page.locator(TITLE)).to_have_value("Sudah diketik")


def test_a_picture_of_the_clipboard_is_pasted(page: Page, panel: Opened) -> None:
    page.focus(TITLE)
    assert not hand_over(page, TITLE, "paste", samples.photo("PNG"), "image.png", "image/png")
    expect(page.locator(".file-now")).to_contain_text("image.png")
    assert save(page, panel) == [("image.png", len(samples.photo("PNG")), "image/png")]


def test_progress_is_shown_saving_waits_and_cancelling_stops(page: Page, panel: Opened) -> None:
    held: list[Route] = []
    page.route("**/files?**", lambda route: held.append(route))
    choose = page.locator(".file-box input[type=file]")
    choose.set_input_files(CHOSEN)  # type: ignore[arg-type]
    expect(page.get_by_role("progressbar")).to_be_visible()
    page.get_by_role("button", name="Batalkan").click()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    with page.expect_request("**/files?**"):
        choose.set_input_files(CHOSEN)  # type: ignore[arg-type]
    page.fill(TITLE, "Bukti")
    page.click(SAVE)
    expect(page.locator(".file-progress")).to_contain_text("Tunggu sampai berkas selesai dikirim")
    assert page.url.endswith(ADD)
    held[-1].continue_()
    page.wait_for_url("**/show/1")
    assert panel.ask(ROW) == [("jalan rusak.jpg", len(samples.photo()), "image/jpeg")]


def test_a_file_of_another_kind_is_refused_and_the_rest_stays(page: Page) -> None:
    page.fill(TITLE, "Sudah diketik")
    box = page.locator(".file-box input[type=file]")
    box.set_input_files({"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": samples.HTML})
    expect(page.get_by_role("alert").filter(has_text="Jenis berkas ini tidak diterima.")).to_be_visible()
    box.set_input_files({"name": "foto.jpg", "mimeType": "image/jpeg", "buffer": bytes(3_000_001)})
    expect(page.get_by_role("alert").filter(has_text="Paling besar 3 MB.")).to_be_visible()
    expect(page.locator(TITLE)).to_have_value("Sudah diketik")


def test_a_broken_connection_is_told_and_tried_again(page: Page, panel: Opened) -> None:
    page.route("**/files?**", lambda route: route.abort())
    page.locator(".file-box input[type=file]").set_input_files(CHOSEN)  # type: ignore[arg-type]
    expect(page.get_by_role("alert").filter(has_text="sambungan terputus")).to_be_visible()
    page.unroute("**/files?**")
    page.get_by_role("button", name="Coba lagi").click()
    expect(page.locator(".file-now")).to_contain_text("jalan rusak.jpg")
    assert save(page, panel) != []


def test_a_file_is_taken_off_and_put_back(page: Page, panel: Opened) -> None:
    page.locator(".file-box input[type=file]").set_input_files(CHOSEN)  # type: ignore[arg-type]
    expect(page.locator(".file-now")).to_contain_text("jalan rusak.jpg")
    save(page, panel)
    page.goto("/data/proofs/edit/1")
    page.get_by_role("button", name="Lepas berkas").click()
    expect(page.locator(".file-now")).to_be_empty()
    page.click(SAVE)
    page.wait_for_url("**/show/1")
    assert panel.ask(ROW) == [(None, None, None)]
