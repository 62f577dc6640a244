"""What the keys of marking take: a shift typed at the pace of a skilled hand, in Chromium."""

import time
from collections.abc import Sequence

from django.conf import settings
from django.db.models import Avg
from playwright.sync_api import Page

from annotator.models import Annotation, Article
from benchmarks.browser import fresh_window, running_browser
from benchmarks.corpus import invented_articles
from benchmarks.desk import Desk, open_desk, store_articles
from benchmarks.server import running_server
from benchmarks.timing import Readings, Scale

KEY_SECONDS = 0.2
"""Between two keys: the average skilled typist of Card, Moran and Newell's keystroke-level model
(1980). Reading and thinking are not in it."""

LABEL = ("j", "2")
SOURCE = ("s", "1", "2", "Enter")
CLAIM = ("c", "Enter")
WAYS: dict[str, Sequence[str]] = {
    "label": LABEL,
    "source": (*LABEL, *SOURCE),
    "claim": (*LABEL, *SOURCE, *CLAIM),
}
SENT_SECONDS = 20


def measure(scale: Scale) -> Readings:
    """Seconds from the first key of a span to the first of the next, and what the page logged."""
    readings = Readings()
    spans = scale.pick(8, quick=2)
    with running_server(), running_browser() as browser:
        desk = open_desk(sources=40)
        articles = store_articles(desk, invented_articles(len(WAYS) * scale.runs(3)))
        for number, article in enumerate(articles):
            way = list(WAYS)[number % len(WAYS)]
            with fresh_window(browser, desk.people[0]) as page:
                readings.add(way, _typed(page, desk, article, WAYS[way], spans))
            if way == "claim":
                readings.add("logged", _logged_seconds(article, spans))
    for way, keys in WAYS.items():
        readings.add(f"{way}_keys", len(keys))
    readings.notes.append(
        f"{spans} spans a run, by sentence, a key every {KEY_SECONDS} s; no reading, no thinking"
    )
    return readings


def _typed(page: Page, desk: Desk, article: Article, keys: Sequence[str], spans: int) -> float:
    """Seconds per span."""
    page.goto(f"http://127.0.0.1:{settings.PORT}/p/{desk.project.slug}/articles/{article.pk}/")
    page.wait_for_selector("html[data-ready]")
    began = time.perf_counter()
    for number in range(spans):
        for place, key in enumerate(keys):
            due = began + KEY_SECONDS * (number * len(keys) + place)
            time.sleep(max(0.0, due - time.perf_counter()))
            page.keyboard.press(key)
    time.sleep(max(0.0, began + KEY_SECONDS * spans * len(keys) - time.perf_counter()))
    return (time.perf_counter() - began) / spans


def _logged_seconds(article: Article, spans: int) -> float:
    """The active time that the page itself put down per span, once all of it has arrived."""
    rows = Annotation.objects.filter(article=article)
    deadline = time.monotonic() + SENT_SECONDS
    while rows.filter(claim__isnull=False, attributions__isnull=False).count() < spans:
        if time.monotonic() > deadline:
            raise RuntimeError(f"of {spans} spans not all arrived with their source and claim")
        time.sleep(0.1)
    return float(rows.aggregate(spent=Avg("active_ms"))["spent"] or 0) / 1000
