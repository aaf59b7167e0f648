"""Records that are one record: identical rows, and records of one hulpvorm that overlap.

After Informatieprotocol v7, § 3.3: of one jeugdige and one hulpvorm, what overlaps is one record,
from the earliest start until the last end. Nothing is chosen where rows contradict each other: such
a group stays as it is.
"""

from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from uitkomst.intake.checking.decided import Body
from uitkomst.intake.checking.engine import query
from uitkomst.standard.recordindeling import recordindeling

ANSWERS = frozenset(
    {
        "tevredenheid_jeugdige", "zonder_hulp_jeugdige", "tevredenheid_ouder", "zonder_hulp_ouder",
        "tevredenheid", "zonder_hulp",
    }
)  # fmt: skip
"""The fields that go with who answered; all other fields belong to the record."""

_DATES = frozenset(veld.naam for veld in recordindeling().velden if veld.soort == "datum")
_NOBODY = "coalesce(informant, '') = ''"
_STAYS = "(nummer = 1 and (not niemand or zonder_antwoord))"


def identical(body: Body, rijen: pa.Table, mask: pa.BooleanArray) -> pa.Array:
    """The numbers of rows that are the same as a row before them in the mask.

    The same in every field and in every measurement that stands in columns beside them.
    """
    rijen = _with_measurements(body, rijen)
    names = ", ".join([*(_text(naam) for naam in body.recognised.kolommen), "metingen"])
    sql = f"""
        select rij from (
            select rij, row_number() over (partition by {names} order by rij) as nummer from dubbel
        ) where nummer > 1 order by rij
    """  # noqa: S608 - column names of our own schema
    return query(sql, dubbel=rijen.filter(mask))["rij"].combine_chunks()


def merged(body: Body, rijen: pa.Table, mask: pa.BooleanArray) -> Body:
    """The body with every group of records that touches the mask made into one, where it can be."""
    plan = plan_of(body, rijen, mask)
    plan = plan.filter(pc.invert(plan["botst"]))
    if not plan.num_rows:
        return body
    cells = body.cells
    at = pc.index_in(cells["rij"], value_set=plan["rij"].combine_chunks())
    for veld in body.recognised.kolommen.keys() - {"informant"}:
        name = body.column(veld)
        other = pc.fill_null(pc.take(plan[f"anders_{veld}"].combine_chunks(), at), False)
        value = pc.take(plan[f"nieuw_{veld}"].combine_chunks(), at)
        column = pc.if_else(other, value, cells[name])
        cells = cells.set_column(cells.column_names.index(name), name, column)
    gone = pc.fill_null(pc.invert(pc.take(plan["blijft"].combine_chunks(), at)), False)
    return body.with_cells(cells.filter(pc.invert(gone)))


def plan_of(body: Body, rijen: pa.Table, mask: pa.BooleanArray) -> pa.Table:
    """What happens to every row of a group that touches the mask.

    Columns: `rij`; `botst` (its group contradicts itself, or would lose a measurement, and stays);
    `blijft` (the row is the one that remains); `in_rij` (the row it goes into); and per field
    `nieuw_…` with `anders_…`: its value then, and whether it differs. In the long layout a line
    remains for each who answered.
    """
    velden = [naam for naam in body.recognised.kolommen if naam != "informant"]
    sql = f"""
        with deel as (
            select *, {_NOBODY} as niemand from rijen
            where persoon is not null and hulpvorm is not null and datum_aanvang is not null
              and not bsn_bijzonder and (bsn is null or elfproef = 0)
        ),
        begin_van as (
            select *, case when datum_aanvang <= max(loopt_tot) over (
                partition by persoon, hulpvorm order by datum_aanvang, rij
                rows between unbounded preceding and 1 preceding
            ) then 0 else 1 end as begint from deel
        ),
        eiland as (
            select *, sum(begint) over (
                partition by persoon, hulpvorm order by datum_aanvang, rij rows unbounded preceding
            ) as groep from begin_van
        ),
        samen as (
            select *, max(datum_einde) over g as laatste_einde,
                bool_or(datum_einde_tekst is null) over g as loopt,
                bool_or(gebroken) over g as geraakt,
                bool_and(niemand) over g as zonder_antwoord,
                bool_or(coalesce(datum_einde < datum_aanvang, false)
                    or (datum_einde_tekst is not null and datum_einde is null)) over g as fout
            from eiland window g as (partition by persoon, hulpvorm, groep)
        ),
        gekozen as (
            select *, {", ".join(_values(naam) for naam in velden)},
                row_number() over (
                    partition by persoon, hulpvorm, groep, informant order by datum_aanvang, rij
                ) as nummer
            from samen where geraakt
            window g as (partition by persoon, hulpvorm, groep),
                antwoord as (partition by persoon, hulpvorm, groep, informant)
        )
        select rij,
            bool_or(fout or {_contradicts(velden)} or (metingen <> '' and not {_STAYS})) over (
                partition by persoon, hulpvorm, groep) as botst,
            {_STAYS} as blijft,
            coalesce(
                max(rij) filter ({_STAYS}) over (partition by persoon, hulpvorm, groep, informant),
                min(rij) filter ({_STAYS}) over (partition by persoon, hulpvorm, groep)
            ) as in_rij,
            {", ".join(_change(naam) for naam in velden)}
        from gekozen order by rij
    """  # noqa: S608 - column names of our own schema
    return query(sql, rijen=_with_measurements(body, rijen).append_column("gebroken", mask))


def _with_measurements(body: Body, rijen: pa.Table) -> pa.Table:
    """The rows with all that stands in their columns of measurements as one text; "" for none."""
    cells = [body.cells[f"k{number}"] for number in body.metingen]
    texts = pa.array([""] * rijen.num_rows, pa.string())
    if cells:
        bare = [pc.fill_null(cell, "") for cell in cells]
        joined = pc.binary_join_element_wise(*bare, "\x1f")
        filled = pc.is_valid(pc.coalesce(*cells))
        texts = pc.if_else(filled, joined, "")
    return rijen.append_column("metingen", texts)


def _text(naam: str) -> str:
    """The column that holds a field as text."""
    return f"{naam}_tekst" if naam in _DATES else naam


def _values(naam: str) -> str:
    """The least and the greatest value a field could get; one value where they are the same."""
    if naam == "datum_aanvang":
        first = "strftime(min(datum_aanvang) over g, '%Y%m%d')"
        return f"{first} as min_{naam}, {first} as max_{naam}"
    if naam == "datum_einde":
        last = "case when not loopt then strftime(laatste_einde, '%Y%m%d') end"
        return f"{last} as min_{naam}, {last} as max_{naam}"
    if naam == "reden_beeindiging":
        text = "case when not loopt and datum_einde = laatste_einde then reden_beeindiging end"
    else:
        text = _text(naam)
    window = "antwoord" if naam in ANSWERS else "g"
    return f"min({text}) over {window} as min_{naam}, max({text}) over {window} as max_{naam}"


def _contradicts(velden: Iterable[str]) -> str:
    """Whether rows say different things, or an answer would be lost with the line it is on."""
    answered = [f"{naam} is not null" for naam in velden if naam in ANSWERS]
    lost = f"niemand and not zonder_antwoord and ({' or '.join(answered)})" if answered else "false"
    differ = (f"min_{naam} is distinct from max_{naam}" for naam in velden)
    return " or ".join([f"({lost})", *differ])


def _change(naam: str) -> str:
    return f"max_{naam} as nieuw_{naam}, max_{naam} is distinct from {_text(naam)} as anders_{naam}"
