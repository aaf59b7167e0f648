"""What a privacy officer keeps: contract ends, requests of persons, incidents, backups."""

from typing import ClassVar
from uuid import uuid4

from django.db import models
from django.db.models import Q

from uitkomst.register.models.besluiten import Besluit
from uitkomst.register.models.organisaties import Organisatie, User
from uitkomst.register.models.overeenkomsten import Contract


class Contracteinde(models.Model):
    """The end of a contract: what goes, what stays, who agreed, and the proof that it was done.

    `repetitie` and `resultaat` hold counts and codes, never a value of a jeugdige.
    """

    class Staat(models.TextChoices):
        """How far it is."""

        GEPLAND = "gepland", "Gepland"
        GEREPETEERD = "gerepeteerd", "Proef gedraaid"
        GEVRAAGD = "gevraagd", "Wacht op een tweede persoon"
        BEZIG = "bezig", "Bezig met vernietigen"
        UITGEVOERD = "uitgevoerd", "Uitgevoerd"
        GESTOPT = "gestopt", "Gestopt"

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    contract = models.ForeignKey(Contract, on_delete=models.PROTECT, related_name="eindes")
    staat = models.CharField(max_length=12, choices=Staat, default=Staat.GEPLAND)
    vernietigen_vanaf = models.DateField()
    repetitie = models.JSONField(default=dict)
    besluit = models.OneToOneField(Besluit, on_delete=models.PROTECT, null=True, related_name="+")
    planned_at = models.DateTimeField()
    planned_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    resultaat = models.JSONField(default=dict)
    certificaat = models.BinaryField(null=True)
    uitgevoerd_at = models.DateTimeField(null=True)

    class Meta:
        """A contract ends once."""

        ordering: ClassVar = ["-planned_at"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contract"], name="a_contract_ends_once", condition=~Q(staat="gestopt")
            ),
            models.CheckConstraint(
                name="no_destruction_without_a_decision",
                condition=~Q(staat__in=["bezig", "uitgevoerd"]) | Q(besluit__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Contracteinde {self.reference}"


class Verzoek(models.Model):
    """A request of a jeugdige or parent, handled within one provider and with its permission.

    `betrokkene` is the sealed reference (the vault's pseudonym within this provider), never who.
    """

    class Soort(models.TextChoices):
        """Which right is used (AVG articles 15 to 18 and 20)."""

        INZAGE = "inzage", "Inzage"
        OVERDRACHT = "overdracht", "Gegevens meekrijgen"
        CORRECTIE = "correctie", "Verbeteren"
        BEPERKING = "beperking", "Beperken"
        WISSEN = "wissen", "Wissen"

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    aanbieder = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="verzoeken")
    soort = models.CharField(max_length=12, choices=Soort)
    betrokkene = models.CharField(max_length=40)
    ontvangen_op = models.DateField()
    gevraagd_at = models.DateTimeField()
    gevraagd_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    toegestaan_at = models.DateTimeField(null=True)
    toegestaan_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    afgehandeld_at = models.DateTimeField(null=True)
    afgehandeld_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    geweigerd_reden = models.CharField(max_length=300, blank=True)
    resultaat = models.JSONField(default=dict)

    class Meta:
        """Oldest first: it has a term."""

        ordering: ClassVar = ["ontvangen_op", "gevraagd_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="verzoek_soort",
                condition=Q(soort__in=["inzage", "overdracht", "correctie", "beperking", "wissen"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Verzoek {self.reference}"


class Incident(models.Model):
    """Something that may be a data breach: from when to when, what it was, and who was told."""

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    titel = models.CharField(max_length=120)
    omschrijving = models.TextField(blank=True)
    van = models.DateTimeField()
    tot = models.DateTimeField(null=True)
    accounts = models.JSONField(default=list)
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    conclusie = models.TextField(blank=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-opened_at"]

    def __str__(self) -> str:
        return f"Incident {self.reference}"


class Reservekopie(models.Model):
    """A backup that was made, until when it is kept, and when it was last tried."""

    class Soort(models.TextChoices):
        """Keys are never in the backup of the data."""

        GEGEVENS = "gegevens", "Gegevens"
        SLEUTELS = "sleutels", "Sleutelopslag"

    at = models.DateTimeField()
    soort = models.CharField(max_length=10, choices=Soort)
    naam = models.CharField(max_length=120)
    bytes = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    bewaard_tot = models.DateField()
    verwijderd_at = models.DateTimeField(null=True)
    geoefend_at = models.DateTimeField(null=True)
    oefening = models.JSONField(default=dict)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-at"]

    def __str__(self) -> str:
        return f"Reservekopie {self.naam}"
