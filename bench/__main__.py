"""`make bench`, or `python -m bench [--rows N] [--folder F] [PART ...]`."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from bench import cells, exports, imports, lists, many, navigation, recap, start, survey

PARTS = {
    "start": start.run,
    "lists": lists.run,
    "cells": cells.run,
    "navigation": navigation.run,
    "many": many.run,
    "exports": exports.run,
    "imports": imports.run,
    "survey": survey.run,
    "recap": recap.run,
}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", default=list(PARTS), choices=list(PARTS))
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="kept for the next run; otherwise a temporary one")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        for part in asked.parts:
            PARTS[part](asked.folder or Path(temporary) / part, asked.rows)


if __name__ == "__main__":
    main()
