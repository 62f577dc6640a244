"""The annotating page with many spans in Chromium, until one can work in it."""

from typing import Any

from django.conf import settings
from playwright.sync_api import Page

from benchmarks.browser import fresh_window, running_browser
from benchmarks.corpus import invented_articles
from benchmarks.desk import open_desk, store_articles, store_spans
from benchmarks.server import running_server
from benchmarks.timing import Readings, Scale

# Notes the moment the page says that it is ready, and every stretch over 50 ms without a pause.
WATCH = """
window.benchmark = { ready: 0, blocked: 0 };
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.benchmark.blocked += entry.duration;
}).observe({ type: "longtask", buffered: true });
new MutationObserver((changes, observer) => {
  if (!document.documentElement?.hasAttribute("data-ready")) return;
  window.benchmark.ready = performance.now();
  console.debug("ready");
  observer.disconnect();
}).observe(document, { attributes: true, subtree: true, attributeFilter: ["data-ready"] });
"""
ASK = """() => ({
  ...window.benchmark,
  firstByte: performance.getEntriesByType("navigation")[0].responseStart,
})"""
SETTLING_MS = 1000


def measure(scale: Scale) -> Readings:
    """Time from following the link, and how long of it tasks of over 50 ms held the thread."""
    readings = Readings()
    spans = scale.pick(500, quick=60)
    with running_server(), running_browser() as browser:
        desk = open_desk()
        invented = list(invented_articles(1))
        articles = store_articles(desk, invented)
        store_spans(desk, articles, invented, each=spans, author=desk.people[0])
        path = f"/p/{desk.project.slug}/articles/{articles[0].pk}/"
        for turn in range(scale.runs(9) + 1):
            with fresh_window(browser, desk.people[0]) as page:
                found = _visit(page, path)
            if turn:  # the first visit warms up server and browser
                readings.add("ready", found["ready"])
                readings.add("blocked", found["blocked"])
                readings.add("first_byte", found["firstByte"])
    readings.notes.append(
        f"{spans} spans, nothing in the browser's cache; blocked is the whole length of all tasks "
        "over 50 ms"
    )
    return readings


def _visit(page: Page, path: str) -> dict[str, Any]:
    page.add_init_script(WATCH)
    # Heard, not asked for: who asks a page has it run scripts that are not its own.
    with page.expect_console_message(lambda message: message.text == "ready"):
        page.goto(f"http://127.0.0.1:{settings.PORT}{path}")
    page.wait_for_timeout(SETTLING_MS)
    found: dict[str, Any] = page.evaluate(ASK)
    return found
