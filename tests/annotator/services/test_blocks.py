"""Page chrome put back and taken out again: the marks stand where they stood, and none is lost."""

import pytest

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import Annotation, Article, Project, Revision, User
from annotator.services.articles import Capture, add_article
from annotator.services.blocks import switch_block
from tests.cast import Mark

pytestmark = pytest.mark.django_db

TEXT = (
    "The quay was closed.\n\n"
    "READ  Five questions about the quay\n\n"
    "The quay was closed at noon. Nobody was hurt.\n"
)


@pytest.fixture
def quay(annotator: User, project: Project) -> Article:
    """An article with one part left out, and the same words on both sides of it."""
    article, _ = add_article(annotator, project, Capture(text=TEXT, title="Quay", language="en"))
    return article


def switch(user: User, article: Article, *, kept: bool, number: int = 0) -> Revision:
    """The block in or out of the text as it is now."""
    article.refresh_from_db()
    assert article.current_id is not None
    return switch_block(user, article.pk, revision_id=article.current_id, number=number, kept=kept)


def on(revision: Revision) -> list[tuple[int, str, str]]:
    """Where the annotations of a revision stand, and how."""
    rows = Annotation.objects.filter(revision=revision, withdrawn_at=None).order_by("start")
    assert all(revision.text[row.start : row.end] == row.quote for row in rows)
    return [(row.start, row.quote, row.anchor) for row in rows]


def test_marks_stay_in_their_place_and_come_back_with_their_words(
    quay: Article, annotator: User, second_annotator: User, mark: Mark
) -> None:
    assert quay.current is not None
    second_quay = quay.current.text.index("quay", 10)
    mark(annotator, quay, quote="quay")
    mark(second_annotator, quay, quote="quay was closed at noon")
    kept = switch(annotator, quay, kept=True)
    assert (kept.number, kept.text) == (2, TEXT)
    shifted = second_quay + len("READ  Five questions about the quay\n")
    assert on(kept) == [(4, "quay", "kept"), (shifted, "quay was closed at noon", "kept")]
    quay.refresh_from_db()
    mark(annotator, quay, quote="Five questions")
    out = switch(second_annotator, quay, kept=False)
    assert out.text == quay.revisions.get(number=1).text
    assert on(out) == [(4, "quay", "kept"), (second_quay, "quay was closed at noon", "kept")]
    assert ("Five questions", "orphaned") in {(quote, how) for _, quote, how in on(kept)}
    again = switch(annotator, quay, kept=True)
    assert [quote for _, quote, how in on(again) if how == "kept"] == [
        "quay",
        "Five questions",
        "quay was closed at noon",
    ]
    assert Annotation.objects.filter(anchor="orphaned").count() == 0
    assert Annotation.objects.live().count() == 3


def test_nothing_happens_twice_and_strangers_do_nothing(
    quay: Article, annotator: User, researcher: User, outsider: User, project: Project
) -> None:
    first = quay.current
    assert first is not None
    kept = switch(annotator, quay, kept=True)
    assert switch(annotator, quay, kept=True) == kept
    with pytest.raises(Conflict) as outdated:
        switch_block(annotator, quay.pk, revision_id=first.pk, number=0, kept=False)
    assert outdated.value.code == "revision_outdated"
    for user in (researcher, outsider):
        with pytest.raises((NotFound, NotAllowed)):
            switch_block(user, quay.pk, revision_id=kept.pk, number=0, kept=False)
    with pytest.raises(NotFound):
        switch(annotator, quay, kept=True, number=1)
    assert quay.revisions.count() == 2


def test_another_article_with_that_text_is_in_the_way(
    quay: Article, annotator: User, project: Project
) -> None:
    add_article(annotator, project, Capture(text=TEXT, keep=(0,), language="en"))
    with pytest.raises(Conflict) as refusal:
        switch(annotator, quay, kept=True)
    assert refusal.value.code == "text_known"
    assert quay.revisions.count() == 1


def test_a_text_is_never_emptied(annotator: User, project: Project) -> None:
    html = (
        "<html><body><article><p>" + "The quay was closed. " * 20 + "</p></article></body></html>"
    )
    article, _ = add_article(annotator, project, Capture(html=html))
    assert article.current is not None
    Revision.objects.filter(pk=article.current.pk).update(
        blocks=[
            {
                "start": 0,
                "end": len(article.current.raw),
                "kind": "other",
                "reason": "outside_body",
                "kept": True,
            }
        ]
    )
    with pytest.raises(BadInput):
        switch(annotator, article, kept=False)
