"""The manual and the schemas say what the vocabulary says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from models.description.findings import CODES
from models.description.manual import files
from models.description.strict_yaml import parse

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("file", sorted(files()))
def test_the_published_file_is_the_current_one(file: str) -> None:
    written = (ROOT / "docs" / file).read_text(encoding="utf-8")
    assert written == files()[file], "write it again: python -m models.description.manual docs"


def test_every_code_is_used_and_every_used_code_has_a_sentence() -> None:
    source = "".join(path.read_text() for path in (ROOT / "models" / "description").glob("*.py"))
    assert {code for code in re.findall(r'"(D\d{3})"', source) if source.count(f'"{code}"') > 1} == set(CODES)


def test_every_example_of_the_manual_is_readable() -> None:
    examples = re.findall(r"```yaml\n(.*?)```", files()["deskripsi.md"], re.DOTALL)
    assert len(examples) >= 4
    for example in examples:
        assert {one.code for one in parse(example, "docs").findings} <= {"D005"}
