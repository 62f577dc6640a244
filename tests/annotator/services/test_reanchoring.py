"""An article gets a newer text: what goes along, what waits for a person, what is decided anew."""

import uuid
from dataclasses import replace

import pytest

from annotator.errors import Conflict, NotAllowed, NotFound, Stale
from annotator.models import Adjudication, Annotation, Article, Event, Project, User
from annotator.queries.revisions import revision_carried
from annotator.services.adjudications import adjudicate
from annotator.services.annotations import Draft, accept_annotation, withdraw_annotation
from annotator.services.articles import Capture, add_article, capture_again
from tests.cast import Mark, span_of

pytestmark = pytest.mark.django_db

TEXT = (
    "The quay was closed on Monday after 12 boats had broken loose.\n\n"
    "The harbour master said nobody was hurt. Divers look for two buoys.\n"
)
NEWER = TEXT.replace("12 boats", "14 boats").replace(" Divers look for two buoys.", "")
CAPTURE = Capture(text=TEXT, title="The quay at Lower Marl", language="en")


@pytest.fixture
def quay(annotator: User, project: Project) -> Article:
    return add_article(annotator, project, CAPTURE)[0]


@pytest.fixture
def changed(annotator: User, quay: Article, mark: Mark) -> Annotation:
    """An annotation whose figure changed with the text."""
    mark(annotator, quay, quote="12 boats had broken loose")
    capture_again(annotator, quay.pk, replace(CAPTURE, text=NEWER))
    return Annotation.objects.get(anchor="changed")


def test_each_annotation_is_kept_changed_or_orphaned_and_counted(
    annotator: User, quay: Article, mark: Mark
) -> None:
    for quote in ("12 boats had broken loose", "nobody was hurt", "Divers look for two buoys"):
        mark(annotator, quay, quote=quote)
    revision, is_new = capture_again(annotator, quay.pk, replace(CAPTURE, text=NEWER))
    assert is_new
    assert revision_carried(annotator, revision) == {"kept": 1, "changed": 1, "orphaned": 1}
    assert Annotation.objects.live().get().quote == "nobody was hurt"


def test_the_text_an_article_has_changes_nothing(annotator: User, quay: Article) -> None:
    revision, is_new = capture_again(annotator, quay.pk, CAPTURE)
    assert (revision, is_new) == (quay.current, False)


def test_strangers_do_not_bring_texts(outsider: User, researcher: User, quay: Article) -> None:
    for person in (outsider, researcher):
        with pytest.raises((NotFound, NotAllowed)):
            capture_again(person, quay.pk, replace(CAPTURE, text=NEWER))
    assert quay.revisions.count() == 1


def test_what_changed_counts_once_its_author_accepted_it(
    annotator: User, changed: Annotation
) -> None:
    assert not Annotation.objects.live().exists()
    accepted = accept_annotation(annotator, changed.pk, version=changed.version)
    assert accepted.version == changed.version + 1
    assert Annotation.objects.live().get().quote == "14 boats had broken loose"
    assert accept_annotation(annotator, changed.pk).version == accepted.version
    assert Event.objects.filter(verb="accepted", subject_id=str(changed.pk)).count() == 1


def test_a_reviewer_may_accept_and_a_colleague_may_not(
    reviewer: User, second_annotator: User, changed: Annotation
) -> None:
    with pytest.raises(NotAllowed):
        accept_annotation(second_annotator, changed.pk)
    with pytest.raises(Stale):
        accept_annotation(reviewer, changed.pk, version=changed.version + 1)
    assert accept_annotation(reviewer, changed.pk).accepted_at is not None


def test_there_is_nothing_to_accept_where_nothing_changed(
    annotator: User, quay: Article, mark: Mark
) -> None:
    marked = mark(annotator, quay, quote="nobody was hurt")
    with pytest.raises(Conflict, match="nothing to accept"):
        accept_annotation(annotator, marked.pk)


def test_what_is_withdrawn_is_not_accepted(annotator: User, changed: Annotation) -> None:
    withdraw_annotation(annotator, changed.pk, version=changed.version)
    with pytest.raises(Conflict) as caught:
        accept_annotation(annotator, changed.pk)
    assert caught.value.code == "withdrawn"


def decide(reviewer: User, article: Article, quote: str, *, is_claim: bool = True) -> Adjudication:
    assert article.current is not None
    span = span_of(article.current.text, quote)
    draft = Draft(**span, id=uuid.uuid4(), label="confirmed") if is_claim else None
    return adjudicate(
        reviewer,
        revision_id=article.current.pk,
        start=article.current.text.index(quote),
        end=article.current.text.index(quote) + len(quote),
        decision=draft,
        reason="Read twice.",
    )


def test_decisions_on_unchanged_words_stand_and_those_on_changed_words_do_not(
    annotator: User, reviewer: User, quay: Article, mark: Mark
) -> None:
    marked = mark(annotator, quay, quote="nobody was hurt")
    kept = decide(reviewer, quay, "nobody was hurt")
    kept.inputs.add(marked)
    decide(reviewer, quay, "12 boats had broken loose")
    decide(reviewer, quay, "Divers look for two buoys", is_claim=False)
    decide(reviewer, quay, "The harbour master said", is_claim=False)
    revision, _is_new = capture_again(annotator, quay.pk, replace(CAPTURE, text=NEWER))
    carried = Adjudication.objects.in_force().filter(stretch__revision=revision)
    words = {
        revision.text[row.stretch.start : row.stretch.end]: row.is_not_a_claim for row in carried
    }
    assert words == {"nobody was hurt": False, "The harbour master said": True}
    again = carried.get(is_not_a_claim=False)
    assert again.decision is not None
    assert (again.decision.follows, again.reason) == (kept.decision, "Read twice.")
    assert [row.follows for row in again.inputs.all()] == [marked]


def test_a_carried_decision_is_replaced_by_a_later_one(
    annotator: User, reviewer: User, quay: Article
) -> None:
    decide(reviewer, quay, "nobody was hurt")
    capture_again(annotator, quay.pk, replace(CAPTURE, text=NEWER))
    quay.refresh_from_db()
    decide(reviewer, quay, "nobody was hurt", is_claim=False)
    assert not Annotation.objects.live().filter(origin="adjudicated").exists()
