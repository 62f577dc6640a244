"""The page of a story with 500 claims by 60 sources: read again, and after something changed."""

from datetime import date

from django.utils import timezone

from annotator.services.verdicts import EvidenceDraft, record_verdict
from benchmarks.corpus import invented_articles
from benchmarks.desk import Desk, open_desk, relabel_a_mark, store_articles, store_spans
from benchmarks.requests_in_process import Caller, counting_statements
from benchmarks.timing import Readings, Scale, cpu_ms_each

SOURCES = 60


def measure(scale: Scale) -> Readings:
    """Server time of the page while nothing changes, and right after a verdict was recorded
    and a mark was changed."""
    readings = Readings()
    claims = scale.pick(500, quick=10)
    desk = open_desk(sources=SOURCES, claims=claims, topics=1)
    invented = list(invented_articles(scale.pick(300, quick=5), mean_characters=1200))
    spans = store_spans(desk, store_articles(desk, invented), invented, each=10)
    reader = Caller.with_session(desk.manager)
    address = f"/p/{desk.project.slug}/stories/{desk.project.topics.get().pk}/"
    reader.get(address)
    with counting_statements() as counts:
        page = reader.get(address)
    readings.add("statements", counts["work"])
    for run in range(scale.runs(7)):
        readings.add("page_cpu", cpu_ms_each(lambda: reader.get(address), times=1))
        _judge(desk, run)
        relabel_a_mark(desk, run)
        readings.add("changed_cpu", cpu_ms_each(lambda: reader.get(address), times=1))
    readings.notes.append(f"{claims} claims, {spans:,} spans, {len(page) // 1024} kB of page")
    return readings


def _judge(desk: Desk, number: int) -> None:
    now = timezone.now()
    record_verdict(
        desk.manager,
        desk.claims[number].pk,
        value="contested",
        as_of=date.today(),
        new_evidence=[EvidenceDraft(url="https://report.example/", retrieved_at=now)],
    )
