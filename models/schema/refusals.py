"""What Postgres refuses, as sentences at the field where they belong.

The server says which constraint or column (its diagnostics); the catalog knows what they are about.
What it prints is never shown: no SQL, no parameters, no DETAIL. The one exception is what a trigger's
author wrote for people: the message of RAISE EXCEPTION.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import psycopg2
from sqlalchemy.exc import DBAPIError

from models.description.screen import Field, Screen, Wording
from models.errors import Blocked, Busy, Forbidden, PanelError, Problem, Refused, Stale
from models.panel import Panel
from models.schema import suspects
from models.schema.catalog import Check, TableName

NOT_THERE = "{labels} yang dipilih tidak ada lagi. Pilih yang lain."
UNREADABLE = "Saringan ini tidak dapat dibaca. Periksa nilainya."
LOST = "Sambungan ke basis data terputus. Tunggu sebentar, lalu coba lagi."
TOO_LONG = "Pekerjaan ini terlalu lama bagi basis data. Persempit saringannya, lalu coba lagi."
NO_RIGHT = "Akun basis data panel tidak berhak melakukan ini. Sampaikan kepada pengelola sistem."
READ_ONLY = "Basis data ini sedang hanya bisa dibaca, jadi belum ada yang tersimpan."
FULL = "Ruang simpan basis data penuh, jadi belum ada yang tersimpan. Sampaikan kepada pengelola sistem."
UNKNOWN = "Basis data menolak pekerjaan ini (kode {code}). Sampaikan kode itu kepada pengelola sistem."


@dataclass(frozen=True, slots=True)
class Case:
    """A refusal and what it is about. `values` is None where nothing was to be written."""

    error: DBAPIError
    state: str
    screen: Screen
    panel: Panel
    values: Mapping[str, object] | None

    def told(self, fact: str) -> str | None:
        """One of the server's diagnostics."""
        said: str | None = getattr(getattr(self.error.orig, "diag", None), fact, None)
        return said

    @property
    def constraint(self) -> str:
        return self.told("constraint_name") or ""

    @property
    def table(self) -> TableName | None:
        """The table that refused; a partition speaks for its parent, whom it does not name."""
        name, schema = self.told("table_name"), self.told("schema_name")
        if not name or not schema or self.screen.table.kind == "partitioned":
            return self.screen.table.name
        return TableName(schema, name)

    @property
    def is_here(self) -> bool:
        return self.table == self.screen.table.name

    def does(self, word: str) -> bool:
        return (self.error.statement or "").lstrip().upper().startswith(word)

    def fields(self, columns: Iterable[str | None]) -> list[Field]:
        found = (self.screen.field_of(name) for name in columns if name is not None)
        return [one for one in found if one is not None and not one.hidden]


def refusal(
    error: DBAPIError, screen: Screen, panel: Panel, values: Mapping[str, object] | None = None
) -> PanelError:
    """The sentence for an error of the server, to be raised `from` it.

    `values` are the canonical values that were to be written, by field key.
    """
    case = Case(error, getattr(error.orig, "pgcode", None) or "", screen, panel, values)
    if not case.state:
        lost = error.connection_invalidated or isinstance(error.orig, psycopg2.OperationalError)
        return Busy(LOST) if lost else PanelError(UNKNOWN, code=type(error.orig).__name__)
    if case.told("source_function") == "exec_stmt_raise":
        return _said(case)
    answer = _BY_STATE.get(case.state) or _BY_CLASS.get(case.state[:2]) or _unknown
    return answer(case)


def _refused(case: Case, sentence: str, fields: list[Field], **facts: object) -> Refused:
    """A problem at the first of these fields that was filled in, else at the first, else at none."""
    at = next((one for one in fields if one.key in (case.values or ())), fields[0] if fields else None)
    named = {"label": at.label} if at else {}
    return Refused(Problem(sentence, at.key if at else None, {**named, **facts}))


def _labels(fields: Iterable[Field]) -> Wording:
    return _joined([one.label for one in fields])


def _joined(words: list[Wording]) -> Wording:
    return Wording(", ".join(word.id for word in words), ", ".join(word.en or word.id for word in words))


def _said(case: Case) -> PanelError:
    """RAISE EXCEPTION: words of the DBA, for people."""
    message = case.told("message_primary") or ""
    return _refused(case, "{message}", case.fields([case.told("column_name")]), message=message)


def _elsewhere(case: Case) -> PanelError:
    """A trigger or a cascade met a rule of another table."""
    other = case.panel.screen_on(case.table) if case.table else None
    sentence = "Belum tersimpan karena aturan pada {screen} ({constraint})."
    screen = other.label if other else Wording("tabel lain", "another table")
    return _refused(case, sentence, [], screen=screen, constraint=case.constraint)


def _unique(case: Case) -> PanelError:
    if not case.is_here:
        return _elsewhere(case)
    table = case.screen.table
    columns: tuple[str | None, ...] = next(
        (index.columns for index in table.indexes if index.name == case.constraint),
        table.keys[0].columns if len(table.keys) == 1 else (),
    )
    fields = case.fields(columns)
    if len(fields) == 1 and len(columns) == 1:
        value = (case.values or {}).get(fields[0].key)
        if value is None or fields[0].mask is not None:
            return _refused(case, "{label} ini sudah dipakai.", fields)
        return _refused(case, '{label} "{value}" sudah dipakai.', fields, value=value)
    if fields:
        return _refused(case, "Gabungan {labels} ini sudah dipakai.", fields, labels=_labels(fields))
    return _refused(case, "Baris yang sama sudah ada ({constraint}).", [], constraint=case.constraint)


def _reference(case: Case) -> PanelError:
    key = next((key for key in case.screen.table.foreign_keys if key.name == case.constraint), None)
    if key is not None and case.is_here and not case.does("DELETE"):
        fields = case.fields(key.columns)
        return _refused(case, NOT_THERE, fields, labels=_labels(fields))
    other = case.panel.screen_on(case.table) if case.table else None
    if case.does("INSERT"):
        return _elsewhere(case)
    if other is None:
        return Blocked()
    if case.does("DELETE"):
        return Blocked("Belum bisa dihapus: masih dipakai oleh {screen}.", screen=other.label)
    return Blocked("Belum bisa diubah: kuncinya masih dipakai oleh {screen}.", screen=other.label)


def _not_null(case: Case) -> PanelError:
    if not case.is_here:
        return _elsewhere(case)
    column = case.told("column_name")
    fields = case.fields([column]) if column else suspects.empty_domain(case, case.told("datatype_name"))
    if len(fields) == 1:
        return _refused(case, "Wajib diisi.", fields)
    return _refused(case, "Ada isian wajib yang masih kosong ({column}).", [], column=column or "?")


def _check(case: Case) -> PanelError:
    domain = case.told("datatype_name")
    checks = [
        check
        for check in case.screen.table.checks
        if check.name == case.constraint and bool(check.domain) == bool(domain)
    ]
    if not domain and not case.is_here:
        return _elsewhere(case)
    fields = case.fields(name for check in checks for name in check.columns)
    if domain:
        fields = suspects.filled(case, fields)
    comment = next((check.comment for check in checks if check.comment), None)
    if comment:
        return _refused(
            case, "{message}", fields[:1] if domain and len(fields) > 1 else fields, message=comment
        )
    return _broken_rule(case, fields, checks)


def _broken_rule(case: Case, fields: list[Field], checks: list[Check]) -> PanelError:
    if not fields:
        sentence = "Baris ini tidak memenuhi aturan tabel ({constraint})."
        return _refused(case, sentence, [], constraint=case.constraint)
    if len(fields) > 1:
        sentence = "{labels} tidak memenuhi aturan tabel ({constraint})."
        return _refused(case, sentence, fields, labels=_labels(fields), constraint=case.constraint)
    if checks[0].options:
        known = {option.value: option.label for option in fields[0].options}
        options = _joined([known.get(value, Wording(value)) for value in checks[0].options])
        return _refused(case, "{label} harus salah satu dari: {options}.", fields, options=options)
    sentence = "Isian {label} tidak memenuhi aturan tabel ({constraint})."
    return _refused(case, sentence, fields, constraint=case.constraint)


def _exclusion(case: Case) -> PanelError:
    found = next((one for one in case.screen.table.exclusions if one.name == case.constraint), None)
    if found is None or not case.is_here:
        return _elsewhere(case)
    fields = case.fields(found.columns)
    if found.comment:
        return _refused(case, "{message}", fields, message=found.comment)
    return _refused(case, "{labels} bentrok dengan baris lain.", fields, labels=_labels(fields))


def _too_long(case: Case) -> PanelError:
    fields = suspects.too_long(case)
    if not fields:
        return _wrong(case, "Ada isian yang terlalu panjang.", [])
    return _wrong(case, "Isian {label} terlalu panjang.", fields)


def _out_of_range(case: Case) -> PanelError:
    fields = suspects.out_of_range(case)
    if not fields:
        return _wrong(case, "Ada angka yang terlalu besar atau terlalu kecil.", [])
    return _wrong(case, "Angka pada {label} terlalu besar atau terlalu kecil.", fields)


def _wrong_form(case: Case) -> PanelError:
    fields = suspects.wrong_form(case)
    if not fields:
        return _wrong(case, "Ada isian yang tidak dapat dibaca. Periksa bentuknya.", [])
    if fields[0].options:
        return _wrong(case, "{label} harus salah satu dari pilihan yang ada.", fields)
    return _wrong(case, suspects.SENTENCES.get(fields[0].kind, suspects.UNREADABLE), fields)


def _wrong(case: Case, sentence: str, fields: list[Field]) -> PanelError:
    """A value that its type can not hold. Where nothing was written, it came from a filter."""
    found = _refused(case, sentence, fields)
    return Refused(*found.problems, sentence=UNREADABLE) if case.values is None else found


def _generated(case: Case) -> PanelError:
    message = case.told("message_primary") or ""
    fields = [
        one
        for one in case.screen.fields.values()
        if (one.column.generated or one.column.identity) and f'"{one.column.name}"' in message
    ]
    if not fields:
        return Stale()
    return _refused(case, "{label} diisi sendiri oleh basis data. Kosongkan isian ini.", fields)


def _hidden_afterwards(case: Case) -> PanelError:
    return _refused(case, "Baris ini tidak memenuhi syarat tampilan {screen}.", [], screen=case.screen.label)


def _unknown(case: Case) -> PanelError:
    return PanelError(UNKNOWN, code=case.state)


_BY_STATE: Mapping[str, Callable[[Case], PanelError]] = {
    "23505": _unique,
    "23503": _reference,
    "23001": _reference,  # ON DELETE RESTRICT, from 18 on
    "23502": _not_null,
    "23514": _check,
    "23P01": _exclusion,
    "22001": _too_long,
    "22003": _out_of_range,
    "428C9": _generated,
    "44000": _hidden_afterwards,
    "P0001": _said,
    "42501": lambda _: Forbidden(NO_RIGHT),
    "25006": lambda _: Forbidden(READ_ONLY),
    "42P01": lambda _: Stale(),
    "42703": lambda _: Stale(),
    "42704": lambda _: Stale(),
    "42804": lambda _: Stale(),
    "3F000": lambda _: Stale(),
    "40001": lambda _: Busy(),
    "40P01": lambda _: Busy(),
    "55P03": lambda _: Busy(),
    "57014": lambda _: Busy(TOO_LONG),
    "53100": lambda _: Busy(FULL),
}
_BY_CLASS: Mapping[str, Callable[[Case], PanelError]] = {
    "22": _wrong_form,
    "54": _too_long,  # deeper or longer than the server can take
    "08": lambda _: Busy(LOST),
    "57": lambda _: Busy(LOST),
    "53": lambda _: Busy(LOST),
}
