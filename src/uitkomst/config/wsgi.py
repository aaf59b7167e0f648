"""The application for a WSGI server; `uitkomst serve` uses it, any other server may."""

import os

from django.core.wsgi import get_wsgi_application

from uitkomst.config.lifeline import end_with_the_server

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "uitkomst.config.settings")
end_with_the_server()
application = get_wsgi_application()
