"""Browser windows with somebody signed in, watched for errors on the page."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from django.conf import settings as project_settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from annotator.models import Article, User
from annotator.static_storage import ENTRIES, one_file

# What a browser says of a request that failed on purpose in a test.
EXPECTED = ("Failed to load resource", "net::ERR_INTERNET_DISCONNECTED")

# How long a test waits for what it expects: no bound on the pages, which the benchmarks time.
PATIENCE_MS = 20_000
expect.set_options(timeout=PATIENCE_MS)


class OpenWindow(Protocol):
    """Opens a window in which somebody is signed in."""

    def __call__(
        self, user: User, path: str = "", *, width: int = 1280, height: int = 900, **options: Any
    ) -> Page: ...


@pytest.fixture(autouse=True)
def _cookies_over_plain_http(settings: Settings) -> None:
    """The test server speaks http, where browsers take no Secure cookies."""
    for kind in ("SESSION", "CSRF"):
        setattr(settings, f"{kind}_COOKIE_NAME", f"test-{kind.lower()}")
        setattr(settings, f"{kind}_COOKIE_SECURE", False)


@pytest.fixture
def open_window(
    browser: Browser,
    browser_context_args: dict[str, Any],
    live_server: LiveServer,
) -> Iterator[OpenWindow]:
    """Opens windows; any error in their consoles fails the test."""
    contexts: list[BrowserContext] = []
    troubles: list[str] = []

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known in message.text for known in EXPECTED):
            troubles.append(message.text)

    def open_one(
        user: User, path: str = "", *, width: int = 1280, height: int = 900, **options: Any
    ) -> Page:
        viewport = {"width": width, "height": height}
        context = browser.new_context(**{**browser_context_args, "viewport": viewport, **options})
        context.set_default_timeout(PATIENCE_MS)
        contexts.append(context)
        context.add_cookies([session_cookie(user, live_server.url)])
        page = context.new_page()
        page.on("console", hear)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(live_server.url + path)
        return page

    yield open_one
    for context in contexts:
        context.close()
    wait_for_open_requests()
    assert not troubles


def wait_for_open_requests(*, seconds: float = 20) -> None:
    """Until the live server has answered all it was asked: its threads share the test's
    connection to a database in memory, which is emptied next."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any("process_request_thread" in thread.name for thread in threading.enumerate()):
            return
        time.sleep(0.02)


def session_cookie(user: User, url: str) -> Any:
    """The cookie of a session begun on the server."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    name = project_settings.SESSION_COOKIE_NAME
    return {"name": name, "value": client.cookies[name].value, "url": url}


@pytest.fixture
def desk(open_window: OpenWindow, article: Article, annotator: User) -> Page:
    """The annotator's window on the article, ready to work in."""
    page = open_window(annotator, f"/p/dikes/articles/{article.pk}/")
    page.wait_for_selector("html[data-ready]")
    return page


@pytest.fixture
def modules_in_one_file(settings: Settings, tmp_path: Path) -> None:
    """Scripts as an installation serves them; other tests load each module by itself."""
    ours = FileSystemStorage(location=project_settings.BASE_DIR / "annotator" / "static")
    collected = FileSystemStorage(location=tmp_path)
    for entry in ENTRIES:
        collected.save(entry, ContentFile(one_file(ours, entry).encode()))
    settings.STATICFILES_DIRS = [tmp_path]
