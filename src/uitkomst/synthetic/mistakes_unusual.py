"""What is unusual in a record: right once the sender confirms it, or only worth mentioning."""

from datetime import timedelta

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.mistake import Kinds, Record, as_text, day_in

BEVESTIGEN = Kinds("bevestigen")
TIP = Kinds("tip")


@BEVESTIGEN.kind("geboortedatum", "V05")
def bij_aanvang_negentien(record: Record, periode: Verslagperiode) -> bool:
    """Older than 18 at the start; there are exceptions up to 23."""
    record["geboortedatum"] = as_text(
        day_in(record, "datum_aanvang") - timedelta(days=19 * 365 + 60)
    )
    return True


@BEVESTIGEN.kind("tevredenheid_jeugdige", "V20")
def jonge_jeugdige_antwoordt(record: Record, periode: Verslagperiode) -> bool:
    """A child under ten gave a grade itself."""
    record["tevredenheid_jeugdige"] = "8"
    if record["datum_einde"] == "":
        return False
    return day_in(record, "datum_einde") - day_in(record, "geboortedatum") < timedelta(
        days=10 * 365
    )


@TIP.kind("tevredenheid_ouder", "V19")
def tussentijdse_meting(record: Record, periode: Verslagperiode) -> bool:
    """A grade on help that still runs."""
    record["tevredenheid_ouder"] = "7"
    return record["datum_einde"] == ""
