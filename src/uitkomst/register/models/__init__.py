"""All tables of the books; none of them holds a row about a jeugdige."""

from uitkomst.register.models.aanleveringen import Aanlevering
from uitkomst.register.models.audit import AuditEvent, AuditSchakel, Controlepunt
from uitkomst.register.models.besluiten import Besluit
from uitkomst.register.models.bewerkingen import Bewerking, Controle, OnthoudenKeuze
from uitkomst.register.models.koppelingen import ApiAanroep, Toegangssleutel
from uitkomst.register.models.organisaties import Lidmaatschap, Organisatie, User
from uitkomst.register.models.overeenkomsten import Contract, Regiodeelname, Verwerkersovereenkomst
from uitkomst.register.models.privacy import Contracteinde, Incident, Reservekopie, Verzoek
from uitkomst.register.models.publications import Computation, Publication
from uitkomst.register.models.toegang import Rechtencontrole, Sessie, Telling, Uitnodiging

__all__ = [
    "Aanlevering",
    "ApiAanroep",
    "AuditEvent",
    "AuditSchakel",
    "Besluit",
    "Bewerking",
    "Computation",
    "Contract",
    "Contracteinde",
    "Controle",
    "Controlepunt",
    "Incident",
    "Lidmaatschap",
    "OnthoudenKeuze",
    "Organisatie",
    "Publication",
    "Rechtencontrole",
    "Regiodeelname",
    "Reservekopie",
    "Sessie",
    "Telling",
    "Toegangssleutel",
    "Uitnodiging",
    "User",
    "Verwerkersovereenkomst",
    "Verzoek",
]
