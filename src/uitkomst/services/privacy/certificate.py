"""The certificate of destruction: what went, what stays, by which keys, and who decided.

It is made in the transaction that ends it, kept in the books, and the same for both parties. Of who
works alone it holds no name: who commissioned knows it from the contract.
"""

from datetime import date, datetime
from typing import Any

from django.db.models import Max
from django.utils import timezone

from uitkomst.register.models import Contracteinde, Reservekopie
from uitkomst.services.audit import chain
from uitkomst.services.deelnemers.contracten import day_in_words, in_words, view_of
from uitkomst.services.deelnemers.organisaties import names_in_reports
from uitkomst.services.delivering.receipt_pdf import part, typeset
from uitkomst.services.privacy import backups

NOT_ALONE = (
    "Alleen van deze aanbieder en onder dit contract. Van personen die ook onder een ander "
    "contract van de aanbieder staan, blijft daar bewaard wat voor dat contract nodig is."
)
LAST = "Dit was het laatste contract van de aanbieder. Er is niets van personen overgebleven."
STAYS = (
    "Wat blijft, zijn aantallen trajecten in klassen van ten minste tien personen: halfjaren of "
    "jaren, leeftijdsklasse, gemeente, hulpvorm, reden van beëindiging en scores. Kleinere klassen "
    "zijn samengevoegd, en wat daarna nog te klein was is weggelaten."
)
PUBLISHED = "Gepubliceerde, beschermde cijfers zijn niet veranderd."


def proof(now: datetime) -> dict[str, Any]:
    """Where the logbook is now, and from when no backup can bring anything back."""
    position = chain.length()
    gone = _gone_from_backups(timezone.localdate(now))
    return {
        "schakel": position,
        "hash": chain.hash_at(position) or "",
        "onleesbaar_op": gone.isoformat(),
    }


def of(einde: Contracteinde) -> bytes:
    """The PDF of an end that has just been carried out; the same facts give the same bytes."""
    at = einde.uitgevoerd_at
    assert at is not None  # It has just been carried out.
    contract = einde.contract
    nummer = contract.nummer or str(contract.pk)
    facts = {
        "titel": f"Certificaat van vernietiging, contract {nummer}",
        "omschrijving": f"Wat na het einde van contract {nummer} is vernietigd en wat bleef",
        "datum": list(timezone.localtime(at).timetuple()[:6]),
        "kop": "Certificaat van vernietiging",
        "inleiding": (
            f"Op {_moment(at)} zijn de persoonsgegevens vernietigd die {provider_name(einde)} "
            f"onder contract {nummer} met {contract.opdrachtgever.naam} in dit portaal had. "
            "De sleutels zijn vernietigd waarmee ze te lezen waren; ze hebben nooit onversleuteld "
            "op schijf gestaan."
        ),
        "voet": f"Kenmerk {einde.pk}",
        "delen": list(_parts(einde)),
    }
    return typeset(facts, at)


def provider_name(einde: Contracteinde) -> str:
    """The name of the provider as reports show it: of who works alone it says nothing."""
    key = str(einde.contract.aanbieder_id)
    return names_in_reports(keys=[key])[key]


def _parts(einde: Contracteinde) -> list[dict[str, Any]]:
    did = einde.resultaat
    whose = LAST if did["laatste_contract"] else NOT_ALONE
    return [
        part("Contract", feiten=_contract(einde)),
        part("Vernietigd", whose, feiten=_destroyed(did)),
        part("Gebleven", f"{STAYS} {PUBLISHED}", feiten=_kept(did)),
        part("Besluit van twee personen", feiten=_decision(einde)),
        part(
            "Reservekopieën",
            "Wat in oudere reservekopieën stond, gaat met de sleutels van nu niet meer open. Ook "
            f"een reservekopie van de sleutels is er vanaf {_day(did['onleesbaar_op'])} niet meer: "
            "vanaf die dag kan niets het terugbrengen.",
        ),
        part(
            "Plaats in het logboek",
            "Tot en met deze schakel stond elke stap in het logboek toen dit certificaat werd "
            "gemaakt.",
            feiten=[["Schakel", str(did["schakel"])], ["Hash (SHA-256)", did["hash"]]],
            small=True,
        ),
        part(
            "Vernietigde sleutels",
            "De sleutels van personen hebben geen kenmerk; hun aantal staat hierboven.",
            feiten=[[f"Sleutel {n}", each] for n, each in enumerate(did["sleutels"], start=1)],
            small=True,
        ),
    ]


def _contract(einde: Contracteinde) -> list[list[str]]:
    return [
        ["Aanbieder", provider_name(einde)],
        ["Opdrachtgever", einde.contract.opdrachtgever.naam],
        ["Contract", in_words(view_of(einde.contract))],
        ["Gepland op", _moment(einde.planned_at)],
        ["Vernietigen mocht vanaf", day_in_words(einde.vernietigen_vanaf)],
    ]


def _destroyed(did: dict[str, Any]) -> list[list[str]]:
    return [
        ["Personen van wie de sleutel is vernietigd", _n(did["personen"])],
        ["Rijen, in alle versies samen", _n(did["rijen"])],
        ["Aangeleverde versies", _n(did["leveringen"])],
        ["Concepten", _n(did["concepten"])],
        ["Perioden", ", ".join(did["perioden"]) or "geen"],
        ["Sleutels met een kenmerk", _n(len(did["sleutels"]))],
    ]


def _kept(did: dict[str, Any]) -> list[list[str]]:
    return [
        ["Trajecten in klassen", _n(did["trajecten_bewaard"])],
        ["Klassen", _n(did["klassen"])],
        ["Weggelaten: te klein", _n(did["vervallen"])],
    ]


def _decision(einde: Contracteinde) -> list[list[str]]:
    decided = einde.besluit
    assert decided is not None  # The books hold nothing that is carried out without one.
    by = decided.besloten_by.display_name if decided.besloten_by else ""
    at = f", {_moment(decided.besloten_at)}" if decided.besloten_at else ""
    asked = f"{decided.gevraagd_by.display_name}, {_moment(decided.gevraagd_at)}"
    return [["Gevraagd door", asked], ["Akkoord van", f"{by}{at}"], ["Reden", decided.reden]]


def _gone_from_backups(today: date) -> date:
    """The day on which the last copy of the keys made before today is gone."""
    kept = Reservekopie.objects.filter(soort=backups.SLEUTELS, verwijderd_at=None)
    last: date | None = kept.aggregate(last=Max("bewaard_tot"))["last"]
    return max(backups.kept_until(backups.SLEUTELS, today), last or today)


def _day(code: str) -> str:
    return day_in_words(date.fromisoformat(code))


def _moment(at: datetime) -> str:
    return timezone.localtime(at).strftime("%d-%m-%Y om %H:%M")


def _n(number: int) -> str:
    return f"{number:,}".replace(",", ".")
