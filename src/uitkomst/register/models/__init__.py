"""All tables of the books; none of them holds a row about a jeugdige."""

from uitkomst.register.models.aanleveringen import Aanlevering
from uitkomst.register.models.audit import AuditEvent
from uitkomst.register.models.bewerkingen import Bewerking, Controle, OnthoudenKeuze
from uitkomst.register.models.koppelingen import ApiAanroep, Toegangssleutel
from uitkomst.register.models.organisaties import Organisatie, User, Verwerkersovereenkomst
from uitkomst.register.models.publications import Computation, Publication

__all__ = [
    "Aanlevering",
    "ApiAanroep",
    "AuditEvent",
    "Bewerking",
    "Computation",
    "Controle",
    "OnthoudenKeuze",
    "Organisatie",
    "Publication",
    "Toegangssleutel",
    "User",
    "Verwerkersovereenkomst",
]
