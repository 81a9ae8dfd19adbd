"""The row that a row belongs to: the word `follows`, and what it may not be."""

from __future__ import annotations

from pathlib import Path

from models.schema.catalog import Kind
from tests.models.description.tables import column, identity, points, resolved, table

TABLES = (
    table("reports", identity(), column("code"), unique=["code"]),
    table(
        "letters",
        identity(),
        column("report", Kind.INTEGER),
        column("code"),
        column("answers", Kind.INTEGER),
        refs=[
            points("report", "reports.id"),
            points("code", "reports.code"),
            points("answers", "versions.id"),
        ],
    ),
    table("versions", identity(), column("letter", Kind.INTEGER), refs=[points("letter", "letters.id")]),
)


def found(folder: Path, **follows: str) -> tuple[dict[str, str | None], list[str]]:
    texts = {key: f"table: {key}\nfollows: {column}\naudit: true\n" for key, column in follows.items()}
    screens, findings = resolved(folder, TABLES, texts)
    assert all(screens[key].audit for key in follows)
    return {key: screens[key].follows for key in follows}, [
        f"{one.code}:{one.file}:{one.line}" for one in findings
    ]


def test_a_chain_is_followed(tmp_path: Path) -> None:
    follows, findings = found(tmp_path, letters="report", versions="letter")
    assert follows == {"letters": "report", "versions": "letter"} and findings == []


def test_a_column_that_points_nowhere_or_at_no_key_is_a_finding(tmp_path: Path) -> None:
    assert found(tmp_path, letters="id")[1] == ["D651:screens/letters.yaml:2"]
    assert found(tmp_path, letters="code")[1] == ["D651:screens/letters.yaml:2"]
    assert found(tmp_path, letters="raport")[1] == ["D303:screens/letters.yaml:2"]


def test_a_chain_that_comes_round_is_a_finding(tmp_path: Path) -> None:
    follows, findings = found(tmp_path, letters="answers", versions="letter")
    assert "D652:screens/letters.yaml:2" in findings and None in follows.values()
