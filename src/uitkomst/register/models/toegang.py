"""How people come in and stay right: invitations, sessions, and the look at who may what."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models import Q

from uitkomst.access.permissions import ACCOUNT_ROLES, ROLES
from uitkomst.register.models.organisaties import Organisatie, User


class Uitnodiging(models.Model):
    """An invitation to act for an organisation: one use, a short time; only its SHA-256 is kept.

    With `account` it is a link by which the owner of that account chooses a new password.
    """

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, related_name="uitnodigingen"
    )
    email = models.EmailField()
    display_name = models.CharField(max_length=120)
    role = models.CharField(
        max_length=20, choices=[(role.value, ROLES[role].display_name) for role in ACCOUNT_ROLES]
    )
    beheert_rechten = models.BooleanField(default=False)
    account = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    afdruk = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    used_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-made_at"]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="uitnodiging_role",
                condition=Q(role__in=[role.value for role in ACCOUNT_ROLES]),
            ),
            models.CheckConstraint(
                name="uitnodiging_used_or_revoked",
                condition=Q(used_at=None) | Q(revoked_at=None),
            ),
        ]

    def __str__(self) -> str:
        return f"Uitnodiging {self.reference}"


class Rechtencontrole(models.Model):
    """The question to an organisation: may these people still do what they may?

    Of a year the last one stands here; what came of each that was done stands in the logbook.
    """

    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, related_name="rechtencontroles"
    )
    jaar = models.PositiveSmallIntegerField()
    asked_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    done_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    gebleven = models.PositiveIntegerField(default=0)
    beeindigd = models.PositiveIntegerField(default=0)

    class Meta:
        """One line a year, the newest first."""

        ordering: ClassVar = ["-jaar"]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["organisatie", "jaar"], name="one_rechtencontrole_a_year"
            ),
        ]

    def __str__(self) -> str:
        return f"Rechtencontrole {self.jaar}"


class Sessie(AbstractBaseSession):
    """A session of the portal: whose, since when, last seen when, and from where.

    `session_key` is the start of a SHA-256 of what the browser holds, so that nobody who reads
    this table can go on as somebody else. `user` is None until somebody has signed in.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="sessies", null=True)
    begonnen_at = models.DateTimeField()
    gezien_at = models.DateTimeField()
    herkomst = models.CharField(max_length=45, blank=True)
    toestel = models.CharField(max_length=60, blank=True)

    class Meta:
        """The one seen last first."""

        ordering: ClassVar = ["-gezien_at"]

    def __str__(self) -> str:
        return f"Sessie van {self.user_id}"


class Telling(models.Model):
    """One thing that was counted, because so many of its kind are allowed in a span of time.

    A try to sign in that did not end well (yet), per account and per address; a request that has a
    limit, per account or organisation. `sleutel` says of what and whose, as a keyed hash: what
    somebody typed as a name may be a password, or worse.
    """

    sleutel = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        """Counted from the newest backwards."""

        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [
            models.Index(fields=["sleutel", "at"]),
            models.Index(fields=["at"]),
        ]

    def __str__(self) -> str:
        return f"Telling {self.pk}"
