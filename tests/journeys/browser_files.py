"""Files to check twice: by the server, and by the page that never sends them.

Each is (name of the file, bytes, period or ""). Made here or taken from the standard's own
examples; BSNs are from the test range.
"""

import io
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from random import Random
from typing import Any

import openpyxl
import xlsxwriter

from uitkomst.intake.limits import LIMITS
from uitkomst.standard.regel import regels, regelset
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic import files as synthetic
from uitkomst.synthetic.plan import plan
from uitkomst.synthetic.provider import Region

sys.path.append(str(Path(__file__).resolve().parents[1] / "intake"))  # the builders live there

from files import (
    GRID,
    csv_bytes,
    inline,
    rows_xml,
    sheet_xml,
    xlsx,
    xlsx_parts,
    xlsx_with,
    zipped,
)

File = tuple[str, bytes, str]
PERIODE = "2023-1"
SHEET = "xl/worksheets/sheet1.xml"
PERIODES = tuple(Verslagperiode.parse(code) for code in ("2025-2", "2026-1"))
OUTCOMES = ("tevredenheid_jeugdige", "zonder_hulp_jeugdige", "tevredenheid_ouder")
OUTCOMES += ("zonder_hulp_ouder",)
DAY = datetime(2023, 1, 5)  # noqa: DTZ001 - a sheet knows no time zone


def region() -> Region:
    return plan(3, aanbieders=12, records=1200, periodes=PERIODES)


def fixed() -> bytes:
    """A file of fixed width."""
    files = synthetic.files(region(), PERIODES[-1], formaat="vast")
    return next(file.content for file in files if file.bestandsnaam.endswith(".txt"))


def samples() -> Iterator[File]:
    """The files of a made-up region, clean and with mistakes, as csv and as workbook."""
    for formaat in ("csv", "xlsx"):
        for fouten in (False, True):
            for file in synthetic.files(region(), PERIODES[-1], formaat=formaat, fouten=fouten):
                yield file.bestandsnaam, file.content, ""


def examples() -> Iterator[File]:
    """What every rule declares as good and as wrong, each as a file of its own."""
    seen = set()
    for regel in regels():
        lang = regel.indeling == "lang"
        for rows, omgeving in (
            *((rows, regel.omgeving) for rows in regel.goed),
            *((rows, regel.omgeving_fout) for rows in regel.fout),
        ):
            periode = omgeving.get("periode", PERIODE)
            content = table(rows, lang=lang)
            if (content, periode) not in seen:  # many are the ordinary row
                seen.add((content, periode))
                yield f"{regel.naam}.csv", content, periode


def table(rows: Sequence[Mapping[str, str]], *, lang: bool = False, between: str = ";") -> bytes:
    """Rows as csv; what a row does not name comes from the ordinary row."""
    return csv_bytes(lines(rows, lang=lang), separator=between)


def lines(rows: Sequence[Mapping[str, str]], *, lang: bool = False) -> list[list[str]]:
    """Headings and rows; what a row does not name comes from the ordinary row."""
    base: dict[str, str] = dict(regelset().voorbeeldrij)
    if lang:
        base = {naam: value for naam, value in base.items() if naam not in OUTCOMES}
        base |= {"informant": "", "tevredenheid": "", "zonder_hulp": ""}
    filled = [base | dict(row) for row in rows]
    koppen = list(dict.fromkeys(kop for row in filled for kop in row))
    return [koppen, *([row.get(kop, "") for kop in koppen] for row in filled)]


def dates() -> Iterator[File]:
    """Dates in every form, sure and in doubt."""
    forms = (
        "20230110", "10-01-2023", "5-1-2023", "31/01/2023", "10.01.2023", "2023-01-10",
        "2023/1/5", "2023-01-10 00:00:00", "2023-01-10T00:00:00", "44936", "44936.0", "12",
        "31-02-2023", "20230231", "10-01-23", "10 januari 2023", "99999", "20230110.0",
        " 20230110 ", "\N{NO-BREAK SPACE}20230110", "２０２３０１１０", "01/31/2023",
    )  # fmt: skip
    yield "vormen.csv", table([{"datum_aanvang": form} for form in forms]), PERIODE
    american = [{"datum_aanvang": f"01/{day:02d}/2023"} for day in range(1, 29)]
    yield "maand-dag.csv", table(american), PERIODE
    both = [{"datum_aanvang": f"{day:02d}-01-2023"} for day in range(1, 29)]
    yield "dag-maand.csv", table(both), PERIODE
    yield "dag-maand, een fout.csv", table([*both, {"datum_aanvang": "01-31-2023"}]), PERIODE
    births = [{"geboortedatum": day} for day in ("20100500", "20100000", "05/31/2010", "00000000")]
    yield "geboren.csv", table(births), PERIODE


def mistakes() -> Iterator[File]:
    """What people type wrong, and what programs do to it."""
    grades = [{"tevredenheid_jeugdige": cijfer} for cijfer in ("7,5", "8.0", "08", "10", "0", "x")]
    yield "cijfers.csv", table(grades), PERIODE
    bsns = (
        "999900006", "99990000", "12345672", "9999.00.006", "999 900 006", "0", "000000000",
        "999999999", "９９９９００００６", "999900006.0", "\u200f999900006", "=1+1", "", "A12",
    )  # fmt: skip
    yield "bsns.csv", table([{"bsn": bsn} for bsn in bsns]), PERIODE
    unknown = {"bsn": "999999999", "geboortedatum": "20120500"}
    yield "tweeling.csv", table([unknown, unknown, {**unknown, "geslacht": "M"}]), PERIODE
    yield "dubbel.csv", table([{}, {}, {"datum_aanvang": "20230201"}]), PERIODE
    places = ("1315 aa", "1315aa", "1315\N{NO-BREAK SPACE}AA", "34", "9999ZZ", "1315SS", "Almere")
    yield "postcodes.csv", table([{"postcode_of_gemeente": each} for each in places]), PERIODE
    own = [{"bsn": "", "clientnummer": each} for each in ("A-17", "999900006", "12.0", "")]
    yield "clientnummers.csv", table(own), PERIODE
    numbered = [line[1:] for line in lines(own)]
    yield "zonder bsn.csv", csv_bytes(numbered), PERIODE
    goals = [{"doel_1": score} for score in ("Deels behaald", "half", "behaald", "")]
    yield "doelen.csv", table(goals), PERIODE
    answers = [
        {"informant": "J", "tevredenheid": "8"}, {"informant": "ouder", "tevredenheid": "6"},
        {"informant": "leerkracht", "tevredenheid": "8"}, {"informant": "", "zonder_hulp": "02"},
        {"bsn": "123456782", "informant": "J"}, {"bsn": "123456782", "informant": "J"},
    ]  # fmt: skip
    yield "lang.csv", table(answers, lang=True), PERIODE
    yield "geen periode.csv", table([{}, {"datum_aanvang": "20230201"}]), ""
    yield "aanlevering 2024-1.csv", table([{}, {}, {}, {"hulpvorm": "03"}]), ""
    yield "verkeerde periode.csv", table([{"hulpvorm": f"0{n}"} for n in range(1, 9)]), "2025-1"
    yield "zonder datum.csv", table([{"datum_aanvang": "", "datum_einde": ""}]), ""
    yield "oude periode.csv", table([{"datum_aanvang": "20150110", "datum_einde": ""}]), "2015-1"


def texts() -> Iterator[File]:
    """Text in every encoding, with every separator, and odd lines."""
    grid = lines([{}, {"geslacht": "Ž"}, {"hulpvorm": "03", "verwijzer": "huisarts é"}])
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield f"{encoding}.csv", csv_bytes(grid, encoding=encoding), PERIODE
    yield "latin9.csv", csv_bytes(grid).replace("é".encode(), b"\x8d\xe9"), PERIODE
    yield "dubbel bom.csv", b"\xef\xbb\xbf" + csv_bytes(grid, encoding="utf-8-sig"), PERIODE
    marked = csv_bytes(grid, encoding="utf-8-sig")
    yield "bom na sep.csv", b"sep=;\r\n" + marked, PERIODE
    yield "bom voor sep.csv", b"\xef\xbb\xbfsep=;\r\n" + marked, PERIODE
    yield "bom verderop.csv", csv_bytes(grid) + marked, PERIODE
    yield "bom in utf-16.csv", marked.decode().encode("utf-16"), PERIODE
    for naam, between in (("punt", ";"), ("komma", ","), ("tab", "\t"), ("streep", "|")):
        for end in ("\n", "\r\n", "\r"):
            yield f"{naam}.csv", csv_bytes(grid, separator=between, end=end), PERIODE
    plain = csv_bytes(grid, end="\n")
    head, rest = plain.split(b"\n", 1)
    quoted = b'"' + rest.split(b";")[0] + b'"' + b";" + rest.split(b";", 1)[1]
    yield "gequoot.csv", head + b"\n" + quoted, PERIODE
    yield "regeleinde in cel.csv", plain + b'"a\r\nb";"c ""d""";\r\n\r\n' + rest, PERIODE
    yield "gemengd.csv", plain.replace(b"\n", b"\r\n", 2), PERIODE
    yield "sep.csv", b"sep=;\r\n" + plain, PERIODE
    yield "sep anders.csv", b"sep=^\r\n" + plain.replace(b";", b"^"), PERIODE
    yield "titel.csv", b"Uitkomsten 2023;;\n\n;;\n" + plain, PERIODE
    yield "kop opnieuw.csv", plain + plain, PERIODE
    yield "leeg ertussen.csv", plain + b";;;;;;;;;;;;;;x\n" + rest, PERIODE
    yield "zonder kop.csv", head + b";\n" + rest.replace(b"\n", b";extra\n"), PERIODE
    yield "ctrl-z.csv", plain + b"\x1a", PERIODE
    yield "open aanhaling.csv", plain + b'"open;1;2\n' + rest * 3, PERIODE
    yield "aanhaling midden.csv", plain + b'"a"b;1\n', PERIODE
    yield "lang veld.csv", plain + b"x" * 120_000 + b";1\n", PERIODE
    yield "nul.csv", plain + b"a\0b;1\n", PERIODE
    yield "half.csv", csv_bytes(grid, encoding="utf-16")[:-1], PERIODE
    yield "geen utf-8.csv", b"\xef\xbb\xbf" + plain + b"\xff;1\n", PERIODE
    yield "andere naam.xlsx", plain, PERIODE
    yield "perspectief.csv", head + b";perspectief;Naam 1315AB\n" + rest, PERIODE
    yield "dubbele kop.csv", head + b";BSN\n" + rest, PERIODE
    reordered = [list(reversed(line)) for line in grid]
    yield "andersom.csv", csv_bytes(reordered), PERIODE
    shouted = [[kop.upper().replace("_", " ") for kop in grid[0]], *grid[1:]]
    yield "hoofdletters.csv", csv_bytes(shouted), PERIODE
    yield "te weinig kolommen.csv", csv_bytes([line[:5] for line in grid]), PERIODE
    yield "toewijzingen.csv", b"bsn;geboortedatum;geslacht;toewijzingnummer\n1;2;3;4\n", PERIODE
    yield "geen kop.csv", b"a;b\n1;2\n", PERIODE
    yield "alleen kop.csv", head, PERIODE
    yield "kop en niets.csv", b"titel\n" + head, PERIODE
    yield "leeg.csv", b"", PERIODE
    yield "pagina.csv", b"<html><table><tr><td>bsn</td></tr></table></html>", PERIODE
    yield "lijst.csv", b'[{"bsn": "999900006"}]', PERIODE
    yield "brief.csv", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", PERIODE
    yield "MZ.csv", b"MZ-lijst\r\n" + plain, PERIODE


def workbooks() -> Iterator[File]:
    """Workbooks as programs and people make them."""
    yield "gewoon.xlsx", xlsx(), PERIODE
    yield "verschoven.xlsx", xlsx(top=4, left=3), PERIODE
    yield "klein.xlsx", xlsx_with(), PERIODE
    yield "opgeslagen.xlsx", zipped(xlsx_parts(), 0), PERIODE
    yield "titels.xlsx", xlsx([["Uitkomsten"], [], *lines([{}, {"hulpvorm": "99"}])]), PERIODE
    yield "getallen.xlsx", _typed(), PERIODE
    yield "1904.xlsx", _typed({"date_1904": True}), PERIODE
    yield "openpyxl.xlsx", _openpyxl(), PERIODE
    yield "bladen.xlsx", _sheets(), PERIODE
    yield "verborgen.xlsx", _hidden(), PERIODE
    yield "fouten.xlsx", _odd_cells(), PERIODE
    yield "andere naam.csv", xlsx(), PERIODE
    yield "alleen kop.xlsx", xlsx(GRID[:1]), PERIODE
    yield "leeg.xlsx", xlsx([]), PERIODE
    wide = xlsx_with(sheet_xml(f'<row r="1">{inline("XFD1", "x")}</row>'))
    yield "breed.xlsx", wide, PERIODE
    yield "afgekapt.xlsx", xlsx()[:-200], PERIODE
    yield "macro.xlsx", zipped(xlsx_parts() | {"xl/vbaProject.bin": b"x"}), PERIODE
    yield "zip.xlsx", zipped({"a.csv": b"x"}), PERIODE
    doctype = xlsx_with(sheet_xml("").replace("<worksheet", "<!DOCTYPE x><worksheet"))
    yield "doctype.xlsx", doctype, PERIODE
    twice = xlsx_with(sheet_xml(f'<row r="1">{inline("A1", "x") * 2}</row>'))
    yield "cel dubbel.xlsx", twice, PERIODE


CODINGS = (
    ("iso-8859-1", ' encoding = "iso-8859-1"'), ("iso-8859-1", "\n encoding\n=\n'ISO-8859-1' "),
    ("cp1252", ' encoding="windows-1252"'), ("utf-8", ' encoding = "utf-8"'),
    ("utf-8", ' encoding="us-ascii"'), ("utf-8", ' encoding="iso-8859-1"'),
    ("utf-8", ' encoding="utf-16"'), ("utf-8", ' encoding="gbk"'),
    ("utf-8-sig", ' encoding="UTF-8"'), ("utf-16", ' encoding="utf-16"'), ("utf-16-le", ""),
    ("utf-16-be", ' encoding="UTF-16BE"'), ("utf-16-be", ' encoding="utf-8"'),
)  # fmt: skip
"""How XML is encoded, and what it says of that: not always the same."""

PART_NAMES = (
    SHEET.replace("/", "\\"), f"./{SHEET}", f"{SHEET}/", SHEET.replace("/", "//"), SHEET.upper(),
    "xl/./x.xml", "map/", "xl//y.xml", "xl\\z.xml", "..", "a/../b", "/x", "\\x", "c:x",
)  # fmt: skip
"""Names for one part more: the first five mean the place of the sheet, the last five lead out."""


def odd_parts() -> Iterator[File]:
    """Workbooks of which the parts are not as an office program writes them."""
    yield from _with_rows_that_are_none()
    rest = sheet_xml(rows_xml(lines([{"één": "x"}]))).partition("?>")[2]
    for number, (coding, declared) in enumerate(CODINGS):
        text = f'<?xml version="1.0"{declared}?>{rest}'.encode(coding)
        yield f"codering {number}.xlsx", zipped(xlsx_parts() | {SHEET: text}), PERIODE
    for naam in PART_NAMES:
        shown = naam.replace("/", "!")
        yield f"deel {shown}.xlsx", zipped(xlsx_parts() | {naam: b"<x/>"}), PERIODE
    for naam in ("CORE.XML", "x.vml", "x.Rels", "x.bin", "x.xmlx"):
        more = {f"xl/{naam}": b"<!DOCTYPE x><x/>"}
        yield f"doctype in {naam}.xlsx", zipped(xlsx_parts() | more), PERIODE
    book = str(xlsx_parts()["xl/workbook.xml"])
    start, end = book.index("<sheet "), book.index("</sheets>")
    listed = book[:start] + book[start:end] * (LIMITS.zip_parts + 1) + book[end:]
    yield "bladen.xlsx", zipped(xlsx_parts() | {"xl/workbook.xml": listed}), PERIODE


def _with_rows_that_are_none() -> Iterator[File]:
    """Rows before or after the real ones, in what an XML reader passes over."""
    sheet = sheet_xml(rows_xml(lines([{}, {"hulpvorm": "99"}])))
    others = sheet_xml(rows_xml(GRID)).partition("?>")[2]
    for naam, start, end in (
        ("commentaar", "<!--", "-->"), ("cdata", "<![CDATA[", "]]>"), ("opdracht", "<?a ", "?>"),
    ):  # fmt: skip
        hidden = f"{start}{others}{end}"
        before = sheet.replace("<sheetData>", f"{hidden}<sheetData>")
        yield f"{naam} voor de rijen.xlsx", xlsx_with(before), PERIODE
        after = sheet.replace("</sheetData>", f"{hidden}</sheetData>")
        yield f"{naam} na de rijen.xlsx", xlsx_with(after), PERIODE
    twice = sheet.replace("</worksheet>", "<sheetData/></worksheet>")
    yield "twee keer rijen.xlsx", xlsx_with(twice), PERIODE


def _typed(options: Mapping[str, Any] | None = None) -> bytes:
    """Numbers and dates as Excel keeps them, beside the same as text."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, **(options or {})})
    sheet = book.add_worksheet("Data")
    formats = [book.add_format({"num_format": form}) for form in ("dd-mm-yyyy", "d mmm yy hh:mm")]
    koppen, *rows = lines([{"hulpvorm": f"0{n}"} for n in range(1, 5)])
    sheet.write_row(0, 0, koppen)
    for r, row in enumerate(rows, start=1):
        for c, (kop, cell) in enumerate(zip(koppen, row, strict=True)):
            if kop in {"datum_aanvang", "datum_einde"} and r < 4:
                sheet.write_datetime(r, c, DAY.replace(day=5 + r, hour=r - 1), formats[r % 2])
            elif cell.isdecimal() and r % 2:
                sheet.write_number(r, c, int(cell))
            else:
                sheet.write_string(r, c, cell)
        sheet.write_number(r, len(koppen), 0.1 + 0.2 * r)
    book.close()
    return buffer.getvalue()


def _openpyxl() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for line in lines([{"tevredenheid_jeugdige": "7,5"}, {"verwijzer": "07"}]):
        sheet.append(line)
    sheet["H2"] = DAY
    sheet["K3"] = 7.5
    sheet["M2"] = "=1+1"
    sheet["N3"] = True
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _sheets() -> bytes:
    """Two deliveries and an explanation: the fullest headings win, the other is named."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    for naam, grid in (
        ("Uitleg", [["Zo vult u het in"], ["Rij voor rij"]]),
        ("Team A", lines([{}, {"hulpvorm": "03"}])),
        ("Team B 10-05-2010", lines([{"hulpvorm": "04"}])),
    ):
        sheet = book.add_worksheet(naam)
        for r, row in enumerate(grid):
            sheet.write_row(r, 0, row)
    book.close()
    return buffer.getvalue()


def _hidden() -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    oud, nu = book.add_worksheet("Oud"), book.add_worksheet("Nu")
    for sheet, rows in ((oud, [{}, {}]), (nu, [{}, {"bsn": "123456789"}, {"bsn": "=1"}])):
        for r, row in enumerate(lines(rows)):
            for c, cell in enumerate(row):
                sheet.write_string(r, c, cell)
    oud.hide()
    nu.activate()
    nu.set_row(2, None, None, {"hidden": True})
    nu.set_column(3, 3, None, None, {"hidden": True})
    book.close()
    return buffer.getvalue()


def _odd_cells() -> bytes:
    """Errors, formulas without a value, booleans, ISO dates, escapes, rich and phonetic text."""
    koppen, *rows = lines([{}, {}, {}])
    cells = [
        '<c r="{}" t="e"><v>#N/A</v></c>', '<c r="{}"><f>1+1</f></c>',
        '<c r="{}" t="b"><v>1</v></c>',
        '<c r="{}" t="d"><v>2023-01-05T00:00:00</v></c>', '<c r="{}" t="str"><v>a_x000D_b</v></c>',
        '<c r="{}" t="inlineStr"><is><r><t>V</t></r><rPh><t>x</t></rPh></is></c>',
        '<c r="{}"><v>1E+2</v></c>', '<c r="{}"><v>1.5</v></c>', '<c r="{}"><v>-0.000012</v></c>',
    ]  # fmt: skip
    xml = ""
    for r, row in enumerate([koppen, *rows], start=1):
        placed = [
            cells[(c + r) % len(cells)].format(f"{chr(65 + c)}{r}")
            if r > 1 and (c + r) % 3 == 0
            else inline(f"{chr(65 + c)}{r}", cell)
            for c, cell in enumerate(row)
        ]
        xml += f'<row r="{r}">{"".join(placed)}</row>'
    return xlsx_with(sheet_xml(xml))


NASTY = (
    "", " ", "999900006", "0", "01-02-2023", "20230231", "2023-01-10T00:00", "44936", "7,5", "8.0",
    "=1+1", "é", "\N{NO-BREAK SPACE}", "\u200b1", "９", "ouder", "NVT", "-1", "1e3", "a'b", "a\\b",
    "$x", "%", "02", "2", "V", "v", "99", "1315 aa", "0034", "99991231", "x" * 300,
    "\N{GRINNING FACE}",
)  # fmt: skip


def tables() -> Iterator[File]:
    """Tables nobody would send: anything in any cell, wide and long, headings in any order."""
    chance = Random(20230105)  # the same tables in every run
    for number in range(40):
        lang = number % 3 == 0
        grid = lines([{} for _ in range(chance.randrange(1, 12))], lang=lang)
        for row in grid[1:]:
            for at in range(len(row)):
                if chance.random() < 0.4:
                    row[at] = chance.choice(NASTY)
        order = chance.sample(range(len(grid[0])), len(grid[0]))
        grid = [[row[at] for at in order] for row in grid]
        content = xlsx(grid) if number % 2 else csv_bytes(grid)
        yield f"tabel {number}.{'xlsx' if number % 2 else 'csv'}", content, PERIODE
