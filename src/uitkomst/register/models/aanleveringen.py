"""The book of aanleveringen: what came in, from whom, and what became of it."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from uitkomst.register.models.organisaties import Organisatie, User, Verwerkersovereenkomst


class Status(models.TextChoices):
    """Where an aanlevering is in its life."""

    GECONTROLEERD = "Gecontroleerd"
    INGEDIEND = "Ingediend"
    VERWERKT = "Verwerkt"
    VERVANGEN = "Vervangen"
    WEGGEGOOID = "Weggegooid"


# The life of an aanlevering: from a status to those that may follow. Nothing leads back.
TRANSITIONS: dict[Status, frozenset[Status]] = {
    Status.GECONTROLEERD: frozenset({Status.INGEDIEND, Status.WEGGEGOOID}),
    Status.INGEDIEND: frozenset({Status.VERWERKT, Status.VERVANGEN}),
    Status.VERWERKT: frozenset({Status.VERVANGEN}),
    Status.VERVANGEN: frozenset(),
    Status.WEGGEGOOID: frozenset(),
}

# The one version of a provider and period that counts has one of these.
IN_FORCE = (Status.INGEDIEND, Status.VERWERKT)


class Aanlevering(models.Model):
    """One version of one provider's file for one period; its rows are in the vault only.

    `summary` holds what the check said: rules, causes and places, never a value of a person.
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
    status = models.CharField(max_length=14, choices=Status, default=Status.GECONTROLEERD)
    bestandsnaam = models.CharField(max_length=120)
    indeling = models.CharField(max_length=40)
    totaal = models.PositiveIntegerField()
    goed = models.PositiveIntegerField()
    geparkeerd = models.PositiveIntegerField()
    bevestigen = models.PositiveIntegerField()
    summary = models.JSONField()
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
