"""A very long article with thousands of overlapping spans in Chromium: opened, scrolled, marked."""

from dataclasses import replace

from django.conf import settings
from playwright.sync_api import Page

from benchmarks.browser import fresh_window, running_browser
from benchmarks.corpus import InventedArticle, invented_articles
from benchmarks.desk import open_desk, store_articles, store_spans
from benchmarks.server import running_server
from benchmarks.timing import Readings, Scale, quantile

# Notes how long every stretch over 50 ms without a pause took.
WATCH = """
window.longest = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) window.longest = Math.max(window.longest, entry.duration);
}).observe({ type: "longtask", buffered: true });
"""
# From the top to the end and back, most of a window at a time; the longest time between frames.
SCROLL = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  let worst = 0;
  let last = await frame();
  for (const by of [0.9, -0.9]) {
    for (let step = 0; step < 60; step++) {
      scrollBy({ top: by * innerHeight, behavior: "instant" });
      const now = await frame();
      worst = Math.max(worst, now - last);
      last = now;
    }
  }
  return worst;
}"""
# Words are selected and a label's key is pressed; until the frame with the mark has been drawn.
MARK = """async (times) => {
  const text = document.getElementById("text");
  const paragraphs = [...text.querySelectorAll("p")];
  const drawn = () => new Promise((go) => {
    requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel();
      port1.onmessage = go; port2.postMessage(null); });
  });
  const found = [];
  for (let n = 0; n < times; n++) {
    const element = paragraphs[(n * 7) % paragraphs.length];
    element.scrollIntoView({ block: "center" });
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    const node = walker.nextNode();
    getSelection().setBaseAndExtent(node, 0, node, Math.min(node.length, 3 + n % 5));
    await drawn();
    await drawn();
    const before = document.querySelectorAll("mark").length;
    const began = performance.now();
    text.dispatchEvent(new KeyboardEvent("keydown", { key: String(1 + n % 3), bubbles: true }));
    await drawn();
    found.push(performance.now() - began);
    if (document.querySelectorAll("mark").length < before) throw new Error("no mark");
  }
  return found;
}"""
SETTLING_MS = 2000
LONGEST_TEXT = 200_000


def measure(scale: Scale) -> Readings:
    """The longest task while it opens, the worst frame of a scroll, and a key until its mark."""
    readings = Readings()
    spans = scale.pick(5000, quick=200)
    length = scale.pick(LONGEST_TEXT, quick=10_000)
    with running_server(), running_browser() as browser:
        desk = open_desk()
        usual, *rest = invented_articles(scale.pick(120, quick=8))
        long = replace(rest[0], text=long_text(rest, length), title="A very long article")
        articles = store_articles(desk, [usual, long])
        person = desk.people[0]
        store_spans(desk, articles[:1], [usual], each=scale.pick(500, quick=50), author=person)
        store_spans(desk, articles[1:], [long], each=spans, author=person)
        for _turn in range(scale.runs(5)):
            with fresh_window(browser, person) as page:
                _open(page, desk.project.slug, articles[1].pk)
                readings.add("longest_task", page.evaluate("window.longest"))
                readings.add("worst_frame", page.evaluate(SCROLL))
            with fresh_window(browser, person) as page:
                _open(page, desk.project.slug, articles[0].pk)
                readings.add("mark", _p95(page))
            with fresh_window(browser, person) as page:
                _open(page, desk.project.slug, articles[1].pk)
                readings.add("mark_long", _p95(page))
    readings.notes.append(f"{length:,} characters with {spans:,} spans; each mark p95 of 30")
    return readings


def long_text(articles: list[InventedArticle], length: int) -> str:
    """The texts after each other, cut at the length."""
    return "\n\n".join(article.text for article in articles)[:length].rstrip()


def _p95(page: Page) -> float:
    found: list[float] = page.evaluate(MARK, 30)
    return quantile(found, 0.95)


def _open(page: Page, slug: str, article_id: int) -> None:
    page.add_init_script(WATCH)
    page.goto(f"http://127.0.0.1:{settings.PORT}/p/{slug}/articles/{article_id}/")
    page.wait_for_selector("html[data-ready]")
    page.wait_for_timeout(SETTLING_MS)
