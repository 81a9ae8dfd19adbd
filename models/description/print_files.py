"""The files behind `prints:`: each is there, and can be read as a template."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from models.description.findings import Finding, closest
from models.description.load import Description
from models.description.screen import Screen

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


def wrong_steps(description: Description, screens: Mapping[str, Screen]) -> Iterator[Finding]:
    """Steps of a workflow that go on to a print that is not there: `print`, or `child.print`."""
    told: set[tuple[str, str]] = set()
    for screen in screens.values():
        for workflow in screen.workflow.workflows.values() if screen.workflow else ():
            for step in workflow.transitions.values():
                place = (workflow.key, step.key)
                if step.print is None or place in told or _leads(screens, screen, step.print):
                    continue
                told.add(place)
                written = description.workflows[workflow.key]
                yield written.finding("D333", "transitions", step.key, "print", print=step.print)


def _leads(screens: Mapping[str, Screen], screen: Screen, name: str) -> bool:
    child, _, own = name.rpartition(".")
    if child:
        found = next((one.screen for one in screen.children if child in (one.key, one.screen)), child)
        return found in screens and screens[found].print_named(own) is not None
    return screen.print_named(own) is not None


def _is_plain(name: str) -> bool:
    return re.fullmatch(r"[A-Za-z0-9_][\w-]*\.html", name) is not None
