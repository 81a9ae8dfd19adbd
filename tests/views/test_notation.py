"""Values as people write them, in Indonesian and in English, and back."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from flask import Flask
from flask_babel import Babel, force_locale

from models.description.screen import Option, Wording
from models.schema.catalog import Kind
from models.values import BadValue
from tests.views.fields_by_kind import field
from views.moments import in_full
from views.notation import elements, shown, size
from views.typed import canonical, default_text, form_text, is_empty_or_plain


@pytest.fixture(autouse=True)
def in_indonesian() -> Iterator[None]:
    app = Flask(__name__)
    app.config["BABEL_DEFAULT_LOCALE"] = "id"
    Babel(app)
    with app.test_request_context():
        yield


@pytest.fixture
def in_english() -> Iterator[None]:
    with force_locale("en"):
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
        (Kind.DATE, "3-4-26", "2026-04-03"),
        (Kind.DATE, "17-8-1945", "1945-08-17"),
        (Kind.DATE, "23 Nov 2026", "2026-11-23"),
        (Kind.DATE, "Senin, 23 November 2026", "2026-11-23"),
        (Kind.DATE, "1 Agustus 2026", "2026-08-01"),
        (Kind.DATE, "August 1, 2026", "2026-08-01"),
        (Kind.DATE, "2026-11-20", "2026-11-20"),
        (Kind.DATE, "0044-03-15 BC", "0044-03-15 BC"),
        (Kind.DATE, "infinity", "infinity"),
        (Kind.DATETIME, "20-11-2026 9.05", "2026-11-20 09:05:00"),
        (Kind.DATETIME, "23-11-26 10.12", "2026-11-23 10:12:00"),
        (Kind.NUMBER, "1,234.56", "1234.56"),
        (Kind.NUMBER, "1,234", "1.234"),
        (Kind.MONEY, "1.234,50", "1234.50"),
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
        (Kind.DATE, "11/23/2026"),
        (Kind.DATE, "1 Juni2 2026"),
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
        (Kind.DATE, "2026-11-20", "20-11-2026"),
        (Kind.INSTANT, "2026-11-20 10:12:00+08", "20-11-2026 10.12"),
        (Kind.INSTANT, "2026-11-20 10:12:30.5+08", "20-11-2026 10.12.30,5"),
        (Kind.MONEY, "$1,234.50", "1234,50"),
        (Kind.INTERVAL, "1 year 2 mons 04:05:06", "1 tahun 2 bulan 04:05:06"),
        (Kind.DATETIME, "0044-03-15 10:00:00 BC", "0044-03-15 10:00:00 BC"),
        (Kind.TIME, "07:05:00", "07.05"),
        (Kind.TIME, "07:05:09", "07.05.09"),
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
        (Kind.DATETIME, "2026-11-20 10:12:30.5", True),
        (Kind.TIME, "23:59:00", True),
        (Kind.TIME, "24:00:00", False),
        (Kind.TIME, "10:00:00+07", False),
    ],
)
def test_a_calendar_is_offered_for_ordinary_days_and_times(kind: Kind, value: str, native: bool) -> None:
    assert is_empty_or_plain(kind, form_text(field(kind), value)) is native


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


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("kind", "value", "written", "boxed"),
    [
        (Kind.NUMBER, Decimal("1234.56"), "1,234.56", "1234.56"),
        (Kind.INTEGER, 1284, "1,284", "1284"),
        (Kind.MONEY, "$1,234.50", "1,234.50", "1234.50"),
        (Kind.DATE, "2026-11-03", "3 Nov 2026", "03-11-2026"),
        (Kind.INSTANT, "2026-11-20 10:12:30.5+08", "20 Nov 2026 10:12:30.5", "20-11-2026 10:12:30.5"),
        (Kind.TIME, "07:05:00", "07:05", "07:05"),
        (Kind.INTERVAL, "1 mon 3 days 04:05:06", "1 month 3 days 04:05:06", "1 month 3 days 04:05:06"),
    ],
)
def test_english_is_written_the_english_way(kind: Kind, value: object, written: str, boxed: str) -> None:
    assert shown(field(kind), value) == written
    assert form_text(field(kind), value) == boxed


@pytest.mark.usefixtures("in_english")
@pytest.mark.parametrize(
    ("kind", "typed", "meant"),
    [
        (Kind.NUMBER, "1,234.56", "1234.56"),
        (Kind.NUMBER, "1,234", "1234"),
        (Kind.NUMBER, "1.234", "1.234"),
        (Kind.NUMBER, "1.234,56", "1234.56"),
        (Kind.DATE, "23-11-2026", "2026-11-23"),
        (Kind.DATE, "5/6/2026", "2026-06-05"),
        (Kind.DATE, "3 Nov 2026", "2026-11-03"),
        (Kind.INSTANT, "20 Nov 2026 10:12", "2026-11-20 10:12:00"),
        (Kind.TIME, "7:05", "07:05:00"),
    ],
)
def test_english_is_read_the_english_way_and_days_before_months(kind: Kind, typed: str, meant: str) -> None:
    assert canonical(field(kind), typed) == meant


@pytest.mark.parametrize(
    ("kind", "value", "written"),
    [
        (Kind.DATE, "2026-11-23", "Senin, 23 November 2026"),
        (Kind.DATETIME, "2026-08-01 09:05:00", "Sabtu, 1 Agustus 2026, 09.05"),
        (Kind.INSTANT, "2026-11-23 10:12:00+08", "Senin, 23 November 2026, 10.12 WITA"),
        (Kind.DATE, "0044-03-15 BC", "15-03-0044 SM"),
        (Kind.INSTANT, "infinity", "tanpa batas"),
    ],
)
def test_a_record_page_names_the_day_and_the_zone(kind: Kind, value: str, written: str) -> None:
    assert in_full(kind, value, ZoneInfo("Asia/Makassar")) == written


@pytest.mark.usefixtures("in_english")
def test_a_record_page_names_them_in_english_too() -> None:
    said = in_full(Kind.INSTANT, "2026-11-23 10:12:00+09", ZoneInfo("Asia/Jayapura"))
    assert said == "Monday, 23 November 2026, 10:12 WIT"
