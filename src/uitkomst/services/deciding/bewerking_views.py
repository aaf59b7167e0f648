"""The decisions about an aanlevering as a page lists them, and the answers of last time."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from uitkomst.access.actor import Actor, require
from uitkomst.access.permissions import Permission
from uitkomst.register.models import Bewerking
from uitkomst.register.models.aanleveringen import DRAFTS
from uitkomst.register.models.bewerkingen import BewerkingSoort
from uitkomst.services.aanlevering.own import own
from uitkomst.services.aanlevering.summary import read_back
from uitkomst.services.checking.decisions import standing
from uitkomst.services.kept.onthouden import VorigAntwoord, answers_before
from uitkomst.standard.regel import titel_van
from uitkomst.standard.voorstel import voorstelset

__all__ = ["BewerkingView", "VorigAntwoord", "Vraag", "before", "list_of", "vragen"]

Soort = BewerkingSoort


@dataclass(frozen=True)
class BewerkingView:
    """One decision: what (in Dutch), when, by whom, about how many rows; undone by whom and when.

    `reden` is what somebody wrote with an answer. `uit_geheugen`: applied as in an earlier period.
    """

    nummer: int
    soort: str
    titel: str
    onderwerp: str
    reden: str
    rij: int | None
    aantal: int | None
    uit_geheugen: bool
    at: datetime
    by: str
    undone_at: datetime | None
    undone_by: str
    may_undo: bool


@dataclass(frozen=True)
class Vraag:
    """A question of the check: is this right? `antwoord` None is open; `reden` goes with an answer.

    `vorige` is how the same question was answered the last time.
    """

    naam: str
    regel: str
    aantal: int
    melding: str
    remedie: str
    antwoord: bool | None
    reden: str
    vorige: VorigAntwoord | None


def vragen(*, actor: Actor, reference: UUID) -> tuple[Vraag, ...]:
    """Every question about an own aanlevering, answered or not. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_AANLEVERING)
    aanlevering = own(actor, reference)
    given = {
        each.onderwerp: each.keuze.get("reden", "")
        for each in standing(reference)
        if each.soort == Soort.ANTWOORD
    }
    last_time = answers_before(actor.organisatie)
    return tuple(
        Vraag(
            each.naam,
            each.regel,
            each.aantal,
            each.melding,
            each.remedie,
            each.antwoord,
            given.get(each.naam, "") if each.antwoord is not None else "",
            last_time.get(each.naam),
        )
        for each in read_back(aanlevering.summary).oorzaken
        if each.ernst == "bevestigen"
    )


def list_of(*, actor: Actor, reference: UUID) -> tuple[BewerkingView, ...]:
    """Every decision about an own aanlevering, in order. Raises NotAllowed, NotFound."""
    require(actor, Permission.VIEW_AANLEVERING)
    aanlevering = own(actor, reference)
    draft = aanlevering.status in DRAFTS
    made = aanlevering.bewerkingen.select_related("by", "undone_by")
    return tuple(_view_of(each, draft=draft) for each in made)


def before(*, actor: Actor) -> dict[str, VorigAntwoord]:
    """How this provider answered each question the last time, by its name. Raises NotAllowed."""
    require(actor, Permission.VIEW_AANLEVERING)
    return answers_before(actor.organisatie)


def _view_of(bewerking: Bewerking, *, draft: bool) -> BewerkingView:
    undone_by = bewerking.undone_by
    return BewerkingView(
        nummer=bewerking.nummer,
        soort=bewerking.soort,
        titel=_title(bewerking),
        onderwerp=bewerking.onderwerp,
        reden=bewerking.keuze.get("reden", ""),
        rij=bewerking.rij,
        aantal=bewerking.aantal,
        uit_geheugen=bewerking.uit_geheugen,
        at=bewerking.at,
        by=bewerking.by.display_name,
        undone_at=bewerking.undone_at,
        undone_by=undone_by.display_name if undone_by else "",
        may_undo=draft and undone_by is None,
    )


def _title(bewerking: Bewerking) -> str:
    keuze = bewerking.keuze
    match bewerking.soort:
        case Soort.HERSTEL:
            kolommen = keuze.get("kolommen") or [keuze.get("kolom")]
            changed = ", ".join(titel_van(kolom) for kolom in kolommen if kolom)
            titles = {each.code: each.titel for each in voorstelset().voorstellen}
            titel = titles.get(bewerking.onderwerp, bewerking.onderwerp)
            return f"{titel} ({changed})" if changed else titel
        case Soort.RIJ:
            return f"Rij {bewerking.rij} verbeterd"
        case Soort.WEG:
            return f"Rij {bewerking.rij} weggelaten"
        case Soort.ANTWOORD if "ja" in keuze:
            return f"{bewerking.onderwerp}: {'dit klopt' if keuze['ja'] else 'dit klopt niet'}"
    return BewerkingSoort(bewerking.soort).label
