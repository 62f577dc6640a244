"""The claim board with 500 claims and 60 sources, and the page of a claim seen 5,000 times."""

import gzip

from benchmarks.corpus import invented_articles
from benchmarks.desk import Desk, open_desk, relabel_a_mark, store_articles, store_spans
from benchmarks.requests_in_process import Caller, counting_statements
from benchmarks.timing import Readings, Scale, spending
from credibility import known_claims


def measure(scale: Scale) -> Readings:
    """The board when a process reads it for the first time, right after somebody changed a mark,
    and once more when nothing changed; CPU of the server."""
    readings = Readings()
    desk = open_desk(sources=60, claims=scale.pick(500, quick=12))
    invented = list(invented_articles(scale.pick(400, quick=4), mean_characters=1200))
    stored = store_spans(desk, store_articles(desk, invented), invented, each=12)
    reader = Caller.with_session(desk.manager)
    address = f"/p/{desk.project.slug}/board/"
    page = reader.get(address)  # what Django builds once for a process is built
    for _ in range(scale.runs(5)):
        known_claims.forget()
        with spending() as spent:
            reader.get(address)
        readings.add("first", spent.cpu_seconds * 1000)
    readings.add("bytes", len(page) / 1000)
    readings.add("gzipped", len(gzip.compress(page)) / 1000)
    for turn in range(scale.runs(7)):
        relabel_a_mark(desk, turn)
        with counting_statements() as counts, spending() as spent:
            reader.get(address)
        readings.add("after_change", spent.cpu_seconds * 1000)
        readings.add("statements", counts["work"])
        _same_state(readings, reader, address)
    _one_claim(readings, desk, scale)
    readings.notes.append(f"{len(desk.claims)} claims, {len(desk.sources)} sources, {stored} marks")
    return readings


def _same_state(readings: Readings, reader: Caller, address: str) -> None:
    for name, query in (
        ("again", ""),
        ("second_page", "?page=2"),
        ("one_origin", "?one_origin=on"),
        ("as_of", "?as_of=2026-06-15"),
    ):
        with spending() as spent:
            reader.get(f"{address}{query}")
        readings.add(name, spent.cpu_seconds * 1000)


def _one_claim(readings: Readings, desk: Desk, scale: Scale) -> None:
    """5,000 appearances of one claim: its page, one page of them at a time."""
    only = Desk(desk.project, desk.manager, desk.people, desk.sources, desk.claims[:1])
    more = scale.pick(250, quick=2)
    invented = list(invented_articles(1000 + more, mean_characters=1200))[1000:]
    store_spans(only, store_articles(only, invented), invented, each=20)
    reader = Caller.with_session(desk.manager)
    address = f"/p/{desk.project.slug}/claims/{desk.claims[0].pk}/"
    for _ in range(scale.runs(5)):
        with counting_statements() as counts, spending() as spent:
            reader.get(address)
        readings.add("claim_page", spent.cpu_seconds * 1000)
        readings.add("claim_statements", counts["work"])
