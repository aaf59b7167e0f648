"""Everything odd that arrives, from bytes to findings: each with the answer its sender gets."""

import io
import zipfile

import pytest
import xlsxwriter
from delivery import ROW, csv, lines, rules, statuses
from files import (
    csv_bytes,
    inline,
    ods,
    ods_content,
    ods_rows,
    ods_table,
    ods_with,
    rows_xml,
    sheet_xml,
    xls,
    xlsx,
    xlsx_parts,
    xlsx_with,
    zipped,
)  # fmt: skip

from uitkomst.intake.check import CheckResult, Context, UnreadableFile, check
from uitkomst.intake.read import read
from uitkomst.standard.verslagperiode import Verslagperiode

PERIODE = Context(Verslagperiode.parse("2023-1"))
BSNS = ("999900006", "999900018", "999900031")
GOOD = [{"bsn": bsn} for bsn in BSNS]
GRID = lines(GOOD)
TEXT = csv(GOOD).decode()
HEAD, *BODY = TEXT.split("\n")
WINDOWS = "\n".join([f"{HEAD};cliënt", *(f"{line};Zoë" for line in BODY)]).encode("cp1252")
MEMO = "\n".join([f"{HEAD};memo", *(f'{line};"een\r\ntwee; drie"' for line in BODY)]).encode()
ROW_XML = '<row r="{}">{}</row>'


def checked(content: bytes, naam: str = "aanlevering.csv") -> CheckResult:
    return check(content, naam, PERIODE)


def reden(content: bytes, naam: str = "aanlevering.xlsx") -> str:
    with pytest.raises(UnreadableFile) as refused:
        checked(content, naam)
    assert refused.value.melding.endswith(".")
    return refused.value.reden


def one(**cells: str) -> CheckResult:
    """The outcome of one row as a csv, through the reader and all."""
    return checked(csv([cells]))


def sheet_with(naam: str, cell: str) -> bytes:
    """A workbook of one good record in which the cell of this field is what stands here in XML."""
    at = GRID[0].index(naam)
    letter = chr(65 + at)
    cells = "".join(
        cell.format(f"{letter}2") if n == at else inline(f"{chr(65 + n)}2", text)
        for n, text in enumerate(GRID[1])
        if text or n == at
    )
    head = ROW_XML.format(1, "".join(inline(f"{chr(65 + n)}1", k) for n, k in enumerate(GRID[0])))
    return xlsx_with(sheet_xml(head + ROW_XML.format(2, cells)))


ALL_GOOD = {
    "utf-8": csv(GOOD),
    "utf-8 with a mark": TEXT.encode("utf-8-sig"),
    "utf-16": TEXT.encode("utf-16"),
    "utf-16 big-endian without a mark": TEXT.encode("utf-16-be"),
    "windows-1252": WINDOWS,
    "mixed line ends": "".join(
        line + end for line, end in zip(TEXT.split("\n"), ("\r\n", "\n", "\r", ""), strict=True)
    ).encode(),
    "old line ends": TEXT.replace("\n", "\r").encode(),
    "everything in quotes": TEXT.replace(";", '";"').replace("\n", '"\n"').join('""').encode(),
    "quoted newlines": MEMO,
    "title rows": b"Aanlevering jeugdhulp\n\nInstelling;De Voorbeeldige\n" + csv(GOOD),
    "reordered headings": "\n".join(
        ";".join(line[i] for i in range(len(line) - 1, -1, -1)) for line in GRID
    ).encode(),
    "separated by tabs": TEXT.replace(";", "\t").encode(),
    "xlsx": xlsx(GRID),
    "xls": xls(GRID),
    "ods": ods(GRID),
    "a table that starts in C4": xlsx(GRID, top=3, left=2),
}  # fmt: skip


@pytest.mark.parametrize("content", ALL_GOOD.values(), ids=ALL_GOOD.keys())
def test_good_rows_stay_good_in_every_dress(content) -> None:
    result = checked(content)

    assert statuses(result) == ["goed"] * 3
    assert result.rows["bsn"].to_pylist() == list(BSNS)
    assert not result.blocking


def test_accents_of_windows_are_read_and_told() -> None:
    assert any("Windows-1252" in note for note in checked(WINDOWS).notes)


@pytest.mark.parametrize(
    ("expected", "content"),
    [
        ("stuurteken", csv(GOOD).replace(b"1315AA", b"1315\x00AA", 1)),
        ("kolom_dubbel", csv(GOOD).replace(b"verwijzer", b"BSN", 1)),
        ("ander_type", zipped({"aanlevering.xlsx": xlsx(GRID)})),
        ("ander_type", zipped({"x.zip": zipped({"y.zip": zipped({"z.csv": csv(GOOD)})})})),
        ("xml_entiteit", xlsx_with(sheet_xml(rows_xml(GRID)).replace(
            "<worksheet", '<!DOCTYPE w [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet'))),
        ("xml_entiteit", xlsx_with(sheet_xml(rows_xml(GRID)).replace(
            "<worksheet", "<!DOCTYPE w [" + "".join(
                f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12)) + "]><worksheet"))),
        ("macro", zipped(xlsx_parts() | {"xl/vbaProject.bin": b"x"})),
        ("kapot", zipped(xlsx_parts() | {"../../../tmp/x": b"x"})),
        ("kapot", zipped(xlsx_parts() | {"xl/..\\..\\x.xml": b"x"})),
    ],
)  # fmt: skip
def test_what_cannot_be_a_delivery_is_refused_with_its_reason(expected, content) -> None:
    assert reden(content) == expected


@pytest.mark.parametrize(
    ("content", "naam", "kind"),
    [
        (xls(GRID), "aanlevering.xlsx", ".xls"),
        (xlsx(GRID), "aanlevering.xls", ".xlsx"),
        (csv(GOOD), "aanlevering.xlsx", "tekst met scheidingstekens"),
        (ods(GRID), "aanlevering.csv", ".ods"),
    ],
)
def test_a_file_under_another_name_is_read_as_what_it_is_and_told(content, naam, kind) -> None:
    result = checked(content, naam)

    assert statuses(result) == ["goed"] * 3
    assert any(kind in note and "De naam eindigt op" in note for note in result.notes)


@pytest.mark.parametrize(
    "naam",
    ["../../../etc/passwd", "C:\\x\\y.csv", "/dev/null", "a\u202evsc.exe", "", "..", "x" * 9000],
)
def test_the_name_of_a_file_opens_nothing_and_decides_nothing(naam) -> None:
    assert statuses(checked(csv(GOOD), naam)) == ["goed"] * 3


def test_merged_cells_give_their_value_to_the_first_cell_only() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    sheet = book.add_worksheet()
    sheet.merge_range(0, 0, 0, 13, "Aanlevering jeugdhulp")
    for r, row in enumerate(GRID, start=1):
        sheet.write_row(r, 0, row)
    sheet.merge_range(2, 3, 4, 3, "1315AA", book.add_format({"bold": True}))
    book.close()
    result = checked(buffer.getvalue(), "x.xlsx")

    assert rules(result) == {"C01": 2}
    assert [(f.rij, f.cel) for f in result.bevindingen] == [(4, "D4"), (5, "D5")]


def test_a_hidden_sheet_is_not_read_and_named() -> None:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    for naam, rows in (("Data", GRID[:2]), ("Oud", GRID)):
        sheet = book.add_worksheet(naam)
        for r, row in enumerate(rows):
            sheet.write_row(r, 0, row)
    book.get_worksheet_by_name("Oud").hide()
    book.close()
    result = checked(buffer.getvalue(), "x.xlsx")

    assert result.totaal == 1
    assert any("'Oud' (verborgen)" in note for note in result.notes)


@pytest.mark.parametrize(
    ("cell", "found"),
    [
        ('<c r="{}" t="str"><f>VLOOKUP(A1,Blad2!A:B,2)</f><v>V</v></c>', {}),
        ('<c r="{}" t="str"><f>[1]Extern!A1</f><v>V</v></c>', {}),
        ('<c r="{}" t="str"><f>cmd|\'/c calc\'!A0</f><v>V</v></c>', {}),
        ('<c r="{}"><f>[1]Extern!A1</f></c>', {"C01": 1}),
        ('<c r="{}"><f>WEBSERVICE("http://example.org/")</f></c>', {"C01": 1}),
        ('<c r="{}" t="e"><v>#N/A</v></c>', {"V06": 1}),
        ('<c r="{}" t="e"><f>1/0</f><v>#DIV/0!</v></c>', {"V06": 1}),
    ],
)
def test_of_a_formula_the_kept_value_counts_and_nothing_is_computed_or_fetched(cell, found) -> None:
    result = checked(sheet_with("geslacht", cell), "x.xlsx")

    assert rules(result) == found
    assert any("formule" in note for note in result.notes) == ("C01" in found)


@pytest.mark.parametrize("error", ["#N/B", "#N/A", "#WAARDE!", "#VERW!", "#NAAM?", "#DEEL/0!"])
@pytest.mark.parametrize(
    ("kolom", "rule"),
    [("bsn", "V01"), ("hulpvorm", "V06"), ("datum_einde", "C02"), ("tevredenheid_ouder", "V17"),
     ("geboortedatum", "V04"), ("postcode_of_gemeente", "V15")],
)  # fmt: skip
def test_an_error_of_excel_is_a_wrong_value_in_its_own_column(error, kolom, rule) -> None:
    assert rules(one(**{kolom: error})) == {rule: 1}


def test_a_million_empty_rows_are_no_records() -> None:
    empty = "".join(f'<row r="{r}"><c r="A{r}" s="1"/></row>' for r in range(10, 1_000_000))
    content = xlsx_with(sheet_xml(rows_xml(GRID) + empty))
    as_csv = csv(GOOD) + b"\n" + b";;;;;;;;;;;;;\n" * 500_000 + b"\n" * 500_000
    as_ods = ods_with(ods_content(ods_table(
        ods_rows(GRID) + '<table:table-row table:number-rows-repeated="1000000">'
        '<table:table-cell table:number-columns-repeated="100"/></table:table-row>')))  # fmt: skip

    for content_of in (content, as_csv, as_ods):
        assert checked(content_of).totaal == 3


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({"bsn": "\u202e999900006"}, {"V01": 1}),
        ({"bsn": "\u200e999900006\u200f"}, {"H01": 1}),
        ({"bsn": "９９９９００００６"}, {"V01": 1}),
        ({"datum_einde": "２０２３０５１０"}, {"C02": 1}),
        ({"bsn": "\u00a0999900006\u00a0"}, {"H01": 1}),
        ({"postcode_of_gemeente": "1315\u00a0AA"}, {"H10": 1}),
        ({"tevredenheid_ouder": "7,5"}, {"V17": 1}),
        ({"tevredenheid_ouder": "7.5"}, {"V17": 1}),
        ({"tevredenheid_ouder": "7,0"}, {"V17": 1}),
        ({"datum_einde": "20230230"}, {"C02": 1}),
        ({"datum_einde": "30-02-2023"}, {"C02": 1}),
        ({"datum_aanvang": "30 februari 2023"}, {"C02": 1}),
        ({"geboortedatum": "20100230"}, {"V04": 1}),
        ({"bsn": "000000000", "geboortedatum": "00000000"}, {}),
        ({"bsn": "000000000"}, {"V03": 1}),
        ({"bsn": "999999999"}, {"V02": 1}),
    ],
)  # fmt: skip
def test_what_looks_right_and_is_not_has_one_cause(cells, found) -> None:
    assert {code: n for code, n in rules(one(**cells)).items() if code[0] in "VCH"} == found


def test_twins_with_an_unknown_number_are_two_children_where_something_differs() -> None:
    unknown = {"bsn": "999999999", "geboortedatum": "20120500"}
    apart = checked(csv([unknown, {**unknown, "geslacht": "M"}]))
    alike = checked(csv([unknown, unknown]))

    assert "V13" not in rules(apart)
    assert "V13" in rules(alike) or "V14" in rules(alike)


def test_a_path_in_a_zip_is_never_made() -> None:
    content = io.BytesIO(zipped(xlsx_parts()))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("/tmp/uitkomst-was-here", "x")

    assert reden(content.getvalue()) == "kapot"


def test_a_long_row_of_separators_is_no_column() -> None:
    result = checked(TEXT.replace("\n", ";" * 3000 + "\n").encode())

    assert statuses(result) == ["goed"] * 3


def test_a_heading_that_would_be_obeyed_is_text() -> None:
    raw = read(csv_bytes([["=cmd|'/c calc'!A0", *ROW], ["x", *ROW.values()]]), "x.csv")

    assert raw.cells["k1"].to_pylist() == ["=cmd|'/c calc'!A0", "x"]
