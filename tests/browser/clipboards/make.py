"""What LibreOffice Calc really hands to the clipboard, for tests: no part of the tests themselves.

    apt-get install libreoffice-calc-nogui python3-uno
    /usr/bin/python3 make.py few.json > few.txt                 text/plain of a copied range
    /usr/bin/python3 make.py few.json quoted > few-quoted.txt   the same with quotes, as Excel does

The JSON has lines of cells: texts, numbers, true/false, days as 2026-12-31. The sheet is shown the way an
Indonesian office has it. `text/plain` is taken from the transferable of the selection, which is what Ctrl+C
puts on the clipboard; LibreOffice 7.4 leaves line breaks and quotes out of it. Newer ones and Excel quote
such cells: that form is Calc's own text export with a tab and quotes. many.txt has 500 lines of 8 cells,
seven of them bad.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

import uno  # type: ignore[import-not-found]
from com.sun.star.beans import PropertyValue  # type: ignore[import-not-found]

PORT = 20102
PLAIN = "text/plain;charset=utf-16"
QUOTED = "9,34,76,1,,0,false,true,false"  # tab, quote, UTF-8, cells as shown
BOOLEAN = 1024


def named(name: str, value: object) -> object:
    made = PropertyValue()
    made.Name, made.Value = name, value
    return made


def office(folder: str) -> tuple[subprocess.Popen[bytes], object]:
    listen = f"--accept=socket,host=127.0.0.1,port={PORT};urp;"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    process = subprocess.Popen(["soffice", "--headless", "--norestore", listen, profile])
    here = uno.getComponentContext()
    find = here.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", here)
    for _ in range(60):
        try:
            there = find.resolve(f"uno:socket,host=127.0.0.1,port={PORT};urp;StarOffice.ComponentContext")
            return process, there.ServiceManager.createInstanceWithContext(
                "com.sun.star.frame.Desktop", there
            )
        except Exception:  # noqa: BLE001 - it is still starting
            time.sleep(0.5)
    raise SystemExit("LibreOffice did not start")


def fill(book: object, rows: list[list[object]]) -> None:
    indonesian = uno.createUnoStruct("com.sun.star.lang.Locale")
    indonesian.Language, indonesian.Country = "id", "ID"
    formats, sheet = book.NumberFormats, book.Sheets.getByIndex(0)

    def form(code: str) -> int:
        known = formats.queryKey(code, indonesian, False)
        return known if known != -1 else formats.addNew(code, indonesian)

    for down, row in enumerate(rows):
        for across, value in enumerate(row):
            cell = sheet.getCellByPosition(across, down)
            if isinstance(value, bool):
                cell.Value, cell.NumberFormat = int(value), formats.getStandardFormat(BOOLEAN, indonesian)
            elif isinstance(value, int | float):
                cell.Value, cell.NumberFormat = value, form("#.##0,00")
            elif isinstance(value, str) and value[4:5] + value[7:8] == "--" and value[:4].isdigit():
                cell.Value = (date.fromisoformat(value) - date(1899, 12, 30)).days
                cell.NumberFormat = form("DD-MM-YYYY")
            else:
                cell.String = value


def main() -> None:
    rows = json.loads(Path(sys.argv[1]).read_text())
    with tempfile.TemporaryDirectory() as folder:
        process, desktop = office(folder)
        book = desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, (named("Hidden", True),))
        fill(book, rows)
        if "quoted" in sys.argv:
            path = f"{folder}/sheet.txt"
            book.storeToURL(
                f"file://{path}",
                (named("FilterName", "Text - txt - csv (StarCalc)"), named("FilterOptions", QUOTED)),
            )
            text = Path(path).read_text(encoding="utf-8")
        else:
            whole = book.Sheets.getByIndex(0).getCellRangeByPosition(0, 0, len(rows[0]) - 1, len(rows) - 1)
            view = book.CurrentController
            view.select(whole)
            copied = view.getTransferable()
            flavour = next(one for one in copied.getTransferDataFlavors() if one.MimeType == PLAIN)
            text = copied.getTransferData(flavour)
        sys.stdout.write(text)
        sys.stdout.flush()
        book.close(True)
        desktop.terminate()
        process.wait(60)


main()
