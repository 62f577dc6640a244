"""What the annotating page says whatever the article, at an address of its own."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from annotator.models import Article, User
from annotator.pages.annotate_keys import IN_LINE, WORDS
from annotator.pages.annotate_texts import texts_in
from tests.annotator.pages.test_annotate import AsPerson, page_of

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("language", "said"), [("en", "Confirmed"), ("nl", "Bevestigd")])
def test_the_page_leads_to_its_texts_and_browsers_keep_them(
    as_person: AsPerson, annotator: User, article: Article, language: str, said: str
) -> None:
    annotator.language = language
    annotator.save()
    client = as_person(annotator)
    found = re.search(r'id="texts" href="([^"]+)"', page_of(client, article))
    assert found is not None
    response = client.get(found[1])
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    texts = response.json()
    assert texts["strings"]["confirmed"] == said
    assert f">{said}<" in texts["parts"]["#bar"]
    assert texts["parts"]["#help .keys"].count("<dd data-words=") == len(WORDS)
    assert texts["parts"][".key-line"].count("<li>") == len(IN_LINE)
    assert 'autocomplete="current-password"' in texts["parts"]["body"]


def test_an_older_page_gets_the_texts_of_now_and_keeps_them_not(client: Client) -> None:
    response = client.get(reverse("annotate-texts", args=["en", "000000000000"]))
    assert response.content == texts_in("en").body
    assert response["Cache-Control"] == "no-store"


def test_a_language_nobody_speaks_here_has_no_texts(client: Client) -> None:
    assert client.get(reverse("annotate-texts", args=["tlh", "0"])).status_code == 404
