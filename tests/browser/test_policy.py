"""What the browser is told to refuse is nothing that our pages need."""

from __future__ import annotations

import re

import pyotp
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, expect

PAGES = [
    *("/", "/data/reports/list/", "/data/reports/add", "/grid/reports/", "/users/userinfo/"),
    *(
        "/laporan/laporan_masuk/",
        "/resetmypassword/form",
        "/account/second-step/",
        "/swagger/v1",
        "/tidak-ada",
    ),
]
# These go on after they were loaded.
LATER = ("/data/reports/add", "/grid/reports/", "/swagger/v1")


def test_no_page_asks_for_what_the_policy_refuses(person: BrowserContext) -> None:
    refused: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if "Content Security Policy" in message.text or "Permissions policy" in message.text:
            refused.append(f"{page.url}: {message.text}")

    page = person.new_page()
    page.on("console", hear)
    for address in PAGES:
        page.goto(address, wait_until="networkidle" if address in LATER else "load")
    page.close()
    assert not refused


def test_a_script_that_slips_into_a_page_does_not_run(person: BrowserContext) -> None:
    page = person.new_page()
    page.goto("/")
    page.evaluate(
        """() => {
            const script = document.createElement("script");
            script.textContent = "window.ran = true";
            document.body.append(script);
            document.body.insertAdjacentHTML("beforeend", "<img src=x onerror='window.ran = true'>");
        }"""
    )
    page.wait_for_timeout(200)
    assert page.evaluate("window.ran") is None
    page.close()


def test_somebody_switches_the_second_step_on_and_off_again(page: Page) -> None:
    page.goto("/account/second-step/")
    assert page.locator(".qr svg").bounding_box()["width"] > 150
    secret = page.locator("code").inner_text().replace(" ", "")
    phone = pyotp.TOTP(secret)
    page.get_by_label("Kode masuk").fill(phone.now())
    page.get_by_role("button", name="Hidupkan").click()
    expect(page.locator(".codes code")).to_have_count(10)
    papers = page.locator(".codes code").all_inner_texts()
    assert all(re.fullmatch(r"[a-z2-9]{5}-[a-z2-9]{5}", one) for one in papers)
    page.goto("/account/second-step/")
    page.get_by_label("Kode masuk").last.fill(papers[0])
    page.get_by_role("button", name="Matikan masuk dua langkah").click()
    expect(page.get_by_text("sudah dimatikan")).to_be_visible()
