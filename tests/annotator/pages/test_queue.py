"""The queue: what needs me first, filters, places, taking an article, and its cost."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from annotator.models import Article, Assignment, Project, Source, User
from annotator.models.choices import AssignmentState
from annotator.queries.queue import ROWS_PER_PAGE, Place, count_disagreements
from annotator.services.articles import Capture, add_article
from annotator.services.assignments import assign, set_state
from tests.annotator.pages.browsing import browse
from tests.cast import Mark


def many_articles(project: Project, author: User, count: int) -> list[Article]:
    """Articles made in one statement, a minute apart, the first the oldest."""
    start = timezone.now() - timedelta(days=30)
    return Article.objects.bulk_create(
        Article(
            project=project,
            title=f"Article {at:04}",
            text_sha256=f"{at:064}",
            created_by=author,
            created_at=start + timedelta(minutes=at),
        )
        for at in range(count)
    )


def test_an_empty_project_says_what_the_page_is_for(annotator: User, project: Project) -> None:
    page = browse(annotator).get(f"/p/{project.slug}/").text
    assert "No articles yet" in page
    assert page.count("button-primary") == 1


def test_what_was_given_to_me_stands_on_top(
    annotator: User, manager: User, project: Project
) -> None:
    rows = many_articles(project, manager, 5)
    assign(manager, project, articles=[rows[1].pk, rows[2].pk], people=[annotator.pk])
    set_state(annotator, rows[2], AssignmentState.IN_PROGRESS)
    page = browse(annotator).get(f"/p/{project.slug}/").text
    order = [page.index(f"Article {at:04}") for at in (2, 1, 4, 3, 0)]
    assert order == sorted(order)
    assert page.index("Needs you") < order[0]


def test_beginners_see_the_four_steps_until_they_have_marked(
    annotator: User, article: Article, project: Project, mark: Mark
) -> None:
    client = browse(annotator)
    assert "first-run" in client.get(f"/p/{project.slug}/").text
    mark(annotator, article)
    assert "first-run" not in client.get(f"/p/{project.slug}/").text


def test_disagreements_are_counted_for_those_who_may_know(
    annotator: User,
    second_annotator: User,
    reviewer: User,
    article: Article,
    project: Project,
    mark: Mark,
) -> None:
    mark(annotator, article, label="confirmed")
    mark(second_annotator, article, label="contested")
    cell = '<td class="number" data-label="Differ">1</td>'
    assert cell in browse(annotator).get(f"/p/{project.slug}/").text
    project.is_blind = True
    project.save()
    assert "Differ" not in browse(annotator).get(f"/p/{project.slug}/").text
    assert cell in browse(reviewer).get(f"/p/{project.slug}/").text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("state=free", True),
        ("state=done", False),
        ("language=en", True),
        ("language=nl", False),
        ("outlet=polder", True),
        ("outlet=lowland", False),
        ("search=PUMPS", True),
        ("search=lower+town", True),
        ("search=nothing+of+the+sort", False),
    ],
)
def test_filters_stand_in_the_address(
    query: str, found: bool, annotator: User, article: Article, project: Project
) -> None:
    page = browse(annotator).get(f"/p/{project.slug}/?{query}")
    assert page.status_code == 200
    assert (str(article) in page.text) is found


def test_a_filter_nobody_offers_is_named_and_all_is_shown(
    annotator: User, article: Article, project: Project
) -> None:
    page = browse(annotator).get(f"/p/{project.slug}/?state=asleep")
    assert page.status_code == 200
    assert "errorlist" in page.text
    assert str(article) in page.text


@pytest.mark.parametrize("place", ["x", "~", "2024-01-01T00:00:00~1", "2024-01-01~²", "é" * 50])
def test_a_damaged_address_is_no_error_of_ours(
    place: str, annotator: User, article: Article, project: Project
) -> None:
    page = browse(annotator).get(f"/p/{project.slug}/", {"older_than": place})
    assert page.status_code == 400


def test_older_and_newer_lead_through_every_article_once(
    annotator: User, manager: User, project: Project
) -> None:
    many_articles(project, manager, 2 * ROWS_PER_PAGE + 3)
    client = browse(annotator)
    page, titles = client.get(f"/p/{project.slug}/"), []
    for _turn in range(5):
        titles += [row.article.title for row in page.context["page"].others]
        if not page.context["older"]:
            break
        page = client.get(f"/p/{project.slug}/" + page.context["older"])
    assert titles == sorted(titles, reverse=True)
    assert len(set(titles)) == 2 * ROWS_PER_PAGE + 3
    back = client.get(f"/p/{project.slug}/" + page.context["newer"])
    assert [row.article.title for row in back.context["page"].others] == titles[
        ROWS_PER_PAGE : 2 * ROWS_PER_PAGE
    ]


@pytest.mark.parametrize("place", ["first", "far"])
def test_a_page_takes_at_most_six_statements_wherever_it_is(
    place: str,
    annotator: User,
    manager: User,
    project: Project,
    article: Article,
    mark: Mark,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    rows = many_articles(project, manager, 4 * ROWS_PER_PAGE)
    Article.objects.filter(pk__in=[row.pk for row in rows]).update(publisher=article.publisher)
    assign(manager, project, articles=[rows[0].pk, article.pk], people=[annotator.pk])
    mark(annotator, article)
    client = browse(annotator)
    path = f"/p/{project.slug}/"
    if place == "far":
        path += f"?older_than={Place(rows[40].created_at, rows[40].pk)}".replace("+", "%2B")
    with django_assert_max_num_queries(6):
        page = client.get(path)
    assert len(page.context["page"].others) == ROWS_PER_PAGE


def test_taking_an_article_opens_it_and_makes_it_mine(
    annotator: User, article: Article, project: Project
) -> None:
    response = browse(annotator).post(f"/p/{project.slug}/articles/{article.pk}/take/")
    assert response["Location"] == f"/p/{project.slug}/articles/{article.pk}/"
    row = Assignment.objects.get(article=article, user=annotator)
    assert row.state == AssignmentState.IN_PROGRESS


def test_next_takes_my_own_before_a_free_one_and_then_says_that_nothing_is_left(
    annotator: User, manager: User, project: Project
) -> None:
    free, own = many_articles(project, manager, 2)
    assign(manager, project, articles=[own.pk], people=[annotator.pk])
    client = browse(annotator)
    for expected in (own, free):
        response = client.post(f"/p/{project.slug}/next/")
        assert response["Location"] == f"/p/{project.slug}/articles/{expected.pk}/"
        set_state(annotator, expected, AssignmentState.DONE)
    assert "nothing left" in client.post(f"/p/{project.slug}/next/", follow=True).text


def test_a_done_article_stays_done_when_it_is_opened_again(
    annotator: User, article: Article, project: Project
) -> None:
    set_state(annotator, article, AssignmentState.DONE)
    browse(annotator).post(f"/p/{project.slug}/articles/{article.pk}/take/")
    assert Assignment.objects.get(article=article).state == AssignmentState.DONE


def test_names_are_text_and_never_markup(
    annotator: User, manager: User, project: Project, source: Source
) -> None:
    hostile = "<script>alert(1)</script>"
    capture = Capture(text="A text of some length.", title=hostile, publisher=hostile)
    add_article(manager, project, capture)
    page = browse(annotator).get(f"/p/{project.slug}/").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_stretches_are_counted_not_pairs() -> None:
    spans: list[Any] = [
        (0, 10, 1, "confirmed"),
        (5, 20, 2, "contested"),
        (8, 12, 3, "unverified"),
        (30, 40, 1, "confirmed"),
        (35, 45, 2, "confirmed"),
        (50, 60, 1, "confirmed"),
        (50, 60, 1, "contested"),
    ]
    assert count_disagreements(spans) == 1


@given(
    st.lists(
        st.tuples(st.integers(0, 15), st.integers(1, 5), st.integers(1, 3), st.sampled_from("cuk")),
        max_size=8,
    )
)
def test_counting_by_sweep_is_counting_letter_by_letter(
    drawn: list[tuple[int, int, int, str]],
) -> None:
    spans = [(start, start + length, author, label) for start, length, author, label in drawn]
    differs = []
    for at in range(25):
        here = [(who, what) for start, end, who, what in spans if start <= at < end]
        differs.append(len({w for w, _ in here}) > 1 and len({k for _, k in here}) > 1)
    runs = sum(now and not before for before, now in zip([False, *differs], differs, strict=False))
    assert count_disagreements(spans) == runs


def test_a_place_survives_the_address() -> None:
    place = Place(datetime.fromisoformat("2024-12-17T10:00:00.123456+01:00"), 7)
    assert Place.parse(str(place)) == place


def test_researchers_read_once_the_project_is_released(
    project: Project, article: Article, researcher: User
) -> None:
    client = browse(researcher)
    page = client.get(f"/p/{project.slug}/")
    assert "Not released yet" in page.text
    assert str(article) not in page.text
    project.released_at = project.created_at
    project.save()
    assert str(article) in client.get(f"/p/{project.slug}/").text
