"""The annotating page as the server draws it."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from annotator.models import Article, Assignment, Claim, Project, Source, User
from annotator.pages.annotate import MOST_ROWS
from annotator.pages.annotate_data import as_signs
from annotator.services.annotations import Hop, withdraw_annotation
from annotator.services.articles import Capture, add_article
from tests.cast import ARTICLE_TEXT, FAMILY, FLOODED, Mark

AsPerson = Callable[[User | None], Client]


def address(article: Article, *, name: str = "annotate", slug: str = "dikes") -> str:
    """Where an article is annotated."""
    return reverse(name, args=[slug, article.pk])


def page_of(client: Client, article: Article) -> str:
    """The page's HTML."""
    response = client.get(address(article))
    assert response.status_code == 200
    return response.content.decode()


def data_of(page: str) -> dict[str, Any]:
    """What the page's scripts begin with."""
    found = re.search(r'<script id="page-data" type="application/json">(.*?)</script>', page)
    assert found is not None
    data: dict[str, Any] = json.loads(found[1])
    return data


def test_the_paragraphs_say_where_they_stand_in_the_text(
    as_person: AsPerson, annotator: User, article: Article
) -> None:
    page = page_of(as_person(annotator), article)
    places = re.findall(r'data-start="(\d+)" data-end="(\d+)"', page)
    words = [ARTICLE_TEXT[int(start) : int(end)] for start, end in places]
    assert words == [line for line in ARTICLE_TEXT.split("\n") if line]
    assert FAMILY in words[0]


def test_a_span_is_a_mark_with_its_label_source_and_author(
    as_person: AsPerson, annotator: User, article: Article, mark: Mark, source: Source
) -> None:
    chains = ((Hop(source=source.pk, cue="said", stance="asserts"),),)
    span = mark(annotator, article, chains=chains)
    page = page_of(as_person(annotator), article)
    assert f'<mark class="c c0" data-symbol="✓">{FLOODED}</mark>' in page
    assert page.count(f"“<bdi>{FLOODED}</bdi>”") == 1
    assert page.count(">Water board asserts<") == 1
    assert page.count(str(span.pk)[:-4]) == 1


def test_overlapping_spans_are_drawn_as_pieces(
    as_person: AsPerson, annotator: User, article: Article, mark: Mark
) -> None:
    mark(annotator, article, label="unverified")
    mark(annotator, article, quote="30 houses")
    page = page_of(as_person(annotator), article)
    before, after = FLOODED.split("30 houses")
    assert (
        f'<mark class="u u0" data-symbol="?">{before}</mark>'
        f'<mark class="cu u0" data-symbol="✓"><u class="c1">30 houses</u></mark>'
        f'<mark class="u u0">{after}</mark>'
    ) in page


def test_of_very_many_spans_the_list_has_the_first_and_a_link_to_all(
    as_person: AsPerson, annotator: User, manager: User, project: Project, mark: Mark
) -> None:
    text = " ".join(f"number{at:03}" for at in range(101))
    article, _ = add_article(manager, project, Capture(text=text, title="Long"))
    for word in text.split():
        mark(annotator, article, quote=word)
    client = as_person(annotator)
    page = page_of(client, article)
    assert page.count('<li class="item">') == MOST_ROWS
    assert '<noscript><p><a href="?spans=all">Show all 101 spans</a></p></noscript>' in page
    everything = client.get(address(article) + "?spans=all").content.decode()
    assert everything.count('<li class="item">') == 101
    assert "?spans=all" not in everything


def test_the_text_is_shown_as_text(as_person: AsPerson, manager: User, project: Project) -> None:
    text = "<script>alert(1)</script> & <b>dike</b> \u202egnol"
    article, _ = add_article(manager, project, Capture(text=text, title="</script><i>x"))
    page = page_of(as_person(manager), article)
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;dike" in page
    assert "<script>alert" not in page
    assert "<i>x" not in page


def test_others_work_is_not_on_the_page(
    as_person: AsPerson, annotator: User, second_annotator: User, article: Article, mark: Mark
) -> None:
    theirs = mark(second_annotator, article)
    page = page_of(as_person(annotator), article)
    assert str(theirs.pk) not in page


def test_whoever_may_see_everybodys_spans_reads_them_without_scripts_too(
    as_person: AsPerson,
    annotator: User,
    second_annotator: User,
    article: Article,
    project: Project,
    mark: Mark,
    source: Source,
    claim: Claim,
) -> None:
    User.objects.filter(pk=second_annotator.pk).update(name="Séra <b>Wit")
    mark(annotator, article)
    chains = ((Hop(source=source.pk, cue="said", stance="denies"),),)
    mark(second_annotator, article, quote="30 houses", chains=chains, claim=claim.pk)
    mark(second_annotator, article, quote="A spokesman", label="contested")
    client = as_person(annotator)
    assert '<li><a href="?whose=all">' in page_of(client, article)
    everybodys = address(article) + "?whose=all"
    page = client.get(everybodys).content.decode()
    assert '<mark class="c c0 q" data-symbol="✓SbW"><u class="o c1">30 houses</u></mark>' in page
    assert '<mark class=" o x0 q" data-symbol="≠SbW">A spokesman</mark>' in page
    assert page.count('<li class="item is-other">') == 2
    assert page.count('<span class="small">Séra &lt;b&gt;Wit</span>') == 2
    assert page.count(">Water board denies<") == 1
    assert data_of(page)["spans"]["columns"]["labels"] == as_signs([0])
    project.is_blind = True
    project.save()
    page = client.get(everybodys).content.decode()
    assert page.count("<mark") == page.count('<li class="item') == 1


def test_where_people_differ_is_shown_without_scripts_too(
    as_person: AsPerson,
    annotator: User,
    second_annotator: User,
    article: Article,
    project: Project,
    mark: Mark,
) -> None:
    mark(annotator, article)
    mark(annotator, article, quote="Nobody could say", label="unverified")
    mark(second_annotator, article, quote="30 houses", label="contested")
    mark(second_annotator, article, quote="A spokesman")
    mark(second_annotator, article, quote="Nobody could say", label="unverified")
    client = as_person(annotator)
    assert '<li><a href="?whose=differing">' in page_of(client, article)
    differing = address(article) + "?whose=differing"
    page = client.get(differing).content.decode()
    assert page.count('<li class="item" hidden>') == 1
    rows = re.findall(r'<li class="item[^>]*>(?=<a).*?<bdi>(.*?)</bdi>', page)
    assert rows == [FLOODED, "30 houses", "Nobody could say"]
    assert "A spokesman" in page
    assert ">A spokesman</mark>" not in page
    assert '<p class="muted" id="span-count">2</p>' in page
    assert data_of(page)["spans"]["columns"]["labels"] == as_signs([0, 1])
    project.is_blind = True
    project.save()
    assert "whose=differing" not in client.get(differing).content.decode()


def test_withdrawn_work_is_known_by_its_version_only(
    as_person: AsPerson, annotator: User, article: Article, mark: Mark
) -> None:
    span = mark(annotator, article)
    withdraw_annotation(annotator, span.pk, version=1)
    page = page_of(as_person(annotator), article)
    assert data_of(page)["withdrawn"] == {str(span.pk): 2}
    assert "<mark" not in page


def test_the_scripts_know_spans_sources_and_claims(
    as_person: AsPerson,
    annotator: User,
    article: Article,
    mark: Mark,
    source: Source,
    claim: Claim,
) -> None:
    span = mark(annotator, article, claim=claim.pk)
    data = data_of(page_of(as_person(annotator), article))
    assert data["spans"]["bases"] == [str(span.pk)[:-4]]
    assert data["spans"]["columns"]["claims"] == as_signs([1])
    assert {"id": source.pk, "name": "Water board", "kind": "government"} in data["sources"]
    assert data["claims"] == [{"id": claim.pk, "text": claim.text}]
    assert data["publisher"] == "The Polder Post"
    assert data["may_write"] is True


def test_what_was_left_out_is_fenced_and_struck_out(
    as_person: AsPerson, manager: User, project: Project
) -> None:
    text = (
        "Pumps stand still\n\nThe pumps in the lower town stand still since Monday.\n\n"
        "LEZEN Five questions about the dike\n\nNobody knows when they will run again."
    )
    article, _ = add_article(manager, project, Capture(text=text, title="Pumps stand still"))
    page = page_of(as_person(manager), article)
    assert "<s>LEZEN Five questions about the dike</s>" in page
    assert page.index("since Monday") < page.index("LEZEN") < page.index("Nobody knows")


def test_it_asks_the_database_eight_times_whatever_the_number_of_spans(
    as_person: AsPerson,
    annotator: User,
    article: Article,
    mark: Mark,
    source: Source,
    claim: Claim,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for quote in ("mayor", "family", "water board", "houses", "spokesman", "army", "pumps"):
        chains = ((Hop(source=source.pk, stance="asserts"),),)
        mark(annotator, article, quote=quote, chains=chains, claim=claim.pk)
    client = as_person(annotator)
    with django_assert_max_num_queries(8):
        page_of(client, article)


def test_strangers_get_404(
    as_person: AsPerson, outsider: User, article: Article, other_article: Article
) -> None:
    client = as_person(outsider)
    assert client.get(address(article)).status_code == 404
    assert client.get(address(article, slug="elsewhere")).status_code == 404
    assert client.get(address(other_article, slug="elsewhere")).status_code == 200


def test_nobody_in_particular_is_sent_to_the_sign_in(as_person: AsPerson, article: Article) -> None:
    assert as_person(None).get(address(article)).status_code == 302


def test_a_researcher_reads_what_is_released_and_marks_nothing(
    as_person: AsPerson, researcher: User, project: Project, article: Article
) -> None:
    client = as_person(researcher)
    assert client.get(address(article)).status_code == 404
    project.released_at = article.created_at
    project.save()
    page = page_of(client, article)
    assert data_of(page)["may_write"] is False
    assert 'id="done-form"' not in page


def csrf_of(page: str) -> str:
    """The token that forms and scripts of the page send along."""
    found = re.search(r'data-csrf="([^"]+)"', page)
    assert found is not None
    return found[1]


def test_done_leads_to_the_next_article_and_then_to_the_queue(
    as_person: AsPerson, annotator: User, manager: User, project: Project, article: Article
) -> None:
    capture = Capture(text="The sluice is open again since noon.", title="Sluice")
    following, _ = add_article(manager, project, capture)
    for one in (article, following):
        Assignment.objects.create(article=one, user=annotator)
    client = as_person(annotator)
    token = {"csrfmiddlewaretoken": csrf_of(page_of(client, article))}
    response = client.post(address(article, name="article-done"), token)
    assert response["Location"] == address(following)
    assert "1 of 2 done" in page_of(client, following)
    response = client.post(address(following, name="article-done"), token)
    assert response.status_code == 302
    assert "articles" not in response["Location"]
    states = set(Assignment.objects.filter(user=annotator).values_list("state", flat=True))
    assert states == {"done"}


def test_done_is_not_for_strangers(
    as_person: AsPerson, annotator: User, outsider: User, article: Article, other_article: Article
) -> None:
    client = as_person(outsider)
    page = client.get(address(other_article, slug="elsewhere")).content.decode()
    token = {"csrfmiddlewaretoken": csrf_of(page)}
    response = client.post(address(article, name="article-done"), token)
    assert response.status_code == 404
    assert not Assignment.objects.filter(article=article).exists()


@pytest.mark.parametrize("language", ["en", "nl"])
def test_it_says_everything_in_the_readers_language(
    as_person: AsPerson, annotator: User, article: Article, language: str
) -> None:
    annotator.language = language
    annotator.save()
    page = page_of(as_person(annotator), article)
    assert f'<html lang="{language}">' in page


def test_it_has_no_script_or_style_of_its_own_in_the_page(
    as_person: AsPerson, annotator: User, article: Article
) -> None:
    page = page_of(as_person(annotator), article)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<style", page)
    assert all(
        "src=" in tag or "application/json" in tag for tag in re.findall(r"<script[^>]*>", page)
    )


def test_it_tells_who_else_has_the_article_but_in_a_blind_project_only_how_many(
    as_person: AsPerson,
    annotator: User,
    second_annotator: User,
    manager: User,
    project: Project,
    article: Article,
    mark: Mark,
) -> None:
    User.objects.filter(pk=second_annotator.pk).update(name="Mira")
    mark(annotator, article)
    Assignment.objects.create(article=article, user=second_annotator, state="done")
    assert "2 people have this article, 1 done: <bdi>Mira</bdi> (Done)" in page_of(
        as_person(annotator), article
    )
    project.is_blind = True
    project.save()
    page = page_of(as_person(annotator), article)
    assert "2 people have this article, 1 done</span>" in page
    assert "Mira" not in page
    assert data_of(page)["is_blinded"] is True
    assert "<bdi>Mira</bdi> (Done)" in page_of(as_person(manager), article)
