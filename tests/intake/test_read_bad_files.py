"""What is not read, and the reason the sender gets; the process lives on after each."""

import gzip
import io
import struct
import zipfile
from dataclasses import replace

import pytest
import xlsxwriter
from files import (
    GRID,
    HEADER,
    ODS_TYPE,
    RECORD,
    compound_file,
    csv_bytes,
    inline,
    lying_zip,
    ods,
    ods_cell,
    ods_content,
    ods_rows,
    ods_table,
    ods_with,
    overlapping_zip,
    rows_xml,
    sheet_xml,
    xls,
    xlsx,
    xlsx_parts,
    xlsx_with,
    zipped,
)  # fmt: skip
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from uitkomst.intake.limits import LIMITS
from uitkomst.intake.read import UnreadableFile, read
from uitkomst.standard.indelingsprofiel import indelingsprofiel

SHEET = "xl/worksheets/sheet1.xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
LAUGHS = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE x SYSTEM "http://example.org/x.dtd">'
FILE = '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]>'
GOOD = sheet_xml(rows_xml(GRID))


def refusal(content: bytes, **more) -> UnreadableFile:
    with pytest.raises(UnreadableFile) as caught:
        read(content, "aanlevering.xlsx", **more)
    assert caught.value.melding.endswith(".")
    return caught.value


def more_parts(parts: dict[str, str | bytes]) -> bytes:
    return zipped(xlsx_parts() | parts)


def shared(number: int) -> str:
    return f'<c r="A1" t="s"><v>{number}</v></c>'


def changed(content: bytes, at: int, to: bytes) -> bytes:
    return content[:at] + to + content[at + len(to) :]


def renamed(name: str) -> bytes:
    """A good workbook with one more part, of which the name is changed afterwards."""
    return more_parts({"x" * len(name): b"x"}).replace(b"x" * len(name), name.encode())


def twice(name: str) -> bytes:
    other = name[:-1] + "?"
    return more_parts({other: b"<x/>"}).replace(other.encode(), name.encode())


def linked() -> bytes:
    buffer = io.BytesIO(zipped(xlsx_parts()))
    info = zipfile.ZipInfo("xl/link.xml")
    info.external_attr = 0o120777 << 16
    with zipfile.ZipFile(buffer, "a") as archive:
        archive.writestr(info, "/etc/passwd")
    return buffer.getvalue()


def flagged(flag: int) -> bytes:
    content = bytearray(xlsx())
    for signature, offset in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        at = content.find(signature)
        while at >= 0:
            content[at + offset] |= flag
            at = content.find(signature, at + 1)
    return bytes(content)


def many_sheets(number: int) -> bytes | str:
    """A workbook part that lists one sheet so many times."""
    one = '<sheet name="Data" sheetId="1" r:id="r1"/>'
    return xlsx_parts()["xl/workbook.xml"].replace(one, one * number)  # type: ignore[arg-type]


def xls_record(kind: int, data: bytes) -> bytes:
    return struct.pack("<2H", kind, len(data)) + data


def xls_globals(*records: bytes, version: int = 0x0600) -> bytes:
    bof = xls_record(0x0809, struct.pack("<8H", version, 5, 0, 0, 0, 0, 0, 0))
    return compound_file({"Workbook": bof + b"".join(records) + xls_record(0x0A, b"")})


NOTHING = [
    ("leeg", b""),
    ("leeg", b"\r\n \t\r\n"),
    ("leeg", b"\0" * 1000),
    ("leeg", b";;;\n;;;\n"),
    ("leeg", xlsx([])),
    ("leeg", xls([])),
    ("leeg", ods([])),
    ("alleen_kop", csv_bytes([HEADER])),
    ("alleen_kop", xlsx([HEADER])),
    ("alleen_kop", xls([HEADER])),
    ("alleen_kop", ods([HEADER])),
]
OTHER = [
    b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", b"\x89PNG\r\n\x1a\n" + b"\0" * 50, b"MZ\x90\0" + b"\0" * 100,
    b"<html><table><tr><td>bsn</td></tr></table></html>", b"\xef\xbb\xbf  <!DOCTYPE html><table>",
    b'<?xml version="1.0"?><rijen><rij/></rijen>', gzip.compress(csv_bytes()), b"{\\rtf1 tekst}",
    b'[{"bsn": "999900006"}]', b"7z\xbc\xaf\x27\x1c" + b"\0" * 30, b"Rar!\x1a\7\0",
    zipped({"aanlevering.csv": csv_bytes()}), zipped({"a.xlsx": xlsx(), "b.xlsx": xlsx()}),
    zipped(xlsx_parts(main_type=WORD_TYPE)), zipped(xlsx_parts(main_type=BINARY_TYPE)),
    zipped({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}),
    zipped({"mimetype": "application/epub+zip"}),
    compound_file({"WordDocument": b"x"}), compound_file({"__substg1.0_0037001F": b"x"}),
    xls_globals(version=0x0500), bytes(range(256)) * 20, "<html>".encode("utf-16"),
    zipped({"a": "%PDF-1.4"} | xlsx_parts(), 0),
]  # fmt: skip
MACROS = [
    more_parts({"xl/vbaProject.bin": b"x"}),
    zipped(xlsx_parts(main_type=MACRO_TYPE)),
    more_parts({"xl/macrosheets/sheet1.xml": "<x/>"}),
    more_parts({"xl/activeX/activeX1.bin": b"x"}),
    more_parts({"xl/theme/theme1.dat": compound_file({"VBA": b"x"})}),
    more_parts({"xl/embeddings/oleObject1.bin": b"x"}),
    compound_file({"Workbook": b"x", "_VBA_PROJECT_CUR": b"x"}),
    compound_file({"Workbook": b"x", "MBD0001": b"x"}),
    xls_globals(xls_record(0x85, struct.pack("<L4B", 0, 0, 1, 1, 0) + b"m")),
    ods_with(ods_content(ods_table(ods_rows(GRID))), **{"Basic/Standard/x.xml": "<x/>"}),
    ods_with(ods_content(ods_table(ods_rows(GRID))), **{"Object 1": b"x"}),
]
ENCRYPTED = [
    compound_file({"EncryptedPackage": b"x", "EncryptionInfo": b"x"}),
    flagged(1),
    xls_globals(xls_record(0x2F, b"\1\0\1\0" + b"\0" * 50)),
    ods_with(
        "x",
        **{"META-INF/manifest.xml": '<m:manifest xmlns:m="m"><m:encryption-data/></m:manifest>'},
    ),
    zipped({"mimetype": ODS_TYPE, "encrypted-package": b"x"}),
]
UTF16 = GOOD.replace("UTF-8", "UTF-16").replace("<worksheet", f"{FILE}<worksheet").encode("utf-16")
ENTITIES = [
    *(
        xlsx_with(GOOD.replace("<worksheet", f"{doctype}<worksheet"))
        for doctype in (LAUGHS, OUTSIDE, FILE)
    ),
    zipped(xlsx_parts() | {SHEET: UTF16}),
    xlsx_with(strings=f"{LAUGHS}<sst/>"),
    xlsx_with(styles=f"{LAUGHS}<styleSheet/>"),
    more_parts({"docProps/core.xml": f"{LAUGHS}<x/>"}),
    more_parts({"docProps/CORE.XML": f"{FILE}<x/>"}),
    more_parts({"xl/drawings/vmlDrawing1.vml": f"{FILE}<xml/>"}),
    ods_with(ods_content(ods_table(ods_rows(GRID)), before=LAUGHS)),
]
BOMBS = [
    more_parts({SHEET: b" " * 100} | {f"xl/media/{n}": b"\0" * 9_000_000 for n in range(60)}),
    overlapping_zip(),
    lying_zip(40, GOOD.encode()),
    more_parts({f"xl/media/{n}": b"" for n in range(20_000)}),
]
LONG = "x" * 20_000_000
ROW = '<row r="1">{}</row>'
BROKEN = {
    "cut": xlsx()[:-200],
    "number of Python": xlsx_with(sheet_xml(ROW.format("<c r=\"A1\"><v>1_0</v></c>"))),
    "number of other digits": xlsx_with(sheet_xml(ROW.format("<c r=\"A1\"><v>١</v></c>"))),
    "cut xls": xls([HEADER] + [RECORD] * 200)[:9_000],
    "cut ods": ods()[:-10],
    "bytes after the end": xlsx() + b"MZ extra",
    "bytes before the start": zipped(xlsx_parts())[:4] + zipped(xlsx_parts()),
    "part twice": twice(SHEET),
    "part twice, once with backslashes": more_parts({SHEET.replace("/", "\\"): b""}),
    "part twice, once from here": more_parts({f"./{SHEET}": b""}),
    "part twice, once as a folder": more_parts({f"{SHEET}/": b""}),
    "path upwards": renamed("../../etc/passwd"),
    "absolute path": renamed("/etc/passwd"),
    "windows path": renamed("C:\\evil.xml"),
    "link": linked(),
    "checksum that differs": changed(xlsx(), 14, b"\0\0\0\0"),
    "changed value": zipped(xlsx_parts(), 0).replace(b"999900006", b"999900018"),
    "missing sheet": zipped({k: v for k, v in xlsx_parts().items() if k != SHEET}),
    "missing workbook": zipped({k: v for k, v in xlsx_parts().items() if k != "xl/workbook.xml"}),
    "bad xml": xlsx_with(GOOD[:-20]),
    "unknown encoding": xlsx_with(GOOD.replace("UTF-8", "utf-7")),
    "impossible reference": xlsx_with(sheet_xml(ROW.format(inline("ZZZZZZ99999999", "x")))),
    "other row": xlsx_with(sheet_xml(ROW.format(inline("A2", "x")))),
    "cell twice": xlsx_with(sheet_xml(ROW.format(inline("A1", "x") * 2))),
    "row twice": xlsx_with(sheet_xml(ROW.format(inline("A1", "x")) * 2)),
    "row beyond the sheet": xlsx_with(sheet_xml('<row r="1048577"/>')),
    "string -1": xlsx_with(sheet_xml(ROW.format(shared(-1))), strings="<sst/>"),
    "string beyond": xlsx_with(sheet_xml(ROW.format(shared(9))), strings="<sst/>"),
    "no number": xlsx_with(sheet_xml(ROW.format('<c r="A1"><v>1,5</v></c>'))),
    "attribute of 20 MB": xlsx_with(GOOD.replace("<sheetData", f'<sheetData x="{LONG}"')),
    "endless element": xlsx_with(GOOD.replace("<sheetData", "<sheetData" + " " * 5_000_000)),
    "ods row repeated for ever": ods_with(ods_content(ods_table(
        '<table:table-row table:number-rows-repeated="99999999"/>'))),
    "spanned": b"PK\7\x08" + xlsx(),
    "empty package": b"PK\5\6" + b"\0" * 18,
    "utf-16 with half a character": csv_bytes(encoding="utf-16")[:-1],
    "utf-8 that is not": b"\xef\xbb\xbfa;b\n1;\xff\n",
    "ole without directory": bytes.fromhex("D0CF11E0A1B11AE1") + b"\xff" * 504,
    "ole of one sector": bytes.fromhex("D0CF11E0A1B11AE1"),
}  # fmt: skip


@pytest.mark.parametrize(("reden", "content"), NOTHING)
def test_a_file_without_records_is_refused(reden, content):
    assert refusal(content).reden == reden


@pytest.mark.parametrize("content", OTHER)
def test_another_kind_of_file_is_refused_whatever_its_name(content):
    assert refusal(content).reden == "ander_type"


@pytest.mark.parametrize("content", MACROS)
def test_a_file_that_can_act_is_refused(content):
    assert refusal(content).reden == "macro"


@pytest.mark.parametrize("content", ENCRYPTED)
def test_a_file_behind_a_password_is_refused(content):
    assert refusal(content).reden == "versleuteld"


@pytest.mark.parametrize("content", ENTITIES)
def test_any_document_type_is_refused(content):
    assert refusal(content).reden == "xml_entiteit"


@pytest.mark.parametrize("content", BOMBS, ids=["declared", "overlapping", "lying", "parts"])
def test_a_zip_that_unpacks_to_much_more_is_refused(content):
    assert refusal(content).reden == "zipbom"


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN.keys())
def test_a_damaged_file_is_refused(content):
    assert refusal(content).reden == "kapot"


def test_a_workbook_of_which_only_a_hidden_sheet_is_filled_says_so():
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer)
    book.add_worksheet("Leeg")
    hidden = book.add_worksheet("Data")
    for r, row in enumerate(GRID):
        hidden.write_row(r, 0, row)
    hidden.hide()
    book.close()
    refused = refusal(buffer.getvalue())

    assert refused.reden == "alleen_kop"
    assert "Verborgen werkbladen (1) zijn niet gelezen" in refused.melding


def test_a_line_too_long_in_a_file_of_fixed_width_is_refused_with_its_number():
    line = b"999900006" + b"20100305V1315AB02030220230105".ljust(47)
    refused = refusal(b"\n".join([line, line + b"X", line]))

    assert refused.reden == "kapot"
    assert "Regel 2 is langer" in refused.melding


def test_a_bomb_of_small_elements_is_refused_before_it_is_read_whole():
    few = replace(LIMITS, xml_elements=2_000)
    many = xlsx_with(sheet_xml(rows_xml(GRID) + "<b/>" * 3_000))

    assert refusal(many, limits=few).reden == "zipbom"
    assert read(xlsx_with(), "x.xlsx", limits=few).cells.num_rows == len(GRID)


def test_a_zip_bomb_in_one_sheet_is_refused_before_it_is_unpacked_whole():
    assert refusal(lying_zip(1000, b"<x>" + b" " * 100_000_000)).reden in ("zipbom", "kapot")


def test_the_last_cell_of_a_sheet_is_refused_with_its_place():
    sheet = sheet_xml(rows_xml(GRID) + f'<row r="1048576">{inline("XFD1048576", "x")}</row>')
    refused = refusal(xlsx_with(sheet))

    assert refused.reden == "te_breed"
    assert "XFD" in refused.melding


@pytest.mark.parametrize(
    ("reden", "content"),
    [
        ("te_breed", csv_bytes([[f"k{n}" for n in range(100_000)]] * 2)),
        ("te_breed", ods_with(ods_content(ods_table(ods_rows([["x"]]).replace(
            "<table:table-cell ", '<table:table-cell table:number-columns-repeated="16384" '))))),
        ("te_veel_rijen", b"a;b\n" * 1_100_000),
        ("te_veel_bladen", zipped(xlsx_parts() | {"xl/workbook.xml": many_sheets(200_000)})),
        ("cel_te_lang", csv_bytes([["a", "b"], ["x" * 5_000_000, "y"]])),
        ("cel_te_lang", xlsx_with(sheet_xml(ROW.format(inline("A1", "x" * 5_000_000))))),
        ("cel_te_lang", xlsx_with(strings=f"<sst><si><t>{'x' * 5_000_000}</t></si></sst>")),
        ("te_groot", b"a;b\n" + b"1;2\n" * (LIMITS.file_bytes // 4)),
        ("stuurteken", b"a;b\n1;2\x002\n3;4\n"),
        ("stuurteken", b"a;b\n1;2\n\x1a3;4\n"),
    ],
)  # fmt: skip
def test_what_is_over_a_limit_is_refused(reden, content):
    assert refusal(content).reden == reden


def test_rows_that_are_only_counted_have_an_end_too():
    repeated = '<table:table-row table:number-rows-repeated="900000">'
    content = ods_with(ods_content(ods_table(f"{repeated}{ods_cell('x')}</table:table-row>")))

    assert refusal(content, limits=replace(LIMITS, rows=500_000)).reden == "te_veel_rijen"


@pytest.mark.parametrize(
    "content",
    [
        csv_bytes([HEADER, RECORD]) + b'"open;' + csv_bytes([RECORD] * 30),
        csv_bytes([HEADER, RECORD])
        + b'"open;x\n'
        + csv_bytes([RECORD] * 3)
        + b'x;"\n'
        + csv_bytes(),
        csv_bytes([HEADER, RECORD]) + b'"half"way;x\n' + csv_bytes([RECORD]),
    ],
)
def test_an_open_quote_is_refused_with_its_line_and_swallows_no_rows(content):
    refused = refusal(content)

    assert refused.reden == "aanhalingsteken"
    assert "regel 3" in refused.melding


def test_a_line_beyond_the_profile_is_refused_with_its_number():
    profiel = indelingsprofiel("portaal-vast-1")
    refused = refusal(b"x" * 56 + b"\n" + b"x" * 57, profiel=profiel)

    assert refused.reden == "kapot"
    assert "Regel 2" in refused.melding


def test_no_refusal_shows_a_value_of_the_file():
    secret = "999900006"
    for content in (
        csv_bytes([HEADER]) + f'"{secret}'.encode(),
        xlsx_with(sheet_xml(ROW.format(f'<c r="A1"><v>{secret}x</v></c>'))),
        csv_bytes([HEADER]) + secret.encode() + b"\x00;x\n",
    ):
        assert secret not in refusal(content).melding


def outcome(content: bytes) -> str:
    try:
        return read(content, "x").kind
    except UnreadableFile as refused:
        return refused.reden


FUZZ = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # a child per example


@FUZZ
@given(st.binary(max_size=400))
def test_any_bytes_give_a_table_or_a_refusal(content):
    assert outcome(content) != "afgebroken"


@FUZZ
@given(
    st.sampled_from([xlsx(), xls(), ods(), zipped(xlsx_parts(), 0), csv_bytes()]),
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(min_size=1, max_size=4)), max_size=6
    ),
)
def test_any_change_of_a_good_file_gives_a_table_or_a_refusal(content, changes):
    for where, what in changes:
        content = changed(content, int(where * len(content)), what)
    assert outcome(content) != "afgebroken"
