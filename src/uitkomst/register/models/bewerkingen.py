"""What a sender decided about an aanlevering, how far its check is, and what was remembered."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from uitkomst.register.models.aanleveringen import Aanlevering
from uitkomst.register.models.organisaties import Organisatie, User


class BewerkingSoort(models.TextChoices):
    """What kind of decision it is."""

    KOLOMMEN = "kolommen", "Kolommen aangewezen"
    HERSTEL = "herstel", "Herstel toegepast"
    RIJ = "rij", "Rij verbeterd"
    WEG = "weg", "Rij weggelaten"
    ANTWOORD = "antwoord", "Vraag beantwoord"


class Bewerking(models.Model):
    """One decision of a sender about a draft; one that was undone stays in the book.

    `keuze` says what was chosen, never a value of a person: what was typed in a row is sealed in
    the vault under `bewerking-<nummer>`. `onderwerp` is the code or name it is about, `aantal` the
    number of rows it touched, `uit_geheugen` that it was chosen in an earlier period.
    """

    aanlevering = models.ForeignKey(
        Aanlevering, on_delete=models.CASCADE, related_name="bewerkingen"
    )
    nummer = models.PositiveIntegerField()
    soort = models.CharField(max_length=10, choices=BewerkingSoort)
    onderwerp = models.CharField(max_length=60)
    keuze = models.JSONField(default=dict)
    rij = models.PositiveIntegerField(null=True)
    aantal = models.PositiveIntegerField(null=True)
    uit_geheugen = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    undone_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        """Decisions are numbered in the order in which they were made."""

        ordering: ClassVar = ["nummer"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["aanlevering", "nummer"], name="one_bewerking_per_nummer"
            ),
            models.CheckConstraint(
                name="bewerking_soort", condition=Q(soort__in=BewerkingSoort.values)
            ),
            models.CheckConstraint(
                name="undone_by_someone_at_some_time",
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Bewerking {self.nummer} of {self.aanlevering_id}"


class Controle(models.Model):
    """How far the check of an aanlevering is; one line per aanlevering, written over each time."""

    class State(models.TextChoices):
        """Where the check is."""

        WACHT = "wacht"
        BEZIG = "bezig"
        KLAAR = "klaar"
        MISLUKT = "mislukt"

    aanlevering = models.OneToOneField(
        Aanlevering, on_delete=models.CASCADE, primary_key=True, related_name="controle"
    )
    state = models.CharField(max_length=8, choices=State, default=State.WACHT)
    revisie = models.PositiveIntegerField(default=0)
    stap = models.CharField(max_length=40, blank=True)
    gedaan = models.PositiveIntegerField(default=0)
    totaal = models.PositiveIntegerField(default=0)
    at = models.DateTimeField()
    mail_to = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        """A check is never further than its end."""

        constraints: ClassVar = [
            models.CheckConstraint(
                name="controle_not_past_its_end", condition=Q(gedaan__lte=F("totaal"))
            ),
        ]

    def __str__(self) -> str:
        return f"Controle of {self.aanlevering_id}"


class OnthoudenKeuze(models.Model):
    """A choice of a provider that is made again for the next file; never a value of a person.

    `sleutel` says for what: the headings of a file for columns, the code and column of a repair,
    the name of a question that was answered.
    """

    aanbieder = models.ForeignKey(
        Organisatie, on_delete=models.CASCADE, related_name="onthouden_keuzes"
    )
    soort = models.CharField(max_length=10, choices=BewerkingSoort)
    sleutel = models.CharField(max_length=120)
    keuze = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """The last choice is the one that is remembered."""

        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["aanbieder", "soort", "sleutel"], name="one_choice_is_remembered"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.sleutel}"
