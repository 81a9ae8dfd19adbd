"""This office, assembled. How: `assembly.py`."""

from __future__ import annotations

import gc
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from flask import Flask

# Of what is imported and built nearly all stays, and an answer leaves little behind that is no longer named:
# looking for that after every 700 new objects took a tenth of all time.
gc.set_threshold(20_000)


def create_app(config: Mapping[str, Any] | None = None) -> Flask:
    """The app of the database and the office that the settings name. Each call makes one of its own.

    Raises SetupError or DescriptionError: a sentence for whoever starts it.
    """
    # Here, because FAB takes seconds to load, and what starts the database and watches it needs none of it.
    from app.assembly import create_app as assemble

    return assemble(config)
