"""The survey's page, poster, workbook and templates, as somebody at a browser asks for them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from datetime import datetime
from zoneinfo import ZoneInfo

import openpyxl
import pytest

from models import skm_periods
from tests.clerk import Clerk
from tests.opened import Opened, filled, opened
from tests.survey_office import FORMS, SCREEN, SKM
from views import downloads

NOW = datetime.now(ZoneInfo("Asia/Jakarta")).date()
HALF = skm_periods.containing("semester", NOW)
ROWS = f"""
    INSERT INTO forms (form_number, filled_on, service, sex, age, persyaratan, prosedur, waktu, biaya, produk,
                       kompetensi, perilaku, pengaduan, sarana, extra, suggestion)
    SELECT 'F' || n, date '{NOW}', CASE WHEN n <= 6 THEN 'surat' ELSE 'izin' END,
           CASE WHEN n <= 4 THEN 'L' ELSE 'P' END, 20 + n, 3, 3, 2, 4, 3, 3, 3, 3,
           CASE WHEN n = 1 THEN 1 ELSE 3 END,
           '{{"aman": 3}}', CASE WHEN n = 2 THEN '=2+2' END
    FROM generate_series(1, 10) n;
    INSERT INTO forms (filled_on, service, persyaratan) VALUES (date '{NOW}', 'surat', 4);
"""
MORE = SKM + "  population: 52\n"


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    for name, text in (("screens/forms.yaml", SCREEN), ("workbooks/.keep", "")):
        (folder / name).parent.mkdir()
        (folder / name).write_text(text, encoding="utf-8")
    shipped = openpyxl.Workbook()
    shipped.active["A1"], shipped.active["A2"] = "{{ responden }}", "{{ ikn }}"
    shipped.save(folder / "workbooks" / "kabupaten.xlsx")
    with opened(server_url, filled(FORMS + ROWS), folder, MORE) as panel:
        yield panel


@pytest.fixture(scope="module")
def reader(at: Opened) -> Clerk:
    return at.browser("pembaca")


@pytest.fixture(scope="module")
def admin(at: Opened) -> Clerk:
    return at.browser()


def text_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page.partition("<main")[2]).split())


def test_the_page_says_index_class_lowest_unsur_and_sample(reader: Clerk) -> None:
    page = reader.get("/skm/")
    assert page.status_code == 200
    said = text_of(page.text)
    # 3 3 2 4 3 3 3 2,8 3 and keamanan 3: NRR 29,8 / 10, times 25.
    assert "74,50 C · Kurang baik" in said
    assert "10 responden" in said and "bobot 1/10" in said
    assert "U8 Sarana 2,80 · C" in said and "U10 Keamanan 3,00 · C" in said
    assert "Unsur terendah: Waktu (D)." in said
    assert "Sampel yang disarankan untuk 52 pemohon: 46 responden, terisi 10." in said
    assert "1 formulir tidak dihitung: kurang dari 9 unsur yang terisi." in said
    assert "Surat keterangan 6" in said and "Izin keramaian 4" in said


def test_its_numbers_lead_to_the_forms_behind_them(reader: Clerk) -> None:
    page = reader.get("/skm/").text
    (link,) = re.findall(r'href="(/data/forms/list/[^"]*service.eq=izin[^"]*)"', page)
    listed = reader.get(link.replace("&amp;", "&")).text
    assert {f"F{n}" for n in range(7, 11)} == set(re.findall(r"\bF\d+\b", listed))


def test_a_service_is_chosen_by_the_address(reader: Clerk) -> None:
    said = text_of(reader.get(f"/skm/?period={HALF}&service=izin").text)
    assert "4 responden" in said and "75,00 C" in said
    assert "pemohon" not in said  # nobody wrote down how many asked for this service


def test_days_of_ones_own_win_until_another_period_is_chosen(reader: Clerk) -> None:
    days = f"from={NOW}&to={NOW}"
    assert "10 responden" in text_of(reader.get(f"/skm/?period={HALF}&{days}").text)
    before = HALF.moved(-1)
    address = f"/skm/?period={before}&{days}&was={NOW}..{NOW}"
    assert "0 responden" in text_of(reader.get(address).text)


def test_a_period_without_forms_says_so_and_one_that_is_none_is_told(reader: Clerk) -> None:
    said = text_of(reader.get("/skm/?period=2001").text)
    assert said.count("Belum ada responden.") == 2 and "· D" not in said
    wrong = reader.get("/skm/?period=kemarin")
    assert wrong.status_code == 422
    assert "Periode kemarin tidak dapat dibaca." in wrong.text and "10 responden" in text_of(wrong.text)


def test_a_filter_that_cannot_be_is_refused_in_words(reader: Clerk) -> None:
    page = reader.get("/skm/?service=tidak-ada")
    assert page.status_code == 200 and "0 responden" in text_of(page.text)


def test_who_may_not_list_the_forms_sees_neither_page_nor_menu(at: Opened, reader: Clerk) -> None:
    guest = at.browser("tamu")
    assert [guest.get(f"/skm/{one}").status_code for one in ("", "poster", "buku.xlsx")] == [403] * 3
    assert 'href="/skm/"' not in guest.get("/").text
    assert 'href="/skm/" aria-current="page"' in reader.get("/skm/").text


def test_only_who_may_export_takes_the_workbook_and_it_is_written_down(
    at: Opened, reader: Clerk, admin: Clerk
) -> None:
    assert reader.get("/skm/buku.xlsx").status_code == 403
    assert "buku.xlsx" not in reader.get("/skm/").text
    answer = admin.get(f"/skm/buku.xlsx?period={HALF}&service=surat")
    assert answer.status_code == 200 and f"SKM-{HALF}.xlsx" in answer.headers["Content-Disposition"]
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    written = {cell.value: cell.data_type for row in book["Saran"].iter_rows() for cell in row}
    assert written["=2+2"] == "s"
    asked = "SELECT rows, asked FROM panel.export ORDER BY id DESC LIMIT 1"
    assert at.ask(asked) == [(6, f"SKM {skm_periods.title(HALF)}; Layanan: Surat keterangan")]


def test_one_workbook_is_made_at_a_time(admin: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(downloads, "PATIENCE", 0.01)
    with downloads.one_at_a_time():
        answer = admin.get(f"/skm/buku.xlsx?period={HALF}")
    assert answer.status_code == 503 and "Buku kerja lain sedang dibuat." in answer.text
    assert admin.get(f"/skm/buku.xlsx?period={HALF}").status_code == 200


def test_the_poster_shows_the_index_large_and_who_answered(reader: Clerk) -> None:
    page = reader.get("/skm/poster")
    assert page.status_code == 200
    assert '<p class="value">74,50</p>' in page.text and "MUTU PELAYANAN C (KURANG BAIK)" in page.text
    assert "L = 4 orang / P = 6 orang" in page.text


def test_a_template_is_filled_or_its_unknown_names_are_told(admin: Clerk) -> None:
    page = admin.get("/skm/templat")
    assert "kabupaten.xlsx" in page.text and "unsur_terendah" in page.text
    told = admin.send("/skm/templat", {"shipped": "kabupaten.xlsx"})
    assert told.status_code == 422 and "Nama ikn tidak dikenal (Sheet!A2)." in told.text
    made = admin.send("/skm/templat", {"shipped": "kabupaten.xlsx", "anyway": "1"})
    assert made.status_code == 200
    sheet = openpyxl.load_workbook(io.BytesIO(made.data)).active
    assert (sheet["A1"].value, sheet["A2"].value) == (10, "{{ ikn }}")


def test_an_uploaded_template_is_filled(admin: Clerk) -> None:
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active["A1"] = "IKM {{ ikm }}"
    book.save(out)
    sent = {"csrf_token": admin.csrf, "file": (io.BytesIO(out.getvalue()), "lampiran.xlsx")}
    made = admin.client.post("/skm/templat", data=sent)
    assert made.status_code == 200, made.text
    assert openpyxl.load_workbook(io.BytesIO(made.data)).active["A1"].value == "IKM 74,50"
    broken = {"csrf_token": admin.csrf, "file": (io.BytesIO(b"%PDF"), "lampiran.xlsx")}
    assert admin.client.post("/skm/templat", data=broken).status_code == 422
    assert admin.send("/skm/templat", {}).status_code == 422


def test_no_file_of_another_folder_is_a_template(admin: Clerk) -> None:
    for name in ("../office.yaml", "/etc/passwd", "..%2foffice.yaml"):
        assert admin.send("/skm/templat", {"shipped": name}).status_code == 422


def test_the_page_asks_few_statements(at: Opened, reader: Clerk) -> None:
    from tests.opened import statements

    reader.get("/skm/")
    with statements(at.app) as asked:
        reader.get("/skm/")
    assert len(asked) <= 4, asked
