"""Organisations, their people, and the agreements under which a provider's data are processed."""

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
    """One participating organisation. Its reference is also its key in the vault."""

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    naam = models.CharField(max_length=200)
    soort = models.CharField(max_length=20, choices=Soort)
    aanbieder_soort = models.CharField(max_length=12, choices=AanbiederSoort, blank=True)
    kvk = models.CharField(max_length=8, blank=True)
    agb = models.CharField(max_length=8, blank=True)
    gemeentecode = models.CharField(max_length=4, blank=True)
    jeugdregio = models.CharField(max_length=60, blank=True)

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
    """One person with one role at one organisation."""

    username = models.CharField(max_length=80, unique=True)
    display_name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    role = models.CharField(
        max_length=20, choices=[(role.value, ROLES[role].display_name) for role in ACCOUNT_ROLES]
    )
    organisatie = models.ForeignKey(Organisatie, on_delete=models.PROTECT, related_name="users")
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False, help_text="Shown on the sign-in page of a demo.")

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar = ["display_name"]

    objects = UserManager()

    class Meta:
        """A role is one of the page in access."""

        ordering: ClassVar = ["username"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="user_role", condition=Q(role__in=[role.value for role in ACCOUNT_ROLES])
            ),
        ]


class Verwerkersovereenkomst(models.Model):
    """A signed processing agreement (AVG article 28) of one provider, with its validity.

    `geldig_tot` is the last valid day; empty is until further notice.
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
        ]

    def __str__(self) -> str:
        return f"Verwerkersovereenkomst {self.pk}"
