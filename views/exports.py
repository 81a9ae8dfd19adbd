"""Lists as files: Excel and csv, of what the address filters or of the ticked rows, streamed."""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from flask import Response, current_app, flash, redirect, request
from flask_appbuilder import expose, has_access
from flask_babel import gettext
from sqlalchemy.exc import DBAPIError
from werkzeug.datastructures import MultiDict

from models import exports, looks
from models.description.screen import Screen
from models.errors import Forbidden
from models.panel import Desk
from reports import csv_text
from reports.exporting import TYPES, Download, Export, Wanted
from views import choosing, chosen, downloads, export_words, filters, opening
from views.base import desk, transaction
from views.screen_page import Answer, ScreenPage, must_be_meant
from views.wording import language, words

log = logging.getLogger(__name__)


class Exporting(ScreenPage):
    """The files of a list. A POST brings ticked rows: their keys, or all that match."""

    doors = {"export_xlsx": "export", "export_csv": "export"}

    @expose("/export.xlsx", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def export_xlsx(self) -> Answer:
        return self._export("xlsx")

    @expose("/export.csv", methods=["GET", "POST"])
    @has_access  # type: ignore[untyped-decorator]
    def export_csv(self) -> Answer:
        return self._export("csv")

    def _export(self, format: str) -> Answer:
        at, screen, args, keys = desk(), self.screen, request.args, None
        if request.method == "POST":
            must_be_meant()
            ticked = chosen.of(at, screen, request.form)
            if ticked.nothing:
                flash(gettext(chosen.NONE), "warning")
                return redirect(chosen.list_of(ticked, self._here()))
            args = MultiDict(parse_qsl(ticked.address))
            keys = None if ticked.those.listing is not None else ticked.those.keys
        args = opening.spelled_out(desk, screen, args)
        listing = replace(filters.listing(screen, args), columns=columns(at, screen, args))
        lines = export_words.asked(at, screen, args, listing, None if keys is None else len(keys))
        return answer(at, screen, format, Wanted(listing, keys), lines)


def columns(at: Desk, screen: Screen, args: MultiDict[str, str]) -> tuple[str, ...]:
    """The columns of the list as this person sees it, or all of them."""
    if args.get(choosing.COLUMNS) == export_words.ALL_COLUMNS:
        return every_column(screen)
    return choosing.chosen(at, screen, args)


def every_column(screen: Screen) -> tuple[str, ...]:
    """Whatever a list of this screen can show."""
    return tuple(one.key for one in looks.showable(screen) if one.column.can_select)


def answer(
    at: Desk, screen: Screen, format: str, wanted: Wanted, lines: Sequence[export_words.Line]
) -> Response:
    """The file, written while it is sent; before its first row leaves, it is written down who took it."""
    name = export_words.file_name(at, screen, format)
    made = Response(mimetype=TYPES[format].partition(";")[0], direct_passthrough=True)
    made.headers["Content-Type"] = TYPES[format]
    downloads.to_keep(made, name)
    made.headers["X-Accel-Buffering"] = "no"  # or a proxy would keep it until it is whole
    if request.method == "HEAD":
        return made
    made.response = begun(at, screen, format, wanted, lines, _trouble(screen))
    return made


def begun(
    at: Desk, screen: Screen, format: str, wanted: Wanted, lines: Sequence[export_words.Line],
    trouble: Callable[[Exception], None],
) -> Download:  # fmt: skip
    """The bytes of an export that is noted in the log. Raises what the list raises, Forbidden, Busy."""
    if not at.actor.may("export", screen.key):
        raise Forbidden
    export = Export(at, screen, wanted, current_app.config["PANEL_EXPORTS"])
    try:
        fields = [one.field for one in export.whole.shown]
        with transaction(at.actor.door) as noting:
            said = export_words.joined(lines)
            exports.note(noting, screen, format, export.matched, said, [one.key for one in fields])
        return Download(export, pieces(at, export, format, lines), trouble)
    except BaseException:
        export.close()
        raise


def pieces(at: Desk, export: Export, format: str, lines: Iterable[export_words.Line]) -> Iterator[bytes]:
    """The bytes of a file, with its words in the language of this request."""
    spoken = language()
    if format == "csv":
        comma = "." if spoken == "en" else ","
        return export.csv(csv_text.Words(gettext("Ya"), gettext("Tidak"), comma), spoken)
    screen, fields = export.whole.screen, [one.field for one in export.whole.shown]
    notes = export_words.notes(at, screen, lines, fields, export.matched)
    return export.xlsx(words(screen.label), notes, spoken)


def _trouble(screen: Screen) -> Callable[[Exception], None]:
    """Tells the log: whoever waits for the file sees only that it broke off."""

    def tell(error: Exception) -> None:
        reference = secrets.token_hex(4).upper()
        what = error.orig if isinstance(error, DBAPIError) else error  # neither with its parameters
        log.error("export of %s broke off, reference %s: %s", screen.key, reference, type(what).__name__)

    return tell


__all__ = ["Exporting", "answer", "begun", "columns", "every_column", "pieces"]
