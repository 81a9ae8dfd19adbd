"""What makes the app of a large database start, and its pages come, quickly."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, SimpleNamespace
from typing import Any, ClassVar

from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import Domain, get_locale
from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from werkzeug.routing import Rule

Builder = Callable[..., tuple[str, str]]


class QuickRule(Rule):
    """A route whose address builder is compiled when it is first needed.

    Werkzeug compiles two per route: half the time that an app of 200 tables takes to start.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Builder:
        compile_now = super()._compile_builder
        made: list[Builder] = []

        def build(rule: Rule, /, **values: Any) -> tuple[str, str]:
            if not made:
                made.append(compile_now(append_unknown))
            return made[0](rule, **values)

        return build


@contextmanager
def without_collecting() -> Iterator[None]:
    """No garbage collection meanwhile: an app is built of a million things that all stay."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class Templates(BytecodeCache):
    """Templates compiled once for all apps of this process: each change of a description makes a new app."""

    _compiled: ClassVar[dict[tuple[str, str], CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        bucket.code = self._compiled.get((bucket.key, bucket.checksum))

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._compiled[bucket.key, bucket.checksum] = bucket.code


class Catalog(Domain):  # type: ignore[misc]
    """The translations of a language. Flask-Babel writes the locale's whole name to find them, for each
    sentence of a page."""

    def __init__(self) -> None:
        super().__init__()
        self._known: dict[tuple[str, str | None], Translations | NullTranslations] = {}

    def get_translations(self) -> Translations | NullTranslations:
        locale = get_locale()
        if locale is None:
            return super().get_translations()
        name = locale.language, locale.territory
        found = self._known.get(name)
        if found is None:
            found = self._known[name] = super().get_translations()
        return found


def babel_context() -> SimpleNamespace | None:
    """Where Flask-Babel keeps the locale of a request. Its own way there asks a proxy four times, and it is
    gone some hundreds of times for a page."""
    try:
        here = g._get_current_object()
    except RuntimeError:  # outside of an app
        return None
    found: SimpleNamespace | None = here.get("_flask_babel")
    if found is None:
        found = here._flask_babel = SimpleNamespace()
    return found
