"""Serves the newest good app: when the database or the description changes, a new one takes over.

Flask takes no new routes after its first request, so a second app is built beside the first and the
WSGI callable changes hands. Sessions survive: they live in the cookie. Each worker looks for itself.
"""

from __future__ import annotations

import gc
import logging
import os
import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import DBAPIError
from werkzeug.wsgi import ClosingIterator

from app import create_app, guards, permissions
from app.database import SetupError, sqlstate
from models.description.findings import DescriptionError
from models.description.load import sources
from models.schema.reading import fingerprint

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

log = logging.getLogger(__name__)

EVERY = 2.0  # seconds between two looks
AT_MOST = 0.3  # and at least this long between two that errors ask for
# undefined table, column, function; a cached plan whose result changed: the structure moved under a page
MOVED = ("42P01", "42703", "42883", "0A000")

Seen = tuple[str, object]  # the catalog's fingerprint and the description's


def seen(app: Flask) -> Seen:
    """What the database and the folder of an app are now."""
    with app.app_context(), app.extensions["sqlalchemy"].engine.connect() as connection:
        found = fingerprint(connection)
    return found, sources(app.extensions["panel"].office.folder)


def built_from(app: Flask) -> Seen:
    """What they were when it was built."""
    return app.extensions["panel"].catalog.fingerprint, app.extensions["panel_sources"]


def is_current(app: Flask) -> bool:
    """Whether another app would be the same one."""
    return seen(app) == built_from(app)


class Serving:
    """An app at work. Its connections close when it is retired and its last request has ended."""

    def __init__(self, app: Flask, moved: Callable[[], None]) -> None:
        self.app = app
        with app.app_context():
            self.engine: sa.Engine = app.extensions["sqlalchemy"].engine
        self._requests = 0
        self._retired = False
        self._lock = threading.Lock()

        @sa.event.listens_for(self.engine, "handle_error")
        def look_sooner(context: sa.engine.ExceptionContext) -> None:
            if sqlstate(context.original_exception) in MOVED:
                moved()

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        with self._lock:
            self._requests += 1
        try:
            answer = self.app(environ, start_response)
        except BaseException:
            self._end()
            raise
        return ClosingIterator(answer, self._end)

    def _end(self) -> None:
        with self._lock:
            self._requests -= 1
        self._rest()

    def retire(self) -> None:
        self._retired = True
        self._rest()

    def _rest(self) -> None:
        if self._retired and self._requests == 0:
            self.engine.dispose()


class Live:
    """The WSGI callable. `make` builds an app; the first must be good, or its error is the caller's."""

    def __init__(self, make: Callable[[], Flask] = create_app, every: float = EVERY) -> None:
        self._make = make
        self._every = every
        self._sooner = threading.Event()
        self._sooner.set()  # the app may have been built a while ago, for another worker
        self._stop = threading.Event()
        self._checking = threading.Lock()
        self._serving = Serving(make(), self._sooner.set)
        self._seen = built_from(self._serving.app)
        self._watch()

    @property
    def app(self) -> Flask:
        """The app that serves now."""
        return self._serving.app

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._pid != os.getpid():
            self._watch()  # a fork has no threads
        return self._serving(environ, start_response)

    def _watch(self) -> None:
        self._pid = os.getpid()
        threading.Thread(target=self._keep_looking, name="reload", daemon=True).start()

    def _keep_looking(self) -> None:
        while not self._stop.wait(AT_MOST):
            self._sooner.wait(self._every)
            self._sooner.clear()
            self.check()

    def stop(self) -> None:
        """Looks no more, and closes the connections: for tests."""
        self._stop.set()
        self._sooner.set()
        with self._checking:
            self._serving.retire()

    def check(self) -> bool:
        """Looks once. True when another app serves now."""
        with self._checking:
            try:
                now = seen(self._serving.app)
                return now != self._seen and self._replace(now)
            except (DBAPIError, SetupError) as error:
                log.info("The database is away or not ready: %s", type(error).__name__)
            except Exception:  # a border: whatever goes wrong here, the old app goes on serving
                log.exception("The new app could not be built; the old one goes on")
            return False

    def _replace(self, now: Seen) -> bool:
        try:
            fresh = Serving(self._make(), self._sooner.set)
        except DescriptionError as error:
            log.error("%s", error)
            self._serving.app.extensions["description_problems"] = error.problems
            self._seen = now  # until somebody edits again
            return False
        grant(fresh)
        old, self._serving = self._serving, fresh
        self._seen = built_from(fresh.app)
        old.retire()
        del old
        gc.collect()  # an app is megabytes that name each other, and the next collection may be hours away
        log.info("The database or the description changed: the new app serves")
        return True


def grant(serving: Serving) -> None:
    """The rows of the new screens' permissions and the triggers of their tables, where we may write them."""
    extensions: dict[str, Any] = serving.app.extensions
    with serving.app.app_context():
        wanted = permissions.wanted(extensions["panel"], extensions["appbuilder"])
    permissions.sync_if_allowed(serving.engine, wanted)
    guards.attach_if_allowed(serving.engine, extensions["panel"])
