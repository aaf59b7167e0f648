"""All addresses are the portal's."""

from django.urls import include, path

handler500 = "uitkomst.config.middleware.server_error"
urlpatterns = [path("", include("uitkomst.portal.urls"))]
