"""Where one is mentioned: told on every page, read on one, answered there."""

import pytest

from annotator.models import Annotation, Claim, Comment, User
from annotator.queries.comments import unread_mentions
from annotator.services.comments import add_comment
from tests.annotator.pages.browsing import browse

pytestmark = pytest.mark.django_db
ADDRESS = "/me/mentions/"


@pytest.fixture
def mention(annotation: Annotation, annotator: User, second_annotator: User) -> Comment:
    """The annotator mentions the second one on a span, in words a page could take for HTML."""
    text = "@second <script>alert(1)</script>"
    mentions = [second_annotator.pk]
    return add_comment(annotator, annotation_id=annotation.pk, text=text, mentions=mentions)[0]


def test_the_header_counts_what_is_new_and_the_list_shows_words_as_words(
    mention: Comment, second_annotator: User, annotator: User
) -> None:
    client = browse(second_annotator)
    assert "1 new mention" in client.get("/p/dikes/").content.decode()
    page = client.get(ADDRESS).content.decode()
    assert "@second &lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert client.post(ADDRESS).status_code == 302
    assert "new mention" not in client.get("/p/dikes/").content.decode()
    assert "new mention" not in browse(annotator).get("/p/dikes/").content.decode()


def test_opening_one_leads_to_its_span_and_takes_note(
    mention: Comment, annotation: Annotation, second_annotator: User, annotator: User
) -> None:
    answer = browse(second_annotator).post(f"{ADDRESS}{mention.pk}/", {"act": "open"})
    assert answer["Location"] == f"/p/dikes/articles/{annotation.article_id}/#s-{annotation.pk}"
    assert not unread_mentions(second_annotator).exists()
    assert browse(annotator).post(f"{ADDRESS}{mention.pk}/").status_code == 404


def test_an_answer_mentions_who_asked(
    claim: Claim, annotator: User, second_annotator: User
) -> None:
    asked, _ = add_comment(
        annotator, claim_id=claim.pk, text="@second?", mentions=[second_annotator.pk]
    )
    browse(second_annotator).post(f"{ADDRESS}{asked.pk}/", {"act": "answer", "text": "31."})
    [answer] = unread_mentions(annotator)
    assert (answer.text, answer.claim, answer.author) == ("31.", claim, second_annotator)
    assert not unread_mentions(second_annotator).exists()
