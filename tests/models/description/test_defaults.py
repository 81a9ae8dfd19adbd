"""A table that nobody described gets a screen that somebody could have meant."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest

from models.description import access
from models.description.screen import Order, Wording
from models.description.wording import humanise, of_reference
from models.schema.catalog import Check, Kind
from tests.counted import calls
from tests.models.description.tables import column, identity, plain, points, resolved, table

PEOPLE = table("people", identity(), column("name", nullable=False))


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("received_at", "Received at"),
        ("orderDate", "Order date"),
        ("Nama Lengkap", "Nama Lengkap"),
        ("NIK", "NIK"),
        ("nik_pelapor", "NIK pelapor"),
        ("no_KK", "No KK"),
        ("日本", "日本"),
        ("_", "_"),
    ],
)
def test_a_name_becomes_words(name: str, words: str) -> None:
    assert humanise(name) == words


@pytest.mark.parametrize(
    ("name", "short"), [("reporter_id", "reporter"), ("userId", "user"), ("id", "id"), ("paid", "paid")]
)
def test_a_reference_goes_by_what_it_points_at(name: str, short: str) -> None:
    assert of_reference(name) == short


def test_a_comment_is_label_and_help(tmp_path: Path) -> None:
    fields = plain(
        tmp_path,
        table(
            "t",
            identity(),
            column("a", comment="Nama lengkap\nSeperti di KTP."),
            column("b", comment="The name of the film. It is shown in lists."),
        ),
    )["t"].fields
    assert (fields["a"].label, fields["a"].help) == (Wording("Nama lengkap"), Wording("Seperti di KTP."))
    assert fields["b"].label == Wording("B"), "a sentence is help, not a label"
    assert fields["b"].help == Wording("The name of the film. It is shown in lists.")


@pytest.mark.parametrize(
    ("columns", "title"),
    [
        (["code", "name"], "{name}"),
        (["first_name", "last_name"], "{first_name} {last_name}"),
        (["remark_of_staff", "street_name"], "{street_name}"),
        (["colour", "shape"], "{colour}"),
        (["password", "login"], "{login}"),
        ([], "{id}"),
    ],
)
def test_the_title_is_chosen_by_sense(tmp_path: Path, columns: list[str], title: str) -> None:
    screen = plain(tmp_path, table("t", identity(), *map(column, columns)))["t"]
    assert "".join(part if kind == "text" else f"{{{part}}}" for kind, part in screen.title) == title


def test_the_list_holds_the_telling_columns_and_not_all_of_them(tmp_path: Path) -> None:
    screen = plain(
        tmp_path,
        table(
            "t",
            identity(),
            column("payload", Kind.JSON),
            column("story"),
            column("name"),
            column("photo", Kind.BYTES),
            column("status", Kind.ENUM, options=("baru", "selesai")),
            *(column(f"extra_{number}", Kind.INTEGER) for number in range(20)),
            column("received_at", Kind.INSTANT),
            column("reporter_id", Kind.INTEGER),
            column("words", Kind.SEARCH),
            refs=[points("reporter_id", "people.id")],
        ),
        PEOPLE,
    )["t"]
    assert screen.list[0] == "name"
    assert {"status", "received_at", "reporter_id"} <= set(screen.list)
    assert not {"id", "payload", "story", "photo", "words"} & set(screen.list)
    assert len(screen.list) == 7
    assert screen.search_column == "words"


def test_a_table_of_only_a_key_still_has_a_list(tmp_path: Path) -> None:
    assert plain(tmp_path, table("t", identity()))["t"].list == ("id",)


def test_the_newest_come_first_where_an_index_gives_them(tmp_path: Path) -> None:
    columns = identity(), column("name"), column("received_at", Kind.INSTANT, nullable=False)
    screens = plain(tmp_path, table("a", *columns, indexed=["received_at"]), table("b", *columns))
    assert screens["a"].order == (Order("received_at", descending=True),)
    assert screens["b"].order == (Order("id", descending=True),)


def test_a_list_of_names_is_in_the_order_of_its_names(tmp_path: Path) -> None:
    names = table("t", identity(), column("name", nullable=False), unique=["name"])
    assert plain(tmp_path, names)["t"].order == (Order("name"),)


def test_sixty_columns_come_in_parts_with_the_long_texts_last(tmp_path: Path) -> None:
    numbers = [column(f"n{number}", Kind.INTEGER) for number in range(60)]
    sections = plain(tmp_path, table("t", identity(), column("story"), *numbers))["t"].sections
    assert len(sections) == 6
    assert max(len(one.fields) for one in sections) == 12
    assert sections[-1].fields[-1] == "story"


def test_wide_texts_are_written_in_an_area(tmp_path: Path) -> None:
    columns = (
        column("story"),
        column("keterangan"),
        column("name"),
        column("v", length=500),
        column("c", length=50),
    )
    fields = plain(tmp_path, table("t", identity(), *columns))["t"].fields
    assert [key for key, one in fields.items() if one.multiline] == ["story", "keterangan", "v"]


def test_options_come_from_an_enum_and_from_a_check(tmp_path: Path) -> None:
    described = table(
        "t",
        identity(),
        column("mood", Kind.ENUM, options=("sangat_baik", "L", "Sudah Baik")),
        column("state"),
        checks=(Check("c", "state IN ('a', 'b')", ("state",), ("a", "b")),),
    )
    fields = plain(tmp_path, described)["t"].fields
    assert [one.label.id for one in fields["mood"].options] == ["Sangat baik", "L", "Sudah Baik"]
    assert [one.value for one in fields["state"].options] == ["a", "b"]


def test_what_the_database_fills_is_not_asked_for(tmp_path: Path) -> None:
    columns = (
        column("id", Kind.INTEGER, nullable=False, identity="default"),
        column("sum", Kind.NUMBER, generated=True),
        column("at", Kind.INSTANT, nullable=False, default="now()"),
        column("name", nullable=False),
        column("photo", Kind.BYTES),
    )
    fields = plain(tmp_path, table("t", *columns))["t"].fields
    assert [key for key, one in fields.items() if one.required] == ["name"]
    assert [key for key, one in fields.items() if one.insertable] == ["at", "name"]
    assert [key for key, one in fields.items() if one.editable] == ["at", "name"]
    assert all(one.read_only_because for one in fields.values() if not one.editable)


def test_a_key_of_the_persons_own_is_given_once(tmp_path: Path) -> None:
    field = plain(tmp_path, table("t", column("code", nullable=False), column("name"), key="code"))[
        "t"
    ].fields["code"]
    assert (field.required, field.insertable, field.editable) == (True, True, False)


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"kind": "view"}, access.KINDS["view"]),
        ({"kind": "materialized"}, access.KINDS["materialized"]),
        ({"kind": "foreign"}, access.KINDS["foreign"]),
        ({"key": None}, access.NO_KEY),
        ({"can_insert": False, "can_update": False, "can_delete": False}, access.NO_RIGHT),
    ],
)
def test_what_cannot_be_written_says_why(tmp_path: Path, facts: dict[str, object], sentence: str) -> None:
    screen = plain(tmp_path, table("t", identity(), column("name"), **facts))["t"]
    assert screen.read_only_because == sentence
    assert not (screen.can_add or screen.can_edit or screen.can_delete)
    assert not any(one.editable or one.insertable for one in screen.fields.values())


def test_a_required_column_that_cannot_be_typed_closes_adding_and_says_so(tmp_path: Path) -> None:
    screen = plain(
        tmp_path, table("t", identity(), column("photo", Kind.BYTES, nullable=False), column("name"))
    )["t"]
    assert (screen.can_add, screen.cannot_add_because) == (False, access.UNTYPED)
    assert screen.can_edit


def test_a_missing_right_closes_just_what_it_closes(tmp_path: Path) -> None:
    columns = identity(), column("name", can_update=False), column("secret", can_select=False), column("note")
    screen = plain(tmp_path, table("t", *columns, can_insert=False))["t"]
    assert "secret" not in screen.fields
    assert (screen.can_add, screen.can_edit, screen.can_delete) == (False, True, True)
    assert screen.cannot_add_because == access.NO_INSERT
    assert not screen.fields["name"].editable


def test_a_table_that_may_not_be_read_has_no_screen(tmp_path: Path) -> None:
    assert plain(tmp_path, table("t", column("id", can_select=False))) == {}


def test_a_unique_key_without_gaps_serves_where_there_is_no_primary_one(tmp_path: Path) -> None:
    columns = column("a"), column("b", nullable=False), column("c", nullable=False)
    screen = plain(tmp_path, table("t", *columns, key=None, unique=["a", "b+c"]))["t"]
    assert screen.key_columns == ("b", "c")
    assert screen.read_only_because is None


def test_both_ends_of_a_reference_know_each_other(tmp_path: Path) -> None:
    reports = table(
        "reports", identity(), column("reporter", Kind.INTEGER), refs=[points("reporter", "people.id")]
    )
    screens = plain(tmp_path, PEOPLE, reports)
    reference = screens["reports"].fields["reporter"].reference
    assert reference is not None and reference.screen == "people"
    assert [(one.key, one.screen, one.columns) for one in screens["people"].children] == [
        ("reports", "reports", ("reporter",))
    ]


def test_two_references_to_one_table_stay_two(tmp_path: Path) -> None:
    columns = (
        identity(),
        column("reporter_id", Kind.INTEGER),
        column("accused_id", Kind.INTEGER),
        column("story"),
    )
    refs = [points("reporter_id", "people.id"), points("accused_id", "people.id")]
    children = plain(tmp_path, PEOPLE, table("reports", *columns, refs=refs))["people"].children
    assert [one.key for one in children] == ["reports.accused_id", "reports.reporter_id"]
    assert [one.label.id for one in children] == ["Reports (Accused)", "Reports (Reporter)"]


def test_a_row_may_point_at_a_row_of_its_own_table(tmp_path: Path) -> None:
    units = table("units", identity(), column("parent", Kind.INTEGER), refs=[points("parent", "units.id")])
    assert [one.screen for one in plain(tmp_path, units)["units"].children] == ["units"]


def test_a_composite_reference_is_a_parent_and_no_picker(tmp_path: Path) -> None:
    near = table("near", identity(), column("a"), column("b"), refs=[points("a+b", "far.a+b")])
    far = table("far", column("a", nullable=False), column("b", nullable=False), key="a+b")
    screens = plain(tmp_path, near, far)
    assert [one.screen for one in screens["near"].parents] == ["far"]
    assert not any(one.reference for one in screens["near"].fields.values())
    assert screens["far"].children[0].columns == ("a", "b")


def _link(*more: object, key: str = "letter+person") -> list:  # type: ignore[type-arg]
    link = table(
        "letter_people",
        column("letter", Kind.INTEGER, nullable=False),
        column("person", Kind.INTEGER, nullable=False),
        *more,  # type: ignore[arg-type]
        key=key,
        refs=[points("letter", "letters.id"), points("person", "people.id")],
    )
    return [PEOPLE, table("letters", identity(), column("subject")), link]


@pytest.mark.parametrize(
    "more", [[], [column("position", Kind.INTEGER)], [column("added", Kind.INSTANT, default="now()")]]
)
def test_a_link_table_ties_both_ends_and_hides(tmp_path: Path, more: list[object]) -> None:
    screens = plain(tmp_path, *_link(*more))
    assert screens["letter_people"].hidden
    (people,) = screens["letters"].children
    assert (people.screen, people.through) == ("people", "letter_people")
    assert (people.columns, people.far_columns, people.far_target_columns) == (
        ("letter",),
        ("person",),
        ("id",),
    )
    assert [one.screen for one in screens["people"].children] == ["letters"]


def test_a_link_that_says_something_is_no_link(tmp_path: Path) -> None:
    screens = plain(tmp_path, *_link(column("role")))
    assert not screens["letter_people"].hidden
    assert [one.screen for one in screens["letters"].children] == ["letter_people"]


def test_a_link_between_rows_of_one_table_is_seen_from_both_sides(tmp_path: Path) -> None:
    link = table(
        "friends",
        column("one", Kind.INTEGER, nullable=False),
        column("other", Kind.INTEGER, nullable=False),
        key="one+other",
        refs=[points("one", "people.id"), points("other", "people.id")],
    )
    children = plain(tmp_path, PEOPLE, link)["people"].children
    assert [one.key for one in children] == ["people.friends.one", "people.friends.other"]
    assert {one.columns for one in children} == {("one",), ("other",)}


def test_the_work_for_a_table_is_the_same_among_many(tmp_path: Path) -> None:
    texts = [column(f"c{number}") for number in range(12)]
    tables = [
        table(f"t{n}", identity(), *texts, column("up", Kind.INTEGER), refs=[points("up", f"t{n // 2}.id")])
        for n in range(200)
    ]
    resolved(tmp_path, tables[:2])  # what is made once, is made
    few, many = (calls(partial(resolved, tmp_path, some)) for some in (tables[:50], tables))
    assert many < few * 5
    assert many < 400_000  # a fifth of a second
