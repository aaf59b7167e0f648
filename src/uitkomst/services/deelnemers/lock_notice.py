"""Telling of a lock: a line in the logbook, and a mail to who manages the rights."""

from datetime import datetime

import structlog
from django.core.mail import send_mail

from uitkomst.register.models import Lidmaatschap, User
from uitkomst.services import audit
from uitkomst.services.deelnemers.accounts import current

SUBJECT = "Een account in Uitkomst staat een kwartier op slot"
TEXT = """Beste {naam},

Er is vijf keer achter elkaar vergeefs geprobeerd in te loggen met een account van {organisatie}.
Dat account staat daarom een kwartier op slot. In Uitkomst ziet u onder ‘Mensen’ om wie het gaat.

Vraag na of diegene dat zelf was. Zo niet, waarschuw dan de beheerder van het portaal.
"""
log = structlog.get_logger(__name__)


def tell(*, account: int, now: datetime) -> None:
    """Write down that an account is locked, and mail its organisations; nothing for no account."""
    user = User.objects.filter(pk=account).first()
    if user is None:
        return
    for member in current(user):
        audit.record_by_portal(
            action="account:lock",
            subject=user.username,
            purpose="Vijf mislukte pogingen binnen een kwartier",
            now=now,
            organisatie=member.organisatie_id,
        )
        _mail(member)


def _mail(member: Lidmaatschap) -> None:
    managers = member.organisatie.leden.filter(tot=None, beheert_rechten=True)
    for each in managers.exclude(user__email="").select_related("user"):
        told = {"naam": each.user.display_name, "organisatie": member.organisatie.naam}
        try:
            send_mail(SUBJECT, TEXT.format(**told), None, [each.user.email])
        except OSError:
            log.exception("a mail was not sent", action="account:lock")
