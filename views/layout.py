"""Which parts a form has: sections of the screen, and the rows of children among them."""

from __future__ import annotations

from collections.abc import Collection

from models.description.screen import Screen, Section, WithChild


def parts(screen: Screen, action: str, blocks: Collection[str], typed: Collection[str]) -> list[Section]:
    """The parts of a form from the top. `blocks` are the children whose rows it shows, `typed` the
    fields that it holds: one that belongs nowhere else has a place too."""
    children = {one.key: one for one in screen.with_children}
    found = screen.adding if action == "add" and screen.adding else _with_blocks(screen)
    beside = {key for one in screen.with_children if one.key in blocks for key in one.beside}
    made = [_part(one, children, blocks, beside) for one in found]
    placed = {key for part in made for key in part.fields}
    for section in screen.sections:
        rest = tuple(key for key in section.fields if key in typed and key not in placed)
        if rest:
            made.append(Section(section.label, rest))
    return made


def _part(
    part: Section, children: dict[str, WithChild], blocks: Collection[str], beside: set[str]
) -> Section:
    child = children.get(part.child or "")
    if child is None:
        return Section(part.label, tuple(key for key in part.fields if key not in beside))
    # Where the rows may not be seen, the parent's own fields among them still are.
    return Section(child.label, child.beside, child.key if child.key in blocks else None)


def _with_blocks(screen: Screen) -> list[Section]:
    """The sections of the screen, each child's rows after the section that they follow in `adding`."""
    labels = {section.label.id for section in screen.sections}
    after: dict[str | None, list[Section]] = {}
    last: str | None = None
    named = set()
    for part in screen.adding:
        if part.child:
            after.setdefault(last, []).append(part)
            named.add(part.child)
        elif part.label.id in labels:
            last = part.label.id
    end = [Section(one.label, (), one.key) for one in screen.with_children if one.key not in named]
    made = list(after.get(None, ()))
    for section in screen.sections:
        made += [section, *after.get(section.label.id, ())]
    return [*made, *end]
