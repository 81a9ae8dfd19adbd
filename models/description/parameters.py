"""The `:name` in SQL that an office writes: `:me` is the user, the others stand for SQL of office.yaml."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Mapping

ME = "me"
# What is quoted in any way that Postgres knows, and comments, is left alone; so is the colon of a slice [:2],
# and `::` is a cast.
_TOKEN = re.compile(
    r"""
      (?<![\w$])[eE]'(?:[^'\\]|\\.|'')*'
    | '(?:[^']|'')*'
    | "[^"]*"
    | (?<![\w$])(?P<dollars>\$(?:[^\W\d]\w*)?\$).*?(?P=dollars)
    | --[^\n]*
    | /\*(?:/\*.*?\*/|.)*?\*/
    | (?<!:):(?=\d)
    | (?<![:\w]):(?P<name>[a-z_][a-z0-9_]*)
    """,
    re.VERBOSE | re.DOTALL,
)


def replaced(sql: str, by: Callable[[str], str], beside: Callable[[str], str] = str) -> str:
    """The SQL with something for each :name, and for each quoted text or comment beside them."""
    return _TOKEN.sub(lambda found: by(found["name"]) if found["name"] else beside(found[0]), sql)


def names(sql: str) -> Iterator[str]:
    """The names in it, in their order."""
    yield from (found["name"] for found in _TOKEN.finditer(sql) if found["name"])


def expanded(sql: str, parameters: Mapping[str, str]) -> str:
    """The SQL with the office's own values written out; `:me`, and what nobody knows, stays."""
    return replaced(sql, lambda name: f"({parameters[name]})" if name in parameters else f":{name}")


def as_text(sql: str, named: Callable[[str], str] = str) -> str:
    """The SQL as SQLAlchemy's text, in which any colon before a word would begin a parameter.

    `named` says how a parameter is written there; by default by its own name.
    """
    # With a blank behind it: :day::date would be none.
    return replaced(sql, lambda name: f":{named(name)} ", lambda text: text.replace(":", r"\:"))


def unknown(sql: str, known: Collection[str]) -> list[str]:
    """The names that mean nothing."""
    return [name for name in names(sql) if name != ME and name not in known]
