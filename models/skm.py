"""The figures of the Survei Kepuasan Masyarakat, exact: from counted answers to IKM and class.

Formulas and classes: PermenPANRB 14/2017, annex. Nothing is rounded before it is shown, shown figures are
never added; half goes up, as in Excel. No database and no clock here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from models import survey
from models.errors import Problem
from models.skm_weights import EQUAL, Weights

# PermenPANRB 14/2017, table II: the lowest shown IKM of each class; below the last it is D.
CLASSES = (
    ("A", Decimal("88.31"), "Sangat baik"),
    ("B", Decimal("76.61"), "Baik"),
    ("C", Decimal("65.00"), "Kurang baik"),
    ("D", Decimal("25.00"), "Tidak baik"),
)
SCALE = 25  # the highest value, 4, is 100

NOBODY = "Belum ada responden."
UNANSWERED = "Unsur {label} tidak dijawab siapa pun; bobotnya dibagi ke unsur lain."
ANOTHER_CLASS = "Dengan bobot {weight} mutunya {ours}; dengan {equal} nilainya {ikm} dan mutunya {theirs}."
NOT_NINE = "Ada {number} unsur, jadi bobotnya {weight}."

Answers = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Tally:
    """Counted answers: how many forms, and for each unsur how many answered it and their sum."""

    respondents: int
    filled: Mapping[str, int]
    totals: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Figure:
    """One unsur: `number` as printed (U1), NRR from 1 to 4 and NRR x bobot, exact; None without answers."""

    key: str
    number: str
    filled: int
    total: int
    weight: Fraction
    average: Fraction | None
    weighted: Fraction | None

    @property
    def shown(self) -> Decimal | None:
        return None if self.average is None else rounded(self.average)

    @property
    def quality(self) -> str | None:
        return None if self.average is None else quality(self.average * SCALE)


@dataclass(frozen=True, slots=True)
class Result:
    """What a set of forms says. `index` is the exact IKM from 25 to 100; None without respondents."""

    respondents: int
    weights: Weights
    figures: tuple[Figure, ...]
    index: Fraction | None
    remarks: tuple[Problem, ...] = ()

    @property
    def shown(self) -> Decimal | None:
        return None if self.index is None else rounded(self.index)

    @property
    def quality(self) -> str | None:
        return None if self.index is None else quality(self.index)

    def ranked(self) -> list[Figure]:
        """The answered unsur, the best first; among equals as printed."""
        answered = [one for one in self.figures if one.average is not None]
        return sorted(answered, key=lambda one: -(one.average or 0))


def rounded(number: Fraction, places: int = 2) -> Decimal:
    """A figure as it is shown: half goes up (86,625 is 86,63), as Excel does and Python's round does not."""
    unit = 10**places
    whole, rest = divmod(abs(number) * unit, 1)
    whole += rest * 2 >= 1
    return Decimal(whole if number >= 0 else -whole).scaleb(-places).quantize(Decimal(1).scaleb(-places))


def quality(index: Fraction) -> str:
    """The class, A to D, of an IKM: of what is shown, not of what is exact."""
    shown = rounded(index)
    return next((letter for letter, lowest, _ in CLASSES if shown >= lowest), "D")


def words(letter: str) -> str:
    """What a class means."""
    return next(said for known, _, said in CLASSES if known == letter)


def counts(answers: Answers, keys: Sequence[str], least: int) -> bool:
    """Whether a form counts: at least `least` of the unsur are answered, and never an empty one."""
    return sum(answers.get(key) is not None for key in keys) >= max(1, least)


def tally(forms: Iterable[Answers], keys: Sequence[str], least: int = 1) -> Tally:
    """Counts forms; a blank is left out of its unsur, it is not 0."""
    respondents, filled, totals = 0, dict.fromkeys(keys, 0), dict.fromkeys(keys, 0)
    for answers in forms:
        if not counts(answers, keys, least):
            continue
        respondents += 1
        for key in keys:
            value = answers.get(key)
            if value is not None:
                filled[key] += 1
                totals[key] += value
    return Tally(respondents, filled, totals)


def added(tallies: Iterable[Tally]) -> Tally:
    """Counted answers of several sets of forms as one: sums of counts, exact."""
    respondents, filled, totals = 0, dict[str, int](), dict[str, int]()
    for one in tallies:
        respondents += one.respondents
        for key, count in one.filled.items():
            filled[key] = filled.get(key, 0) + count
            totals[key] = totals.get(key, 0) + one.totals[key]
    return Tally(respondents, filled, totals)


def result(
    counted: Tally,
    order: Sequence[str] = survey.REGULATION,
    weights: Weights = EQUAL,
    label: Callable[[str], str] = survey.label,
) -> Result:
    """NRR, NRR tertimbang, IKM and class of counted answers, unsur in the printed `order`. `label` says what
    an unsur is called in a remark.

    An unsur that nobody answered has no NRR: the others carry its weight, and a remark says so.
    """
    shares = weights.shares(order)
    answered = [key for key in order if counted.filled.get(key)]
    if not counted.respondents or not answered:
        empty = tuple(_figure(counted, key, place, shares[key], 1) for place, key in enumerate(order))
        return Result(counted.respondents, weights, empty, None, (Problem(NOBODY),))
    scale = sum(shares.values(), Fraction()) / sum((shares[key] for key in answered), Fraction())
    figures = tuple(_figure(counted, key, place, shares[key], scale) for place, key in enumerate(order))
    index = sum((one.weighted or Fraction() for one in figures), Fraction()) * SCALE
    remarks = tuple(_remarks(counted, order, weights, index, label))
    return Result(counted.respondents, weights, figures, index, remarks)


def _figure(counted: Tally, key: str, place: int, weight: Fraction, scale: Fraction | int) -> Figure:
    filled, total = counted.filled.get(key, 0), counted.totals.get(key, 0)
    average = Fraction(total, filled) if filled else None
    weighted = None if average is None else average * weight * scale
    return Figure(key, survey.number(place), filled, total, weight, average, weighted)


def _remarks(
    counted: Tally, order: Sequence[str], weights: Weights, index: Fraction, label: Callable[[str], str]
) -> Iterator[Problem]:
    """What a reader of the figures must know beside them."""
    for key in order:
        if not counted.filled.get(key):
            yield Problem(UNANSWERED, key, {"label": label(key)})
    if weights.is_equal and len(order) != len(survey.ELEMENTS):
        yield Problem(NOT_NINE, None, {"number": len(order), "weight": weights.shown(order)})
    if weights.is_equal:
        return
    plain = result(counted, order, EQUAL, label)
    if plain.index is not None and plain.quality != quality(index):
        facts = {"weight": weights.shown(order), "equal": EQUAL.shown(order), "ikm": plain.shown}
        yield Problem(ANOTHER_CLASS, None, {**facts, "ours": quality(index), "theirs": plain.quality})


def sample(population: int) -> int:
    """How many respondents a population needs: Krejcie & Morgan 1970, 95 %, d = 0,05, P = Q = 0,5.

    As PermenPANRB 14/2017 recommends. It is an advice: real answers are never cut down to it.
    """
    if population <= 0:
        return 0
    chi, error, half = Fraction("3.841"), Fraction("0.05"), Fraction(1, 2)
    spread = chi * half * half
    return int(rounded(spread * population / (error**2 * (population - 1) + spread), 0))
