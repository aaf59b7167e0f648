"""Other objects of a levering: under the key they belong to, listed, and destroyed one by one."""

import pytest
from vault_rows import AANBIEDER, LEVERING, typed

from uitkomst.vault.keys import Purpose
from uitkomst.vault.refusals import KeyMissing, UnknownObject
from uitkomst.vault.vault import Vault


def test_what_identifies_opens_with_the_key_of_identities_only(vault: Vault) -> None:
    vault.seal_object(AANBIEDER, LEVERING, "rapport", b"{}")
    vault.seal_object(AANBIEDER, LEVERING, "bron", b"999900006", Purpose.IDENTITEITEN)

    assert vault.open_object(AANBIEDER, LEVERING, "bron", Purpose.IDENTITEITEN) == b"999900006"
    with pytest.raises(KeyMissing):
        vault.open_object(AANBIEDER, LEVERING, "bron")
    with pytest.raises(KeyMissing):
        vault.open_object(AANBIEDER, LEVERING, "rapport", Purpose.IDENTITEITEN)


def test_one_object_is_destroyed_and_the_others_stay(vault: Vault) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))
    vault.seal_object(AANBIEDER, LEVERING, "bron", b"x", Purpose.IDENTITEITEN)
    assert vault.objects(AANBIEDER, LEVERING) == ("bron", "identiteiten", "trajecten")

    vault.destroy_object(AANBIEDER, LEVERING, "bron")
    vault.destroy_object(AANBIEDER, LEVERING, "bron")

    assert vault.objects(AANBIEDER, LEVERING) == ("identiteiten", "trajecten")
    with pytest.raises(UnknownObject):
        vault.open_object(AANBIEDER, LEVERING, "bron", Purpose.IDENTITEITEN)


@pytest.mark.parametrize("naam", ["trajecten", "identiteiten"])
def test_the_rows_go_as_a_whole_or_not_at_all(vault: Vault, naam: str) -> None:
    vault.seal_delivery(AANBIEDER, LEVERING, typed({}))

    with pytest.raises(UnknownObject):
        vault.destroy_object(AANBIEDER, LEVERING, naam)

    assert vault.trajecten(AANBIEDER, LEVERING).num_rows == 1
