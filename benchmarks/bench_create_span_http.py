"""Spans created over HTTP by one client, while worker, beat and broker do their part."""

from annotator.services.tokens import create_token
from benchmarks.bench_create_span import PATH, span_bodies
from benchmarks.corpus import invented_articles
from benchmarks.desk import open_desk, store_articles
from benchmarks.server import post_at_once, running_server
from benchmarks.timing import Readings, Scale, cpu_seconds_of, quantile

PARTS = ("web", "worker", "beat", "broker")


def measure(scale: Scale) -> Readings:
    """Latency as one client sees it, and the processor time of all that runs."""
    readings = Readings()
    spans = scale.pick(300, quick=20)
    with running_server() as server:
        desk = open_desk()
        invented = list(invented_articles(scale.pick(20, quick=4)))
        articles = [article.pk for article in store_articles(desk, invented)]
        bodies = span_bodies(desk, invented, articles)
        _token, secret = create_token(desk.people[0], scope="write")
        post_at_once(PATH, [(secret, [next(bodies) for _ in range(2 * len(articles))])])
        for _ in range(scale.runs(5)):
            share = [next(bodies) for _ in range(spans)]
            families = {part: server.family(part) for part in PARTS}
            before = {part: cpu_seconds_of(pids) for part, pids in families.items()}
            load = post_at_once(PATH, [(secret, share)])
            used = {part: cpu_seconds_of(pids) - before[part] for part, pids in families.items()}
            if load.errors:
                raise RuntimeError(f"{load.errors} spans were not stored: {load.first_error}")
            readings.add("p50", quantile(load.latencies, 0.5) * 1000)
            readings.add("p95", quantile(load.latencies, 0.95) * 1000)
            readings.add("web_cpu", used["web"] * 1000 / spans)
            readings.add("all_cpu", sum(used.values()) * 1000 / spans)
    readings.notes.append(f"{spans} spans a run; CPU is per span, scores included")
    return readings
