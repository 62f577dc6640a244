"""The WSGI entry point that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import reverse

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "annotator.settings")
application = get_wsgi_application()
# gunicorn loads this module once and then forks. What is loaded by now its processes share: every
# page too, and nothing of it is written to by the garbage collector's marks.
reverse("home")
gc.freeze()
