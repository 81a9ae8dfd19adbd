"""LibreOffice Calc, as the kabupaten may check a workbook: opened, every formula calculated anew, saved."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import openpyxl

# 0: always. By itself Calc trusts the values in a file.
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse">
<value>0</value></prop></item></oor:items>"""


def recalculated(folder: Path, data: bytes) -> openpyxl.Workbook:
    """The workbook with the values that Calc works out."""
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is missing: apt-get install libreoffice-calc-nogui"
    home = folder / "calc"
    (home / "user").mkdir(parents=True, exist_ok=True)
    (home / "user" / "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
    (folder / "book.xlsx").write_bytes(data)
    made = folder / "recalculated"
    command = [soffice, f"-env:UserInstallation=file://{home}", "--headless", "--convert-to"]
    done = subprocess.run(
        [*command, "xlsx:Calc MS Excel 2007 XML", "--outdir", str(made), str(folder / "book.xlsx")],
        capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return openpyxl.load_workbook(made / "book.xlsx", data_only=True)
