"""A reason somebody gives in words, as the books may keep it."""

from uitkomst.services.refusals import HoldsBsn, ReasonMissing
from uitkomst.standard.identificatie import contains_bsn

LONGEST = 300


def clean(text: str, *, needed: bool = True) -> str:
    """The reason on one line. Raises ReasonMissing (also when it is too long), HoldsBsn."""
    reason = " ".join(text.split())
    if len(reason) > LONGEST or (needed and not reason):
        raise ReasonMissing
    if contains_bsn(reason):
        raise HoldsBsn
    return reason
