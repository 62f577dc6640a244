"""Time per span: medians, of what people marked on the page in the last days."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from annotator.models import Annotation, Article, Project, User
from annotator.queries.time_spent import own_time_per_span, time_per_span_by_person
from tests.cast import Mark

pytestmark = pytest.mark.django_db
QUOTES = ("mayor", "family", "water board", "houses", "army")


@pytest.fixture
def spans(mark: Mark, annotator: User, article: Article) -> list[Annotation]:
    """Five spans that took 1, 2, 3, 4 and 100 seconds."""
    seconds = (1, 2, 3, 4, 100)
    return [
        mark(annotator, article, quote=quote, active_ms=1000 * spent)
        for quote, spent in zip(QUOTES, seconds, strict=True)
    ]


def test_it_is_the_median_and_says_over_how_many(
    spans: list[Annotation], annotator: User, second_annotator: User, project: Project
) -> None:
    found = own_time_per_span(annotator)
    assert (found.over_all.seconds, found.over_all.spans) == (3.0, 5)
    assert [per_span for _day, per_span in found.by_day] == [found.over_all]
    assert time_per_span_by_person(project) == {annotator.pk: found.over_all}
    nothing = own_time_per_span(second_annotator).over_all
    assert (nothing.seconds, nothing.spans) == (None, 0)


def test_what_is_withdrawn_old_or_sent_by_a_script_does_not_count(
    spans: list[Annotation], annotator: User, mark: Mark, article: Article, project: Project
) -> None:
    now = timezone.now()
    Annotation.objects.filter(pk=spans[0].pk).update(withdrawn_at=now)
    Annotation.objects.filter(pk=spans[1].pk).update(created_at=now - timedelta(days=31))
    Annotation.objects.filter(pk=spans[2].pk).update(origin="imported")
    mark(annotator, article, quote="pumps")
    per_span = time_per_span_by_person(project)[annotator.pk]
    assert (per_span.seconds, per_span.spans, per_span.is_too_few) == (52.0, 2, True)


def test_a_day_is_one_of_the_persons_time_zone(
    spans: list[Annotation], annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = datetime(2024, 12, 17, 23, 30, tzinfo=UTC)
    Annotation.objects.filter(pk=spans[0].pk).update(created_at=late)
    Annotation.objects.exclude(pk=spans[0].pk).update(created_at=late - timedelta(hours=2))
    monkeypatch.setattr(timezone, "now", lambda: late + timedelta(days=1))
    days = [(day, per_span.spans) for day, per_span in own_time_per_span(annotator).by_day]
    assert days == [(date(2024, 12, 18), 1), (date(2024, 12, 17), 4)]
