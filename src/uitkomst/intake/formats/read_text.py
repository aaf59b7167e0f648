"""From the bytes of a text file to its characters, and how sure we are of them."""

import re
from dataclasses import dataclass

from uitkomst.intake.refusals import SAVE_AGAIN, UnreadableFile, broken, other_kind
from uitkomst.standard.opmerkingen import opmerking

_BOMS = (
    (b"\xff\xfe\x00\x00", "utf-32-le"), (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"),
)  # fmt: skip
_NAMES = {"cp1252": "Windows-1252", "iso8859-15": "ISO 8859-15 (Latin-9)"}
_SAMPLE = 4096
_BREAK = re.compile(r"\r\n|\r|\n")
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_MARKUP = re.compile(r"\s*<[a-z!?/]", re.IGNORECASE)
_NOTATION = re.compile(r'\s*(\{\\rtf|[\[{]\s*(["{\[\]}]|$))')
_CTRL_Z = "\x1a"
_STRAY = 4  # so many control characters may have strayed into a text


@dataclass(frozen=True)
class Text:
    """The characters of a file, their `encoding`, and Dutch notes on what was assumed."""

    text: str
    notes: tuple[str, ...]
    encoding: str


def decode(content: bytes) -> Text:
    """The text of a file in any usual encoding. Raises UnreadableFile where it is no text."""
    encoding, skip = _marked(content)
    if encoding is None:
        encoding = _by_nul_bytes(content[:_SAMPLE])
        if encoding is None:
            return _checked(*_without_mark(content))
        notes = [opmerking("codering_onbekend", codering=encoding.upper())]
    else:
        notes = []
    try:
        text = content[skip:].decode(encoding)
    except UnicodeDecodeError as error:
        line = content[: skip + error.start].count(b"\n") + 1
        raise broken(f"Rond regel {line} staan tekens die geen {encoding.upper()} zijn.") from error
    return _checked(text, notes, encoding)


def line_of(text: str, at: int) -> int:
    """The number of the line, counted from 1, in which the character at `at` stands."""
    return sum(1 for _ in _BREAK.finditer(text, 0, at)) + 1


def _marked(content: bytes) -> tuple[str | None, int]:
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return encoding, len(mark)
    return None, 0


def _by_nul_bytes(sample: bytes) -> str | None:
    """UTF-16 or UTF-32 without a mark: plain letters leave a NUL at fixed places."""
    if sample.count(0) < len(sample) // 4 or len(sample) < 4:
        return None
    filled = [len(sample[n::4]) - sample[n::4].count(0) for n in range(4)]
    if not any(filled[1:]):
        return "utf-32-le"
    if not any(filled[:3]):
        return "utf-32-be"
    if filled[1] + filled[3] < len(sample) // 8:
        return "utf-16-le"
    if filled[0] + filled[2] < len(sample) // 8:
        return "utf-16-be"
    return None


def _without_mark(content: bytes) -> tuple[str, list[str], str]:
    try:
        return content.decode("utf-8"), [], "utf-8"
    except UnicodeDecodeError:
        pass
    for encoding in ("cp1252", "iso8859-15"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        name = _NAMES[encoding]
        return text, [opmerking("geen_utf8", codering=name)], encoding
    raise broken("De tekens zijn niet te lezen.")


def _checked(text: str, notes: list[str], encoding: str) -> Text:
    if text.startswith("\ufeff"):  # one mark is taken off already
        text = text.lstrip("\ufeff")
        notes.append(opmerking("dubbele_bom"))
    if text.rstrip("\r\n").endswith(_CTRL_Z) and text.count(_CTRL_Z) == 1:
        text = text.rstrip("\r\n")[:-1]
        notes.append(opmerking("ctrl_z"))
    _refuse_other_kinds(text)
    _refuse_controls(text)
    return Text(text, tuple(notes), encoding)


def _refuse_other_kinds(text: str) -> None:
    head = text[:1024].lower()
    if _MARKUP.match(head):
        raise other_kind("een webpagina (HTML)" if "<htm" in head or "<t" in head else "XML")
    if _NOTATION.match(head):
        raise other_kind("RTF of JSON")
    if head.startswith("mime-version:"):
        raise other_kind("een webarchief")


def _refuse_controls(text: str) -> None:
    found = _CONTROL.search(text)
    if found is None:
        return
    if len(_CONTROL.findall(text[:_SAMPLE])) > max(_STRAY, min(len(text), _SAMPLE) // 50):
        raise other_kind("een bestand van een ander programma")
    for sign, name in (("\x00", "NUL"), (_CTRL_Z, "Ctrl-Z")):
        at = text.find(sign)
        if at >= 0:
            raise UnreadableFile(
                "stuurteken",
                f"In regel {line_of(text, at)} staat een stuurteken ({name}) dat niet in een "
                f"tabel hoort; wat erna komt kan wegvallen. {SAVE_AGAIN}",
            )
