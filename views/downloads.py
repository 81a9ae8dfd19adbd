"""Files that somebody takes away: never shown by the browser, never kept by a cache."""

from __future__ import annotations

from flask import Response

from reports.exporting import TYPES


def workbook(data: bytes, name: str) -> Response:
    """An Excel workbook as an answer."""
    return to_keep(Response(data, mimetype=TYPES["xlsx"]), name)


def to_keep(made: Response, name: str) -> Response:
    """An answer that is saved under a name, safe in a header."""
    made.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    made.headers["Cache-Control"] = "no-store"
    return made
