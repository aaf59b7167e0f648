"""The addresses of contract ends and of requests of persons."""

from django.urls import path

from uitkomst.portal.views import contracteinde, verzoeken

urlpatterns = [
    path("privacy/contracteinden", contracteinde.index, name="contracteinden"),
    path("privacy/contracteinden/<uuid:reference>", contracteinde.show, name="contracteinde"),
    path(
        "privacy/contracteinden/<uuid:reference>/stap",
        contracteinde.step,
        name="contracteinde-stap",
    ),
    path("contracteinden", contracteinde.own_index, name="eigen-contracteinden"),
    path(
        "contracteinden/<uuid:reference>/bezwaar",
        contracteinde.objection,
        name="contracteinde-bezwaar",
    ),
    path(
        "contracteinden/<uuid:reference>/gegevens",
        contracteinde.own_rows,
        name="contracteinde-gegevens",
    ),
    path("privacy/verzoeken", verzoeken.index, name="verzoeken"),
    path("privacy/verzoeken/<uuid:reference>", verzoeken.show, name="verzoek"),
    path("privacy/verzoeken/<uuid:reference>/doen", verzoeken.carry_out, name="verzoek-doen"),
    path("verzoeken", verzoeken.own_index, name="eigen-verzoeken"),
    path("verzoeken/<uuid:reference>", verzoeken.own_show, name="eigen-verzoek"),
    path("verzoeken/<uuid:reference>/antwoord", verzoeken.own_answer, name="verzoek-antwoord"),
    path("verzoeken/<uuid:reference>/gegevens", verzoeken.own_dossier, name="verzoek-gegevens"),
    path(
        "verzoeken/<uuid:reference>/gegevens/<slug:als>",
        verzoeken.own_export,
        name="verzoek-meegeven",
    ),
    path(
        "verzoeken/<uuid:reference>/verbeteren/<uuid:aanlevering>",
        verzoeken.own_correct,
        name="verzoek-verbeteren",
    ),
]
