"""YAML says what it shows, and every mistake has a line."""

from __future__ import annotations

from pathlib import Path

import pytest

from models.description.strict_yaml import parse, read


@pytest.mark.parametrize(
    "word", ["no", "yes", "on", "off", "y", "007", "0o7", "2026-03-17", "1.10", "12:30:00", "1e3"]
)
def test_a_word_without_quotes_stays_the_text_it_is(word: str) -> None:
    assert parse(f"a: {word}", "f.yaml").value == {"a": word}


def test_only_true_false_and_nothing_are_no_texts() -> None:
    assert parse("[true, false, null, ~, 'true', True]", "f.yaml").value == [
        True,
        False,
        None,
        None,
        "true",
        "True",
    ]


def test_a_key_is_always_text() -> None:
    assert parse("no: 1\ntrue: 2\n3: 3", "f.yaml").value == {"no": "1", "true": "2", "3": "3"}


def test_every_value_remembers_its_line() -> None:
    document = parse("table: a\nlist:\n  - x\n  - y\ncolumns:\n  x:\n    label: X\n", "f.yaml")
    assert document.line("list", 1) == 4
    assert document.line("columns", "x", "label") == 7
    assert document.line("columns", "x", "help") == 6, (
        "a word that is missing: the line of what it is missing from"
    )


@pytest.mark.parametrize(
    ("text", "code", "line"),
    [
        ("", "D005", 1),
        ("# hanya catatan\n", "D005", 1),
        ("a: 1\nb: 2\na: 3", "D003", 3),
        ("a: {b: 1, b: 2}", "D003", 1),
        ("a: &x 1\nb: *x", "D004", 1),
        ("a: [&x [*x]]", "D004", 1),
        ("a: !!python/object:os.system x", "D004", 1),
        ("a: 1\n---\nb: 2", "D007", 2),
        ("a:\n\tb: 1", "D002", 2),
        ("a: 1\nb: {c} {d}", "D002", 2),
        ("a: b: c", "D002", 1),
        ("a: 'belum ditutup", "D002", 1),
        ("a: \x07", "D002", 1),
        ('a: "x\\0"', "D004", 1),
        ("? [a]\n: b", "D002", 1),
        ("a: 1\n b: 2", "D002", 2),
        ("[" * 100_000, "D006", 1),
    ],
)
def test_a_mistake_has_a_code_and_a_line(text: str, code: str, line: int) -> None:
    assert [(one.code, one.line) for one in parse(text, "f.yaml").findings] == [(code, line)]


def test_a_tab_is_called_a_tab() -> None:
    assert parse("a:\n\tb: 1", "f.yaml").findings[0].hint == "Ganti tab dengan spasi."


def test_a_colon_in_a_text_is_called_so() -> None:
    assert "titik dua" in parse("label: Waktu: sekarang", "f.yaml").findings[0].hint


def test_all_doubled_words_are_found_at_once() -> None:
    assert len(parse("a: 1\na: 2\nb: 1\nb: 2", "f.yaml").findings) == 2


def _read(folder: Path, raw: bytes) -> tuple[object, list[tuple[str, int]]]:
    (folder / "f.yaml").write_bytes(raw)
    document = read(folder / "f.yaml", "f.yaml")
    return document.value, [(one.code, one.line) for one in document.findings]


def test_a_byte_order_mark_of_windows_is_no_part_of_the_text(tmp_path: Path) -> None:
    assert _read(tmp_path, "\ufefftable: a\r\nlabel: b\r\n".encode()) == ({"table": "a", "label": "b"}, [])


def test_a_file_that_is_not_utf8_is_refused_with_its_line(tmp_path: Path) -> None:
    assert _read(tmp_path, b"a: 1\nb: caf\xe9\n") == (None, [("D001", 2)])
    assert _read(tmp_path, "a: 1".encode("utf-16")) == (None, [("D001", 1)])


def test_a_huge_file_is_not_even_read(tmp_path: Path) -> None:
    assert _read(tmp_path, b"a: " + b"x" * 1_000_001) == (None, [("D006", 1)])


def test_a_file_that_is_gone_is_a_finding(tmp_path: Path) -> None:
    assert [one.code for one in read(tmp_path / "none.yaml", "none.yaml").findings] == ["D001"]
