"""Addresses: the API of the providers' systems below `api/`, and the pages."""

from django.urls import include, path

handler500 = "uitkomst.config.middleware.server_error"
urlpatterns = [
    path("api/", include("uitkomst.api.urls")),
    path("", include("uitkomst.portal.urls")),
]
