"""Fields made by hand, one for each kind, for tests that need no database."""

from __future__ import annotations

from typing import Any

from models.description.screen import Field, Wording
from models.schema.catalog import Column, Kind


def field(kind: Kind, type_: str = "", **more: Any) -> Field:
    """A field `x` of a kind. What belongs to the column goes there."""
    of_column = {
        name: more.pop(name) for name in ("nullable", "default", "identity", "length") if name in more
    }
    key = more.pop("key", "x")
    column = Column(key, type_ or kind.value, kind, 1, **of_column)
    return Field(key, column, Wording("X"), **more)
