"""Workbooks of three kinds, with the same bytes for the same rows on every day and machine."""

import io
import zipfile
from datetime import date, datetime
from xml.sax.saxutils import escape

import xlsxwriter
import xlwt

from uitkomst.synthetic.grid import Cell, Row

SHEET = "Jeugdhulp"
# Workbooks carry the moment of writing; a fixed one keeps the bytes the same.
MOMENT = datetime(2026, 1, 1)  # noqa: DTZ001
ZIP_MOMENT = (1980, 1, 1, 0, 0, 0)

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    "<office:document-content"
    ' xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' office:version="1.3"><office:body><office:spreadsheet>'
    f'<table:table table:name="{SHEET}">'
)
ODS_TAIL = "</table:table></office:spreadsheet></office:body></office:document-content>"
ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"'
    ' manifest:version="1.3">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
    "</manifest:manifest>"
)


def xlsx(rows: list[Row]) -> bytes:
    """An Excel workbook of today; text as text, numbers and dates as such."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False})
    book.set_properties({"created": MOMENT})
    day = book.add_format({"num_format": "dd-mm-yyyy"})
    sheet = book.add_worksheet(SHEET)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write_datetime(at, column, datetime(cell.year, cell.month, cell.day), day)  # noqa: DTZ001
            elif isinstance(cell, int):
                sheet.write_number(at, column, cell)
            elif cell:
                sheet.write_string(at, column, cell)
    book.close()
    return content.getvalue()


def xls(rows: list[Row]) -> bytes:
    """An Excel 97-2003 workbook, at most 65,536 rows."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD-MM-YYYY")
    sheet = book.add_sheet(SHEET)
    for at, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, date):
                sheet.write(at, column, cell, day)
            elif cell != "":
                sheet.write(at, column, cell)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def ods(rows: list[Row]) -> bytes:
    """An OpenDocument sheet, as small as the format allows."""
    lines = (f"<table:table-row>{''.join(map(_ods_cell, row))}</table:table-row>" for row in rows)
    parts = {
        # The type comes first and uncompressed, so that it can be read at a fixed place.
        "mimetype": ODS_TYPE,
        "content.xml": ODS_HEAD + "".join(lines) + ODS_TAIL,
        "META-INF/manifest.xml": ODS_MANIFEST,
    }
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, text in parts.items():
            entry = zipfile.ZipInfo(name, ZIP_MOMENT)
            stored = name == "mimetype"
            entry.compress_type = zipfile.ZIP_STORED if stored else zipfile.ZIP_DEFLATED
            package.writestr(entry, text)
    return content.getvalue()


def _ods_cell(cell: Cell) -> str:
    if isinstance(cell, date):
        value = f'office:value-type="date" office:date-value="{cell.isoformat()}"'
        shown = f"{cell:%d-%m-%Y}"
    elif isinstance(cell, int):
        value, shown = f'office:value-type="float" office:value="{cell}"', str(cell)
    elif cell:
        value, shown = 'office:value-type="string"', escape(cell)
    else:
        return "<table:table-cell/>"
    return f"<table:table-cell {value}><text:p>{shown}</text:p></table:table-cell>"
