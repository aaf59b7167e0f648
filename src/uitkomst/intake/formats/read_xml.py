"""XML of a sender, read piece by piece, without document types, entities or endless elements.

Raw expat, because it calls back per element in constant memory. Version 2.5 goes over an unfinished
element again with every piece it is fed, so an element of 20 MB would cost minutes: hence a limit.
"""

from collections.abc import Callable, Iterable
from xml.parsers import expat

from uitkomst.intake.limits import Limits
from uitkomst.intake.refusals import UnreadableFile, broken

Attributes = dict[str, str]
Start = Callable[[str, Attributes], None]
End = Callable[[str], None]
Text = Callable[[str], None]


class Enough(Exception):
    """Raised by a handler that has seen what it wanted."""


class Handlers(dict[str, Callable[..., None]]):
    """A handler per element; a prefix does not count, and other elements are passed over."""

    def __missing__(self, name: str) -> Callable[..., None]:
        handler = self[name] = self.get(local(name), _pass_over)
        return handler


def _pass_over(*_: object) -> None:
    pass


def walk(
    chunks: Iterable[bytes],
    limits: Limits,
    *,
    start: Start | None = None,
    end: End | None = None,
    text: Text | None = None,
) -> None:
    """Read one XML part and call back; names come as written, with their prefix.

    Raises UnreadableFile on a DOCTYPE, an element over `limits.xml_token_bytes`, or bad XML.
    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text
    fed = 0
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
            fed += len(chunk)
            if fed - parser.CurrentByteIndex > limits.xml_token_bytes:
                raise broken(
                    "Een onderdeel bevat een element dat langer is dan in een werkmap kan."
                )
        parser.Parse(b"", True)
    except Enough:
        return
    except (expat.ExpatError, ValueError, LookupError) as error:
        # The latter two come from an encoding that expat does not know.
        line = parser.ErrorLineNumber
        raise broken(f"Een onderdeel is geen geldige XML (regel {line}).") from error


def forbid_doctype(chunks: Iterable[bytes], limits: Limits) -> None:
    """Refuse a part with a DOCTYPE, of which nothing else is used."""
    try:
        walk(chunks, limits)
    except UnreadableFile as refusal:
        if refusal.reden != "kapot":
            raise


def local(name: str) -> str:
    """An element's name without its prefix: `x:row` and `row` are the same."""
    return name[name.find(":") + 1 :]


def _refuse_doctype(*_: object) -> None:
    raise UnreadableFile(
        "xml_entiteit",
        "Het bestand bevat een documenttype (DOCTYPE). Dat hoort niet in een werkmap en kan "
        "andere bestanden of het internet aanspreken. Sla het bestand opnieuw op in Excel of "
        "LibreOffice en lever dat in.",
    )
