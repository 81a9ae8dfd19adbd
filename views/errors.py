"""The border: what went wrong -> a page or JSON, in people's words, with the right status.

Here, and where a new app replaces an old one, are the only places that catch everything.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, cast

from flask import Flask, current_app, g, has_request_context, jsonify, render_template, request
from flask_babel import gettext
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from models.description.screen import Field, Screen
from models.errors import (
    BadFile,
    Blocked,
    BrokenPrint,
    Busy,
    Conflict,
    Forbidden,
    Missing,
    Overtaken,
    PanelError,
    Problem,
    Refused,
    Stale,
    TooLarge,
    TooMany,
)
from views import forms
from views.frame import bare, framed
from views.wording import sentence, words

log = logging.getLogger(__name__)

STATUS: Mapping[type[PanelError], int] = {
    Refused: 422,
    TooLarge: 413,
    BadFile: 422,
    Conflict: 409,
    Overtaken: 409,
    Missing: 404,
    Forbidden: 403,
    Blocked: 409,
    Stale: 409,
    Busy: 503,
    BrokenPrint: 500,
    TooMany: 429,
}
SENTENCES: Mapping[int, str] = {
    400: "Permintaan ini tidak dapat dibaca. Kembali ke halaman sebelumnya, lalu coba lagi.",
    401: "Silakan masuk lebih dahulu.",
    403: "Peran Anda tidak berhak membuka halaman ini.",
    404: "Halaman tidak ditemukan. Periksa alamatnya, atau mulai dari beranda.",
    405: "Halaman ini tidak dapat dipakai dengan cara itu. Kembali ke halaman sebelumnya.",
    413: "Kiriman terlalu besar.",
    414: "Alamatnya terlalu panjang. Kurangi saringan, lalu coba lagi.",
    429: "Terlalu banyak percobaan. Tunggu sebentar, lalu coba lagi.",
    500: "Ada kesalahan pada sistem, bukan pada Anda. Sampaikan nomor di bawah ini kepada pengelola.",
    503: "Basis data sedang tidak dapat dihubungi. Tunggu sebentar, lalu muat ulang halaman ini.",
}
TITLES: Mapping[int, str] = {
    403: "Tidak berhak",
    404: "Tidak ditemukan",
    409: "Belum tersimpan",
    422: "Belum tersimpan",
    429: "Tunggu sebentar",
    500: "Terjadi kesalahan",
    503: "Tidak dapat dihubungi",
}
EXPIRED = (
    "Belum tersimpan: halaman ini terbuka terlalu lama atau Anda masuk lagi di tempat lain. "
    "Yang sudah diketik tidak hilang. Tekan tombolnya sekali lagi."
)
_SERVER_ERROR = 500
_GONE = ("08", "57P", "53")  # SQLSTATE classes: connection lost, shutting down, out of resources


def register(app: Flask) -> None:
    """Answer every error of this application."""
    app.register_error_handler(CSRFError, expired)
    app.register_error_handler(PanelError, panel_error)
    app.register_error_handler(DBAPIError, database_error)
    app.register_error_handler(PoolTimeout, lambda _: answer(503, gettext(SENTENCES[503])))
    app.register_error_handler(HTTPException, http_error)
    app.register_error_handler(Exception, unexpected)


def status_of(error: PanelError) -> int:
    """The HTTP status of an error of the house."""
    return next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)


def said(error: PanelError) -> str:
    """The sentence of an error with its facts, in the language of this request."""
    return sentence(error.sentence, error.facts)


def problems_of(error: PanelError) -> list[str]:
    """What is wrong, problem by problem; nothing where the error's own sentence is all."""
    problems = error.problems if isinstance(error, Refused) else ()
    return [sentence(one.sentence, one.facts) for one in problems]


def every_sentence(error: PanelError) -> list[str]:
    """What is wrong, problem by problem; without problems, the sentence of the error."""
    return problems_of(error) or [said(error)]


def payload(error: PanelError) -> dict[str, Any]:
    """An error as JSON: the sentence, and each problem at its field."""
    told: dict[str, Any] = {"message": said(error)}
    if isinstance(error, Refused):
        told["problems"] = [
            {"field": one.path, "label": _label(one), "sentence": sentence(one.sentence, one.facts)}
            for one in error.problems
        ]
    if isinstance(error, Conflict):
        told["version"] = error.version
        if error.row is not None:
            told["row"] = ".".join(map(str, error.row))
        told["differences"] = [
            {"field": one.field, "mine": one.mine, "theirs": one.theirs} for one in error.differences
        ]
    return told


def _label(problem: Problem) -> str | None:
    """The words of a problem's field, of the screen that this request is about or of a child's."""
    view = current_app.view_functions.get(request.endpoint or "")
    screen = getattr(getattr(view, "__self__", None), "whole", None)
    child = screen.with_child(problem.row[0]) if screen is not None and problem.row else None
    if child is not None:
        screen = current_app.extensions["panel"].screens[child.screen]
    one = screen.fields.get(problem.field or "") if screen is not None else None
    return words(one.label) if one is not None else None


def panel_error(error: PanelError) -> Response:
    made = _panel_error(error)
    if isinstance(error, TooMany):
        made.headers["Retry-After"] = str(error.seconds)
    return made


def _panel_error(error: PanelError) -> Response:
    forget_work()
    if wants_json():
        return _json(payload(error), status_of(error))
    return answer(status_of(error), said(error), problems_of(error))


def http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return cast(Response, error.response)
    status = error.code or _SERVER_ERROR
    if status < 400:  # noqa: PLR2004 - a redirect is an HTTPException too
        return error.get_response()
    if status >= _SERVER_ERROR and status not in SENTENCES:
        return unexpected(error)
    made = answer(status, gettext(SENTENCES.get(status, SENTENCES[400])))
    for name, value in error.get_headers():
        if name in ("Allow", "Retry-After"):
            made.headers[name] = value
    return made


def database_error(error: DBAPIError) -> Response:
    """What slipped through the readers and doors. A lost server is no riddle, the rest is."""
    code = str(getattr(error.orig, "pgcode", None) or "08")
    if error.connection_invalidated or code.startswith(_GONE):
        log.warning("database not reachable: %s", type(error.orig).__name__)
        forget_work()
        return answer(503, gettext(SENTENCES[503]))
    if code in ("42P01", "42703", "42883", "0A000"):
        return panel_error(Stale())
    if code in ("42501", "25006"):
        return panel_error(Forbidden(gettext("Basis data tidak mengizinkan ini.")))
    return unexpected(error)


def unexpected(error: Exception) -> Response:
    """The reference number ties the page to the traceback in the log; neither shows SQL parameters."""
    if isinstance(error, HTTPException) and error.code and error.code < _SERVER_ERROR:
        return http_error(error)
    reference = secrets.token_hex(4).upper()
    log.error("%s %s failed, reference %s", request.method, request.path, reference, exc_info=error)
    forget_work()
    return answer(_SERVER_ERROR, gettext(SENTENCES[_SERVER_ERROR]), reference=reference)


def expired(error: CSRFError) -> Response:
    """A form without a valid token is not saved; its page comes again with all that was typed."""
    if wants_json():
        return _json({"message": gettext(SENTENCES[400])}, 400)
    view = current_app.view_functions.get(request.endpoint or "")
    owner = getattr(view, "__self__", None)
    if hasattr(owner, "unsaved"):  # a page for people outside has words of its own
        return current_app.make_response(owner.unsaved())
    if view is not None and getattr(owner, "keeps_typed", False):
        if not current_user.is_authenticated:
            return _rendered("panel/expired.html", 401, typed=_fields(), sent=_sent())
        g.unsaved_because = PanelError(EXPIRED)
        try:
            return current_app.make_response(view(**(request.view_args or {})))
        except HTTPException as refused:  # nothing catches what an error handler raises
            return http_error(refused)
        except PanelError:  # there is no page to show again
            forget_work()
    return answer(400, gettext("Halaman ini terbuka terlalu lama. Muat ulang, lalu coba lagi."))


def answer(status: int, text: str, problems: list[str] | None = None, reference: str = "") -> Response:
    """An error as JSON or as a page. What was typed is on the page, to be copied."""
    if wants_json():
        told: dict[str, Any] = {"message": text}
        return _json({**told, "reference": reference} if reference else told, status)
    heading = gettext(TITLES.get(status, "Belum berhasil"))
    return _rendered(
        "panel/error.html", status, heading=heading, text=text, problems=problems or [], reference=reference,
        typed=_fields(),
    )  # fmt: skip


def _rendered(template: str, status: int, **context: object) -> Response:
    """The page in its frame; a bare one where the frame itself needs what is broken."""
    builder = current_app.extensions["appbuilder"]
    page = render_template(template, status=status, appbuilder=builder, **context)
    if status < _SERVER_ERROR:
        try:
            return current_app.make_response((framed(page), status))
        except Exception as error:  # noqa: BLE001 - the frame asks the database who is here
            log.warning("error page without its frame: %s", type(error).__name__)
            forget_work()
    return current_app.make_response((bare(page), status))


def in_words(door: Callable[..., Response]) -> Callable[..., Response]:
    """FAB's refusals of a script's call, in our sentences."""

    @wraps(door)
    def wrapped(*args: object, **more: object) -> Response:
        made = door(*args, **more)
        status = made.status_code
        return answer(status, gettext(SENTENCES[status])) if status in (401, 403) else made

    return wrapped


def wants_json() -> bool:
    """Whether a program asks, not a person."""
    if request.path.startswith("/api/") or request.path.endswith(("/pick", "/filterable")):
        return True
    if request.path.startswith("/grid/") and request.is_json:
        return True
    best = request.accept_mimetypes.best_match(["text/html", "application/json"])
    return best == "application/json"


def forget_work() -> None:
    """Undo what this request has begun, so that an error page can still ask who is here."""
    if not has_request_context() or "appbuilder" not in current_app.extensions:
        return
    session = current_app.extensions["appbuilder"].session
    try:
        session.rollback()
    except DBAPIError:
        session.remove()


def _fields() -> list[tuple[str, str]]:
    """What the person typed, by label, for the forms whose loss would hurt."""
    view = current_app.view_functions.get(request.endpoint or "")
    screen = getattr(getattr(view, "__self__", None), "whole", None)
    if request.method != "POST" or screen is None or _is_unread():
        return []
    action = "add" if request.path.endswith("/add") else "edit"
    changed = forms.typed(screen, action, request.form).changed()
    for child in screen.with_children:
        changed += _typed_along(current_app.extensions["panel"].screens[child.screen], child.key)
    return [(words(one.label), text) for one, text in changed if text]


def _typed_along(screen: Screen, key: str) -> list[tuple[Field, str]]:
    """The same for the rows of a child in the form."""
    numbers = dict.fromkeys(name.split(".")[1] for name in request.form if name.startswith(f"{key}."))
    sent = (forms.typed(screen, "add", request.form, f"{key}.{number}.") for number in numbers)
    return [pair for form in sent for pair in form.changed()]


def _is_unread() -> bool:
    """Whether the body is too large to be read at all."""
    length, most = request.content_length, request.max_content_length
    return length is not None and most is not None and length > most


def _sent() -> list[tuple[str, str]]:
    return [(name, value) for name, value in request.form.items(multi=True) if name != "csrf_token"]


def _json(told: dict[str, Any], status: int) -> Response:
    made = jsonify(told)
    made.status_code = status
    return made
