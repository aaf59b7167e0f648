"""The pages about what is checked and what is counted, each rule and figure with its examples."""

from collections.abc import Mapping, Sequence
from itertools import groupby

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
from uitkomst.standard.regel import Regel, regels, regelset

ERNST = {
    "bestand": "het hele bestand kan zo niet worden aangenomen",
    "blokkeert": "de rij blijft apart tot zij is verbeterd",
    "bevestigen": "u zegt dat het klopt",
    "tip": "ter informatie; de rij telt gewoon mee",
}


def regelboek() -> str:
    """Give the page of all rules an aanlevering is checked by."""
    inleiding = paragraphs(
        "Waar een aanlevering op wordt gecontroleerd. De ernst zegt wat er gebeurt:",
        bullets(f"**{naam}**: {uitleg}" for naam, uitleg in ERNST.items()),
        "Een voorbeeld noemt alleen wat ertoe doet. De rest is een gewone rij: "
        f"{record(regelset().voorbeeldrij)}.",
    )
    by_code = groupby(regels(), key=lambda regel: regel.code)
    return page("Regelboek jeugdhulp", inleiding, (_regel(list(group)) for _, group in by_code))


def _regel(variants: Sequence[Regel]) -> str:
    first = variants[0]
    return paragraphs(
        f"## {first.code} {first.titel}", source(first), *(_variant(regel) for regel in variants)
    )


def _variant(regel: Regel) -> str:
    place = f"cel `{regel.cel}`" if regel.cel else "het bestand als geheel"
    needs = (
        f"Alleen te controleren met de kolommen {_names(regel.kolommen)}."
        if regel.kolommen
        else "",
        f"Alleen te controleren als bekend is: {_names(regel.nodig)}." if regel.nodig else "",
    )
    return paragraphs(
        f"**{regel.ernst}**, {place}: {regel.melding} {regel.remedie}",
        " ".join(need for need in needs if need),
        _examples("Goed", regel.goed, regel.omgeving),
        _examples("Fout", regel.fout, regel.omgeving_fout),
    )


def _names(names: Sequence[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _rows(rows: Sequence[Mapping[str, object]]) -> str:
    return "; en ".join(record(row) or "een gewone rij" for row in rows) or "geen rijen"


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
        f"{source(ind)} Nummer: {ind.nummer}.",
        f"Vraag: {ind.vraag}",
        ind.definitie,
        f"Geteld worden {ind.eenheid}.",
        table(("Code", "Categorie", "In het kopcijfer"), categorieen),
        f"Let op:\n\n{bullets(ind.let_op)}",
        "Varianten:\n\n" + table(("Variant", "Bron", "Merk"), varianten) if varianten else "",
        *(_voorbeeld(voorbeeld) for voorbeeld in ind.voorbeelden),
    )


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
        pairs = value.items() if isinstance(value, Mapping) else [(naam, value)]
        flat += [f"{key} {value_in_words(item)}" for key, item in pairs]
    return "; ".join(flat)
