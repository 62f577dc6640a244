"""Comments on the page of a claim."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.models import Comment, Membership, User
from annotator.models.choices import Role
from annotator.queries.comments import unread_mentions
from annotator.services.claims import merge_claim
from annotator.services.comments import add_comment
from tests.credibility.conftest import Desk

pytestmark = pytest.mark.django_db
AsPerson = Callable[[User | None], Client]


def send(client: Client, address: str, **fields: object) -> Any:
    """Sends the form on the claim's page, and follows where it leads."""
    token = client.get(address).context["csrf_token"]
    data = {"csrfmiddlewaretoken": str(token), **fields}
    return client.post(f"{address}comments/", data, follow=True)


@pytest.fixture
def address(desk: Desk, annotator: User) -> str:
    """The page of a claim that somebody spoke of."""
    desk.mark(annotator, desk.article("High water"), "30 houses were flooded")
    return f"/p/dikes/claims/{desk.claim('30 houses were flooded').pk}/"


def test_a_comment_is_said_read_withdrawn_and_brought_back(
    as_person: AsPerson, address: str, annotator: User, second_annotator: User
) -> None:
    client = as_person(annotator)
    words = f"<b>Which</b> houses, @{second_annotator.display_name}?"
    said = send(client, address, text=words)
    assert said.redirect_chain[0][0] == f"{address}#comments"
    assert "&lt;b&gt;Which&lt;/b&gt; houses" in said.content.decode()
    comment = Comment.objects.get()
    assert list(unread_mentions(second_annotator)) == [comment]
    reader = as_person(second_annotator)
    assert "houses, @" in reader.get(address).content.decode()
    send(client, address, act="withdraw", comment=comment.pk)
    assert "houses, @" not in reader.get(address).content.decode()
    assert "only you see it" in client.get(address).content.decode()
    send(client, address, act="restore", comment=comment.pk)
    assert "houses, @" in reader.get(address).content.decode()


def test_nobody_changes_what_another_said_or_says_nothing(
    as_person: AsPerson, address: str, desk: Desk, annotator: User, second_annotator: User
) -> None:
    claim = desk.claim("30 houses were flooded")
    comment, _ = add_comment(annotator, text="Which houses?", claim_id=claim.pk)
    other = as_person(second_annotator)
    refused = send(other, address, act="withdraw", comment=comment.pk).content.decode()
    assert "Only who wrote a comment" in refused
    nothing = send(other, address, text="  ").content.decode()
    assert "nothing was sent" in nothing
    assert send(other, address, act="withdraw", comment="x").status_code == 404
    assert Comment.objects.get().withdrawn_at is None


def test_what_was_said_of_a_merged_wording_stands_on_the_claim_it_went_into(
    as_person: AsPerson, desk: Desk, address: str, annotator: User, reviewer: User
) -> None:
    other = desk.claim("houses stood in water")
    add_comment(annotator, text="Which houses?", claim_id=other.pk)
    merge_claim(reviewer, other.pk, into_id=desk.claim("30 houses were flooded").pk)
    assert "Which houses?" in as_person(annotator).get(address).content.decode()


def test_researchers_read_released_comments_without_names(
    as_person: AsPerson, desk: Desk, address: str, annotator: User, outsider: User
) -> None:
    claim = desk.claim("30 houses were flooded")
    add_comment(annotator, text="Which houses?", claim_id=claim.pk)
    desk.project.released_at = timezone.now()
    desk.project.save()
    Membership.objects.create(project=desk.project, user=outsider, role=Role.RESEARCHER)
    seen = as_person(outsider).get(address).content.decode()
    assert "Which houses?" in seen
    assert f"<bdi>{annotator.display_name}</bdi>" not in seen
    assert 'name="text"' not in seen
