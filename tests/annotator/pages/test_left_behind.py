"""Spans that a newer text left in doubt are shown above it, until their author has looked."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from annotator.models import Annotation, Article, User
from annotator.services.articles import Capture, capture_again
from tests.annotator.pages.browsing import browse
from tests.cast import ARTICLE_TEXT, FLOODED, Mark

pytestmark = pytest.mark.django_db

NEWER = ARTICLE_TEXT.replace("30", "40").replace("No house was touched", "All is dry")


@pytest.fixture
def changed(annotator: User, article: Article, mark: Mark) -> Annotation:
    """One span on a figure that changed; another's words are gone."""
    mark(annotator, article, quote=FLOODED)
    mark(annotator, article, quote="No house was touched")
    capture_again(annotator, article.pk, Capture(text=NEWER))
    return Annotation.objects.get(anchor="changed")


def address_of(annotation: Annotation) -> str:
    return reverse("look-again", args=["dikes", annotation.article_id, annotation.pk])


def shown_to(client: Client, article: Article) -> str:
    return client.get(reverse("annotate", args=["dikes", article.pk])).content.decode()


def test_each_span_in_doubt_is_shown_with_what_it_was(
    annotator: User, second_annotator: User, changed: Annotation
) -> None:
    page = shown_to(browse(annotator), changed.article)
    assert "The text changed under 2 of your spans." in page
    assert "<del><bdi>at least 30 houses were flooded" in page
    assert "<ins><bdi>at least 40 houses were flooded" in page
    assert "<del><bdi>No house was touched" in page
    assert "left-behind" not in shown_to(browse(second_annotator), changed.article)


def test_what_still_holds_counts_again(annotator: User, changed: Annotation) -> None:
    client = browse(annotator)
    assert client.post(address_of(changed), {"act": "accept"}).status_code == 302
    assert Annotation.objects.live().get() == changed
    assert "under 1 of your spans" in shown_to(client, changed.article)


def test_what_no_longer_holds_is_withdrawn(annotator: User, changed: Annotation) -> None:
    client = browse(annotator)
    for annotation in (changed, Annotation.objects.get(anchor="orphaned")):
        client.post(address_of(annotation), {"act": "withdraw"})
    assert not Annotation.objects.live().exists()
    assert "left-behind" not in shown_to(client, changed.article)


def test_only_its_author_looks_at_a_span_here(
    second_annotator: User, manager: User, changed: Annotation
) -> None:
    for person in (second_annotator, manager):
        assert browse(person).post(address_of(changed)).status_code == 404
    nobodys = reverse("look-again", args=["dikes", changed.article_id, uuid.uuid4()])
    assert browse(manager).post(nobodys).status_code == 404
    assert not Annotation.objects.live().exists()


def test_a_first_text_has_nothing_in_doubt(
    annotator: User, article: Article, annotation: Annotation
) -> None:
    assert "left-behind" not in shown_to(browse(annotator), article)
