"""The list of articles, 25 rows a page: over the API and as the queue, first page and 1,000th."""

import orjson
from django.utils.http import urlencode

from annotator.queries.queue import Place
from benchmarks.corpus import invented_articles
from benchmarks.desk import open_desk, store_articles
from benchmarks.requests_in_process import Caller, counting_statements
from benchmarks.timing import Readings, Scale, cpu_ms_each

ROWS = 25
LARGEST_PAGE = 200


def measure(scale: Scale) -> Readings:
    """CPU and statements of page 1, and how page 1,000 compares with it in the same run."""
    readings = Readings()
    pages = scale.pick(1000, quick=3)
    desk = open_desk()
    # Lists carry no texts, so short ones do; what there is to skip is what counts.
    articles = store_articles(desk, invented_articles(pages * ROWS + 1, mean_characters=400))
    caller = Caller.with_token(desk.people[0])
    address = f"/api/v1/articles/?project={desk.project.slug}"
    first, last = f"{address}&page_size={ROWS}", _far_page(caller, address, (pages - 1) * ROWS)
    _measure_pages(readings, caller, first, last, key="api", scale=scale)
    before = articles[(pages - 1) * ROWS - 1]
    place = urlencode({"older_than": str(Place(before.created_at, before.pk))})
    queue = f"/p/{desk.project.slug}/"
    reader = Caller.with_session(desk.people[0])
    _measure_pages(readings, reader, queue, f"{queue}?{place}", key="queue", scale=scale)
    readings.notes.append(f"{len(articles):,} articles; the last page compared is page {pages:,}")
    return readings


def _measure_pages(
    readings: Readings, caller: Caller, first: str, last: str, *, key: str, scale: Scale
) -> None:
    times = scale.pick(20, quick=2)
    caller.get(first)
    caller.get(last)
    with counting_statements() as counts:
        caller.get(first)
    readings.add(f"{key}_statements", counts["work"])
    for _ in range(scale.runs(7)):
        near = cpu_ms_each(lambda: caller.get(first), times=times)
        far = cpu_ms_each(lambda: caller.get(last), times=times)
        readings.add(f"{key}_cpu", near)
        readings.add(f"{key}_ratio", far / near)


def _far_page(caller: Caller, address: str, skipped: int) -> str:
    """The address of the page after so many rows, found as a script would: by `next` links."""
    sizes = [LARGEST_PAGE] * (skipped // LARGEST_PAGE) + [skipped % LARGEST_PAGE]
    link = address
    for size in filter(None, sizes):
        page = orjson.loads(caller.get(f"{link}&page_size={size}"))
        link = _without_size(page["next"])
    return f"{link}&page_size={ROWS}"


def _without_size(link: str) -> str:
    place, _mark, query = link.partition("?")
    kept = [part for part in query.split("&") if not part.startswith("page_size=")]
    return f"/{place.partition('://')[2].partition('/')[2]}?{'&'.join(kept)}"
