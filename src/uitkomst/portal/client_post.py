"""What somebody typed about a client, read from a posted page."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from uitkomst.portal.client_form import field_names
from uitkomst.standard.identificatie import BSN_ONBEKEND


@dataclass(frozen=True)
class Typed:
    """The fields that came along (one, or the whole page); `reden_bsn` None: it did not."""

    velden: dict[str, str] = field(repr=False)
    reden_bsn: str | None = field(repr=False)


def typed_of(form: Mapping[str, str]) -> Typed:
    """Read a posted page. A ticked box or a chosen gemeente stands for what it says."""
    velden = {naam: form[naam] for naam in field_names() if naam in form}
    if "bsn" in velden and form.get("bsn-onbekend"):
        velden["bsn"] = BSN_ONBEKEND
    chosen = form.get("gemeente", "")
    # A gemeente that stood there already gives way to a postcode that was typed after it.
    if chosen and (
        chosen != form.get("gemeente-was") or not velden.get("postcode_of_gemeente", "").strip()
    ):
        velden["postcode_of_gemeente"] = chosen
    return Typed(velden, form.get("bsn-reden"))
