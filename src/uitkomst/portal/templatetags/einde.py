"""A filter of the pages of contract ends and of requests of persons."""

from datetime import date

from django import template

from uitkomst.services.deelnemers.contracten import day_in_words

register = template.Library()


@register.filter
def dag(code: str) -> str:
    """Write a day of the books (2026-07-01) as pages do: 1-7-2026."""
    return day_in_words(date.fromisoformat(code))
