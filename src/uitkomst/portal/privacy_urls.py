"""The addresses of who guards the privacy and of who runs the portal, and of incidents."""

from django.urls import path

from uitkomst.portal.views import incidenten, privacy, sleutels

urlpatterns = [
    path("privacy", privacy.cockpit, name="privacy"),
    path("privacy/overeenkomsten", privacy.overeenkomsten, name="privacy-overeenkomsten"),
    path("privacy/bewaard", privacy.bewaard, name="privacy-bewaard"),
    path("privacy/bewaard/<uuid:aanbieder>", privacy.van_aanbieder, name="privacy-bewaard-van"),
    path("privacy/bewaartermijnen", privacy.termijnen, name="privacy-termijnen"),
    path("privacy/reservekopieen", privacy.reservekopieen, name="privacy-reservekopieen"),
    path("privacy/bewijsmap", privacy.bewijsmap_page, name="privacy-bewijsmap"),
    path("beheer/sleutels", sleutels.index, name="sleutels"),
    path("beheer/sleutels/volgen/<str:regio>", sleutels.volgen, name="sleutels-volgen"),
    path(
        "beheer/sleutels/besluiten/<uuid:besluit>",
        sleutels.uitvoeren,
        name="sleutels-uitvoeren",
    ),
    path("beheer/toestand", privacy.toestand_page, name="toestand"),
    path("incidenten", incidenten.index, name="incidenten"),
    path("incidenten/openen", incidenten.openen, name="incident-openen"),
    path("incidenten/eigen", incidenten.eigen, name="incidenten-eigen"),
    path("incidenten/<uuid:reference>", incidenten.show, name="incident"),
    path("incidenten/<uuid:reference>/sluiten", incidenten.sluiten, name="incident-sluiten"),
    path("incidenten/<uuid:reference>/personen", incidenten.personen, name="incident-personen"),
    path(
        "incidenten/<uuid:reference>/brief/<uuid:aanbieder>",
        incidenten.brief,
        name="incident-brief",
    ),
    path(
        "incidenten/<uuid:reference>/ingelicht/<uuid:aanbieder>",
        incidenten.ingelicht,
        name="incident-ingelicht",
    ),
]
