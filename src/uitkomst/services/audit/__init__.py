"""The logbook: one line per action, written in the transaction of what it tells about.

`writing` adds lines, `reading` and `patterns` look at them, `exporting` hands them out; `chain`
proves that none was altered, `checkpoints` that none was cut off; `inzage` keeps sealed which
persons were seen.
"""

from uitkomst.services.audit.actions import ACTIONS
from uitkomst.services.audit.reading import AuditLine, log_for
from uitkomst.services.audit.writing import (
    GELUKT,
    GEWEIGERD,
    MISLUKT,
    PORTAAL,
    is_unwritable,
    record,
    record_by_portal,
)

__all__ = [
    "ACTIONS",
    "GELUKT",
    "GEWEIGERD",
    "MISLUKT",
    "PORTAAL",
    "AuditLine",
    "is_unwritable",
    "log_for",
    "record",
    "record_by_portal",
]
