"""What is wrong in a record; the row waits apart until the sender corrects it."""

from datetime import timedelta

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.mistake import Kinds, Record, as_text, day_in

GEPARKEERD = Kinds("geparkeerd")


@GEPARKEERD.kind("bsn", "V01")
def bsn_ongeldig(record: Record, periode: Verslagperiode) -> bool:
    """Another last digit: it breaks the 11-proef and stays in the block of test numbers."""
    bsn = str(record["bsn"])
    record["bsn"] = bsn[:-1] + str((int(bsn[-1:] or 0) + 1) % 10)
    return bsn.startswith("9999") and bsn < "999999980"


@GEPARKEERD.kind("geboortedatum", "V04")
def geboren_na_aanvang(record: Record, periode: Verslagperiode) -> bool:
    """Born a month after the help began."""
    record["geboortedatum"] = as_text(day_in(record, "datum_aanvang") + timedelta(days=30))
    return True


@GEPARKEERD.kind("geboortedatum", "V05")
def geboortejaar_van_een_ouder(record: Record, periode: Verslagperiode) -> bool:
    """The parent of the child is in the file."""
    record["geboortedatum"] = as_text(day_in(record, "datum_aanvang") - timedelta(days=34 * 365))
    return True


@GEPARKEERD.kind("hulpvorm", "V06")
def hulpvorm_bestaat_niet(record: Record, periode: Verslagperiode) -> bool:
    """A code that no list has."""
    record["hulpvorm"] = "09"
    return True


@GEPARKEERD.kind("verwijzer", "V07")
def verwijzer_vervallen(record: Record, periode: Verslagperiode) -> bool:
    """The code of the old protocol for an unknown referrer."""
    record["verwijzer"] = "07"
    return record["hulpvorm"] != "01"


@GEPARKEERD.kind("verwijzer", "V08")
def wijkteam_met_verwijzer(record: Record, periode: Verslagperiode) -> bool:
    """Help by a wijkteam has no referrer."""
    record["verwijzer"] = "02"
    return record["hulpvorm"] == "01"


@GEPARKEERD.kind("datum_einde", "V09")
def einde_voor_aanvang(record: Record, periode: Verslagperiode) -> bool:
    """The end lies ten days before the start."""
    ended = record["datum_einde"] != ""
    record["datum_einde"] = as_text(day_in(record, "datum_aanvang") - timedelta(days=10))
    return ended


@GEPARKEERD.kind("reden_beeindiging", "V10")
def reden_ontbreekt(record: Record, periode: Verslagperiode) -> bool:
    """Ended, but it is not said why."""
    record["reden_beeindiging"] = ""
    return record["datum_einde"] != ""


@GEPARKEERD.kind("datum_einde", "V11")
def reden_zonder_einde(record: Record, periode: Verslagperiode) -> bool:
    """A reason, while the help still runs."""
    record["reden_beeindiging"] = "01"
    return record["datum_einde"] == ""


@GEPARKEERD.kind("datum_einde", "V12")
def al_eerder_geeindigd(record: Record, periode: Verslagperiode) -> bool:
    """The record belongs in the period before."""
    before = periode.eerste_dag - timedelta(days=20)
    record["datum_einde"], record["reden_beeindiging"] = as_text(before), "01"
    return record["datum_aanvang"] < record["datum_einde"]  # type: ignore[operator]


@GEPARKEERD.kind("datum_einde", "V12")
def einde_na_de_periode(record: Record, periode: Verslagperiode) -> bool:
    """The end is known already, but lies after the period."""
    running = record["datum_einde"] == ""
    after = periode.laatste_dag + timedelta(days=12)
    record["datum_einde"], record["reden_beeindiging"] = as_text(after), "01"
    return running


@GEPARKEERD.kind("datum_aanvang", "V13", twin=True)
def dubbel(record: Record, periode: Verslagperiode) -> bool:
    """The same record once more, at the end of the file."""
    return True


@GEPARKEERD.kind("datum_aanvang", "V14", twin=True)
def overlap(record: Record, periode: Verslagperiode) -> bool:
    """The same help again, from a day later."""
    running = record["datum_einde"] == ""
    record["datum_aanvang"] = as_text(day_in(record, "datum_aanvang") + timedelta(days=1))
    return running and record["datum_aanvang"] <= as_text(periode.laatste_dag)  # type: ignore[operator]


@GEPARKEERD.kind("postcode_of_gemeente", "V15")
def postcode_bestaat_niet(record: Record, periode: Verslagperiode) -> bool:
    """Letters that are not given out."""
    postcode = str(record["postcode_of_gemeente"])
    record["postcode_of_gemeente"] = f"{postcode[:4]}SS"
    return len(postcode) == 6


@GEPARKEERD.kind("postcode_of_gemeente", "V16")
def gemeentecode_bestaat_niet(record: Record, periode: Verslagperiode) -> bool:
    """A municipality that no list has."""
    record["postcode_of_gemeente"] = "9999"
    return True


@GEPARKEERD.kind("tevredenheid_ouder", "V17")
def cijfer_te_hoog(record: Record, periode: Verslagperiode) -> bool:
    """Eleven out of ten."""
    answered = record["tevredenheid_ouder"] != ""
    record["tevredenheid_ouder"] = "11"
    return answered


@GEPARKEERD.kind("zonder_hulp_ouder", "V18")
def antwoord_bestaat_niet(record: Record, periode: Verslagperiode) -> bool:
    """A fifth answer to a question with four."""
    answered = record["zonder_hulp_ouder"] != ""
    record["zonder_hulp_ouder"] = "05"
    return answered


@GEPARKEERD.kind("geslacht", "C01")
def geslacht_leeg(record: Record, periode: Verslagperiode) -> bool:
    """A cell that is never empty is empty."""
    record["geslacht"] = ""
    return True


@GEPARKEERD.kind("datum_aanvang", "C02")
def datum_bestaat_niet(record: Record, periode: Verslagperiode) -> bool:
    """31 February."""
    record["datum_aanvang"] = f"{str(record['datum_aanvang'])[:4]}0231"
    return True
