"""Everything that can be done in the background, by the word that `panel.job` keeps for it."""

from __future__ import annotations

from app import importing, many_rows
from app.job_kinds import Kinds

KINDS: Kinds = {
    "import": importing.job,
    "many_edit": many_rows.edit,
    "many_delete": many_rows.delete,
    "many_step": many_rows.step,
    "undo": many_rows.undo,
}
