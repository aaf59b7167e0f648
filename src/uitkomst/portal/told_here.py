"""A refusal that is told beside the form it is about, with what was filled in still there."""

from collections.abc import Callable

from django import forms

from uitkomst.portal.refused import on_page
from uitkomst.services.refusals import WrongGegevens
from uitkomst.services.refusals.table import REFUSALS, Refusal


def refusal_from(work: Callable[[], object], form: forms.Form | None = None) -> Refusal | None:
    """Do it, and give the refusal to show if it was not done; None when it was.

    A refusal about one field of the form goes to that field. What is not for this reader, or is a
    bug, goes on.
    """
    try:
        work()
    except REFUSALS as refused:
        refusal = on_page(refused)
        if isinstance(refused, WrongGegevens) and form is not None and refused.veld in form.fields:
            form.add_error(refused.veld, refused.melding)
        return refusal
    return None


def status_of(form: forms.Form | None, refused: Refusal | None) -> int:
    """The HTTP status of a page with this form."""
    if refused is not None:
        return refused.status
    return 422 if form is not None and form.errors else 200
