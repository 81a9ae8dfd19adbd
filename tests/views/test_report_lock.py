"""Sending a report on the web: who may, what is kept, what changed since, and how a lock is taken away."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Iterator

import openpyxl
import pytest

from tests.clerk import Clerk
from tests.opened import Opened, filled, opened

TABLE = """
    CREATE TABLE matter (id serial PRIMARY KEY, kind text NOT NULL, arrived timestamptz NOT NULL);
    INSERT INTO matter (kind, arrived) VALUES ('jalan', '2026-02-03'), ('air', '2026-02-04'),
      ('air', '2026-03-05');
"""
REPORT = """
label: {id: Rekap perkara, en: Matters}
roles: [Pembaca, Editor]
period: [month]
prepare:
  cases: select * from matter where arrived >= :start and arrived < :end
sheets:
  jenis:
    label: Per jenis
    sql: select kind, count(*) as n from cases group by kind order by kind
    columns: {kind: Jenis, n: {label: Jumlah, total: sum}}
lock:
  roles: [Editor]
  changes:
    kini:
      label: Kini
      sql: |
        select count(*) as n, :sent < now() as later from matter where arrived >= :start and arrived < :end
      columns: {n: Jumlah, later: Sesudah dikirim}
"""
PAGE = "/laporan/rekap/?period=2026-02"
SENT = "/laporan/rekap/terkirim"


@pytest.fixture(scope="module")
def at(server_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Opened]:
    folder = tmp_path_factory.mktemp("kantor")
    (folder / "reports").mkdir()
    (folder / "reports" / "rekap.yaml").write_text(REPORT, encoding="utf-8")
    (folder / "reports" / "bebas.yaml").write_text(
        "label: Bebas\nroles: ['*']\nsheets: {a: {label: A, sql: select 1 as n}}\n", encoding="utf-8"
    )
    with opened(server_url, filled(TABLE), folder) as panel:
        yield panel


@pytest.fixture(scope="module")
def admin(at: Opened) -> Clerk:
    return at.browser("admin")


def test_a_reader_can_not_send_and_nobody_sends_a_month_that_is_not_over(at: Opened) -> None:
    reader, editor = at.browser("pembaca"), at.browser("editor")
    march = "/laporan/rekap/?period=2026-03"
    assert "Kirim dan kunci" not in reader.get(march).text
    assert "Kirim dan kunci" in editor.get(march).text
    assert "Kirim dan kunci" not in editor.get("/laporan/rekap/?period=2098-02").text
    assert reader.send("/laporan/rekap/kirim", {"period": "2026-03"}).status_code in (302, 403)
    assert editor.send("/laporan/rekap/kirim", {"period": "2098-02"}).status_code == 302
    assert "belum berakhir" in editor.get(march).text
    assert at.ask("SELECT count(*) FROM panel.sent_report WHERE period <> '2026-02'") == [(0,)]


def test_what_was_sent_is_kept_and_told_apart_until_an_admin_unlocks_it(at: Opened, admin: Clerk) -> None:
    editor = at.browser("editor")
    assert editor.send("/laporan/rekap/kirim", {"period": "2026-02"}).status_code == 302
    page = editor.get(PAGE).text
    assert "Terkunci." in page and "Kirim dan kunci" not in page
    kept = editor.get("/laporan/rekap/xlsx?period=2026-02").data
    at.ask("INSERT INTO matter (kind, arrived) VALUES ('jalan', '2026-02-20')")
    # The month is asked again: as it left, byte by byte.
    assert editor.get("/laporan/rekap/xlsx?period=2026-02").data == kept
    ((number, digest),) = at.ask("SELECT id, sha256 FROM panel.sent_report WHERE unlocked_at IS NULL")
    assert hashlib.sha256(kept).hexdigest() == digest
    assert editor.get(f"{SENT}/{number}.xlsx").data == kept
    # It is not worked out again for that: the report could not even be asked now.
    at.ask("ALTER TABLE matter RENAME TO moved")
    assert editor.get("/laporan/rekap/xlsx?period=2026-02").data == kept
    at.ask("ALTER TABLE moved RENAME TO matter")
    assert at.ask("SELECT rows FROM panel.export ORDER BY id DESC LIMIT 4") == [(2,)] * 4
    # What changed since, on its page and as a workbook.
    page = editor.get(f"{SENT}/{number}/selisih").text
    assert "Terkirim" in page and "Per jenis" in page and "jalan" in page
    book = openpyxl.load_workbook(io.BytesIO(editor.get(f"{SENT}/{number}/selisih.xlsx").data))
    assert book.sheetnames == ["Kini", "Hitung ulang"]
    cells = [[cell.value for cell in row] for row in book["Hitung ulang"].iter_rows()]
    assert ["Per jenis", "jalan", "Jumlah", 1, 2] in cells
    # Sending twice is refused; unlocking is the admin's, with a reason.
    editor.send("/laporan/rekap/kirim", {"period": "2026-02"})
    assert "sudah dikirim dan terkunci" in editor.get(PAGE).text
    assert "Buka kunci" not in editor.get(SENT).text
    assert editor.send(f"{SENT}/{number}/buka", {"reason": "x"}).status_code == 403
    assert admin.send(f"{SENT}/{number}/buka", {"reason": " "}).status_code == 422
    assert admin.send(f"{SENT}/{number}/buka", {"reason": "Kabupaten meminta <perbaikan>"}).status_code == 302
    assert "Kabupaten meminta &lt;perbaikan&gt;" in admin.get(SENT).text
    assert "Terkunci." not in editor.get(PAGE).text
    assert editor.get(f"{SENT}/{number}.xlsx").data == kept


def test_a_report_without_a_lock_and_a_sending_that_is_not_there_are_not_found(admin: Clerk) -> None:
    assert "Pengiriman" not in admin.get("/laporan/bebas/").text
    for address in (
        "/laporan/bebas/terkirim",
        f"{SENT}/99.xlsx",
        f"{SENT}/99/selisih",
        "/laporan/tidak/terkirim",
    ):
        assert admin.get(address).status_code in (403, 404), address
