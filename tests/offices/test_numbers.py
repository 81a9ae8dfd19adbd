"""Register numbers: without a gap and never twice, whoever fails, dies or comes at midnight."""

from __future__ import annotations

import dataclasses
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from app.database import engine_for
from config import ROOT
from models import numbering, query, records, transitions
from models.books import NoNumber
from models.description.reading import named
from models.errors import Forbidden, Overtaken, Refused
from models.panel import Desk, Panel
from tests.offices.desks import CLERK, NOW, desk_at, empty_office

LINE = {"subject": "Jalan rusak", "correspondent": "Yosef Contoh"}
BOOK = """
    INSERT INTO register_books
        (code, name, kind, pattern, classification, reset, start_at, closed_on, unit)
    VALUES ('{code}', '{code}', 'surat_keluar', '{pattern}', {classification}, '{reset}', {start}, {closed},
        {unit})"""


@pytest.fixture(scope="module")
def url(server_url: str) -> Iterator[str]:
    with empty_office(server_url) as made:
        yield made


@pytest.fixture(scope="module")
def panel(url: str) -> Panel:
    with desk_at(url) as one:
        return one.panel


@pytest.fixture
def desk(url: str, panel: Panel) -> Iterator[Desk]:
    with desk_at(url, panel=panel) as one:
        yield one


def at(desk: Desk, moment: str) -> Desk:
    """The same desk at a moment of UTC."""
    return dataclasses.replace(desk, now=datetime.fromisoformat(moment).replace(tzinfo=UTC))


def make_book(
    desk: Desk,
    code: str,
    pattern: str,
    reset: str = "tahun",
    start: int = 1,
    closed: str = "NULL",
    classification: str = "NULL",
    unit: str = "NULL",
) -> None:
    desk.connection.exec_driver_sql(
        BOOK.format(
            code=code, pattern=pattern, reset=reset, start=start, closed=closed,
            classification=classification, unit=unit,
        )
    )  # fmt: skip


def void(desk: Desk, entry: str, reason: str) -> None:
    clerk = dataclasses.replace(desk, actor=dataclasses.replace(CLERK, roles=frozenset({"Petugas"})))
    transitions.move(
        clerk, desk.panel.screens["register_entries"], entry, "batalkan", {"void_reason": reason}
    )


def numbers(desk: Desk, book: str, *moments: str) -> list[str]:
    return [numbering.take(at(desk, moment), book, LINE).number for moment in moments]


def test_a_number_is_a_line_of_the_book(desk: Desk) -> None:
    taken = numbering.take(desk, "surat_keluar", {**LINE, "handler": "tim"})
    assert (taken.number, taken.sequence) == ("300.1/001/XI/2026", 1)
    line = query.record(
        dataclasses.replace(desk, actor=dataclasses.replace(CLERK, everything=True)),
        desk.panel.screens["register_entries"],
        taken.entry,
    ).values
    wanted = {"book": "surat_keluar", "year": 2026, "month": 0, "sequence": 1, "number": taken.number,
              "registered_by": "petugas", "subject": "Jalan rusak", "handler": "tim"}  # fmt: skip
    assert {name: line[name] for name in wanted} == wanted
    assert datetime.fromisoformat(str(line["registered_at"])) == NOW


def test_a_letters_own_classification_and_unit_go_before_those_of_the_book(desk: Desk) -> None:
    assert numbering.take(desk, "surat_keluar", {**LINE, "classification": "013.1"}).number.startswith(
        "013.1/"
    )
    assert numbering.take(desk, "surat_keluar", LINE, classification="7").number == "7/002/XI/2026"
    make_book(desk, "sk", "{urut:03}/{unit}/{tahun}/SK", unit="'umum'")
    assert numbering.take(desk, "sk", LINE).number == "001/umum/2026/SK"
    assert numbering.take(desk, "sk", {**LINE, "unit": "419.117"}).number == "002/419.117/2026/SK"


def test_the_year_turns_at_the_midnight_of_the_office(desk: Desk) -> None:
    moments = ("2026-12-31 15:59", "2026-12-31 16:30", "2027-01-01 03:00")
    assert numbers(desk, "pengaduan", *moments) == ["0001/ADU/2026", "0001/ADU/2027", "0002/ADU/2027"]


def test_a_monthly_book_begins_anew_each_month(desk: Desk) -> None:
    moments = ("2026-01-05", "2026-01-31 15:59", "2026-01-31 16:00", "2027-01-05")
    assert numbers(desk, "berita_acara", *moments) == [
        "01/BA/I/2026", "02/BA/I/2026", "01/BA/II/2026", "01/BA/I/2027"
    ]  # fmt: skip


def test_a_book_that_never_begins_anew_goes_on(desk: Desk) -> None:
    make_book(desk, "terus", "{urut:03}", reset="tidak")
    assert numbers(desk, "terus", "2026-12-01", "2027-01-05", "2028-02-01") == ["001", "002", "003"]


def test_a_paper_book_goes_on_where_it_stopped_and_begins_with_1_next_year(desk: Desk) -> None:
    make_book(desk, "lanjutan", "{urut:03}/{tahun}", start=57)
    moments = ("2026-11-01", "2026-11-02", "2027-01-05")
    assert numbers(desk, "lanjutan", *moments) == ["057/2026", "058/2026", "001/2027"]


def test_lines_that_came_another_way_are_not_numbered_again(desk: Desk) -> None:
    first = numbering.take(desk, "surat_masuk", LINE)
    desk.connection.exec_driver_sql("""INSERT INTO register_entries (book, year, sequence, number, subject)
        VALUES ('surat_masuk', 2026, 40, '040/SM/2026', 'impor'), ('surat_masuk', 2025, 900, 'x', 'impor')""")
    assert (first.sequence, numbering.take(desk, "surat_masuk", LINE).sequence) == (1, 41)


def test_a_start_number_does_not_count_where_there_are_lines_already(desk: Desk) -> None:
    make_book(desk, "impor", "{urut:03}/{tahun}", start=57)
    desk.connection.exec_driver_sql("""INSERT INTO register_entries (book, year, sequence, number, subject)
        VALUES ('impor', 2026, 12, '012/2026', 'impor')""")
    assert numbers(desk, "impor", "2026-11-01", "2027-01-05") == ["013/2026", "001/2027"]


def test_a_closed_book_gives_its_last_number_on_its_last_day(desk: Desk) -> None:
    make_book(desk, "tutup", "{urut}/{tahun}", closed="'2026-11-23'")
    assert numbers(desk, "tutup", "2026-11-23 15:59") == ["1/2026"]
    with pytest.raises(NoNumber, match="Buku tutup sudah ditutup"):
        numbers(desk, "tutup", "2026-11-23 16:00")


def test_what_can_not_be_numbered_is_said_in_a_sentence_and_takes_nothing(desk: Desk) -> None:
    with pytest.raises(NoNumber, match="Buku register tidak_ada tidak ada"):
        numbering.take(desk, "tidak_ada", LINE)
    make_book(desk, "kosong", "{klasifikasi}/{urut}/{tahun}")
    with pytest.raises(NoNumber, match="kode klasifikasi"):
        numbering.take(desk, "kosong", LINE)
    with pytest.raises(Refused) as refused:
        numbering.take(desk, "pengaduan", {"correspondent": "x"})
    assert [one.field for one in refused.value.problems] == ["subject"]
    assert numbering.take(desk, "pengaduan", LINE).sequence == 1
    assert numbering.take(desk, "kosong", LINE, classification="1").sequence == 1


def test_a_void_number_keeps_its_line_and_is_not_given_again(desk: Desk) -> None:
    first = numbering.take(desk, "pengaduan", {**LINE, "note": "berkas 7"})
    with pytest.raises(Refused) as refused:
        void(desk, first.entry, "  ")
    assert [one.field for one in refused.value.problems] == ["void_reason"]
    void(desk, first.entry, "Salah tulis.")
    line = desk.connection.exec_driver_sql(
        "SELECT voided_at IS NOT NULL, voided_by, void_reason, note FROM register_entries"
    ).one()
    assert tuple(line) == (True, "petugas", "Salah tulis.", "BATAL; berkas 7")
    with pytest.raises(Overtaken):
        void(desk, first.entry, "Lagi.")
    assert numbering.take(desk, "pengaduan", LINE).number == "0002/ADU/2026"


PATTERNS = {
    "register_books_pattern_has_sequence": ("ADU/{tahun}", "tahun"),
    "register_books_pattern_tokens_known": ("{urut}/{tahn}/{tahun}", "tahun"),
    "register_books_pattern_tells_year": ("{urut}/ADU", "tahun"),
    "register_books_pattern_tells_month": ("{urut}/{tahun}", "bulan"),
}


@pytest.mark.parametrize(("pattern", "reset"), PATTERNS.values(), ids=PATTERNS)
def test_a_book_with_a_pattern_that_can_not_work_is_not_saved(desk: Desk, pattern: str, reset: str) -> None:
    admin = dataclasses.replace(desk, actor=dataclasses.replace(CLERK, everything=True))
    values = {"code": "baru", "name": "Baru", "kind": "disposisi", "pattern": pattern, "reset": reset}
    with pytest.raises(Refused) as refused:
        records.add(admin, desk.panel.screens["register_books"], values)
    (problem,) = refused.value.problems
    assert problem.field in ("pattern", "reset")
    assert "kembar" in str(problem.facts) or "Pola nomor" in str(problem.facts)


def test_nobody_writes_removes_or_renumbers_a_line_by_hand(desk: Desk) -> None:
    entries, office = desk.panel.screens["register_entries"], desk.panel.office
    assert not entries.can_add
    for role in office.roles.values():
        assert not role.may("add", "register_entries") and not role.may("delete", "register_entries")
    taken = numbering.take(desk, "pengaduan", LINE)
    everything = dataclasses.replace(desk, actor=dataclasses.replace(CLERK, everything=True))
    for name in ("book", "year", "month", "sequence", "number", "registered_at", "voided_at", "void_reason"):
        field = named(entries.fields, name)
        assert field and not field.editable and not field.insertable
    with pytest.raises(Refused):
        records.edit(everything, entries, taken.entry, {"number": "9999/ADU/2026"}, records.Base())
    with pytest.raises(Forbidden):
        records.delete(desk, entries, taken.entry)


DYING = """
import sys, time
from models import numbering
from tests.offices.desks import desk_at
with desk_at(sys.argv[1]) as desk:
    print(numbering.take(desk, "pengaduan", {"subject": "tidak pernah disimpan"}).number, flush=True)
    time.sleep(60)
"""


@pytest.fixture
def dying(url: str) -> Iterator[subprocess.Popen[str]]:
    """A process that holds the first number of the book, and will not commit it."""
    with subprocess.Popen(
        [sys.executable, "-c", DYING, url], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    ) as process:  # fmt: skip
        assert process.stdout and process.stdout.readline().strip() == "0001/ADU/2026"
        yield process
        process.kill()


def test_fifty_at_once_with_some_rolled_back_and_one_killed_leave_no_gap(
    url: str, dying: subprocess.Popen[str]
) -> None:
    with desk_at(url) as one:
        panel = one.panel
    kept: list[str] = []
    failed: list[BaseException] = []
    start = threading.Barrier(51)

    def register(place: int) -> None:
        try:
            engine = engine_for(url)
            with engine.connect() as connection:
                start.wait()
                taken = numbering.take(Desk(connection, panel, CLERK, NOW), "pengaduan", LINE)
                if place % 7 == 0:
                    connection.rollback()
                else:
                    connection.commit()
                    kept.append(taken.number)
            engine.dispose()
        except BaseException as error:  # noqa: BLE001  told below
            failed.append(error)

    threads = [threading.Thread(target=register, args=(place,)) for place in range(50)]
    for thread in threads:
        thread.start()
    start.wait()
    os.kill(dying.pid, signal.SIGKILL)
    dying.wait()
    for thread in threads:
        thread.join()
    assert not failed
    assert sorted(kept) == [f"{number:04}/ADU/2026" for number in range(1, len(kept) + 1)]
    assert len(kept) == 50 - len(range(0, 50, 7))
    with desk_at(url) as desk:
        told = desk.connection.execute(
            sa.text("SELECT min(sequence), max(sequence), count(*) FROM register_entries")
        ).one()
        last = desk.connection.scalar(sa.text("SELECT last FROM panel.counter WHERE book = 'pengaduan'"))
        assert (tuple(told), last) == ((1, len(kept), len(kept)), len(kept))
        desk.connection.exec_driver_sql("DELETE FROM register_entries; DELETE FROM panel.counter")
        desk.connection.commit()
