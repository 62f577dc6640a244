"""One span created through the API's view, middleware and all, in one process."""

import uuid
from collections.abc import Callable, Iterator

import orjson
from django.utils import timezone
from rest_framework.parsers import JSONParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from annotator.models import Event
from benchmarks.corpus import InventedArticle, InventedSpan, invented_articles, invented_spans
from benchmarks.desk import CUES, Desk, open_desk, store_articles
from benchmarks.requests_in_process import Caller, counting_statements
from benchmarks.timing import Readings, Scale, cpu_ms_each, quantile, spending, stopwatch

PATH = "/api/v1/annotations/"


def measure(scale: Scale) -> Readings:
    """CPU, statements and latency of spans with a claim and a source, spread over articles."""
    readings = Readings()
    runs, spans = scale.runs(5), scale.pick(200, quick=5)
    desk = open_desk()
    invented = list(invented_articles(scale.pick(20, quick=2)))
    articles = [article.pk for article in store_articles(desk, invented)]
    caller = Caller.with_token(desk.people[0])
    bodies = span_bodies(desk, invented, articles)
    for _ in range(2 * len(articles)):  # the article's assignment and every cache are there
        caller.post(PATH, next(bodies))
    for _ in range(runs):
        with counting_statements() as counts:
            caller.post(PATH, next(bodies))
        readings.add("statements", counts["work"])
        readings.add("authentication", counts["authentication"])
        readings.add("transaction", counts["transaction"])
        with spending() as spent:
            taken = [stopwatch(lambda: caller.post(PATH, next(bodies))) for _ in range(spans)]
        readings.add("cpu", spent.cpu_seconds * 1000 / spans)
        readings.add("bare", cpu_ms_each(_bare_view(), times=spans))
        readings.add("p50", quantile(taken, 0.5) * 1000)
        readings.add("p95", quantile(taken, 0.95) * 1000)
    readings.notes.append(f"{runs} runs of {spans} spans")
    return readings


class _Bare(APIView):
    """The least that Django and DRF can do: a request becomes a row."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = ()
    parser_classes = (JSONParser,)

    def post(self, request: Request) -> Response:
        """Stores one row."""
        event = Event.objects.create(
            verb="bare", subject_type="bare", subject_id="1", delivered_at=timezone.now()
        )
        return Response({"id": event.pk}, status=201)


def _bare_view() -> Callable[[], object]:
    """A call of the bare view, for the ratio: the same machine in the same minute."""
    view, requests = _Bare.as_view(), APIRequestFactory()
    return lambda: view(requests.post("/", {"label": "confirmed"}, format="json")).render()


def span_bodies(
    desk: Desk, invented: list[InventedArticle], articles: list[int]
) -> Iterator[bytes]:
    """Bodies of POST requests without end, one article after the other, every id fresh."""
    spans = [list(invented_spans(one, 40)) for one in invented]
    turn = 0
    while True:
        place = turn % len(articles)
        yield span_body(desk, articles[place], spans[place][turn // len(articles) % 40])
        turn += 1


def span_body(desk: Desk, article_id: int, span: InventedSpan) -> bytes:
    """What a client sends for the span: label, claim and one source with its stance."""
    hop = {
        "source": desk.sources[span.source % len(desk.sources)].pk,
        "cue": CUES[span.stance],
        "stance": span.stance,
    }
    return orjson.dumps(
        {
            "id": str(uuid.uuid4()),
            "article": article_id,
            "start": span.start,
            "end": span.end,
            "quote": span.quote,
            "label": span.label,
            "claim": desk.claims[span.claim % len(desk.claims)].pk,
            "attributions": [[hop]],
        }
    )
