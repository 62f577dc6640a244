"""Suggestions by API: sent to whoever may see the text, accepted as annotations, counted then."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from rest_framework.test import APIClient

from annotator.models import Annotation, Article, Project, Source, SuggestionSet, User
from annotator.queries.suggestions import match_source
from annotator.services import suggestions as services
from annotator.services.articles import Capture, add_article
from annotator.services.sources import create_source
from tests.cast import FLOODED

AsToken = Callable[..., APIClient]
ADDRESS = "/api/v1/suggestions/"

pytestmark = pytest.mark.django_db


def asked(client: APIClient, revision: int | None) -> dict[str, Any]:
    answer = client.get(f"{ADDRESS}?revision={revision}")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def accepting(proposal: dict[str, Any], article: Article) -> dict[str, Any]:
    assert article.current is not None
    start, end = proposal["start"], proposal["end"]
    return {
        "id": str(uuid.uuid4()),
        "revision": article.current_id,
        "start": start,
        "end": end,
        "quote": article.current.text[start:end],
        "label": "unverified",
        "attributions": proposal["attributions"],
        "quantity": proposal["quantity"],
        "suggestion": proposal["id"],
    }


def test_a_text_offers_who_says_what_with_its_figure(
    as_token: AsToken, annotator: User, article: Article
) -> None:
    found = asked(as_token(annotator), article.current_id)
    assert found["state"] == "ready"
    assert article.current is not None
    first = found["results"][0]
    assert article.current.text[first["start"] : first["end"]] == FLOODED
    assert (first["kind"], first["rule"]) == ("attribution", "says_that")
    assert first["quantity"]["lower"] == 30
    assert first["names"] == ["Water board"]
    assert first["said_by"] == ["The water board"]
    assert first["attributions"] == [[{"source": None, "cue": "said", "stance": "asserts"}]]


def test_a_source_is_known_by_name_alias_and_inside_other_words(
    as_token: AsToken, annotator: User, project: Project, article: Article
) -> None:
    board = create_source(annotator, project, name="Water Board", aliases=["WB"])
    army = create_source(annotator, project, name="Army")
    found = asked(as_token(annotator), article.current_id)["results"]
    assert found[0]["attributions"][0][0]["source"] == board.pk
    assert found[0]["names"] == [""]
    assert found[1]["attributions"][0][0]["source"] == army.pk
    ids = {"water board": board.pk, "wb": board.pk}
    assert match_source("the WB", ids) == board.pk
    assert match_source("a spokesman for the Water Board", ids) == board.pk
    assert match_source("waterboarding", ids) is None


def test_accepting_makes_an_annotation_of_origin_suggested_that_is_live(
    as_token: AsToken, annotator: User, article: Article
) -> None:
    client = as_token(annotator)
    proposal = asked(client, article.current_id)["results"][0]
    body = accepting(proposal, article)
    made = client.post("/api/v1/annotations/", body)
    assert made.status_code == 201, made.content
    assert made.json()["origin"] == "suggested"
    assert made.json()["accepted_at"]
    assert Annotation.objects.live().filter(pk=body["id"]).exists()
    assert client.post("/api/v1/annotations/", body).status_code == 200
    without = {name: value for name, value in body.items() if name != "suggestion"}
    assert client.post("/api/v1/annotations/", without).json()["error"]["code"] == "id_reused"


@pytest.mark.parametrize("wrong", ["", "1-2", "a1", "x1-2", "a1-2\n", 5, None, ["a1-2"]])
def test_a_suggestion_is_named_as_it_was_sent(
    as_token: AsToken, annotator: User, annotation_body: dict[str, Any], wrong: Any
) -> None:
    answer = as_token(annotator).post(
        "/api/v1/annotations/", annotation_body | {"suggestion": wrong}
    )
    assert answer.status_code == 400
    assert "suggestion" in answer.json()["error"]["fields"]


@pytest.mark.parametrize("field", [{"origin": "suggested"}, {"accepted_at": "2026-01-01T00:00Z"}])
def test_origin_and_acceptance_stay_the_servers(
    as_token: AsToken, annotator: User, annotation_body: dict[str, Any], field: dict[str, Any]
) -> None:
    answer = as_token(annotator).post("/api/v1/annotations/", annotation_body | field)
    assert answer.status_code == 400


def test_a_blind_project_sends_none(
    as_token: AsToken, annotator: User, manager: User, project: Project, article: Article
) -> None:
    Project.objects.filter(pk=project.pk).update(is_blind=True)
    for person in (annotator, manager):
        assert asked(as_token(person), article.current_id) == {
            "revision": article.current_id,
            "state": "off",
            "results": [],
            "sources": [],
        }
    assert services.sweep_suggestions() == 0
    assert not SuggestionSet.objects.exists()


def test_what_nobody_accepts_is_nowhere(
    as_token: AsToken, annotator: User, project: Project, article: Article
) -> None:
    services.sweep_suggestions()
    assert SuggestionSet.objects.get().rows
    client = as_token(annotator)
    rows = client.get("/api/v1/annotations/", {"project": project.slug}).json()["results"]
    assert rows == []
    exported = client.get(f"/api/v1/exports/annotations.jsonl/?project={project.slug}")
    assert exported["X-Row-Count"] == "0"
    assert not Annotation.objects.exists()


def test_a_long_text_waits_for_the_worker(
    as_token: AsToken, annotator: User, project: Project
) -> None:
    line = "The board said that at least 30 houses were flooded. "
    article, _is_new = add_article(
        annotator, project, Capture(text=line * 500, title="Long", language="en", as_given=True)
    )
    client = as_token(annotator)
    assert asked(client, article.current_id)["state"] == "waiting"
    assert services.sweep_suggestions() == 1
    found = asked(client, article.current_id)
    assert (found["state"], len(found["results"])) == ("ready", 500)
    assert services.sweep_suggestions() == 0


def test_another_language_or_newer_rules_are_read_anew(
    as_token: AsToken, annotator: User, article: Article
) -> None:
    services.sweep_suggestions()
    SuggestionSet.objects.update(rules_version=0, rows=[])
    assert asked(as_token(annotator), article.current_id)["results"]
    Article.objects.filter(pk=article.pk).update(language="de")
    assert services.sweep_suggestions() == 1
    kinds = {one["kind"] for one in asked(as_token(annotator), article.current_id)["results"]}
    assert "attribution" not in kinds


def test_a_token_gets_none_that_hold_a_protected_name(
    as_token: AsToken, annotator: User, manager: User, project: Project, article: Article
) -> None:
    before = asked(as_token(annotator), article.current_id)["results"]
    create_source(manager, project, name="water board", is_protected=True)
    after = asked(as_token(annotator), article.current_id)["results"]
    assert len(after) < len(before)
    assert all("water board" not in str(one).lower() for one in after)


def test_another_projects_text_is_not_there(
    as_token: AsToken, outsider: User, article: Article
) -> None:
    answer = as_token(outsider).get(f"{ADDRESS}?revision={article.current_id}")
    assert answer.status_code == 404
    assert as_token(outsider).get(ADDRESS).status_code == 400


def test_it_takes_as_many_statements_whatever_the_sources(
    as_token: AsToken,
    annotator: User,
    project: Project,
    article: Article,
    source: Source,
    django_assert_max_num_queries: Any,
) -> None:
    client = as_token(annotator)
    asked(client, article.current_id)
    for number in range(5):
        create_source(annotator, project, name=f"Source {number}", aliases=[f"S{number}"])
    with django_assert_max_num_queries(10):
        asked(client, article.current_id)
