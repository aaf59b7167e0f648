"""The summary of a check as the books keep it, and read back: places and causes, never values."""

from dataclasses import asdict, dataclass
from typing import Any

from uitkomst.intake.check import CheckResult, UnreadableFile
from uitkomst.intake.findings import Finding, KolomLezing, Lezing, Oorzaak, Voorstel
from uitkomst.intake.headings import HIDDEN
from uitkomst.intake.wrong_columns import WrongColumns
from uitkomst.services.kept.heading_rows import holds_values, is_known
from uitkomst.standard.regel import titel_van
from uitkomst.standard.verslagperiode import Verslagperiode

NO_HEADINGS = (
    "In de rij die als rij met koppen is aangewezen, staan waarden in plaats van koppen. Wijs de "
    "rij aan waarin de namen van de kolommen staan."
)


@dataclass(frozen=True)
class Summary:
    """What a check said. Of a draft that was not checked yet everything is empty.

    `size` is the source in bytes; `reden` the code of why the file was refused ("" when it was
    not); `curable` whether choosing other columns may still make it readable. `lezing` is None
    before the first check and of a file that was refused. `weggelaten` counts the rows the sender's
    choices took out.
    """

    size: int
    reden: str
    curable: bool
    oorzaken: tuple[Oorzaak, ...]
    bevindingen: tuple[Finding, ...]
    uitgevoerd: tuple[str, ...]
    overgeslagen: tuple[tuple[str, str], ...]
    mislukt: tuple[str, ...]
    notes: tuple[str, ...]
    voorstellen: tuple[Voorstel, ...]
    lezing: Lezing | None
    weggelaten: int


def summary_of(result: CheckResult, size: int) -> dict[str, Any]:
    """What the books keep of a check."""
    return {
        "bytes": size,
        "weggelaten": result.weggelaten,
        "oorzaken": [asdict(oorzaak) for oorzaak in result.oorzaken],
        "bevindingen": [asdict(finding) for finding in result.bevindingen],
        "uitgevoerd": result.uitgevoerd,
        "overgeslagen": result.overgeslagen,
        "mislukt": result.mislukt,
        "notes": result.notes,
        "voorstellen": [asdict(voorstel) for voorstel in result.voorstellen],
        "lezing": _kept_lezing(result.lezing),
    }


def refusal_summary(refused: UnreadableFile, size: int, *, curable: bool) -> dict[str, Any]:
    """What the books keep of a file that could not be read; why it was stands in `melding`."""
    return {"bytes": size, "reden": refused.reden, "te_redden": curable}


def read_back(kept: dict[str, Any]) -> Summary:
    """The summary out of the books, also one of an earlier form."""
    return Summary(
        size=kept.get("bytes", 0),
        reden=kept.get("reden", ""),
        curable=kept.get("te_redden", True),
        oorzaken=tuple(_made(Oorzaak, each) for each in kept.get("oorzaken", ())),
        bevindingen=tuple(_made(Finding, each) for each in kept.get("bevindingen", ())),
        uitgevoerd=tuple(kept.get("uitgevoerd", ())),
        overgeslagen=tuple((regel, reden) for regel, reden in kept.get("overgeslagen", ())),
        mislukt=tuple(kept.get("mislukt", ())),
        notes=tuple(kept.get("notes", ())),
        voorstellen=tuple(_voorstel(each) for each in kept.get("voorstellen", ())),
        lezing=_lezing(kept.get("lezing")),
        weggelaten=kept.get("weggelaten", 0),
    )


def _made(kind: Any, kept: Any) -> Any:
    """A finding or cause as it was kept: by name, or (the earlier form) in the order of fields."""
    return kind(**kept) if isinstance(kept, dict) else kind(*kept)


def _voorstel(kept: dict[str, Any]) -> Voorstel:
    as_tuples = {name: tuple(kept.get(name, ())) for name in ("keuzes", "kolommen")}
    return Voorstel(**{**kept, **as_tuples})


def why_refused(refused: UnreadableFile) -> str:
    """The sentence on a file that cannot be read, without values that stand for headings."""
    if not isinstance(refused, WrongColumns) or not holds_values(refused.gevonden):
        return refused.melding
    titles = ", ".join(titel_van(naam) for naam in refused.ontbrekend)
    return f"{NO_HEADINGS} Deze kolommen ontbreken: {titles}." if titles else NO_HEADINGS


def _kept_lezing(lezing: Lezing) -> dict[str, Any]:
    kept = asdict(lezing.without_values())
    # Names of other sheets, and of columns in a row that holds values, could be of persons.
    kept["bladen"] = [lezing.blad] if lezing.blad else []
    if holds_values([kolom.kop for kolom in lezing.kolommen]):
        for kolom in kept["kolommen"]:
            if kolom["kop"] and not is_known(kolom["kop"]):
                kolom["kop"] = HIDDEN
    kept["periode"] = lezing.periode.code if lezing.periode else None
    return kept


def _lezing(kept: dict[str, Any] | None) -> Lezing | None:
    if kept is None:
        return None
    kolommen = tuple(
        KolomLezing(**{**kolom, "waarden": (), "gelezen_als": ()}) for kolom in kept["kolommen"]
    )
    periode = Verslagperiode.parse(kept["periode"]) if kept["periode"] else None
    as_tuples = {name: tuple(kept[name]) for name in ("bladen", "ontbrekend", "notes")}
    return Lezing(**{**kept, **as_tuples, "kolommen": kolommen, "periode": periode})
