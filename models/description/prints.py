"""The `prints:` of a screen: pages that an office prints from its rows."""

from __future__ import annotations

from collections.abc import Iterator

from models.description.asked_sql import MOMENT, check_condition
from models.description.described import orders_of
from models.description.reading import Reading
from models.description.screen import Print
from models.description.spec import PrintSpec

_ONE_ROW = "Hapus kata itu: cetakan ini dari satu baris."
_WHOLE_LIST = "Hapus kata itu: cetakan ini dari daftar."


def prints_of(reading: Reading) -> tuple[Print, ...]:
    """The prints of a screen. Their files are looked at in print_files.py."""
    return tuple(_prints(reading))


def _prints(reading: Reading) -> Iterator[Print]:
    for key, spec in reading.spec.prints.items():
        _check(reading, key, spec)
        yield Print(
            key=key,
            label=spec.label.wording,
            file=spec.file,
            size=spec.size,
            landscape=spec.landscape,
            roles=frozenset(spec.roles),
            when=spec.when,
            of_list=spec.list_,
            order=orders_of(reading, spec.order, "prints", key, "order"),
            after_add=spec.after_add,
        )


def _check(reading: Reading, key: str, spec: PrintSpec) -> None:
    for role in spec.roles:
        reading.role(role, "prints", key, "roles")
    if spec.when is not None:
        check_condition(reading, spec.when, reading.table, "prints", key, "when", known=MOMENT)
    for word, written, expected in (
        ("order", bool(spec.order) and not spec.list_, _ONE_ROW),
        ("when", spec.when is not None and spec.list_, _WHOLE_LIST),
        ("after_add", spec.after_add and spec.list_, _WHOLE_LIST),
    ):
        if written:
            reading.add("D332", "prints", key, word, word=word, expected=expected)
