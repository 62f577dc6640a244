"""Data sets that leave: frozen for good, whole, under pseudonyms, and telling no protected name."""

import hashlib
import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from rest_framework.test import APIClient

from annotator.errors import BadInput, NotAllowed, NotFound
from annotator.models import (
    Annotation,
    Article,
    Claim,
    Event,
    Job,
    Project,
    Release,
    Source,
    User,
)
from annotator.services import jobs
from annotator.services.annotations import Hop, update_annotation
from annotator.services.articles import Capture, add_article
from annotator.services.claims import create_claim, merge_claim
from annotator.services.projects import set_guideline
from annotator.services.purging import look_at_article, purge_article
from annotator.services.releases import find_release, request_release
from annotator.services.releases import freeze_release as freeze
from annotator.services.sources import update_source
from credibility.services.data_sets import agreement_rows, freeze_release
from tests.annotator.pages.browsing import browse
from tests.cast import Mark

AsToken = Callable[..., APIClient]


def unpacked(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name).decode() for name in archive.namelist()}


def download(client: APIClient, release: Release) -> bytes:
    answer = client.get(f"/api/v1/releases/{release.pk}/download/")
    assert answer.status_code == 200, answer.content
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def frozen(release: Release) -> Release:
    freeze_release(release.job_id or "")
    release.refresh_from_db()
    return release


@pytest.fixture
def marked(
    mark: Mark,
    annotator: User,
    second_annotator: User,
    manager: User,
    project: Project,
    article: Article,
    claim: Claim,
    source: Source,
) -> Annotation:
    """Two people's marks under a guideline."""
    set_guideline(manager, project, markdown="# What is marked")
    hop = Hop(source=source.pk, cue="said", stance="asserts")
    mark(second_annotator, article, claim=claim.pk, label="contested")
    return mark(annotator, article, claim=claim.pk, chains=((hop,),), note="Ask An.")


@pytest.fixture
def release(reviewer: User, project: Project, marked: Annotation) -> Release:
    return frozen(
        request_release(reviewer, project, title="Floods", licence="cc-by-4.0", filters={})
    )


def test_a_release_holds_rows_texts_agreement_guideline_card_and_checksums(
    as_token: AsToken, reviewer: User, release: Release
) -> None:
    content = download(as_token(reviewer, scope="export"), release)
    assert hashlib.sha256(content).hexdigest() == release.sha256
    assert len(content) == release.size
    files = unpacked(content)
    assert files.keys() == {
        *("data/annotations.jsonl", "data/articles.jsonl", "agreement.csv", "GUIDELINE.md"),
        *("README.md", "SHA256SUMS"),
    }
    for line in files["SHA256SUMS"].splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name].encode()).hexdigest() == digest
    assert [file["name"] for file in release.files] == [
        line.split("  ")[1] for line in files["SHA256SUMS"].splitlines()
    ]
    assert (release.row_count, release.article_count, release.number) == (2, 1, 1)
    assert release.label_counts == {"confirmed": 1, "contested": 1}
    assert release.guideline_number == 1
    card = files["README.md"]
    assert card.startswith("---\n")
    for words in ('license: "cc-by-4.0"', "| contested | Conflicting", "2 annotators", "Version 1"):
        assert words in card
    assert "| all | alpha |" in card
    assert files["GUIDELINE.md"] == "# What is marked"


def test_people_bear_pseudonyms_that_another_release_does_not_share(
    as_token: AsToken, reviewer: User, project: Project, release: Release
) -> None:
    again = frozen(request_release(reviewer, project, title="Again", licence="", filters={}))
    names = []
    for one in (release, again):
        text = unpacked(download(as_token(reviewer), one))["data/annotations.jsonl"]
        assert "cast.example" not in text
        rows = [json.loads(line) for line in text.splitlines()]
        assert {row["author"] for row in rows} == {None}
        assert {row["note"] for row in rows} == {""}
        names.append({row["author_name"] for row in rows})
    assert [len(found) for found in names] == [2, 2]
    assert not names[0] & names[1]
    assert again.number == 2


def test_nothing_that_happens_later_changes_it(
    as_token: AsToken,
    annotator: User,
    reviewer: User,
    manager: User,
    project: Project,
    source: Source,
    claim: Claim,
    article: Article,
    marked: Annotation,
    release: Release,
) -> None:
    client = as_token(reviewer)
    before, row = download(client, release), client.get(f"/api/v1/releases/{release.pk}/").json()
    update_annotation(annotator, marked.pk, version=1, changes={"label": "contested"})
    update_source(manager, source.pk, {"name": "Jo Zwart", "is_protected": True})
    other = create_claim(manager, project, text="Houses were flooded.")
    merge_claim(reviewer, claim.pk, into_id=other.pk)
    set_guideline(manager, project, markdown="# Other rules")
    Article.objects.filter(pk=article.pk).update(title="")
    User.objects.filter(pk=annotator.pk).update(name="Gone", email="gone@cast.example")
    Project.objects.filter(pk=project.pk).update(name="Renamed")
    Annotation.objects.filter(pk=marked.pk).update(withdrawn_at="2025-01-01T00:00:00Z")
    freeze_release(release.job_id or "")  # the same task once more
    assert download(client, release) == before
    assert client.get(f"/api/v1/releases/{release.pk}/").json() == row


def test_filters_choose_what_goes_in_and_name_nobody(
    as_token: AsToken, annotator: User, reviewer: User, marked: Annotation
) -> None:
    client = as_token(reviewer, scope="write")
    filters = {
        "author": [annotator.pk],
        "label": ["confirmed"],
        "created_from": "2020-01-01T00:00Z",
    }
    said = {"project": "dikes", "title": "One", "filters": filters}
    made = client.post("/api/v1/releases/", said, format="json")
    assert made.status_code == 202, made.content
    assert made.json()["filters"]["author"][0].startswith("annotator-")
    one = frozen(Release.objects.get(pk=made.json()["id"]))
    assert one.row_count == 1
    wrong = client.post("/api/v1/releases/", said | {"filters": {"search": "x"}}, format="json")
    assert wrong.status_code == 400


def test_researchers_may_always_read_releases_and_annotators_of_blind_projects_may_not(
    as_token: AsToken,
    researcher: User,
    annotator: User,
    outsider: User,
    project: Project,
    release: Release,
) -> None:
    Project.objects.filter(pk=project.pk).update(is_blind=True)
    assert download(as_token(researcher, scope="export"), release)
    for person in (annotator, outsider):
        with pytest.raises(NotFound):
            find_release(person, release.pk)
    refused = as_token(researcher, scope="read").get(f"/api/v1/releases/{release.pk}/download/")
    assert refused.status_code == 403
    with pytest.raises(NotAllowed):
        request_release(researcher, project, title="Mine", licence="", filters={})


def test_a_release_that_is_not_made_yet_cannot_be_fetched(
    reviewer: User, project: Project, marked: Annotation
) -> None:
    waiting = request_release(reviewer, project, title="Floods", licence="", filters={})
    with pytest.raises(NotFound):
        find_release(reviewer, waiting.pk)


def test_a_cancelled_release_has_no_content(
    reviewer: User, project: Project, marked: Annotation
) -> None:
    release = request_release(reviewer, project, title="Floods", licence="", filters={})
    assert release.job is not None
    jobs.cancel_job(reviewer, release.job.pk)
    freeze_release(release.job.pk)
    release.refresh_from_db()
    assert release.frozen_at is None
    assert not release.parts.exists()
    assert Job.objects.get(pk=release.job.pk).state == "cancelled"


def test_a_protected_name_stays_inside_wherever_it_stands(
    as_token: AsToken,
    manager: User,
    reviewer: User,
    project: Project,
    source: Source,
    marked: Annotation,
) -> None:
    update_source(manager, source.pk, {"name": "Jo Zwart", "is_protected": True})
    set_guideline(manager, project, markdown="Never name Jo Zwart.")
    for field in ("title", "licence"):
        words = {"title": "Floods", "licence": ""} | {field: "For jo zwart"}
        with pytest.raises(BadInput, match="protected"):
            request_release(reviewer, project, filters={}, **words)
    release = frozen(request_release(reviewer, project, title="Floods", licence="", filters={}))
    client = as_token(reviewer)
    export = client.get("/api/v1/exports/huggingface.zip/?project=dikes")
    folder = b"".join(export.streaming_content)  # type: ignore[attr-defined]
    for content in (download(client, release), folder):
        files = unpacked(content)
        assert "zwart" not in json.dumps(files).casefold()
        assert "protected-" in files["data/annotations.jsonl"]
        assert "GUIDELINE.md" not in files


def test_a_folder_for_hugging_face_has_the_same_files(
    as_token: AsToken, reviewer: User, marked: Annotation
) -> None:
    answer = as_token(reviewer).get(
        "/api/v1/exports/huggingface.zip/?project=dikes&label=confirmed"
    )
    assert answer["X-Row-Count"] == "1"
    files = unpacked(b"".join(answer.streaming_content))  # type: ignore[attr-defined]
    assert len(files["data/annotations.jsonl"].splitlines()) == 1
    assert 'license: "unknown"' in files["README.md"]


def test_the_table_of_agreement_has_each_measure_with_its_interval_or_why_not(
    as_token: AsToken, reviewer: User, project: Project, marked: Annotation
) -> None:
    answer = as_token(reviewer).get("/api/v1/exports/agreement.csv/?project=dikes")
    lines = b"".join(answer.streaming_content).decode().splitlines()  # type: ignore[attr-defined]
    rows = agreement_rows(project.pk)
    assert lines[0] == "scope,of,measure,value,lower,upper,n,undefined"
    assert len(lines) == len(rows) + 1 == int(answer["X-Row-Count"]) + 1
    assert all((row["value"] is None) == bool(row["undefined"]) for row in rows)
    assert {row["scope"] for row in rows} <= {"project", "label"}


def test_it_is_cited_with_its_checksum(release: Release) -> None:
    from annotator.queries.releases import bibtex, citation

    assert release.frozen_at is not None
    year = release.frozen_at.date().year
    assert citation(release).startswith(f"Dikes ({year}). Floods, release 1 of ")
    assert release.sha256 in citation(release)
    release.title = "Fl{oo}ds\\"
    assert "title = {{Floods}}" in bibtex(release)
    assert date.fromisoformat(bibtex(release).split("Data set, ")[1][:10]).year == year


@pytest.fixture
def second_article(manager: User, project: Project, annotator: User, mark: Mark) -> Article:
    """Another article, with one mark."""
    text = "The second dike held. Nobody had expected that it would."
    article, _is_new = add_article(manager, project, Capture(text=text, title="Held"))
    mark(annotator, article, quote="The second dike held", label="unverified")
    return article


def test_what_is_purged_leaves_every_release_and_each_says_so(
    second_article: Article,
    release: Release,
    article: Article,
    as_token: AsToken,
    reviewer: User,
    project: Project,
) -> None:
    of_one = {"article": second_article.pk}
    other = frozen(request_release(reviewer, project, title="Held", licence="", filters=of_one))
    before, untouched = release.sha256, other.sha256
    assert (release.row_count, release.article_count) == (3, 2)
    seen = look_at_article(article)
    release.refresh_from_db()
    assert release.sha256 == before
    assert purge_article(article) == seen
    assert seen.removed["annotations in releases"] == 2
    assert seen.removed["releases written anew"] == 1
    release.refresh_from_db()
    other.refresh_from_db()
    assert other.sha256 == untouched
    content = download(as_token(reviewer, scope="export"), release)
    assert hashlib.sha256(content).hexdigest() == release.sha256 != before
    files = unpacked(content)
    assert (release.row_count, release.article_count, release.size) == (1, 1, len(content))
    assert release.label_counts == {"unverified": 1}
    [row] = map(json.loads, files["data/annotations.jsonl"].splitlines())
    [text] = map(json.loads, files["data/articles.jsonl"].splitlines())
    assert row["article"] == text["id"] == second_article.pk
    assert not any("houses" in content for content in files.values())
    for line in files["SHA256SUMS"].splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name].encode()).hexdigest() == digest
    assert {file["name"]: file["rows"] for file in release.files}["data/articles.jsonl"] == 1
    assert "1 article(s) with 2 annotation(s), taken out for good" in files["README.md"]
    assert before in files["README.md"]


def test_the_row_and_the_log_of_a_release_tell_what_was_purged(
    second_article: Article, release: Release, article: Article, as_token: AsToken, reviewer: User
) -> None:
    before = release.sha256
    purge_article(article)
    purge_article(second_article)
    row = as_token(reviewer, scope="read").get(f"/api/v1/releases/{release.pk}/").json()
    first, second = row["purges"]
    assert (first["articles"], first["annotations"], first["sha256_before"]) == (1, 2, before)
    assert (second["annotations"], second["sha256_before"]) == (1, first["sha256"])
    assert second["sha256"] == row["sha256"]
    assert row["row_count"] == row["article_count"] == 0
    files = unpacked(download(as_token(reviewer, scope="export"), release))
    assert files["README.md"].count("## Purged") == 1
    assert files["data/annotations.jsonl"] == ""
    lines = Event.objects.filter(verb="purged", subject_type="release", subject_id=release.pk)
    told = lines.order_by("pk").values_list("after__annotations", flat=True)
    assert list(told) == [2, 1]
    page = browse(reviewer).get(reverse("releases", args=[release.project.slug]))
    assert before in page.content.decode()


def test_what_is_purged_while_a_release_is_made_is_not_in_it(
    second_article: Article,
    article: Article,
    marked: Annotation,
    as_token: AsToken,
    reviewer: User,
    project: Project,
) -> None:
    release = request_release(reviewer, project, title="Late", licence="", filters={})
    asked: list[int] = []

    def agreement_of(project_id: int) -> list[dict[str, Any]]:
        asked.append(project_id)
        if len(asked) == 1:  # the rows were counted before: what they hold is of that moment
            purge_article(article)
        return []

    freeze(release.job_id or "", agreement_of=agreement_of)
    release.refresh_from_db()
    assert len(asked) == 2
    assert release.row_count == 1
    files = unpacked(download(as_token(reviewer, scope="export"), release))
    assert "houses" not in files["data/articles.jsonl"]
    assert not release.purges.exists()
