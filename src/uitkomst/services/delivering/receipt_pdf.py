"""The receipt as a PDF: tagged (PDF/UA-1), A4, made by Typst from facts that go in as JSON.

Nothing of the machine gets in: no clock, no fonts but those beside the template. So the same facts
give the same bytes.
"""

import json
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

import typst
from django.utils import timezone

from uitkomst.services.delivering.receipt_views import Antwoord, Receipt
from uitkomst.services.kept.kept_rows import Teruggehouden

FOLDER = Path(__file__).parent / "ontvangstbewijs"
TEMPLATE = FOLDER / "ontvangstbewijs.typ"
UNKNOWN = "niet vastgelegd of niet geopend"
NO_TRAJECTEN = "De aanbieder meldt dat er in deze periode geen trajecten waren om aan te leveren."
NOT_COUNTED = (
    "Hier is geen telling: de rijen van deze versie worden niet meer bewaard, of er is geen "
    "geldige verwerkersovereenkomst om ze te openen."
)


def pdf_of(receipt: Receipt) -> bytes:
    """The PDF of a receipt."""
    moment = timezone.localtime(receipt.submitted_at)
    facts = {
        "titel": f"Ontvangstbewijs {receipt.periode.code} versie {receipt.versie}",
        "omschrijving": f"Ontvangstbewijs van een aanlevering over de {receipt.periode.titel}",
        "datum": list(moment.timetuple()[:6]),
        "kop": "Ontvangstbewijs",
        "inleiding": (
            f"{receipt.aanbieder} heeft versie {receipt.versie} van de gegevens over "
            f"de {receipt.periode.titel} ingediend op {_moment(receipt.submitted_at)}. Dit bewijs "
            "zegt wat er toen is ingediend. Of deze versie nu nog meetelt, ziet u in het portaal."
        ),
        "voet": f"Kenmerk {receipt.reference}",
        "delen": list(_parts(receipt)),
    }
    return typeset(facts, receipt.submitted_at)


def typeset(facts: dict[str, Any], at: datetime) -> bytes:
    """A document of such facts, dated `at`; the template says which they are. See `part`."""
    made = _compiler().compile(
        format="pdf",
        sys_inputs={"receipt": json.dumps(facts, ensure_ascii=False)},
        pdf_standards="ua-1",
        timestamp=at.replace(microsecond=0),
    )
    if not isinstance(made, bytes):
        raise TypeError("a receipt is one PDF")
    return made


@cache
def _fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER])


def _compiler() -> typst.Compiler:
    """One per document: it holds the facts of the last one it made."""
    return typst.Compiler(TEMPLATE, root=FOLDER, font_paths=_fonts())


def _parts(receipt: Receipt) -> Iterator[dict[str, Any]]:
    yield part("Aanlevering", feiten=_identity(receipt))
    if receipt.totaal:
        yield part("Aantallen", feiten=_counts(receipt))
        yield _per_gemeente(receipt)
    else:
        yield part("Aantallen", NO_TRAJECTEN)
    if receipt.parkeerredenen:
        rows = [
            [f"{each.regel}: {each.melding}", _n(each.aantal)] for each in receipt.parkeerredenen
        ]
        told = "Deze rijen tellen niet mee. Een rij kan om meer dan één reden geparkeerd zijn."
        yield part("Waarom rijen geparkeerd zijn", told, ["Reden", "Rijen"], rows, [5, 1])
    if receipt.antwoorden:
        yield _answers("Gestelde vragen en antwoorden", "", "Vraag", receipt.antwoorden)
    if receipt.verdwenen:
        told = (
            "Deze hulp liep in de vorige periode nog en staat niet in dit bestand. Er is niets "
            "afgesloten."
        )
        yield _answers("Verdwenen lopende hulp", told, "Hulpvorm", receipt.verdwenen)
    if receipt.handelingen:
        rows = [
            [
                each.wat,
                f"{each.door}, {_moment(each.at)}",
                "" if each.aantal is None else _n(each.aantal),
            ]
            for each in receipt.handelingen
        ]
        headings = ["Wat", "Door", "Rijen"]
        yield part("Wat in het portaal is gewijzigd", "", headings, rows, [4, 4, 1], left=2)
    yield part("Controle", feiten=_checks(receipt))
    yield part(
        "Controlegetallen (SHA-256)",
        "Met het eerste getal toont u aan welk bestand u hebt aangeleverd.",
        feiten=[
            ["Aangeleverd bestand", receipt.sha256_bron or UNKNOWN],
            ["Gelezen rijen", receipt.sha256_rijen or UNKNOWN],
            ["Regels", receipt.sha256_regels or UNKNOWN],
        ],
        small=True,
    )
    yield part("Verklaring", f"‘{receipt.verklaring}’ ({receipt.submitted_by})")


def part(
    titel: str,
    tekst: str = "",
    koppen: Sequence[str] = (),
    rijen: Sequence[Sequence[str]] = (),
    breedtes: Sequence[int] = (),
    *,
    feiten: Sequence[Sequence[str]] = (),
    left: int = 1,
    total: bool = False,
    small: bool = False,
) -> dict[str, Any]:
    """One section: a sentence, facts with their names, or a table. See the template."""
    return {
        "titel": titel,
        "tekst": tekst,
        "feiten": feiten,
        "koppen": koppen,
        "rijen": rijen,
        "breedtes": breedtes,
        "links": left,
        "totaal": total,
        "klein": small,
    }


def _identity(receipt: Receipt) -> list[list[str]]:
    kvk = [["KvK-nummer", receipt.kvk]] if receipt.kvk else []
    return [
        ["Aanbieder", receipt.aanbieder],
        *kvk,
        ["Verslagperiode", f"{receipt.periode.code} ({receipt.periode.titel})"],
        ["Versie", str(receipt.versie)],
        ["Aangeleverd via", receipt.route],
        ["Naam van het bestand", receipt.bestandsnaam],
        ["Ontvangen", f"{_moment(receipt.received_at)}, van {receipt.received_by}"],
        ["Ingediend", f"{_moment(receipt.submitted_at)}, door {receipt.submitted_by}"],
    ]


def _counts(receipt: Receipt) -> list[list[str]]:
    left_out = [["Door u weggelaten", _n(receipt.weggelaten)]] if receipt.weggelaten else []
    return [
        ["Records", _n(receipt.totaal)],
        ["Telt mee", _n(receipt.goed)],
        ["Geparkeerd, telt niet mee", _n(receipt.geparkeerd)],
        *left_out,
    ]


def _per_gemeente(receipt: Receipt) -> dict[str, Any]:
    if receipt.gemeenten is None:
        return part("Per gemeente", NOT_COUNTED)
    rows = [[each.gemeente, _n(each.telt_mee), _n(each.geparkeerd)] for each in receipt.gemeenten]
    if receipt.teruggehouden:  # Then these are fewer than were submitted, and it is said why.
        good = sum(each.telt_mee for each in receipt.gemeenten)
        parked = sum(each.geparkeerd for each in receipt.gemeenten)
        rows.append(["Totaal nu", _n(good), _n(parked)])
    else:
        rows.append(["Totaal", _n(receipt.goed), _n(receipt.geparkeerd)])
    headings = ["Gemeente", "Telt mee", "Geparkeerd"]
    told = _held_back(receipt.teruggehouden)
    return part("Per gemeente", told, headings, rows, [4, 1, 1], total=True)


def _held_back(held: Teruggehouden) -> str:
    """Why the table has fewer rows than were submitted; "" when it has not."""
    parts = []
    if held.beperkt:
        parts.append(
            f"Rijen van wie de gegevens zijn beperkt (AVG artikel 18): {_n(held.beperkt)}. Die "
            "zijn bewaard en tellen hier niet mee."
        )
    if held.gewist:
        parts.append(
            f"Rijen die na het indienen zijn gewist, op verzoek of na het einde van een contract: "
            f"{_n(held.gewist)}."
        )
    return " ".join(parts)


def _answers(titel: str, tekst: str, wat: str, answers: Sequence[Antwoord]) -> dict[str, Any]:
    rows = [
        [
            each.vraag,
            ". ".join(part for part in (each.antwoord, each.reden) if part),
            f"{each.door}, {_moment(each.at)}",
            "" if each.aantal is None else _n(each.aantal),
        ]
        for each in answers
    ]
    return part(titel, tekst, [wat, "Antwoord", "Door", "Rijen"], rows, [4, 4, 3, 1], left=3)


def _checks(receipt: Receipt) -> list[list[str]]:
    protocol = f"versie {receipt.protocol}" if receipt.protocol else "niet bekend"
    return [
        ["Regels gecontroleerd", _n(receipt.regels_uitgevoerd)],
        ["Regels overgeslagen", _n(receipt.regels_overgeslagen)],
        ["Informatieprotocol", protocol],
    ]


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d-%m-%Y om %H:%M")


def _n(number: int) -> str:
    return f"{number:,}".replace(",", ".")
