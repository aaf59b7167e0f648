"""The same child at two providers: nothing stored is equal, unless a region decided otherwise."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pyarrow as pa
import pytest
from vault_rows import AANBIEDER, LEVERING, typed

from uitkomst.standard.gemeenten import gemeente
from uitkomst.standard.recordindeling import recordindeling
from uitkomst.vault.keys import Purpose
from uitkomst.vault.refusals import NotLinked
from uitkomst.vault.vault import Vault

OTHER, LATER = UUID(int=2), UUID(int=102)
ALMERE = gemeente("0034")
DEN_HAAG = gemeente("0518")
assert ALMERE
assert DEN_HAAG
REGIO, ELSEWHERE = ALMERE.jeugdregio, DEN_HAAG.jeugdregio
ROWS = typed(
    {}, {"bsn": "999900018", "gemeente": "0518"}, {"bsn": None, "clientnummer": "C-1"},
    {"bsn": "999999999"}, {"bsn": "123456789"},
)  # fmt: skip


def koppel(vault: Vault, aanbieder: UUID = AANBIEDER, levering: UUID = LEVERING) -> list[Any]:
    found: list[Any] = vault.trajecten(aanbieder, levering, with_koppel=True)["koppel"].to_pylist()
    return found


def values_of(vault: Vault, aanbieder: UUID) -> Iterator[tuple[str, Any]]:
    """All there is of a provider: every value of every column, clear; and every box."""
    for levering in (LEVERING,):
        tables = [vault.trajecten(aanbieder, levering, with_koppel=True)]
        raw, _ = vault._objects.rows(aanbieder, levering, "identiteiten")
        tables += [vault.identities(aanbieder, levering), raw]
        for table in tables:
            for name in table.column_names:
                yield from ((name, value) for value in table[name].to_pylist())
    for naam in vault.objects(aanbieder, levering):
        content = vault._store.get(f"{aanbieder}/{levering}/{naam}")
        yield from ((naam, content[at : at + 16]) for at in range(5, len(content) - 16, 16))
    ring = vault._keys.ring(aanbieder)
    yield from (("ring", who) for who in ring.personen)
    yield from (("ring", record[:32]) for record in ring.personen.values())


DELIVERED = {veld.naam for veld in recordindeling().velden} | {
    "rij", "status", "gemeente", "leeftijd_bij_aanvang",
}  # fmt: skip
"""What stands in the sender's file or follows from it; the rest is made by the vault."""


def made_by_us(vault: Vault, aanbieder: UUID) -> set[Any]:
    return {
        value
        for name, value in values_of(vault, aanbieder)
        if name not in DELIVERED and value is not None
    }


def test_without_a_decision_no_stored_value_is_equal_at_two_providers(vault: Vault) -> None:
    for aanbieder in (AANBIEDER, OTHER):
        vault.seal_delivery(aanbieder, LEVERING, ROWS)
        vault.seal_object(aanbieder, LEVERING, "bron", b"the same file", Purpose.IDENTITEITEN)

    one, two = (made_by_us(vault, aanbieder) for aanbieder in (AANBIEDER, OTHER))

    assert len(one) > 50
    assert not one & two
    assert koppel(vault) == [None] * 5
    assert "koppel" not in vault.trajecten(AANBIEDER, LEVERING).column_names


def test_the_search_itself_finds_a_value_that_is_equal(vault: Vault) -> None:
    vault.make_link_key(REGIO)
    for aanbieder in (AANBIEDER, OTHER):
        vault.seal_delivery(aanbieder, LEVERING, ROWS, koppel=[REGIO])

    assert made_by_us(vault, AANBIEDER) & made_by_us(vault, OTHER) == {koppel(vault)[0]}


def test_where_it_was_decided_only_a_known_bsn_in_that_region_is_followed(vault: Vault) -> None:
    vault.make_link_key(REGIO)
    for aanbieder in (AANBIEDER, OTHER):
        vault.seal_delivery(aanbieder, LEVERING, ROWS, koppel=[REGIO])

    found = koppel(vault)

    assert found == koppel(vault, OTHER)
    assert len(found[0]) == 32
    assert found[1:] == [None] * 4
    assert "999900006" not in found[0]


def test_each_region_has_a_key_of_its_own(vault: Vault) -> None:
    vault.make_link_key(REGIO)
    vault.make_link_key(ELSEWHERE)
    vault.seal_delivery(
        AANBIEDER, LEVERING, typed({}, {"gemeente": "0518"}), koppel=[REGIO, ELSEWHERE]
    )

    here, there = koppel(vault)

    assert here != there
    assert vault.link_key(REGIO) != vault.link_key(ELSEWHERE)


def test_without_a_key_nobody_is_followed(vault: Vault, tmp_path: Path) -> None:
    with pytest.raises(NotLinked):
        vault.seal_delivery(AANBIEDER, LEVERING, ROWS, koppel=[REGIO])

    assert vault.link_key(REGIO) is None
    assert vault.objects(AANBIEDER, LEVERING) == ()
    assert not (tmp_path / "keys" / "koppeling").exists()


def test_with_its_key_every_koppel_is_gone_in_older_copies_too(
    vault: Vault, tmp_path: Path
) -> None:
    vault.make_link_key(REGIO)
    vault.seal_delivery(AANBIEDER, LEVERING, ROWS, koppel=[REGIO])
    before = koppel(vault)[0]
    shutil.copytree(tmp_path / "objects", tmp_path / "backup")

    vault.destroy_link_key(REGIO)
    assert koppel(vault) == [None] * 5
    vault.make_link_key(REGIO)  # It may be decided anew: with another key.
    assert koppel(vault) == [None] * 5
    vault.seal_delivery(AANBIEDER, LATER, ROWS, koppel=[REGIO])

    assert koppel(vault, levering=LATER)[0] not in (None, before)
    shutil.copytree(tmp_path / "backup", tmp_path / "objects", dirs_exist_ok=True)
    assert koppel(vault) == [None] * 5


def test_an_erased_child_is_not_followed_and_the_others_still_are(vault: Vault) -> None:
    vault.make_link_key(REGIO)
    rows = typed({}, {"bsn": "999900018"}, {})
    vault.seal_delivery(AANBIEDER, LEVERING, rows, koppel=[REGIO])
    kept = koppel(vault)[1]

    who = vault.find_person(AANBIEDER, bsn="999900006")
    assert who
    vault.erase_person(AANBIEDER, who)

    assert koppel(vault) == [kept]


def test_two_deliveries_make_one_table_whether_they_are_followed_or_not(vault: Vault) -> None:
    vault.make_link_key(REGIO)
    vault.seal_delivery(AANBIEDER, LEVERING, ROWS, koppel=[REGIO])
    vault.seal_delivery(AANBIEDER, LATER, ROWS)

    leveringen = (LEVERING, LATER)
    plain = pa.concat_tables(vault.trajecten(AANBIEDER, each) for each in leveringen)
    followed = pa.concat_tables(
        vault.trajecten(AANBIEDER, each, with_koppel=True) for each in leveringen
    )
    assert plain.num_rows == followed.num_rows == 10
