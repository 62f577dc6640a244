"""What changed between two texts is shown with the spans on it, and decided there."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from annotator.errors import Conflict
from annotator.models import Annotation, Article, Claim, User
from annotator.queries.verdict_grounds import verdicts_on_changed_words
from annotator.services.annotations import update_annotation
from annotator.services.articles import Capture, capture_again
from tests.annotator.pages.browsing import browse
from tests.cast import ARTICLE_TEXT, FLOODED, Mark, judge

pytestmark = pytest.mark.django_db

NEWER = ARTICLE_TEXT.replace("at least 30", "at least 40").replace(
    "A spokesman of the army denied it: “No house was touched.”\n", ""
)


@pytest.fixture
def changed(annotator: User, article: Article, mark: Mark) -> Annotation:
    """A figure that changed, words that went, and words that stay."""
    mark(annotator, article, quote=FLOODED)
    mark(annotator, article, quote="No house was touched")
    mark(annotator, article, quote="when the pumps would run again")
    capture_again(annotator, article.pk, Capture(text=NEWER))
    return Annotation.objects.get(anchor="changed")


def address_of(article: Article) -> str:
    return reverse("differences", args=["dikes", article.pk])


def shown_to(client: Client, article: Article, **query: int) -> str:
    return client.get(address_of(article), query).content.decode()


def test_words_that_went_and_came_are_told_apart(annotator: User, changed: Annotation) -> None:
    page = shown_to(browse(annotator), changed.article)
    assert "<del><span" in page
    assert "deleted: </span>" in page
    assert "A figure in it changed." in page
    assert "its words are gone" in page
    for state in ("changed", "orphaned", "kept"):
        assert f'class="state-{state}"' in page


def test_the_texts_compared_are_chosen_in_the_address(annotator: User, changed: Annotation) -> None:
    article = changed.article
    capture_again(annotator, article.pk, Capture(text=NEWER + " The end."))
    client = browse(annotator)
    assert "Text 2 of" in shown_to(client, article)
    assert "The end." in shown_to(client, article)
    assert "Text 1 of" in shown_to(client, article, earlier=1, later=3)
    assert "The end." not in shown_to(client, article, earlier=1, later=2)
    assert "Text 2 of" in shown_to(client, article, earlier=77, later=0)
    assert "Still holds" not in shown_to(client, article, earlier=1, later=2)


def test_a_first_text_has_nothing_to_compare(annotator: User, article: Article) -> None:
    assert "one text so far" in shown_to(browse(annotator), article)


def test_colleagues_spans_stay_unseen_in_a_blind_project(
    second_annotator: User, changed: Annotation
) -> None:
    changed.project.is_blind = True
    changed.project.save()
    page = shown_to(browse(second_annotator), changed.article)
    assert "No span that you can see" in page
    assert 'class="state-' not in page


def test_a_reviewer_accepts_and_only_the_author_withdraws(
    annotator: User, reviewer: User, changed: Annotation
) -> None:
    client = browse(reviewer)
    gone = Annotation.objects.get(anchor="orphaned")
    said = {"annotation": str(gone.pk), "act": "withdraw"}
    assert client.post(address_of(changed.article), said).status_code == 403
    said = {"annotation": str(changed.pk), "act": "accept"}
    assert client.post(address_of(changed.article), said).status_code == 302
    assert Annotation.objects.live().filter(pk=changed.pk).exists()
    said = {"annotation": str(gone.pk), "act": "withdraw"}
    assert browse(annotator).post(address_of(changed.article), said).status_code == 302
    gone.refresh_from_db()
    assert gone.withdrawn_at is not None


def test_what_no_form_sends_finds_nothing(annotator: User, changed: Annotation) -> None:
    client = browse(annotator)
    for said in ({}, {"annotation": "x"}, {"annotation": "0" * 32}):
        assert client.post(address_of(changed.article), said).status_code == 404


def test_a_text_changed_leads_from_the_article_and_the_queue(
    annotator: User, changed: Annotation
) -> None:
    client = browse(annotator)
    for page in (
        reverse("annotate", args=["dikes", changed.article_id]),
        reverse("queue", args=["dikes"]),
    ):
        assert address_of(changed.article) in client.get(page).content.decode()


def test_the_label_of_a_changed_span_is_frozen_until_accepted(
    annotator: User, changed: Annotation
) -> None:
    with pytest.raises(Conflict) as refused:
        update_annotation(
            annotator, changed.pk, version=changed.version, changes={"label": "contested"}
        )
    assert refused.value.code == "words_changed"
    update_annotation(annotator, changed.pk, version=changed.version, changes={"note": "See?"})


def test_a_verdict_tells_that_the_words_it_rests_on_changed(
    annotator: User, reviewer: User, article: Article, claim: Claim, mark: Mark
) -> None:
    mark(annotator, article, quote=FLOODED, claim=claim.pk)
    before = judge(reviewer, claim.pk, value="confirmed", as_of=date(2024, 12, 20))
    assert verdicts_on_changed_words(reviewer, [before]) == {}
    capture_again(annotator, article.pk, Capture(text=NEWER))
    after = judge(reviewer, claim.pk, value="unverified", as_of=date(2024, 12, 21))
    assert verdicts_on_changed_words(reviewer, [before, after]) == {before.pk: 1}
    span = Annotation.objects.get(anchor="changed")
    said = {"annotation": str(span.pk), "act": "accept"}
    browse(annotator).post(address_of(article), said)
    assert verdicts_on_changed_words(reviewer, [before, after]) == {}
