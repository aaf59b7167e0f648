"""Organisations, the people who act for them, and as what."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import uuid4

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import F, Q

from uitkomst.access.permissions import ACCOUNT_ROLES, ROLES


class Soort(models.TextChoices):
    """What kind of organisation takes part."""

    AANBIEDER = "aanbieder", "Jeugdhulpaanbieder"
    GEMEENTE = "gemeente", "Gemeente"
    SERVICEORGANISATIE = "serviceorganisatie", "Serviceorganisatie"
    BEHEER = "beheer", "Beheer"


class AanbiederSoort(models.TextChoices):
    """What kind of provider. A solo one is a natural person: others never see its name."""

    SOLO = "solo", "Vrijgevestigde"
    GI = "gi", "Gecertificeerde instelling"
    INSTELLING = "instelling", "Instelling"


class Organisatie(models.Model):
    """One participating organisation. Its reference is also its key in the vault.

    `jeugdregio` is whom a serviceorganisatie works for; in which a gemeente is, and since when,
    stands in Regiodeelname. `opgegaan_in` is who a provider merged into: always the last one, also
    when that one merged again.
    """

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    naam = models.CharField(max_length=200)
    soort = models.CharField(max_length=20, choices=Soort)
    aanbieder_soort = models.CharField(max_length=12, choices=AanbiederSoort, blank=True)
    kvk = models.CharField(max_length=8, blank=True)
    agb = models.CharField(max_length=8, blank=True)
    gemeentecode = models.CharField(max_length=4, blank=True)
    jeugdregio = models.CharField(max_length=60, blank=True)
    opgegaan_in = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="voorgangers"
    )
    opgegaan_op = models.DateField(null=True)

    class Meta:
        """What belongs together is held together by the database."""

        ordering: ClassVar = ["naam"]
        constraints: ClassVar = [
            models.CheckConstraint(name="organisatie_soort", condition=Q(soort__in=Soort.values)),
            models.CheckConstraint(
                name="aanbieder_has_soort",
                condition=(Q(soort=Soort.AANBIEDER) & Q(aanbieder_soort__in=AanbiederSoort.values))
                | (~Q(soort=Soort.AANBIEDER) & Q(aanbieder_soort="")),
            ),
            models.CheckConstraint(
                name="gemeente_has_code",
                condition=Q(soort=Soort.GEMEENTE) & ~Q(gemeentecode="")
                | ~Q(soort=Soort.GEMEENTE) & Q(gemeentecode=""),
            ),
            models.UniqueConstraint(
                fields=["gemeentecode"],
                name="one_organisatie_per_gemeente",
                condition=~Q(gemeentecode=""),
            ),
            models.UniqueConstraint(
                fields=["jeugdregio"],
                name="one_serviceorganisatie_per_jeugdregio",
                condition=Q(soort=Soort.SERVICEORGANISATIE),
            ),
            models.CheckConstraint(
                name="jeugdregio_is_of_a_serviceorganisatie",
                condition=Q(soort=Soort.SERVICEORGANISATIE) & ~Q(jeugdregio="")
                | ~Q(soort=Soort.SERVICEORGANISATIE) & Q(jeugdregio=""),
            ),
            models.CheckConstraint(
                name="organisatie_merges_on_a_day_into_another",
                condition=Q(opgegaan_in=None, opgegaan_op=None)
                | Q(opgegaan_in__isnull=False, opgegaan_op__isnull=False)
                & ~Q(opgegaan_in=F("reference")),
            ),
        ]

    def __str__(self) -> str:
        return f"Organisatie {self.reference}"


class UserManager(BaseUserManager["User"]):
    """Makes accounts; only services and the demo call it."""

    def create_user(self, username: str, password: str | None, **fields: Any) -> User:
        """A new account with a hashed password; None makes one that cannot sign in by password."""
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class User(AbstractBaseUser):
    """One person with one account; what somebody is, and where, stands in Lidmaatschap."""

    username = models.CharField(max_length=80, unique=True)
    display_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text="Shown on the sign-in page of a demo.")

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar = ["display_name"]

    objects = UserManager()

    class Meta:
        """By account."""

        ordering: ClassVar = ["username"]


class Lidmaatschap(models.Model):
    """What one person is at one organisation: a role, and whether they manage the rights there.

    `tot` is when it ended; one that ended stays in the book. `nagekeken_op` is when somebody who
    manages the rights last said that it is still as it should be.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="lidmaatschappen")
    organisatie = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="leden")
    role = models.CharField(
        max_length=20, choices=[(role.value, ROLES[role].display_name) for role in ACCOUNT_ROLES]
    )
    beheert_rechten = models.BooleanField(default=False)
    sinds = models.DateTimeField()
    gegeven_door = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="+", null=True
    )  # Of the first of an organisation nobody.
    tot = models.DateTimeField(null=True)
    beeindigd_door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    nagekeken_op = models.DateTimeField(null=True)
    nagekeken_door = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)

    class Meta:
        """A person has a role at an organisation once at a time."""

        ordering: ClassVar = ["organisatie__naam", "pk"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["user", "organisatie", "role"],
                name="one_lidmaatschap_at_a_time",
                condition=Q(tot=None),
            ),
            models.CheckConstraint(
                name="lidmaatschap_role",
                condition=Q(role__in=[role.value for role in ACCOUNT_ROLES]),
            ),
        ]

    def __str__(self) -> str:
        return f"Lidmaatschap {self.pk}"
