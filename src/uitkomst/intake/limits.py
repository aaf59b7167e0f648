"""How much a sender's file may ask of this machine.

One set for the command line and the portal: a delivery fits when it fits on one sheet of Excel. The
portal takes uploads of at most 50 MB (`services.limits`), so that it never meets the larger ones.
"""

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Upper bounds for one file; sizes in bytes, times in seconds."""

    file_bytes: int = 200 * MEGABYTE
    rows: int = 1_048_576  # as many as a sheet of Excel has
    columns: int = 256  # as many as an .xls sheet has
    cells: int = 20_000_000
    cell_characters: int = 100_000  # Excel itself stops at 32,767
    zip_parts: int = 2_000
    unpacked_bytes: int = 512 * MEGABYTE
    xml_elements: int = 40_000_000  # over all readings; a full sheet of deliveries has less
    xml_token_bytes: int = 1 * MEGABYTE
    memory_bytes: int = 1536 * MEGABYTE  # on top of what the idle reader maps
    cpu_seconds: int = 60
    wall_seconds: float = 120
    output_bytes: int = 512 * MEGABYTE


LIMITS = Limits()
