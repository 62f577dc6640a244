"""An article opened to annotate it: the page with its text, its spans and what the scripts need."""

import zlib

from annotator import heartbeats
from annotator.models import Article
from benchmarks.corpus import InventedArticle, invented_articles
from benchmarks.desk import Desk, open_desk, store_articles, store_spans
from benchmarks.requests_in_process import Caller, counting_statements
from benchmarks.timing import Readings, Scale, cpu_ms_each


def measure(scale: Scale) -> Readings:
    """CPU, statements and bytes of the page with few and with many spans of the reader's own."""
    readings = Readings()
    desk = open_desk()
    few, many = (one for one in invented_articles(2))
    articles = store_articles(desk, [few, many])
    store_spans(desk, articles[:1], [few], each=20, author=desk.people[0])
    store_spans(desk, articles[1:], [many], each=scale.pick(500, quick=60), author=desk.people[0])
    caller = Caller.with_session(desk.people[0])
    _measure_one(readings, caller, desk, articles[0], few, key="20", scale=scale)
    _measure_one(readings, caller, desk, articles[1], many, key="500", scale=scale)
    readings.notes.append(
        "bytes: the page compressed (gzip, level 6) less the article's text compressed; "
        "the application itself sends pages uncompressed, the proxy of a team compresses them"
    )
    return readings


def _measure_one(
    readings: Readings,
    caller: Caller,
    desk: Desk,
    article: Article,
    invented: InventedArticle,
    *,
    key: str,
    scale: Scale,
) -> None:
    path = f"/p/{desk.project.slug}/articles/{article.pk}/"
    # As in an installation that runs; without it the page says that the worker is away.
    heartbeats.leave_sign("worker")
    page = caller.get(path)
    text = invented.text.encode()
    readings.add(f"bytes_{key}", (len(zlib.compress(page)) - len(zlib.compress(text))) / 1000)
    with counting_statements() as counts:
        caller.get(path)
    readings.add(f"statements_{key}", counts["work"])
    for _ in range(scale.runs(7)):
        spent = cpu_ms_each(lambda: caller.get(path), times=scale.pick(20, quick=2))
        readings.add(f"cpu_{key}", spent)
