"""What a digital signature under an agreement is worth: really signed, and really broken."""

from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from signed_pdf import PLAIN, folder_of, holder, signed, turned
from world import BSNS, NOW, PDF

from uitkomst.services.deelnemers import overeenkomsten, signatures
from uitkomst.services.refusals import SignatureBroken

DAY = NOW.date()
AUTHORITY = holder("Vertrouwde Uitgever")
DIRECTOR = holder("D. Directeur", AUTHORITY)
SIGNED = signed(DIRECTOR)


@pytest.fixture
def trusting(settings, tmp_path):
    """The authority is on the list of this portal."""
    settings.TRUST_ROOTS = folder_of(tmp_path / "trusted", AUTHORITY)


def found(pdf, now=NOW):
    return signatures.look_at(pdf, now=now).handtekening


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_an_intact_signature_of_a_trusted_issuer_is_valid(settings, tmp_path, kind):
    authority = holder("Uitgever", kind=kind)
    settings.TRUST_ROOTS = folder_of(tmp_path / "trusted", authority)
    looked = signatures.look_at(signed(holder("D. Directeur", authority, kind)), now=NOW)

    assert looked.handtekening == "geldig"
    assert "D. Directeur" in looked.uitleg
    assert "niet opgevraagd" in looked.uitleg


def test_by_default_nobody_is_trusted_so_an_intact_signature_is_of_an_unknown_issuer():
    looked = signatures.look_at(SIGNED, now=NOW)

    assert looked.handtekening == "onbekend"
    assert "Vertrouwde Uitgever" in looked.uitleg


def test_two_signatures_are_valid_when_both_are_trusted(trusting):
    both = signed(holder("Verwerker", AUTHORITY), SIGNED, "Handtekening2")
    stranger = signed(holder("Verwerker", holder("Ander")), SIGNED, "Handtekening2")

    assert found(both) == "geldig"
    assert found(stranger) == "onbekend"


@pytest.mark.parametrize(
    "changed",
    [
        SIGNED.replace(b"(Aanbieder: Stichting Aap)", b"(Aanbieder: Stichting Noo)"),
        turned(SIGNED),
    ],
    ids=["a letter in what was signed", "a page turned afterwards"],
)
def test_what_was_changed_after_signing_is_broken(trusting, changed):
    assert changed != SIGNED
    assert found(changed) == "ongeldig"


def test_a_certificate_that_ended_is_not_trusted(trusting):
    assert found(SIGNED, now=NOW + timedelta(days=300)) == "onbekend"


def test_a_name_that_holds_a_bsn_is_not_repeated(trusting):
    looked = signatures.look_at(signed(holder(f"Ouder {BSNS[3]}", AUTHORITY)), now=NOW)

    assert looked.handtekening == "geldig"
    assert BSNS[3] not in looked.uitleg


def test_a_list_that_cannot_be_read_trusts_nobody(settings, tmp_path):
    settings.TRUST_ROOTS = folder_of(tmp_path / "trusted")
    (tmp_path / "trusted" / "x.pem").write_bytes(b"no certificate")
    assert found(SIGNED) == "onbekend"
    settings.TRUST_ROOTS = str(tmp_path / "not there")
    assert found(SIGNED) == "onbekend"


@pytest.mark.parametrize(
    "broken",
    [
        PDF,
        PLAIN,
        b"%PDF-1.7",
        b"%PDF-1.7 /ByteRange" + bytes(range(256)) * 50,
        SIGNED[: len(SIGNED) // 2],
        SIGNED.replace(b"/ByteRange [", b"/ByteRange <"),
        b"%PDF-1.4\n1 0 obj\n" + b"[" * 200_000 + b" /ByteRange",
        b"%PDF-1.4 /ByteRange\nxref\n0 9999999999\ntrailer << /Root 1 0 R /Prev 9 >>\nstartxref\n9",
    ],
    ids=range(8),
)
def test_whatever_is_brought_as_pdf_gets_an_answer_and_is_never_valid(trusting, broken):
    looked = signatures.look_at(broken, now=NOW)

    assert looked.handtekening in ("geen", "onbekend", "ongeldig")
    assert looked.uitleg


@settings(max_examples=40)
@given(st.integers(0, len(SIGNED) - 1), st.integers(1, 255))
def test_no_changed_byte_leaves_a_signature_intact_that_was_not(place, change):
    """Wherever a byte changes: it is told, or the signature itself holds what it signs."""
    changed = bytearray(SIGNED)
    changed[place] ^= change
    outside = (
        SIGNED.index(b"/Contents <") < place < SIGNED.index(b">", SIGNED.index(b"/Contents <"))
    )

    assert found(bytes(changed)) != "onbekend" or outside


def add(people, pdf):
    return overeenkomsten.add(
        actor=people.ruud,
        aanbieder=people.dirk.organisatie,
        versie="1",
        geldig_van=DAY,
        geldig_tot=None,
        ondertekenaar="D. Directeur",
        pdf=pdf,
        now=NOW,
        model="boz",
    )


def valid(people):
    return overeenkomsten.valid_for(aanbieder=people.dirk.organisatie, day=DAY)


def test_a_valid_signature_counts_without_a_second_person(people, trusting):
    assert add(people, SIGNED) == valid(people)


def test_another_signature_waits_for_a_second_person(people):
    added = add(people, SIGNED)
    assert valid(people) is None
    assert [each.nummer for each in overeenkomsten.waiting(actor=people.priya)] == [added.nummer]

    overeenkomsten.confirm(actor=people.priya, overeenkomst=added.nummer, now=NOW)

    assert valid(people).handtekening == "onbekend"
    assert overeenkomsten.waiting(actor=people.priya) == ()


def test_a_broken_signature_is_not_confirmed_away(people, trusting):
    added = add(people, turned(SIGNED))

    with pytest.raises(SignatureBroken):
        overeenkomsten.confirm(actor=people.priya, overeenkomst=added.nummer, now=NOW)
    assert overeenkomsten.waiting(actor=people.priya) == ()
    assert valid(people) is None
