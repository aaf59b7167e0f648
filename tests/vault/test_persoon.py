"""`persoon` follows a child within one provider, and nowhere else."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest
from vault_rows import AANBIEDER, LEVERING, typed

from uitkomst.vault.vault import Vault


def persons_of(vault: Vault, *records: dict[str, Any], aanbieder: UUID = AANBIEDER) -> list[str]:
    levering = UUID(int=next(COUNTER))
    vault.seal_delivery(aanbieder, levering, typed(*records))
    return vault.trajecten(aanbieder, levering).column("persoon").to_pylist()


COUNTER = iter(range(1000, 9999))


def test_it_is_32_hex_characters_and_not_the_bsn(vault: Vault) -> None:
    (persoon,) = persons_of(vault, {"bsn": "999900006"})

    assert len(persoon) == 32
    assert set(persoon) <= set("0123456789abcdef")


def test_the_same_child_keeps_it_over_leveringen_and_restarts(
    opened_vault: Callable[[], Vault],
) -> None:
    first = persons_of(opened_vault(), {}, {"bsn": "999900018"})

    assert persons_of(opened_vault(), {"bsn": "999900018"}, {}) == first[::-1]


def test_another_provider_gives_the_same_child_another_one(vault: Vault) -> None:
    assert not set(persons_of(vault, {})) & set(persons_of(vault, {}, aanbieder=UUID(int=2)))


def test_a_bsn_and_a_client_number_of_the_same_digits_are_not_the_same_child(
    vault: Vault,
) -> None:
    persons = persons_of(vault, {}, {"bsn": None, "clientnummer": "999900006"})

    assert len(set(persons)) == 2


def test_client_numbers_are_followed_like_a_bsn(vault: Vault) -> None:
    one, other = {"bsn": None, "clientnummer": "C1"}, {"bsn": None, "clientnummer": "C2"}

    persons = persons_of(vault, one, other, one)

    assert persons[0] == persons[2] != persons[1]


@pytest.mark.parametrize(
    ("change", "same"),
    [
        ({}, True),
        ({"hulpvorm": "04"}, True),
        ({"geslacht": "M"}, False),
        ({"geboortedatum": "20120518"}, False),
        ({"postcode_of_gemeente": "1315AB"}, False),
    ],
)
def test_a_child_with_unknown_bsn_is_known_by_sex_birth_date_and_postcode(
    vault: Vault, change: dict[str, str], same: bool
) -> None:
    unknown = {"bsn": "999999999"}

    one, other = persons_of(vault, unknown, unknown | change)

    assert (one == other) is same


@pytest.mark.parametrize(
    "record",
    [
        {"bsn": "000000000", "geboortedatum": "00000000"},
        {"bsn": "999999999", "postcode_of_gemeente": None},
        {"bsn": None},
    ],
    ids=["unborn", "unknown and incomplete", "nothing to know it by"],
)
def test_who_cannot_be_followed_is_never_taken_for_the_same(
    vault: Vault, record: dict[str, Any]
) -> None:
    persons = persons_of(vault, record, record) + persons_of(vault, record, record)

    assert len(set(persons)) == 4
    assert LEVERING.hex not in persons
