"""All tables of the books; none of them holds a row about a jeugdige."""

from uitkomst.register.models.aanleveringen import Aanlevering
from uitkomst.register.models.audit import AuditEvent
from uitkomst.register.models.organisaties import Organisatie, User, Verwerkersovereenkomst
from uitkomst.register.models.publications import Computation, Publication

__all__ = [
    "Aanlevering",
    "AuditEvent",
    "Computation",
    "Organisatie",
    "Publication",
    "User",
    "Verwerkersovereenkomst",
]
