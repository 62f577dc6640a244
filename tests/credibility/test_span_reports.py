"""The measures of spans as a job: on demand, with progress, stopped without a trace."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from rest_framework.test import APIClient

from annotator.errors import NotAllowed
from annotator.models import Job, User
from annotator.models.choices import JobState
from annotator.services.assignments import set_state
from annotator.services.jobs import cancel_job
from credibility import inputs, queries, services
from credibility.measures.tallies import LABELS
from tests.credibility.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def cut(desk: Desk, annotator: User, second_annotator: User) -> Desk:
    """One text that two people cut alike but for one span, and one that only one of them marked."""
    article = desk.article("High water", publisher="Polder Post")
    for place in range(4):
        desk.mark(annotator, article, None, sentence=place)
        if place:
            desk.mark(second_annotator, article, None, sentence=place, label="confirmed")
    desk.mark(second_annotator, article, None, sentence=5, label="contested")
    desk.mark(annotator, article, None, sentence=5, label="contested")
    desk.mark(annotator, desk.article("alone"), None)
    desk.catch_up()
    return desk


def test_the_report_has_every_measure_with_its_sampling_error(cut: Desk, reviewer: User) -> None:
    job = services.request_span_report(reviewer, cut.project)
    services.span_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == (JobState.DONE, 2, 2)
    of_all = [row for row in job.report if "article" not in row]
    rows = {(row["measure"], row.get("label", "")): row for row in of_all}
    assert 0.5 < rows["u_alpha", ""]["value"] < 1
    assert rows["cu_alpha", ""]["value"] == 1
    assert rows["ku_alpha", "unverified"]["undefined"]
    assert rows["gamma", ""]["sampling_error"] > 0
    assert rows["gamma", ""]["samples"] >= 30


def test_a_text_that_two_people_read_has_its_own_numbers(
    cut: Desk, reviewer: User, as_person: Callable[[User], Client]
) -> None:
    job = services.request_span_report(reviewer, cut.project)
    services.span_report(job.pk)
    rows, _at = queries.span_rows(cut.project.pk)
    article = cut.article("High water").pk
    of_all = {(row.measure, row.label): row.result for row in rows if row.article is None}
    own = {(row.measure, row.label): row.result for row in rows if row.article is not None}
    assert {row.article for row in rows} == {None, article}
    assert own == of_all  # nobody else read the other text
    assert {label for measure, label in own if measure == "ku_alpha"} == set(LABELS)
    here = reverse("agreement-spans", args=[cut.project.slug])
    page = as_person(reviewer).get(here, {"article": article}).content.decode()
    for words in (
        "u-alpha",
        "Gamma",
        "sampling error",
        "(k)u-alpha: ",
        "How alike people cut this text",
    ):
        assert words in page
    other = as_person(reviewer).get(here, {"article": cut.article("alone").pk}).content.decode()
    assert "once two people have read it" in other


def test_the_same_marks_give_the_same_numbers(cut: Desk, reviewer: User) -> None:
    reports = []
    for _ in range(2):
        job = services.request_span_report(reviewer, cut.project)
        services.span_report(job.pk)
        job.refresh_from_db()
        reports.append(job.report)
    assert reports[0] == reports[1]
    assert Job.objects.count() == 2


def test_asking_twice_gives_the_one_under_way(cut: Desk, reviewer: User) -> None:
    first = services.request_span_report(reviewer, cut.project)
    assert services.request_span_report(reviewer, cut.project) == first


def test_stopped_before_it_began_it_computes_nothing(cut: Desk, reviewer: User) -> None:
    job = services.request_span_report(reviewer, cut.project)
    cancel_job(reviewer, job.pk)
    services.span_report(job.pk)
    job.refresh_from_db()
    assert (job.state, job.report) == (JobState.CANCELLED, [])


def test_an_empty_project_has_named_reasons(desk: Desk, reviewer: User) -> None:
    job = services.request_span_report(reviewer, desk.project)
    services.span_report(job.pk)
    job.refresh_from_db()
    assert {row["undefined"] for row in job.report} <= {"nothing_shared", "nothing_marked"}


def test_readers_of_what_is_released_ask_for_nothing(cut: Desk, researcher: User) -> None:
    with pytest.raises(NotAllowed):
        services.request_span_report(researcher, cut.project)


def test_who_was_done_and_marked_nothing_has_read_it(cut: Desk, second_annotator: User) -> None:
    article = cut.article("alone")
    set_state(second_annotator, article, "in_progress")
    set_state(second_annotator, article, "done")
    found = inputs.continua_of(cut.project.pk, [article.pk])[article.pk]
    assert found.spans[second_annotator.pk] == []


def test_the_report_is_in_the_api_with_its_error_and_its_day(
    cut: Desk, reviewer: User, as_token: Callable[..., APIClient]
) -> None:
    job = services.request_span_report(reviewer, cut.project)
    services.span_report(job.pk)
    client, address = as_token(reviewer), "/api/v1/agreement/annotators/"
    query = {"project": cut.project.slug, "page_size": "200"}
    found = client.get(address, query).json()["results"]
    rows = [row for row in found if "computed_at" in row]
    project = {row["measure"]: row for row in rows if row["scope"]["kind"] == "project"}
    assert project.keys() == {"u_alpha", "cu_alpha", "gamma", "gamma_cat"}
    assert project["gamma"]["sampling_error"] > 0
    assert project["gamma"]["samples"] >= 30
    assert project["u_alpha"]["lower"] <= project["u_alpha"]["value"]
    ku = [row["scope"] for row in rows if row["measure"] == "ku_alpha"]
    article = cut.article("High water").pk
    assert {"kind": "label", "label": "contested"} in ku
    assert {"kind": "article", "article": article, "label": "contested"} in ku
    only = client.get(address, {**query, "measure": "gamma", "kind": "article"}).json()["results"]
    assert [row["scope"]["article"] for row in only] == [article]
    narrowed = client.get(address, {**query, "language": "en"}).json()["results"]
    assert not any("computed_at" in row for row in narrowed)
    csv: Any = client.get(address, {**query, "format": "csv"})
    lines = b"".join(csv.streaming_content).decode()
    assert f"article,{article}; contested,ku_alpha," in lines
