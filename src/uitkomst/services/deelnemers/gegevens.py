"""What is written down about an organisation, and what of it can not be right.

Sources: KvK and AGB are eight digits without a check digit (domain, 'PARTIAL (general knowledge)'
and S21); the KvK number is how CBS knows a provider; gemeenten and their codes are those of the
classification.
"""

from dataclasses import dataclass

from uitkomst.register.models import Organisatie
from uitkomst.register.models.organisaties import AanbiederSoort, Soort
from uitkomst.services.deelnemers.regios import known_regions
from uitkomst.services.refusals import WrongGegevens
from uitkomst.standard.gemeenten import gemeente
from uitkomst.standard.identificatie import contains_bsn, is_agb, is_kvk

LONGEST_NAME = 200


@dataclass(frozen=True)
class Gegevens:
    """An organisation as somebody fills it in; what does not go with its `soort` stays empty."""

    soort: str
    naam: str = ""
    aanbieder_soort: str = ""
    kvk: str = ""
    agb: str = ""
    gemeentecode: str = ""
    jeugdregio: str = ""


def fields_of(gegevens: Gegevens, *, besides: Organisatie | None = None) -> dict[str, str]:
    """The fields of the register that these gegevens give; `besides` is whom they are already of.

    Raises WrongGegevens with the field that is not right.
    """
    if gegevens.soort == Soort.AANBIEDER:
        return _of_provider(gegevens, besides)
    if gegevens.soort == Soort.GEMEENTE:
        return _of_gemeente(gegevens, besides)
    if gegevens.soort == Soort.SERVICEORGANISATIE:
        return _of_serviceorganisatie(gegevens, besides)
    raise WrongGegevens.of("soort", "Kies wat voor organisatie het is.")


def _of_provider(gegevens: Gegevens, besides: Organisatie | None) -> dict[str, str]:
    if gegevens.aanbieder_soort not in AanbiederSoort.values:
        raise WrongGegevens.of("aanbieder_soort", "Kies wat voor aanbieder het is.")
    if not is_kvk(gegevens.kvk):
        raise WrongGegevens.of(
            "kvk",
            "Een KvK-nummer bestaat uit acht cijfers. U vindt het op kvk.nl of op een uittreksel.",
        )
    if gegevens.agb and not is_agb(gegevens.agb):
        raise WrongGegevens.of("agb", "Een AGB-code bestaat uit acht cijfers, of blijft leeg.")
    _require_new("kvk", gegevens.kvk, besides, "dit KvK-nummer")
    _require_new("agb", gegevens.agb, besides, "deze AGB-code")
    return {
        "soort": Soort.AANBIEDER.value,
        "naam": _name(gegevens.naam),
        "aanbieder_soort": gegevens.aanbieder_soort,
        "kvk": gegevens.kvk,
        "agb": gegevens.agb,
    }


def _of_gemeente(gegevens: Gegevens, besides: Organisatie | None) -> dict[str, str]:
    known = gemeente(gegevens.gemeentecode)
    if known is None:
        raise WrongGegevens.of("gemeentecode", "Kies een gemeente uit de lijst.")
    _require_new("gemeentecode", known.code, besides, "deze gemeentecode")
    naam = gegevens.naam.strip() or f"Gemeente {known.naam}"
    return {"soort": Soort.GEMEENTE.value, "naam": _name(naam), "gemeentecode": known.code}


def _of_serviceorganisatie(gegevens: Gegevens, besides: Organisatie | None) -> dict[str, str]:
    if gegevens.jeugdregio not in known_regions():
        raise WrongGegevens.of("jeugdregio", "Kies een jeugdregio uit de lijst.")
    _require_new("jeugdregio", gegevens.jeugdregio, besides, "deze jeugdregio")
    return {
        "soort": Soort.SERVICEORGANISATIE.value,
        "naam": _name(gegevens.naam),
        "jeugdregio": gegevens.jeugdregio,
    }


def _name(typed: str) -> str:
    name = " ".join(typed.split())
    if not name or len(name) > LONGEST_NAME:
        raise WrongGegevens.of("naam", "Vul de naam in, in hooguit 200 tekens.")
    if contains_bsn(name):
        raise WrongGegevens.of("naam", "In de naam staat een getal dat een BSN kan zijn.")
    return name


def _require_new(field: str, value: str, besides: Organisatie | None, what: str) -> None:
    """Nobody else has it. Who merged into another gave its numbers up."""
    others = Organisatie.objects.filter(**{field: value}, opgegaan_in=None)
    if besides is not None:
        others = others.exclude(pk=besides.pk)
    if value and (other := others.first()) is not None:
        raise WrongGegevens.of(
            field, f"Er is al een organisatie met {what}: {other.naam}. Kijk of het dezelfde is."
        )
