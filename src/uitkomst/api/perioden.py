"""For which periods one may deliver now."""

from django.http import HttpRequest
from django.utils import timezone
from ninja import Router

from uitkomst.api.gate import Toegangssleutel
from uitkomst.api.shapes import Perioden, periode_of
from uitkomst.services.systems import koppelingen

router = Router(by_alias=True, tags=["Perioden"])


@router.get(
    "/perioden",
    auth=Toegangssleutel(None),
    response=Perioden,
    operation_id="perioden",
    summary="Voor welke perioden kan ik nu aanleveren?",
    url_name="api-perioden",
)
def perioden(request: HttpRequest) -> Perioden:
    """De perioden die nu open zijn. Elke sleutel mag dit vragen."""
    found = koppelingen.periods(now=timezone.now())
    return Perioden(perioden=[periode_of(each) for each in found])
