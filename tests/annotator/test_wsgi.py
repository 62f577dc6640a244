"""What the web loads before it forks, and what it leaves until somebody needs it."""

import subprocess
import sys

from django.conf import settings

LATER = ("scipy", "trafilatura", "dateparser", "babel", "lxml", "httpcore", "psycopg", "requests")
LOAD = """
import sys
import annotator.wsgi
print("credibility.pages" in sys.modules, *(name for name in sys.argv[1:] if name in sys.modules))
"""


def test_it_loads_every_page_and_nothing_that_few_requests_need() -> None:
    loaded = subprocess.run(
        [sys.executable, "-c", LOAD, *LATER],
        cwd=settings.BASE_DIR,
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.split() == ["True"]
