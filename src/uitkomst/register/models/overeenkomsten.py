"""Processing agreements (AVG article 28) and contracts: the ground for every processing."""

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Func, Q

from uitkomst.register.models.organisaties import Organisatie, User


class ModelTekst(models.TextChoices):
    """After which model text an agreement was made."""

    VNG = "vng", "Standaard Verwerkersovereenkomst Gemeenten (VNG)"
    BOZ = "boz", "Model van de Brancheorganisaties Zorg (BoZ)"
    EIGEN = "eigen", "Eigen tekst"


class Handtekening(models.TextChoices):
    """What was found of a digital signature in the PDF."""

    GELDIG = "geldig", "Digitale handtekening gecontroleerd"
    ONBEKEND = "onbekend", "Digitale handtekening van een onbekende uitgever"
    ONGELDIG = "ongeldig", "Digitale handtekening klopt niet"
    GEEN = "geen", "Geen digitale handtekening"


class Verwerkersovereenkomst(models.Model):
    """A signed processing agreement (AVG article 28) of one provider, with its validity.

    `geldig_tot` is the last valid day; empty is until further notice. It counts once its signature
    was verified (`handtekening` is geldig) or a second person confirmed it, and until it is
    withdrawn.
    """

    aanbieder = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, related_name="overeenkomsten"
    )
    versie = models.CharField(max_length=40)
    geldig_van = models.DateField()
    geldig_tot = models.DateField(null=True, blank=True)
    ondertekenaar = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    pdf = models.BinaryField()
    model = models.CharField(max_length=20, choices=ModelTekst, default=ModelTekst.EIGEN)
    handtekening = models.CharField(max_length=12, choices=Handtekening, default=Handtekening.GEEN)
    handtekening_uitleg = models.CharField(max_length=300, blank=True)
    bevestigd_at = models.DateTimeField(null=True)
    bevestigd_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    ingetrokken_at = models.DateTimeField(null=True)
    ingetrokken_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    ingetrokken_reden = models.CharField(max_length=300, blank=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """An agreement ends on or after the day it begins."""

        ordering: ClassVar = ["-geldig_van", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="overeenkomst_ends_after_begin",
                condition=Q(geldig_tot=None) | Q(geldig_tot__gte=F("geldig_van")),
            ),
            models.CheckConstraint(
                name="overeenkomst_handtekening",
                condition=Q(handtekening__in=Handtekening.values),
            ),
            models.CheckConstraint(
                name="overeenkomst_model", condition=Q(model__in=ModelTekst.values)
            ),
            models.CheckConstraint(
                name="overeenkomst_confirmed_by_another",
                condition=Q(bevestigd_at=None, bevestigd_by=None)
                | Q(bevestigd_at__isnull=False, bevestigd_by__isnull=False)
                & ~Q(bevestigd_by=F("added_by")),
            ),
            models.CheckConstraint(
                name="overeenkomst_withdrawn_by_someone",
                condition=Q(ingetrokken_at=None, ingetrokken_by=None)
                | Q(ingetrokken_at__isnull=False, ingetrokken_by__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"Verwerkersovereenkomst {self.pk}"


def _days(first: str, last: str) -> Func:
    """The days from `first` up to and including `last`; without an end they go on."""
    whole = models.Value("[]")
    return Func(F(first), F(last), whole, function="daterange", output_field=DateRangeField())


class Contract(models.Model):
    """A contract between a provider and who commissions its care, over a span of days.

    `tot` is the last day; empty is until further notice.
    """

    aanbieder = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="contracten")
    opdrachtgever = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, related_name="opdrachten"
    )
    nummer = models.CharField(max_length=40, blank=True)
    van = models.DateField()
    tot = models.DateField(null=True)
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        """Two contracts of the same two never overlap."""

        ordering: ClassVar = ["-van", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="contract_ends_after_begin",
                condition=Q(tot=None) | Q(tot__gte=F("van")),
            ),
            models.CheckConstraint(
                name="contract_of_two", condition=~Q(aanbieder=F("opdrachtgever"))
            ),
            ExclusionConstraint(
                name="contracts_do_not_overlap",
                expressions=[
                    ("aanbieder", RangeOperators.EQUAL),
                    ("opdrachtgever", RangeOperators.EQUAL),
                    (_days("van", "tot"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Contract {self.pk}"


class Regiodeelname(models.Model):
    """A gemeente takes part in a jeugdregio over a span of days; in one at a time."""

    gemeente = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, related_name="regiodeelnames"
    )
    jeugdregio = models.CharField(max_length=60)
    van = models.DateField()
    tot = models.DateField(null=True)

    class Meta:
        """Spans of one gemeente never overlap."""

        ordering: ClassVar = ["-van", "-pk"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="regiodeelname_ends_after_begin",
                condition=Q(tot=None) | Q(tot__gte=F("van")),
            ),
            ExclusionConstraint(
                name="one_jeugdregio_at_a_time",
                expressions=[
                    ("gemeente", RangeOperators.EQUAL),
                    (_days("van", "tot"), RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"Regiodeelname {self.pk}"
