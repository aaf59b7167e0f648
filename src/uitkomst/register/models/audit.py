"""The audit log: who did or saw what, when and why. Lines are added and never change.

The database refuses to update, delete or truncate them (migration 0002).
"""

from typing import ClassVar

from django.db import models

from uitkomst.register.models.organisaties import Organisatie


class AuditEvent(models.Model):
    """One action of one person, or of the portal itself (`who` is then "portaal").

    `subject` is a reference or a code. No field holds a value of a jeugdige: `betrokkene` is the
    vault's pseudonym within the organisation, `inzage` names the sealed list of the `aantal`
    persons that were shown. `role`, `sessie` (a hash), `herkomst` (the address) and `versie` (of
    the portal) are what NEN 7513 asks besides.
    """

    at = models.DateTimeField()
    who = models.CharField(max_length=80)
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=160, blank=True)
    purpose = models.CharField(max_length=200)
    role = models.CharField(max_length=20, blank=True)
    sessie = models.CharField(max_length=16, blank=True)
    herkomst = models.GenericIPAddressField(null=True)
    resultaat = models.CharField(max_length=10, default="gelukt")
    betrokkene = models.CharField(max_length=40, blank=True)
    aantal = models.PositiveIntegerField(null=True)
    inzage = models.UUIDField(null=True)
    versie = models.CharField(max_length=20, blank=True)

    class Meta:
        """Read from the newest backwards."""

        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [
            models.Index(fields=["organisatie", "-id"]),
            models.Index(fields=["action", "-id"], name="lines_of_an_action"),
            models.Index(fields=["at"], name="lines_by_moment"),
        ]

    def __str__(self) -> str:
        return f"AuditEvent {self.pk}"


class AuditSchakel(models.Model):
    """One link of the chain over the lines, in the order in which they were committed.

    Written by the database itself when a transaction is committed (migration 0008); `hash` is over
    the link before it and every field of the line, as `services/audit/chain.py` spells out.
    """

    nummer = models.BigIntegerField(primary_key=True)
    event = models.OneToOneField(AuditEvent, on_delete=models.PROTECT, related_name="schakel")
    hash = models.CharField(max_length=64)

    class Meta:
        """In the order of the chain."""

        ordering: ClassVar = ["nummer"]

    def __str__(self) -> str:
        return f"AuditSchakel {self.nummer}"


class Controlepunt(models.Model):
    """How far the chain was at a moment, signed; a copy goes where the portal cannot change it."""

    nummer = models.BigIntegerField(primary_key=True)
    hash = models.CharField(max_length=64)
    at = models.DateTimeField()
    sleutel = models.CharField(max_length=16)
    handtekening = models.CharField(max_length=128)

    class Meta:
        """In the order of the chain."""

        ordering: ClassVar = ["nummer"]

    def __str__(self) -> str:
        return f"Controlepunt {self.nummer}"
