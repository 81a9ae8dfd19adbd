"""The language of a request, and the one catalog that all libraries speak from."""

from __future__ import annotations

from urllib.parse import urlsplit

import flask_admin.babel
import flask_babel
import sqlalchemy as sa
from flask import Flask, abort, current_app, has_request_context, redirect, request, session
from flask_babel import get_babel, get_translations, refresh
from flask_login import current_user, user_logged_in, user_logged_out
from flask_wtf import FlaskForm
from sqlalchemy.exc import DBAPIError
from werkzeug.wrappers import Response

from app.database import MAY_NOT_WRITE, sqlstate
from app.quick import Catalog, babel_context
from app.translations import FOLDER
from views.wording import finding

LANGUAGES = {"id": {"flag": "id", "name": "Bahasa Indonesia"}, "en": {"flag": "gb", "name": "English"}}
KEPT = sa.text("SELECT language FROM panel.user_language WHERE user_id = :user")
KEEP = sa.text("""
    INSERT INTO panel.user_language (user_id, language) VALUES (:user, :language)
    ON CONFLICT (user_id) DO UPDATE SET language = excluded.language
    WHERE user_language.language <> excluded.language""")


class Spoken:
    """What WTForms asks for its sentences."""

    def gettext(self, text: str) -> str:
        return str(get_translations().ugettext(text))

    def ngettext(self, singular: str, plural: str, number: int) -> str:
        return str(get_translations().ungettext(singular, plural, number))


# Flask-Admin and WTForms have catalogs of their own, without Indonesian, found by rules of their own:
# both speak from the one catalog that Flask-Babel merges for the app, FAB's sentences and ours.
flask_admin.babel.domain.get_translations = get_translations
flask_admin.babel.wtforms_domain.get_translations = get_translations
FlaskForm.Meta.get_translations = lambda _meta, _form: Spoken()
flask_babel._get_current_context = babel_context


def configure(app: Flask, language: str) -> None:
    """Before FAB is made: the languages, the office's own, and where the catalogs are."""
    app.config["LANGUAGES"] = LANGUAGES
    app.config["BABEL_DEFAULT_LOCALE"] = language
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(FOLDER)


def register(app: Flask) -> None:
    """After FAB is made: whom to ask for the language, and the switch."""
    get_babel(app).locale_selector = chosen
    get_babel(app).instance.domain_instance = Catalog()
    app.view_functions["LocaleView.index"] = switch
    app.jinja_env.globals["finding"] = finding
    user_logged_in.connect(_recall, app)
    user_logged_out.connect(_forget, app)


def chosen() -> str | None:
    """The language of this request: what the person chose, else the office's.

    A program without a session says it in Accept-Language; a browser's says only how it was bought.
    """
    if not has_request_context():
        return None
    asked = request.args.get("_l_")  # as FAB's clients ask
    if asked in LANGUAGES:
        return asked
    kept: str | None = session.get("locale")
    if kept in LANGUAGES:
        return kept
    own: str = current_app.config["BABEL_DEFAULT_LOCALE"]
    if request.path.startswith("/api/") and "_user_id" not in session:
        return request.accept_languages.best_match(LANGUAGES, own)
    return own


def switch(locale: str) -> Response:
    """Another language, from now on and at the next sign-in, and back to the page."""
    if locale not in LANGUAGES:
        abort(404)
    session["locale"] = locale
    refresh()
    if current_user.is_authenticated:
        _keep(current_user.id, locale)
    return redirect(_back())


def _back() -> str:
    """The page that the switch was on; never another host."""
    came = urlsplit(request.referrer or "")
    here = urlsplit(request.host_url)
    if (came.scheme, came.netloc) != (here.scheme, here.netloc) or came.path.startswith("//"):
        return request.script_root + "/"
    return came.path + (f"?{came.query}" if came.query else "")


def _recall(_app: Flask, user: object, **_: object) -> None:
    """At the sign-in: a choice made on its page counts, else the one from last time."""
    user_id = user.id  # type: ignore[attr-defined]
    if session.get("locale") in LANGUAGES:
        _keep(user_id, session["locale"])
    elif kept := _session().scalar(KEPT, {"user": user_id}):
        session["locale"] = kept
    refresh()


def _forget(_app: Flask, **_: object) -> None:
    """The next person at this browser chooses anew."""
    session.pop("locale", None)
    refresh()


def _keep(user_id: int, language: str) -> None:
    try:
        _session().execute(KEEP, {"user": user_id, "language": language})
        _session().commit()
    except DBAPIError as error:
        _session().rollback()
        if sqlstate(error) not in MAY_NOT_WRITE:
            raise


def _session() -> sa.orm.Session:
    found: sa.orm.Session = current_app.extensions["appbuilder"].session
    return found
