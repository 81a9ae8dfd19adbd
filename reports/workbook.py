"""A small workbook from rows that Python has, by the rules of every other one: for reports."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable, Sequence

from reports import sheet_parts
from reports.excel import package
from reports.sheet_looks import Look
from reports.sheet_parts import Column, Sheet
from reports.sheet_values import Value, cell_xml

__all__ = ["Column", "Look", "generate"]


def generate(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Value]]) -> bytes:
    """An xlsx with one sheet: frozen head, filter, widths. A value is a text (which stays one), a number,
    a bool, a day, time or moment (as it stands, in the office's zone), or None; each row has one per column.
    """
    out, count = io.BytesIO(), 0
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/styles.xml", sheet_parts.styles())
        with packed.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(sheet_parts.beginning(columns).encode())
            for row in rows:
                cells = (cell_xml(value, one.look) for value, one in zip(row, columns, strict=True))
                part.write(f"<row>{''.join(cells)}</row>".encode())
                count += 1
            area = sheet_parts.area(columns, count)
            part.write(sheet_parts.ending(area).encode())
        package(packed, [Sheet(sheet_parts.safe_name(name), area)])
    return out.getvalue()
