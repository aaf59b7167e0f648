"""All addresses are the portal's."""

from django.urls import include, path

urlpatterns = [path("", include("uitkomst.portal.urls"))]
