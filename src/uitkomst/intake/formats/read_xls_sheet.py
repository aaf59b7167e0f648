"""One sheet of an .xls workbook, from its records to rows of text with their true place."""

import struct
from collections.abc import Iterable

from uitkomst.intake.formats.excel_values import ERRORS, boolean_text, date_text, number_text
from uitkomst.intake.formats.read_xls_strings import unicode_text
from uitkomst.intake.formats.sheet_notes import sheet_notes
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import broken
from uitkomst.intake.rows import Cells, RowBuilder, column_letters

_ROW, _NUMBER, _LABEL, _BOOLERR, _STRING = 0x0208, 0x0203, 0x0204, 0x0205, 0x0207
_RK, _LABELSST, _MULRK, _FORMULA, _COLINFO = 0x027E, 0xFD, 0xBD, 0x06, 0x7D
_PLACE = struct.Struct("<3H")  # row, column, style
_HIDDEN_ROW = 0x20
_NO_NUMBER = b"\xff\xff"
_TEXT, _BOOLEAN, _ERROR, _EMPTY = 0, 1, 2, 3


class XlsSheet:
    """Reads one sheet; afterwards `rows` holds all of it, or `seen` its first filled rows."""

    def __init__(
        self, strings: list[str], dates: frozenset[int], limits: Limits, *, dates_1904: bool
    ) -> None:
        self.rows = RowBuilder(limits)
        self.seen: list[Cells] = []
        self._strings = strings
        self._dates = dates
        self._dates_1904 = dates_1904
        self._table: dict[int, dict[int, str]] = {}
        self._awaits_text: tuple[int, int] | None = None
        self._uncached: list[str] = []
        self._hidden_rows = self._hidden_columns = 0
        self._readers = {
            _ROW: self._read_row, _NUMBER: self._read_number, _LABEL: self._read_label,
            _BOOLERR: self._read_boolean_or_error, _STRING: self._read_formula_text,
            _RK: self._read_rk, _LABELSST: self._read_shared, _MULRK: self._read_rks,
            _FORMULA: self._read_formula, _COLINFO: self._read_columns,
        }  # fmt: skip

    def read(self, records: Iterable[tuple[int, bytes]], stop_after: int | None = None) -> None:
        """Read the sheet; with `stop_after` only so many filled rows, kept in `seen`.

        Records may stand in any order, so that rows are put in order at the end.
        """
        for kind, data in records:
            reader = self._readers.get(kind)
            if reader is not None:
                reader(data)
        for row in sorted(self._table):
            cells = self._table[row]
            line: Cells = [cells.get(n) for n in range(max(cells) + 1)]
            if stop_after is None:
                self.rows.add(row + 1, line)
            elif len(self.seen) < stop_after:
                self.seen.append(line)

    def notes(self) -> list[str]:
        """What the sender must know about this sheet."""
        return sheet_notes(
            uncached=len(self._uncached),
            first=self._uncached[0] if self._uncached else "",
            hidden_rows=self._hidden_rows,
            hidden_columns=self._hidden_columns,
        )

    def _put(self, row: int, column: int, value: str) -> None:
        if not value or value.isspace():
            return
        cells = self._table.setdefault(row, {})
        if column in cells:
            raise broken(f"Cel {_reference(row, column)} zit er twee keer in.")
        cells[column] = value

    def _put_number(self, row: int, column: int, style: int, value: float) -> None:
        is_date = style in self._dates
        text = date_text(value, dates_1904=self._dates_1904) if is_date else number_text(value)
        self._put(row, column, text)

    def _read_row(self, data: bytes) -> None:
        self._hidden_rows += bool(data[12] & _HIDDEN_ROW)

    def _read_columns(self, data: bytes) -> None:
        self._hidden_columns += data[8] & 1

    def _read_number(self, data: bytes) -> None:
        row, column, style, value = struct.unpack_from("<3Hd", data)
        self._put_number(row, column, style, value)

    def _read_rk(self, data: bytes) -> None:
        row, column, style = _PLACE.unpack_from(data)
        self._put_number(row, column, style, _rk(data, 6))

    def _read_rks(self, data: bytes) -> None:
        row, first = struct.unpack_from("<2H", data)
        for n in range((len(data) - 6) // 6):
            (style,) = struct.unpack_from("<H", data, 4 + 6 * n)
            self._put_number(row, first + n, style, _rk(data, 6 + 6 * n))

    def _read_shared(self, data: bytes) -> None:
        row, column, _ = _PLACE.unpack_from(data)
        (number,) = struct.unpack_from("<L", data, 6)
        if number >= len(self._strings):
            where = _reference(row, column)
            raise broken(f"Cel {where} verwijst naar een tekst die er niet is.")
        self._put(row, column, self._strings[number])

    def _read_label(self, data: bytes) -> None:
        row, column, _ = _PLACE.unpack_from(data)
        (length,) = struct.unpack_from("<H", data, 6)
        self._put(row, column, unicode_text(data, 8, length))

    def _read_boolean_or_error(self, data: bytes) -> None:
        row, column, _ = _PLACE.unpack_from(data)
        self._put(row, column, _boolean_or_error(data[6], is_error=data[7] == 1))

    def _read_formula(self, data: bytes) -> None:
        row, column, style = _PLACE.unpack_from(data)
        self._awaits_text = None
        result = data[6:14]
        if result[6:8] != _NO_NUMBER:
            (value,) = struct.unpack("<d", result)
            self._put_number(row, column, style, value)
        elif result[0] == _TEXT:
            self._awaits_text = row, column
        elif result[0] in (_BOOLEAN, _ERROR):
            self._put(row, column, _boolean_or_error(result[2], is_error=result[0] == _ERROR))
        else:
            self._uncached.append(_reference(row, column))

    def _read_formula_text(self, data: bytes) -> None:
        if self._awaits_text is not None:
            (length,) = struct.unpack_from("<H", data)
            self._put(*self._awaits_text, unicode_text(data, 2, length))
            self._awaits_text = None


def _rk(data: bytes, at: int) -> float:
    """A number packed in 32 bits (MS-XLS § 2.5.218)."""
    (packed,) = struct.unpack_from("<l", data, at)
    if packed & 2:
        value: float = packed >> 2
    else:
        (value,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    return value / 100 if packed & 1 else value


def _boolean_or_error(code: int, *, is_error: bool) -> str:
    return ERRORS.get(code, "#N/A") if is_error else boolean_text(value=bool(code))


def _reference(row: int, column: int) -> str:
    return f"{column_letters(column + 1)}{row + 1}"
