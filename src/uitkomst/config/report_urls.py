"""Addresses of the zone of reports: only what gemeenten and regions need."""

from django.urls import include, path

handler500 = "uitkomst.config.middleware.server_error"
urlpatterns = [path("", include("uitkomst.portal.report_urls"))]
