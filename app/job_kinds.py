"""What can be done in the background, by the word that `panel.job` keeps for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.jobs import Job
from models.panel import Desk
from models.progress import Progress


@dataclass(frozen=True, slots=True)
class Work:
    """A job under way: at whose desk, how far, and the folder for a file that comes of it.

    The desk's connection is the job's one transaction, committed by the worker when the work ends well.
    """

    desk: Desk
    job: Job
    progress: Progress
    folder: Path


# Does the work; gives `sentence`, `facts`, `lines`, `links` and `file` for the page, each if it likes.
# What it raises of models/errors.py is told to the person, and nothing is kept.
Run = Callable[[Work], Mapping[str, Any]]
Kinds = Mapping[str, Run]
