"""Settings of the test run: the one settings file, told that this is a throw-away installation."""

import os
import tempfile

os.environ.setdefault("SECRET_KEY", "for-the-test-run-only-" + "x" * 40)
os.environ.setdefault("ALLOWED_HOSTS", "testserver,localhost,127.0.0.1")
os.environ.setdefault("DATA_DIR", tempfile.mkdtemp(prefix="twosource-tests-"))
os.environ.setdefault("REDIS_URL", "unix:///nonexistent/broker.sock")
os.environ.setdefault("SECURE_SSL_REDIRECT", "no")

from annotator.settings import *  # noqa: E402, F403 - the whole point of this module

# Fast hashes: the tests sign in hundreds of times and guard nothing.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
