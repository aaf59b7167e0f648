"""The full region looks like the published figures (CBS, 2021*; see aannames.toml)."""

import tomllib
from collections import Counter
from importlib.resources import files

import pytest

from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.synthetic.provider import Region
from uitkomst.synthetic.records import records

Records = list[dict[str, str]]


@pytest.fixture(scope="module")
def halves(full: Region) -> dict[str, Records]:
    """All records of the two halves of a year, each with its provider."""
    found: dict[str, Records] = {}
    for code in ("2025-1", "2025-2"):
        found[code] = []
        for aanbieder in full.aanbieders:
            columns = records(full, aanbieder, Verslagperiode.parse(code))
            columns["aanbieder"] = [aanbieder.sleutel] * len(columns["bsn"])
            columns["soort"] = [aanbieder.soort] * len(columns["bsn"])
            found[code] += [
                dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)
            ]
    return found


@pytest.fixture(scope="module")
def started(halves: dict[str, Records]) -> Records:
    first = {"2025-1": "20250101", "2025-2": "20250701"}
    return [r for code, found in halves.items() for r in found if r["datum_aanvang"] >= first[code]]


@pytest.fixture(scope="module")
def ended(halves: dict[str, Records]) -> Records:
    return [r for found in halves.values() for r in found if r["datum_einde"]]


def shares(found: Records, veld: str) -> dict[str, float]:
    counted = Counter(r[veld] for r in found if r[veld])
    return {code: 100 * number / counted.total() for code, number in counted.items()}


def test_the_region_has_about_thirty_thousand_records_in_a_half_year(
    halves: dict[str, Records],
) -> None:
    assert sum(map(len, halves.values())) / 2 == pytest.approx(30_000, rel=0.05)
    almere = [r for r in halves["2025-1"] if r["aanbieder"] > "a120"]
    assert len(almere) == pytest.approx(5000, rel=0.08)


def test_in_the_first_half_year_31_percent_starts_and_24_percent_ends(
    halves: dict[str, Records],
) -> None:
    found = halves["2025-1"]

    began = sum(r["datum_aanvang"] >= "20250101" for r in found) / len(found)
    stopped = sum(r["datum_einde"] != "" for r in found) / len(found)

    assert began == pytest.approx(0.314, abs=0.02)
    assert stopped == pytest.approx(0.240, abs=0.02)


def test_in_a_year_46_percent_starts_and_47_percent_ends(
    halves: dict[str, Records], started: Records, ended: Records
) -> None:
    active = len(halves["2025-1"]) + sum(r["datum_aanvang"] >= "20250701" for r in halves["2025-2"])

    assert len(started) / active == pytest.approx(287_870 / 625_545, abs=0.025)
    assert len(ended) / active == pytest.approx(292_825 / 625_545, abs=0.025)


def test_started_trajecten_are_divided_over_hulpvormen_as_at_cbs(started: Records) -> None:
    cbs = {"01": 10.7, "02": 60.8, "03": 5.1, "04": 17.3, "11": 1.4, "12": 0.8, "13": 0.5}

    found = shares(started, "hulpvorm")

    assert found == pytest.approx(cbs | {"14": 3.5}, abs=1.5)


def test_active_trajecten_are_divided_over_hulpvormen_as_at_cbs(
    halves: dict[str, Records],
) -> None:
    found = shares(halves["2025-1"], "hulpvorm")

    assert found["01"] == pytest.approx(100 * 62_190 / 476_405, abs=1.5)
    assert found["02"] == pytest.approx(100 * 270_055 / 476_405, abs=2)
    assert found["03"] == pytest.approx(100 * 26_900 / 476_405, abs=1)
    stay = sum(found[code] for code in ("11", "12", "13", "14"))
    assert stay == pytest.approx(100 * 41_775 / 476_405, abs=1)


def test_referrers_are_divided_as_at_cbs(started: Records) -> None:
    cbs = {"01": 30.8, "02": 38.5, "03": 3.1, "04": 8.1, "05": 4.9, "06": 13.4, "08": 0.4}

    assert shares(started, "verwijzer") == pytest.approx(cbs, abs=1.5)


def test_durations_of_ended_trajecten_are_divided_as_at_cbs(ended: Records) -> None:
    def years(record: dict[str, str]) -> float:
        days = [
            int(record[veld][:4]) + (int(record[veld][4:6]) - 1) / 12 + int(record[veld][6:]) / 365
            for veld in ("datum_aanvang", "datum_einde")
        ]
        return days[1] - days[0]

    edges = (0.25, 0.5, 1, 2, 3, 4, 99)
    found = Counter(next(edge for edge in edges if years(r) <= edge) for r in ended)

    cbs = (16.1, 17.2, 29.6, 23.3, 6.7, 3.1, 3.9)
    assert [100 * found[edge] / len(ended) for edge in edges] == pytest.approx(cbs, abs=2)


def test_a_child_has_one_point_four_trajecten_in_a_year(halves: dict[str, Records]) -> None:
    trajecten = {
        (r["aanbieder"], r["bsn"] or r["clientnummer"], r["hulpvorm"], r["datum_aanvang"])
        for found in halves.values()
        for r in found
    }

    children = {traject[:2] for traject in trajecten}

    assert len(trajecten) / len(children) == pytest.approx(1.40, abs=0.05)


def test_reasons_follow_the_assumption(ended: Records) -> None:
    without = [r for r in ended if r["hulpvorm"] < "11"]
    stay = [r for r in ended if r["hulpvorm"] >= "11"]

    # Who turns 18 ends as planned, which makes 01 a little more.
    assert shares(without, "reden_beeindiging")["01"] == pytest.approx(80, abs=3)
    assert shares(stay, "reden_beeindiging")["01"] == pytest.approx(70, abs=6)
    assert shares(ended, "reden_beeindiging")["03"] == pytest.approx(6, abs=1.5)


def test_answers_follow_the_assumption(ended: Records) -> None:
    asked = [r for r in ended if r["soort"] == "instelling"]
    velden = [f"{v}_{w}" for v in ("tevredenheid", "zonder_hulp") for w in ("jeugdige", "ouder")]
    answered = [r for r in asked if any(r[veld] for veld in velden)]
    grades = [int(r[veld]) for r in ended for veld in velden[:2] if r[veld]]
    codes = shares(ended, "zonder_hulp_ouder")

    assert len(answered) / len(asked) == pytest.approx(0.35, abs=0.06)
    assert sum(grades) / len(grades) == pytest.approx(7.6, abs=0.2)
    assert sum(grade <= 4 for grade in grades) / len(grades) == pytest.approx(0.05, abs=0.02)
    assert codes == pytest.approx({"01": 20, "02": 22, "03": 28, "04": 30}, abs=5)


def test_after_uitval_fewer_answer_and_they_are_less_content(ended: Records) -> None:
    def of(reasons: tuple[str, ...]) -> tuple[float, float]:
        some = [r for r in ended if r["reden_beeindiging"] in reasons]
        grades = [int(r["tevredenheid_ouder"]) for r in some if r["tevredenheid_ouder"]]
        return len(grades) / len(some), sum(grades) / len(grades)

    stayed, dropped_out = of(("01", "02", "05")), of(("03", "04"))

    assert dropped_out[0] < 0.5 * stayed[0]
    assert dropped_out[1] < stayed[1] - 0.8


def test_every_number_the_region_follows_says_where_it_comes_from() -> None:
    text = files("uitkomst.synthetic").joinpath("aannames.toml").read_text(encoding="utf-8")

    for table in tomllib.loads(text).values():
        assert len(table["bron"]) > 20
        assert table["status"] in {"VERIFIED", "PARTIAL", "AANNAME"}
