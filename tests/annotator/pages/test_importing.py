"""Import: pasted and uploaded, looked at, put back, added; what is wrong is said and kept."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils.html import escape

from annotator.models import Article, ImportBatch, Project, User
from annotator.pages.captures import MOST_BYTES
from annotator.pages.words import REASON_WORDS
from annotator.services.imports import run_import
from annotator.text.chrome import REASONS
from tests.annotator.pages.browsing import browse
from tests.cast import ARTICLE_TEXT

TITLE = "Dike near the old mill held through the night"
PASTED = "\r\n\r\n".join(
    [
        TITLE,
        TITLE,
        "The water board said on Monday that at least 11,000 sandbags were laid.",
        "READ ALSO: Alderman admits that the sluice stood open",
        "Nobody was hurt, according to the fire brigade of the lower town.",
        "Leave a reply",
        "Your email address will not be published. Required fields are marked *",
    ]
)


@pytest.fixture
def client(annotator: User) -> Client:
    return browse(annotator)


@pytest.fixture
def path(project: Project) -> str:
    return f"/p/{project.slug}/import/"


def look(client: Client, path: str, text: str = "", **more: Any) -> Any:
    return client.post(path, {"act": "preview", "text": text, **more})


def hidden(page: Any, **changes: Any) -> dict[str, Any]:
    """What the preview's form would send, with changes."""
    context = page.context
    facts = context["form"].initial or context["form"].data
    sent = {name: facts.get(name, "") for name in context["form"].fields}
    carried = {name: context[name] for name in ("kind", "capture", "seen")}
    return {"act": "add", **sent, **carried, **changes}


def upload(name: str, content: bytes | str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)


def test_one_article_is_in_after_three_actions(client: Client, path: str) -> None:
    page = look(client, path, PASTED)
    response = client.post(path, hidden(page))
    article = Article.objects.get()
    assert response["Location"] == path.replace("import/", f"articles/{article.pk}/")
    assert article.title == TITLE
    assert article.current is not None
    assert article.current.text.count(TITLE) == 1
    assert "sandbags" in article.current.text
    assert "READ ALSO" not in article.current.text


def test_the_preview_stores_nothing_and_gives_each_part_s_reason(client: Client, path: str) -> None:
    page = look(client, path, PASTED)
    assert not Article.objects.exists()
    assert "the title once more" in page.text
    assert page.text.count('name="keep"') == page.context["removed_blocks"] >= 3
    assert ("at least 11,000", "at least 11,000") in [
        (words.partition(" sandbags")[0], said) for words, said in page.context["figures"]
    ]


def test_a_part_is_put_back_by_its_tick(client: Client, path: str) -> None:
    page = look(client, path, PASTED)
    [teaser] = [
        piece.block
        for piece in page.context["pieces"]
        if piece.block and piece.text.startswith("READ ALSO")
    ]
    client.post(path, hidden(page, keep=[str(teaser.start)]))
    article = Article.objects.get()
    assert article.current is not None
    assert "READ ALSO" in article.current.text


def test_what_is_emptied_in_the_preview_is_unknown(client: Client, path: str) -> None:
    html = (
        "<html lang='en'><head><title>Bridge shut</title>"
        "<meta property='og:site_name' content='The Polder Post'>"
        "<meta property='article:published_time' content='2024-03-05'></head><body><article>"
        "<h1>Bridge shut</h1><p>The bridge over the canal was shut on Tuesday after a ship hit "
        "one of its pillars, the harbour master said. Nobody was hurt in the accident.</p>"
        "<p>Engineers looked at the damage and said that repairs would take at least a week.</p>"
        "</article></body></html>"
    )
    page = look(client, path, file=upload("page.html", html))
    assert page.context["form"].initial["publisher"] == "The Polder Post"
    client.post(path, hidden(page, publisher="", published_on="", title="Bridge shut"))
    article = Article.objects.get()
    assert article.publisher is None
    assert article.published_on is None
    queue = client.get(path.replace("import/", "")).text
    assert "outlet unknown" in queue


def test_the_facts_are_kept_as_written(client: Client, path: str) -> None:
    page = look(client, path, PASTED)
    facts = {
        "publisher": "The Polder Post",
        "url": "https://polder.example/dike",
        "published_on": "2024-03",
        "authors": "Ann Brook, Kees Bos",
        "language": "en",
    }
    client.post(path, hidden(page, **facts))
    article = Article.objects.get()
    assert str(article.publisher) == "The Polder Post"
    assert article.authors == ["Ann Brook", "Kees Bos"]
    assert article.published_precision == "month"


@pytest.mark.parametrize(
    ("field", "value"),
    [("url", "javascript:alert(1)"), ("url", "not an address"), ("published_on", "last week")],
)
def test_a_wrong_fact_is_named_and_nothing_typed_is_lost(
    field: str, value: str, client: Client, path: str
) -> None:
    page = look(client, path, PASTED)
    sent = hidden(page, title="My own title for it", **{field: value})
    again = client.post(path, {**sent, "seen": "x"})
    assert again.status_code == 200
    assert again.context["form"].errors[field]
    assert "My own title for it" in again.text
    assert "sandbags" in again.context["capture"]
    assert not Article.objects.exists()


def test_when_the_title_changes_what_is_taken_out_it_is_shown_first(
    client: Client, path: str
) -> None:
    page = look(client, path, PASTED)
    again = client.post(path, hidden(page, title="Another title altogether"))
    assert not Article.objects.exists()
    assert again.context["form"].errors["title"]
    client.post(path, hidden(again, title="Another title altogether"))
    assert Article.objects.get().title == "Another title altogether"


def test_the_same_text_is_recognised_and_leads_to_the_article(
    client: Client, path: str, article: Article
) -> None:
    page = look(client, path, ARTICLE_TEXT)
    assert "Already here" in page.text
    assert page.context["same"] == article
    response = client.post(path, hidden(page))
    assert response["Location"].endswith(f"/articles/{article.pk}/")
    assert Article.objects.count() == 1


def test_an_article_of_another_project_is_not_told_of(
    client: Client, path: str, other_article: Article
) -> None:
    assert other_article.current is not None
    page = look(client, path, other_article.current.text)
    assert page.context["same"] is None


def test_another_text_at_a_known_address_becomes_its_next_text(client: Client, path: str) -> None:
    page = look(client, path, PASTED)
    client.post(path, hidden(page, url="https://polder.example/dike"))
    other = PASTED.replace("11,000", "12,000")
    page = look(client, path, other)
    client.post(path, hidden(page, url="https://polder.example/dike"))
    article = Article.objects.get()
    assert article.current is not None
    assert article.current.number == 2


def test_change_the_text_brings_it_back_to_the_first_step(client: Client, path: str) -> None:
    page = look(client, path, PASTED)
    back = client.post(path, hidden(page, act="change"))
    assert "sandbags" in back.context["form"].initial["text"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "Paste a text, or choose a file."),
        ("   \n ", "Paste a text, or choose a file."),
        ("a" * 200_001, "longer than 200,000 characters"),
    ],
)
def test_a_text_that_cannot_be_taken_is_refused_and_kept(
    text: str, said: str, client: Client, path: str
) -> None:
    page = look(client, path, text)
    assert page.status_code == 200
    assert said in page.text
    assert page.context["form"].data["text"] == text


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.txt", b"ab\nc\xff\xfe", "Line 2 is not UTF-8"),
        ("a.txt", b"fine\nfine\nnot\0fine", "Line 3 holds a NUL"),
        ("a.txt", b"", "There is nothing in this file"),
        ("a.txt", b"a" * 200_001, "longer than 200,000 characters"),
        ("a.html", b"<html></html>", "There is no text in it"),
        ("a.html", b"<" * 100_000, "There is no text in it"),
        ("a.docx", b"PK\x03\x04", "Choose a file that ends in"),
        ("a.txt", b"a" * (MOST_BYTES + 1), "larger than 1.5 MB"),
        ("a.jsonl", b"", "There is nothing in this file"),
    ],
)
def test_a_bad_file_is_refused_with_its_reason(
    name: str, content: bytes, said: str, client: Client, path: str
) -> None:
    page = look(client, path, file=upload(name, content))
    assert page.status_code == 200
    if said != "There is no text in it" or "capture" not in page.context:
        assert said in page.text
    assert not Article.objects.exists()


def looked_at(client: Client, path: str, jsonl: str) -> Any:
    """The page of an import of many articles, once the worker has looked at the file."""
    sent = client.post(path, {"act": "preview", "file": upload("many.jsonl", jsonl)}, follow=True)
    run_import(str(ImportBatch.objects.get().job_id))
    return client.get(sent.request["PATH_INFO"])


def test_hostile_html_is_shown_as_text(client: Client, path: str) -> None:
    html = (
        "<article><h1>T<script>alert(1)</script></h1><p onclick='x()'>The mayor said &lt;img "
        "src=x onerror=alert(2)&gt; that the dike held, and a long sentence follows here.</p>"
        "<p>A second paragraph of the article, long enough to be taken for one by anybody.</p>"
        "</article><svg/onload=alert(3)>"
    )
    page = look(client, path, file=upload("page.html", html))
    assert "<script>alert" not in page.text
    assert "<img" not in page.text
    assert "<svg/onload" not in page.text


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("not json", "not JSON"),
        ('["a"]', "JSON object"),
        ('{"text": "a", "text": "b"}', "stands twice"),
        ('{"text": "a", "wat": "b"}', "is not known"),
        ('{"text": 5}', "of a wrong kind"),
        ('{"text": ["a"]}', "of a wrong kind"),
        ('{"text": NaN}', "no NaN"),
        ('{"text": "a\\u0000b"}', "NUL"),
        ('{"text": "\\ud800"}', "surrogate"),
        ('{"\\ud800": "a"}', "surrogate"),
        ('{"text": "a", "publisher": "\\ud800"}', "surrogate"),
        ('{"\\ud800": "a", "\\ud800": "b"}', "stands twice"),
        ('{"title": "no text"}', "either text or html"),
        ('{"text": "a", "url": "ftp://x"}', "http"),
        ('{"text": "a", "published_on": "soon"}', "2024-12"),
        ('{"text": "a", "authors": "Ann"}', "of a wrong kind"),
        ('{"text": "a", "publisher": "a\\u0000b"}', "NUL"),
        ("[" * 100_000, "more than 20 levels"),
        ('{"text": ' + "9" * 5_000 + "}", "64 bits"),
    ],
)
def test_a_wrong_line_is_named_and_the_whole_file_waits(
    line: str, said: str, client: Client, path: str
) -> None:
    good = json.dumps({"text": "The dike held all night, the mayor said."})
    page = looked_at(client, path, f"{good}\n\n{line}\n")
    [problem] = page.context["job"].report
    assert (problem["file"], problem["line"]) == ("many.jsonl", 3)
    assert said in problem["reason"]
    assert escape(problem["reason"]) in page.text
    client.post(page.request["PATH_INFO"], {"act": "publish"})
    assert not Article.objects.exists()


def test_many_articles_are_looked_at_then_added_at_once_and_known_ones_are_told(
    client: Client, path: str, article: Article
) -> None:
    lines = [{"text": f"The dike held for {at} nights.", "publisher": "Post"} for at in range(250)]
    jsonl = "\n".join(json.dumps(line) for line in [*lines, {"text": ARTICLE_TEXT}])
    page = looked_at(client, path, jsonl)
    assert page.context["counts"]["articles_added"] == 250
    assert page.context["counts"]["articles_known"] == 1
    assert Article.objects.count() == 1
    here = page.request["PATH_INFO"]
    client.post(here, {"act": "publish"})
    run_import(str(ImportBatch.objects.get().job_id))
    assert "250 new articles" in client.get(here).text
    assert Article.objects.count() == 251


def test_every_reason_has_its_words() -> None:
    assert set(REASON_WORDS) == set(REASONS)
