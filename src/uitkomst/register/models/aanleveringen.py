"""The book of aanleveringen: what came in, from whom, and what became of it."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from uitkomst.register.models.organisaties import Organisatie, User
from uitkomst.register.models.overeenkomsten import Verwerkersovereenkomst


class Status(models.TextChoices):
    """Where an aanlevering is in its life."""

    CONCEPT = "Concept"
    GECONTROLEERD = "Gecontroleerd"
    WACHT = "Wacht op bevestiging"
    GEWEIGERD = "Geweigerd"
    INGEDIEND = "Ingediend"
    VERWERKT = "Verwerkt"
    VERVANGEN = "Vervangen"
    INGETROKKEN = "Ingetrokken"
    WEGGEGOOID = "Weggegooid"


class Route(models.TextChoices):
    """How an aanlevering came in."""

    BESTAND = "bestand", "Bestand"
    FORMULIER = "formulier", "Formulier"
    API = "api", "API"


# Of these the sender still decides; every decision has the draft checked again.
DRAFTS = (Status.CONCEPT, Status.GECONTROLEERD, Status.WACHT, Status.GEWEIGERD)

# The one version of a provider and period that counts has one of these.
IN_FORCE = (Status.INGEDIEND, Status.VERWERKT)

_CHECKED = frozenset({Status.GECONTROLEERD, Status.WACHT, Status.GEWEIGERD, Status.WEGGEGOOID})

# The life of an aanlevering: from a status to those that may follow.
TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.CONCEPT: _CHECKED,
    Status.GECONTROLEERD: _CHECKED | {Status.INGEDIEND},
    Status.WACHT: _CHECKED,
    Status.GEWEIGERD: _CHECKED,
    Status.INGEDIEND: frozenset({Status.VERWERKT, Status.VERVANGEN, Status.INGETROKKEN}),
    Status.VERWERKT: frozenset({Status.VERVANGEN, Status.INGETROKKEN}),
    # Restored: it counts again, in the place of what counted meanwhile.
    Status.VERVANGEN: frozenset({Status.INGEDIEND}),
    Status.INGETROKKEN: frozenset({Status.INGEDIEND}),
    Status.WEGGEGOOID: frozenset(),
}


class Aanlevering(models.Model):
    """One version of one provider's file for one period; its rows are in the vault only.

    `summary` holds what the check said: rules, causes and places, never a value of a person.
    `inhoud` is the vault's id of the rows as they were checked last; the source itself is sealed
    under `reference` and the name `bron`: a form has a new one each time it is saved. `revisie`
    counts the sender's decisions; `melding` says why it was refused.
    """

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    aanbieder = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, related_name="aanleveringen"
    )
    overeenkomst = models.ForeignKey(
        Verwerkersovereenkomst, on_delete=models.PROTECT, related_name="+"
    )
    periode = models.CharField(max_length=6)
    versie = models.PositiveIntegerField()
    status = models.CharField(max_length=20, choices=Status, default=Status.CONCEPT)
    route = models.CharField(max_length=10, choices=Route, default=Route.BESTAND)
    bestandsnaam = models.CharField(max_length=120)
    bron = models.CharField(max_length=40, default="bron")
    inhoud = models.UUIDField(null=True)
    indeling = models.CharField(max_length=40, blank=True)
    totaal = models.PositiveIntegerField(default=0)
    goed = models.PositiveIntegerField(default=0)
    geparkeerd = models.PositiveIntegerField(default=0)
    bevestigen = models.PositiveIntegerField(default=0)
    summary = models.JSONField(default=dict)
    melding = models.TextField(blank=True)
    revisie = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(null=True)
    touched_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    received_at = models.DateTimeField()
    received_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    reported_at = models.DateTimeField(
        null=True, help_text="When the provider's own report of this version was sealed."
    )

    class Meta:
        """Versions are numbered per provider and period; one of them counts."""

        ordering: ClassVar = ["-received_at", "-versie"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["aanbieder", "periode", "versie"], name="one_aanlevering_per_versie"
            ),
            models.UniqueConstraint(
                fields=["aanbieder", "periode"],
                name="one_aanlevering_in_force",
                condition=Q(status__in=IN_FORCE),
            ),
            models.CheckConstraint(
                name="aanlevering_status", condition=Q(status__in=Status.values)
            ),
            models.CheckConstraint(name="aanlevering_route", condition=Q(route__in=Route.values)),
            models.CheckConstraint(
                name="counting_rows_are_kept",
                condition=~Q(status__in=IN_FORCE) | Q(inhoud__isnull=False),
            ),
            models.CheckConstraint(
                name="aanlevering_periode", condition=Q(periode__regex=r"^\d{4}-[12]$")
            ),
            models.CheckConstraint(
                name="aanlevering_counts_add_up",
                condition=Q(totaal=F("goed") + F("geparkeerd") + F("bevestigen")),
            ),
            models.CheckConstraint(
                name="submitted_by_someone_at_some_time",
                condition=Q(submitted_at=None, submitted_by=None)
                | Q(submitted_at__isnull=False, submitted_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Aanlevering {self.reference}"
