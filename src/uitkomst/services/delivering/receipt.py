"""The receipt of a submitted version: its facts out of the books, and as a PDF."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.intake.checking.engine import query
from uitkomst.register.models import Aanlevering, Bewerking
from uitkomst.register.models.aanleveringen import Route
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services.aanlevering.own import own, record
from uitkomst.services.aanlevering.summary import Summary, read_back
from uitkomst.services.changes.records import COUNTS, gemeente_naam
from uitkomst.services.changes.vanished import SUBJECT
from uitkomst.services.changes.vanished_views import ANDERS, ANSWERS
from uitkomst.services.deciding.bewerking_views import BewerkingView, list_of
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.delivering.receipt_pdf import pdf_of
from uitkomst.services.delivering.receipt_views import Antwoord, Handeling, Receipt, Reden, Telling
from uitkomst.services.delivering.submission import STATEMENT
from uitkomst.services.kept import checksums
from uitkomst.services.kept.checksums import Checksums
from uitkomst.services.kept.kept_rows import Teruggehouden, held_back, rows_of
from uitkomst.services.refusals import NoReceipt, RowsGone
from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

__all__ = [
    "Antwoord",
    "Handeling",
    "Receipt",
    "Reden",
    "Telling",
    "counts_of",
    "receipt",
    "receipt_of",
]


def receipt(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> bytes:
    """The receipt as a PDF; the same facts give the same bytes, so its checksum is stable.

    Raises NotAllowed, NotFound, NoReceipt.
    """
    made = receipt_of(actor=actor, reference=reference, now=now, vault=vault)
    record(actor, "aanlevering:receipt", own(actor, reference), now)
    return pdf_of(made)


def receipt_of(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> Receipt:
    """The facts of a receipt; outside an agreement only those that stand in the books, so without
    counts per gemeente and checksums.

    Raises NotAllowed, NotFound, NoReceipt.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    aanlevering = own(actor, reference)
    submitted_by = aanlevering.submitted_by
    if aanlevering.submitted_at is None or submitted_by is None:
        raise NoReceipt
    provider = aanlevering.aanbieder
    summary = read_back(aanlevering.summary)
    gemeenten, sha256, held = _sealed(aanlevering, now, vault)
    decided = list(aanlevering.bewerkingen.filter(undone_at=None).select_related("by"))
    periode = Verslagperiode.parse(aanlevering.periode)
    return Receipt(
        reference=aanlevering.reference,
        aanbieder=provider.naam,
        kvk=provider.kvk,
        periode=periode,
        versie=aanlevering.versie,
        route=Route(aanlevering.route).label,
        bestandsnaam=aanlevering.bestandsnaam,
        received_at=aanlevering.received_at,
        received_by=aanlevering.received_by.display_name,
        submitted_at=aanlevering.submitted_at,
        submitted_by=submitted_by.display_name,
        totaal=aanlevering.totaal,
        goed=aanlevering.goed + aanlevering.bevestigen,
        geparkeerd=aanlevering.geparkeerd,
        weggelaten=sum(each.soort == BewerkingSoort.WEG for each in decided),
        gemeenten=gemeenten,
        teruggehouden=held,
        parkeerredenen=tuple(
            Reden(each.regel, each.melding, each.aantal)
            for each in summary.oorzaken
            if each.ernst == "blokkeert"
        ),
        antwoorden=tuple(_answers(decided, summary)),
        verdwenen=tuple(_about_vanished(decided)),
        handelingen=tuple(_actions(list_of(actor=actor, reference=reference))),
        regels_uitgevoerd=len(summary.uitgevoerd),
        regels_overgeslagen=len(summary.overgeslagen),
        protocol=periode.protocol,
        sha256_bron=sha256.bron,
        sha256_rijen=sha256.rijen,
        sha256_regels=sha256.regels,
        verklaring=STATEMENT,
    )


def counts_of(*, actor: Actor, reference: UUID, now: datetime, vault: Vault) -> tuple[Telling, ...]:
    """What counts and what is parked per gemeente, also of a draft: the page before submitting.

    Raises NotAllowed, NotFound, NoAgreement, StillChecking, RowsGone.
    """
    require(actor, Permission.VIEW_AANLEVERING)
    overeenkomsten.required_for(aanbieder=actor.organisatie, day=timezone.localdate(now))
    return _counted(own(actor, reference), vault)


def _sealed(
    aanlevering: Aanlevering, now: datetime, vault: Vault
) -> tuple[tuple[Telling, ...] | None, Checksums, Teruggehouden]:
    """What the vault has for a receipt, as far as it is kept; without an agreement nothing."""
    aanbieder, day = aanlevering.aanbieder_id, timezone.localdate(now)
    agreed = overeenkomsten.valid_for(aanbieder=aanbieder, day=day)
    if agreed is None or aanlevering.inhoud is None:
        return None, Checksums(), Teruggehouden()
    sha256 = checksums.opened(vault, aanbieder, aanlevering.inhoud)
    try:
        return _counted(aanlevering, vault), sha256, held_back(aanlevering, vault)
    except RowsGone:
        return None, sha256, Teruggehouden()


def _counted(aanlevering: Aanlevering, vault: Vault) -> tuple[Telling, ...]:
    found = query(
        f"""
        select gemeente, count(*) filter ({COUNTS}) as telt_mee,
            count(*) filter (status = 'geparkeerd') as geparkeerd
        from rows group by gemeente
        """,  # noqa: S608 - a condition of our own
        rows=rows_of(aanlevering, vault),
    )
    lines = (
        Telling(gemeente_naam(each["gemeente"]), each["telt_mee"], each["geparkeerd"])
        for each in found.to_pylist()
    )
    return tuple(sorted(lines, key=lambda line: line.gemeente))


def _answers(decided: Iterable[Bewerking], summary: Summary) -> Iterator[Antwoord]:
    """What the rules asked, in their order, with the last answer to each."""
    given = {each.onderwerp: each for each in decided if each.soort == BewerkingSoort.ANTWOORD}
    for oorzaak in summary.oorzaken:
        if oorzaak.ernst != "bevestigen" or oorzaak.naam not in given:
            continue
        said = given[oorzaak.naam]
        yield Antwoord(
            vraag=f"{oorzaak.regel}: {oorzaak.melding}",
            aantal=oorzaak.aantal,
            antwoord="Ja, klopt" if oorzaak.antwoord else "Nee; deze rijen zijn geparkeerd",
            reden=said.keuze.get("reden", ""),
            door=said.by.display_name,
            at=said.at,
        )


def _about_vanished(decided: Iterable[Bewerking]) -> Iterator[Antwoord]:
    """The last answer for each hulpvorm of which running records are not in the file."""
    given = {each.onderwerp: each for each in decided if each.onderwerp.startswith(SUBJECT)}
    for onderwerp, said in sorted(given.items()):
        code = said.keuze["antwoord"]
        yield Antwoord(
            vraag=codelijst("hulpvorm").titel_of(onderwerp.removeprefix(SUBJECT)),
            aantal=said.aantal,
            antwoord="" if code == ANDERS else ANSWERS[code],
            reden=said.keuze["reden"],
            door=said.by.display_name,
            at=said.at,
        )


def _actions(decided: Iterable[BewerkingView]) -> Iterator[Handeling]:
    """What was pointed out, repaired and put right by hand; the rows of one person together."""
    rows: dict[tuple[str, str], list[BewerkingView]] = {}
    for each in decided:
        if each.undone_at is not None or each.soort == BewerkingSoort.ANTWOORD:
            continue
        if each.soort in (BewerkingSoort.RIJ, BewerkingSoort.WEG):
            rows.setdefault((each.soort, each.by), []).append(each)
        else:
            again = ", zoals de vorige keer" if each.uit_geheugen else ""
            yield Handeling(f"{each.titel}{again}", each.aantal, each.by, each.at)
    for (soort, by), together in rows.items():
        touched = len({each.rij for each in together})
        yield Handeling(BewerkingSoort(soort).label, touched, by, together[-1].at)
