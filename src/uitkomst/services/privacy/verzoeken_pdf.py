"""What a provider keeps of somebody here, to give to that person: plain Dutch, made in memory."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.utils import timezone

from uitkomst.services.delivering.receipt_pdf import part, typeset
from uitkomst.services.privacy.persons_found import Dossier, Gebeurtenis, Rij

NOTHING = "Er is hierover niets vastgelegd."
RIGHTS = (
    "Klopt er iets niet, of wilt u dat gegevens worden gewist of niet meer worden gebruikt? Vraag "
    "dat aan uw hulpverlener. Bent u het niet eens met het antwoord, dan kunt u een klacht "
    "indienen bij de Autoriteit Persoonsgegevens (autoriteitpersoonsgegevens.nl)."
)


def pdf_of(dossier: Dossier, *, aanbieder: str, kenmerk: str, at: datetime) -> bytes:
    """The PDF."""
    facts = {
        "titel": f"Uw gegevens bij {aanbieder}",
        "omschrijving": "Overzicht van de gegevens die over één persoon worden bewaard",
        "datum": list(timezone.localtime(at).timetuple()[:6]),
        "kop": "Uw gegevens",
        "inleiding": (
            f"Dit zijn de gegevens die {aanbieder} over u, of over uw kind, in dit portaal heeft. "
            "Het portaal telt ermee hoe de jeugdhulp verloopt. Gemeenten zien alleen aantallen, "
            "nooit wie u bent."
        ),
        "voet": f"Kenmerk {kenmerk}",
        "delen": list(_parts(dossier)),
    }
    return typeset(facts, at)


def _parts(dossier: Dossier) -> Iterator[dict[str, Any]]:
    if not dossier.rijen:
        yield part("Gegevens", "Er wordt niets over u bewaard.")
    for each in dossier.rijen:
        yield part(_titel(each), _about(each), feiten=[[t, value] for _, t, value in each.velden])
    yield _events("Wat daarna met de hand is veranderd", "", dossier.wijzigingen)
    rows = [[each.periode, each.wie, str(each.versie), _day(each.at)] for each in dossier.uitgaven]
    told = "In deze cijfers bent u meegeteld. Het zijn aantallen; niemand kan u erin herkennen."
    headings = ["Periode", "Van wie", "Versie", "Gemaakt op"]
    yield part(
        "Cijfers waarin u bent meegeteld", told if rows else NOTHING, headings, rows,
        [2, 5, 1, 2], left=4,
    )  # fmt: skip
    told = "Wie uw gegevens met uw naam of nummer heeft bekeken of opgehaald."
    yield _events("Wie uw gegevens heeft gezien", told, dossier.gezien)
    yield part("Uw rechten", RIGHTS)


def _titel(rij: Rij) -> str:
    return f"Periode {rij.periode}, versie {rij.versie}"


def _about(rij: Rij) -> str:
    if not rij.telt:
        return "Een eerdere of andere versie. Zij telt niet (meer) mee in de cijfers."
    return "Deze versie geldt nu." + (
        "" if rij.rijstatus == "telt mee" else " Deze rij is opzij gezet en telt niet mee."
    )


def _events(titel: str, told: str, events: tuple[Gebeurtenis, ...]) -> dict[str, Any]:
    rows = [[_moment(each.at), each.door, each.wat] for each in events]
    headings = ["Wanneer", "Wie", "Wat"]
    return part(titel, told if rows else NOTHING, headings, rows, [2, 3, 4], left=3)


def _day(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d-%m-%Y")


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d-%m-%Y om %H:%M")
