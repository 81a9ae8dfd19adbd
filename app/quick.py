"""What makes an app start quickly, also that of a large database, and its pages come quickly."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import CodeType, SimpleNamespace
from typing import Any

from babel.support import NullTranslations, Translations
from flask import g
from flask_babel import Domain, get_locale
from jinja2.bccache import Bucket, BytecodeCache
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


class Compiled(BytecodeCache):
    """The templates of this process, compiled once for all the apps that are built in it one after another:
    the first pages after a change of a table or of the description come as fast as those before it."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        source, code = self._kept.get(bucket.key, ("", None))
        if source == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key] = bucket.checksum, bucket.code


TEMPLATES = Compiled()


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
