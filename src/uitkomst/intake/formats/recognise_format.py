"""What kind of file this is, by its first bytes and never by its name, and which reader it gets."""

from uitkomst.intake.formats.read_csv import read_csv, refuse_without_records
from uitkomst.intake.formats.read_fixed import FixedLayout, known_layout, read_fixed
from uitkomst.intake.formats.read_ods import read_ods
from uitkomst.intake.formats.read_ole import SIGNATURE as OLE
from uitkomst.intake.formats.read_text import decode
from uitkomst.intake.formats.read_xls import read_xls
from uitkomst.intake.formats.read_xlsx import read_xlsx
from uitkomst.intake.formats.read_zip import Archive
from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import UnreadableFile, broken, macro, other_kind
from uitkomst.intake.rows import RawTable

ZIP = b"PK\x03\x04"
OTHER_KINDS = (
    (b"%PDF-", "een PDF"),
    (b"\x89PNG", "een afbeelding (PNG)"),
    (b"\xff\xd8\xff", "een afbeelding (JPEG)"),
    (b"GIF8", "een afbeelding (GIF)"),
    (b"MZ", "een programma (EXE)"),
    (b"\x7fELF", "een programma"),
    (b"\x1f\x8b", "een ingepakt bestand (gz)"),
    (b"7z\xbc\xaf\x27\x1c", "een ingepakt bestand (7z)"),
    (b"Rar!", "een ingepakt bestand (rar)"),
    (b"BZh", "een ingepakt bestand (bz2)"),
    (b"\xfd7zXZ", "een ingepakt bestand (xz)"),
    (b"\x28\xb5\x2f\xfd", "een ingepakt bestand (zst)"),
    (b"SQLite format 3", "een database"),
    (b"PAR1", "een Parquet-bestand"),
    (b"ARROW1", "een Arrow-bestand"),
    (b"{\\rtf", "een RTF-document"),
    (b"\x09\x00\x04\x00", "een werkmap van Excel 95 of ouder"),
    (b"\x09\x02\x06\x00", "een werkmap van Excel 95 of ouder"),
    (b"\x09\x04\x06\x00", "een werkmap van Excel 95 of ouder"),
)


def read_any(
    content: bytes, layout: FixedLayout | None, limits: Limits, blad: str | None = None
) -> RawTable:
    """The table in a sender's bytes. Only ever called inside the child process.

    `layout` is given where the sender said that the file is of fixed width, `blad` where the sender
    chose a sheet of a workbook; a text has none. Raises UnreadableFile.
    """
    if not content.strip(b" \t\r\n\x00"):
        raise UnreadableFile("leeg", "Het bestand is leeg. Controleer of het goed is opgeslagen.")
    table = _read(content, layout, limits, blad)
    refuse_without_records(table)
    return table


def _read(content: bytes, layout: FixedLayout | None, limits: Limits, blad: str | None) -> RawTable:
    if content.startswith(ZIP):
        return _read_package(Archive(content, limits), limits, blad)
    if content.startswith(OLE):
        return read_xls(content, limits, blad)
    if content.startswith(b"PK"):
        raise broken("Het is een leeg of opgesplitst pakket.")
    for signature, kind in OTHER_KINDS:
        if content.startswith(signature) and (not signature.isalnum() or _is_binary(content)):
            raise other_kind(kind)
    text = decode(content)
    layout = layout or known_layout(text.text)
    return read_csv(text, limits) if layout is None else read_fixed(text, layout, limits)


def _is_binary(content: bytes) -> bool:
    """Whether these bytes cannot be words: a heading may start with MZ as well as a program."""
    return any(byte < 9 for byte in content[:512])


def _read_package(archive: Archive, limits: Limits, blad: str | None) -> RawTable:
    if any(archive.starts_with(name, OLE) for name in archive.names):  # whatever it is called
        raise macro("een onderdeel waarin een macro of een ander programma kan zitten")
    if "[Content_Types].xml" in archive:
        return read_xlsx(archive, limits, blad)
    if "mimetype" in archive:
        return read_ods(archive, limits, blad)
    if any(name.lower().endswith((".csv", ".xlsx", ".xls", ".ods", ".txt"))
           for name in archive.names):  # fmt: skip
        raise other_kind("een zip waar het bestand nog in zit (pak die eerst uit)")
    raise other_kind("een zip-bestand")
