"""Reports on the web: who sees them, what they answer, what leaves with whom."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator

import openpyxl
import pytest

from tests.clerk import Clerk
from tests.opened import Opened, filled, opened

TABLE = """
    CREATE TABLE village (id int PRIMARY KEY, name text NOT NULL);
    CREATE TABLE matter (id serial PRIMARY KEY, village int REFERENCES village, kind text, share numeric,
      arrived timestamptz NOT NULL);
    INSERT INTO village VALUES (1, 'Rana <b>Loba'), (2, 'Kota Ndora');
    INSERT INTO matter (village, kind, share, arrived) VALUES
      (1, 'jalan', 0.125, '2026-02-03'), (1, 'air', 0.5, '2026-02-04'), (2, 'air', 1, '2026-03-05');
"""
REPORT = """
label: {id: Rekap perkara, en: Matters}
help: Semua perkara.
roles: [Pembaca]
period: [month, year, range]
parameters: {village: {label: Desa, screen: village}, kind: {label: Jenis, options: {air: Air, jalan: Jalan}}}
sheets:
  desa:
    label: Per desa
    sql: |
      select v.id, v.name, count(*) as n, avg(m.share) as share
      from matter m join village v on v.id = m.village
      where m.arrived >= :start and m.arrived < :end and (:village is null or v.id = :village)
        and (:kind is null or m.kind = :kind)
      group by v.id, v.name order by v.id
    columns:
      name: Desa
      n: {label: Jumlah, total: sum,
        link: "/data/matter/list/?where.village.eq={id}&where.arrived.ge={first}"}
      share: {label: Bagian, format: percent, places: 1}
    chart: bar
"""
YEAR = "/laporan/rekap/?period=2026"
HOSTILE = """
label: Aneh
roles: [Pembaca]
period: range
parameters: {most: {label: Batas, kind: number}}
sheets:
  a:
    label: "Lembar [1]: a/b?"
    sql: |
      select '=1+1' as "kolom aneh", 1e40 + 0.5 as besar, -1234567.891 as kurang, 1 / (:most::numeric)
        as bagi,
        '<script>x</script>' as naskah, '1850-01-01'::date as dulu, 'infinity'::timestamptz as selamanya
    columns: {kolom aneh: , besar: {label: Besar, total: mean}, kurang: ,
      bagi: {label: Bagi, format: percent},
      naskah: , dulu: , selamanya: }
"""


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "reports").mkdir()
    (folder / "reports" / "rekap.yaml").write_text(REPORT, encoding="utf-8")
    (folder / "reports" / "aneh.yaml").write_text(HOSTILE, encoding="utf-8")
    (folder / "reports" / "rahasia.yaml").write_text(
        "label: Rahasia\nsheets: {a: {label: A, sql: select 1 as n}}\n", encoding="utf-8"
    )
    with opened(server_url, filled(TABLE), folder) as panel:
        yield panel


@pytest.fixture(scope="module")
def reader(at: Opened) -> Clerk:
    return at.browser("pembaca")


def test_a_report_shows_its_figures_with_links_into_the_rows(reader: Clerk) -> None:
    page = reader.get(YEAR).text
    assert "Tahun 2026" in page and "Rana &lt;b&gt;Loba" in page
    assert '/data/matter/list/?where.village.eq=1&amp;where.arrived.ge=2026-01-01"' in page
    assert "31,3 %" in page  # 0.3125, half up
    chart = json.loads(page.partition('<script type="application/json">')[2].partition("</script>")[0])
    assert (chart["kind"], [one["label"] for one in chart["series"]]) == ("bar", ["Jumlah", "Bagian (%)"])
    assert chart["series"][0]["values"] == [2, 1]


def test_a_link_leads_to_as_many_rows_as_the_number_says(reader: Clerk) -> None:
    found = reader.get("/data/matter/list/?where.village.eq=1&where.arrived.ge=2026-01-01").text
    assert len(set(re.findall(r"/data/matter/show/\d+", found))) == 2


def test_the_menu_has_it_for_those_who_may(at: Opened, reader: Clerk) -> None:
    assert '/laporan/rekap/" aria-current="page"' in reader.get(YEAR).text
    assert "/laporan/rahasia/" not in reader.get("/").text
    assert "/laporan/" not in at.browser("tamu").get("/").text
    assert "/laporan/rahasia/" in at.browser().get("/").text


@pytest.mark.parametrize("path", ["/laporan/rekap/", "/laporan/rekap/xlsx", "/laporan/gone/"])
def test_others_are_refused(at: Opened, path: str) -> None:
    assert at.browser("tamu").get(path).status_code == 403
    answer = at.stranger().get(path)
    assert (answer.status_code, answer.headers["Location"].partition("?")[0]) == (302, "/login/")


def test_the_rights_of_one_report_open_no_other(reader: Clerk) -> None:
    assert reader.get("/laporan/rahasia/").status_code == 403
    assert reader.get("/api/v1/_reports/rahasia").status_code == 403


def test_nobody_has_a_right_of_what_is_not_there(at: Opened) -> None:
    assert at.browser().get("/laporan/gone/").status_code == 403


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("period=2026-14", "Periode 2026-14 tidak dikenal"),
        ("period=2026-T1", "tidak memakai periode seperti 2026-T1"),
        ("village=9", "9 bukan pilihan yang ada"),
        ("kind=api", "api bukan pilihan yang ada"),
        ("from=1-2-2026&to=kapan", "bukan dua tanggal"),
        ("from=1-2-2026&to=", "Isi kedua tanggalnya"),
        ("from=1-2-2026&to=31-1-2026", "Tanggal akhir harus"),
        ("period=%27%3B+--", "Periode &#39;; -- tidak dikenal"),
        ("period=2026-02&village=1%27%3B--", "bukan pilihan yang ada"),
    ],
)
def test_what_does_not_fit_is_said_at_its_box_and_kept(reader: Clerk, query: str, said: str) -> None:
    answer = reader.get(f"/laporan/rekap/?{query}")
    assert answer.status_code == 422
    assert said in answer.text and "<table" not in answer.text


def test_a_download_that_is_refused_asks_again(reader: Clerk) -> None:
    answer = reader.get("/laporan/rekap/xlsx?period=2026-14&kind=air")
    assert answer.status_code == 422 and answer.mimetype == "text/html"
    assert "Periode 2026-14 tidak dikenal" in answer.text and 'value="air" selected' in answer.text


def test_days_that_do_not_fit_stay_in_their_boxes(reader: Clerk) -> None:
    page = reader.get("/laporan/rekap/?from=31-02-2026&to=01-03-2026").text
    assert 'value="31-02-2026"' in page and 'value="01-03-2026"' in page


def test_odd_values_are_shown_as_they_are(reader: Clerk) -> None:
    page = reader.get("/laporan/aneh/?from=1-2-2026&to=28-2-2026&most=4").text
    for shown in ("=1+1", "-1.234.567,89", "25,0 %", "&lt;script&gt;x", "01-01-1850", "infinity"):
        assert shown in page, shown
    assert "10.000.000.000.000.000.000.000.000.000.000.000.000.000,50" in page
    book = reader.get("/laporan/aneh/xlsx?from=1-2-2026&to=28-2-2026&most=4")
    assert openpyxl.load_workbook(io.BytesIO(book.data)).sheetnames == ["Lembar 1 a b"]


def test_a_report_that_can_not_be_worked_out_keeps_its_questions(reader: Clerk) -> None:
    answer = reader.get("/laporan/aneh/?from=1-2-2026&to=28-2-2026&most=0")
    assert answer.status_code == 400 and "kode 22012" in answer.text
    assert 'value="01-02-2026"' in answer.text and "division" not in answer.text


@pytest.mark.parametrize("most", ["1.500", "1_000", "1e999999", "NaN", "٣"])
def test_a_number_that_may_mean_another_is_refused_and_kept(reader: Clerk, most: str) -> None:
    answer = reader.get(f"/laporan/aneh/?from=1-2-2026&to=28-2-2026&most={most}")
    assert answer.status_code == 422 and f'value="{most}"' in answer.text


def test_two_days_make_a_period_until_another_is_chosen(reader: Clerk) -> None:
    days = "from=03-02-2026&to=03-02-2026"
    assert "3 Februari 2026 s.d. 3 Februari 2026" in reader.get(f"/laporan/rekap/?{days}").text
    assert "3 Februari 2026 s.d." in reader.get(f"/laporan/rekap/?{days}&period=2026&was=2026").text
    assert "<h2>Februari 2026" in reader.get(f"/laporan/rekap/?{days}&period=2026-02&was=2026").text


def test_answers_are_told_and_kept_for_the_next_period(reader: Clerk) -> None:
    page = reader.get("/laporan/rekap/?period=2026-02&village=1&kind=air").text
    assert "Desa: Rana &lt;b&gt;Loba" in page and "Jenis: Air" in page
    assert "/laporan/rekap/?period=2026-03&amp;village=1&amp;kind=air" in page


def test_rows_that_are_not_theirs_are_no_choice(at: Opened) -> None:
    at.ask("""
        DELETE FROM panel.ab_permission_view_role g USING panel.ab_permission_view pv, panel.ab_view_menu v
        WHERE pv.id = g.permission_view_id AND v.id = pv.view_menu_id AND v.name = 'village'
          AND g.role_id = (SELECT id FROM panel.ab_role WHERE name = 'Editor')""")
    at.ask("""
        INSERT INTO panel.ab_permission_view_role (id, permission_view_id, role_id)
        SELECT nextval('panel.ab_permission_view_role_id_seq'), pv.id, r.id
        FROM panel.ab_role r, panel.ab_permission_view pv
        JOIN panel.ab_permission p ON p.id = pv.permission_id
        JOIN panel.ab_view_menu v ON v.id = pv.view_menu_id
        WHERE r.name = 'Editor' AND p.name = 'can_show' AND v.name = 'laporan.rekap'
        ON CONFLICT DO NOTHING""")
    editor = at.browser("editor")
    assert "f-village" not in editor.get(YEAR).text
    assert editor.get(f"{YEAR}&village=1").status_code == 422


def test_an_empty_period_says_so(reader: Clerk) -> None:
    page = reader.get("/laporan/rekap/?period=2020").text
    assert "Tidak ada data pada pilihan ini." in page and "<canvas" not in page


def test_the_workbook_is_written_down_in_the_log(at: Opened, reader: Clerk) -> None:
    answer = reader.get("/laporan/rekap/xlsx?period=2026&kind=air")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="rekap-perkara-2026.xlsx"'
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    assert "REKAP PERKARA" in [cell.value for cell in sheet["A"]]
    assert at.ask("SELECT actor, screen, format, rows, asked FROM panel.export ORDER BY id DESC LIMIT 1") == [
        ("pembaca", "laporan.rekap", "xlsx", 2, "Periode: Tahun 2026; Jenis: Air")
    ]


def test_the_same_figures_are_json_for_programs(at: Opened) -> None:
    program = at.program("pembaca")
    told = program.get("/api/v1/_reports/rekap?period=2026").json
    assert told["sheets"][0]["rows"] == [["Rana <b>Loba", 2, 0.3125], ["Kota Ndora", 1, 1]]
    assert program.get("/api/v1/_reports/rekap?bulan=2").status_code == 422
    assert program.get("/api/v1/_reports/rahasia").status_code == 403


def test_the_matrix_of_a_role_gives_and_takes_a_report(at: Opened) -> None:
    admin = at.browser()
    ((role, box),) = at.ask("""
        SELECT r.id, pv.id FROM panel.ab_role r, panel.ab_permission_view pv
        JOIN panel.ab_permission p ON p.id = pv.permission_id
        JOIN panel.ab_view_menu v ON v.id = pv.view_menu_id
        WHERE r.name = 'Editor' AND p.name = 'can_show' AND v.name = 'laporan.rekap'""")
    page = admin.get(f"/roles/edit/{role}")
    assert "Rekap perkara" in page.text
    form = admin.form(page)
    answer = admin.send(f"/roles/edit/{role}", {**form, "box": f"{box}"})
    assert answer.status_code == 302
    editor = at.browser("editor")
    assert editor.get(YEAR).status_code == 200
    assert "Unduh Excel" not in editor.get(YEAR).text
    assert editor.get("/laporan/rekap/xlsx").status_code == 403


def test_a_report_speaks_english_too(reader: Clerk) -> None:
    reader.get("/lang/en")
    page = reader.get(YEAR).text
    reader.get("/lang/id")
    assert "<h1>Matters</h1>" in page and "Year 2026" in page and "31.3 %" in page
