"""The evidence folder for an auditor: one zip, made in memory from the running portal.

It names organisations, accounts and days; no child, also not by pseudonym. Signed agreements hold
signatures of people, so they go along only when asked for.
"""

import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from django.utils import timezone

import uitkomst
from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Contracteinde, Verwerkersovereenkomst
from uitkomst.services import audit
from uitkomst.services.audit import checkpoints, upkeep
from uitkomst.services.privacy import bewijsmap_dpia, bewijsmap_register, bewijsmap_tables

CONTENTS = (
    ("LEESMIJ.txt", "Wat er in zit, wie het maakte en wanneer"),
    ("verwerkingsregister.md", "Register van de verwerker (AVG art. 30 lid 2)"),
    ("dpia.md", "DPIA van de referentie-opstelling, met de open vragen"),
    ("maatregelen.csv", "Wat normen vragen, wat het portaal doet, en de toets die zou falen"),
    ("rechtenmatrix.csv", "Welke rol wat mag, uit de lijst die de pagina's bewaakt"),
    ("overeenkomsten.csv", "Overeenkomsten met handtekening, bevestiging en SHA-256"),
    ("besluiten.csv", "Besluiten met z'n tweeën"),
    ("contracteinden.csv", "Contracteinden; de certificaten liggen in de map contracteinden"),
    ("verzoeken.csv", "Verzoeken van betrokkenen, zonder wie het is"),
    ("incidenten.csv", "Incidenten en hun conclusie"),
    ("logboek-keten.json", "Stand van de keten van het logboek, met de controlepunten"),
    ("reservekopieen.csv", "Reservekopieën en oefeningen met terugzetten"),
    ("bewaartermijnen.csv", "Hoe lang alles blijft, en waarom"),
    ("wat-wordt-bewaard.csv", "Wat van wie in de kluis ligt: aantallen en omvang"),
    ("versies.csv", "Onderdelen van de software met hun versie"),
)
"""What is always in it: the name of the file, and what it shows (Dutch)."""

SBOM = Path(uitkomst.__file__).parents[2] / "dist" / "sbom.cdx.json"
"""Written by `make sbom` beside a checkout; an installed portal has `versies.csv` only."""


@dataclass(frozen=True)
class Bewijsmap:
    """The zip, and the name to save it under."""

    naam: str
    content: bytes


def make(*, actor: Actor, with_pdfs: bool, now: datetime) -> Bewijsmap:
    """Make it; that it was fetched is written down first. Raises NotAllowed."""
    require(actor, Permission.VIEW_PRIVACY)
    audit.record(
        actor=actor,
        action="bewijsmap:download",
        subject="bewijsmap",
        purpose="Met de getekende overeenkomsten" if with_pdfs else "Zonder overeenkomsten zelf",
        now=now,
    )
    stamp = timezone.localtime(now)
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as folder:
        for naam, content in _files(actor, with_pdfs, now):
            entry = zipfile.ZipInfo(naam, stamp.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            folder.writestr(entry, content)
    return Bewijsmap(f"bewijsmap-{stamp:%Y-%m-%d}.zip", out.getvalue())


def _files(actor: Actor, with_pdfs: bool, now: datetime) -> Iterator[tuple[str, bytes]]:
    yield "LEESMIJ.txt", _readme(actor, with_pdfs, now).encode()
    register = bewijsmap_register.register(
        verwerker=actor.organisatie_naam, contact=actor.display_name
    )
    yield "verwerkingsregister.md", register.encode()
    yield "dpia.md", bewijsmap_dpia.text().encode()
    yield from bewijsmap_tables.tables()
    yield "logboek-keten.json", _chain()
    if SBOM.is_file():
        yield "sbom.cdx.json", SBOM.read_bytes()
    for end in Contracteinde.objects.exclude(certificaat=None):
        yield f"contracteinden/{end.pk}.pdf", bytes(end.certificaat or b"")
    if with_pdfs:
        for agreement in Verwerkersovereenkomst.objects.iterator(chunk_size=10):
            yield f"overeenkomsten/{agreement.pk}.pdf", bytes(agreement.pdf)


def _chain() -> bytes:
    state = upkeep.state()
    said = {
        "ongebroken": state.unbroken,
        "regels": state.lengte,
        "ondertekend_tot": state.punt,
        "ondertekend_op": state.punt_at.isoformat() if state.punt_at else None,
        "geheel_nagerekend_op": state.verified_at.isoformat() if state.verified_at else None,
        "fouten": [fault.melding for fault in state.faults],
        "controlepunten": [asdict(point) for point in checkpoints.kept()],
        "narekenen": "uitkomst audit verify --checkpoints BESTAND --key SLEUTEL",
    }
    return json.dumps(said, ensure_ascii=False, indent=2).encode()


def _readme(actor: Actor, with_pdfs: bool, now: datetime) -> str:
    lines = [
        "Bewijsmap van het portaal Uitkomst",
        "",
        f"Gemaakt op {timezone.localtime(now):%d-%m-%Y om %H:%M} door {actor.display_name}, "
        f"{actor.organisatie_naam}. Dat staat in het logboek.",
        "",
        "Alles hier komt uit het draaiende portaal. Er staat niets in over een kind, ook niet",
        "onder pseudoniem; wel namen van organisaties en medewerkers. Ga er zorgvuldig mee om.",
        "",
        "Dit portaal is gemaakt om te helpen aan de genoemde normen te voldoen. Het is niet",
        "gecertificeerd: certificeren doet een organisatie, niet een programma.",
        "",
        *(f"{naam:<26}{wat}" for naam, wat in CONTENTS),
    ]
    if SBOM.is_file():
        lines.append(f"{'sbom.cdx.json':<26}Lijst van onderdelen (CycloneDX)")
    if with_pdfs:
        lines.append(f"{'overeenkomsten/':<26}De getekende overeenkomsten zelf")
    lines += [
        "",
        "De toetsen in maatregelen.csv staan in de broncode, in de map tests. Wie ze draait",
        "(make test), ziet of de maatregel er nog is.",
        "",
        "Het logboek rekent u zelf na met de controlepunten die buiten het portaal zijn bewaard.",
        "Die in logboek-keten.json komen uit het portaal: ze bewijzen alleen iets samen met een",
        "kopie van buiten.",
        "",
    ]
    return "\n".join(lines)
