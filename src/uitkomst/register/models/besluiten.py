"""Decisions that take two persons: one asks, another decides."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import F, Q

from uitkomst.register.models.organisaties import Organisatie, User


class BesluitSoort(models.TextChoices):
    """What is decided by two."""

    CONTRACTEINDE = "contracteinde", "Contract beëindigen en identiteiten vernietigen"
    KOPPELEN = "koppelen", "Jeugdigen volgen over aanbieders heen"
    ONTKOPPELEN = "ontkoppelen", "Stoppen met volgen over aanbieders heen"
    SLEUTELS = "sleutels", "Sleutels wisselen"
    FUSIE = "fusie", "Aanbieders samenvoegen"
    DREMPEL = "drempel", "Beschermingsregels wijzigen"


class Uitkomst(models.TextChoices):
    """How a decision ended."""

    OPEN = "open", "Wacht op een tweede persoon"
    AKKOORD = "akkoord", "Akkoord"
    AFGEWEZEN = "afgewezen", "Afgewezen"
    VERVALLEN = "vervallen", "Vervallen"


class Besluit(models.Model):
    """One decision: who asked what and why, and who decided. Never the same person.

    `onderwerp` is the reference or name of what it is about, `inhoud` what would be done: codes,
    days and counts, never a value of a jeugdige.
    """

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    soort = models.CharField(max_length=20, choices=BesluitSoort)
    onderwerp = models.CharField(max_length=80)
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, related_name="besluiten", null=True
    )
    inhoud = models.JSONField(default=dict)
    reden = models.CharField(max_length=500)
    gevraagd_at = models.DateTimeField()
    gevraagd_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uitkomst = models.CharField(max_length=10, choices=Uitkomst, default=Uitkomst.OPEN)
    besloten_at = models.DateTimeField(null=True)
    besloten_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    toelichting = models.CharField(max_length=500, blank=True)
    uitgevoerd_at = models.DateTimeField(null=True)

    class Meta:
        """Of one thing one question is open; what is carried out was agreed to."""

        ordering: ClassVar = ["-gevraagd_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="besluit_soort", condition=Q(soort__in=BesluitSoort.values)
            ),
            models.CheckConstraint(
                name="besluit_uitkomst", condition=Q(uitkomst__in=Uitkomst.values)
            ),
            models.UniqueConstraint(
                fields=["soort", "onderwerp"],
                name="one_open_besluit_per_onderwerp",
                condition=Q(uitkomst=Uitkomst.OPEN),
            ),
            models.CheckConstraint(
                name="besluit_taken_by_another",
                condition=~Q(uitkomst__in=[Uitkomst.AKKOORD, Uitkomst.AFGEWEZEN])
                | Q(besloten_at__isnull=False, besloten_by__isnull=False)
                & ~Q(besloten_by=F("gevraagd_by")),
            ),
            models.CheckConstraint(
                name="besluit_carried_out_when_agreed",
                condition=Q(uitgevoerd_at=None) | Q(uitkomst=Uitkomst.AKKOORD),
            ),
        ]

    def __str__(self) -> str:
        return f"Besluit {self.reference}"
