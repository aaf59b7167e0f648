"""The sheet of causes that a marked workbook gets: what was found, how often, and where."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from string import Template

from uitkomst.intake.marking.marks import FIRST_CELLS, Cause, Marks, Place
from uitkomst.intake.marking.words import KLEUREN
from uitkomst.intake.marking.xlsx_styles import Styles
from uitkomst.intake.marking.xml_bytes import escaped
from uitkomst.intake.rows import column_letters

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_WIDTHS = (10, 16, 10, 60, 60, *(14,) * FIRST_CELLS)
_LINE = 58  # so many characters fit in a line of the two wide columns
_LINE_POINTS = 15
_TAB = "FFF2A65A"


@dataclass(frozen=True)
class _Cell:
    value: str | int
    style: int
    link: str = ""


def causes_sheet(
    marks: Marks, styles: Styles, sheets: Mapping[str, str], namespace: str = MAIN
) -> bytes:
    """The XML of the sheet; `sheets` gives for what a cause is about the name of the sender's sheet
    that its links go to: "" for the delivery, "doelen" or "metingen" for what extends it."""
    rows = [*_head(marks, styles), *_causes(marks, styles, sheets)]
    data, links = [], []
    for number, (cells, lines) in enumerate(rows, start=1):
        height = f' ht="{lines * _LINE_POINTS}" customHeight="1"' if lines > 1 else ""
        data.append(f'<row r="{number}"{height}>'.encode())
        for column, cell in enumerate(cells, start=1):
            where = f"{column_letters(column)}{number}"
            data.append(_written(where, cell))
            if cell.link:
                links.append(
                    b'<hyperlink ref="%s" location="%s" display="%s"/>'
                    % (where.encode(), escaped(cell.link), escaped(str(cell.value)))
                )
        data.append(b"</row>")
    columns = "".join(
        f'<col min="{n}" max="{n}" width="{width}" customWidth="1"/>'
        for n, width in enumerate(_WIDTHS, start=1)
    )
    return b"".join(
        [
            b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n',
            f'<worksheet xmlns="{namespace}"><sheetPr><tabColor rgb="{_TAB}"/>'.encode(),
            b'<pageSetUpPr fitToPage="1"/></sheetPr>',
            b'<sheetViews><sheetView showGridLines="0" workbookViewId="0"/></sheetViews>',
            b'<sheetFormatPr defaultRowHeight="15"/>',
            f"<cols>{columns}</cols><sheetData>".encode(),
            *data,
            b"</sheetData>",
            b"<hyperlinks>%s</hyperlinks>" % b"".join(links) if links else b"",
            b'<pageMargins left="0.5" right="0.5" top="0.5" bottom="0.5" header="0.3"'
            b' footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToHeight="0"/>',
            b"</worksheet>",
        ]
    )


def reference(sheet: str, place: Place) -> str:
    """The place as a link says it: 'Data'!C5."""
    quoted = sheet.replace("'", "''")
    return f"'{quoted}'!{column_letters(place.kolom)}{place.rij}"


def _written(where: str, cell: _Cell) -> bytes:
    if isinstance(cell.value, int):
        return f'<c r="{where}" s="{cell.style}"><v>{cell.value}</v></c>'.encode()
    if not cell.value:
        return f'<c r="{where}" s="{cell.style}"/>'.encode()
    return b'<c r="%s" s="%d" t="inlineStr"><is><t xml:space="preserve">%s</t></is></c>' % (
        where.encode(), cell.style, escaped(cell.value)
    )  # fmt: skip


_Row = tuple[list[_Cell], int]


def _head(marks: Marks, styles: Styles) -> Iterator[_Row]:
    words = marks.words
    plain, bold = styles.own("gewoon"), styles.own("vet")
    yield [_Cell(words.titel, styles.own("titel"))], 1
    for sentence in marks.sentences:
        yield [_Cell(sentence, plain)], 1
    yield [_Cell(words.uitleg, plain)], 1
    if marks.capped:
        told = Template(words.opmerkingen).substitute(aantal=marks.most_comments)
        yield [_Cell(told, plain)], 1
    yield [], 1
    yield [_Cell(words.legenda, bold)], 1
    for ernst in KLEUREN:
        colour = styles.own("gewoon", ernst=ernst)
        nothing = _Cell("", plain)
        yield [nothing, _Cell(words.ernst[ernst], colour), nothing,
               _Cell(words.betekenis[ernst], plain)], 1  # fmt: skip
    yield [], 1
    yield [_Cell(kop, bold) for kop in (*words.koppen, words.eerste)], 1


def _causes(marks: Marks, styles: Styles, sheets: Mapping[str, str]) -> Iterator[_Row]:
    first = marks.first_places()
    for blad in sheets.keys() - {""}:
        first |= marks.on(blad).first_places()
    plain, wrapped = styles.own("gewoon"), styles.own("gewoon", wrap=True)
    link = styles.own("link")
    for number, cause in enumerate(marks.causes):
        colour = styles.own("gewoon", ernst=cause.ernst)
        cells = [
            _Cell(cause.code, plain),
            _Cell(marks.words.ernst[cause.ernst], colour),
            _Cell(cause.aantal, plain),
            _Cell(cause.melding, wrapped),
            _Cell(cause.remedie, wrapped),
        ]
        places = first.get(number, [])
        for place in places:
            name = f"{column_letters(place.kolom)}{place.rij}"
            name = f"{cause.blad}!{name}" if cause.blad else name
            cells.append(_Cell(name, link, reference(sheets[cause.blad], place)))
        if not places:
            cells.append(_Cell(marks.words.bestand, plain))
        yield cells, _lines(cause)


def _lines(cause: Cause) -> int:
    """How many lines the row needs; a program that opens the file may not measure them itself."""
    return max(-(-len(text) // _LINE) for text in (cause.melding, cause.remedie, "-"))
