"""A newer text of an article by API: captured, told what became of the annotations, accepted."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from annotator.models import Annotation, Article, Project, User
from tests.cast import ARTICLE_TEXT

pytestmark = pytest.mark.django_db

AsToken = Callable[..., APIClient]

NEWER = ARTICLE_TEXT.replace("30", "40")


def test_a_newer_text_is_captured_once(
    as_token: AsToken, annotator: User, article: Article, annotation: Annotation
) -> None:
    client, address = as_token(annotator), f"/api/v1/articles/{article.pk}/revisions/"
    made = client.post(address, {"text": NEWER})
    assert made.status_code == 201, made.json()
    assert made.json()["number"] == 2
    assert made.json()["carried"] == {"kept": 0, "changed": 1, "orphaned": 0}
    again = client.post(address, {"text": NEWER})
    assert (again.status_code, again.json()["id"]) == (200, made.json()["id"])


def test_in_a_blind_project_only_ones_own_marks_are_counted(
    as_token: AsToken, second_annotator: User, article: Article, annotation: Annotation
) -> None:
    Project.objects.update(is_blind=True)
    address = f"/api/v1/articles/{article.pk}/revisions/"
    made = as_token(second_annotator).post(address, {"text": NEWER})
    assert made.json()["carried"] == {"kept": 0, "changed": 0, "orphaned": 0}


def test_what_changed_is_accepted_with_the_version_that_was_read(
    as_token: AsToken, annotator: User, article: Article, annotation: Annotation
) -> None:
    client = as_token(annotator)
    client.post(f"/api/v1/articles/{article.pk}/revisions/", {"text": NEWER})
    [waits] = client.get("/api/v1/annotations/?anchor=changed&live=false").json()["results"]
    assert waits["accepted_at"] is None
    address = f"/api/v1/annotations/{waits['id']}/accept/"
    assert client.post(address, headers={"If-Match": '"9"'}).status_code == 412
    accepted = client.post(address, headers={"If-Match": f'"{waits["version"]}"'}).json()
    assert accepted["accepted_at"] is not None
    assert client.get("/api/v1/annotations/?live=true").json()["results"] == [accepted]


def test_a_revision_needs_a_text(as_token: AsToken, annotator: User, article: Article) -> None:
    client, address = as_token(annotator), f"/api/v1/articles/{article.pk}/revisions/"
    for body in ({}, {"text": "a", "html": "<p>b</p>"}, {"text": "  "}, {"text": "x", "id": 3}):
        answer = client.post(address, body)
        assert answer.status_code == 400, body
        assert answer.json()["error"]["message"]
    assert article.revisions.count() == 1


def test_what_differs_is_told_with_what_became_of_the_marks(
    as_token: AsToken, annotator: User, article: Article, annotation: Annotation
) -> None:
    client = as_token(annotator)
    path = f"/api/v1/articles/{article.pk}/differences/"
    assert client.get(path).status_code == 404
    assert article.current is not None
    old, new = article.current.text, NEWER
    client.post(f"/api/v1/articles/{article.pk}/revisions/", {"text": new})
    told = client.get(path).json()
    assert (told["earlier"], told["later"]) == (1, 2)
    parts = dict.fromkeys(("same", "deleted", "inserted"), "")
    for piece in told["pieces"]:
        is_new = piece["change"] == "inserted"
        start, end = (("old_start", "old_end"), ("new_start", "new_end"))[is_new]
        parts[piece["change"]] += (new if is_new else old)[piece[start] : piece[end]]
    assert (parts["deleted"], parts["inserted"]) == ("30", "40")
    [span] = told["annotations"]
    assert (span["state"], span["reason"], span["author"]) == ("changed", "digit", annotator.pk)
    assert span["id"] != str(annotation.pk)
    assert client.get(f"{path}?earlier=2&later=2").status_code == 404
    assert client.get(f"{path}?first=1").status_code == 400
