"""Lists as files, by page and by REST: what is filtered and shown, for those who may, and written down."""

from __future__ import annotations

import io
import logging
from typing import Any

import openpyxl
import pytest
from werkzeug.test import TestResponse

from tests.clerk import Clerk
from tests.views.town import PASSWORD, Town

XLSX = "/data/reports/export.xlsx"
CSV = "/data/reports/export.csv"


def rows(answer: TestResponse) -> list[tuple[Any, ...]]:
    """The head and the values of a workbook, without the hidden version."""
    assert answer.status_code == 200, answer.text
    assert "attachment" in answer.headers["Content-Disposition"]
    sheet = openpyxl.load_workbook(io.BytesIO(answer.data)).worksheets[0]
    return [row[:-1] for row in sheet.iter_rows(values_only=True)]


def notes(answer: TestResponse) -> list[tuple[str, str]]:
    return list(openpyxl.load_workbook(io.BytesIO(answer.data))["Keterangan"].iter_rows(values_only=True))


def test_the_file_has_the_rows_and_columns_of_the_list(visitor: Clerk) -> None:
    found = rows(visitor.get(f"{XLSX}?where.status.eq=selesai&where.amount.ge=50000&order=-number"))
    assert found[0] == ("Number", "Judul", "Story", "Nilai", "Received at", "Secret", "Status", "Desa")
    assert [row[0][:4] for row in found[1:]] == ["0060", "0056", "0052"]
    assert found[1][3] == 60030 and found[1][5] is False and found[1][6:] == ("Selesai", "Desa 21")


def test_a_search_a_view_and_columns_of_ones_own_decide_too(visitor: Clerk) -> None:
    found = rows(visitor.get(f"{XLSX}?view=selesai&q=0012&columns=number,tags"))
    assert found == [("Number", "Tags"), ("0012/ADU/2026", "jalan\nair bersih")]


def test_all_columns_are_those_that_a_list_can_show(visitor: Clerk) -> None:
    head = rows(visitor.get(f"{XLSX}?columns=*&where.number.contains=0001"))[0]
    assert {"ID", "Extra", "Done", "Happened on"} <= set(head)


def test_the_notes_say_what_was_filtered_by_whom_and_how_many(visitor: Clerk) -> None:
    told = notes(visitor.get(f"{XLSX}?view=selesai&q=Perihal&where.village.eq=5&order=number"))
    assert ("Tampilan", "Selesai") in told and ("Dicari", "Perihal") in told
    assert ("Saringan", "Desa: Desa 05") in told and ("Oleh", "Petugas Uji") in told
    assert ("Baris yang cocok", "2") in told and ("Baris yang tertulis", "2") in told


def test_csv_begins_with_a_mark_and_has_semicolons(visitor: Clerk) -> None:
    answer = visitor.get(
        f"{CSV}?columns=number,amount,secret,received_at&where.number.contains=0001&order=number"
    )
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.data.decode("utf-8-sig").splitlines() == [
        "Number;Nilai;Secret;Received at", "0001/ADU/2026;1000,50;Tidak;01-01-2026 09:00",
    ]  # fmt: skip
    assert answer.data.startswith(b"\xef\xbb\xbf")


def test_in_english_the_file_speaks_english(seen_town: Town) -> None:
    clerk = seen_town.clerk()
    answer = clerk.get(f"{CSV}?_l_=en&columns=amount,secret&where.number.contains=0001")
    assert answer.data.decode("utf-8-sig").splitlines()[1] == "1000.50;No"


def test_ticked_rows_alone_are_exported_in_the_order_of_the_list(visitor: Clerk) -> None:
    answer = visitor.client.post(
        XLSX, data={"csrf_token": visitor.csrf, "key": ["3", "7", "5"], "same": "?order=-number&view=selesai"}
    )
    assert [row[0][:4] for row in rows(answer)[1:]] == ["0007", "0005", "0003"]
    assert ("Baris", "3 baris yang ditandai") in notes(answer)


def test_all_that_match_are_exported_by_the_filter(visitor: Clerk) -> None:
    answer = visitor.send(CSV, {"all": "1", "same": "?view=selesai&columns=number"})
    assert len(answer.data.splitlines()) == 16


def test_nothing_ticked_leads_back_to_the_list(visitor: Clerk) -> None:
    answer = visitor.send(XLSX, {"same": "?order=-number"})
    assert answer.status_code == 302 and answer.headers["Location"].endswith(
        "/data/reports/list/?order=-number"
    )


def test_an_export_with_ticks_needs_the_token_of_the_page(visitor: Clerk) -> None:
    assert visitor.client.post(XLSX, data={"key": "3"}).status_code == 400


def test_a_filter_that_cannot_be_read_is_told_and_nothing_sent(visitor: Clerk) -> None:
    answer = visitor.get(f"{XLSX}?where.amount.ge=banyak")
    assert answer.status_code == 422 and "Content-Disposition" not in answer.headers


def test_who_may_list_but_not_export_has_no_button_and_no_door(seen_town: Town) -> None:
    reader = seen_town.clerk("pembaca")
    assert "export.xlsx" not in reader.get("/data/reports/list/").text
    for address in (XLSX, CSV, "/api/v1/reports/export"):
        assert reader.get(address).status_code in (302, 403)
    assert "export.xlsx" in seen_town.clerk().get("/data/reports/list/").text


def test_the_list_says_beforehand_what_will_be_exported(visitor: Clerk) -> None:
    page = visitor.get("/data/reports/list/?view=selesai&columns=number,subject").text
    assert "15 laporan, menurut saringan dan urutan di layar." in page and "Number, Judul." in page
    assert "/data/reports/export.xlsx?view=selesai&amp;columns=number%2Csubject" in page


def test_each_export_is_written_down_and_read_by_those_who_may(town: Town) -> None:
    town.clerk().get(f"{CSV}?where.status.eq=selesai&q=Perihal&columns=number")
    found = town.sql("SELECT actor, actor_name, door, screen, format, rows, asked, columns FROM panel.export"
                     " ORDER BY id DESC LIMIT 1")  # fmt: skip
    asked = "Dicari: Perihal; Saringan: Status: Selesai"
    assert found == [("petugas", "Petugas Uji", "form", "reports", "csv", 15, asked, ["number"])]


def test_a_program_exports_by_format_or_by_what_it_accepts(seen_town: Town) -> None:
    program = Clerk.program(seen_town.app, "petugas", PASSWORD)
    found = rows(program.get("/api/v1/reports/export?view=selesai&columns=number&order=number"))
    assert found[:2] == [("Number",), ("0004/ADU/2026",)] and len(found) == 16
    headers = {**program._headers(), "Accept": "text/csv"}
    answer = program.client.get("/api/v1/reports/export?columns=number&view=selesai", headers=headers)
    assert answer.mimetype == "text/csv" and len(answer.data.splitlines()) == 16
    assert program.get("/api/v1/reports/export?format=pdf").status_code == 422
    assert program.get("/api/v1/reports/export?columns=nothing").status_code == 422


def test_when_too_many_export_at_once_the_next_is_told_to_wait(own_town: Town) -> None:
    own_town.app.config["PANEL_EXPORTS"] = 1
    # More than fits between the server and whoever reads it: it ends only when somebody does.
    own_town.sql("INSERT INTO reports (subject, story) SELECT 'x', repeat(md5(n::text), 100)"
                 " FROM generate_series(1, 5000) n")  # fmt: skip
    first, second = own_town.clerk(), own_town.clerk()
    one = first.client.get(f"{XLSX}?columns=story", headers=first._headers(), buffered=False)
    busy = second.get(XLSX)
    assert busy.status_code == 503 and "ekspor lain" in busy.text
    one.close()
    assert second.get(XLSX).status_code == 200


def test_a_client_that_is_gone_leaves_no_transaction_open(own_town: Town) -> None:
    own_town.sql("INSERT INTO reports (subject, story) SELECT 'x', repeat(md5(n::text), 100)"
                 " FROM generate_series(1, 20000) n")  # fmt: skip
    clerk = own_town.clerk()
    answer = clerk.client.get(f"{XLSX}?columns=story", headers=clerk._headers(), buffered=False)
    pieces = answer.iter_encoded()
    for _ in range(3):
        next(pieces)
    busy = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'COPY%'"
    assert own_town.one(busy + " AND state <> 'idle'") == 1
    answer.close()
    assert own_town.one(busy + " AND xact_start IS NOT NULL AND state <> 'idle'") in (0, 1)
    assert own_town.one(f"SELECT pg_sleep(1), ({busy} AND xact_start IS NOT NULL)") is not None
    assert own_town.one(busy + " AND xact_start IS NOT NULL") == 0


BROKEN = """
CREATE FUNCTION broken(n int) RETURNS int LANGUAGE plpgsql IMMUTABLE AS
$$ BEGIN IF n = 50 THEN RAISE EXCEPTION 'secret %', n; END IF; RETURN n; END $$"""


def test_what_breaks_on_the_way_is_in_the_log_with_a_reference(
    own_town: Town, caplog: pytest.LogCaptureFixture
) -> None:
    own_town.sql(BROKEN)
    own_town.sql("CREATE OR REPLACE VIEW summary AS SELECT status, broken(id)::bigint AS n FROM reports")
    with caplog.at_level(logging.ERROR, "views.exports"):
        answer = own_town.clerk().client.get("/data/summary/export.csv?columns=n", buffered=False)
        with pytest.raises(Exception, match="broken|secret"):
            _ = answer.data
    assert "broke off, reference" in caplog.text and "secret" not in caplog.text
