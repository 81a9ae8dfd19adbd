"""The figures of the survey: the vectors and boundaries that the regulation and real sheets give."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models import skm, skm_answers, survey
from models.errors import PanelError
from models.skm_weights import EQUAL, weights

KEYS = survey.REGULATION
FORM = st.fixed_dictionaries({key: st.sampled_from((None, 1, 2, 3, 4)) for key in KEYS})


def of(*values: int | None) -> dict[str, int | None]:
    return dict(zip(KEYS, values, strict=True))


def fours() -> skm.Tally:
    return skm.tally([of(*[4] * 9)], KEYS)


@pytest.mark.parametrize(
    ("exact", "shown", "letter"),
    [
        ("64.994", "64.99", "D"), ("64.995", "65.00", "C"), ("76.604", "76.60", "C"),
        ("76.605", "76.61", "B"),
        ("88.304", "88.30", "B"), ("88.305", "88.31", "A"), ("100", "100.00", "A"), ("25", "25.00", "D"),
        ("86.625", "86.63", "B"),
    ],
)  # fmt: skip
def test_the_class_follows_the_figure_as_it_is_shown(exact: str, shown: str, letter: str) -> None:
    assert str(skm.rounded(Fraction(exact))) == shown
    assert skm.quality(Fraction(exact)) == letter


def test_the_known_averages_give_79_17_and_b() -> None:
    totals = dict(zip(KEYS, (32, 31, 30, 34, 32, 33, 31, 30, 32), strict=True))
    found = skm.result(skm.Tally(10, dict.fromkeys(KEYS, 10), totals))
    assert (found.shown, found.quality, found.remarks) == (Decimal("79.17"), "B", ())
    assert [str(one.shown) for one in found.figures[:2]] == ["3.20", "3.10"]


@pytest.mark.parametrize(("text", "index"), [("1/9", "100.00"), ("0,111", "99.90"), ("0.11", "99.00")])
def test_a_printed_bobot_costs_what_it_leaves_out(text: str, index: str) -> None:
    assert str(skm.result(fours(), weights=weights(text)).shown) == index


def test_another_class_by_the_printed_bobot_is_remarked_with_both() -> None:
    # NRR 3,07: 76,75 (B) exactly, 75,98 (C) by 0,11.
    counted = skm.Tally(100, dict.fromkeys(KEYS, 100), dict.fromkeys(KEYS, 307))
    found = skm.result(counted, weights=weights("0,11"))
    (remark,) = found.remarks
    assert (found.quality, remark.facts["ours"], remark.facts["theirs"]) == ("C", "C", "B")
    assert remark.facts["ikm"] == Decimal("76.75")


def test_a_blank_is_left_out_of_its_unsur_and_is_never_zero() -> None:
    found = skm.result(skm.tally([of(4, *[3] * 8), of(None, *[3] * 8)], KEYS))
    first = found.figures[0]
    assert (first.filled, first.total, first.average) == (1, 4, 4)
    assert found.respondents == 2


def test_an_unsur_that_nobody_answered_is_told_and_carried_by_the_others() -> None:
    found = skm.result(skm.tally([of(None, *[4] * 8)], KEYS))
    assert (found.shown, found.figures[0].average) == (Decimal("100.00"), None)
    assert [one.field for one in found.remarks] == ["persyaratan"]


def test_nobody_is_said_instead_of_zero() -> None:
    found = skm.result(skm.tally([], KEYS))
    assert (found.index, found.shown, found.quality) == (None, None, None)
    assert [one.sentence for one in found.remarks] == [skm.NOBODY]


def test_forms_with_too_few_answers_can_be_left_out() -> None:
    forms = [of(*[4] * 9), of(1, *[None] * 8)]
    assert skm.tally(forms, KEYS, least=9).respondents == 1
    assert skm.tally(forms, KEYS).respondents == 2
    assert skm.tally([of(*[None] * 9)], KEYS, least=0).respondents == 0


def test_a_unit_is_over_all_respondents_not_the_mean_of_its_services() -> None:
    many, few = [of(*[3] * 9)] * 9, [of(*[4] * 9)]
    assert skm.result(skm.tally([*many, *few], KEYS)).shown == Decimal("77.50")


@pytest.mark.parametrize(
    ("population", "size"),
    [(0, 0), (1, 1), (10, 10), (100, 80), (500, 217), (1000, 278), (10000, 370), (1000000, 384)],
)
def test_the_sample_is_the_one_of_krejcie_and_morgan(population: int, size: int) -> None:
    assert skm.sample(population) == size


@given(st.lists(FORM, min_size=1, max_size=30))
def test_any_answers_lie_between_25_and_100(forms: list[dict[str, int | None]]) -> None:
    found = skm.result(skm.tally(forms, KEYS))
    assert found.index is None or 25 <= found.index <= 100
    assert (found.index is None) == (not any(value for form in forms for value in form.values()))


@given(st.lists(FORM, max_size=20), st.randoms())
def test_the_order_of_respondents_changes_nothing(forms: list[dict[str, int | None]], random: object) -> None:
    shuffled = list(forms)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert skm.result(skm.tally(forms, KEYS)) == skm.result(skm.tally(shuffled, KEYS))


@given(st.lists(FORM, max_size=20))
def test_the_printed_order_changes_numbers_only(forms: list[dict[str, int | None]]) -> None:
    printed = skm.result(skm.tally(forms, KEYS), survey.QUESTIONNAIRE)
    assert printed.index == skm.result(skm.tally(forms, KEYS)).index
    assert [(one.key, one.number) for one in printed.figures[7:]] == [("sarana", "U8"), ("pengaduan", "U9")]


def test_an_extra_unsur_shares_the_weight() -> None:
    order = (*KEYS, "digital")
    counted = skm.tally([{**of(*[4] * 9), "digital": 2}], order)
    found = skm.result(counted, order)
    assert (found.shown, found.figures[-1].weight) == (Decimal("95.00"), Fraction(1, 10))
    assert "1/10" in str(found.remarks[0].facts["weight"])


@pytest.mark.parametrize("text", ["", "dua", "0,1 0,9 x", "1/0", "2", "0,5 0,4"])
def test_an_unreadable_bobot_is_refused(text: str) -> None:
    with pytest.raises(PanelError, match="[Bb]obot"):
        weights(text)


def test_own_bobot_must_be_one_for_each_unsur() -> None:
    own = weights("0,2 0,1 0,1 0,1 0,1 0,1 0,1 0,1 0,1")
    assert skm.result(fours(), weights=own).shown == Decimal("100.00")
    with pytest.raises(PanelError, match="9 bobot untuk 10 unsur"):
        own.shares((*KEYS, "digital"))
    assert weights("1/9") is EQUAL


def test_a_sheet_is_read_from_its_header_to_its_sums() -> None:
    rows = [
        ["PENGOLAHAN DATA SURVEI"], [], ["NO. RES", "L/P", *[f"U{n}" for n in range(1, 10)]],
        [1, "L", *[4] * 9], [2, "P", "3", 3.0, "3,0", None, "", *[3] * 4], [None] * 11,
        ["SUM nilai/unsur", None, *[7] * 9],
    ]  # fmt: skip
    found = skm_answers.read(enumerate(rows, 1), survey.QUESTIONNAIRE)
    assert (found.problems, len(found.forms), found.by_number) == ([], 2, True)
    assert found.forms[1]["biaya"] is None and found.forms[1]["pengaduan"] == 3


@pytest.mark.parametrize("value", [0, 5, 2.5, "empat", True, "=1+1", -1])
def test_a_value_outside_1_to_4_is_refused_with_its_row(value: object) -> None:
    found = skm_answers.read(enumerate([list(KEYS), [4] * 9, [value, *[4] * 8]], 1))
    (problem,) = found.problems
    assert (problem.field, problem.facts["row"]) == ("persyaratan", 3)


def test_a_missing_column_and_a_missing_header_are_told() -> None:
    assert [one.field for one in skm_answers.read(enumerate([list(KEYS[:8]), [4] * 8], 1)).problems] == [
        "sarana"
    ]
    assert [one.sentence for one in skm_answers.read([(1, ["nama", "umur"])]).problems] == [
        skm_answers.NO_HEADER
    ]


def test_an_order_names_each_of_the_nine_once() -> None:
    assert survey.order("kuesioner") == survey.QUESTIONNAIRE
    assert survey.order(",".join(KEYS)) == KEYS
    with pytest.raises(PanelError, match="sarana"):
        survey.order(",".join(KEYS[:8]))
    with pytest.raises(PanelError, match="dua kali"):
        survey.order(",".join((*KEYS, "biaya")))
