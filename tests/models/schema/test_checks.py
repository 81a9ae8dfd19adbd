import pytest

from models.schema.checks import listed_values


@pytest.mark.parametrize(
    ("expression", "values"),
    [
        ("(state = ANY (ARRAY['a'::text, 'b'::text]))", ("a", "b")),
        (
            "((size)::text = ANY ((ARRAY['S'::character varying, 'M'::character varying])::text[]))",
            ("S", "M"),
        ),
        (
            "((size)::text = ANY (ARRAY[('S'::character varying)::text, ('M'::character varying)::text]))",
            ("S", "M"),
        ),
        ("(c = ANY (ARRAY['L'::bpchar, 'P'::bpchar]))", ("L", "P")),
        ("(n = ANY (ARRAY[1, 2, '-3'::integer, (-4)]))", ("1", "2", "-3", "-4")),
        ("(n = ANY (ARRAY[(1)::numeric, 2.5]))", ("1", "2.5")),
        ("(s = 'satu'::text)", ("satu",)),
        ("((s IS NULL) OR (s = ANY (ARRAY['ya'::text, 'tidak'::text])))", ("ya", "tidak")),
        ("(s = ANY ('{x,y z}'::text[]))", ("x", "y z")),
        ("(\"Kode Pos\" = ANY (ARRAY['it''s'::text, 'a (b), c'::text, ''::text]))", ("it's", "a (b), c", "")),
        ('(VALUE = ANY (ARRAY[\'a b\'::public.mood, \'c\'::"Kantor Lama"."M, ""x"""]))', ("a b", "c")),
    ],
)
def test_a_plain_list_gives_its_values(expression: str, values: tuple[str, ...]) -> None:
    assert listed_values(expression, 1) == values


@pytest.mark.parametrize(
    "expression",
    [
        "(n > 0)",
        "(n <> ALL (ARRAY[1, 2]))",
        "((state = 'baru'::text) OR (level IS NOT NULL))",
        "((state = ANY (ARRAY['a'::text])) AND (length(state) > 1))",
        "(lower(state) = ANY (ARRAY['a'::text, 'b'::text]))",
        "((state)::text ~ '^[A-Z]+$'::text)",
        "(state = other)",
        "(n = ANY (ARRAY[1, (2 + 3)]))",
    ],
)
def test_any_other_rule_gives_none(expression: str) -> None:
    assert listed_values(expression, 1) == ()


def test_a_rule_on_two_columns_is_no_list() -> None:
    assert listed_values("(a = ANY (ARRAY['a'::text, 'b'::text]))", 2) == ()
