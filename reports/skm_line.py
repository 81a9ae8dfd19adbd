"""Baris OPD: one line of the office for the recap of the kabupaten."""

from __future__ import annotations

from collections.abc import Mapping

from models import skm
from models.survey import number
from reports.official_book import OfficialBook
from reports.official_cells import Cell, Formula
from reports.official_page import Page
from reports.skm_sheets import TWO, WHOLE, Place, Told, class_formula, closed, opened, remarks

NAME = "Baris OPD"
SEX = {"L": ("l", "lk", "laki-laki", "pria"), "P": ("p", "pr", "perempuan", "wanita")}
EDUCATION = {
    "SD": ("sd",), "SLTP": ("smp", "sltp"), "SLTA": ("sma", "smk", "slta"),
    "DIPLOMA": ("d1", "d2", "d3", "d4", "di", "dii", "diii", "div", "diploma"), "S1": ("s1",), "S2": ("s2",),
    "S3": ("s3",),
}  # fmt: skip
OCCUPATION = {
    "PNS": ("pns", "asn", "pppk"), "TNI/POLRI": ("tni", "polri", "tni/polri"),
    "SWASTA": ("swasta", "karyawan swasta"), "WIRASWASTA": ("wirausaha", "wiraswasta"),
    "PELAJAR": ("pelajar", "mahasiswa", "pelajar/mahasiswa"), "PETANI": ("petani", "nelayan"), "LAINNYA": (),
}  # fmt: skip
_BLOCKS = (
    ("Jenis kelamin", "sex", SEX),
    ("Pendidikan", "education", EDUCATION),
    ("Pekerjaan", "occupation", OCCUPATION),
)
_END = ("POPULASI", "SAMPEL", "NRR TERTIMBANG", "NILAI IKM", "KATEGORI")


def write(book: OfficialBook, told: Told, place: Place | None) -> None:
    """The sheet with the office's one line for the kabupaten. `place`: where the averages of the sheet of
    forms stand."""
    order = told.figures.settings.order
    counts = [4.5] * (len(SEX) + len(EDUCATION) + len(OCCUPATION))
    widths = (4.0, 20.0, *[5.0] * len(order), *counts, 8.0, 7.0, 8.0, 7.0, 7.0)
    page = opened(book, told, NAME, widths, "REKAPITULASI SURVEI KEPUASAN MASYARAKAT")
    _head(page, len(order))
    figures, result = told.figures, told.result
    averages: list[Cell] = [
        None if one.average is None or place is None else Formula(f"={place.average[at]}", one.average)
        for at, one in enumerate(result.figures)
    ]
    profile = [count for _, name, known in _BLOCKS for count in counted(told, name, known).values()]
    index = result.index
    end: list[Cell] = [None, None, None]
    if place is not None and index is not None:
        end = [
            Formula(f"={place.weighted}", index / skm.SCALE),
            Formula(f"={place.index}", index),
            class_formula(place.index, index),
        ]
    looks = page.looks
    whole, two = looks.cell(WHOLE, align="center"), looks.cell(TWO, align="center")
    page.cells(
        [1, told.office.name, *averages, *profile, figures.population, result.respondents, *end],
        [whole, looks.text(), *[two] * len(order), *[whole] * len(profile), whole, whole, two, two, whole],
    )
    closed(page, told, remarks(told))


def _head(page: Page, elements: int) -> None:
    """Two rows: what the columns are about, and each of them."""
    looks = page.looks
    first = page.row
    page.set_height(28)
    groups = [(2, 1 + elements, "NRR per unsur")]
    start = 2 + elements
    for label, _, known in _BLOCKS:
        groups.append((start, start + len(known) - 1, label))
        start += len(known)
    for begin, end, label in groups:
        page.merged(begin, end, label, looks.head())
    for column in (0, 1, *range(start, start + len(_END))):
        page.merged(column, column, "", looks.head())
    page.row += 1
    small, turned = looks.head(font_size=8), looks.head(font_size=8, rotation=90)
    names = ["NO", "OPD", *(number(at) for at in range(elements)), *SEX, *EDUCATION, *OCCUPATION, *_END]
    level = 2 + elements + len(SEX)
    page.set_height(64)
    page.cells(names, [small] * level + [turned] * (len(names) - level))
    page.repeat(first, page.row - 1)


def counted(told: Told, name: str, known: Mapping[str, tuple[str, ...]]) -> dict[str, int]:
    """How many respondents fall in each column; an occupation that has none is one of the others."""
    found = dict.fromkeys(known, 0)
    for line in told.figures.lines(name):
        if line.value is None:
            continue
        words = {line.value.lower(), line.label.id.lower()}
        column = next((one for one, ways in known.items() if words & {*ways, one.lower()}), None)
        column = column or ("LAINNYA" if "LAINNYA" in known else None)
        if column is not None:
            found[column] += line.result.respondents
    return found
