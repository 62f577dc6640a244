"""A real Chromium in which somebody is signed in, fresh for every visit."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from playwright.sync_api import Browser, Page, sync_playwright

from annotator.models import User
from benchmarks.requests_in_process import session_cookie
from tests.fixtures.browser import find_chromium

ARGUMENTS = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]


@contextmanager
def running_browser() -> Iterator[Browser]:
    """The system's own Chromium, without a window."""
    path = find_chromium()
    if path is None:
        raise RuntimeError("Chromium is needed; `make chromium` says how to get it.")
    # Chromium's sandbox refuses root.
    arguments = [*ARGUMENTS, "--no-sandbox"] if os.getuid() == 0 else ARGUMENTS
    # Playwright's synchronous calls run inside an event loop, where Django refuses its database.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=arguments)
        yield browser
        browser.close()


@contextmanager
def fresh_window(browser: Browser, user: User) -> Iterator[Page]:
    """A window with nothing in its cache, in which the user is signed in."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    name, _equals, value = session_cookie(user).partition("=")
    address = f"http://127.0.0.1:{settings.PORT}"
    context.add_cookies([{"name": name, "value": value, "url": address}])
    page = context.new_page()
    page.set_default_timeout(60_000)
    yield page
    context.close()
