"""All scores of a project: computed in full, and caught up with after one change."""

from annotator.models import Annotation
from annotator.services.annotations import update_annotation
from benchmarks.corpus import invented_articles
from benchmarks.desk import Desk, open_desk, store_articles, store_spans
from benchmarks.requests_in_process import counting_statements
from benchmarks.timing import Readings, Scale, spending
from credibility import services
from credibility.queries import annotator_rows, pair_table

LABELS = ("confirmed", "contested")


def measure(scale: Scale) -> Readings:
    """Annotator agreement and pairs of sources: a rebuild, one change, and reading them."""
    readings = Readings()
    desk = open_desk()
    invented = list(invented_articles(scale.pick(2025, quick=10)))
    stored = store_spans(desk, store_articles(desk, invented), invented, each=20)
    for _ in range(scale.runs(3)):
        with spending() as spent:
            if not services.rescore(desk.project):
                raise RuntimeError("the rebuild did not end well")
        readings.add("full", spent.seconds)
        readings.add("full_cpu", spent.cpu_seconds)
    for turn in range(scale.runs(15)):
        _change_one(desk, turn)
        with counting_statements() as counts, spending() as spent:
            services.catch_up(desk.project.pk)
        readings.add("one_change", spent.seconds * 1000)
        readings.add("one_change_cpu", spent.cpu_seconds * 1000)
        readings.add("one_change_statements", counts["work"])
    with spending() as spent:
        annotator_rows(desk.project.pk)
    readings.add("annotators_read", spent.seconds * 1000)
    with spending() as spent:
        pair_table(desk.project.pk)
    readings.add("pairs_read", spent.seconds * 1000)
    readings.notes.append(
        f"{stored:,} spans, {len(desk.claims)} claims, {len(desk.sources)} sources"
    )
    return readings


def _change_one(desk: Desk, turn: int) -> None:
    rows = Annotation.objects.filter(project=desk.project).order_by("article", "start", "pk")
    row = rows.select_related("author")[turn]
    label = LABELS[row.label == LABELS[0]]
    update_annotation(row.author, row.pk, version=row.version, changes={"label": label})
