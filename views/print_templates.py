"""The office's templates for prints: read, checked, rendered. They see what they are given, no more."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, TemplateSyntaxError
from jinja2.exceptions import UndefinedError
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from models.description.print_files import FOLDER, Mistake
from models.errors import BrokenPrint
from views.paper_words import FILTERS

log = logging.getLogger(__name__)
_OF_A_TEMPLATE = (TemplateError, TypeError, ValueError, ArithmeticError, LookupError, AttributeError)


class Unknown(StrictUndefined):
    """A name that a template uses and nobody gave it."""

    def _fail_with_undefined_error(self, *args: Any, **options: Any) -> NoReturn:
        raise UndefinedError(f"nama {self._undefined_name} tidak dikenal")

    __iter__ = __str__ = __len__ = __bool__ = __eq__ = __ne__ = __hash__ = _fail_with_undefined_error
    __getattr__ = __getitem__ = __call__ = __add__ = __contains__ = _fail_with_undefined_error


@cache
def _environment(folder: Path) -> SandboxedEnvironment:
    """Reads a file again when it was saved since."""
    made = SandboxedEnvironment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=Unknown,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters.update(FILTERS)
    return made


def mistake(folder: Path, name: str) -> Mistake | None:
    """What keeps a template from being read, for `flask panel check`."""
    try:
        text = (folder / name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        return Mistake(1, type(error).__name__)
    return _mistake(folder, text)


@lru_cache(maxsize=256)
def _mistake(folder: Path, text: str) -> Mistake | None:
    """Remembered: every new app checks the templates, and few of them have changed."""
    try:
        _environment(folder).compile(text)
    except TemplateSyntaxError as error:
        return Mistake(error.lineno, str(error.message).rstrip("."))
    return None


def render(office: Path, name: str, facts: Mapping[str, object]) -> Markup:
    """A template of an office with its facts. Raises BrokenPrint with the file, the line and the reason."""
    folder = office / FOLDER
    try:
        return Markup(_environment(folder).get_template(name).render(**facts))
    except _OF_A_TEMPLATE as error:
        log.warning("print %s failed", name, exc_info=error)
        file, line = _place(error, folder, name)
        raise BrokenPrint(file=f"{FOLDER}/{file}", line=line, reason=_reason(error)) from error


def _place(error: Exception, folder: Path, name: str) -> tuple[str, int]:
    """Where in a template it happened: Jinja writes its lines into the traceback."""
    if isinstance(error, TemplateSyntaxError):
        return error.name or name, error.lineno
    found, step = (name, 1), error.__traceback__
    while step is not None:
        path = Path(step.tb_frame.f_code.co_filename)
        if path.parent == folder:
            found = (path.name, step.tb_lineno)
        step = step.tb_next
    return found


def _reason(error: Exception) -> str:
    return " ".join(str(error).split())[:200] or type(error).__name__
