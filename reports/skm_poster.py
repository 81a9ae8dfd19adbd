"""Poster: the IKM, large, for the wall of the office, as the regulation asks to publish it."""

from __future__ import annotations

from typing import Any

from models import skm
from models.skm_figures import Line
from reports.official_book import OfficialBook
from reports.official_cells import Formula
from reports.official_page import PORTRAIT, Page
from reports.skm_line import SEX, counted
from reports.skm_sheets import NOBODY, TWO, Place, Told

NAME = "Poster"
THANKS = "TERIMA KASIH ATAS PENILAIAN YANG TELAH ANDA BERIKAN"
MEANING = (
    "Masukan Anda sangat bermanfaat bagi kemajuan unit kami agar terus memperbaiki dan meningkatkan mutu "
    "pelayanan bagi masyarakat."
)
GREEN = "#0B5D4F"


def write(book: OfficialBook, told: Told, place: Place | None) -> None:
    """The sheet to hang on the wall: IKM, class, respondents. `place`: where the IKM of the sheet of forms
    stands."""
    page = book.page(NAME, [22.0] * 4, paper="A4", orientation=PORTRAIT)
    page.letterhead(told.head)
    page.across("INDEKS KEPUASAN MASYARAKAT (IKM)", bold=True, align="center", font_size=20)
    page.across(told.office.name.upper(), bold=True, align="center", font_size=14)
    page.across(told.figures.title.upper(), align="center", font_size=12)
    page.row += 1
    _index(page, told, place)
    service = next((one for one in told.chosen if one.startswith("Layanan")), "Layanan: semua layanan")
    for text in (service, *(one for one in told.chosen if one != service)):
        page.across(text, align="center", font_size=12)
    page.row += 1
    page.across("RESPONDEN", bold=True, align="center", font_size=14, bottom=1)
    for label, text in respondents(told):
        page.merged(0, 1, label, page.looks.of(font_size=12, align="right", valign="top"))
        page.merged(2, page.last, f": {text}", page.looks.of(font_size=12, text_wrap=True, valign="top"))
        page.set_height(20 * (1 + len(text) // 42))
        page.row += 1
    page.row += 1
    page.across(THANKS, bold=True, align="center", font_size=13)
    page.across(MEANING, align="center", font_size=10)
    page.signature(told.sign)
    page.finish()
    page.sheet.fit_to_pages(1, 1)


def _index(page: Page, told: Told, place: Place | None) -> None:
    look: dict[str, Any] = {"align": "center", "valign": "vcenter", "bold": True, "font_color": GREEN}
    page.across("NILAI IKM", bold=True, align="center", font_size=14)
    index = told.result.index
    if place is None or index is None:
        page.across(NOBODY, **look, font_size=20)
        return
    page.set_height(110)
    shown = Formula(f"=ROUND(ROUND({place.index},10),2)", skm.rounded(index))
    page.merged(0, page.last, shown, page.looks.of(**look, font_size=80, num_format=TWO))
    page.row += 1
    grade = skm.quality(index)
    page.across(f"MUTU PELAYANAN {grade} ({skm.words(grade).upper()})", **look, font_size=16)


def respondents(told: Told) -> list[tuple[str, str]]:
    """How many, men and women, and their education."""
    sexes = counted(told, "sex", SEX)
    found = [("Jumlah", f"{told.result.respondents} orang")]
    if told.figures.lines("sex"):
        found.append(("Jenis kelamin", f"L = {sexes['L']} orang / P = {sexes['P']} orang"))
    schools = (
        [_said(one) for one in told.figures.complete("education")] if told.figures.lines("education") else []
    )
    if schools:
        found.append(("Pendidikan", ", ".join(schools)))
    found.append(("Periode survei", told.figures.title))
    return found


def _said(one: Line) -> str:
    return f"{one.label.id} = {one.result.respondents}"
