"""The few Markdown forms the generated pages are made of."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from uitkomst.standard.shelf import STATUS_UITLEG

MADE = (
    "<!-- Gemaakt uit de bestanden in src/uitkomst/standard; niet met de hand wijzigen, "
    "maar `make docs` draaien. -->"
)


class Declared(Protocol):
    """Anything the standard declares: it has a source and a mark."""

    @property
    def bron(self) -> str:
        """Where it is written."""

    @property
    def status(self) -> str:
        """How sure we are of it."""


def page(titel: str, inleiding: str, sections: Iterable[str]) -> str:
    """Give a whole page: title, introduction, what the marks mean, and its sections."""
    marks = "\n".join(f"- **{mark}**: {uitleg}" for mark, uitleg in STATUS_UITLEG.items())
    head = [MADE, f"# {titel}", inleiding, f"Elk onderdeel draagt een merk:\n\n{marks}"]
    return paragraphs(*head, *sections) + "\n"


def paragraphs(*parts: str) -> str:
    """Give the parts that are not empty, a blank line between them."""
    return "\n\n".join(part for part in parts if part)


def bullets(lines: Iterable[str]) -> str:
    """Give a list, one line an item."""
    return "\n".join(f"- {line}" for line in lines)


def table(koppen: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Give a table; what is empty shows as a dash."""
    lines = [koppen, ["---"] * len(koppen), *rows]
    return "\n".join(f"| {' | '.join(_cell(value) for value in line)} |" for line in lines)


def _cell(value: object) -> str:
    text = " ".join(str(value).split()) if value not in (None, "", ()) else "–"
    return text.replace("|", "\\|")


def source(thing: Declared) -> str:
    """Give the sentence that says where a declaration comes from and how sure we are."""
    return f"Bron: {thing.bron}. Merk: **{thing.status}**."


def record(row: Mapping[str, object]) -> str:
    """Give one record of an example on one line."""
    return ", ".join(f"`{naam}` = {value_in_words(value)}" for naam, value in row.items())


def value_in_words(value: object) -> str:
    """Give a value of an example as a reader sees it: ja, nee, leeg or the value itself."""
    if isinstance(value, bool):
        return "ja" if value else "nee"
    return "leeg" if value in (None, "") else str(value)
