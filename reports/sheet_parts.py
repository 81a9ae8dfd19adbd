"""The parts of a workbook that hold no rows, as XML: styles, the list of sheets, a sheet's head and tail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from openpyxl.utils import get_column_letter

from reports.sheet_looks import HEAD, LOOKS, Look, number_of
from reports.sheet_values import attribute, escaped, text_xml

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OWN_FORMATS = 164  # the first number of a format that is not built in
_NAME_LENGTH = 31
RELATIONS = (
    "_rels/.rels",
    (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
        f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
)


class Column(NamedTuple):
    """A column of a sheet: what stands above it, how its cells look, its width in letters."""

    label: str
    look: Look
    width: float
    hidden: bool = False


class Sheet(NamedTuple):
    """A written sheet. `area` is what can be filtered, with its head; none where it is a page of notes."""

    name: str
    area: str = ""


def styles() -> str:
    """styles.xml: the looks of reports/sheet_looks.py, by their numbers."""
    formats = list(dict.fromkeys(look.format for look in LOOKS if look.format not in _BUILT_IN))
    ids = {**_BUILT_IN, **{code: _OWN_FORMATS + n for n, code in enumerate(formats)}}
    own = "".join(f'<numFmt numFmtId="{ids[code]}" formatCode="{attribute(code)}"/>' for code in formats)
    looks = "".join(_look(look, ids[look.format]) for look in LOOKS)
    return (
        f'{_XML}<styleSheet xmlns="{_MAIN}"><numFmts count="{len(formats)}">{own}</numFmts>'
        f'<fonts count="2"><font>{_FONT}</font><font><b/>{_FONT}</font></fonts>'
        '<fills count="3"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill>'
        '<fill><patternFill patternType="solid"><fgColor rgb="FFE3EAF2"/><bgColor indexed="64"/>'
        "</patternFill></fill></fills>"
        '<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border>'
        '<border><left/><right/><top/><bottom style="thin"><color rgb="FF8A9BB0"/></bottom><diagonal/>'
        "</border></borders>"
        '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
        f'<cellXfs count="{len(LOOKS)}">{looks}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
    )


_FONT = '<sz val="11"/><name val="Calibri"/><family val="2"/>'
_BUILT_IN = {"General": 0, "0": 1, "#,##0": 3, "#,##0.00": 4, "@": 49}


def _look(look: Look, format: int) -> str:
    wrap = ' wrapText="1"' if look.wrap else ""
    quoted = ' quotePrefix="1"' if look.quoted else ""
    return (
        f'<xf numFmtId="{format}" fontId="{int(look.bold)}" fillId="{2 if look.head else 0}" '
        f'borderId="{int(look.head)}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" '
        f'applyBorder="1" applyAlignment="1"{quoted}>'
        f'<alignment vertical="top"{wrap}/></xf>'
    )


def content_types(sheets: int) -> str:
    """[Content_Types].xml."""
    parts = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{_TYPE}.worksheet+xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}.sheet.main+xml"/>'
        f'<Override PartName="/xl/styles.xml" ContentType="{_TYPE}.styles+xml"/>{parts}</Types>'
    )


def workbook(sheets: Sequence[Sheet]) -> str:
    """xl/workbook.xml: the sheets, with what Excel wants to know of their filters and of their print."""
    listed = "".join(
        f'<sheet name="{attribute(one.name)}" sheetId="{n}" r:id="rId{n}"/>'
        for n, one in enumerate(sheets, 1)
    )
    names = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"{_quoted(one.name)}!{_absolute(one.area)}</definedName>"
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">{_quoted(one.name)}!$1:$1</definedName>'
        for n, one in enumerate(sheets)
        if one.area
    )
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView activeTab="0"/>'
        f"</bookViews><sheets>{listed}</sheets>"
        + (f"<definedNames>{names}</definedNames>" if names else "")
        + "</workbook>"
    )


def workbook_relations(sheets: int) -> str:
    """xl/_rels/workbook.xml.rels."""
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, sheets + 1)
    )
    return (
        f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{listed}'
        f'<Relationship Id="rId{sheets + 1}" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>'
    )


def beginning(columns: Sequence[Column], first: bool = True) -> str:
    """A sheet up to its first row of values: frozen head, widths, labels."""
    widths = "".join(
        f'<col min="{n}" max="{n}" width="{one.width:g}" style="{number_of(one.look)}" customWidth="1"'
        + (' hidden="1"/>' if one.hidden else "/>")
        for n, one in enumerate(columns, 1)
    )
    labels = "".join(text_xml(one.label, HEAD) for one in columns)
    opened = ' tabSelected="1"' if first else ""
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView{opened} workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        '<selection pane="bottomLeft" activeCell="A2" sqref="A2"/></sheetView></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{widths}</cols><sheetData><row>{labels}</row>'
    )


def ending(area: str) -> str:
    """The rest of a sheet; `area` gets the buttons of a filter."""
    return (
        f'</sheetData><autoFilter ref="{area}"/>'
        '<pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>'
        '<pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/></worksheet>'
    )


def page(rows: str, widths: Sequence[float]) -> str:
    """A sheet of notes."""
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width:g}" customWidth="1"/>' for n, width in enumerate(widths, 1)
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0"/></sheetViews>'
        f'<sheetFormatPr defaultRowHeight="15"/><cols>{columns}</cols>'
        f"<sheetData>{rows}</sheetData></worksheet>"
    )


def area(columns: Sequence[Column], rows: int) -> str:
    """The shown columns of a sheet with so many rows below its head: A1:L201."""
    return f"A1:{get_column_letter(max(1, sum(not one.hidden for one in columns)))}{rows + 1}"


def safe_name(name: str, taken: Sequence[str] = ()) -> str:
    """A name that Excel takes for a sheet, unlike those that are taken."""
    plain = re.sub(r"[\x00-\x1f\[\]:*?/\\]+", " ", escaped_free(name))
    plain = " ".join(plain.split()).strip("'") or "Data"
    if plain.lower() in ("history", "riwayat"):  # Excel keeps the first for itself
        plain += " data"
    used = {one.lower() for one in taken}
    found, n = _fitting(plain), 1
    while found.lower() in used:
        n += 1
        found = _fitting(plain, f" {n}")
    return found


def escaped_free(name: str) -> str:
    """A name without letters that XML cannot have."""
    return re.sub("[\ud800-\udfff\ufffe\uffff]", "", name)


def _fitting(plain: str, end: str = "") -> str:
    """Cut to what Excel takes, in UTF-16 units."""
    room = 2 * (_NAME_LENGTH - len(end))
    cut = plain.encode("utf-16-le")[:room].decode("utf-16-le", "ignore")
    return cut.strip().strip("'") + end


def _quoted(name: str) -> str:
    return escaped("'" + name.replace("'", "''") + "'")


def _absolute(area: str) -> str:
    return re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", area)
