"""Which providers a made-up region has, and that it is the same region every time."""

import hashlib
import os
import subprocess
import sys
from collections import Counter

import pytest

from uitkomst.standard.gemeenten import gemeente, jeugdregio
from uitkomst.standard.identificatie import is_agb, is_kvk
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.files import FORMATEN, files
from uitkomst.synthetic.plan import plan
from uitkomst.synthetic.provider import Region
from uitkomst.synthetic.records import records

FINGERPRINTS = """
import hashlib, sys
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.files import FORMATEN, files
from uitkomst.synthetic.plan import plan
region = plan(3, aanbieders=12, records=600)
for formaat in (None, *FORMATEN):
    whole = hashlib.sha256()
    for file in files(region, Verslagperiode(2026, 1), formaat=formaat, fouten=True):
        whole.update(file.bestandsnaam.encode() + file.content)
    print(whole.hexdigest())
"""


def test_the_same_seed_gives_the_same_bytes_in_another_process(periode: Verslagperiode) -> None:
    region = plan(3, aanbieders=12, records=600)
    elsewhere = os.environ | {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Auckland"}
    there = subprocess.run(
        [sys.executable, "-c", FINGERPRINTS],
        env=elsewhere,
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    ).stdout.split()

    here = []
    for formaat in (None, *FORMATEN):
        whole = hashlib.sha256()
        for file in files(region, periode, formaat=formaat, fouten=True):
            whole.update(file.bestandsnaam.encode() + file.content)
        here.append(whole.hexdigest())

    assert there == here


def test_another_seed_gives_other_children(small: Region, periode: Verslagperiode) -> None:
    other = plan(4, aanbieders=24, records=2400)

    here = [records(small, aanbieder, periode) for aanbieder in small.aanbieders]
    there = [records(other, aanbieder, periode) for aanbieder in other.aanbieders]

    assert all(one != another for one, another in zip(here, there, strict=True))


def test_most_providers_are_solo_or_micro_and_a_few_have_most_records(full: Region) -> None:
    sizes = sorted((aanbieder.omvang for aanbieder in full.aanbieders), reverse=True)

    assert len(sizes) == 180
    assert sum(size <= 15 for size in sizes) / 180 == pytest.approx(0.55, abs=0.03)
    assert sum(sizes[:9]) > 0.6 * sum(sizes)
    assert sum(sizes) == pytest.approx(30_000, rel=0.01)
    assert max(sizes) <= 6000


def test_providers_work_in_the_municipalities_of_their_own_region(full: Region) -> None:
    haaglanden = {one.code for one in jeugdregio("Haaglanden")}
    areas = Counter(
        "Haaglanden" if set(aanbieder.gemeenten) <= haaglanden else str(aanbieder.gemeenten)
        for aanbieder in full.aanbieders
    )

    assert areas == {"Haaglanden": 120, "('0034',)": 60}
    assert {code for one in full.aanbieders for code in one.gemeenten} == haaglanden | {"0034"}
    assert all(gemeente(code) for one in full.aanbieders for code in one.gemeenten)


def test_who_works_alone_is_small_and_gives_no_stay(full: Region) -> None:
    solos = [aanbieder for aanbieder in full.aanbieders if aanbieder.soort == "solo"]

    assert len(solos) > 40
    assert all(solo.omvang <= 15 for solo in solos)
    # 02 and 04 only.
    assert all(sum(solo.mix[place] for place in (1, 3)) == pytest.approx(1) for solo in solos)


def test_each_region_has_a_gi_and_wijkteams(full: Region) -> None:
    assert sum(aanbieder.soort == "gi" for aanbieder in full.aanbieders) == 2
    assert sum("Wijkteams" in aanbieder.naam for aanbieder in full.aanbieders) >= 2


def test_names_and_numbers_are_unique_and_have_the_right_form(full: Region) -> None:
    for numbers in (
        [one.naam for one in full.aanbieders],
        [one.kvk for one in full.aanbieders],
        [one.agb for one in full.aanbieders],
        [one.sleutel for one in full.aanbieders],
    ):
        assert len(set(numbers)) == 180
    assert all(is_kvk(one.kvk) and is_agb(one.agb) for one in full.aanbieders)


def test_every_format_and_layout_occurs(full: Region) -> None:
    assert {one.formaat for one in full.aanbieders} == set(FORMATEN)
    assert {one.indeling for one in full.aanbieders} == {"breed", "lang", "vast"}
    assert any(one.doelen for one in full.aanbieders)


def test_the_largest_providers_deliver_client_numbers_and_some_small_ones(full: Region) -> None:
    by_size = sorted(full.aanbieders, key=lambda one: -one.omvang)

    assert all(one.clientnummers for one in by_size[:5])
    assert any(one.clientnummers for one in by_size[9:])
    assert not any(one.clientnummers and one.formaat == "vast" for one in by_size)


@pytest.mark.parametrize("number", [1, 2, 3, 11, 40])
def test_a_region_of_any_size_has_as_many_files_as_providers(
    number: int, periode: Verslagperiode
) -> None:
    region = plan(5, aanbieders=number, records=number * 12)

    made = list(files(region, periode))

    assert len(region.aanbieders) == number
    assert [file.aanbieder for file in made] == list(region.aanbieders)


def test_a_region_can_be_one_municipality() -> None:
    region = plan(5, aanbieders=8, records=200, gemeenten=["0034"])

    assert {one.gemeenten for one in region.aanbieders} == {("0034",)}


@pytest.mark.parametrize(
    ("aanbieders", "gemeenten"), [(0, None), (5, []), (5, ["9999"]), (5, ["0363"])]
)
def test_a_region_that_cannot_be_is_refused(aanbieders: int, gemeenten: list[str] | None) -> None:
    with pytest.raises(ValueError, match="needs providers"):
        plan(1, aanbieders=aanbieders, gemeenten=gemeenten)


def test_what_a_child_gets_does_not_depend_on_the_periods_that_are_made(
    small: Region, periode: Verslagperiode
) -> None:
    alone = plan(3, aanbieders=24, records=2400, periodes=(periode,))

    assert records(alone, alone.aanbieders[0], periode) == records(
        small, small.aanbieders[0], periode
    )
