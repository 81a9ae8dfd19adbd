"""Saran: what respondents wrote, word for word. A text stays a text, whatever it begins with."""

from __future__ import annotations

from collections.abc import Sequence

from models.skm_forms import MOST_SUGGESTIONS, Suggestion
from reports.official_book import OfficialBook
from reports.official_looks import DAY
from reports.official_page import PORTRAIT
from reports.skm_sheets import Told, opened

NAME = "Saran"
_ONE_PAGE = 60  # rows, so that the signature does not stand alone on a second page


def write(book: OfficialBook, told: Told, suggestions: Sequence[Suggestion]) -> None:
    """The sheet of what people wrote, in the order of the forms."""
    widths = (6, 12, 22, 18, 46)
    page = opened(book, told, NAME, widths, "SARAN DAN MASUKAN RESPONDEN", orientation=PORTRAIT)
    page.head(("No", "Tanggal", "Layanan", "No. formulir", "Saran"))
    looks = page.looks
    shown = [looks.cell("0", align="center"), looks.cell(DAY), looks.text(), looks.text(), looks.text()]
    for number, one in enumerate(suggestions, 1):
        page.cells([number, one.filled_on, one.service, one.number, one.text], shown)
    if not suggestions:
        page.across("Tidak ada saran.", align="center")
    if len(suggestions) == MOST_SUGGESTIONS:
        page.across(f"Hanya {MOST_SUGGESTIONS} saran pertama yang tertulis di sini.", font_size=9)
    page.signature(told.sign)
    page.finish()
    if page.row <= _ONE_PAGE:
        page.sheet.fit_to_pages(1, 1)
