"""Builders of files as senders make them, well-formed and odd; all in memory."""

import io
import struct
import zipfile
import zlib
from collections.abc import Mapping, Sequence

import xlsxwriter
import xlwt

HEADER = [
    "bsn", "geboortedatum", "geslacht", "postcode_of_gemeente", "verwijzer", "hulpvorm",
    "gestart_met_crisis", "datum_aanvang", "datum_einde", "reden_beeindiging",
    "tevredenheid_jeugdige", "zonder_hulp_jeugdige", "tevredenheid_ouder", "zonder_hulp_ouder",
]  # fmt: skip
RECORD = [
    "999900006", "20100305", "V", "1315AB", "02", "03", "02",
    "20230105", "20230505", "01", "8", "02", "7", "03",
]  # fmt: skip
GRID = [HEADER, RECORD]

SPREADSHEETML = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"

Grid = Sequence[Sequence[str | None]]


def zipped(parts: Mapping[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts, in this order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def sheet_xml(data: str, before: str = "", after: str = "") -> str:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<worksheet xmlns="{SPREADSHEETML}">{before}'
        f"<sheetData>{data}</sheetData>{after}</worksheet>"
    )


def inline(reference: str, text: str) -> str:
    return f'<c r="{reference}" t="inlineStr"><is><t>{text}</t></is></c>'


def rows_xml(grid: Grid) -> str:
    return "".join(
        f'<row r="{r}">'
        + "".join(
            inline(f"{chr(65 + c)}{r}", cell) for c, cell in enumerate(row) if cell is not None
        )
        + "</row>"
        for r, row in enumerate(grid, start=1)
    )


def xlsx_parts(
    sheet: str | None = None,
    *,
    strings: str | None = None,
    styles: str | None = None,
    main_type: str = SHEET_TYPE,
    properties: str = "",
) -> dict[str, bytes | str]:
    """The parts of a minimal workbook with one sheet, ready to be changed."""
    relation = f'<Relationship Id="{{}}" Type="{RELATIONS}/{{}}" Target="{{}}"/>'
    more = [("s", "sharedStrings", strings), ("t", "styles", styles)]
    relations = relation.format("r1", "worksheet", "worksheets/sheet1.xml")
    root = relation.format("r1", "officeDocument", "xl/workbook.xml")
    relations += "".join(relation.format(i, kind, f"{kind}.xml") for i, kind, part in more if part)
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": '<Types><Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/></Types>',
        "_rels/.rels": f"<Relationships>{root}</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{SPREADSHEETML}" xmlns:r="{RELATIONS}">{properties}'
        '<sheets><sheet name="Data" sheetId="1" r:id="r1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relations}</Relationships>",
        "xl/worksheets/sheet1.xml": sheet or sheet_xml(rows_xml(GRID)),
    }
    parts |= {f"xl/{kind}.xml": part for _, kind, part in more if part}
    return parts


def xlsx_with(sheet: str | None = None, **more: str) -> bytes:
    """A minimal workbook around this sheet."""
    return zipped(xlsx_parts(sheet, **more))


def xlsx(grid: Grid = GRID, *, top: int = 0, left: int = 0) -> bytes:
    """A workbook as Excel writes it, the table `top` rows down and `left` columns in."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    sheet = book.add_worksheet("Data")
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write_string(top + r, left + c, cell)
    book.close()
    return buffer.getvalue()


def xls(grid: Grid = GRID, *, top: int = 0, left: int = 0, naam: str = "Data") -> bytes:
    """The same as an Excel 97 workbook."""
    buffer = io.BytesIO()
    book = xlwt.Workbook()
    sheet = book.add_sheet(naam)
    for r, row in enumerate(grid):
        for c, cell in enumerate(row):
            if cell is not None:
                sheet.write(top + r, left + c, cell)
    book.save(buffer)
    return buffer.getvalue()


def ods_cell(text: str | None) -> str:
    if text is None:
        return "<table:table-cell/>"
    return (
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
    )


def ods_rows(grid: Grid) -> str:
    return "".join(
        f"<table:table-row>{''.join(ods_cell(cell) for cell in row)}</table:table-row>"
        for row in grid
    )


def ods_content(tables: str, styles: str = "", before: str = "") -> str:
    names = ["office", "table", "text", "style", "draw"]
    spaces = " ".join(f'xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for n in names)
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>{before}<office:document-content {spaces}>'
        f"<office:automatic-styles>{styles}</office:automatic-styles>"
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body>"
        "</office:document-content>"
    )


def ods_table(rows: str, naam: str = "Data", style: str = "ta1") -> str:
    return f'<table:table table:name="{naam}" table:style-name="{style}">{rows}</table:table>'


def ods_with(content: str, **more: bytes | str) -> bytes:
    """An .ods around this content.xml."""
    return zipped({"mimetype": ODS_TYPE, "content.xml": content, **more})


def ods(grid: Grid = GRID, *, top: int = 0, left: int = 0) -> bytes:
    """The same as a LibreOffice workbook; empty rows and columns are repeated, not written out."""
    lead = (
        f'<table:table-row table:number-rows-repeated="{top}"><table:table-cell/></table:table-row>'
    )
    indent = f'<table:table-cell table:number-columns-repeated="{left}"/>'
    rows = ods_rows(grid)
    if left:
        rows = rows.replace("<table:table-row>", f"<table:table-row>{indent}")
    tail = (
        '<table:table-row table:number-rows-repeated="800000">'
        '<table:table-cell table:number-columns-repeated="1000"/></table:table-row>'
    )
    return ods_with(ods_content(ods_table((lead if top else "") + rows + tail)))


def csv_bytes(
    grid: Grid = GRID, *, separator: str = ";", end: str = "\r\n", encoding: str = "utf-8"
) -> bytes:
    return (end.join(separator.join(c or "" for c in row) for row in grid) + end).encode(encoding)


def compound_file(streams: Mapping[str, bytes]) -> bytes:
    """An OLE2 file with these streams, each padded to 4096 bytes: none is a mini stream."""
    sector = 512
    chunks: list[bytes] = []
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, 0xFFFFFFFE, 0)]
    for name, data in streams.items():
        padded = data.ljust(4096, b"\0")
        first = len(fat)
        count = -(-len(padded) // sector)
        fat += [*range(first + 1, first + count), 0xFFFFFFFE]
        chunks.append(padded.ljust(count * sector, b"\0"))
        entries.append(_entry(name, 2, first, len(padded)))
    directory = b"".join(entries)
    directory = directory.ljust(-(-len(directory) // sector) * sector, b"\0")
    start = len(fat)
    count = len(directory) // sector
    fat += [*range(start + 1, start + count), 0xFFFFFFFE]
    fat_sectors = -(-(len(fat) + 2) // 128)
    fat_start = len(fat)
    fat += [0xFFFFFFFD] * fat_sectors
    fat += [0xFFFFFFFF] * (fat_sectors * 128 - len(fat))
    header = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 16
    header += struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    header += struct.pack("<9L", 0, fat_sectors, start, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    used = list(range(fat_start, fat_start + fat_sectors))
    header += struct.pack("<109L", *used, *[0xFFFFFFFF] * (109 - fat_sectors))
    return header + b"".join(chunks) + directory + struct.pack(f"<{len(fat)}L", *fat)


def _entry(name: str, kind: int, start: int, size: int) -> bytes:
    raw = (name + "\0").encode("utf-16-le")
    entry = raw.ljust(64, b"\0") + struct.pack("<HBB3L", len(raw), kind, 1, *[0xFFFFFFFF] * 3)
    return entry.ljust(116, b"\0") + struct.pack("<3L", start, size, 0)


def lying_zip(declared: int, data: bytes) -> bytes:
    """A workbook whose sheet says it unpacks to `declared` bytes, checksum of those included."""
    parts = xlsx_parts()
    name = "xl/worksheets/sheet1.xml"
    content = bytearray(zipped(parts | {name: data}))
    sizes = struct.pack("<2L", zlib.crc32(data[:declared]), 0)[:4]
    for signature, offset, name_at in ((b"PK\3\4", 14, 30), (b"PK\1\2", 16, 46)):
        at = content.find(signature)
        while content[at + name_at : at + name_at + len(name)] != name.encode():
            at = content.find(signature, at + 1)
        content[at + offset : at + offset + 4] = sizes
        content[at + offset + 8 : at + offset + 12] = struct.pack("<L", declared)
    return bytes(content)


def overlapping_zip(parts: int = 200, size: int = 100_000) -> bytes:
    """Many names in the directory for one and the same packed data (CVE-2024-0450)."""
    content = zipped({"[Content_Types].xml": b" " * size})
    start = content.index(b"PK\1\2")
    entry = content[start : content.index(b"PK\5\6")]
    names = [f"[Content_Type{n:02d}].xml"[:19].ljust(19, "x").encode() for n in range(parts)]
    directory = b"".join(entry.replace(b"[Content_Types].xml", name) for name in names)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, parts, parts, len(directory), start, 0)
    return content[:start] + directory + end
