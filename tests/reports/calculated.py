"""Workbooks calculated anew by LibreOffice Calc, and every cell of theirs beside the value that we stored."""

from __future__ import annotations

import io
import shutil
import subprocess
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import openpyxl

# Whatever a file says of its values, it is calculated when it is opened.
_ALWAYS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""

Cells = Mapping[tuple[str, str], object]


def calculated(folder: Path, *books: bytes) -> list[bytes]:
    """The same workbooks as Calc saves them after calculating, in one start of it."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing: apt-get install libreoffice-calc-nogui"
    (folder / "profile" / "user").mkdir(parents=True, exist_ok=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(_ALWAYS)
    (folder / "out").mkdir(exist_ok=True)
    names = []
    for number, data in enumerate(books):
        names.append(folder / f"buku{number}.xlsx")
        names[-1].write_bytes(data)
    command = [soffice, f"-env:UserInstallation=file://{folder}/profile", "--headless"]
    command += ["--convert-to", "xlsx", "--outdir", str(folder / "out"), *map(str, names)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240, check=False)
    assert done.returncode == 0, done.stderr
    return [(folder / "out" / one.name).read_bytes() for one in names]


def cells(data: bytes, *, values: bool) -> dict[tuple[str, str], object]:
    """Every filled cell by sheet and address: its formula, or, with `values`, what is stored for it."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)
    return {
        (sheet.title, cell.coordinate): cell.value
        for sheet in book.worksheets
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None
    }


def differing(ours: Cells, theirs: Cells) -> Iterator[tuple[tuple[str, str], object, object]]:
    """The cells where the two do not say the same."""
    for place, value in ours.items():
        other = theirs.get(place)
        if isinstance(value, int | float) and isinstance(other, int | float):
            if abs(value - other) > 1e-9 * max(1, abs(value)):
                yield place, value, other
        elif value != other and not (value == "" and other is None):
            yield place, value, other
