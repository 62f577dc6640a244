"""Articles: added once, recognised again, changed and given a newer text."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from pytest_django import DjangoAssertNumQueries

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound, TooLarge
from annotator.models import Annotation, Article, Event, Project, Source, User
from annotator.queries.article_rows import published_text
from annotator.services.annotations import (
    restore_annotation,
    update_annotation,
    withdraw_annotation,
)
from annotator.services.articles import (
    Capture,
    add_article,
    add_articles,
    add_revision,
    capture_again,
    preview_article,
    update_article,
)
from tests.cast import Mark

pytestmark = pytest.mark.django_db

TEXT = (
    "The quay at Lower Marl\n\n"
    "The quay was closed on Monday after 12 boats had broken loose.\n\n"
    "READ  Five questions about the harbour\n\n"
    "The harbour master said nobody was hurt.\n"
)
CAPTURE = Capture(text=TEXT, title="The quay at Lower Marl", language="en")


def test_furniture_goes_and_the_sentences_stay(annotator: User, project: Project) -> None:
    article, is_new = add_article(annotator, project, CAPTURE)
    assert is_new
    assert article.current is not None
    assert "READ" not in article.current.text
    assert "12 boats had broken loose." in article.current.text
    assert [block["kind"] for block in article.current.blocks] == ["teaser"]
    assert article.current.raw == TEXT


def test_furniture_can_be_put_back(annotator: User, project: Project) -> None:
    article, _ = add_article(annotator, project, replace(CAPTURE, keep=(0,)))
    assert article.current is not None
    assert article.current.text == TEXT


def test_what_is_unknown_stays_unknown(annotator: User, project: Project) -> None:
    article, _ = add_article(annotator, project, CAPTURE)
    assert (article.publisher, article.url, published_text(article)) == (None, "", None)
    assert article.published_precision == "unknown"


@pytest.mark.parametrize(
    ("written", "precision"), [("2024", "year"), ("2024-12", "month"), ("2024-12-17", "day")]
)
def test_a_date_is_kept_as_far_as_it_is_known(
    annotator: User, project: Project, written: str, precision: str
) -> None:
    article, _ = add_article(annotator, project, replace(CAPTURE, published_on=written))
    assert (published_text(article), article.published_precision) == (written, precision)


def test_the_same_text_is_the_same_article(annotator: User, project: Project) -> None:
    first, _ = add_article(annotator, project, CAPTURE)
    again, is_new = add_article(
        annotator, project, replace(CAPTURE, text=TEXT.replace("\n", "\r\n"))
    )
    assert (again.pk, is_new) == (first.pk, False)


def test_a_known_address_with_another_text_gets_a_revision_and_takes_the_spans_along(
    annotator: User, project: Project, mark: Mark
) -> None:
    url = "https://marl.example/quay?utm_source=feed"
    article, _ = add_article(annotator, project, replace(CAPTURE, url=url))
    kept = mark(annotator, article, quote="nobody was hurt")
    changed = mark(annotator, article, quote="12 boats had broken loose")
    newer = TEXT.replace("12 boats", "14 boats")
    same, is_new = add_article(
        annotator, project, replace(CAPTURE, text=newer, url="https://MARL.example/quay#top")
    )
    assert (same.pk, is_new) == (article.pk, False)
    assert same.current is not None
    assert same.current.number == 2
    assert Annotation.objects.get(follows=kept).anchor == "kept"
    assert Annotation.objects.get(follows=changed).anchor == "changed"
    assert [row.follows_id for row in Annotation.objects.live()] == [kept.pk]


def test_a_publisher_is_found_by_name_or_alias_before_one_is_made(
    annotator: User, project: Project, source: Source
) -> None:
    article, _ = add_article(annotator, project, replace(CAPTURE, publisher="the BOARD"))
    assert article.publisher == source


@pytest.mark.parametrize(
    ("capture", "code"),
    [
        (Capture(), "text_or_html"),
        (Capture(text="a", html="<p>a</p>"), "text_or_html"),
        (Capture(text="  \n "), "text_empty"),
        (Capture(text="a\0b"), "has_nul"),
        (Capture(text="a\ud800b"), "lone_surrogate"),
        (replace(CAPTURE, url="javascript:alert(1)"), "url_wrong"),
        (replace(CAPTURE, published_on="17 December"), "date_wrong"),
        (replace(CAPTURE, published_on="0001-01-01"), "date_wrong"),
        (replace(CAPTURE, published_on="9999-12-31"), "date_wrong"),
        (replace(CAPTURE, url="https://a.example/?q=" + "\u4e00" * 1000), "url_wrong"),
        (replace(CAPTURE, url="https://a.example/" + "\u4e00" * 1000), "url_wrong"),
        (replace(CAPTURE, url="https://a.example/?q=\ud800"), "url_wrong"),
        (replace(CAPTURE, title="a\0b"), "not_storable"),
        (replace(CAPTURE, authors=("a\ud800",)), "not_storable"),
        (replace(CAPTURE, language="nederlands"), "too_long"),
    ],
)
def test_it_refuses_what_cannot_be_stored(
    annotator: User, project: Project, capture: Capture, code: str
) -> None:
    with pytest.raises(BadInput) as caught:
        add_article(annotator, project, capture)
    assert caught.value.code == code
    assert not Article.objects.exists()


def test_a_text_over_the_limit_is_too_large() -> None:
    with pytest.raises(TooLarge):
        preview_article(Capture(text="a " * 100_001))


def test_many_are_added_together_or_not_at_all(annotator: User, project: Project) -> None:
    with pytest.raises(BadInput):
        add_articles(annotator, project, [CAPTURE, Capture(text=" ")])
    assert not Article.objects.exists()
    assert len(add_articles(annotator, project, [CAPTURE, Capture(text="Another text.")])) == 2


def test_many_are_what_they_would_be_one_after_the_other(annotator: User, project: Project) -> None:
    address = "https://news.example/a"
    known, _is_new = add_article(annotator, project, Capture(text="Known here.", title="Known"))
    added = add_articles(
        annotator,
        project,
        [
            Capture(text="First of all.", url=address, publisher="De Post", language="nl"),
            Capture(text="Known here.", title="Known"),
            Capture(text="Second, in English.", publisher="De Post"),
            Capture(text="First of all, once more.", url=address),
            Capture(text="Second, in English."),
        ],
    )
    first, second = added[0][0], added[2][0]
    assert [(article.pk, is_new) for article, is_new in added] == [
        *((first.pk, True), (known.pk, False), (second.pk, True)),
        *((first.pk, False), (second.pk, False)),
    ]
    first.refresh_from_db()
    assert first.current is not None
    assert (first.current.number, first.current.text) == (2, "First of all, once more.")
    assert first.revisions.order_by("number")[0].text == "First of all."
    assert second.current is not None
    assert second.current.text == "Second, in English."
    assert first.publisher == second.publisher
    assert first.language == "nl"
    verbs = Event.objects.filter(subject_type="article").values_list("subject_id", "verb")
    assert sorted(verbs) == sorted(
        [(str(pk), "created") for pk in (known.pk, first.pk, second.pk)]
        + [(str(first.pk), "captured")]
    )


def test_a_hundred_new_ones_are_stored_in_a_handful_of_statements(
    annotator: User, project: Project, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    captures = [
        Capture(text=f"Number {number}.", publisher="De Post", language="en")
        for number in range(100)
    ]
    add_article(annotator, project, Capture(text="One.", publisher="De Post"))
    with django_assert_max_num_queries(15):
        add_articles(annotator, project, captures)


def test_only_managers_change_an_article(
    annotator: User, manager: User, outsider: User, article: Article
) -> None:
    with pytest.raises(NotAllowed):
        update_article(annotator, article.pk, {"title": "Mine"})
    with pytest.raises(NotFound):
        update_article(outsider, article.pk, {"title": "Mine"})
    changed = update_article(manager, article.pk, {"title": "Ours", "published_on": "2024-12"})
    assert (changed.title, published_text(changed)) == ("Ours", "2024-12")


def test_archiving_is_undone_by_adding_the_article_again(
    annotator: User, manager: User, project: Project
) -> None:
    article, _ = add_article(annotator, project, CAPTURE)
    update_article(manager, article.pk, {"is_archived": True})
    again, _ = add_article(manager, project, CAPTURE)
    assert (again.pk, again.archived_at) == (article.pk, None)


def test_a_revision_with_the_text_that_is_there_is_that_revision(
    annotator: User, project: Project
) -> None:
    article, _ = add_article(annotator, project, CAPTURE)
    again = add_revision(annotator, article, preview_article(CAPTURE), CAPTURE)
    assert again == article.current
    assert article.revisions.count() == 1


def test_what_went_along_is_no_longer_changed_where_it_was(
    annotator: User, project: Project, mark: Mark
) -> None:
    article, _ = add_article(annotator, project, CAPTURE)
    marked = mark(annotator, article, quote="nobody was hurt")
    newer = replace(CAPTURE, text=TEXT.replace("12 boats", "14 boats"))
    revision = add_revision(annotator, article, preview_article(newer), newer)
    went_to = Annotation.objects.get(follows=marked)
    late: tuple[Callable[[], Annotation], ...] = (
        lambda: update_annotation(annotator, marked.pk, version=1, changes={"note": "Late."}),
        lambda: withdraw_annotation(annotator, marked.pk, version=1),
        lambda: restore_annotation(annotator, marked.pk),
    )
    for change in late:
        with pytest.raises(Conflict) as caught:
            change()
        assert caught.value.code == "revision_outdated"
        assert caught.value.details == {"current": revision.pk, "annotation": went_to.pk}


def test_what_waits_for_a_person_goes_on_waiting_on_the_next_text(
    annotator: User, project: Project, mark: Mark
) -> None:
    article, _ = add_article(annotator, project, CAPTURE)
    mark(annotator, article, quote="12 boats had broken loose")
    for written in ("14 boats", "14 boats!\n\n14 boats"):
        newer = replace(CAPTURE, text=TEXT.replace("12 boats", written))
        add_revision(annotator, article, preview_article(newer), newer)
        article.refresh_from_db()
    assert Annotation.objects.get(revision=article.current).anchor == "changed"
    assert not Annotation.objects.live().exists()


def test_an_accepted_suggestion_that_is_kept_still_counts(
    annotator: User, project: Project, mark: Mark
) -> None:
    article, _ = add_article(annotator, project, CAPTURE)
    marked = mark(annotator, article, quote="nobody was hurt")
    Annotation.objects.update(origin="suggested", accepted_at=marked.created_at)
    newer = replace(CAPTURE, text=TEXT.replace("12 boats", "14 boats"))
    add_revision(annotator, article, preview_article(newer), newer)
    assert Annotation.objects.live().get().follows_id == marked.pk


def test_only_managers_bring_back_what_was_put_away(
    annotator: User, manager: User, project: Project
) -> None:
    article, _ = add_article(annotator, project, CAPTURE)
    update_article(manager, article.pk, {"is_archived": True})
    with pytest.raises(NotAllowed) as caught:
        add_article(annotator, project, CAPTURE)
    assert caught.value.code == "article_put_away"


def test_a_newer_text_that_another_article_has_is_refused(
    annotator: User, project: Project, article: Article
) -> None:
    other = add_article(annotator, project, CAPTURE)[0]
    with pytest.raises(Conflict, match="exactly this text"):
        capture_again(annotator, article.pk, CAPTURE)
    article.refresh_from_db()
    assert article.revisions.count() == other.revisions.count() == 1
