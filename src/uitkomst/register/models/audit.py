"""The audit log: who did or saw what, when and why. Lines are added and never change.

The database refuses to update, delete or truncate them (migration 0002).
"""

from typing import ClassVar

from django.db import models

from uitkomst.register.models.organisaties import Organisatie


class AuditEvent(models.Model):
    """One action of one person, or of the portal itself (`who` is then "portaal").

    `subject` is a reference or a code. No field holds a value of a jeugdige.
    """

    at = models.DateTimeField()
    who = models.CharField(max_length=80)
    organisatie = models.ForeignKey(
        Organisatie, on_delete=models.PROTECT, null=True, related_name="+"
    )
    action = models.CharField(max_length=40)
    subject = models.CharField(max_length=160, blank=True)
    purpose = models.CharField(max_length=200)

    class Meta:
        """Read from the newest backwards."""

        ordering: ClassVar = ["-pk"]
        indexes: ClassVar = [models.Index(fields=["organisatie", "-id"])]

    def __str__(self) -> str:
        return f"AuditEvent {self.pk}"
