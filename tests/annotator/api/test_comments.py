"""Comments through the API."""

from collections.abc import Callable

from rest_framework.test import APIClient

from annotator.models import Annotation, Article, Comment, Source, User
from annotator.pages.mentions import place_of
from annotator.services.articles import Capture, add_revision, preview_article
from tests.cast import ARTICLE_TEXT, ARTICLE_TITLE, Mark

AsToken = Callable[..., APIClient]
ADDRESS = "/api/v1/comments/"


def test_a_comment_is_said_read_changed_and_withdrawn(
    as_token: AsToken, annotation: Annotation, annotator: User, second_annotator: User
) -> None:
    client = as_token(annotator)
    body = {
        "annotation": str(annotation.pk),
        "text": "<b>@second</b>",
        "mentions": [second_annotator.pk],
    }
    first, again = client.post(ADDRESS, body), client.post(ADDRESS, body)
    assert (first.status_code, again.status_code) == (201, 200)
    row = first.json()
    assert row == again.json()
    assert row["author_name"] == "annotator"
    mine = f"{ADDRESS}{row['id']}/"
    reader = as_token(second_annotator)
    listed = reader.get(f"{ADDRESS}?mentions={second_annotator.pk}&annotation={annotation.pk}")
    assert [one["text"] for one in listed.json()["results"]] == ["<b>@second</b>"]
    assert reader.patch(mine, {"text": "Mine"}).status_code == 403
    assert client.patch(mine, {"text": "Which?", "mentions": []}).json()["mentions"] == []
    assert client.delete(mine).status_code == 204
    assert client.get(mine).status_code == 404
    assert client.patch(mine, {"is_withdrawn": False}).json()["withdrawn_at"] is None


def test_comments_stay_with_a_span_when_newer_texts_come(
    as_token: AsToken, mark: Mark, article: Article, annotator: User, second_annotator: User
) -> None:
    first = mark(annotator, article)
    client, reader = as_token(annotator), as_token(second_annotator)
    client.post(ADDRESS, {"annotation": str(first.pk), "text": "Which houses?"})
    spans = [first.pk]
    for words in ("A first correction.", "A second correction."):
        newer = Capture(text=f"{ARTICLE_TEXT}\n\n{words}", title=ARTICLE_TITLE, as_given=True)
        add_revision(annotator, article, preview_article(newer), newer)
        spans.append(Annotation.objects.get(follows=spans[-1]).pk)
    last = str(spans[-1])
    answer = {
        "annotation": last,
        "text": "@annotator those on the quay",
        "mentions": [annotator.pk],
    }
    assert reader.post(ADDRESS, answer).json()["now_on"] == last
    for asked in (f"annotation={last}", f"article={article.pk}"):
        rows = reader.get(f"{ADDRESS}?{asked}").json()["results"]
        assert [row["annotation"] for row in rows] == [str(first.pk), last]
        assert [row["now_on"] for row in rows] == [last, last]
        texts = [row["text_captured_at"] for row in rows]
        assert texts[0] < texts[1]
    earlier = reader.get(f"{ADDRESS}?annotation={first.pk}").json()["results"]
    assert [row["text"] for row in earlier] == ["Which houses?"]
    comment = Comment.objects.get(text="Which houses?")
    assert place_of(annotator, comment).endswith(f"#s-{last}")


def test_what_cannot_be_right_is_refused(
    as_token: AsToken, annotation: Annotation, annotator: User
) -> None:
    client = as_token(annotator)
    for body, field in (
        ({"text": "On nothing"}, "annotation"),
        ({"annotation": str(annotation.pk), "text": ""}, "text"),
        ({"annotation": str(annotation.pk), "text": "x" * 5001}, "text"),
        ({"annotation": str(annotation.pk), "text": "x", "author": 1}, "author"),
    ):
        answer = client.post(ADDRESS, body)
        assert answer.status_code == 400
        assert field in answer.json()["error"]["fields"]


def test_a_token_reads_no_comment_that_names_a_protected_source(
    as_token: AsToken, annotation: Annotation, annotator: User, source: Source
) -> None:
    client = as_token(annotator)
    body = {"annotation": str(annotation.pk), "text": "I rang the water  board"}
    pk = client.post(ADDRESS, body).json()["id"]
    source.is_protected = True
    source.save()
    listed = client.get(ADDRESS)
    assert (listed.json()["results"], listed["X-Rows-Left-Out"]) == ([], "1")
    assert client.get(f"{ADDRESS}{pk}/").status_code == 404
