"""What the rules cannot know: a child that was erased comes back, or a contract has ended.

Of an erased child nothing is kept unless the sender says yes, with a reason; then it is readmitted
when its rows are sealed, under another key. Rows for which there is no contract any more are left
out: they are kept nowhere but in the sender's own file. Both are causes as those of the rules, the
last in the list.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.check import CheckResult
from uitkomst.intake.findings import MAX_PLACES, PLAATSEN, Finding, Oorzaak
from uitkomst.services.deelnemers import contractgebied
from uitkomst.standard.verslagperiode import Verslagperiode
from uitkomst.vault.vault import Vault

ERASED = Oorzaak(
    regel="AVG1",
    ernst="bevestigen",
    aantal=0,
    melding="In dit bestand staan rijen van een jeugdige die op verzoek is gewist.",
    remedie=(
        "Hoort deze jeugdige er weer bij, zeg dan ja en schrijf op waarom. Anders zegt u nee: de "
        "rijen blijven apart en we bewaren niet van wie ze zijn."
    ),
    naam="gewist",
)
ENDED = Oorzaak(
    regel="AVG2",
    ernst="tip",
    aantal=0,
    melding="Er zijn rijen weggelaten: voor die gemeente hebt u geen contract meer.",
    remedie=(
        "Deze rijen tellen niet mee en worden niet bewaard. Laat ze voortaan uit uw bestand weg. "
        "Klopt het niet, vraag dan de beheerder van het portaal naar het contract."
    ),
    naam="contract-beeindigd",
    kolom="postcode_of_gemeente",
)


def with_ours(
    result: CheckResult,
    *,
    aanbieder: UUID,
    periode: Verslagperiode,
    answers: Mapping[str, bool],
    said_of: Mapping[str, int],
    vault: Vault,
) -> CheckResult:
    """What the rules found, with these two beside it.

    `said_of` tells about how many rows each of `answers` was given: of more it is open again.
    """
    ended = contractgebied.ended(aanbieder, periode)
    if ended:
        result = _left_out(result, ended)
    answer = answers.get(ERASED.naam)
    # Who was readmitted by this answer is asked about as long as it is a draft.
    rijen = vault.erased_in(aanbieder, result.rows, also_back=answer is not None)
    if len(rijen) > said_of.get(ERASED.naam, len(rijen)):
        answer = None
    status = {None: "bevestigen", True: "goed", False: "geparkeerd"}[answer]
    return _with(
        result, replace(ERASED, antwoord=answer), rijen, _marked(result.rows, rijen, status)
    )


def as_answered(result: CheckResult, aanbieder: UUID, vault: Vault) -> None:
    """Let erased children back in, or keep them out, as was said; just before rows are sealed."""
    for oorzaak in result.oorzaken:
        if oorzaak.naam == ERASED.naam and oorzaak.antwoord is not None:
            vault.readmit(aanbieder, result.rows, back=oorzaak.antwoord)


def _left_out(result: CheckResult, ended: Collection[str]) -> CheckResult:
    """Without the rows of these gemeenten; a file with nothing else is not taken."""
    theirs = pc.is_in(result.rows["gemeente"], pa.array(sorted(ended), pa.string()))
    rijen = result.rows.filter(theirs)["rij"].to_pylist()
    rest = result.rows.filter(pc.invert(theirs))
    cause = ENDED if rest.num_rows else replace(ENDED, ernst="bestand")
    if result.uitbreiding is not None:
        gone = pc.is_in(result.uitbreiding["rij"], rest["rij"].combine_chunks())
        result = replace(result, uitbreiding=result.uitbreiding.filter(gone))
    return _with(result, cause, rijen, rest)


def _with(result: CheckResult, cause: Oorzaak, rijen: Sequence[int], rows: pa.Table) -> CheckResult:
    """With this cause in these rows, and what the rows are now; without any as it was."""
    if not rijen:
        return result
    cause = replace(cause, aantal=len(rijen))
    number = len(result.oorzaken)
    places = [{"oorzaak": number, "rij": rij, "kolom": None} for rij in rijen]
    found = [
        Finding(cause.regel, cause.ernst, rij, cause.kolom, None, cause.melding)
        for rij in rijen[:MAX_PLACES]
    ]
    counts = Counter(rows["status"].to_pylist())
    return replace(
        result,
        oorzaken=(*result.oorzaken, cause),
        bevindingen=(*result.bevindingen, *found),
        plaatsen=pa.concat_tables([result.plaatsen, pa.Table.from_pylist(places, schema=PLAATSEN)]),
        rows=rows,
        totaal=rows.num_rows,
        goed=counts["goed"],
        geparkeerd=counts["geparkeerd"],
        bevestigen=counts["bevestigen"],
    )


def _marked(rows: pa.Table, rijen: Sequence[int], status: str) -> pa.Table:
    """The gravest of what a row was and what it is now."""
    grave = ("goed", "bevestigen", "geparkeerd")
    theirs = pc.is_in(rows["rij"], pa.array(rijen, rows["rij"].type))
    lighter = pc.is_in(rows["status"], pa.array(grave[: grave.index(status)], pa.string()))
    anew = pc.if_else(pc.and_(theirs, lighter), status, rows["status"])
    return rows.set_column(rows.column_names.index("status"), "status", anew)
