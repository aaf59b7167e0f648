"""The refusal of a file whose columns are not those of a delivery, with what was found."""

from collections.abc import Iterable, Sequence

from uitkomst.intake.headings import Heading, shown
from uitkomst.intake.refusals import UnreadableFile
from uitkomst.intake.rows import column_letters
from uitkomst.standard.opmerkingen import opmerking
from uitkomst.standard.recordindeling import normaliseer_kop
from uitkomst.standard.regel import titel_van

OTHER_EXPORTS = {
    "jeugdbescherming of jeugdreclassering": (
        "maatregel", "type maatregel", "soort maatregel", "code maatregel",
        "datum aanvang maatregel", "datum einde maatregel", "reden beëindiging maatregel",
        "erkende interventie", "risicoscore", "machtiging uithuisplaatsing", "datum uitspraak",
        "gezinsvoogd", "jeugdreclasseerder", "duur maatregel",
    ),
    "toewijzingen (iJw)": (
        "toewijzingnummer", "beschikkingnummer", "productcategorie", "productcode",
        "toewijzingsdatum", "omvang", "frequentie",
        "beschikkingafgiftedatum", "ingangsdatum product",
    ),
    "start- en stopberichten (iJw)": (
        "berichtcode", "berichtversie", "berichtsubversie", "retourcode", "status aanlevering",
        "bericht identificatie",
    ),
    "declaraties": (
        "factuurnummer", "declaratienummer", "tarief", "bedrag", "ingediend bedrag",
        "declaratieperiode", "factuurdatum", "factuurbedrag", "declaratiedatum", "debiteur",
    ),
    "personeel": ("personeelsnummer", "salaris", "dienstverband", "contracturen"),
}  # fmt: skip
"""Headings by which another export is recognised; a choice of this project, not of CBS."""


MOST_SHOWN = 40


class WrongColumns(UnreadableFile):
    """A file without the columns of a delivery, or with one of them twice."""

    def __init__(
        self, reden: str, melding: str, ontbrekend: Sequence[str] = (), gevonden: Sequence[str] = ()
    ) -> None:
        super().__init__(reden, melding)
        self.args = (reden, melding, tuple(ontbrekend), tuple(gevonden))
        self.ontbrekend = tuple(ontbrekend)
        self.gevonden = tuple(gevonden)


def no_records(koprij: int) -> UnreadableFile:
    """The refusal of a file with headings and nothing under them."""
    return UnreadableFile(
        "alleen_kop",
        f"Het bestand heeft koppen in rij {koprij}, maar geen gegevens daaronder. "
        "Controleer of de export is gelukt en lever het bestand opnieuw aan.",
    )


def no_headings(notes: Sequence[str], other: str = "") -> WrongColumns:
    """The refusal of a file without a row of headings; nothing of its cells is repeated.

    `notes` say how the file was read: perhaps with the wrong separator, or on the wrong sheet.
    `other` is the sentence for a file that seems to be another export, see `other_export`.
    """
    return WrongColumns(
        "geen_kop",
        f"{other}In de eerste twintig rijen staan geen koppen die wij kennen. Zet boven de "
        "gegevens een rij met namen van kolommen, zoals bsn, geboortedatum, hulpvorm en datum "
        "aanvang."
        f"{_so_read(notes)}",
    )


def twice(veld: str, headings: Sequence[Heading], kind: str) -> WrongColumns:
    """The refusal of a file of this kind with more than one column for a field."""
    names = ", ".join(f"'{shown(h.text)}' ({place_of(h.number, kind)})" for h in headings)
    return WrongColumns(
        "kolom_dubbel",
        f"Meer dan één kolom betekent {titel_van(veld)}: {names}. "
        "Houd er één over en lever het bestand opnieuw aan.",
        gevonden=[shown(heading.text) for heading in headings],
    )


def without(
    needed: Sequence[str], headings: Sequence[Heading], notes: Sequence[str]
) -> WrongColumns:
    """The refusal of a file that lacks columns every delivery has; `notes` as in `no_headings`."""
    titles = ", ".join(titel_van(naam) for naam in needed)
    found = [shown(heading.text) for heading in headings]
    other = other_export(headings)
    # Columns added to the wrong export would not make it the right one.
    advice = (
        ""
        if other
        else " Voeg de kolommen toe, of geef ze een naam die wij kennen, en lever opnieuw aan."
    )
    return WrongColumns(
        "kolommen_ontbreken",
        f"{other}Deze kolommen ontbreken: {titles}. Gevonden: {listed(found)}.{advice}"
        f"{_so_read(notes)}",
        ontbrekend=needed,
        gevonden=found,
    )


def place_of(number: int, kind: str) -> str:
    """Column `number` as a user of this kind of file finds it: by letter in a sheet."""
    place = number if kind in ("csv", "vast") else column_letters(number)
    return opmerking("kolom", plaats=place)


def _so_read(notes: Sequence[str]) -> str:
    return f" Hoe het bestand is gelezen: {' '.join(notes)}" if notes else ""


def other_export(headings: Iterable[Heading]) -> str:
    """The sentence for headings of another export; "" when they are of none that we know."""
    found = {heading.kop for heading in headings}
    for what, names in OTHER_EXPORTS.items():
        if found & {normaliseer_kop(name) for name in names}:
            return f"Dit lijkt een bestand met {what}, geen aanlevering jeugdhulp. "
    return ""


def listed(names: Sequence[str]) -> str:
    """The names with commas, and beyond forty of them only how many more there are."""
    more = len(names) - MOST_SHOWN
    shown_names = ", ".join(names[:MOST_SHOWN])
    return opmerking("meer", namen=shown_names, aantal=more) if more > 0 else shown_names
