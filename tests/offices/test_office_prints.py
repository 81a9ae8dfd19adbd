"""Every print of the reference office, on rows of the demo."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
import segno

from app import users
from models import survey_tokens
from models.panel import Panel
from tests.clerk import Clerk
from tests.offices import reference
from tests.opened import Opened

PEOPLE = (
    users.User("admin", "Admin Contoh", "Admin"),
    users.User("camat", "Drs. Yohanes Contoh, M.Si.", "Camat"),
    users.User("petugas", "Fransiska Contoh", "Petugas"),
    users.User("kabupaten", "Bagian Organisasi Contoh", "Kabupaten"),
)
ROWS = {  # a row with everything that its print can show
    "reports.tanda_terima": """SELECT r.id FROM reports r WHERE number IS NOT NULL AND NOT identity_unknown
        AND NOT identity_secret AND NOT content_secret AND EXISTS (SELECT FROM parties p
        WHERE p.report = r.id AND p.role = 'pelapor' AND p.nik IS NOT NULL) ORDER BY id LIMIT 1""",
    "dispositions.lembar_disposisi": """SELECT disposition FROM disposition_addressees
        GROUP BY 1 ORDER BY count(*) DESC, 1 LIMIT 1""",
    "letters.surat_tanggapan": """SELECT id FROM letters WHERE kind = 'surat_tanggapan'
        AND number IS NOT NULL LIMIT 1""",
    "letters.surat": "SELECT id FROM letters WHERE kind = 'pelimpahan' LIMIT 1",
    "letters.surat_tugas": "SELECT id FROM letters WHERE kind = 'surat_tugas' LIMIT 1",
    "letters.berita_acara": "SELECT id FROM letters WHERE kind = 'berita_acara' LIMIT 1",
    "activities.laporan_kegiatan": "SELECT id FROM activities WHERE kind = 'pembinaan' LIMIT 1",
    "activities.berita_acara": "SELECT id FROM activities WHERE kind = 'klarifikasi' LIMIT 1",
}
SAYS = {
    "reports.tanda_terima": ("Tanda terima pengaduan", "Nomor register", "NIK", "Petugas penerima"),
    "dispositions.lembar_disposisi": (
        "Surat dari", "No. surat", "Tgl. surat", "Diterima tgl.", "No. agenda", "Sifat", "Hal", "Catatan",
        "Diteruskan kepada Sdr.", "Dengan hormat harap", "☑", "☐", "Kepala Seksi Pelayanan Umum",
    ),
    "letters.surat_tanggapan": ("Nomor", "Sifat", "Lampiran", "Hal", "Yth.", "NIP.", "Tembusan"),
    "letters.surat": ("Nomor", "Yth. Kepala"),
    "letters.surat_tugas": ("Dasar", "MENUGASKAN", "Pangkat/golongan", "Untuk", "Tempat", "Tanggal"),
    "letters.berita_acara": ("Berita acara", "Pada hari ini", "dua ribu dua puluh"),
    "activities.laporan_kegiatan": ("Jenis kegiatan", "Waktu", "Lokasi", "Uraian", "Tindakan"),
    "activities.berita_acara": ("Berita acara Klarifikasi", "Dipimpin oleh", "Mengetahui"),
}  # fmt: skip
BOOK = "/data/register_entries/print-list/buku_register?view=register_pengaduan&where.year.eq=2026"


@pytest.fixture(scope="module")
def office(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    with reference.opened(server_url, tmp_path_factory.mktemp("data"), PEOPLE) as made:
        yield made


@pytest.fixture(scope="module")
def camat(office: Opened) -> Clerk:
    return office.browser("camat")


def address(office: Opened, name: str) -> str:
    screen, _, key = name.partition(".")
    return f"/data/{screen}/print/{office.ask(ROWS[name])[0][0]}/{key}"


def test_every_print_of_a_row_is_tried_here(office: Opened) -> None:
    panel: Panel = office.panel
    there = {
        f"{key}.{one.key}"
        for key, screen in panel.screens.items()
        for one in screen.prints
        if not one.of_list
    }
    assert there == set(ROWS) == set(SAYS)


@pytest.mark.parametrize("name", sorted(ROWS))
def test_a_print_has_its_parts(office: Opened, camat: Clerk, name: str) -> None:
    page = camat.get(address(office, name))
    assert page.status_code == 200, page.text[:500]
    assert "KECAMATAN BORONG" in page.text and not re.search(r"\bNone\b|Undefined", page.text)
    for words in SAYS[name]:
        assert words in page.text, words


def test_a_draft_says_that_it_is_one(office: Opened, camat: Clerk) -> None:
    drafts = "SELECT id FROM letters WHERE kind = 'surat_tanggapan' AND signed_at IS {} NULL LIMIT 1"
    draft, signed = (office.ask(drafts.format(word))[0][0] for word in ("", "NOT"))
    assert 'class="konsep"' in camat.get(f"/data/letters/print/{draft}/surat_tanggapan").text
    assert 'class="konsep"' not in camat.get(f"/data/letters/print/{signed}/surat_tanggapan").text


def test_a_print_is_for_its_rows_alone(office: Opened, camat: Clerk) -> None:
    other = office.ask(ROWS["letters.surat_tugas"])[0][0]
    assert camat.get(f"/data/letters/print/{other}/surat_tanggapan").status_code == 404
    page = camat.get(f"/data/letters/show/{other}").text
    assert f"/data/letters/print/{other}/surat_tugas" in page
    assert f"/data/letters/print/{other}/surat_tanggapan" not in page


def test_a_print_is_written_down(office: Opened, camat: Clerk) -> None:
    camat.get(address(office, "reports.tanda_terima"))
    told = office.ask(
        "SELECT actor, table_name, name, data->>'label' FROM panel.event WHERE kind = 'print' "
        "ORDER BY id DESC LIMIT 1"
    )
    assert told == [("camat", "reports", "tanda_terima", "Tanda terima")]


def test_whoever_may_not_see_the_people_prints_none_of_them(office: Opened) -> None:
    key, nik = office.ask(
        "SELECT r.id, p.nik FROM reports r JOIN parties p ON p.report = r.id AND p.role = 'pelapor' "
        f"WHERE p.nik IS NOT NULL AND r.id = ({ROWS['reports.tanda_terima']})"
    )[0]
    page = office.browser("kabupaten").get(f"/data/reports/print/{key}/tanda_terima")
    assert nik not in page.text


def test_the_register_has_the_columns_of_the_book_and_every_line(office: Opened, camat: Clerk) -> None:
    page = camat.get(BOOK)
    assert page.status_code == 200
    heads = re.findall(r"<th>([^<]+)</th>", page.text)
    assert heads[:17] == [
        "No", "Tanggal &amp; jam", "No. register", "Nama pelapor", "Alamat", "No. HP", "Kanal", "Kategori",
        "Uraian singkat", "Terlapor", "Bukti", "Petugas penerima", "Disposisi (tgl, kepada)", "Tindak lanjut",
        "Tanggal selesai", "Hasil", "Ket.",
    ]  # fmt: skip
    numbers = re.findall(r'<td class="utuh">(\d{4}/ADU/2026)</td>', page.text)
    told = office.ask(
        "SELECT number FROM register_entries WHERE book = 'pengaduan' AND year = 2026 ORDER BY sequence"
    )
    assert numbers == [number for (number,) in told] and len(numbers) > 100


def test_a_void_number_keeps_its_line_in_the_register(office: Opened, camat: Clerk) -> None:
    void = office.ask("SELECT number, void_reason FROM register_entries WHERE voided_at IS NOT NULL LIMIT 1")
    for number, reason in void:
        page = camat.get(f"/data/register_entries/print-list/buku_agenda?where.number.eq={number}")
        assert number in page.text and "BATAL" in page.text and reason in page.text


def test_a_new_report_goes_on_to_its_receipt(office: Opened) -> None:
    clerk = office.browser("petugas")
    form = clerk.get("/data/reports/add")
    assert "Simpan dan cetak tanda terima" in form.text
    typed = {
        **clerk.form(form),
        "service": "umum",
        "channel": "loket",
        "subject": "Lampu padam",
        "story": "Gelap.",
    }
    sent = clerk.send("/data/reports/add", {**typed, "then": "tanda_terima"})
    assert sent.status_code == 302, sent.text[:2000]
    page = clerk.get(sent.headers["Location"])
    assert "Lampu padam" in page.text and "Tanda terima pengaduan" in page.text
    key = re.search(r"/data/reports/print/(\d+)/tanda_terima", sent.headers["Location"])
    assert key and f'href="/data/reports/show/{key[1]}"' in page.text


SOME = {  # rows of every sort, also those where little is filled in
    "reports.tanda_terima": "SELECT min(id) FROM reports GROUP BY channel, identity_secret, identity_unknown",
    "dispositions.lembar_disposisi": """SELECT min(id) FROM dispositions
        GROUP BY from_unit, letter IS NULL, note IS NULL, due_on IS NULL""",
    "letters.surat_tugas": "SELECT id FROM letters WHERE kind = 'surat_tugas' LIMIT 5",
    "activities.laporan_kegiatan": """SELECT min(id) FROM activities
        GROUP BY kind, party IS NULL, letter IS NULL""",
}


@pytest.mark.parametrize("name", sorted(SOME))
def test_a_print_can_be_made_of_every_sort_of_row(office: Opened, name: str) -> None:
    clerk = office.browser("camat")  # who sees secret ones too
    screen, _, key = name.partition(".")
    for (row,) in office.ask(SOME[name]):
        answer = clerk.get(f"/data/{screen}/print/{row}/{key}")
        assert answer.status_code == 200, answer.text


def code_on(page: str) -> str:
    found = re.search(r">((?:[A-Z0-9]{4}-){2}[A-Z0-9]{4})</b>", page)
    return found[1].replace("-", "") if found else ""


def test_a_receipt_carries_the_way_to_the_survey_of_its_service(office: Opened, camat: Clerk) -> None:
    place = address(office, "reports.tanda_terima")
    page = camat.get(place).text
    code = code_on(page)
    service = office.ask(ROWS["reports.tanda_terima"].replace("r.id", "r.service", 1))[0][0]
    picture = io.BytesIO()
    told = segno.make(f"http://localhost/survei/{code}", error="m")
    told.save(picture, kind="svg", xmldecl=False, border=2, light="#fff", omitsize=True)
    assert picture.getvalue().decode() in page
    asked = "SELECT kind, service, opened_by FROM panel.survey_token WHERE digest = %s"
    assert office.ask(asked, survey_tokens.digest(code)) == [("link", service, None)]
    assert office.stranger().get(f"/survei/{code}").status_code == 200


def test_only_a_signed_answer_asks_how_the_service_was(office: Opened, camat: Clerk) -> None:
    answers = "SELECT id FROM letters WHERE kind = 'surat_tanggapan' AND signed_at IS {} NULL LIMIT 1"
    signed = office.ask(answers.format("NOT"))[0][0]
    page = camat.get(f"/data/letters/print/{signed}/surat_tanggapan").text
    assert len(code_on(page)) == survey_tokens.LENGTH
    assert code_on(camat.get(address(office, "letters.surat")).text) == ""
