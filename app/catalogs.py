"""`make translations`: what people read, with its translations: extracted, checked, compiled.

Our sentences are Indonesian: `en` translates them. The libraries' are English: `id` translates those.
The compiled catalogs are kept with the sources, so that starting the panel needs no further step.
"""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from app import msgids
from app.translations import FOLDER

DOMAIN = "messages"
SOURCES = {"en": msgids.ours, "id": msgids.theirs}
_FACTS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")
# A catalog changes when its words do, not with the day it was made.
_MADE = datetime(2026, 1, 1, tzinfo=UTC)


def path(language: str, ending: str = "po") -> Path:
    return FOLDER / language / "LC_MESSAGES" / f"{DOMAIN}.{ending}"


def read(language: str) -> Catalog:
    """The catalog as it was written."""
    if not path(language).exists():
        return Catalog(locale=language)
    with path(language).open("rb") as file:
        return read_po(file, locale=language, domain=DOMAIN)


def updated(language: str) -> Catalog:
    """The catalog with exactly the sentences that the code has now, each with the translation it had."""
    written, wanted = read(language), SOURCES[language]()
    made = Catalog(
        locale=language, domain=DOMAIN, project="Meja Aduan", fuzzy=False, creation_date=_MADE,
        revision_date=_MADE, header_comment="# Kept by `make translations`.",
        last_translator="", language_team="",
    )  # fmt: skip
    for message in wanted:
        if message.id:
            known = written.get(message.id if isinstance(message.id, str) else message.id[0])
            made.add(message.id, known.string if known else None, locations=message.locations)
    return made


def problems(language: str) -> Iterator[str]:
    """What is missing or wrong in the written catalog."""
    written = read(language)
    wanted = {_first(message) for message in SOURCES[language]() if message.id}
    for message in written:
        if not message.id:
            continue
        if message.fuzzy:
            yield f"{language}: fuzzy: {_first(message)}"
        yield from _wrong(language, message)
    for gone in sorted(wanted - {_first(message) for message in written}):
        yield f"{language}: missing: {gone}"
    if not path(language, "mo").exists() or path(language, "mo").read_bytes() != compiled(written):
        yield f"{language}: not compiled"


def _wrong(language: str, message: Message) -> Iterator[str]:
    ids = message.id if isinstance(message.id, tuple | list) else [message.id]
    texts = message.string if isinstance(message.string, tuple | list) else [message.string]
    if not all(texts):
        yield f"{language}: not translated: {ids[0]}"
    facts = sorted(set(_FACTS.findall(ids[-1])))
    # "One row" may leave its number out.
    if any(text and sorted(set(_FACTS.findall(text))) != facts for text in texts[-1:]):
        yield f"{language}: other facts than its original: {ids[0]}"


def _first(message: Message) -> str:
    return str(message.id if isinstance(message.id, str) else message.id[0])


def compiled(catalog: Catalog) -> bytes:
    made = io.BytesIO()
    write_mo(made, catalog)
    return made.getvalue()


def update(language: str) -> None:
    """Brings the catalog to what the code says now, and compiles it."""
    catalog = updated(language)
    path(language).parent.mkdir(parents=True, exist_ok=True)
    with path(language).open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False)
    path(language, "mo").write_bytes(compiled(read(language)))


def main() -> int:
    for language in SOURCES:
        update(language)
    found = [problem for language in SOURCES for problem in problems(language)]
    print("\n".join(found) or f"{', '.join(SOURCES)}: complete")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
