"""`rules:`, `rows:` and `follows:` of a screen, and the `parameters:` that their SQL may use."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping

from models.description.asked_sql import check_condition
from models.description.findings import Finding
from models.description.load import Written
from models.description.office_spec import OfficeSpec
from models.description.parameters import ME, unknown
from models.description.reading import Probe, Reading
from models.description.screen import Field, Mask
from models.description.spec import RuleSpec
from models.schema.catalog import Catalog, Kind, Table

_NOT_TEXT = "hanya teks yang bisa disamarkan"
_IS_KEY = "kolom kunci ada di alamat barisnya"
_LEADS = "kolom ini menunjuk ke baris lain"
_IS_FILE = "kolom ini menyimpan berkas"


def read_rules(reading: Reading) -> None:
    """Lays the rules of a screen over its fields, and over those of its children that it names."""
    for name, spec in reading.spec.rules.items():
        _roles(reading, name, spec)
        own = any(one.column.name == name for one in reading.fields.values())
        if "." in name and not own:
            found = reading.child_column(name, "rules", name)
            if found is not None:
                fields = reading.around.fields[found[0].screen]
                table = reading.around.tables[found[0].screen]
                fields[found[1].key] = _ruled(reading, name, spec, found[1], table)
        else:
            one = reading.any_column(name, "rules", name)
            if one is not None:
                reading.fields[one.key] = _ruled(reading, name, spec, one, reading.table)


def _roles(reading: Reading, name: str, spec: RuleSpec) -> None:
    for word, roles in (("reveal", spec.reveal), ("hidden", spec.hidden), ("read_only", spec.read_only)):
        for role in roles:
            reading.role(role, "rules", name, word)


def _ruled(reading: Reading, name: str, spec: RuleSpec, one: Field, table: Table) -> Field:
    mask = one.mask
    if spec.mask is not None:
        because = _cannot_be_masked(one, table)
        if because:
            reading.add("D351", "rules", name, "mask", column=name, reason=because)
        if spec.when is not None:
            check_condition(reading, spec.when, table, "rules", name, "when")
        mask = Mask(spec.mask, frozenset(spec.reveal), spec.when)
    elif spec.reveal or spec.when:
        reading.add("D354", "rules", name, column=name)
    return dataclasses.replace(
        one,
        mask=mask,
        hidden_for=one.hidden_for | frozenset(spec.hidden),
        read_only_for=one.read_only_for | frozenset(spec.read_only),
    )


def _cannot_be_masked(one: Field, table: Table) -> str:
    if one.sql is None and one.column.name in table.row_key:
        return _IS_KEY
    if one.reference is not None:
        return _LEADS
    if one.file is not None:
        return _IS_FILE
    return "" if one.kind is Kind.TEXT and not one.options else _NOT_TEXT


def rows_of(reading: Reading) -> Mapping[str, str]:
    """Role -> the SQL of the rows it sees."""
    for role, sql in reading.spec.rows.items():
        if role != "*":
            reading.role(role, "rows", role)
        check_condition(reading, sql, reading.table, "rows", role)
    return dict(reading.spec.rows)


def wrong_parameters(office: Written[OfficeSpec], catalog: Catalog, probe: Probe) -> Iterable[Finding]:
    """What is wrong with the values that an office gives its SQL."""
    table = next(iter(catalog.tables.values()), None)
    for name, sql in office.spec.parameters.items():
        strangers = unknown(sql, {})
        for stranger in strangers:
            yield office.finding("D352", "parameters", name, near=ME, name=stranger)
        if table is not None and not strangers:
            refused = probe(table, sql).refused
            if refused is not None:
                yield office.finding("D311", "parameters", name, near=None, reason=refused)
