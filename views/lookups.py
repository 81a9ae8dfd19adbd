"""References in Flask-Admin's look-ups: what a person may point a field at, twenty at a time."""

from __future__ import annotations

from flask_admin.model.ajax import DEFAULT_PAGE_SIZE, AjaxModelLoader

from models import picker
from models.description.screen import Reference, Screen
from models.picker import Choice
from views.base import desk


class ReferenceLoader(AjaxModelLoader):
    """The rows of another screen, found by models/picker.py; nothing is ever loaded whole."""

    def __init__(self, name: str, target: Screen, reference: Reference) -> None:
        super().__init__(name, {})
        self.target = target
        self.column = reference.target_columns[0]

    def format(self, model: Choice | None) -> tuple[str, str] | None:
        return (model.value, model.title) if model else None

    def get_one(self, pk: str) -> Choice:
        return picker.title(desk("grid"), self.target, pk, self.column)

    def get_list(
        self, query: str | None, offset: int | None = 0, limit: int = DEFAULT_PAGE_SIZE
    ) -> list[Choice]:
        # Who finds too much types more: there is no second page to ask for.
        return [] if offset else list(picker.pick(desk("grid"), self.target, query or "", self.column))
