"""The pages about what is checked and what is counted, each rule and figure with its examples."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from uitkomst.standard.herstelregel import herstelset
from uitkomst.standard.indicator import Indicator, Voorbeeld, indicatoren
from uitkomst.standard.markdown import (
    bullets,
    page,
    paragraphs,
    record,
    source,
    table,
    value_in_words,
)
from uitkomst.standard.regel import JEUGDHULP, UITBREIDINGEN, Regel, regels, regelset
from uitkomst.standard.voorstel import Voorbeeldkeuze, Voorstelregel, voorstelset

ERNST = {
    "bestand": "het hele bestand kan zo niet worden aangenomen",
    "blokkeert": "de rij blijft apart tot zij is verbeterd",
    "bevestigen": "u zegt dat het klopt",
    "tip": "ter informatie; de rij telt gewoon mee",
}

OWN = "Dit is een uitbreiding van dit portaal, geen regel of veld van CBS."

MOST_ROWS = 4
"""So many rows of one example are shown; of a longer one the rest is counted."""


def regelboek() -> str:
    """Give the page of all rules an aanlevering is checked by."""
    inleiding = paragraphs(
        "Waar een aanlevering op wordt gecontroleerd. De ernst zegt wat er gebeurt:",
        bullets(f"**{naam}**: {uitleg}" for naam, uitleg in ERNST.items()),
        "Een voorbeeld noemt alleen wat ertoe doet. De rest is een gewone rij: "
        f"{record(regelset().voorbeeldrij)}.",
    )
    more = (part for naam in UITBREIDINGEN for part in _uitbreiding(naam))
    return page(
        "Regelboek jeugdhulp", inleiding, [*_rules(JEUGDHULP), _herstelset(), _keuzes(), *more]
    )


def _rules(naam: str) -> Iterator[str]:
    by_code = groupby(regels(naam), key=lambda regel: regel.code)
    return (_regel(list(group)) for _, group in by_code)


def _uitbreiding(naam: str) -> Iterator[str]:
    yield paragraphs(
        f"## Uitbreiding: {naam}",
        f"**{OWN}** Een regel die niet klopt, telt niet mee; het record waar zij bij hoort wel. "
        f"Een gewone regel: {record(regelset(naam).voorbeeldrij)}.",
    )
    yield from _rules(naam)


def _keuzes() -> str:
    """What a sender can have repaired; never done unasked."""
    known = voorstelset()
    vormen = [(f"`{vorm.code}`", vorm.titel) for vorm in known.vormen]
    return paragraphs(
        f"## {known.titel}",
        known.inleiding,
        *(_voorstel(voorstel) for voorstel in known.voorstellen),
        "### Hoe datums geschreven kunnen zijn",
        f"Bron: {known.vorm_bron}. Merk: **{known.vorm_status}**.",
        table(("Code", "Schrijfwijze"), vormen),
    )


def _voorstel(voorstel: Voorstelregel) -> str:
    said = voorstel.woorden
    return paragraphs(
        f"### {voorstel.code} {said.titel}",
        source(voorstel),
        f"{said.melding.replace('$titel', 'die u kiest')} {said.remedie}",
        f"Hoort bij: {', '.join(dict.fromkeys(naam.split('_')[0] for naam in voorstel.bij))}.",
        bullets(_before_and_after(each) for each in voorstel.voorbeelden),
    )


def _before_and_after(voorbeeld: Voorbeeldkeuze) -> str:
    waarden = ", ".join(f"{van} is {value_in_words(naar)}" for van, naar in voorbeeld.waarden)
    chosen = waarden or voorbeeld.vorm
    how = f" ({chosen})" if chosen else ""
    return f"{_rows(voorbeeld.van)}{how} wordt: {_rows(voorbeeld.naar)}"


def _herstelset() -> str:
    """What is repaired before the rules run; each repair is told to the sender under its code."""
    known = herstelset()
    rows = [(f"`{known.randen}`", known.randen_titel, "elk veld", "")]
    for herstel in known.herstel:
        changed = (v for v in herstel.voorbeelden if v["van"] != v["naar"])
        examples = "; ".join(f"`{v['van']}` wordt `{v['naar']}`" for v in changed)
        rows.append((f"`{herstel.code}`", herstel.titel, ", ".join(herstel.soorten), examples))
    return paragraphs(
        f"## {known.titel}",
        "Voordat de regels draaien, herstellen wij wat maar op één manier te lezen is. Elk herstel "
        "wordt als tip gemeld, met de plaats. Wat twee dingen kan betekenen, blijft staan.",
        source(known),
        table(("Code", "Wat", "Soort veld", "Voorbeelden"), rows),
    )


def _regel(variants: Sequence[Regel]) -> str:
    """One rule; variants with a source of their own show it, so that no choice passes as CBS's."""
    first = variants[0]
    one_source = len({source(regel) for regel in variants}) == 1
    return paragraphs(
        f"## {first.code} {first.titel}",
        source(first) if one_source else "",
        *(_variant(regel, "" if one_source else source(regel)) for regel in variants),
    )


def _variant(regel: Regel, own_source: str) -> str:
    place = "het bestand als geheel" if regel.bereik == "bestand" else f"cel `{regel.cel}`"
    many = "kolommen" if len(regel.kolommen) > 1 else "kolom"
    needs = (
        f"Alleen te controleren met de {many} {_names(regel.kolommen)}." if regel.kolommen else "",
        f"Alleen te controleren als bekend is: {_names(regel.nodig)}." if regel.nodig else "",
    )
    return paragraphs(
        f"**{regel.ernst}**, {place}: {regel.melding} {regel.remedie}",
        own_source,
        " ".join(need for need in needs if need),
        _examples("Goed", regel.goed, regel.omgeving),
        _examples("Fout", regel.fout, regel.omgeving_fout),
    )


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _rows(rows: Sequence[Mapping[str, object]]) -> str:
    shown = [record(row) or "een gewone rij" for row in rows[:MOST_ROWS]]
    if more := len(rows) - len(shown):
        shown.append(f"nog {more} andere rijen")
    return "; en ".join(shown) or "geen rijen"


def _examples(
    kop: str, files: Sequence[Sequence[Mapping[str, object]]], omgeving: Mapping[str, object]
) -> str:
    known = "; ".join(
        f"{naam}: {_rows(value) if isinstance(value, list) else value_in_words(value)}"
        for naam, value in omgeving.items()
    )
    head = f"{kop} ({known}):" if known else f"{kop}:"
    return f"{head}\n\n{bullets(_rows(rows) for rows in files)}"


def indicatorenboek() -> str:
    """Give the page of all indicators: definition, categories, weaknesses and worked examples."""
    inleiding = (
        "Hoe elke uitkomst wordt geteld, met voorbeelden die ook als test worden nagerekend."
    )
    return page("Indicatoren", inleiding, (_indicator(ind) for ind in indicatoren()))


def _indicator(ind: Indicator) -> str:
    categorieen = [
        (f"`{c.code}`", c.titel, "ja" if c.code in ind.kop else "") for c in ind.categorieen
    ]
    varianten = [(v.titel, v.bron, v.status) for v in ind.varianten]
    return paragraphs(
        f"## {ind.titel}",
        f"{source(ind)} {_number(ind.nummer)}",
        f"Vraag: {ind.vraag}",
        ind.definitie,
        f"Geteld worden {ind.eenheid}.",
        table(("Code", "Categorie", "In het kopcijfer"), categorieen),
        f"Let op:\n\n{bullets(ind.let_op)}",
        "Varianten:\n\n" + table(("Variant", "Bron", "Merk"), varianten) if varianten else "",
        *(_voorbeeld(voorbeeld) for voorbeeld in ind.voorbeelden),
    )


def _number(nummer: str) -> str:
    if not nummer[0].isdigit():
        return "Geen indicator van de landelijke set."
    return f"Nummer in de landelijke set: {nummer}."


def _voorbeeld(voorbeeld: Voorbeeld) -> str:
    return paragraphs(
        f"### {voorbeeld.naam}: {voorbeeld.titel}",
        f"Verslagperiode {voorbeeld.periode}. Records (`keer` is het aantal zulke records):",
        bullets(record(row) for row in voorbeeld.rijen),
        f"Uitkomst: {_expected(voorbeeld.verwacht)}.",
    )


def _expected(verwacht: Mapping[str, object]) -> str:
    flat: list[str] = []
    for naam, value in verwacht.items():
        naam = "kopcijfer" if naam == "kop" else naam
        pairs = value.items() if isinstance(value, Mapping) else [(naam, value)]
        flat += [f"{key} {value_in_words(item)}" for key, item in pairs]
    return "; ".join(flat)
