"""The one mail this portal sends: what somebody waited for is ready.

A mail is a postcard. It names a period and holds a link; no person, no file name, no count. Who
follows the link signs in first.
"""

from uuid import UUID

import structlog
from django.conf import settings
from django.core.mail import send_mail
from django.urls import reverse

from uitkomst.register.models import Controle, User
from uitkomst.register.models.aanleveringen import DRAFTS
from uitkomst.services.aanlevering.check_progress import is_current
from uitkomst.standard.verslagperiode import Verslagperiode

SUBJECT = "Uw aanlevering over de {periode} is gecontroleerd"
TEXT = """Beste {naam},

Uw aanlevering over de {periode} is gecontroleerd.
Bekijk de uitkomst op {link}

Deze mail is automatisch verstuurd. Antwoorden heeft geen zin.
"""
log = structlog.get_logger(__name__)


def tell_when_ready(*, reference: UUID) -> bool:
    """Tell who asked for the check of a draft that it is done, once; True when a mail went out.

    Not when the draft was changed or thrown away meanwhile. A mail that cannot be sent is a line
    in the log: the page says the same.
    """
    line = Controle.objects.select_related("aanlevering", "mail_to").filter(pk=reference).first()
    if line is None or line.mail_to is None:
        return False
    aanlevering = line.aanlevering
    if aanlevering.status not in DRAFTS or not is_current(aanlevering):
        return False
    # Claimed before it is sent: of two processes one sends it.
    if not Controle.objects.filter(pk=reference, mail_to=line.mail_to).update(mail_to=None):
        return False
    return _sent(line.mail_to, Verslagperiode.parse(aanlevering.periode), reference)


def _sent(user: User, periode: Verslagperiode, reference: UUID) -> bool:
    if not user.email:
        return False
    link = f"{settings.ADDRESS}{reverse('aanlevering', args=[reference])}"
    told = {"periode": periode.titel, "naam": user.display_name, "link": link}
    try:
        send_mail(SUBJECT.format(**told), TEXT.format(**told), None, [user.email])
    except OSError:
        log.exception("a mail was not sent", reference=str(reference))
        return False
    return True
