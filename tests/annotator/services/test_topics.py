"""Stories: renamed, and what belongs to them moved in and out, in the log each time."""

import pytest

from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.models import Article, Claim, Event, Project, Topic, User
from annotator.services.claims import create_topic
from annotator.services.topics import put_into_topic, rename_topic, take_from_topic


@pytest.fixture
def flood(manager: User, project: Project) -> Topic:
    return create_topic(manager, project, name="Flood")


def test_it_gets_another_name_but_none_that_is_taken(
    flood: Topic, reviewer: User, annotator: User, project: Project
) -> None:
    assert rename_topic(reviewer, flood.pk, name=" The  breach ").name == "The breach"
    create_topic(reviewer, project, name="Pumps")
    for name in ("Pumps", "  ", "a\0b", "a" * 201):
        with pytest.raises(BadInput):
            rename_topic(reviewer, flood.pk, name=name)
    with pytest.raises(NotAllowed):
        rename_topic(annotator, flood.pk, name="Mine")
    flood.refresh_from_db()
    assert flood.name == "The breach"


def test_claims_and_articles_are_put_in_and_taken_out(
    flood: Topic, reviewer: User, claim: Claim, article: Article
) -> None:
    assert put_into_topic(reviewer, flood.pk, claims=[claim.pk], articles=[article.pk]) == 2
    assert put_into_topic(reviewer, flood.pk, claims=[claim.pk]) == 0
    assert Claim.objects.get(pk=claim.pk).topic == flood
    assert take_from_topic(reviewer, flood.pk, claims=[claim.pk], articles=[article.pk]) == 2
    assert Claim.objects.get(pk=claim.pk).topic is None
    moved = Event.objects.filter(subject_type="claim", subject_id=str(claim.pk), verb="changed")
    after = moved.order_by("pk").values_list("after__topic_id", flat=True)
    assert list(after) == [flood.pk, None]


def test_nothing_of_another_project_gets_in(
    flood: Topic, reviewer: User, outsider: User, other_claim: Claim, claim: Claim
) -> None:
    with pytest.raises(NotFound):
        put_into_topic(reviewer, flood.pk, claims=[claim.pk, other_claim.pk])
    claim.refresh_from_db()
    assert claim.topic is None
    with pytest.raises(NotFound):
        put_into_topic(outsider, flood.pk, claims=[other_claim.pk])
