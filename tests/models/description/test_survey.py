"""`skm` of office.yaml: the settings that come out of it, and what is said of a wrong one."""

from __future__ import annotations

from datetime import time
from fractions import Fraction
from pathlib import Path

import pytest

from models import survey
from models.description.check import resolve
from models.description.load import load
from models.description.survey import Survey
from models.schema.catalog import Catalog, Kind
from tests.models.description.tables import OFFICE, catalog, column, identity, office, table

SKM = """
skm:
  screen: forms
  columns: {sarana: u9, service: layanan}
  order: kuesioner
  weight: 0,11
  period: triwulan
  population: {surat: 120, "*": 400}
  slots: {pagi: 08.00-12.00, siang: "13:00-17:00"}
  least: all
  extra:
    keamanan: {label: Keamanan, question: Amankah?, answers: [Tidak, Kurang, Aman, Sangat aman]}
"""


def tables() -> Catalog:
    unsur = [column(key, Kind.INTEGER) for key in survey.REGULATION if key != "sarana"]
    return catalog(
        table(
            "forms", identity(), column("filled_on", Kind.DATE), column("slot"), column("layanan"),
            *unsur, column("u9", Kind.INTEGER), column("extra", Kind.JSON), column("suggestion"),
        ),
        table("notes", identity(), column("filled_on")),
    )  # fmt: skip


def settled(folder: Path, skm: str) -> tuple[Survey | None, list[str]]:
    found, _, findings = resolve(tables(), load(office(folder, text=OFFICE + skm)))
    return found.survey if found else None, [str(one) for one in findings]


def test_an_office_without_skm_has_no_survey(tmp_path: Path) -> None:
    assert settled(tmp_path, "") == (None, [])


def test_the_settings_know_their_columns_order_and_weights(tmp_path: Path) -> None:
    found, problems = settled(tmp_path, SKM)
    assert not problems and found is not None
    assert found.screen == "forms" and found.period == "triwulan"
    assert found.fields["service"] == "layanan" and found.fields["sarana"] == "u9"
    assert found.fields["filled_on"] == "filled_on" and "village" not in found.fields
    assert found.order == (*survey.QUESTIONNAIRE, "keamanan") and found.least == 10
    assert found.weights.shares(found.order)["waktu"] == Fraction(11, 100)
    assert found.label("keamanan") == "Keamanan" and found.label("waktu") == "Waktu Penyelesaian"
    assert (found.people("surat"), found.people("izin"), found.people()) == (120, 400, 520)
    assert found.slot_at(time(8)) == "pagi" and found.slot_at(time(12, 30)) is None


def test_one_population_is_that_of_everybody(tmp_path: Path) -> None:
    found, problems = settled(tmp_path, SKM.replace('{surat: 120, "*": 400}', "500"))
    assert not problems and found is not None
    assert (found.people("surat"), found.people()) == (500, 500)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("screen: forms", "screen: form", "D305 Layar form tidak ada. Maksud Anda forms?"),
        ("screen: forms", "screen: notes", "D212 Layar notes belum punya kolom persyaratan untuk survei."),
        ("sarana: u9", "sarna: u9", "D211 Kata sarna bukan kolom formulir survei. Maksud Anda sarana?"),
        ("sarana: u9", "sarana: u8", "D303 Kolom u8 tidak ada di layar forms."),
        ("sarana: u9", "sarana: slot", "D317 Kata sarana tidak berlaku untuk kolom slot."),
        ("kuesioner", "kuisioner", "D213 Urutan unsur ini salah: Urutan unsur belum lengkap."),
        ("0,11", "0,2 0,3", "D214 Bobot ini salah: Jumlah bobot harus 1"),
        ("least: all", "least: 11", "D215 Isi least 11 lebih dari 10 unsur."),
        ("least: all", "least: semua", "D103 Isi least harus berupa bilangan bulat."),
        ("keamanan:", "waktu:", "D216 Nama waktu tidak bisa menjadi unsur tambahan."),
        ("08.00-12.00", "12.00-08.00", "D103 Isi pagi harus berupa dua jam seperti 08.00-12.00."),
        ("Kurang, Aman", "Aman", "D103 Isi answers harus berupa empat jawaban"),
        ("120", "banyak", "D103 Isi population harus berupa bilangan bulat."),
    ],
)
def test_what_is_wrong_with_the_survey_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    _, problems = settled(tmp_path, SKM.replace(old, new, 1))
    assert any(said in one for one in problems), problems
