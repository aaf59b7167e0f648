"""The addresses of the register: organisations, contracts, agreements, decisions by two."""

from django.urls import path

from uitkomst.portal.views import (
    beheer,
    besluiten,
    register_contracten,
    register_organisaties,
)

urlpatterns = [
    path("beheer/organisaties", beheer.organisaties_page, name="organisaties"),
    path("beheer/organisaties/<uuid:reference>", beheer.organisatie, name="organisatie"),
    path("beheer/organisatie-toevoegen", register_organisaties.new, name="organisatie-nieuw"),
    path(
        "beheer/organisaties/<uuid:reference>/gegevens",
        register_organisaties.change,
        name="organisatie-gegevens",
    ),
    path(
        "beheer/organisaties/<uuid:reference>/regio",
        register_organisaties.regio,
        name="organisatie-regio",
    ),
    path(
        "beheer/organisaties/<uuid:reference>/regio/<int:deelname>",
        register_organisaties.regio_leave,
        name="organisatie-regio-einde",
    ),
    path(
        "beheer/organisaties/<uuid:reference>/samenvoegen",
        register_organisaties.merge,
        name="organisatie-samenvoegen",
    ),
    path(
        "beheer/organisaties/<uuid:reference>/samenvoegen/<uuid:besluit>",
        register_organisaties.merge_now,
        name="organisatie-samengevoegd",
    ),
    path(
        "beheer/organisaties/<uuid:reference>/contract",
        register_contracten.add,
        name="contract-nieuw",
    ),
    path("beheer/contracten/<int:contract>", register_contracten.end, name="contract-einddatum"),
    path("beheer/contractlijst", register_contracten.preview, name="contractlijst"),
    path(
        "beheer/contractlijst/overnemen",
        register_contracten.take_over,
        name="contractlijst-overnemen",
    ),
    path(
        "beheer/contractlijst/voorbeeld",
        register_contracten.example,
        name="contractlijst-voorbeeld",
    ),
    path("beheer/besluiten", besluiten.index, name="besluiten"),
    path("beheer/besluiten/<uuid:reference>", besluiten.decide, name="besluit"),
    path(
        "beheer/besluiten/<uuid:reference>/intrekken",
        besluiten.take_back,
        name="besluit-intrekken",
    ),
    path("beheer/overeenkomsten/<int:nummer>", besluiten.overeenkomst, name="overeenkomst"),
    path("beheer/overeenkomsten/<int:nummer>/pdf", besluiten.pdf, name="overeenkomst-pdf"),
    path(
        "beheer/overeenkomsten/<int:nummer>/bevestigen",
        besluiten.confirm,
        name="overeenkomst-bevestigen",
    ),
]
