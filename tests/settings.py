"""Settings of the test run: the one settings file, told that this is a throw-away installation."""

import atexit
import os
import shutil
import tempfile

os.environ.setdefault("SECRET_KEY", "for-the-test-run-only-" + "x" * 40)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
if "DATA_DIR" not in os.environ:
    os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="twosource-tests-")
    atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)
os.environ.setdefault("REDIS_URL", "unix:///nonexistent/broker.sock")
os.environ.setdefault("SECURE_SSL_REDIRECT", "no")

from annotator.settings import *  # noqa: F403 - the whole point of this module

# Fast hashes: the tests sign in hundreds of times and guard nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

# Plain names: nothing has to be collected first. tests/annotator/test_static_storage.py and the
# installations of tests/ops use the real thing.
STORAGES = {
    **STORAGES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # noqa: F405

if DATABASES["default"]["ENGINE"] == "annotator.sqlite":  # noqa: F405
    # A file, as in an installation: each connection waits its turn. Of a database in memory the
    # connections share one cache, where the second writer is refused at once; and a browser
    # test has several, since the loop that drives the browser counts as a place of its own.
    DATABASES["default"]["TEST"] = {  # noqa: F405
        "NAME": os.path.join(os.environ["DATA_DIR"], "test.sqlite3")
    }
