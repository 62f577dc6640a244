"""Two at once on PostgreSQL: what one does while the other is not yet done is neither lost nor
done twice. (On SQLite writers wait for each other from their first statement on.)"""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction

from annotator.errors import Conflict, Refusal
from annotator.models import Annotation, Article, Claim, Membership, Project, Source, User
from annotator.services.annotations import Draft, create_annotation, update_annotation
from annotator.services.articles import Capture, add_article, add_revision, preview_article
from annotator.services.claims import create_claim, merge_claim
from annotator.services.projects import add_member, remove_member
from annotator.services.sources import find_or_create_source
from tests.cast import ARTICLE_TEXT, FLOODED, Mark, span_of

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs two writers at once"),
]
NEWER = Capture(text=ARTICLE_TEXT.replace("again", "once more"))


class Other:
    """Somebody else, in a thread and a connection of their own."""

    def __init__(self) -> None:
        self.outcome: Any = None

    def starts(self, does: Callable[[], Any]) -> None:
        self._thread = threading.Thread(target=self._run, args=(does,))
        self._thread.start()
        self._thread.join(0.4)

    def ends(self) -> Any:
        self._thread.join(20)
        assert not self._thread.is_alive()
        return self.outcome

    def _run(self, does: Callable[[], Any]) -> None:
        try:
            self.outcome = does()
        except Refusal as refusal:
            self.outcome = refusal
        finally:
            connection.close()


@pytest.fixture
def other() -> Iterator[Other]:
    somebody = Other()
    yield somebody
    somebody.ends()


@pytest.fixture
def draft(article: Article) -> Draft:
    return Draft(article=article.pk, label="confirmed", **span_of(ARTICLE_TEXT, FLOODED))


def give_newer_text(user: User, article: Article) -> Any:
    return add_revision(user, article, preview_article(NEWER), NEWER)


def test_a_span_stored_while_a_newer_text_comes_goes_along(
    annotator: User, manager: User, article: Article, draft: Draft, other: Other
) -> None:
    with transaction.atomic():
        create_annotation(annotator, draft)
        other.starts(lambda: give_newer_text(manager, article))
    revision = other.ends()
    assert Annotation.objects.live().get().revision == revision


def test_a_span_sent_while_a_newer_text_comes_is_stored_on_it(
    annotator: User, manager: User, article: Article, draft: Draft, other: Other
) -> None:
    with transaction.atomic():
        revision = give_newer_text(manager, article)
        other.starts(lambda: create_annotation(annotator, draft))
    stored, _is_new = other.ends()
    assert stored.revision == revision


def test_a_span_of_the_earlier_text_sent_while_a_newer_one_comes_is_refused(
    annotator: User, manager: User, article: Article, draft: Draft, other: Other
) -> None:
    earlier = replace(draft, article=None, revision=article.current_id)
    with transaction.atomic():
        give_newer_text(manager, article)
        other.starts(lambda: create_annotation(annotator, earlier))
    refusal = other.ends()
    assert isinstance(refusal, Conflict)
    assert refusal.code == "revision_outdated"
    assert not Annotation.objects.exists()


def test_a_change_while_a_newer_text_comes_goes_along_or_is_refused(
    annotator: User, manager: User, article: Article, mark: Mark, other: Other
) -> None:
    marked = mark(annotator, article)
    with transaction.atomic():
        update_annotation(annotator, marked.pk, version=1, changes={"label": "contested"})
        other.starts(lambda: give_newer_text(manager, article))
    other.ends()
    carried = Annotation.objects.live().get()
    assert carried.label == "contested"
    with transaction.atomic():
        capture = Capture(text=ARTICLE_TEXT)
        add_revision(manager, article, preview_article(capture), capture)
        second = Other()
        second.starts(
            lambda: update_annotation(annotator, carried.pk, version=1, changes={"note": "Late."})
        )
    assert isinstance(second.ends(), Conflict)


def test_the_same_draft_at_once_is_one_row(annotator: User, draft: Draft, other: Other) -> None:
    with transaction.atomic():
        first, _ = create_annotation(annotator, draft)
        other.starts(lambda: create_annotation(annotator, draft))
    assert other.ends() == (first, False)


def test_the_same_article_at_once_is_one_and_a_newer_text_is_not_lost(
    annotator: User, second_annotator: User, project: Project, other: Other
) -> None:
    capture = Capture(text="The quay was closed.", url="https://marl.example/quay")
    newer = replace(capture, text="The quay was closed on Monday.")
    with transaction.atomic():
        article, _ = add_article(annotator, project, capture)
        other.starts(lambda: add_article(second_annotator, project, newer))
    known, is_new = other.ends()
    assert (known.pk, is_new) == (article.pk, False)
    assert known.current.text == newer.text


def test_the_same_newer_text_at_once_is_one_revision(
    annotator: User, second_annotator: User, project: Project, other: Other
) -> None:
    capture = Capture(text="The quay was closed.", url="https://marl.example/quay")
    newer = replace(capture, text="The quay was closed on Monday.")
    article, _ = add_article(annotator, project, capture)
    with transaction.atomic():
        add_article(annotator, project, newer)
        other.starts(lambda: add_article(second_annotator, project, newer))
    other.ends()
    assert article.revisions.count() == 2


def test_the_same_source_at_once_is_one(
    annotator: User, second_annotator: User, project: Project, other: Other
) -> None:
    with transaction.atomic():
        first = find_or_create_source(annotator, project, "Fire brigade")
        other.starts(lambda: find_or_create_source(second_annotator, project, "fire  Brigade"))
    assert other.ends() == first
    assert Source.objects.filter(project=project).count() == 1


def test_two_who_merge_two_claims_either_way_never_make_a_circle(
    reviewer: User, manager: User, project: Project, claim: Claim, other: Other
) -> None:
    second = create_claim(manager, project, text="Thirty houses stood in water.")
    with transaction.atomic():
        merge_claim(reviewer, second.pk, into_id=claim.pk)
        other.starts(lambda: merge_claim(manager, claim.pk, into_id=second.pk))
        time.sleep(0.1)
    assert isinstance(other.ends(), Conflict)
    claim.refresh_from_db()
    assert claim.merged_into is None


def test_a_project_keeps_a_manager_when_two_go_at_once(
    admin: User, manager: User, annotator: User, project: Project, other: Other
) -> None:
    add_member(admin, project, person=annotator, role="manager")
    with transaction.atomic():
        remove_member(admin, project, person=annotator)
        other.starts(lambda: remove_member(manager, project, person=manager))
    assert isinstance(other.ends(), Conflict)
    assert Membership.objects.filter(project=project, role="manager").exists()


def test_somebody_is_made_a_member_once(
    admin: User, manager: User, outsider: User, project: Project, other: Other
) -> None:
    with transaction.atomic():
        add_member(admin, project, person=outsider, role="annotator")
        other.starts(lambda: add_member(manager, project, person=outsider, role="reviewer"))
    assert other.ends().role == "reviewer"
