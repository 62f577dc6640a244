"""The WSGI entry point that gunicorn serves."""

import gc
import os
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
application = get_wsgi_application()


def load_all() -> None:
    """Has the pages loaded, and what a first request makes, by asking for the sign-in page.

    gunicorn loads this module once and then forks: what is there by now its processes share, and
    nothing of it is written to by the garbage collector's marks. No connection is left open.
    """
    host = next((name.lstrip(".") for name in settings.ALLOWED_HOSTS if name != "*"), "localhost")
    for path in ("/healthz", "/sign-in/"):
        environ = {"PATH_INFO": path, "HTTP_HOST": host, "HTTP_X_FORWARDED_PROTO": "https"}
        setup_testing_defaults(environ)
        application(environ, lambda *_: lambda _: None).close()
    connections.close_all()
    gc.collect()
    gc.freeze()


load_all()
