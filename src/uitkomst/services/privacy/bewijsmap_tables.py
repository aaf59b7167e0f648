"""The tables of the evidence folder: headings and rows of text. None of them names a child."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from importlib import metadata

from django.utils import timezone

from uitkomst.access.permissions import PERMISSIONS, ROLES
from uitkomst.intake.marking.formula import would_run
from uitkomst.register.models import Besluit, Contracteinde, Incident, Reservekopie, Verzoek
from uitkomst.services.deelnemers import overeenkomsten
from uitkomst.services.deelnemers.overeenkomst_views import view_of
from uitkomst.services.privacy import held, held_until
from uitkomst.services.privacy.controls import controls

Row = Sequence[object]


def as_csv(headings: Sequence[str], rows: Iterable[Row]) -> bytes:
    """For a Dutch spreadsheet program: semicolons, and text that would be a formula is text."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    for row in rows:
        writer.writerow([_written(value) for value in row])
    return out.getvalue().encode("utf-8-sig")


def tables() -> Iterator[tuple[str, bytes]]:
    """Every table as (name of the file, content)."""
    yield (
        "maatregelen.csv",
        as_csv(
            ["Norm", "Wat de norm vraagt", "Wat het portaal doet", "Module", "Toets die zou falen"],
            (
                (each.norm, each.vraagt, each.doet, ", ".join(each.modules), ", ".join(each.tests))
                for each in controls()
            ),
        ),
    )
    yield "rechtenmatrix.csv", _rights()
    yield "overeenkomsten.csv", _agreements()
    yield "besluiten.csv", _decisions()
    yield "contracteinden.csv", _ends()
    yield "verzoeken.csv", _requests()
    yield "incidenten.csv", _incidents()
    yield "reservekopieen.csv", _backups()
    yield (
        "bewaartermijnen.csv",
        as_csv(
            ["Wat", "Hoe lang", "Waarom", "Grond", "Nu", "Eerste"],
            (
                (each.wat, each.termijn, each.reden, each.bron, each.nu, each.eerste)
                for each in held_until.terms()
            ),
        ),
    )
    yield "wat-wordt-bewaard.csv", _held()
    yield "versies.csv", _versions()


def _rights() -> bytes:
    return as_csv(
        ["Handeling", "Code", *(role.display_name for role in ROLES.values())],
        (
            (
                sentence,
                permission.value,
                *("ja" if permission in role.permissions else "nee" for role in ROLES.values()),
            )
            for permission, sentence in PERMISSIONS.items()
        ),
    )


def _agreements() -> bytes:
    today = timezone.localdate()
    views = [view_of(each) for each in overeenkomsten.with_people()]
    return as_csv(
        ["Nummer", "Aanbieder", "Versie", "Model", "Geldig van", "Geldig tot", "Stand",
         "Ondertekenaar", "Handtekening", "Toegevoegd op", "Toegevoegd door",
         "Bevestigd op", "Bevestigd door", "Ingetrokken op", "Ingetrokken door", "Reden",
         "SHA-256"],
        (
            (each.nummer, each.aanbieder_naam, each.versie, each.model_titel, each.geldig_van,
             each.geldig_tot, each.stand(today), each.ondertekenaar, each.handtekening_titel,
             each.added_at, each.added_by, each.bevestigd_at, each.bevestigd_by,
             each.ingetrokken_at, each.ingetrokken_by, each.ingetrokken_reden, each.sha256)
            for each in views
        ),
    )  # fmt: skip


def _decisions() -> bytes:
    found = Besluit.objects.select_related("gevraagd_by", "besloten_by", "organisatie")
    return as_csv(
        ["Kenmerk", "Besluit", "Onderwerp", "Organisatie", "Reden", "Gevraagd",
         "Gevraagd door", "Uitkomst", "Besloten", "Besloten door", "Toelichting", "Uitgevoerd"],
        (
            (each.pk, each.get_soort_display(), each.onderwerp,
             each.organisatie.naam if each.organisatie else "", each.reden, each.gevraagd_at,
             each.gevraagd_by.display_name, each.get_uitkomst_display(), each.besloten_at,
             each.besloten_by.display_name if each.besloten_by else "", each.toelichting,
             each.uitgevoerd_at)
            for each in found
        ),
    )  # fmt: skip


def _ends() -> bytes:
    found = Contracteinde.objects.select_related("contract__aanbieder", "contract__opdrachtgever")
    return as_csv(
        ["Kenmerk", "Aanbieder", "Opdrachtgever", "Contract", "Laatste dag", "Stand",
         "Vernietigen vanaf", "Gepland", "Uitgevoerd", "Certificaat"],
        (
            (each.pk, each.contract.aanbieder.naam, each.contract.opdrachtgever.naam,
             each.contract.nummer, each.contract.tot, each.get_staat_display(),
             each.vernietigen_vanaf, each.planned_at, each.uitgevoerd_at,
             f"contracteinden/{each.pk}.pdf" if each.certificaat else "")
            for each in found
        ),
    )  # fmt: skip


def _requests() -> bytes:
    """Without whom they are about, also not by pseudonym: that leads nowhere outside."""
    return as_csv(
        ["Kenmerk", "Soort", "Aanbieder", "Ontvangen", "Toegestaan", "Afgehandeld", "Geweigerd"],
        (
            (each.pk, each.get_soort_display(), each.aanbieder.naam, each.ontvangen_op,
             each.toegestaan_at, each.afgehandeld_at, each.geweigerd_reden)
            for each in Verzoek.objects.select_related("aanbieder")
        ),
    )  # fmt: skip


def _incidents() -> bytes:
    return as_csv(
        ["Kenmerk", "Titel", "Van", "Tot", "Geopend", "Geopend door", "Gesloten", "Conclusie"],
        (
            (each.pk, each.titel, each.van, each.tot, each.opened_at,
             each.opened_by.display_name, each.closed_at, each.conclusie)
            for each in Incident.objects.select_related("opened_by")
        ),
    )  # fmt: skip


def _backups() -> bytes:
    return as_csv(
        ["Naam", "Soort", "Gemaakt", "Bytes", "SHA-256", "Bewaard tot", "Verwijderd",
         "Terugzetten geoefend", "Oefening goed"],
        (
            (each.naam, each.get_soort_display(), each.at, each.bytes, each.sha256,
             each.bewaard_tot, each.verwijderd_at, each.geoefend_at,
             "" if each.geoefend_at is None else ("ja" if each.oefening.get("goed") else "nee"))
            for each in Reservekopie.objects.all()
        ),
    )  # fmt: skip


def _held() -> bytes:
    return as_csv(
        ["Aanbieder", "Periode", "Wat", "Soort", "Aantal", "Bytes"],
        (
            (
                provider.naam,
                period.periode,
                thing.titel,
                thing.kind.value,
                thing.aantal,
                thing.bytes,
            )
            for provider in held.held()
            for period in provider.perioden
            for thing in period.things
        ),
    )


def _versions() -> bytes:
    found = {each.metadata["Name"]: each.version for each in metadata.distributions()}
    return as_csv(["Onderdeel", "Versie"], sorted(found.items()))


def _written(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = timezone.localtime(value).strftime("%Y-%m-%d %H:%M")
    text = str(value)
    return f"'{text}" if would_run(text) else text
