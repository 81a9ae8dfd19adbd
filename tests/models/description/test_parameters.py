"""The `:name` in an office's SQL: written out, and passed on to the server as parameters."""

from __future__ import annotations

import sqlalchemy as sa

from models.description.parameters import as_text, expanded, names, unknown

SQL = "a = :me::text and b = 'jam :me' and c[1:2] = :units and \"d:me\" = e::int and :me <> ''"


def test_a_parameter_is_none_in_a_text_a_quoted_name_a_cast_or_a_slice() -> None:
    assert list(names(SQL)) == ["me", "units", "me"]
    assert unknown(SQL, {"units"}) == []
    assert expanded(":me = :units", {"units": "select 1"}) == ":me = (select 1)"


def test_sqlalchemy_finds_the_same_parameters_and_gives_the_rest_to_the_server() -> None:
    clause = sa.text(as_text(SQL))
    assert set(clause.compile().params) == {"me", "units"}
    assert "'jam :me'" in str(clause) and '"d:me"' in str(clause) and "e::int" in str(clause)
    assert set(sa.text(as_text(":me::text", lambda _: "who")).compile().params) == {"who"}
