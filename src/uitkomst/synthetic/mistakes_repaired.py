"""What spreadsheets and exports do to codes and dates; it can be put right without asking."""

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.mistake import Kinds, Record, day_in

HERSTELD = Kinds("hersteld")


@HERSTELD.kind("hulpvorm", "H06")
def nul_weg(record: Record, periode: Verslagperiode) -> bool:
    """A spreadsheet made a number of the code, so its zero is gone."""
    code = str(record["hulpvorm"])
    record["hulpvorm"] = code.lstrip("0")
    return code.startswith("0")


@HERSTELD.kind("verwijzer", "H06", only="blad")
def code_als_getal(record: Record, periode: Verslagperiode) -> bool:
    """The code is a number in its cell."""
    record["verwijzer"] = int(str(record["verwijzer"]))
    return True


@HERSTELD.kind("datum_aanvang", "H07", only="kolommen")
def datum_met_streepjes(record: Record, periode: Verslagperiode) -> bool:
    """dd-mm-jjjj."""
    record["datum_aanvang"] = f"{day_in(record, 'datum_aanvang'):%d-%m-%Y}"
    return True


@HERSTELD.kind("datum_aanvang", "H08", only="blad")
def datum_als_datumcel(record: Record, periode: Verslagperiode) -> bool:
    """A date of the spreadsheet instead of eight digits."""
    record["datum_aanvang"] = day_in(record, "datum_aanvang")
    return True


@HERSTELD.kind("geslacht", "H11")
def kleine_letter(record: Record, periode: Verslagperiode) -> bool:
    """v, m or o."""
    record["geslacht"] = str(record["geslacht"]).lower()
    return True


@HERSTELD.kind("postcode_of_gemeente", "H10", only="kolommen")
def postcode_met_spatie(record: Record, periode: Verslagperiode) -> bool:
    """1234 ab."""
    postcode = str(record["postcode_of_gemeente"])
    record["postcode_of_gemeente"] = f"{postcode[:4]} {postcode[4:].lower()}"
    return len(postcode) == 6
