"""Reads the values out of a CHECK that is a plain list of them."""

from __future__ import annotations

import re

_TEXT = r"'(?:[^']|'')*'"
_TYPE = r"""(?:::(?:"(?:[^"]|"")+"|[a-z_][\w ]*)(?:\."(?:[^"]|"")+"|\.\w+)?(?:\(\d+\))?(?:\[\])?)"""
_VALUE = rf"\(*(?:{_TEXT}|-?\d+(?:\.\d+)?){_TYPE}?\)*{_TYPE}?"
_SUBJECT = rf"""\(*(?:"(?:[^"]|"")+"|\w+)\)*{_TYPE}?"""
_LIST = re.compile(rf"{_SUBJECT} = ANY \(\(?ARRAY\[(?P<values>{_VALUE}(?:, {_VALUE})*)\]\)?{_TYPE}?\)")
_LITERAL = re.compile(rf"{_SUBJECT} = ANY \('\{{(?P<values>[\w ,-]+)\}}'{_TYPE}\)")
_ONE = re.compile(rf"{_SUBJECT} = (?P<values>{_VALUE})")
_EACH = re.compile(rf"(?P<text>{_TEXT})|(?<![\w.])(?P<number>-?\d+(?:\.\d+)?)(?![\w.])")
_NULL = re.compile(rf"^\({_SUBJECT} IS NULL\) OR (?P<rest>.*)$", re.DOTALL)


def listed_values(expression: str, columns: int) -> tuple[str, ...]:
    """The values of `column IN (...)` as the server prints it; empty for any other expression."""
    if columns != 1:
        return ()
    text = _bare(expression)
    if found := _NULL.match(text):
        text = _bare(found["rest"])
    if literal := _LITERAL.fullmatch(text):
        return tuple(part.strip() for part in literal["values"].split(","))
    found = _LIST.fullmatch(text) or _ONE.fullmatch(text)
    return tuple(_value(each) for each in _EACH.finditer(_untyped(found["values"]))) if found else ()


def _value(found: re.Match[str]) -> str:
    text: str | None = found["text"]
    return text[1:-1].replace("''", "'") if text is not None else str(found["number"])


def _untyped(values: str) -> str:
    """Without the casts, whose lengths would read like numbers."""
    return re.sub(rf"({_TEXT})|{_TYPE}", lambda found: found[1] or "", values)


def _bare(expression: str) -> str:
    """Without parentheses around the whole."""
    text = expression.strip()
    while text.startswith("(") and _closes_at_end(text):
        text = text[1:-1].strip()
    return text


def _closes_at_end(text: str) -> bool:
    depth = 0
    for place, sign in enumerate(re.sub(_TEXT, lambda found: "x" * len(found[0]), text)):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return place == len(text) - 1
    return False
