"""The corpus taken in through the services, as an import does: duplicates and quotes checked."""

from annotator.services.annotations import MOST_AT_ONCE, Draft, create_annotations
from annotator.services.articles import Capture, add_articles
from benchmarks.corpus import InventedArticle, invented_articles, invented_spans
from benchmarks.desk import Desk, draft_of, open_desk
from benchmarks.timing import Readings, Scale, spending

SPANS_EACH = 20
SPANS_OF_ONE = 500
ARTICLES_AT_ONCE = 100


def measure(scale: Scale) -> Readings:
    """Seconds for the articles and for the spans, which come by person in batches."""
    readings = Readings()
    count = scale.pick(2000, quick=4)
    invented = list(invented_articles(count))
    for _ in range(scale.runs(3)):
        desk = open_desk()
        with spending() as articles:
            ids = _import_articles(desk, invented)
        of_one = scale.pick(SPANS_OF_ONE, quick=40)
        drafts = _drafts(desk, invented, ids, of_one=of_one)
        with spending() as spans:
            _import_spans(desk, drafts)
        stored = sum(map(len, drafts))
        readings.add("articles_seconds", articles.seconds)
        readings.add("spans_seconds", spans.seconds)
        readings.add("seconds", articles.seconds + spans.seconds)
        readings.add("cpu_seconds", articles.cpu_seconds + spans.cpu_seconds)
    readings.notes.append(f"{count:,} articles, {stored:,} spans, each time into a new project")
    return readings


def _import_articles(desk: Desk, invented: list[InventedArticle]) -> list[int]:
    ids: list[int] = []
    for begin in range(0, len(invented), ARTICLES_AT_ONCE):
        captures = [_capture(desk, one) for one in invented[begin : begin + ARTICLES_AT_ONCE]]
        added = add_articles(desk.manager, desk.project, captures)
        ids += [article.pk for article, _is_new in added]
    return ids


def _capture(desk: Desk, one: InventedArticle) -> Capture:
    return Capture(
        text=one.text,
        title=one.title,
        publisher=desk.sources[one.number % len(desk.sources)].pk,
        url=one.address,
        published_on=one.published_on,
        language=one.language,
    )


def _drafts(
    desk: Desk, invented: list[InventedArticle], ids: list[int], *, of_one: int
) -> list[list[Draft]]:
    """What each of the people marks."""
    drafts: list[list[Draft]] = [[] for _ in desk.people]
    for pk, one in zip(ids, invented, strict=True):
        for span in invented_spans(one, SPANS_EACH + (of_one if one.number == 0 else 0)):
            drafts[span.person].append(draft_of(desk, pk, span))
    return drafts


def _import_spans(desk: Desk, drafts: list[list[Draft]]) -> None:
    for person, own in zip(desk.people, drafts, strict=True):
        for begin in range(0, len(own), MOST_AT_ONCE):
            create_annotations(person, own[begin : begin + MOST_AT_ONCE])
