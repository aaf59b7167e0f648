"""The logbook: search it, see whether it is whole and what stands out, and take it along."""

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from uitkomst.access.actor import Actor
from uitkomst.access.permissions import Permission
from uitkomst.portal.downloads import attachment
from uitkomst.portal.logboek_form import LogboekForm
from uitkomst.portal.request import PortalRequest
from uitkomst.services.audit import exporting, reading, upkeep
from uitkomst.services.audit.patterns import patterns
from uitkomst.services.guard import fresh, requires

LINES_PER_PAGE = 50


@requires(Permission.VIEW_LOGBOEK)
@require_safe
def logboek(request: PortalRequest) -> HttpResponse:
    """Show who did what, as far as the reader may know."""
    form = _form(request)
    wanted = form.wanted() if form.is_valid() else reading.Wanted()
    found = reading.search(actor=request.actor, wanted=wanted)
    page = Paginator(found, LINES_PER_PAGE).get_page(request.GET.get("blad"))
    choice = request.GET.copy()
    choice.pop("blad", None)
    context = {
        "page": page,
        "lines": reading.as_lines(page.object_list),
        "form": form,
        "choice": choice.urlencode(),
        "searched": any(vars(wanted).values()),
        "all": _reads_all(request.actor),
        "chain": upkeep.state(),
        "patterns": patterns(actor=request.actor, now=timezone.now()),
    }
    status = 200 if form.is_valid() else 422
    return render(request, "portal/logboek/logboek.html", context, status=status)


@requires(Permission.VIEW_LOGBOEK)
@require_safe
@fresh
def export(request: PortalRequest, als: str) -> HttpResponse:
    """Give the lines that were searched for as a file; that is a line too."""
    form = _form(request)
    if als not in exporting.KINDS or not form.is_valid():
        raise Http404
    made = exporting.export(actor=request.actor, wanted=form.wanted(), als=als, now=timezone.now())
    return attachment(made.content, made.naam, made.soort)


def _form(request: PortalRequest) -> LogboekForm:
    return LogboekForm(request.GET, with_organisatie=_reads_all(request.actor))


def _reads_all(actor: Actor) -> bool:
    return actor.role in reading.READS_ALL
