"""An article by its address: asked for in the web, fetched in the worker, added as any other."""

import pytest
from pytest_django import Settings

from annotator.errors import BadInput, NotAllowed
from annotator.models import Article, Job, Membership, Project, User
from annotator.models.choices import JobState
from annotator.services import article_requests
from annotator.services.article_fetching import fetch_article
from annotator.services.article_requests import request_article
from annotator.services.jobs import cancel_job
from tests.fixtures.newsstand import Newsstand

pytestmark = pytest.mark.django_db
PAGE = """<html lang="en"><head><title>Lock gates held | The Polder Post</title>
<meta charset="windows-1252"></head><body><article><h1>Lock gates held</h1>
<p>The lock keeper said that at least 30 caf\xe9s stayed dry on Monday night.</p>
<p>Nobody could say when the pumps would run again, according to the water board.</p>
</article></body></html>"""


@pytest.fixture(autouse=True)
def calls_on(settings: Settings) -> None:
    """Most of these tests are about an installation that fetches."""
    settings.OUTBOUND_CALLS = True


def done(user: User, project: Project, newsstand: Newsstand, url: str, **facts: object) -> Job:
    """The job as it ended: asked for with an address that is refused for nobody, then sent to the
    newsstand."""
    job = request_article(user, project, url="https://news.example/lock", facts=facts)
    Job.objects.filter(pk=job.pk).update(parameters={"url": url, "facts": facts})
    fetch_article(job.pk, policy=newsstand.policy())
    job.refresh_from_db()
    return job


def test_a_page_becomes_an_article_with_the_address_it_came_from_at_last(
    annotator: User, project: Project, newsstand: Newsstand
) -> None:
    newsstand.put("/lock", "", status=301, location="/lock-gates")
    newsstand.put("/lock-gates", PAGE.encode("cp1252"))
    job = done(annotator, project, newsstand, newsstand.url("/lock"), publisher="The Polder Post")
    article = Article.objects.get()
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    assert job.report == [
        {
            "file": newsstand.url("/lock"),
            "line": None,
            "code": "added",
            "reason": job.message,
            "article": article.pk,
        }
    ]
    assert article.url == newsstand.url("/lock-gates")
    assert article.publisher is not None
    assert article.publisher.name == "The Polder Post"
    assert article.created_by == annotator
    assert article.current is not None
    assert "at least 30 cafés stayed dry" in article.current.text


def test_the_same_page_again_is_the_same_article(
    annotator: User, project: Project, newsstand: Newsstand
) -> None:
    newsstand.put("/a", "The lock keeper said the gates held.", kind="text/plain; charset=utf-8")
    done(annotator, project, newsstand, newsstand.url("/a"))
    job = done(annotator, project, newsstand, newsstand.url("/a"))
    assert job.report[0]["code"] == "known"
    assert Article.objects.count() == 1


@pytest.mark.parametrize(
    ("put", "code"),
    [
        ({"body": "gone", "status": 404}, "page_missing"),
        ({"body": b"%PDF-", "kind": "application/pdf"}, "wrong_kind"),
        ({"body": "", "kind": "text/plain"}, "text_empty"),
        ({"body": b"caf\xe9", "kind": "text/plain; charset=utf-8"}, "encoding_unknown"),
        ({"body": "", "status": 302, "location": "http://10.0.0.1/"}, "address_refused"),
    ],
)
def test_what_is_no_article_fails_with_its_reason_and_leaves_nothing(
    annotator: User, project: Project, newsstand: Newsstand, put: dict[str, object], code: str
) -> None:
    newsstand.put("/a", **put)  # type: ignore[arg-type]  # the rows above say what goes where
    job = done(annotator, project, newsstand, newsstand.url("/a"))
    assert (job.state, job.report[0]["code"]) == (JobState.FAILED, code)
    assert job.message == job.report[0]["reason"]
    assert not Article.objects.exists()


def test_without_a_policy_of_a_test_this_machine_is_not_called(
    annotator: User, project: Project, newsstand: Newsstand
) -> None:
    job = request_article(annotator, project, url="https://news.example/")
    Job.objects.filter(pk=job.pk).update(
        parameters={"url": newsstand.url().replace("news.example", "127.0.0.1"), "facts": {}}
    )
    fetch_article(job.pk)
    job.refresh_from_db()
    assert job.report[0]["code"] == "address_refused"
    assert newsstand.received == []


def test_where_fetching_is_off_nothing_is_queued(
    annotator: User, project: Project, settings: Settings
) -> None:
    settings.OUTBOUND_CALLS = False
    with pytest.raises(BadInput) as refused:
        request_article(annotator, project, url="https://news.example/")
    assert refused.value.code == "fetching_off"
    assert not Job.objects.exists()


@pytest.mark.parametrize("url", ["http://127.0.0.1/", "ftp://news.example/", "news.example"])
def test_an_address_that_is_never_called_is_refused_at_once(
    annotator: User, project: Project, url: str
) -> None:
    with pytest.raises(BadInput) as refused:
        request_article(annotator, project, url=url)
    assert refused.value.code == "url_wrong"


def test_only_who_works_in_the_project_may_ask(researcher: User, project: Project) -> None:
    with pytest.raises(NotAllowed):
        request_article(researcher, project, url="https://news.example/")


def test_the_same_address_under_way_is_one_job_and_too_many_wait(
    annotator: User, project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = request_article(annotator, project, url="https://news.example/a")
    assert request_article(annotator, project, url="https://news.example/a#top").pk == first.pk
    monkeypatch.setattr(article_requests, "MOST_WAITING", 1)
    with pytest.raises(BadInput) as refused:
        request_article(annotator, project, url="https://news.example/b")
    assert refused.value.code == "too_many_waiting"


def test_a_job_stopped_before_or_during_leaves_nothing(
    annotator: User, project: Project, newsstand: Newsstand
) -> None:
    newsstand.put("/a", "The gates held.", kind="text/plain")
    job = request_article(annotator, project, url="https://news.example/a")
    cancel_job(annotator, job.pk)
    fetch_article(job.pk, policy=newsstand.policy())
    assert not Article.objects.exists()
    assert newsstand.received == []


def test_who_may_no_longer_work_there_when_it_is_fetched_adds_nothing(
    annotator: User, project: Project, newsstand: Newsstand
) -> None:
    newsstand.put("/a", "The gates held.", kind="text/plain")
    job = request_article(annotator, project, url="https://news.example/a")
    Job.objects.filter(pk=job.pk).update(parameters={"url": newsstand.url("/a"), "facts": {}})
    Membership.objects.filter(user=annotator).delete()
    fetch_article(job.pk, policy=newsstand.policy())
    job.refresh_from_db()
    assert (job.state, job.report[0]["code"]) == (JobState.FAILED, "not_found")
    assert not Article.objects.exists()
