"""Eight people marking at once over HTTP, each in articles of their own."""

from itertools import islice

from annotator.services.tokens import create_token
from benchmarks.bench_create_span import PATH, span_bodies
from benchmarks.bench_create_span_http import PARTS
from benchmarks.corpus import invented_articles
from benchmarks.desk import Desk, open_desk, store_articles
from benchmarks.server import Load, post_at_once, running_server
from benchmarks.timing import Readings, Scale, cpu_seconds_of, quantile

CLIENTS = 8


def measure(scale: Scale) -> Readings:
    """Spans a second with everything running: the worker draws the consequences meanwhile."""
    readings = Readings()
    each = scale.pick(60, quick=5)
    with running_server() as server:
        desk = open_desk()
        clients = [_Client(desk, number) for number in range(CLIENTS)]
        _post(clients, each=4)
        for _ in range(scale.runs(5)):
            families = {part: server.family(part) for part in PARTS}
            before = {part: cpu_seconds_of(pids) for part, pids in families.items()}
            load = _post(clients, each=each)
            used = {part: cpu_seconds_of(pids) - before[part] for part, pids in families.items()}
            if not load.latencies:
                raise RuntimeError(f"no span was stored: {load.first_error}")
            if load.errors:
                readings.notes.append(f"an error was: {load.first_error}")
            readings.add("rate", load.rate)
            readings.add("errors", load.errors)
            readings.add("p50", quantile(load.latencies, 0.5) * 1000)
            readings.add("p99", quantile(load.latencies, 0.99) * 1000)
            readings.add("web_cpu", used["web"] * 1000 / (CLIENTS * each))
            readings.add("all_cpu", sum(used.values()) * 1000 / (CLIENTS * each))
    readings.notes.append(
        f"{CLIENTS} clients, {each} spans each a run; they share the machine with the server; "
        "CPU is per span, while they post"
    )
    return readings


class _Client:
    """One annotator with a token and articles of their own."""

    def __init__(self, desk: Desk, number: int) -> None:
        invented = list(islice(invented_articles(4 * CLIENTS), 4 * number, 4 * number + 4))
        articles = [article.pk for article in store_articles(desk, invented)]
        self.bodies = span_bodies(desk, invented, articles)
        _token, self.secret = create_token(desk.people[number], scope="write")


def _post(clients: list[_Client], *, each: int) -> Load:
    shares = [(client.secret, [next(client.bodies) for _ in range(each)]) for client in clients]
    return post_at_once(PATH, shares)
