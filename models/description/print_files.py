"""The files behind `prints:`: each is there, and can be read as a template."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from models.description.findings import Finding, closest
from models.description.load import Description

FOLDER = "prints"


class Mistake(NamedTuple):
    """What a template is not understood for."""

    line: int
    reason: str


# A folder of templates and the name of one -> what is wrong with it.
Parse = Callable[[Path, str], Mistake | None]


def unparsed(folder: Path, name: str) -> Mistake | None:
    """The parser of those who have no template engine at hand: accepts everything."""
    return None


def wrong_files(description: Description, parse: Parse) -> Iterator[Finding]:
    """Prints without their file, and every template of the folder that cannot be read."""
    folder = description.folder / FOLDER
    there = sorted(path.name for path in folder.glob("*.html"))
    for written in description.screens.values():
        for key, spec in written.spec.prints.items():
            if not _is_plain(spec.file) or not (folder / spec.file).is_file():
                near = closest(spec.file, there)
                yield written.finding("D330", "prints", key, "file", near=near, file=spec.file)
    for name in there:
        mistake = parse(folder, name)
        if mistake is not None:
            facts = {"file": name, "reason": mistake.reason}
            yield Finding("D331", f"{FOLDER}/{name}", mistake.line, facts)


def _is_plain(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_][\w-]*\.html", name) is not None
