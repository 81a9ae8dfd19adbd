"""Finds everything that people read: in our Python, templates and scripts, and in the libraries' pages."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO, Any

import flask_login.config
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_python

from config import ROOT

Found = tuple[int, str, str | tuple[str, ...], list[str]]

KEYWORDS: Mapping[str, Any] = {
    "_": None,
    "_gettext": None,
    "_ngettext": (1, 2),
    "gettext": None,
    "lazy_gettext": None,
    "lazy_formatter_gettext": (1,),
    "ngettext": (1, 2),
}
_JINJA = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "silent": "true"}
_SENTENCE = re.compile(r"[A-Z{(\"][^\\]*\s[^\\]*[.?!]")
# Words that are no sentences: the values of these tables, and this argument of these calls.
_TABLES = frozenset(
    {
        "TITLES", "KIND_WORDS", "_OF_TIME", "_OF_CHOICE", "_SAID", "PERIODS", "COUNTED_PERIODS", "_EXPECTED"
    }
)  # fmt: skip
_ARGUMENTS = {"Operator": 2, "expected": 0}
# The manual is written in Indonesian only.
_UNREAD = frozenset({"manual.py", "json_schema.py"})
_FOREIGN_FOLDERS = frozenset({"vendor", "offices", "translations", "__pycache__"})


def sentences(file: IO[bytes], keywords: Any, comments: Any, options: Any) -> Iterator[Found]:
    """Calls of gettext, and every constant that is a sentence: models/ knows no gettext."""
    yield from extract_python(file, keywords, comments, options)
    file.seek(0)
    tree = ast.parse(file.read())
    skipped = set(_skipped(tree))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node not in skipped:
            if _SENTENCE.fullmatch(node.value):
                yield node.lineno, "_", node.value, []
        else:
            yield from ((word.lineno, "_", str(word.value), []) for word in _words(node))


def _skipped(tree: ast.AST) -> Iterator[ast.AST]:
    """Docstrings, parts of f-strings, what describes the vocabulary for the manual, and words that bring
    their English along."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield from node.values
        elif isinstance(node, ast.Expr) or isinstance(node, ast.keyword) and node.arg == "description":
            yield node.value
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Wording":
            yield from node.args


def _words(node: ast.AST) -> Iterator[ast.Constant]:
    if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(node.value, ast.Dict):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        if any(isinstance(one, ast.Name) and one.id in _TABLES for one in targets):
            yield from _texts(node.value.values)
    elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _ARGUMENTS:
        at = _ARGUMENTS[node.func.id]
        yield from _texts(node.args[at : at + 1])


def _texts(nodes: Collection[ast.expr]) -> Iterator[ast.Constant]:
    return (one for one in nodes if isinstance(one, ast.Constant) and isinstance(one.value, str))


@cache
def ours() -> Catalog:
    """Every Indonesian sentence of this panel. What the console says stays Indonesian."""
    catalog = Catalog()
    for folder in ("models", "reports", "views"):
        _add(catalog, ROOT / folder, {"**.py": sentences}, folder)
    methods = {"**.py": "python", "templates/**.html": "jinja2"}
    _add(catalog, ROOT / "app", methods, "app")
    foreign = theirs()
    for message in [one for one in catalog if one.id and one.id in foreign]:
        catalog.delete(message.id)
    return catalog


@cache
def theirs() -> Catalog:
    """Every English sentence of the libraries whose pages and forms people meet."""
    catalog = Catalog()
    for package in ("flask_appbuilder", "flask_admin", "wtforms"):
        spec = find_spec(package)
        assert spec is not None and spec.origin is not None
        methods = {"**.py": "python", "**/templates/**.html": "jinja2"}
        _add(catalog, Path(spec.origin).parent, methods, package)
    catalog.add(flask_login.config.LOGIN_MESSAGE, locations=[("flask_login/config.py", 1)])
    return catalog


def _add(catalog: Catalog, folder: Path, methods: Mapping[str, Any], name: str) -> None:
    found = extract_from_dir(
        folder,
        method_map=list(methods.items()),
        options_map={pattern: _JINJA for pattern in methods if pattern.endswith(".html")},
        keywords=KEYWORDS,
        directory_filter=lambda path: Path(path).name not in _FOREIGN_FOLDERS,
    )
    for file, _line, message, _comments, _context in found:
        if Path(file).name not in _UNREAD:
            catalog.add(message, locations=[(f"{name}/{Path(file).as_posix()}", 1)])
