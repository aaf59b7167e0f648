"""The letter to a controller about a data breach, with what AVG article 33(3) asks for.

The facts come from the logbook; likely consequences and measures are the officer's own words. It is
a notice to the provider, not the report to the authority: that is the provider's to make.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import User
from uitkomst.services import audit
from uitkomst.services.delivering.receipt_pdf import part, typeset
from uitkomst.services.privacy import incidenten, incidenten_reach
from uitkomst.services.privacy.incidenten import IncidentView
from uitkomst.services.privacy.incidenten_reach import Reached
from uitkomst.services.reasons import clean
from uitkomst.services.refusals import NotFound
from uitkomst.vault.vault import Vault

CONSEQUENCES = (
    "Wie de gegevens zag, kan weten dat een kind jeugdhulp krijgt of kreeg, en welke. Dat kan een "
    "kind of gezin schaden: door schaamte, roddel of ongewenst contact."
)
MEASURES = (
    "De toegang is bekeken en waar nodig gestopt. Wat er is gezien staat in het logboek, dat niet "
    "meer te wijzigen is."
)


@dataclass(frozen=True)
class Letter:
    """A letter as sections: (heading, sentence, facts as pairs). `aan` is who gets it."""

    titel: str
    aan: str
    inleiding: str
    delen: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]
    kenmerk: str
    at: datetime

    def text(self) -> str:
        """The letter as plain text."""
        lines = [self.titel, "", f"Aan: {self.aan}", f"Kenmerk: {self.kenmerk}", "", self.inleiding]
        for heading, sentence, facts in self.delen:
            lines += ["", heading, *([sentence] if sentence else [])]
            lines += [f"- {name}: {value}" for name, value in facts]
        return "\n".join(lines) + "\n"

    def pdf(self) -> bytes:
        """The letter as a PDF, tagged for a screen reader."""
        moment = timezone.localtime(self.at)
        facts: dict[str, Any] = {
            "titel": self.titel,
            "omschrijving": f"Melding van een incident aan {self.aan}",
            "datum": list(moment.timetuple()[:6]),
            "kop": self.titel,
            "inleiding": f"Aan {self.aan}. {self.inleiding}",
            "voet": f"Kenmerk {self.kenmerk}",
            "delen": [
                part(heading, sentence, feiten=[list(pair) for pair in pairs])
                for heading, sentence, pairs in self.delen
            ],
        }
        return typeset(facts, self.at)


def letter(
    *,
    actor: Actor,
    reference: UUID,
    aanbieder: UUID,
    gevolgen: str,
    maatregelen: str,
    now: datetime,
    vault: Vault,
) -> Letter:
    """The letter for one provider; that it was made is written down.

    Raises NotAllowed, NotFound, ReasonMissing, HoldsBsn.
    """
    require(actor, Permission.MANAGE_INCIDENTEN)
    gevolgen, maatregelen = clean(gevolgen), clean(maatregelen)
    incident = incidenten.detail(actor=actor, reference=reference)
    found = incidenten_reach.of_incident(incident, now, vault)
    reached = next((each for each in found.aanbieders if each.aanbieder == aanbieder), None)
    if reached is None:
        raise NotFound
    audit.record(
        actor=actor,
        action="incident:letter",
        subject=str(reference),
        purpose=f"Brief aan {reached.naam}",
        now=now,
    )
    return Letter(
        titel="Melding van een incident met persoonsgegevens",
        aan=reached.naam,
        inleiding=(
            "In het portaal Uitkomst is iets gebeurd dat een datalek kan zijn. U bent "
            "verantwoordelijk voor deze gegevens; wij verwerken ze voor u. Hieronder staat wat "
            "wij nu weten. U beslist of u dit meldt bij de Autoriteit Persoonsgegevens, en of u "
            "de betrokkenen inlicht."
        ),
        delen=_parts(incident, reached, gevolgen, maatregelen, _contact(actor)),
        kenmerk=str(incident.reference),
        at=now,
    )


def _parts(
    incident: IncidentView, reached: Reached, gevolgen: str, maatregelen: str, contact: str
) -> tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...]:
    kinds = incidenten_reach.categories()
    until = _moment(incident.tot) if incident.tot else "nu; het loopt nog"
    return (
        (
            "Wat er is gebeurd (art. 33 lid 3 onder a)",
            incident.omschrijving or incident.titel,
            (
                ("Onderwerp", incident.titel),
                ("Periode van het incident", f"{_moment(incident.van)} tot {until}"),
                (
                    "Eerste en laatste keer",
                    f"{_moment(reached.eerste)}, {_moment(reached.laatste)}",
                ),
                ("Wie het betreft", "jeugdigen die hulp van u krijgen of kregen"),
                ("Aantal personen", _number(reached)),
                ("Keren dat er iets te zien was", str(reached.keren)),
                ("Wie iets zag", "; ".join(_who(each) for each in reached.ontvangers)),
                ("Buiten het portaal gekomen", _left(reached)),
                ("Gegevens over wie het is", ", ".join(kinds.identificerend)),
                ("Gegevens over de hulp", ", ".join(kinds.overig)),
            ),
        ),
        ("Bij wie u terecht kunt (onder b)", contact, ()),
        ("Wat de gevolgen kunnen zijn (onder c)", gevolgen, ()),
        ("Wat er is gedaan en nog gebeurt (onder d)", maatregelen, ()),
        (
            "Wat u zelf doet",
            "Op de pagina Incidenten in het portaal ziet u om welke personen het gaat. Alleen uw "
            "eigen organisatie kan die lijst zien.",
            (
                ("Wij weten dit sinds", _moment(incident.opened_at)),
                (
                    "Melden bij de Autoriteit Persoonsgegevens",
                    "binnen 72 uur nadat u het weet; telt u vanaf onze ontdekking, dan voor "
                    f"{_moment(incident.report_before)}",
                ),
            ),
        ),
    )


def _contact(actor: Actor) -> str:
    mail = User.objects.filter(username=actor.username).values_list("email", flat=True).first()
    reachable = f", {mail}" if mail else ""
    return f"{actor.display_name}, {actor.organisatie_naam}{reachable}"


def _number(reached: Reached) -> str:
    return f"{reached.personen}" if reached.volledig else f"ten minste {reached.personen}"


def _who(each: incidenten_reach.Recipient) -> str:
    works = f" ({', '.join(each.organisaties)})" if each.organisaties else ""
    return f"{each.naam}{works}"


def _left(reached: Reached) -> str:
    if not reached.naar_buiten:
        return "voor zover het logboek zegt: niets"
    return "; ".join(f"{wat}: {keren} keer" for wat, keren in reached.naar_buiten)


def _moment(at: datetime) -> str:
    return f"{timezone.localtime(at):%d-%m-%Y om %H:%M}"
