"""The records of clean files keep the protocol's rules, and follow on one another."""

from collections import defaultdict
from datetime import date
from itertools import pairwise

import pytest

from uitkomst.standard.codelijst import codelijst
from uitkomst.standard.gemeenten import gemeente, gemeente_van_postcode
from uitkomst.standard.identificatie import BSN_ONBEKEND, is_bsn, is_postcode
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.provider import Region, SyntheticProvider
from uitkomst.synthetic.records import bsns, records

Record = dict[str, str]


def rows(region: Region, aanbieder: SyntheticProvider, periode: Verslagperiode) -> list[Record]:
    columns = records(region, aanbieder, periode)
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def day(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def end(record: Record) -> date | None:
    return day(record["datum_einde"]) if record["datum_einde"] else None


@pytest.fixture(scope="module")
def everything(small: Region) -> dict[Verslagperiode, list[tuple[str, Record]]]:
    """All records of three half-years, each with who sends it."""
    return {
        periode: [
            (aanbieder.sleutel, record)
            for aanbieder in small.aanbieders
            for record in rows(small, aanbieder, periode)
        ]
        for periode in small.periodes
    }


Everything = dict[Verslagperiode, list[tuple[str, Record]]]


def test_the_test_numbers_are_the_official_ones() -> None:
    assert len(bsns()) == 9091
    assert all(is_bsn(bsn) for bsn in bsns())
    assert bsns()[0] == "999900006"
    assert bsns()[-1] == "999999990"


def test_every_number_is_a_test_number_or_a_client_number(everything: Everything) -> None:
    numbers = {record["bsn"] for found in everything.values() for _, record in found}

    assert numbers <= {*bsns(), BSN_ONBEKEND, ""}
    for found in everything.values():
        assert all(bool(record["bsn"]) != bool(record["clientnummer"]) for _, record in found)


def test_every_record_belongs_in_its_period(everything: Everything) -> None:
    for periode, found in everything.items():
        assert all(periode.contains(day(r["datum_aanvang"]), end(r)) for _, r in found)
        assert all((end(r) or periode.laatste_dag) <= periode.laatste_dag for _, r in found)


def test_help_ends_after_it_begins_and_then_has_a_reason(everything: Everything) -> None:
    for found in everything.values():
        for _, record in found:
            einde = end(record)
            assert bool(einde) == bool(record["reden_beeindiging"])
            assert einde is None or einde > day(record["datum_aanvang"])


def test_children_are_under_18_at_the_start(everything: Everything) -> None:
    for found in everything.values():
        for _, record in found:
            age = (day(record["datum_aanvang"]) - day(record["geboortedatum"])).days / 365.25
            assert 0 <= age < 18
            assert record["hulpvorm"] != "13" or age >= 12


def test_codes_are_of_the_lists(everything: Everything) -> None:
    for periode, found in everything.items():
        for veld in ("geslacht", "verwijzer", "hulpvorm", "gestart_met_crisis"):
            valid = codelijst(veld).valid_on(periode.laatste_dag)
            assert {record[veld] for _, record in found} <= valid
        valid = codelijst("reden_beeindiging").valid_on(periode.laatste_dag)
        assert {record["reden_beeindiging"] for _, record in found} <= {*valid, ""}


def test_wijkteams_have_no_referrer(everything: Everything) -> None:
    for found in everything.values():
        assert {r["verwijzer"] for _, r in found if r["hulpvorm"] == "01"} == {"06"}


def test_children_live_where_their_provider_works(small: Region, everything: Everything) -> None:
    works_in = {aanbieder.sleutel: aanbieder.gemeenten for aanbieder in small.aanbieders}
    for found in everything.values():
        for sleutel, record in found:
            address = record["postcode_of_gemeente"]
            if is_postcode(address):
                assert gemeente_van_postcode(address) in works_in[sleutel]
            else:
                assert gemeente(address)
                assert address in works_in[sleutel]


def test_answers_come_with_an_end_and_fit_the_lists(everything: Everything) -> None:
    for periode, found in everything.items():
        zonder_hulp = codelijst("zonder_hulp").valid_on(periode.laatste_dag)
        doelen = codelijst("doelscore").valid_on(periode.laatste_dag)
        for _, record in found:
            given = [record[f"tevredenheid_{wie}"] for wie in ("jeugdige", "ouder")]
            codes = [record[f"zonder_hulp_{wie}"] for wie in ("jeugdige", "ouder")]
            goals = [record[f"doel_{n}"] for n in range(1, 6)]
            assert record["datum_einde"] or not any(given + codes + goals)
            assert set(given) <= {"", *(str(grade) for grade in range(1, 11))}
            assert set(codes) <= {"", *zonder_hulp}
            assert set(goals) <= {"", *doelen}


def test_one_child_has_one_record_at_a_time_in_a_hulpvorm(everything: Everything) -> None:
    for found in everything.values():
        courses = defaultdict(list)
        for sleutel, r in found:
            if r["bsn"] != BSN_ONBEKEND:
                who = (sleutel, r["bsn"] or r["clientnummer"], r["hulpvorm"])
                courses[who].append((r["datum_aanvang"], r["datum_einde"] or "99991231"))
        for spans in courses.values():
            spans.sort()
            assert all(before[1] < after[0] for before, after in pairwise(spans))


def test_a_child_is_the_same_in_all_its_records(everything: Everything) -> None:
    known = defaultdict(set)
    for found in everything.values():
        for sleutel, r in found:
            if r["bsn"] != BSN_ONBEKEND:
                who = (sleutel, r["bsn"] or r["clientnummer"])
                known[who].add((r["geboortedatum"], r["geslacht"], r["postcode_of_gemeente"]))

    assert len(known) > 1000
    assert all(len(faces) == 1 for faces in known.values())


def test_what_runs_at_the_end_is_delivered_again_until_it_ends(everything: Everything) -> None:
    same = (
        *("bsn", "clientnummer", "geboortedatum", "geslacht", "postcode_of_gemeente"),
        *("verwijzer", "hulpvorm", "gestart_met_crisis", "datum_aanvang"),
    )
    for periode, found in everything.items():
        if periode.volgende not in everything:
            continue
        running = {
            (sleutel, *(r[veld] for veld in same)) for sleutel, r in found if not r["datum_einde"]
        }
        again = {
            (sleutel, *(r[veld] for veld in same))
            for sleutel, r in everything[periode.volgende]
            if day(r["datum_aanvang"]) <= periode.laatste_dag
        }
        assert running == again


def test_the_stock_at_the_end_is_the_stock_at_the_beginning_plus_in_minus_out(
    everything: Everything,
) -> None:
    end_stock = None
    for periode, found in everything.items():
        spans = [(day(r["datum_aanvang"]), end(r)) for _, r in found]
        begin = sum(start < periode.eerste_dag for start, _ in spans)
        started = sum(periode.started(start) for start, _ in spans)
        ended = sum(periode.ended(einde) for _, einde in spans)
        running = sum(einde is None for _, einde in spans)

        assert len(spans) == begin + started
        assert begin + started - ended == running
        assert end_stock in (None, begin)
        end_stock = running
