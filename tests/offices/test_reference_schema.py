"""The reference tables: complete in words, keys and indexes, and firm about what they take."""

from __future__ import annotations

import psycopg2
import pytest

TABLES = {
    *("units", "staff", "villages", "holidays", "services", "channels", "categories", "requirements"),
    *("reports", "parties", "report_checklist", "evidence", "letters", "letter_versions", "letter_staff"),
    *("register_books", "register_entries", "dispositions", "disposition_addressees", "coordinations"),
    *("activities", "messages", "skm_responses", "delegations"),
}
REPORT = """INSERT INTO reports (service, channel, subject, story)
    VALUES ('umum', 'loket', 'Jalan', 'Rusak') RETURNING id"""


def test_the_reference_tables_are_these(office, ask):
    found = ask(
        office, "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
    )
    assert {name for (name,) in found} == TABLES


def test_every_table_and_column_has_a_comment_that_begins_with_a_short_label(office, ask):
    found = ask(
        office,
        """
        SELECT c.relname, a.attname, CASE WHEN a.attnum IS NULL THEN obj_description(c.oid, 'pg_class')
            ELSE col_description(c.oid, a.attnum) END
        FROM pg_class c LEFT JOIN LATERAL (
            SELECT attname, attnum FROM pg_attribute
            WHERE attrelid = c.oid AND attnum > 0 AND NOT attisdropped
            UNION ALL SELECT NULL, NULL) a ON true
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r'""",
    )
    bad = [
        row for row in found if not row[2] or not 1 < len(row[2].split("\n")[0]) <= 40 or row[2].endswith(" ")
    ]
    assert not bad and len(found) > 200


def test_every_foreign_key_has_an_index_that_begins_with_it(office, ask):
    missing = ask(
        office,
        """
        SELECT conrelid::regclass, conname FROM pg_constraint k WHERE contype = 'f' AND NOT EXISTS (
            SELECT FROM pg_index i WHERE i.indrelid = k.conrelid
              AND (i.indkey::int2[])[0:cardinality(k.conkey) - 1] = k.conkey)""",
    )
    assert missing == []


def test_every_check_has_a_name_that_begins_with_its_table(office, ask):
    found = ask(
        office,
        """SELECT conrelid::regclass::text, conname FROM pg_constraint
           WHERE contype = 'c' AND connamespace = 'public'::regnamespace""",
    )
    assert [row for row in found if not row[1].startswith(row[0] + "_") or row[1].endswith("_check")] == []


REFUSED = {
    "parties_nik_16_digits": "INSERT INTO parties (report, role, nik) VALUES (%s, 'pelapor', '5319')",
    "parties_role_known": "INSERT INTO parties (report, role) VALUES (%s, 'teman')",
    "evidence_file_whole": """INSERT INTO evidence (report, kind, title, file_name)
        VALUES (%s, 'foto', 'a', 'a.jpg')""",
    "reports_outcome_when_closed": "UPDATE reports SET closed_at = now() WHERE id = %s",
    "reports_duplicate_of_other": "UPDATE reports SET duplicate_of = id WHERE id = %s",
    "reports_number_once": """INSERT INTO reports (number, service, channel, subject, story)
        SELECT 'x', 'umum', 'loket', 'a', 'b' FROM generate_series(1, 2) WHERE %s > 0""",
    "skm_responses_waktu_1_to_4": "INSERT INTO skm_responses (service, waktu) SELECT 'umum', 5 WHERE %s > 0",
    "register_entries_void_explained": """INSERT INTO register_entries
        (book, year, sequence, number, subject, report, voided_at)
        VALUES ('pengaduan', 2026, 1, '0001', 'a', %s, now())""",
}


@pytest.mark.parametrize(("constraint", "sql"), REFUSED.items())
def test_the_tables_refuse_what_can_not_be(office, constraint, sql):
    cursor = office.cursor()
    cursor.execute(REPORT)
    key = cursor.fetchone()[0]
    with pytest.raises(psycopg2.IntegrityError) as refused:
        cursor.execute(sql, (key,))
    office.rollback()
    assert refused.value.diag.constraint_name == constraint


def test_a_report_is_found_by_the_stem_of_a_word(office):
    cursor = office.cursor()
    cursor.execute(REPORT)
    cursor.execute(
        "UPDATE reports SET story = 'Pembinaan kepada penjual minuman' WHERE id = lastval() RETURNING id"
    )
    cursor.execute("SELECT count(*) FROM reports WHERE search @@ plainto_tsquery('indonesian', 'minum')")
    assert cursor.fetchone() == (1,)
    office.rollback()


def test_the_three_procedures_are_there_with_their_requirements(office, ask):
    assert ask(office, "SELECT code FROM services ORDER BY code") == [("kantibmas",), ("pekat",), ("umum",)]
    assert ask(office, "SELECT service, count(*) FROM requirements GROUP BY 1 ORDER BY 1") == [
        ("kantibmas", 4),
        ("pekat", 6),
    ]
    assert ask(office, "SELECT count(*) FROM categories WHERE service IS NULL OR unit IS NULL") == [(0,)]
