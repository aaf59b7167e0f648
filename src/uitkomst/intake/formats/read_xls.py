"""An .xls workbook of Excel 97-2003 (MS-XLS, "BIFF8"), the format of the CBS spreadsheets.

Only the records that hold values are read; formulas give the value Excel kept.
"""

import struct
from collections.abc import Iterator

from uitkomst.intake.formats.choose_sheet import Sheet, read_sheets
from uitkomst.intake.formats.excel_values import BUILT_IN_DATES, shows_a_date
from uitkomst.intake.formats.read_ole import CompoundFile
from uitkomst.intake.formats.read_xls_sheet import XlsSheet
from uitkomst.intake.formats.read_xls_strings import shared_strings, unicode_text
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import broken, encrypted, macro, other_kind
from uitkomst.intake.rows import RawTable

BOF, EOF, CONTINUE = 0x0809, 0x000A, 0x003C
_FILEPASS, _BOUNDSHEET, _DATEMODE, _FORMAT, _XF, _SST = 0x2F, 0x85, 0x22, 0x041E, 0xE0, 0xFC
_BIFF8 = 0x0600
_SHEET_KINDS = {1: "een macroblad", 6: "een macro"}
_OTHER_STREAMS = {
    "WordDocument": "een Word-document",
    "PowerPoint Document": "een PowerPoint-presentatie",
    "Book": "een werkmap van Excel 95 of ouder",
    "__properties_version1.0": "een e-mailbericht",
}

Record = tuple[int, bytes]


def read_xls(content: bytes, limits: Limits, blad: str | None = None) -> RawTable:
    """The sheet of the workbook that holds the delivery. Raises UnreadableFile."""
    stream = _workbook_stream(CompoundFile(content))
    try:
        return _read_workbook(stream, limits, blad)
    except (struct.error, IndexError) as error:
        raise broken("Een onderdeel van de werkmap is korter dan het hoort te zijn.") from error


def _workbook_stream(file: CompoundFile) -> bytes:
    names = {entry.naam: entry for entry in file.entries}
    if "EncryptedPackage" in names or "EncryptionInfo" in names:
        raise encrypted()
    for name in names:
        if "VBA" in name.upper().split("_") or name.upper() == "VBA":
            raise macro("een macro")
        if name.startswith("MBD") or name == "ObjectPool":
            raise macro("een ingesloten object")
    entry = names.get("Workbook")
    if entry is None:
        kind = next((what for name, what in _OTHER_STREAMS.items() if name in names), None)
        raise other_kind(kind or "een bestand van een ander programma")
    return file.stream(entry)


def records(stream: bytes, at: int) -> Iterator[Record]:
    """The records of one substream, from its BOF up to and without its EOF."""
    depth = 0
    while True:
        kind, length = struct.unpack_from("<2H", stream, at)
        data = stream[at + 4 : at + 4 + length]
        if len(data) < length:
            raise broken("Het laatste deel van het bestand ontbreekt.")
        at += 4 + length
        depth += (kind == BOF) - (kind == EOF)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, data


class _Globals:
    """What the first substream says about the whole workbook."""

    def __init__(self, stream: bytes) -> None:
        self.sheets: list[Sheet] = []
        self.dates_1904 = False
        self._date_formats = set(BUILT_IN_DATES)
        self._styles: list[int] = []
        self._strings: list[bytes] = []
        previous = 0
        for kind, data in records(stream, 0):
            self._take(kind, data)
            if kind == _SST or (kind == CONTINUE and previous == _SST):
                self._strings.append(data)
                kind = _SST
            previous = kind
        self.date_styles = frozenset(
            n for n, number_format in enumerate(self._styles) if number_format in self._date_formats
        )
        self.strings = shared_strings(self._strings)

    def _take(self, kind: int, data: bytes) -> None:
        if kind == BOF and struct.unpack_from("<H", data)[0] != _BIFF8:
            raise other_kind("een werkmap van Excel 95 of ouder")
        if kind == _FILEPASS:
            raise encrypted()
        if kind == _BOUNDSHEET:
            self._take_sheet(data)
        elif kind == _DATEMODE:
            self.dates_1904 = data[0] == 1
        elif kind == _FORMAT:
            (number, length) = struct.unpack_from("<2H", data)
            if shows_a_date(unicode_text(data, 4, length)):
                self._date_formats.add(number)
        elif kind == _XF:
            self._styles.append(struct.unpack_from("<H", data, 2)[0])

    def _take_sheet(self, data: bytes) -> None:
        place, state, kind, length = struct.unpack_from("<L3B", data)
        if kind in _SHEET_KINDS:
            raise macro(_SHEET_KINDS[kind])
        if kind == 0:
            self.sheets.append(Sheet(unicode_text(data, 7, length), state & 3 == 0, str(place)))


def _read_workbook(stream: bytes, limits: Limits, blad: str | None) -> RawTable:
    book = _Globals(stream)
    if not book.sheets:
        raise broken("De werkmap heeft geen enkel werkblad.")

    def reader(sheet: Sheet, stop_after: int | None) -> XlsSheet:
        reader = XlsSheet(book.strings, book.date_styles, limits, dates_1904=book.dates_1904)
        reader.read(records(stream, int(sheet.place)), stop_after)
        return reader

    return read_sheets("xls", book.sheets, reader, blad, dates_1904=book.dates_1904)
