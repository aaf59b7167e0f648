"""The forms of what goes in and out, as the published description shows them: camelCase, Dutch."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from ninja import Schema
from pydantic import ConfigDict, Field
from pydantic.alias_generators import to_camel

from uitkomst.standard.verslagperiode import Verslagperiode

Item = TypeVar("Item")


class Shape(Schema):
    """A form with names in camelCase outside."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True)


class Fout(Shape):
    """One fault in a request."""

    plaats: str = Field(description="Waar in het verzoek.", examples=["query.pagina"])
    melding: str = Field(description="Wat er anders moet.")


class Probleem(Shape):
    """Waarom een verzoek niet is uitgevoerd, volgens RFC 9457."""

    type: str = Field(
        description="De soort, om in uw programma op te kiezen.",
        examples=["urn:uitkomst:no-agreement"],
    )
    title: str = Field(description="De soort in een paar woorden.")
    status: int = Field(description="De HTTP-status.", examples=[403])
    detail: str = Field(description="Wat er is en wat u kunt doen.")
    instance: str = Field(description="Het adres dat u vroeg.")
    fouten: list[Fout] | None = Field(
        default=None, description="Alleen bij een verzoek dat niet klopt: wat en waar."
    )


class PeriodeVorm(Shape):
    """Een verslagperiode: een halfjaar."""

    code: str = Field(description="Zoals u hem opgeeft.", examples=["2026-1"])
    titel: str = Field(examples=["eerste helft 2026"])
    eerste_dag: date
    laatste_dag: date


class Perioden(Shape):
    """De perioden waarvoor u nu kunt aanleveren, de nieuwste eerst."""

    perioden: list[PeriodeVorm]


def periode_of(periode: Verslagperiode) -> PeriodeVorm:
    """The form of a period."""
    return PeriodeVorm(
        code=periode.code,
        titel=periode.titel,
        eerste_dag=periode.eerste_dag,
        laatste_dag=periode.laatste_dag,
    )


class Page(Shape):
    """Een blad van een lijst."""

    totaal: int = Field(description="Hoeveel er in alle bladen samen zijn.", ge=0)
    pagina: int = Field(description="Het nummer van dit blad.", ge=1)
    per_pagina: int = Field(description="Hoeveel er hooguit op een blad staan.", ge=1)


class PageQuery(Shape):
    """Welk blad van een lijst."""

    pagina: int = Field(default=1, ge=1, le=1_000_000, description="Het nummer van het blad.")
    per_pagina: int = Field(default=100, ge=1, le=500, description="Hoeveel op een blad.")

    def of(self, items: Sequence[Item]) -> Sequence[Item]:
        """The part of all items that stands on this page."""
        start = (self.pagina - 1) * self.per_pagina
        return items[start : start + self.per_pagina]
