"""The pages about running keep up with the settings and the commands."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import config
from app.cli import panel

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "menjalankan.md").read_text(encoding="utf-8")
PAGES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "docs").glob("*.md"))
SETTINGS = [name for name in vars(config) if name.isupper() and name != "ROOT"]


@pytest.mark.parametrize("setting", SETTINGS)
def test_every_setting_is_explained(setting: str) -> None:
    assert f"`{setting}`" in PAGES


def test_no_setting_is_explained_that_is_none() -> None:
    section = PAGE.partition("## Pengaturan")[2].partition("\n## ")[0]
    assert set(re.findall(r"^\| `([A-Z_]+)` \|", section, re.MULTILINE)) <= set(SETTINGS)


@pytest.mark.parametrize("command", sorted(panel.commands))
def test_every_command_is_explained(command: str) -> None:
    assert re.search(rf"^\| `{command}[ `]", PAGES, re.MULTILINE)
