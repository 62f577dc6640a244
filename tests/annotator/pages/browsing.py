"""A signed-in client for tests of pages, without the trouble of form tokens."""

from django.test import Client

from annotator.models import User


def browse(person: User | None) -> Client:
    """A client in which the person is signed in, or nobody; errors become answers."""
    client = Client(raise_request_exception=False)
    if person is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client
