"""Why a draft cannot be submitted as it is, and what to do about that."""

from django.urls import reverse

from uitkomst.portal.step import Action, NextStep, mend, other_file, replaces
from uitkomst.services.delivering.aanleveringen import AanleveringView


def refused(delivery: AanleveringView, *, curable: bool) -> NextStep:
    """Say what to do with a file that could not be read; `curable`: pointing out columns helps."""
    other = other_file(delivery)
    if not curable:
        return NextStep(
            "Wat kunt u doen?", "Bestand niet te gebruiken", "error", 1,
            ("Kies een ander bestand, of maak de export opnieuw.",), other.titel, other.address,
        )  # fmt: skip
    return NextStep(
        "Wat kunt u doen?", "Bestand niet te gebruiken", "error", 1,
        ("Wijs aan welke kolom welk veld is, of kies een ander bestand.",),
        "Kolommen aanwijzen", reverse("aanlevering-bestand", args=[delivery.reference]), (other,),
    )  # fmt: skip


def wrong_file(delivery: AanleveringView) -> NextStep:
    """Say what to do with a file that was read, and is wrong as a whole."""
    columns = Action(
        "Kolommen aanwijzen", reverse("aanlevering-bestand", args=[delivery.reference])
    )
    return NextStep(
        "Wat kunt u doen?", "Bestand niet te gebruiken", "error", 1,
        ("Kies een ander bestand, of een andere periode voor dit bestand.",
         "Lazen wij een verkeerde kolom? Wijs dan aan welke kolom welk veld is."),
        "Ander bestand of andere periode kiezen", other_file(delivery).address, (columns,),
    )  # fmt: skip


def overtaken(delivery: AanleveringView, newer: AanleveringView) -> NextStep:
    """Say what to do with a draft while a later version counts already."""
    look = Action(f"Versie {newer.versie} bekijken", reverse("aanlevering", args=[newer.reference]))
    return NextStep(
        "Er telt al een nieuwere versie", "Nog niet ingediend", "warning", 2,
        (f"Versie {newer.versie} telt al. Deze versie kunt u daarom niet meer indienen.",
         "Moet dit bestand toch tellen, lever het dan opnieuw aan. Anders kunt u het weggooien."),
        "Opnieuw aanleveren", other_file(delivery).address,
        (look,),
    )  # fmt: skip


def another_file(delivery: AanleveringView, in_force: AanleveringView | None) -> NextStep:
    """Say what to do after a no to a question about the file as a whole."""
    other = mend(delivery)
    change = Action("Antwoord veranderen", reverse("aanlevering-vragen", args=[delivery.reference]))
    return NextStep(
        "Deze versie kunt u niet indienen", "Verbeterd bestand nodig", "error", 2,
        ("U antwoordde ‘nee’ op een vraag over het hele bestand. Dat is niet per rij op te lossen.",
         "Verbeter uw bestand en lever het opnieuw aan. Klopt het toch, verander dan uw antwoord.",
         *replaces(in_force)),
        other.titel, other.address, (change,),
    )  # fmt: skip
