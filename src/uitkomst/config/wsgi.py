"""The application for a WSGI server; `uitkomst serve` uses it, any other server may."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitkomst.config.settings")
application = get_wsgi_application()
