"""One answer to a question of a report: from text to the value that SQL gets."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal

from models.description.report import Parameter
from models.schema.catalog import Kind

NO_NUMBER = "{text} bukan angka."
TWO_WAYS = "{text} bisa berarti ribuan atau pecahan. Tulis tanpa titik, misalnya 1500 atau 1,5."
NO_WHOLE = "{text} bukan bilangan bulat."
NO_DAY = "{text} bukan tanggal. Contoh: 31-12-2026."
_MOST_DIGITS = 18


class Wrong(Exception):
    """An answer that does not fit: `sentence` says why, with the answer as its {text}."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def typed(one: Parameter, written: str) -> object:
    """The value of a text. Raises Wrong. The key of a row stays a text: the server casts it."""
    if one.screen is not None:
        return written
    if one.kind is Kind.INTEGER:
        if not re.fullmatch(rf"-?\d{{1,{_MOST_DIGITS}}}", written, re.ASCII):
            raise Wrong(NO_WHOLE)
        return int(written)
    if one.kind is Kind.NUMBER:
        return _number(written)
    return _day(written) if one.kind is Kind.DATE else written


def fits(one: Parameter, written: str) -> bool:
    """Whether a text is an answer."""
    try:
        typed(one, written)
    except Wrong:
        return False
    return True


def _number(written: str) -> Decimal:
    """1.500.000,25 and 1500000.25; what people and programs would read differently (1.500) is refused."""
    if re.fullmatch(r"-?[1-9]\d{0,2}\.\d{3}", written, re.ASCII):
        raise Wrong(TWO_WAYS)
    if re.fullmatch(r"-?[1-9]\d{0,2}(\.\d{3})+(,\d+)?", written, re.ASCII):
        written = written.replace(".", "")
    if not re.fullmatch(r"-?(\d+([.,]\d*)?|[.,]\d+)", written, re.ASCII) or len(written) > 2 * _MOST_DIGITS:
        raise Wrong(NO_NUMBER)
    return Decimal(written.replace(",", "."))


def _day(written: str) -> date:
    found = re.fullmatch(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})", written)
    try:
        if found:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date.fromisoformat(written)
    except ValueError:
        raise Wrong(NO_DAY) from None
