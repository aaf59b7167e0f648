"""Who may do what, on one page.

A permission is one kind of action. A role is a name, a sentence and a set of permissions. Which
organisation's things somebody may act on is not a permission: every read in `services` starts
from the actor's own organisation. *When* something may (a valid agreement, an open period) is not
here either, but in `services/policies.py`.

Seeing persons is a permission of its own: no role outside the provider that knows the child
already has it, also not the one that runs the portal. What a key of a provider's own system may is
narrowed further, in `access/scopes.py`.
"""

from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """One kind of action, written as `scope:action`."""

    VIEW_START = "start:view"
    VIEW_UITLEG = "uitleg:view"
    CHECK_FILE = "bestand:check"
    SUBMIT_AANLEVERING = "aanlevering:submit"
    VIEW_AANLEVERING = "aanlevering:view"
    VIEW_OWN_REPORT = "rapport-aanbieder:view"
    VIEW_PERSONS = "personen:view"
    VIEW_GEMEENTE_REPORT = "rapport-gemeente:view"
    VIEW_REGIO_REPORT = "rapport-regio:view"
    MANAGE_ORGANISATIES = "organisaties:manage"
    VIEW_ACCESS = "toegang:view"
    VIEW_LOGBOEK = "logboek:view"
    MANAGE_KOPPELINGEN = "koppelingen:manage"
    MANAGE_RECHTEN = "rechten:manage"
    DECIDE = "besluit:decide"
    MANAGE_CONTRACTEINDE = "contracteinde:manage"
    VIEW_PRIVACY = "privacy:view"
    HANDLE_VERZOEK = "verzoek:handle"
    ALLOW_VERZOEK = "verzoek:allow"
    MANAGE_INCIDENTEN = "incident:manage"
    MANAGE_SLEUTELS = "sleutels:manage"
    VIEW_TOESTAND = "toestand:view"


PERMISSIONS: dict[Permission, str] = {
    Permission.VIEW_START: "Het beginscherm zien",
    Permission.VIEW_UITLEG: "Lezen hoe er wordt gecontroleerd en geteld",
    Permission.CHECK_FILE: "Een bestand laten controleren zonder dat er iets wordt bewaard",
    Permission.SUBMIT_AANLEVERING: "Een bestand aanleveren, bevestigen of weggooien",
    Permission.VIEW_AANLEVERING: "De eigen aanleveringen en bevindingen zien",
    Permission.VIEW_OWN_REPORT: "De eigen, precieze cijfers zien",
    Permission.VIEW_PERSONS: "De trajecten achter een eigen cijfer zien, met persoonsgegevens",
    Permission.VIEW_GEMEENTE_REPORT: "De beschermde cijfers van een gemeente zien",
    Permission.VIEW_REGIO_REPORT: "De beschermde cijfers van de hele jeugdregio zien",
    Permission.MANAGE_ORGANISATIES: "Organisaties en hun overeenkomsten beheren",
    Permission.VIEW_ACCESS: "Zien welke rol wat mag",
    Permission.VIEW_LOGBOEK: "Het logboek lezen, zonder persoonsgegevens",
    Permission.MANAGE_KOPPELINGEN: "Sleutels maken en intrekken voor een eigen systeem",
    Permission.MANAGE_RECHTEN: "Collega's uitnodigen, hun rol geven en hun toegang beëindigen",
    Permission.DECIDE: "Als tweede persoon beslissen over wat een ander vraagt",
    Permission.MANAGE_CONTRACTEINDE: "Het einde van een contract voorbereiden en aanvragen",
    Permission.VIEW_PRIVACY: "Zien wat er van wie wordt bewaard, op welke grond en hoe lang",
    Permission.HANDLE_VERZOEK: "Verzoeken van jeugdigen en ouders opnemen en afhandelen",
    Permission.ALLOW_VERZOEK: "Een verzoek van een jeugdige of ouder over eigen gegevens toestaan",
    Permission.MANAGE_INCIDENTEN: "Incidenten en datalekken vastleggen en uitzoeken",
    Permission.MANAGE_SLEUTELS: "Sleutels van de kluis wisselen",
    Permission.VIEW_TOESTAND: "Zien of het portaal goed draait",
}


class Role(StrEnum):
    """What somebody is in the portal. One account has one role at one organisation."""

    AANLEVERAAR = "aanleveraar"
    SOLO = "solo"
    GEMEENTE = "gemeente"
    SERVICEORGANISATIE = "serviceorganisatie"
    BEHEERDER = "beheerder"
    PRIVACY = "privacy"
    KOPPELING = "koppeling"


ACCOUNT_ROLES = tuple(role for role in Role if role is not Role.KOPPELING)
"""The roles a person can have; a koppeling has a key and no account."""


@dataclass(frozen=True)
class RoleDescription:
    """What a role is called, what it is for (both Dutch) and what it may."""

    display_name: str
    description: str
    permissions: frozenset[Permission]


EVERYBODY = frozenset({Permission.VIEW_START, Permission.VIEW_UITLEG})
PROVIDER = EVERYBODY | {
    Permission.CHECK_FILE,
    Permission.SUBMIT_AANLEVERING,
    Permission.VIEW_AANLEVERING,
    Permission.VIEW_OWN_REPORT,
    Permission.VIEW_PERSONS,
    Permission.VIEW_LOGBOEK,
    Permission.MANAGE_KOPPELINGEN,
    Permission.ALLOW_VERZOEK,
}

RECHTENBEHEER = frozenset({Permission.MANAGE_RECHTEN})
"""What somebody may besides who manages the rights of the own organisation."""

ROLES: dict[Role, RoleDescription] = {
    Role.AANLEVERAAR: RoleDescription(
        "Aanleveraar",
        "Levert voor een jeugdhulpaanbieder aan en ziet de eigen cijfers en trajecten.",
        PROVIDER,
    ),
    Role.SOLO: RoleDescription(
        "Vrijgevestigde",
        "Werkt alleen, levert zelf aan en is voor anderen niet herkenbaar in de cijfers.",
        PROVIDER,
    ),
    Role.GEMEENTE: RoleDescription(
        "Gemeente",
        "Ziet de beschermde cijfers van de eigen gemeente, nooit van personen.",
        EVERYBODY | {Permission.VIEW_GEMEENTE_REPORT},
    ),
    Role.SERVICEORGANISATIE: RoleDescription(
        "Serviceorganisatie",
        "Ziet de beschermde cijfers van alle gemeenten in de eigen jeugdregio.",
        EVERYBODY | {Permission.VIEW_GEMEENTE_REPORT, Permission.VIEW_REGIO_REPORT},
    ),
    Role.BEHEERDER: RoleDescription(
        "Functioneel beheerder",
        "Beheert organisaties en overeenkomsten en leest het logboek; ziet geen cijfers.",
        EVERYBODY
        | {
            Permission.MANAGE_ORGANISATIES,
            Permission.VIEW_ACCESS,
            Permission.VIEW_LOGBOEK,
            Permission.DECIDE,
            Permission.MANAGE_CONTRACTEINDE,
            Permission.MANAGE_SLEUTELS,
            Permission.VIEW_TOESTAND,
        },
    ),
    Role.PRIVACY: RoleDescription(
        "Privacyfunctionaris",
        "Bewaakt dat niets zonder grond gebeurt, beslist mee en leest het logboek; ziet geen "
        "cijfers en geen personen.",
        EVERYBODY
        | {
            Permission.VIEW_PRIVACY,
            Permission.VIEW_ACCESS,
            Permission.VIEW_LOGBOEK,
            Permission.DECIDE,
            Permission.MANAGE_CONTRACTEINDE,
            Permission.HANDLE_VERZOEK,
            Permission.MANAGE_INCIDENTEN,
            Permission.VIEW_TOESTAND,
        },
    ),
    Role.KOPPELING: RoleDescription(
        "Koppeling",
        "Een systeem van de aanbieder dat met een sleutel aanlevert; niemand meldt zich zo aan.",
        frozenset(
            {
                Permission.CHECK_FILE,
                Permission.SUBMIT_AANLEVERING,
                Permission.VIEW_AANLEVERING,
                Permission.VIEW_PERSONS,
            }
        ),
    ),
}
