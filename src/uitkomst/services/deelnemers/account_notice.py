"""Telling somebody by mail that another changed how they sign in.

Who can reset a second factor or hand out a password link can also be fooled on the telephone; the
owner of the account is who notices. The mail holds no link, so that nobody learns to click on one.
"""

from datetime import datetime

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.register.models import Lidmaatschap, User
from uitkomst.services import audit

FACTOR_RESET = "uw tweede stap bij het inloggen gewist. U stelt een nieuwe in als u weer inlogt"
PASSWORD_LINK = "een link gemaakt waarmee u een nieuw wachtwoord kiest"  # noqa: S105
SUBJECT = "Er is iets veranderd aan uw toegang tot Uitkomst"
TEXT = """Beste {naam},

{wie} ({bij}) heeft op {dag} om {tijd} {wat}.

Hebt u daar niet zelf om gevraagd? Bel dan meteen wie bij {organisatie} de rechten beheert, of de
beheerder van het portaal. Gebruik een nummer dat u al kent.

In deze mail staat met opzet geen link. Antwoorden heeft geen zin.
"""
log = structlog.get_logger(__name__)


def tell(*, actor: Actor, member: Lidmaatschap, wat: str, now: datetime) -> None:
    """Mail the owner of the account what the actor did, and write down whether that went.

    `wat` is one of the sentences above. A mail that cannot be sent undoes nothing.
    """
    sent = _mail(actor, member, wat, now)
    audit.record(
        actor=actor,
        action="account:notice",
        subject=member.user.username,
        purpose="Mail over een wijziging door een ander",
        now=now,
        resultaat=audit.GELUKT if sent else audit.MISLUKT,
        organisatie=member.organisatie_id,
    )


def _mail(actor: Actor, member: Lidmaatschap, wat: str, now: datetime) -> bool:
    address = _address_of(member.user)
    if not address or not (settings.MAIL.host or settings.DEMO):
        return False
    at = timezone.localtime(now)
    text = TEXT.format(
        naam=member.user.display_name,
        wie=actor.display_name,
        bij=actor.organisatie_naam,
        organisatie=member.organisatie.naam,
        dag=f"{at.day}-{at.month}-{at.year}",
        tijd=f"{at:%H:%M}",
        wat=wat,
    )
    try:
        send_mail(SUBJECT, text, None, [address])
    except OSError:
        log.exception("a mail was not sent", action="account:notice")
        return False
    return True


def _address_of(user: User) -> str:
    """Where the owner reads mail; an account made by an invitation is called by its address."""
    return user.email or (user.username if "@" in user.username else "")
