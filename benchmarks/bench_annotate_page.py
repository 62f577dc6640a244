"""The annotating page in Chromium: what it fetches, and how much of it is code."""

from django.conf import settings
from playwright.sync_api import Page, Request

from benchmarks.browser import fresh_window, running_browser
from benchmarks.corpus import invented_articles
from benchmarks.desk import open_desk, store_articles, store_spans
from benchmarks.server import running_server
from benchmarks.timing import Readings, Scale

CODE = ("script", "stylesheet")
SETTLING_MS = 1000


def measure(scale: Scale) -> Readings:
    """Requests of a first visit, and the compressed bytes of its scripts and style sheets."""
    readings = Readings()
    with running_server(), running_browser() as browser:
        desk = open_desk()
        invented = list(invented_articles(1))
        articles = store_articles(desk, invented)
        store_spans(desk, articles, invented, each=20, author=desk.people[0])
        path = f"/p/{desk.project.slug}/articles/{articles[0].pk}/"
        for _ in range(scale.runs(3)):
            with fresh_window(browser, desk.people[0]) as page:
                requests = _visit(page, path)
                sizes = [one.sizes() for one in requests if one.resource_type in CODE]
                readings.add("code", sum(size["responseBodySize"] for size in sizes) / 1000)
                readings.add("requests", len(requests))
    code = sum(one.resource_type in CODE for one in requests)
    readings.notes.append(f"the page itself among the requests; {code} of them are JS or CSS")
    return readings


def _visit(page: Page, path: str) -> list[Request]:
    finished: list[Request] = []
    page.on("requestfinished", lambda request: finished.append(request))
    page.goto(f"http://127.0.0.1:{settings.PORT}{path}")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(SETTLING_MS)
    return finished
