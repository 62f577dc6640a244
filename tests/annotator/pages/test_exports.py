"""The pages where data is fetched and frozen."""

import re

import pytest
from django.test import Client

from annotator.models import Annotation, Project, Release, Source, User
from annotator.services.annotations import Hop
from annotator.services.sources import update_source
from credibility.services.data_sets import freeze_release
from tests.annotator.pages.browsing import browse
from tests.cast import FLOODED, Mark

PATH = "/p/dikes/exports/"


@pytest.fixture
def reader(reviewer: User) -> Client:
    return browse(reviewer)


def test_what_is_chosen_is_shown_counted_and_ready_for_a_script(
    reader: Client, annotation: Annotation, mark: Mark, second_annotator: User
) -> None:
    mark(second_annotator, annotation.article, label="contested")
    query = f"?kind=doccano.jsonl&label=contested&label=unverified&author={second_annotator.pk}"
    page = reader.get(PATH + query)
    shown = page.context["shown"]
    assert shown.counted == "1 annotation"
    assert FLOODED in page.text
    said = f"?project=dikes&author={second_annotator.pk}&label=contested,unverified"
    assert shown.path == f"/api/v1/exports/doccano.jsonl/{said}"
    assert f"{said.replace('&', '&amp;')}&quot; -o doccano.jsonl" in page.text
    fetched = reader.get(shown.path)
    assert fetched["X-Row-Count"] == "1"


def test_filters_that_make_no_sense_are_shown_as_such(reader: Client, project: Project) -> None:
    query = "?kind=annotations.csv&published_from=2024-12-17&published_until=2024-12-01"
    page = reader.get(PATH + query)
    assert page.status_code == 200
    assert page.context["shown"] is None
    assert "lies before the first" in page.text
    assert reader.get(PATH + "?kind=nothing").context["shown"] is None


def test_claim_reviews_say_why_claims_stay_behind(
    reader: Client, annotation: Annotation, claim: object
) -> None:
    page = reader.get(PATH + "?kind=claimreview.jsonld")
    assert page.context["shown"].left_out == ["1 claim has no verdict yet."]
    assert page.context["shown"].counted == "0 claims"


def test_what_a_protected_name_keeps_behind_is_counted(
    reader: Client,
    manager: User,
    source: Source,
    mark: Mark,
    annotator: User,
    annotation: Annotation,
) -> None:
    update_source(manager, source.pk, {"name": "dike", "is_protected": True})
    page = reader.get(PATH + "?kind=articles.jsonl")
    assert "1 is left out because it holds the name" in page.text
    assert reader.get(page.context["shown"].path)["X-Rows-Left-Out"] == "1"


def test_somebody_who_sees_only_their_own_work_is_not_told_of_colleagues(
    annotator: User, second_annotator: User, project: Project
) -> None:
    Project.objects.filter(pk=project.pk).update(is_blind=True)
    page = browse(annotator).get(PATH)
    assert "author" not in page.context["form"].fields
    assert "second" not in page.text


def test_agreement_has_no_rows_to_preview(reader: Client, annotation: Annotation) -> None:
    shown = reader.get(PATH + "?kind=agreement.csv&label=contested").context["shown"]
    assert shown.sample is None
    assert shown.path == "/api/v1/exports/agreement.csv/?project=dikes"


def test_a_release_is_made_listed_cited_and_fetched(
    reader: Client, annotation: Annotation, mark: Mark, second_annotator: User, source: Source
) -> None:
    hop = Hop(source=source.pk, cue="said")
    mark(second_annotator, annotation.article, label="contested", chains=((hop,),))
    path = "/p/dikes/releases/"
    sent = {"title": "Floods <b>", "licence": "cc-by-4.0", "label": ["contested"]}
    assert reader.post(path, sent)["Location"] == path
    release = Release.objects.get()
    assert "It is being made" in reader.get(path).text
    freeze_release(release.job_id or "")
    release.refresh_from_db()
    page = reader.get(path).text
    assert release.row_count == 1
    assert "Floods &lt;b&gt;, release 1 of" in page
    assert page.count(release.sha256) >= 2
    link = re.search(r'href="(/api/v1/releases/[^"]+/download/)"', page)
    assert link is not None
    assert reader.get(link[1])["X-SHA256"] == release.sha256


def test_a_release_needs_a_title_and_a_reviewer(
    reader: Client, annotator: User, manager: User, source: Source
) -> None:
    path = "/p/dikes/releases/"
    assert "title" in reader.post(path, {"title": " "}).context["form"].errors
    update_source(manager, source.pk, {"name": "Jo Zwart", "is_protected": True})
    refused = reader.post(path, {"title": "What Jo Zwart saw"})
    assert "protected source" in str(refused.context["form"].errors["title"])
    own = browse(annotator)
    assert own.get(path).context["form"] is None
    assert own.post(path, {"title": "Mine"}).status_code == 403
    assert not Release.objects.exists()


def test_a_researcher_finds_releases_before_the_project_is_released(
    researcher: User, project: Project
) -> None:
    client = browse(researcher)
    assert "/p/dikes/releases/" in client.get(PATH).text
    assert client.get("/p/dikes/releases/").status_code == 200
