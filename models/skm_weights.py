"""The bobot of the unsur. The regulation divides 1 by their number; some templates print 0,111 or 0,11."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from models import survey
from models.errors import PanelError

_UNREADABLE = "Bobot {text} tidak dapat dibaca. Tulis 1/9, 0,111, 0,11, atau satu bobot untuk setiap unsur."
_NOT_ONE = "Jumlah bobot harus 1, tetapi bobot ini berjumlah {sum}."
_COUNT = "Ada {weights} bobot untuk {elements} unsur. Tulis satu bobot untuk setiap unsur."
_PART = re.compile(r"\d{1,4}/[1-9]\d{0,3}|\d{1,3}(?:[.,]\d{1,8})?")


@dataclass(frozen=True, slots=True)
class Weights:
    """The same bobot for every unsur (`same`), or one for each in the printed order (`each`).

    With neither it is 1 divided by the number of unsur.
    """

    text: str
    same: Fraction | None = None
    each: tuple[Fraction, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether it is exactly the regulation's."""
        return self.same is None and not self.each

    def shares(self, order: Sequence[str]) -> dict[str, Fraction]:
        """The bobot of each unsur. Raises PanelError when there are more or fewer bobot than unsur."""
        if self.each and len(self.each) != len(order):
            raise PanelError(_COUNT, weights=len(self.each), elements=len(order))
        if self.each:
            return dict(zip(order, self.each, strict=True))
        return dict.fromkeys(order, self.same or Fraction(1, len(order)))

    def shown(self, order: Sequence[str]) -> str:
        """As it is printed on the sheet."""
        return f"1/{len(order)}" if self.is_equal else self.text


EQUAL = Weights(f"1/{len(survey.ELEMENTS)}")


def weights(text: str) -> Weights:
    """Reads a setting: 1/9, 0,111, 0.11, or own bobot with `;` or blanks between them, which sum to 1.

    Raises PanelError with the reason.
    """
    parts = [part for part in re.split(r"[;\s]+", text.strip()) if part]
    if not parts or not all(_PART.fullmatch(part) for part in parts):
        raise PanelError(_UNREADABLE, text=text[:60])
    numbers = tuple(Fraction(part.replace(",", ".")) for part in parts)
    if len(numbers) == 1:
        return _of_one(text.strip(), numbers[0])
    if sum(numbers) != 1:
        raise PanelError(_NOT_ONE, sum=f"{float(sum(numbers)):.4f}".replace(".", ","))
    return Weights(text.strip(), each=numbers)


def _of_one(text: str, number: Fraction) -> Weights:
    if number == Fraction(1, len(survey.ELEMENTS)):
        return EQUAL
    if not 0 < number <= 1:
        raise PanelError(_UNREADABLE, text=text[:60])
    return Weights(text, same=number)
