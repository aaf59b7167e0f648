"""The addresses of the pages, in Dutch: they are what people see and share."""

from django.urls import include, path

from uitkomst.portal.views import (
    aanleveringen,
    bestand,
    browser_check,
    clienten,
    herstel,
    home,
    indienen,
    koppelingen,
    logboek,
    mensen,
    nieuw,
    reports,
    rijen,
    toegang,
    verschil,
    vragen,
)
from uitkomst.portal.views import trajecten as trajecten_views

urlpatterns = [
    path("", home.home, name="home"),
    path("", include("uitkomst.portal.sign_in_urls")),
    path("aanleveringen", aanleveringen.index, name="aanleveringen"),
    path("aanleveringen/nieuw", nieuw.new, name="aanlevering-new"),
    path("aanleveringen/nieuw/gemarkeerd", nieuw.marked, name="aanlevering-marked-only"),
    path("aanleveringen/<uuid:reference>", aanleveringen.show, name="aanlevering"),
    path(
        "aanleveringen/<uuid:reference>/bestand",
        bestand.bestand,
        name="aanlevering-bestand",
    ),
    path(
        "aanleveringen/<uuid:reference>/gemarkeerd/<slug:als>",
        aanleveringen.marked,
        name="aanlevering-marked",
    ),
    path(
        "aanleveringen/<uuid:reference>/herstel/<slug:code>",
        herstel.herstel,
        name="aanlevering-herstel",
    ),
    path(
        "aanleveringen/<uuid:reference>/ongedaan/<int:nummer>",
        herstel.ongedaan,
        name="aanlevering-ongedaan",
    ),
    path(
        "aanleveringen/<uuid:reference>/rijen/<int:rij>",
        rijen.rij,
        name="aanlevering-rij",
    ),
    path(
        "aanleveringen/<uuid:reference>/rijen/<int:rij>/weglaten",
        rijen.weglaten,
        name="aanlevering-rij-weg",
    ),
    path(
        "aanleveringen/<uuid:reference>/vragen",
        vragen.vragen,
        name="aanlevering-vragen",
    ),
    path(
        "aanleveringen/<uuid:reference>/verschil",
        verschil.verschil,
        name="aanlevering-verschil",
    ),
    path(
        "aanleveringen/<uuid:reference>/indienen",
        indienen.confirm,
        name="aanlevering-indienen",
    ),
    path(
        "aanleveringen/<uuid:reference>/bewijs",
        indienen.bewijs,
        name="aanlevering-bewijs",
    ),
    path(
        "aanleveringen/<uuid:reference>/intrekken",
        indienen.intrekken,
        name="aanlevering-intrekken",
    ),
    path(
        "aanleveringen/<uuid:reference>/terugzetten",
        indienen.terugzetten,
        name="aanlevering-terugzetten",
    ),
    path(
        "aanleveringen/<uuid:reference>/verder",
        indienen.verder,
        name="aanlevering-verder",
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
    path(
        "aanleveringen/<uuid:reference>/aanwezig",
        aanleveringen.present,
        name="aanlevering-present",
    ),
    path("clienten", clienten.begin, name="clienten-beginnen"),
    path("geen-trajecten", clienten.none, name="geen-trajecten"),
    path("clienten/<uuid:reference>", clienten.index, name="clienten"),
    path(
        "clienten/<uuid:reference>/ongewijzigd",
        clienten.unchanged,
        name="clienten-ongewijzigd",
    ),
    path("clienten/<uuid:reference>/toevoegen", clienten.add, name="client-toevoegen"),
    path("clienten/<uuid:reference>/<int:nummer>", clienten.client, name="client"),
    path(
        "clienten/<uuid:reference>/<int:nummer>/weghalen",
        clienten.remove,
        name="client-weghalen",
    ),
    path("koppelingen", koppelingen.index, name="koppelingen"),
    path("koppelingen/<uuid:reference>", koppelingen.show, name="koppeling"),
    path(
        "koppelingen/<uuid:reference>/intrekken",
        koppelingen.revoke,
        name="koppeling-revoke",
    ),
    path("controleren-in-browser", browser_check.page, name="browser-check"),
    path("controleren-in-browser/bewaarder.js", browser_check.keeper, name="browser-check-keeper"),
    path(
        "controleren-in-browser/<str:versie>/<str:naam>",
        browser_check.file,
        name="browser-check-file",
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
    path("", include("uitkomst.portal.published_urls")),
    path("beheer/toegang", toegang.show, name="toegang"),
    path("beheer/logboek", logboek.logboek, name="logboek"),
    path("beheer/logboek/<slug:als>", logboek.export, name="logboek-export"),
    path(
        "beheer/organisaties/<uuid:reference>/mensen",
        mensen.of_organisatie,
        name="organisatie-mensen",
    ),
    path(
        "beheer/organisaties/<uuid:reference>/mensen/<int:pk>/tweede-stap",
        mensen.reset_factor_of,
        name="organisatie-lid-factor",
    ),
    path("", include("uitkomst.portal.register_urls")),
    path("", include("uitkomst.portal.privacy_urls")),
    path("", include("uitkomst.portal.einde_urls")),
]
