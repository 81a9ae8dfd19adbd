"""What stands in a form's box, and what a typed text means.

`form_text` writes a canonical value into a box; `canonical` reads a typed text back. A text that nobody
changed is never read back: views/forms.py compares texts, so an odd value survives any form.
"""

from __future__ import annotations

import json
import re
from datetime import date

from models.description.screen import Field
from models.errors import Problem
from models.schema.catalog import Kind
from models.values import BadValue
from views.notation import CLOCK, MOMENT, elements

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(\.\d{3})+(,\d+)?")
_COMMA = re.compile(r"[+-]?\d*,\d+([eE][+-]?\d+)?")
_LITERAL_ARRAY = re.compile(r"(\[[\d:\[\]-]+\]=)?\{")
_TYPED_DAY = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?:[ T,]+(.+))?")
_TYPED_TIME = re.compile(r"(\d{1,2})[:.](\d\d)(?:[:.](\d\d)(?:[.,](\d{1,6}))?)?")
_ISO_DAY = re.compile(r"(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d:[\d:.]+))?")
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
        return written.replace(".", ",")
    if field.kind in DAYS:
        return _day_text(field.kind, written)
    if field.kind is Kind.TIME:
        return written[:5] if written[5:] == ":00" else written
    if field.kind is Kind.ARRAY and not field.column.type.startswith("box"):
        return _lines(written)
    return tidy(written)


def fits_native(kind: Kind, written: str) -> bool:
    """Whether the browser's own date and time boxes can hold this form text unharmed."""
    if not written:
        return True
    if kind is Kind.TIME:
        found = CLOCK.fullmatch(written)
        return bool(found and found[1] < "24" and not found[4] and not found[5])
    found = MOMENT.fullmatch(written)
    if not found or found["era"] or len(found["year"]) != 4 or found["offset"] or found["year"] == "0000":
        return False
    # Browsers write fractions in their own way, ".5" as ".500": that would look like a change.
    return not found["fraction"] and (kind is Kind.DATE) == (found["hour"] is None)


def _day_text(kind: Kind, written: str) -> str:
    found = MOMENT.fullmatch(written)
    if kind is Kind.DATE or not found or not found["hour"]:
        return written
    # The offset is the office's; without it the server reads the text in the same zone again.
    end = found.start("offset") if found["offset"] else found.end("fraction")
    local = written[: end if end > 0 else found.end("second")]
    if found["era"]:
        return written
    local = local.replace(" ", "T")
    return local[:16] if local[16:] == ":00" else local


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
    """1.234,56 and 1.234 are Indonesian; 1234.5 can only be meant with a decimal point."""
    written = re.sub(r"\s", "", typed)
    if _GROUPED.fullmatch(written):
        return written.replace(".", "").replace(",", ".")
    return written.replace(",", ".") if _COMMA.fullmatch(written) else written


def _real_day(field: Field, year: str, month: str, day: str) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError as error:
        raise _bad(field, "Tanggal pada {label} tidak ada di kalender.") from error


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
    found = _TYPED_DAY.fullmatch(typed)
    if found:
        written, clock = _real_day(field, found[3], found[2], found[1]), found[4]
    elif iso := _ISO_DAY.fullmatch(typed):
        written, clock = _real_day(field, iso[1], iso[2], iso[3]), iso[4]
    elif MOMENT.fullmatch(typed) or typed in ("infinity", "-infinity"):
        return typed
    else:
        example = "31-12-2026" if field.kind is Kind.DATE else "31-12-2026 14.30"
        raise _bad(field, "Tulis tanggal pada {label} seperti {example}.", example=example)
    if field.kind is Kind.DATE and clock:
        raise _bad(field, "{label} hanya berisi tanggal, tanpa jam.")
    return f"{written} {_clock(field, clock)}" if clock else written


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
