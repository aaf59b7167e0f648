"""All addresses of the zone of reports. What is not here does not exist there: it has no vault."""

from django.urls import include, path

from uitkomst.portal.views import published

urlpatterns = [
    path("", published.home, name="home"),
    path("", include("uitkomst.portal.sign_in_urls")),
    path("rapporten", published.index, name="reports"),
    path("", include("uitkomst.portal.published_urls")),
]
