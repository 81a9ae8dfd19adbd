"""Real refusals of a real server, each as the sentence that people read."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import psycopg2
import pytest
import sqlalchemy as sa
from sqlalchemy.exc import DBAPIError

from models.build import build
from models.description.screen import Screen
from models.errors import Blocked, Busy, Forbidden, PanelError, Refused, Stale
from models.panel import Panel
from models.schema.refusals import refusal

Values = Mapping[str, object]
Refuse = Callable[..., PanelError]


@pytest.fixture(scope="session")
def panel(foreign_engine: sa.Engine, tmp_path_factory: pytest.TempPathFactory) -> Panel:
    folder: Path = tmp_path_factory.mktemp("office")
    (folder / "office.yaml").write_text(
        "name: Uji\nroles:\n  Admin: {label: Admin, admin: true, rights: {'*': all}}\n"
    )
    with foreign_engine.connect() as connection:
        return build(connection, folder)


@pytest.fixture
def refuse(connection: sa.Connection, panel: Panel) -> Refuse:
    """refuse(screen, statement, values) -> what people are told when the server refuses it."""

    def told(screen: str, statement: str, values: Values | None = None) -> PanelError:
        with pytest.raises(DBAPIError) as raised:
            connection.exec_driver_sql(statement)
        return refusal(raised.value, panel.screens[screen], panel, {} if values is None else values)

    return told


def _said(error: PanelError) -> list[tuple[str | None, str]]:
    assert isinstance(error, Refused)
    return [
        (one.field, one.sentence.format_map({k: str(v) for k, v in one.facts.items()}))
        for one in error.problems
    ]


def _label(panel: Panel, screen: str, field: str) -> str:
    return panel.screens[screen].fields[field].label.id


WRITES: list[tuple[str, str, Values, str | None, str]] = [
    ("skill", "INSERT INTO skill (name) VALUES ('menulis')", {"name": "menulis"}, "name",
     '{name} "menulis" sudah dipakai.'),
    ("skill", "UPDATE skill SET name = 'menulis' WHERE id = 2", {}, "name", "{name} ini sudah dipakai."),
    ("unique_by_index", "INSERT INTO unique_by_index VALUES ('A', 3)", {"code": "A", "part": 3}, None,
     "Baris yang sama sudah ada (unique_by_index_lower)."),
    ("unique_by_index", "INSERT INTO unique_by_index VALUES ('b', 2)", {"code": "b", "part": 2}, "part",
     "Gabungan {part}, {code} ini sudah dipakai."),
    ("event", "INSERT INTO event OVERRIDING SYSTEM VALUE VALUES (1, '2023-05-05')", {"on_day": "2023-05-05"},
     "on_day", "Gabungan {id}, {on_day} ini sudah dipakai."),
    ("transfer", "INSERT INTO transfer (sender, receiver, amount) VALUES (1, 99, 1)", {"receiver": 99},
     "receiver",
     "{receiver} yang dipilih tidak ada lagi. Pilih yang lain."),
    ("staff", "UPDATE staff SET chief = 99 WHERE id = 1", {"chief": 99}, "chief",
     "{chief} yang dipilih tidak ada lagi. Pilih yang lain."),
    ("composite_reference", "UPDATE composite_reference SET number = 77 WHERE id = 1", {"number": 77},
     "number",
     "{region}, {number}, {on_day} yang dipilih tidak ada lagi. Pilih yang lain."),
    ("staff", "INSERT INTO staff (name) VALUES (NULL)", {}, "name", "Wajib diisi."),
    ("filled_by_server", "INSERT INTO filled_by_server (code) VALUES (NULL)", {}, "code", "Wajib diisi."),
    ("checked", "INSERT INTO checked (state, level) VALUES ('lama', 1)", {"state": "lama"}, "state",
     "{state} harus salah satu dari: Baru, It's, a (b), c, Se\\lesai."),
    ("checked", "INSERT INTO checked (amount) VALUES (-1)", {"amount": -1}, "amount",
     "Isian {amount} tidak memenuhi aturan tabel (checked_amount_check)."),
    ("checked", "INSERT INTO checked (begins, ends) VALUES ('2024-02-02', '2024-01-01')",
     {"ends": "2024-01-01"},
     "ends", "Tanggal selesai tidak boleh mendahului tanggal mulai."),
    ("transfer", "INSERT INTO transfer (sender, receiver, amount) VALUES (1, 1, 1)", {"sender": 1,
     "receiver": 1},
     "sender", "{sender}, {receiver} tidak memenuhi aturan tabel (transfer_check)."),
    ("all_types", "INSERT INTO all_types (a_positive) VALUES (-1)", {"a_positive": -1}, "a_positive",
     "Angka ini harus lebih dari nol."),
    ("all_types", "INSERT INTO all_types (a_feeling) VALUES ('')", {"a_feeling": ""}, "a_feeling",
     "{a_feeling} harus salah satu dari: Senang, biasa saja."),
    ("filled_by_server", "INSERT INTO filled_by_server (code) VALUES ('XYZ')", {"code": "XYZ"}, "code",
     "Isian {code} tidak memenuhi aturan tabel (not_xyz)."),
    ("all_types", "INSERT INTO all_types (a_varchar) VALUES ('12345678901')",
     {"a_text": "12345678901", "a_varchar": "12345678901"}, "a_varchar",
     "Isian {a_varchar} terlalu panjang."),
    ("all_types", "INSERT INTO all_types (a_small) VALUES (40000)", {"a_int": 40000, "a_small": 40000},
     "a_small",
     "Angka pada {a_small} terlalu besar atau terlalu kecil."),
    ("all_types", "INSERT INTO all_types (a_numeric) VALUES (1e10)", {"a_numeric": "1e10", "a_int": 1},
     "a_numeric",
     "Angka pada {a_numeric} terlalu besar atau terlalu kecil."),
    ("all_types", "INSERT INTO all_types (a_uuid) VALUES ('x')", {"a_uuid": "x", "a_date": "2024-01-01"},
     "a_uuid",
     "{a_uuid} harus UUID yang benar."),
    ("all_types", "INSERT INTO all_types (a_date) VALUES ('2023-02-29')", {"a_date": "2023-02-29",
     "a_int": 1},
     "a_date", "{a_date} harus tanggal yang ada di kalender."),
    ("all_types", "INSERT INTO all_types (a_mood) VALUES ('x')", {"a_mood": "x"}, "a_mood",
     "{a_mood} harus salah satu dari pilihan yang ada."),
    ("all_types", "INSERT INTO all_types (a_jsonb) VALUES ('{')", {"a_jsonb": "{"}, "a_jsonb",
     "{a_jsonb} harus JSON yang benar."),
    ("all_types", "INSERT INTO all_types (an_int_range) VALUES ('[5,1]')", {"an_int_range": "[5,1]"},
     "an_int_range",
     "{an_int_range} harus rentang yang benar; awalnya tidak melewati akhirnya."),
    ("all_types", "INSERT INTO all_types (an_inet) VALUES ('1.2.3.4.5')",
     {"an_inet": "1.2.3.4.5", "a_cidr": "10.0.0.0/8"}, "an_inet",
     "{an_inet} harus alamat jaringan yang benar."),
    ("booking", "INSERT INTO booking (room, during) VALUES ('[1,3)', '[2024-01-01 08:30,2024-01-01 10:00)')",
     {"room": "[1,3)"}, "room", "Ruang ini sudah dipesan pada waktu itu."),
    ("guarded", "INSERT INTO guarded (day) VALUES ('jumat')", {"day": "jumat"}, "day", "Hari Jumat libur."),
    ("filled_by_server", "INSERT INTO filled_by_server (id) VALUES (7)", {"id": 7}, "id",
     "{id} diisi sendiri oleh basis data. Kosongkan isian ini."),
    ("filled_by_server", "UPDATE filled_by_server SET total = 1", {"total": 1}, "total",
     "{total} diisi sendiri oleh basis data. Kosongkan isian ini."),
    ("all_types", "INSERT INTO all_types (a_date, a_time) VALUES ('x', 'y')", {}, None,
     "Ada isian yang tidak dapat dibaca. Periksa bentuknya."),
]  # fmt: skip


@pytest.mark.parametrize(
    ("screen", "statement", "values", "field", "sentence"),
    WRITES,
    ids=[f"{one[0]}-{number}" for number, one in enumerate(WRITES)],
)
def test_what_the_server_refuses_is_a_sentence_at_its_field(
    refuse: Refuse,
    panel: Panel,
    screen: str,
    statement: str,
    values: Values,
    field: str | None,
    sentence: str,
) -> None:
    labels = {key: one.label.id for key, one in panel.screens[screen].fields.items()}
    assert _said(refuse(screen, statement, values)) == [(field, sentence.format_map(labels))]


@pytest.mark.parametrize(
    ("screen", "statement", "sentence"),
    [
        ("skill", "DELETE FROM skill WHERE id = 1", "Belum bisa dihapus: masih dipakai oleh {staff_skill}."),
        ("staff", "DELETE FROM staff WHERE id = 4; DELETE FROM staff WHERE id = 1",
         "Belum bisa dihapus: masih dipakai oleh {staff}."),
        ("unique_not_null", "UPDATE unique_not_null SET code = 'B' WHERE code = 'A/1'",
         "Belum bisa diubah: kuncinya masih dipakai oleh {transfer}."),
    ],
)  # fmt: skip
def test_a_row_that_others_need_is_not_deleted(
    refuse: Refuse, panel: Panel, screen: str, statement: str, sentence: str
) -> None:
    error = refuse(screen, statement)
    assert isinstance(error, Blocked)
    assert str(error) == sentence.format_map({key: one.label.id for key, one in panel.screens.items()})


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("SELECT nothing FROM staff", Stale),
        ("SELECT * FROM nowhere", Stale),
        ("SET LOCAL ROLE foreign_clerk; UPDATE staff SET name = 'x'", Forbidden),
        ("SET TRANSACTION READ ONLY; UPDATE staff SET name = 'x'", Forbidden),
        ("SET LOCAL statement_timeout = 20; SELECT pg_sleep(5)", Busy),
        ("SELECT 1 +", PanelError),
    ],
)
def test_other_refusals_have_their_kind(refuse: Refuse, statement: str, kind: type[PanelError]) -> None:
    assert type(refuse("staff", statement)) is kind


def test_a_row_that_somebody_holds_is_busy(foreign_engine: sa.Engine, refuse: Refuse) -> None:
    with foreign_engine.connect() as other:
        other.exec_driver_sql("SELECT 1 FROM staff WHERE id = 1 FOR UPDATE")
        error = refuse("staff", "SET LOCAL lock_timeout = 20; UPDATE staff SET name = name WHERE id = 1")
    assert str(error) == "Data ini sedang dipakai orang lain. Tunggu sebentar, lalu coba lagi."


def test_a_lost_connection_is_a_sentence(foreign_engine: sa.Engine, panel: Panel) -> None:
    with foreign_engine.connect() as victim, foreign_engine.connect() as killer:
        pid = victim.scalar(sa.text("SELECT pg_backend_pid()"))
        killer.scalar(sa.text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})
        with pytest.raises(DBAPIError) as raised:
            victim.execute(sa.text("SELECT 1"))
        victim.invalidate()
    assert isinstance(refusal(raised.value, panel.screens["staff"], panel), Busy)


def test_a_rule_of_another_table_names_its_screen(
    connection: sa.Connection, refuse: Refuse, panel: Panel
) -> None:
    connection.exec_driver_sql(
        "CREATE RULE also AS ON INSERT TO empty_table DO ALSO INSERT INTO staff (name) VALUES (NULL)"
    )
    staff = panel.screens["staff"].label.id
    assert _said(refuse("empty_table", "INSERT INTO empty_table (note) VALUES ('x')", {"note": "x"})) == [
        (None, f"Belum tersimpan karena aturan pada {staff} ().")
    ]


def test_a_filter_that_can_not_be_read_says_so(connection: sa.Connection, panel: Panel) -> None:
    with pytest.raises(DBAPIError) as raised:
        connection.exec_driver_sql("SELECT * FROM all_types WHERE a_date > '31-31-31'")
    error = refusal(raised.value, panel.screens["all_types"], panel)
    assert (
        isinstance(error, Refused) and error.sentence == "Saringan ini tidak dapat dibaca. Periksa nilainya."
    )


def test_no_sentence_holds_sql_or_what_was_typed_elsewhere(refuse: Refuse) -> None:
    error = refuse("guarded", "INSERT INTO guarded (day) VALUES ('jumat')", {"day": "jumat"})
    assert "rahasia" not in repr(_said(error)) + str(error)
    assert "INSERT" not in repr(_said(error))


def test_a_refusal_without_a_diagnosis_is_still_a_sentence(panel: Panel) -> None:
    screen: Screen = panel.screens["staff"]
    bare = DBAPIError("SELECT 1", {}, psycopg2.DatabaseError("?"))
    assert "kode" in str(refusal(bare, screen, panel))
