"""The addresses of the pages, in Dutch: they are what people see and share."""

from django.urls import path

from uitkomst.portal.views import aanleveringen, beheer, health, home, reports, session, uitleg
from uitkomst.portal.views import trajecten as trajecten_views

urlpatterns = [
    path("", home.home, name="home"),
    path("inloggen", session.login, name="login"),
    path("uitloggen", session.logout, name="logout"),
    path("demo-inloggen", session.demo_login, name="demo-login"),
    path("aanleveringen", aanleveringen.index, name="aanleveringen"),
    path("aanleveringen/nieuw", aanleveringen.new, name="aanlevering-new"),
    path("aanleveringen/<uuid:reference>", aanleveringen.show, name="aanlevering"),
    path(
        "aanleveringen/<uuid:reference>/bevestigen",
        aanleveringen.confirm,
        name="aanlevering-confirm",
    ),
    path(
        "aanleveringen/<uuid:reference>/weggooien",
        aanleveringen.discard,
        name="aanlevering-discard",
    ),
    path(
        "aanleveringen/<uuid:reference>/voortgang",
        aanleveringen.progress,
        name="aanlevering-progress",
    ),
    path("rapporten", reports.index, name="reports"),
    path(
        "rapporten/aanbieder/<str:periode>/<slug:pagina>",
        reports.aanbieder,
        name="report-aanbieder",
    ),
    path(
        "rapporten/aanbieder/<str:periode>/<slug:indicator>/trajecten",
        trajecten_views.trajecten,
        name="report-trajecten",
    ),
    path(
        "rapporten/gemeente/<str:code>/<str:periode>/<slug:pagina>",
        reports.gemeente,
        name="report-gemeente",
    ),
    path(
        "rapporten/regio/<str:regio>/<str:periode>/<slug:pagina>",
        reports.regio,
        name="report-regio",
    ),
    path("hoe-geteld/<slug:indicator>", uitleg.hoe_geteld, name="hoe-geteld"),
    path("regelboek", uitleg.regelboek, name="regelboek"),
    path("beheer/organisaties", beheer.organisaties_page, name="organisaties"),
    path("beheer/organisaties/<uuid:reference>", beheer.organisatie, name="organisatie"),
    path("beheer/toegang", beheer.toegang, name="toegang"),
    path("beheer/logboek", beheer.logboek, name="logboek"),
    path("gezond", health.health, name="health"),
]
