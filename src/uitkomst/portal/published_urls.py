"""The addresses of the protected reports, of what explains them, and of certificates: the same in
every zone.
"""

from django.urls import path

from uitkomst.portal.views import certificaten, health, published, security_txt, uitleg

urlpatterns = [
    path(
        "rapporten/gemeente/<str:code>/<str:periode>/<slug:pagina>",
        published.gemeente,
        name="report-gemeente",
    ),
    path(
        "rapporten/regio/<str:regio>/<str:periode>/<slug:pagina>",
        published.regio,
        name="report-regio",
    ),
    path("certificaten", certificaten.index, name="certificaten"),
    path("certificaten/<uuid:reference>", certificaten.pdf, name="certificaat"),
    path("hoe-geteld/<slug:indicator>", uitleg.hoe_geteld, name="hoe-geteld"),
    path("regelboek", uitleg.regelboek, name="regelboek"),
    path("gezond", health.health, name="health"),
    path(".well-known/security.txt", security_txt.security_txt, name="security-txt"),
]
