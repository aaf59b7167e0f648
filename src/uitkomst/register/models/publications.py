"""The computation of a period, and what it published: safe tables, kept for good."""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Computation(models.Model):
    """How far the figures of one period are. Its row is also the lock of the period.

    `done` of `total` in this step; `step` and `message` are what a page shows (Dutch).
    """

    class State(models.TextChoices):
        """Where the work is."""

        WACHT = "wacht"
        BEZIG = "bezig"
        KLAAR = "klaar"
        MISLUKT = "mislukt"

    periode = models.CharField(max_length=6, primary_key=True)
    state = models.CharField(max_length=10, choices=State, default=State.WACHT)
    step = models.CharField(max_length=80, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    message = models.CharField(max_length=200, blank=True)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        """A state is one of four."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="computation_state",
                condition=Q(state__in=["wacht", "bezig", "klaar", "mislukt"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Computation {self.periode}"


class Publication(models.Model):
    """One safe table for one circle of readers: a gemeente, or a jeugdregio by its name.

    A row is never changed, apart from `in_force` when a newer version takes its place. `namen` are
    the names of the aanbieders in the table as they were when it was made, by their reference; of
    one who works alone it is the alias, so that who reads reports needs no right on the register.
    """

    class Kring(models.TextChoices):
        """For whom the table is made."""

        GEMEENTE = "gemeente"
        REGIO = "regio"

    periode = models.CharField(max_length=6)
    kring = models.CharField(max_length=10, choices=Kring)
    code = models.CharField(max_length=60)
    versie = models.PositiveIntegerField()
    in_force = models.BooleanField(default=True)
    policy = models.CharField(max_length=40)
    table = models.TextField(help_text="The SafeTable as disclosure wrote it.")
    namen = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        """Versions are numbered per table; one of them is shown."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["periode", "kring", "code", "versie"], name="one_publication_per_versie"
            ),
            models.UniqueConstraint(
                fields=["periode", "kring", "code"],
                name="one_publication_in_force",
                condition=Q(in_force=True),
            ),
            models.CheckConstraint(
                name="publication_kring", condition=Q(kring__in=["gemeente", "regio"])
            ),
        ]

    def __str__(self) -> str:
        return f"Publication {self.pk}"
