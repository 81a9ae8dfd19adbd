"""What stands in a form's box, and what a typed text means.

`form_text` writes a canonical value into a box; `canonical` reads a typed text back. A text that nobody
changed is never read back: views/forms.py compares texts, so an odd value survives any form.
"""

from __future__ import annotations

import json
import re

from models.description.screen import Field
from models.errors import Problem
from models.schema.catalog import Kind
from models.values import BadValue
from views.moments import CLOCK, MOMENT, box_text, typed_day
from views.notation import elements, money, spans
from views.wording import language

# Marks of a typed number: several groups, or both marks, say themselves what they are.
_GROUPS = {
    ".": re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?"),
    ",": re.compile(r"[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d+)?"),
}
_ONE_GROUP = re.compile(r"[+-]?\d{1,3}[.,]\d{3}")
_DECIMAL = re.compile(r"[+-]?\d*[.,]\d+([eE][+-]?\d+)?")
_LITERAL_ARRAY = re.compile(r"(\[[\d:\[\]-]+\]=)?\{")
_TYPED_TIME = re.compile(r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,6}))?)?")
_BOX = re.compile(r"\d\d-\d\d-\d{4}( [\d.:,]+)?")
_SPANS = {
    "tahun": "years",
    "bulan": "months",
    "minggu": "weeks",
    "hari": "days",
    "jam": "hours",
    "menit": "minutes",
    "detik": "seconds",
}
_UNQUOTED = re.compile(r'[^\s",{}\\]+')
_LITERAL = re.compile(r"'((?:[^']|'')*)'(::[\w \"().\[\]]+)?|(-?\d+(?:\.\d+)?)|(true|false)", re.S)
NUMBERS = frozenset({Kind.INTEGER, Kind.NUMBER, Kind.MONEY})
DAYS = frozenset({Kind.DATE, Kind.DATETIME, Kind.INSTANT})


def tidy(typed: str) -> str:
    """Browsers send line ends as CRLF, whatever the text had."""
    return typed.replace("\r\n", "\n").replace("\r", "\n")


def form_text(field: Field, value: object) -> str:
    """The text that stands in the box of a value, with plain line ends."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    written = str(value)
    if field.kind is Kind.NUMBER:
        return written if language() == "en" else written.replace(".", ",")
    if field.kind is Kind.MONEY:
        return money(written, grouped=False)
    if field.kind is Kind.INTERVAL:
        return spans(written)
    if field.kind in DAYS or field.kind is Kind.TIME:
        return box_text(field.kind, written)
    if field.kind is Kind.ARRAY and not field.column.type.startswith("box"):
        return _lines(written)
    return tidy(written)


def is_empty_or_plain(kind: Kind, text: str) -> bool:
    """Whether a calendar can be offered for this form text."""
    if not text:
        return True
    if kind is Kind.TIME:
        return bool(_TYPED_TIME.fullmatch(text)) and not text.startswith("24")
    return bool(_BOX.fullmatch(text)) and (kind is not Kind.DATE or " " not in text)


def _lines(literal: str) -> str:
    """One element per line where that says everything, else the literal itself."""
    parts = elements(literal)
    if parts is None or not all(map(_plain_line, parts)):
        return tidy(literal)
    whole = "\n".join(part for part in parts if part is not None)
    return tidy(literal) if _LITERAL_ARRAY.match(whole) else whole


def _plain_line(part: str | None) -> bool:
    return part is not None and part != "" and part == part.strip() and part.isprintable()


def canonical(field: Field, typed: str) -> str | None:
    """The canonical text of a typed one. Raises BadValue with a sentence for its field."""
    typed = tidy(typed)
    if typed.strip() == "" and field.kind is not Kind.TEXT:
        return "{}" if field.kind is Kind.ARRAY and not field.column.nullable else None
    if typed == "" and (field.column.nullable or field.required or field.options):
        return None
    reader = _READERS.get(field.kind)
    return reader(field, typed) if reader else typed


def _bad(field: Field, sentence: str, **facts: object) -> BadValue:
    return BadValue(Problem(sentence, field.key, {"label": field.label, **facts}))


def _number(field: Field, typed: str) -> str:
    """1.234,56 and 1,234.56 say what they mean; 1.234 is in Indonesian a thousand more than in English."""
    written = re.sub(r"\s", "", typed)
    if _ONE_GROUP.fullmatch(written) and _GROUPS["."].fullmatch(written.replace(",", ".")):
        mark = "," if language() == "en" else "."
        return written.replace(mark, "").replace(",", ".")
    for mark, other in ((".", ","), (",", ".")):
        if _GROUPS[mark].fullmatch(written):
            return written.replace(mark, "").replace(other, ".")
    return written.replace(",", ".") if _DECIMAL.fullmatch(written) else written


def _clock(field: Field, typed: str) -> str:
    found = _TYPED_TIME.fullmatch(typed.strip())
    if not found:
        if CLOCK.fullmatch(typed.strip()):
            return typed.strip()
        raise _bad(field, "Tulis jam pada {label} seperti 14.30.")
    hour, minute, second, fraction = found.groups()
    if int(hour) > 24 or int(minute) > 59 or int(second or 0) > 59:
        raise _bad(field, "Jam pada {label} tidak ada. Tulis dari 00.00 sampai 23.59.")
    return f"{int(hour):02}:{minute}:{second or '00'}" + (f".{fraction}" if fraction else "")


def _day(field: Field, typed: str) -> str:
    typed = typed.strip()
    try:
        found = typed_day(typed)
    except ValueError as error:
        raise _bad(field, "Tanggal pada {label} tidak ada di kalender.") from error
    if found is None:
        if MOMENT.fullmatch(typed) or typed in ("infinity", "-infinity"):
            return typed
        example = "31-12-2026" if field.kind is Kind.DATE else "31-12-2026 14.30"
        raise _bad(field, "Tulis tanggal pada {label} seperti {example}.", example=example)
    day, clock = found
    if field.kind is Kind.DATE and clock:
        raise _bad(field, "{label} hanya berisi tanggal, tanpa jam.")
    return f"{day.isoformat()} {_clock(field, clock)}" if clock else day.isoformat()


def _interval(_: Field, typed: str) -> str:
    if typed.lstrip("-").startswith("P"):  # ISO 8601, P1DT2H: capitals are part of it
        return typed.strip()
    return re.sub(r"[a-z]+", lambda word: _SPANS.get(word[0], word[0]), typed.strip().lower())


def _json(field: Field, typed: str) -> str:
    try:
        json.loads(typed, parse_int=str, parse_float=str)  # numbers of any length
    except json.JSONDecodeError as error:
        raise _bad(
            field,
            "Isian {label} bukan JSON yang sah: periksa baris {line}, karakter {position}.",
            line=error.lineno,
            position=error.colno,
        ) from error
    except RecursionError as error:
        raise _bad(field, "Isian {label} terlalu dalam susunannya.") from error
    return typed


def _array(_: Field, typed: str) -> str:
    if _LITERAL_ARRAY.match(typed.strip()):
        return typed.strip()
    lines = [line.strip() for line in typed.split("\n")]
    return "{" + ",".join(_quoted(line) for line in lines if line) + "}"


def _quoted(line: str) -> str:
    if _UNQUOTED.fullmatch(line) and line.upper() != "NULL":
        return line
    return '"' + line.replace("\\", "\\\\").replace('"', '\\"') + '"'


_READERS = {
    Kind.INTEGER: _number,
    Kind.NUMBER: _number,
    Kind.MONEY: _number,
    Kind.DATE: _day,
    Kind.DATETIME: _day,
    Kind.INSTANT: _day,
    Kind.TIME: _clock,
    Kind.INTERVAL: _interval,
    Kind.JSON: _json,
    Kind.ARRAY: _array,
}


def default_text(field: Field) -> str:
    """What a plain literal default would put in the box of a new row; expressions are left to the server."""
    default = field.column.default
    if default is None or field.column.generated or field.column.identity:
        return ""
    found = _LITERAL.fullmatch(default)
    if not found:
        return ""
    literal = found[3] or found[4] or (found[1] or "").replace("''", "'")
    return form_text(field, literal)
