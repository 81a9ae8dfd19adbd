"""A list as a file for programs: GET /api/v1/<screen>/export?format=xlsx or csv."""

from __future__ import annotations

from flask import Response, request
from flask_appbuilder.api import expose
from flask_appbuilder.security.decorators import protect
from flask_babel import gettext

from models.description.screen import Screen
from models.errors import Problem, Refused
from reports.exporting import TYPES, Wanted
from views.asking import listing
from views.base import desk
from views.exports import answer

_PLAIN = {kind.partition(";")[0]: format for format, kind in TYPES.items()}


class ExportApi:
    """A part of a screen's resource."""

    screen: Screen

    @expose("/export", methods=["GET"])
    @protect()
    def export(self) -> Response:
        """All rows of the list that the parameters ask for, in one file."""
        at, screen = desk("api"), self.screen
        asked = request.query_string.decode("utf-8", "replace")
        lines = [(gettext("Permintaan"), f"{request.path}{'?' + asked if asked else ''}")]
        return answer(at, screen, _format(), Wanted(listing(screen, request.args)), lines)


def _format() -> str:
    """The format that is named, else the one that the client accepts; xlsx where it takes anything."""
    named = request.args.get("format")
    if named is None:
        return _PLAIN[request.accept_mimetypes.best_match(list(_PLAIN)) or next(iter(_PLAIN))]
    if named not in TYPES:
        raise Refused(
            Problem("Bentuk {name} tidak dikenal. Pilih xlsx atau csv.", None, {"name": named[:20]})
        )
    return named
