"""Values as people in Indonesia write them, and back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from flask import Flask
from flask_babel import Babel

from models.description.screen import Option, Wording
from models.schema.catalog import Kind
from models.values import BadValue
from tests.views.fields_by_kind import field
from views.notation import elements, shown, size
from views.typed import canonical, default_text, fits_native, form_text


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    app = Flask(__name__)
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    Babel(app)
    with app.test_request_context():
        yield


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (Kind.NUMBER, Decimal("1234.56"), "1.234,56"),
        (Kind.NUMBER, Decimal("-1234567.10"), "-1.234.567,10"),
        (Kind.NUMBER, Decimal("0.125"), "0,125"),
        (Kind.NUMBER, "1e+300", "1E+300"),
        (Kind.NUMBER, Decimal("NaN"), "NaN"),
        (Kind.NUMBER, Decimal("9" * 6000), "999" + ".999" * 1999),
        (Kind.INTEGER, 1284, "1.284"),
        (Kind.MONEY, "$1,234.50", "1.234,50"),
        (Kind.MONEY, "Rp1.234,50", "Rp1.234,50"),
        (Kind.DATE, "2026-11-20", "20-11-2026"),
        (Kind.DATE, "0044-03-15 BC", "15-03-0044 SM"),
        (Kind.DATE, "infinity", "tanpa batas"),
        (Kind.DATETIME, "2026-11-20 10:12:00", "20-11-2026 10.12"),
        (Kind.INSTANT, "2026-11-20 10:12:30.000001+08", "20-11-2026 10.12.30,000001"),
        (Kind.TIME, "07:05:00", "07.05"),
        (Kind.TIME, "07:05:00+07", "07.05+07"),
        (Kind.INTERVAL, "1 year 2 mons 3 days 04:05:06", "1 tahun 2 bulan 3 hari 04.05.06"),
        (Kind.BOOLEAN, True, "Ya"),
        (Kind.BOOLEAN, "false", "Tidak"),
        (Kind.ARRAY, '{a,"b, c",NULL}', "a, b, c, NULL"),
        (Kind.ARRAY, "{{1,2},{3,4}}", "{{1,2},{3,4}}"),
        (Kind.JSON, '{"k": 1}', '{"k": 1}'),
        (Kind.TEXT, "<b>", "<b>"),
        (Kind.BYTES, 2_500_000, "2,5 MB"),
    ],
)
def test_a_value_is_shown_as_people_write_it(kind: Kind, value: object, written: str) -> None:
    assert shown(field(kind), value) == written


def test_nothing_is_shown_as_nothing() -> None:
    assert shown(field(Kind.NUMBER), None) == ""


def test_an_option_is_shown_by_its_words() -> None:
    options = (Option("di_camat", Wording("Di Camat")),)
    assert shown(field(Kind.TEXT, options=options), "di_camat") == "Di Camat"
    assert shown(field(Kind.TEXT, options=options), "lain") == "lain"


@pytest.mark.parametrize("key", ["tahun", "budget_year", "nomor", "kode"])
def test_a_whole_number_that_names_something_has_no_dots(key: str) -> None:
    assert shown(field(Kind.INTEGER, key=key), 2026) == "2026"


def test_sizes_are_short() -> None:
    assert [size(0), size(999), size(1500)] == ["0 B", "999 B", "1,5 kB"]


@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (Kind.NUMBER, "1.234,56", "1234.56"),
        (Kind.NUMBER, "1234,56", "1234.56"),
        (Kind.NUMBER, "1.234", "1234"),
        (Kind.NUMBER, "12.5", "12.5"),
        (Kind.NUMBER, "0.125", "0.125"),
        (Kind.NUMBER, "-1.000.000", "-1000000"),
        (Kind.NUMBER, " ", None),
        (Kind.INTEGER, "1.284", "1284"),
        (Kind.INTEGER, "1 284", "1284"),
        (Kind.DATE, "20-11-2026", "2026-11-20"),
        (Kind.DATE, "3/4/2026", "2026-04-03"),
        (Kind.DATE, "2026-11-20", "2026-11-20"),
        (Kind.DATE, "0044-03-15 BC", "0044-03-15 BC"),
        (Kind.DATE, "infinity", "infinity"),
        (Kind.DATETIME, "20-11-2026 9.05", "2026-11-20 09:05:00"),
        (Kind.INSTANT, "2026-11-20T10:12", "2026-11-20 10:12:00"),
        (Kind.INSTANT, "2026-11-20T10:12:30", "2026-11-20 10:12:30"),
        (Kind.INSTANT, "2026-11-20", "2026-11-20"),
        (Kind.TIME, "7.05", "07:05:00"),
        (Kind.TIME, "07:05:00+07", "07:05:00+07"),
        (Kind.INTERVAL, "2 hari 3 jam", "2 days 3 hours"),
        (Kind.INTERVAL, "P1DT2H", "P1DT2H"),
        (Kind.ARRAY, "satu\r\ndua, tiga\r\n", '{satu,"dua, tiga"}'),
        (Kind.ARRAY, "null", '{"null"}'),
        (Kind.ARRAY, "{1,2}", "{1,2}"),
        (Kind.JSON, '{"k":  1}', '{"k":  1}'),
        (Kind.JSON, "", None),
        (Kind.TEXT, "a\r\nb", "a\nb"),
        (Kind.TEXT, " ", " "),
        (Kind.TEXT, "", None),
    ],
)
def test_a_typed_text_is_understood(kind: Kind, typed: str, meant: str | None) -> None:
    assert canonical(field(kind), typed) == meant


def test_an_emptied_text_that_may_not_be_null_is_an_empty_text() -> None:
    assert canonical(field(Kind.TEXT, nullable=False, default="''::text"), "") == ""


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.DATE, "31-02-2026"),
        (Kind.DATE, "besok"),
        (Kind.DATE, "20-11-2026 10.00"),
        (Kind.DATETIME, "20-11-2026 25.00"),
        (Kind.TIME, "pagi"),
        (Kind.JSON, "{k: 1}"),
        (Kind.JSON, "[" * 100_000),
    ],
)
def test_a_text_that_means_nothing_is_refused_at_its_field(kind: Kind, typed: str) -> None:
    with pytest.raises(BadValue) as refused:
        canonical(field(kind), typed)
    assert refused.value.problem.field == "x"


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        (Kind.NUMBER, Decimal("1234.50"), "1234,50"),
        (Kind.INSTANT, "2026-11-20 10:12:00+08", "2026-11-20T10:12"),
        (Kind.INSTANT, "2026-11-20 10:12:30+08", "2026-11-20T10:12:30"),
        (Kind.DATETIME, "0044-03-15 10:00:00 BC", "0044-03-15 10:00:00 BC"),
        (Kind.TIME, "07:05:00", "07:05"),
        (Kind.TIME, "07:05:09", "07:05:09"),
        (Kind.ARRAY, "{a,b}", "a\nb"),
        (Kind.ARRAY, '{a,"x\ny"}', '{a,"x\ny"}'),
        (Kind.ARRAY, '{" a"}', '{" a"}'),
        (Kind.ARRAY, "{NULL}", "{NULL}"),
        (Kind.ARRAY, "{}", ""),
        (Kind.TEXT, "a\r\nb", "a\nb"),
        (Kind.BOOLEAN, False, "false"),
        (Kind.TEXT, None, ""),
    ],
)
def test_a_box_opens_with_a_text_that_can_be_typed(kind: Kind, value: object, text: str) -> None:
    assert form_text(field(kind), value) == text


@pytest.mark.parametrize(
    ("kind", "value", "native"),
    [
        (Kind.DATE, "2026-11-20", True),
        (Kind.DATE, "", True),
        (Kind.DATE, "infinity", False),
        (Kind.DATE, "12026-01-01", False),
        (Kind.DATE, "0044-03-15 BC", False),
        (Kind.DATETIME, "2026-11-20 10:12:30", True),
        (Kind.DATETIME, "2026-11-20 10:12:30.5", False),
        (Kind.TIME, "23:59:00", True),
        (Kind.TIME, "24:00:00", False),
        (Kind.TIME, "10:00:00+07", False),
    ],
)
def test_the_browsers_own_boxes_are_used_where_they_hold_the_value(
    kind: Kind, value: str, native: bool
) -> None:
    assert fits_native(kind, form_text(field(kind), value)) is native


@pytest.mark.parametrize(
    ("default", "text"),
    [
        ("'baru'::text", "baru"),
        ("'it''s'::character varying(20)", "it's"),
        ("0", "0"),
        ("true", "true"),
        ("now()", ""),
        ("nextval('x_seq'::regclass)", ""),
        (None, ""),
    ],
)
def test_a_plain_default_stands_in_the_box_of_a_new_row(default: str | None, text: str) -> None:
    kind = Kind.BOOLEAN if default == "true" else Kind.TEXT
    assert default_text(field(kind, default=default)) == text


def test_an_array_literal_is_read_apart() -> None:
    assert elements(r'{"a\"b","",NULL,"NULL"}') == ('a"b', "", None, "NULL")
    assert elements("[0:1]={1,2}") is None
