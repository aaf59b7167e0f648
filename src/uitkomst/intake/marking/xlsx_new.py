"""A workbook made from what was read: every cell text, exactly its characters, and marked."""

from collections.abc import Iterator, Mapping
from string import Template

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.marking.causes_sheet import MAIN, causes_sheet
from uitkomst.intake.marking.formula import would_run
from uitkomst.intake.marking.marks import Marks
from uitkomst.intake.marking.xlsx_comments import comments_part, drawing
from uitkomst.intake.marking.xlsx_frame import (
    HEAD,
    OFFICE,
    comments_name,
    frame,
    relations,
    sheet_names,
    sheet_part,
)
from uitkomst.intake.marking.xlsx_styles import Styles
from uitkomst.intake.marking.xml_bytes import encoded, safe
from uitkomst.intake.marking.zip_writer import Packed, Packer, packed, zipped
from uitkomst.intake.rows import RawTable, column_letters

_LAST_ROW = 1_048_576
_LONGEST_CELL = 32_767
_BATCH = 4096
_NARROWEST, _WIDEST = 8, 45
_BLOCKS = 32  # of 1024 ids: more than all comments that there may be


def new_workbook(raw: RawTable, marks: Marks, koprij: int | None) -> bytes:
    """The workbook; `koprij` is the row of the headings, where there is one."""
    styles = Styles()
    raw = _renumbered(raw, marks)
    names = sheet_names([raw.sheet or "Aanlevering", *raw.extra, marks.words.blad])
    sheets = [
        _Sheet(raw.cells, styles, koprij, marks),
        *(_Sheet(cells, styles, 1, marks.on(blad)) for blad, cells in raw.extra.items()),
    ]
    parts = [part for n, sheet in enumerate(sheets, start=1) for part in sheet.packed(n)]
    cut = sum(sheet.cut for sheet in sheets)
    if cut:
        marks.sentences.append(Template(marks.words.afgekapt).substitute(aantal=cut))
    causes = causes_sheet(marks, styles, dict(zip(["", *raw.extra], names, strict=False)))
    parts.append(packed(sheet_part(len(sheets)), causes))
    commented = [n for n, sheet in enumerate(sheets, start=1) if sheet.comments]
    return zipped([*frame(names, commented), *parts,
                   packed("xl/styles.xml", styles.finished())])  # fmt: skip


def _renumbered(raw: RawTable, marks: Marks) -> RawTable:
    """The table with rows that fit on a sheet: as in the file, or where those are too many."""
    rij = raw.cells["rij"]
    if len(rij) == 0 or rij[-1].as_py() <= _LAST_ROW:
        return raw
    marks.renumber(rij.combine_chunks())
    marks.sentences.append(marks.words.genummerd)
    numbers = pa.array(range(1, len(rij) + 1), pa.int32())
    cells = raw.cells.set_column(0, "rij", numbers)
    return RawTable(raw.kind, raw.sheet, cells, raw.notes, raw.dates_1904, extra=raw.extra)


class _Sheet:
    """One sheet of text, marked. `cut` counts cells that were too long; known once it is packed."""

    def __init__(self, cells: pa.Table, styles: Styles, koprij: int | None, marks: Marks) -> None:
        self.cut = 0
        self.comments = dict(marks.comments())
        self._marks = marks
        self._widths = _widths(cells)
        self._cells = cells
        self._styles = styles
        self._koprij = koprij
        self._text = styles.own("gewoon", text=True)
        self._heading = styles.own("vet", text=True)
        self._known: dict[tuple[int, bool, str], int] = {}

    def packed(self, n: int) -> Iterator[Packed]:
        """The parts of the sheet, which is number `n` of the workbook."""
        packer = Packer()
        packer.write(self._before())
        for rows in self._rows():
            packer.write(rows)
        legacy = '<legacyDrawing r:id="v"/>' if self.comments else ""
        packer.write(f"</sheetData>{legacy}</worksheet>".encode())
        yield packer.packed(sheet_part(n - 1))
        if self.comments:
            # Each drawing has blocks of ids to itself, and one needs no more than these.
            block = 1 + (n - 1) * _BLOCKS
            boxes = drawing(None, self.comments, self.comments, block, self._widths) or b""
            drawn = f"xl/drawings/vmlDrawing{n}.vml"
            yield packed(comments_name(n), comments_part(self.comments))
            yield packed(drawn, boxes)
            targets = {"c": ("comments", f"/{comments_name(n)}"), "v": ("vmlDrawing", f"/{drawn}")}
            yield packed(f"xl/worksheets/_rels/sheet{n}.xml.rels", relations(targets))

    def _before(self) -> bytes:
        top = self._koprij if self._koprij and self._koprij <= 20 else None
        pane = (
            f'<pane ySplit="{top}" topLeftCell="A{top + 1}" activePane="bottomLeft" '
            'state="frozen"/>'
            if top
            else ""
        )
        columns = "".join(
            f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
            for n, width in self._widths.items()
        )
        return (
            f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheetViews>'
            f'<sheetView workbookViewId="0">{pane}</sheetView></sheetViews>'
            f'<sheetFormatPr defaultRowHeight="15"/>'
            f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
        ).encode()

    def _rows(self) -> Iterator[bytes]:
        marked = self._marks.rows()
        wanted, cells = next(marked, (None, []))
        letters = [column_letters(n) for n in range(1, self._cells.num_columns + 300)]
        for batch in self._cells.to_batches(_BATCH):
            lines: list[str] = []
            columns = [column.to_pylist() for column in batch.columns]
            for rij, *texts in zip(*columns, strict=True):
                while wanted is not None and wanted < rij:
                    wanted, cells = next(marked, (None, []))
                ernst = {}
                if wanted == rij:
                    ernst = {cell.kolom: cell.ernst for cell in cells}
                lines.append(self._row(rij, texts, letters, ernst))
            yield encoded("".join(lines))

    def _row(
        self, rij: int, texts: list[str | None], letters: list[str], ernst: Mapping[int, str]
    ) -> str:
        last = max(len(texts), *ernst) if ernst else len(texts)
        heading = rij == self._koprij
        pieces = [f'<row r="{rij}">']
        for n in range(last):
            text = texts[n] if n < len(texts) else None
            mark = ernst.get(n + 1, "")
            if text is not None:
                style = self._style(heading, would_run(text), mark)
                pieces.append(
                    f'<c r="{letters[n]}{rij}" s="{style}" t="inlineStr"><is>'
                    f'<t xml:space="preserve">{safe(self._fitting(text))}</t></is></c>'
                )
            elif mark:
                style = self._style(heading, False, mark)
                pieces.append(f'<c r="{letters[n]}{rij}" s="{style}"/>')
        pieces.append("</row>")
        return "".join(pieces)

    def _fitting(self, text: str) -> str:
        if len(text) <= _LONGEST_CELL:
            return text
        self.cut += 1
        return text[:_LONGEST_CELL]

    def _style(self, heading: bool, quoted: bool, ernst: str) -> int:
        key = (heading, quoted, ernst)
        if key not in self._known:
            style = self._heading if heading else self._text
            if quoted:
                style = self._styles.quoted(style)
            self._known[key] = self._styles.marked(style, ernst) if ernst else style
        return self._known[key]


def _widths(cells: pa.Table) -> dict[int, float]:
    """For each column a width in characters in which most of its texts fit."""
    widths = {}
    for n, column in enumerate(cells.columns[1:], start=1):
        longest = pc.max(pc.utf8_length(column)).as_py() or 0
        widths[n] = float(min(max(longest + 2, _NARROWEST), _WIDEST))
    return widths
