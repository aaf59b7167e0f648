"""A name has no look of its own: what stands in a sender's file is never in the books by its look.

Every table is searched for a word that could be a child's name, after it stood everywhere a name
can stand in a file and was chosen, mapped, remembered and undone.
"""

from datetime import timedelta
from io import BytesIO

import pytest
import xlsxwriter
from django.db import connection
from test_aanleveringen import confirm, send
from test_bewerkingen import columns, first_proposal, repair, undo
from test_orphans import kept
from world import BSNS, COLUMNS, GOOD, NOW, PERIODE, children, csv

from uitkomst.register.models import Aanlevering, Bewerking, OnthoudenKeuze
from uitkomst.services.checking import check_only
from uitkomst.services.deciding import bewerkingen, previews, readings
from uitkomst.services.delivering import aanleveringen
from uitkomst.services.kept import retention
from uitkomst.services.kept.file_names import display_name
from uitkomst.services.refusals import UnknownChoice
from uitkomst.vault import box
from uitkomst.vault.keys import Purpose

NAME = "Xaviertje"
MAPPED = csv([*children(5), {"bsn": BSNS[5], "geslacht": NAME}])
ALL = [(number, naam) for number, naam in enumerate(COLUMNS, start=1)]


def tables_with(text: str) -> set[str]:
    """The tables in which a row holds this text, in any column."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names():
            cursor.execute(
                f'select 1 from "{table}" t where t::text ilike %s limit 1', [f"%{text}%"]
            )
            found |= {table} if cursor.fetchone() else set()
    return found


def with_remarks(rows: list[dict[str, str]]) -> bytes:
    """The same file with a column of remarks in it, each the name."""
    lines = csv(rows).decode().splitlines()
    return "\n".join([f"{lines[0]};opmerking", *(f"{line};{NAME}" for line in lines[1:])]).encode()


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    content = BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as made:
        for naam, rows in sheets.items():
            sheet = made.add_worksheet(naam)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return content.getvalue()


def test_the_search_finds_what_is_there(people, vault):
    send(people.an, vault, MAPPED, bestandsnaam=f"{NAME}.csv")

    assert tables_with(NAME) == {"register_aanlevering"}


def test_what_a_code_mapping_maps_is_sealed_and_remembered_sealed(people, vault, tmp_path):
    received = send(people.an, vault, MAPPED)
    voorstel = first_proposal(people.an, received)
    repaired = repair(people.an, vault, received, ((NAME, "V"),), onthoud=True, voorstel=voorstel)
    assert repaired.goed == 6
    undo(people.an, vault, repaired)

    again = send(people.an, vault, MAPPED)

    assert again.goed == 6
    [view] = bewerkingen.list_of(actor=people.an, reference=again.reference)
    assert view.uit_geheugen
    asked = previews.open_voorstel(
        actor=people.an,
        reference=received.reference,
        code=voorstel.code,
        kolom=voorstel.kolom,
        now=NOW,
        vault=vault,
    )
    assert asked.vorige.waarden == ((NAME, "V"),)
    assert tables_with(NAME) == set()
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and _holds(path)]


def _holds(path) -> bool:  # type: ignore[no-untyped-def]
    return NAME.encode() in path.read_bytes()


def test_of_a_mapping_that_is_remembered_anew_the_old_one_is_gone(people, vault):
    for code in ("V", "M"):
        received = send(people.an, vault, MAPPED)
        if (given := bewerkingen.list_of(actor=people.an, reference=received.reference)) and given:
            received = undo(people.an, vault, received)
        repair(people.an, vault, received, ((NAME, code),), onthoud=True)

    [choice] = OnthoudenKeuze.objects.all()
    versions = Aanlevering.objects.values_list("pk", "inhoud")
    booked = {str(levering) for both in versions for levering in both}
    assert {str(each) for each in kept(vault)} == booked | {choice.keuze["verzegeld"]}


def test_a_row_of_values_that_is_pointed_out_as_headings_leaves_no_name(people, vault):
    received = send(people.an, vault, with_remarks(children(6)))
    assert received.goed == 6

    chosen = columns(people.an, vault, received, ALL, koprij=2, onthoud=True)
    short = columns(people.an, vault, chosen, ALL[:5], koprij=3, onthoud=True)

    assert (chosen.totaal, short.status) == (5, "Geweigerd")
    assert "datum aanvang" in short.melding.lower()
    assert tables_with(NAME) == set()
    assert not OnthoudenKeuze.objects.exists()
    # The one it belongs to still sees it, with a line in the logbook.
    shown = readings.reading(actor=people.an, reference=short.reference, now=NOW, vault=vault)
    assert NAME in {value for kolom in shown.kolommen for value in kolom.waarden}


def test_headings_of_the_sender_stay_when_they_are_headings(people, vault):
    received = send(people.an, vault, with_remarks(children(3)))

    lezing = aanleveringen.detail(actor=people.an, reference=received.reference).lezing

    assert [kolom.kop for kolom in lezing.kolommen][-1] == "opmerking"


def test_of_the_sheets_the_books_keep_the_one_that_was_read(people, vault):
    """A note may name others, as a file's name may: those are words of the sender, not values."""
    rows = [list(COLUMNS), *([{**GOOD, **row}.get(k, "") for k in COLUMNS] for row in children(3))]
    content = workbook({"Export": rows, NAME: [["x"]]})

    received = send(people.an, vault, content, bestandsnaam="x.xlsx")

    assert received.goed == 3
    kept_reading = aanleveringen.detail(actor=people.an, reference=received.reference).lezing
    assert (kept_reading.blad, kept_reading.bladen) == ("Export", ("Export",))
    shown = readings.reading(actor=people.an, reference=received.reference, now=NOW, vault=vault)
    assert NAME in shown.bladen


@pytest.mark.parametrize("blad", [f"{NAME} 999900006", "x" * 5000, "geb. 14-03-2012"])
def test_a_sheet_that_no_file_can_have_is_not_booked(people, vault, blad):
    received = send(people.an, vault, MAPPED)
    with pytest.raises(UnknownChoice):
        bewerkingen.choose_columns(
            actor=people.an,
            reference=received.reference,
            revisie=0,
            blad=blad,
            koprij=1,
            kolommen=[],
            onthoud=False,
            now=NOW,
            vault=vault,
        )

    assert not Bewerking.objects.exists()


def test_checking_only_leaves_nothing_at_all(people, vault):
    for content in (MAPPED, with_remarks(children(2))):
        check_only.check_only(
            actor=people.an, content=content, bestandsnaam=f"{NAME}.csv", now=NOW, periode=PERIODE
        )

    assert tables_with(NAME) == set()
    assert kept(vault) == set()


OWN = "a key of its levering alone"
SEALED_FOR = {
    "bron": OWN,
    "gelezen": OWN,
    "identiteiten": Purpose.IDENTITEITEN,
    "codes": OWN,
    "bewerking": OWN,
    "controlegetallen": OWN,
    "trajecten": Purpose.TRAJECTEN,
    "plaatsen": Purpose.TRAJECTEN,
}


def test_each_kind_of_object_is_sealed_with_the_key_of_its_purpose(
    people, vault, tmp_path, monkeypatch
):
    """Which key sealed it stands in its header."""
    monkeypatch.setattr("uitkomst.services.kept.source_tables.WORTH_KEEPING", 10)
    received = send(people.an, vault, csv([*children(3), {"bsn": BSNS[5], "geslacht": NAME}]))
    confirm(people.an, repair(people.an, vault, received, ((NAME, "V"),), onthoud=True))
    send(people.an, vault, csv([*children(3), {"bsn": "123456789"}]))
    keys = {
        vault._keys.key(people.an.organisatie, purpose).id.bytes: purpose
        for purpose in (Purpose.IDENTITEITEN, Purpose.TRAJECTEN)
    }
    for known in vault._keys.ring(people.an.organisatie).leveringen.values():
        keys |= {key.id.bytes: OWN for key in known.sleutels}

    found = {}
    for path in (tmp_path / "kluis").rglob("*"):
        if path.is_file():
            header = path.read_bytes()[: box.HEADER]
            found.setdefault(path.name.rpartition("-")[0] or path.name, set()).add(
                keys[header[-16:]]
            )
    assert found == {naam: {purpose} for naam, purpose in SEALED_FOR.items()}


def test_after_its_time_nothing_of_the_file_is_kept_but_the_rows(people, vault):
    received = send(people.an, vault, MAPPED)
    confirm(people.an, repair(people.an, vault, received, ((NAME, "V"),)))

    retention.sweep(now=NOW + timedelta(days=31), vault=vault)

    assert vault.objects(people.an.organisatie, received.reference) == ()


@pytest.mark.parametrize(
    ("sent", "kept_as"),
    [
        ("jeugdhulp 2026-1.csv", "jeugdhulp 2026-1.csv"),
        ("export 2026-1 (2).xlsx", "export 2026-1 (2).xlsx"),
        ("x 999–900–006.csv", "x •••.csv"),
        ("x 999,900,006.csv", "x •••.csv"),
        ("x 999·900·006.csv", "x •••.csv"),
        ("geb 14 maart 2012.csv", "geb •••.csv"),
        ("geb 14mrt12.csv", "geb •••.csv"),
        ("14/3/2012.csv", "2012.csv"),
        ("2597\N{NO-BREAK SPACE}gv.csv", "•••.csv"),
    ],
)
def test_the_name_of_a_file_is_kept_without_what_points_at_a_child(sent, kept_as):
    assert display_name(sent) == kept_as
