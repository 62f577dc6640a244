"""The page that adds an article by its address, and its API: there only where fetching is on."""

from collections.abc import Callable

import pytest
from pytest_django import Settings
from rest_framework.test import APIClient

from annotator.models import Article, Job, Project, User
from annotator.models.choices import JobState
from annotator.services.article_requests import request_article
from tests.annotator.pages.browsing import browse


def test_the_field_is_there_only_where_fetching_is_on(
    annotator: User, project: Project, settings: Settings
) -> None:
    browser = browse(annotator)
    address = f"/p/{project.slug}/import/"
    assert 'name="url"' not in browser.get(address).text
    refused = browser.post(f"{address}address/", {"url": "https://news.example/a"})
    assert "This installation fetches no addresses" in refused.text
    settings.OUTBOUND_CALLS = True
    assert 'name="url"' in browser.get(address).text
    begun = browser.post(f"{address}address/", {"url": " https://news.example/a "})
    job = Job.objects.get()
    assert begun["Location"] == f"{address}address/{job.pk}/"
    assert "It waits for a worker" in browser.get(begun["Location"]).text
    stopped = browser.post(f"/p/{project.slug}/jobs/{job.pk}/cancel/", {"next": "fetching"})
    assert stopped["Location"] == begun["Location"]
    assert "Stopped before it began" in browser.get(begun["Location"]).text
    assert "Fill in the address" in browser.post(f"{address}address/", {}).text


@pytest.mark.parametrize("state", [JobState.DONE, JobState.FAILED, JobState.RUNNING])
def test_the_page_of_a_job_says_what_became_of_it(
    annotator: User, project: Project, article: Article, settings: Settings, state: JobState
) -> None:
    settings.OUTBOUND_CALLS = True
    job = request_article(annotator, project, url="https://news.example/a")
    report = [{"article": article.pk}] if state == JobState.DONE else []
    Job.objects.filter(pk=job.pk).update(state=state, message="So it ended.", report=report)
    page = browse(annotator).get(f"/p/{project.slug}/import/address/{job.pk}/").text
    assert ("So it ended." in page) == (state != JobState.RUNNING)
    assert (f"/articles/{article.pk}/" in page) == (state == JobState.DONE)
    assert ("It is being fetched." in page) == (state == JobState.RUNNING)


def test_a_script_gets_a_job_or_a_clear_refusal(
    annotator: User, project: Project, settings: Settings, as_token: Callable[..., APIClient]
) -> None:
    script = as_token(annotator)
    body = {"project": project.slug, "url": "https://news.example/a", "title": "A"}
    off = script.post("/api/v1/articles/", body)
    assert (off.status_code, off.json()["error"]["code"]) == (400, "fetching_off")
    settings.OUTBOUND_CALLS = True
    made = script.post("/api/v1/articles/", body)
    assert made.status_code == 202
    job = script.get(f"/api/v1/jobs/{made.json()['job']}/").json()
    assert (job["kind"], job["state"]) == ("fetch_article", "queued")
    inside = script.post("/api/v1/articles/", {**body, "url": "http://10.0.0.1/"})
    assert (inside.status_code, inside.json()["error"]["code"]) == (400, "url_wrong")
