"""The evidence folder: unzipped it holds what it says, names no child, and runs nothing."""

import csv as csv_files
import io
import json
import re
import zipfile
from datetime import date
from pathlib import Path

import pytest
from test_aanleveringen import confirm, send
from world import BSNS, NOW, PDF, children, csv

from uitkomst.access.actor import NotAllowed
from uitkomst.access.permissions import PERMISSIONS, ROLES
from uitkomst.register.models import AuditEvent, Contracteinde, Organisatie, User
from uitkomst.services import decisions_by_two
from uitkomst.services.deelnemers import contracten
from uitkomst.services.privacy import bewijsmap, bewijsmap_dpia, bewijsmap_register
from uitkomst.services.privacy.controls import controls

ROOT = Path(__file__).resolve().parents[2]
PERSOON = re.compile(r"\b[0-9a-f]{32}\b")


@pytest.fixture(autouse=True)
def _data(settings, tmp_path, vault):
    """The vault of a test lies where the settings say it does."""
    settings.DATA = tmp_path


def unzipped(people, *, with_pdfs=False) -> dict[str, bytes]:
    made = bewijsmap.make(actor=people.priya, with_pdfs=with_pdfs, now=NOW)
    assert made.naam == "bewijsmap-2026-07-15.zip"
    with zipfile.ZipFile(io.BytesIO(made.content)) as folder:
        assert folder.testzip() is None
        return {name: folder.read(name) for name in folder.namelist()}


def table(content: bytes) -> list[dict[str, str]]:
    text = content.decode("utf-8-sig")
    return list(csv_files.DictReader(io.StringIO(text), delimiter=";"))


def test_it_holds_what_the_page_says_and_fetching_it_is_a_line(people):
    files = unzipped(people)

    assert {name for name, _ in bewijsmap.CONTENTS} == files.keys() - {"sbom.cdx.json"}
    assert all(files.values())
    readme = files["LEESMIJ.txt"].decode()
    assert all(name in readme for name in files)
    line = AuditEvent.objects.get(action="bewijsmap:download")
    assert (line.who, line.purpose) == ("priya", "Zonder overeenkomsten zelf")


def test_the_agreements_themselves_go_along_only_when_asked_for(people):
    assert not [name for name in unzipped(people) if name.endswith(".pdf")]

    files = unzipped(people, with_pdfs=True)

    assert sorted(files[name] for name in files if name.startswith("overeenkomsten/")) == [PDF] * 3
    rows = table(files["overeenkomsten.csv"])
    assert len(rows) == 3
    assert all(re.fullmatch("[0-9a-f]{64}", row["SHA-256"]) for row in rows)


def test_no_child_is_in_it_also_not_by_pseudonym(people, vault):
    confirm(people.an, send(people.an, vault, csv(children(19))))
    whole = b"\n".join(unzipped(people, with_pdfs=True).values())
    text = whole.decode("utf-8", "replace")

    assert not any(bsn in text for bsn in BSNS)
    pseudonyms = vault.persons_of(people.an.organisatie)
    assert len(pseudonyms) == 19
    assert not any(each in text for each in pseudonyms)
    assert "20120314" not in text


def test_a_name_that_looks_like_a_formula_is_only_text(people):
    Organisatie.objects.filter(pk=people.an.organisatie).update(naam="=HYPERLINK(1)")
    files = unzipped(people)
    cells = [
        cell
        for name, content in files.items()
        if name.endswith(".csv")
        for row in csv_files.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";")
        for cell in row
    ]

    assert "'=HYPERLINK(1)" in cells
    assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t", "\r"))]


def test_the_rights_are_those_that_guard_the_pages(people):
    rows = table(unzipped(people)["rechtenmatrix.csv"])

    assert [row["Code"] for row in rows] == [each.value for each in PERMISSIONS]
    for row, permission in zip(rows, PERMISSIONS, strict=True):
        for role in ROLES.values():
            assert row[role.display_name] == ("ja" if permission in role.permissions else "nee")


def test_the_register_is_made_from_contracts_and_agreements(people):
    contracten.add(
        actor=people.ruud,
        aanbieder=people.an.organisatie,
        opdrachtgever=people.guus.organisatie,
        nummer="7",
        van=date(2020, 1, 1),
        tot=None,
        now=NOW,
    )
    register = unzipped(people)["verwerkingsregister.md"].decode()

    assert "| Stichting Aap |  | Gemeente 0518 | versie 1, van 01-01-2023 |" in register
    assert "| Stichting Mies |  | geen | ontbreekt: er wordt niets verwerkt |" in register
    assert "Verwerker: Privacy. Contact over privacy: Priya." in register
    for part in ("artikel 30 lid 2", "burgerservicenummer", "buiten de EER", "30 dagen"):
        assert part in register


def test_decisions_and_certificates_are_in_it(people):
    decisions_by_two.ask(
        actor=people.ruud, soort="koppelen", onderwerp="Haaglanden", organisatie=None, inhoud={},
        reden="Indicator", now=NOW,
    )  # fmt: skip
    contract = contracten.add(
        actor=people.ruud, aanbieder=people.an.organisatie, opdrachtgever=people.guus.organisatie,
        nummer="7", van=date(2020, 1, 1), tot=date(2026, 1, 1), now=NOW,
    )  # fmt: skip
    end = Contracteinde.objects.create(
        contract_id=contract.reference,
        vernietigen_vanaf=date(2026, 2, 1),
        planned_at=NOW,
        planned_by=User.objects.get(username="ruud"),
        certificaat=b"%PDF-certificaat",
    )
    files = unzipped(people)

    assert table(files["besluiten.csv"])[0]["Uitkomst"] == "Wacht op een tweede persoon"
    assert files[f"contracteinden/{end.pk}.pdf"] == b"%PDF-certificaat"
    assert table(files["contracteinden.csv"])[0]["Certificaat"] == f"contracteinden/{end.pk}.pdf"


@pytest.mark.django_db(transaction=True)
def test_the_state_of_the_chain_is_in_it(people):
    said = json.loads(unzipped(people)["logboek-keten.json"])

    assert said["ongebroken"] is True
    assert said["regels"] == AuditEvent.objects.count()
    assert said["fouten"] == []


def test_only_who_guards_the_privacy_makes_it(people):
    for actor in (people.an, people.guus, people.evy, people.ruud):
        with pytest.raises(NotAllowed):
            bewijsmap.make(actor=actor, with_pdfs=False, now=NOW)
    assert not AuditEvent.objects.filter(action="bewijsmap:download").exists()


@pytest.mark.parametrize("control", controls(), ids=lambda each: each.doet[:40])
def test_every_control_names_a_module_and_a_test_that_exist(control):
    assert control.tests
    for module in control.modules:
        assert (ROOT / "src" / "uitkomst" / module).is_file(), module
    for named in control.tests:
        file, _, function = named.partition("::")
        assert f"def {function}(" in (ROOT / "tests" / file).read_text(), named


def test_the_documentation_is_the_text_in_the_folder(people):
    """Written by tools/privacy_docs.py; another data model asks for another look at the DPIA."""
    docs = ROOT / "docs"

    assert (docs / "dpia.md").read_text() == bewijsmap_dpia.text()
    assert (docs / "verwerkingsregister.md").read_text() == bewijsmap_register.template()
    assert unzipped(people)["dpia.md"].decode() == bewijsmap_dpia.text()


def test_the_dpia_has_every_part_and_claims_nothing_it_is_not():
    text = bewijsmap_dpia.text()

    assert re.findall(r"^## (\d+)\.", text, re.M) == [str(n) for n in range(1, 18)]
    assert "{" not in text.replace("`{model}`", "")
    assert "niet gecertificeerd" in text
    questions = text[text.index("## 17") :]
    owners = [
        line.split("|")[3].strip() for line in questions.splitlines() if line.startswith("| ")
    ]
    assert len(owners) > 8
    assert all(owners)
