"""Where annotators differ, over 40,500 annotations: the page on which one difference is decided."""

from django.core.cache import cache

from benchmarks.corpus import invented_articles
from benchmarks.desk import open_desk, relabel_a_mark, store_articles, store_spans
from benchmarks.requests_in_process import Caller, counting_statements
from benchmarks.timing import Readings, Scale, spending
from credibility import disagreements


def measure(scale: Scale) -> Readings:
    """The page when a process reads it for the first time, right after somebody changed a mark,
    and once more when nothing changed; CPU of the server."""
    readings = Readings()
    desk = open_desk()
    invented = list(invented_articles(scale.pick(2025, quick=10)))
    stored = store_spans(desk, store_articles(desk, invented), invented, each=20)
    reader = Caller.with_session(desk.manager)
    address = f"/p/{desk.project.slug}/adjudicate/"
    reader.get(address)  # what Django builds once for a process is built
    relabel_a_mark(desk, 0)  # so that there is a log, as everywhere
    for _ in range(scale.runs(3)):
        disagreements.forget()
        cache.clear()  # the model of annotators is fitted too
        with spending() as spent:
            reader.get(address)
        readings.add("first", spent.cpu_seconds * 1000)
    for turn in range(scale.runs(9)):
        relabel_a_mark(desk, 1 + turn * stored // 10)
        with counting_statements() as counts, spending() as spent:
            reader.get(address)
        readings.add("after_change", spent.cpu_seconds * 1000)
        readings.add("statements", counts["work"])
        with spending() as spent:
            reader.get(address)
        readings.add("again", spent.cpu_seconds * 1000)
    waiting = len(disagreements.differences(desk.project.pk))
    readings.notes.append(f"{stored:,} annotations, {waiting:,} differences wait")
    return readings
