"""What somebody accepted of a machine's proposals never raises the agreement of annotators."""

import pytest

from annotator.models import Annotation, Article, User
from credibility import inputs
from credibility.measures.tallies import tally_of
from tests.cast import Mark

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("accepts", ["one", "both"])
def test_an_accepted_suggestion_is_nobodys_reading(
    mark: Mark, annotator: User, second_annotator: User, article: Article, accepts: str
) -> None:
    own = mark(annotator, article, quote="30 houses")
    people = [second_annotator] if accepts == "one" else [annotator, second_annotator]
    for person in people:
        accepted = mark(person, article, suggestion="a1-2")
        assert accepted.origin == "suggested"
    assert Annotation.objects.live().count() == 1 + len(people)
    (found,) = inputs.readings_of(article.project_id, [article.pk]).values()
    assert [reading.span.id for reading in found] == [str(own.pk)]
    assert set(inputs.continua_of(article.project_id, [article.pk])[article.pk].spans) <= {
        annotator.pk
    }
    tally = inputs.tallies_of(article.project_id, [article.pk])[article.pk]
    assert tally == tally_of(found)


def test_the_same_words_marked_by_hand_do_count(
    mark: Mark, annotator: User, second_annotator: User, article: Article
) -> None:
    for person in (annotator, second_annotator):
        mark(person, article)
    (found,) = inputs.readings_of(article.project_id, [article.pk]).values()
    assert {reading.span.person for reading in found} == {annotator.pk, second_annotator.pk}
