"""The logbook as a file, for who must show it elsewhere. Fetching it is itself a line."""

import csv
import io
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from uitkomst.access.actor import Actor
from uitkomst.intake.marking.formula import would_run
from uitkomst.services.audit.reading import AuditLine, Wanted, as_lines, search
from uitkomst.services.audit.writing import record

MOST = 100_000  # lines; a workbook has room for ten times that, a reader has not
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
HEADINGS = (
    "Nummer", "Wanneer", "Account", "Naam", "Rol", "Organisatie", "Wat", "Code", "Waarover",
    "Waarom", "Personen", "Uitkomst", "Adres", "Sessie", "Versie",
)  # fmt: skip


@dataclass(frozen=True)
class LogFile:
    """A file to save; `afgekapt` when there was more than fits."""

    naam: str
    soort: str
    content: bytes
    afgekapt: bool


def export(*, actor: Actor, wanted: Wanted, als: str, now: datetime) -> LogFile:
    """The lines this actor asked for as "csv" or "xlsx". Raises NotAllowed.

    The line about it is written before the file is made. What somebody typed in a field is text in
    the file, also where a spreadsheet would run it.
    """
    found = search(actor=actor, wanted=wanted)
    number = found.count()
    record(
        actor=actor,
        action="logboek:export",
        subject=als,
        purpose=f"{min(number, MOST)} regels van het logboek",
        now=now,
    )
    lines = as_lines(found[:MOST])
    rows = [_row(line) for line in lines]
    content = _csv(rows) if als == "csv" else _xlsx(rows)
    day = timezone.localdate(now).isoformat()
    return LogFile(f"logboek-{day}.{als}", KINDS[als], content, number > MOST)


def _row(line: AuditLine) -> tuple[str, ...]:
    return (
        str(line.number),
        timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M:%S"),
        line.who,
        line.name,
        line.role,
        line.organisatie,
        line.title,
        line.action,
        line.subject,
        line.purpose,
        "" if line.aantal is None else str(line.aantal),
        line.resultaat,
        line.herkomst,
        line.sessie,
        line.versie,
    )


def _csv(rows: list[tuple[str, ...]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(HEADINGS)
    writer.writerows([f"'{cell}" if would_run(cell) else cell for cell in row] for row in rows)
    return text.getvalue().encode("utf-8-sig")  # Without the mark Excel reads it as another code.


def _xlsx(rows: list[tuple[str, ...]]) -> bytes:
    import xlsxwriter  # Slow to load, and seldom needed.

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "constant_memory": False}) as book:
        sheet = book.add_worksheet("Logboek")
        text = book.add_format({"num_format": "@", "quote_prefix": True})
        for column, heading in enumerate(HEADINGS):
            sheet.write_string(0, column, heading)
        for number, row in enumerate(rows, start=1):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell, text)
        sheet.freeze_panes(1, 0)
        sheet.autofit()
    return content.getvalue()
