"""Which refusals a page shows itself; any other gets a page of its own, from the middleware."""

from uitkomst.services.refusals.table import Refusal, refusal_of


def on_form(error: Exception) -> Refusal:
    """Give a refusal to show beside what was filled in, so that it stays.

    What does not exist has no form, and a bug is no refusal: these are raised again.
    """
    refusal = refusal_of(error)
    if refusal is None or refusal.status == 404:
        raise error
    return refusal


def on_page(error: Exception) -> Refusal:
    """Give a refusal that another choice on the same page may lift; any other is raised again.

    Without permission, agreement or vault the page itself could not be made either.
    """
    refusal = on_form(error)
    if refusal.status not in (409, 422):
        raise error
    return refusal
