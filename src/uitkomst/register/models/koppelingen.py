"""Access for a provider's own system: keys, and what was asked with them."""

from typing import ClassVar
from uuid import uuid4

from django.contrib.postgres.fields import ArrayField
from django.db import models

from uitkomst.register.models.aanleveringen import Aanlevering
from uitkomst.register.models.organisaties import Organisatie, User


class Toegangssleutel(models.Model):
    """A key with which a provider's system delivers; only its SHA-256 is kept, never the key.

    `begin` are its first characters, by which people recognise it; `mag` its scopes.
    """

    reference = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    aanbieder = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, related_name="toegangssleutels"
    )
    naam = models.CharField(max_length=60)
    begin = models.CharField(max_length=12)
    afdruk = models.CharField(max_length=64, unique=True)
    mag = ArrayField(models.CharField(max_length=20))
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", null=True)
    last_used_at = models.DateTimeField(null=True)

    class Meta:
        """Newest first."""

        ordering: ClassVar = ["-created_at"]

    def __str__(self) -> str:
        return f"Toegangssleutel {self.begin}"


class ApiAanroep(models.Model):
    """One request with a key: what was asked and what the answer was, never what was in it.

    `idempotency_key` with `afdruk` (SHA-256 of the request) makes a repeated delivery the same one.
    """

    sleutel = models.ForeignKey(Toegangssleutel, on_delete=models.CASCADE, related_name="aanroepen")
    at = models.DateTimeField()
    wat = models.CharField(max_length=60)
    status = models.PositiveSmallIntegerField()
    reden = models.CharField(max_length=60, blank=True)
    idempotency_key = models.CharField(max_length=80, blank=True)
    afdruk = models.CharField(max_length=64, blank=True)
    aanlevering = models.ForeignKey(
        Aanlevering, on_delete=models.SET_NULL, null=True, related_name="+"
    )

    class Meta:
        """Newest first; an idempotency key is used once per access key."""

        ordering: ClassVar = ["-at"]
        indexes: ClassVar = [models.Index(fields=["sleutel", "-at"], name="calls_of_a_key")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["sleutel", "idempotency_key"],
                condition=~models.Q(idempotency_key=""),
                name="one_delivery_per_idempotency_key",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wat} {self.status}"
