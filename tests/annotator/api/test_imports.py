"""Imports through the API: a form in, a job out."""

import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from annotator.models import Annotation, Article, ImportBatch, ImportPart, Job, Project, User
from annotator.services.imports import run_import
from tests.cast import client_with_token
from tests.fixtures.files import archive_of, brat_corpus, text_number

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/imports/"


def send(user: User, into: Project, content: bytes, **said: Any) -> Any:
    """The answer to a form with one file."""
    form = {"project": into.slug, "kind": "txt", "file": SimpleUploadedFile("a.txt", content)}
    return client_with_token(user).post(ADDRESS, {**form, **said}, format="multipart")


def test_a_file_is_imported_by_a_job_and_taken_back(annotator: User, project: Project) -> None:
    client = client_with_token(annotator)
    corpus = archive_of(brat_corpus(2, ("ann", "bob")))
    answer = send(annotator, project, corpus, kind="brat", label_map='{"x": null}')
    assert answer.status_code == 202
    job = client.get(f"/api/v1/jobs/{answer.data['job']}/").data
    assert (job["kind"], job["state"]) == ("import", "queued")
    run_import(answer.data["job"])
    assert client.get(f"/api/v1/jobs/{answer.data['job']}/").data["state"] == "done"
    row = client.get(f"{ADDRESS}{answer.data['id']}/").data
    assert (row["state"], row["found"]["counts"]["articles_added"]) == ("published", 2)
    assert client.get(f"{ADDRESS}?project={project.slug}&state=published").data["results"] == [row]
    again = send(annotator, project, corpus, kind="brat")
    assert (again.status_code, again.data) == (200, answer.data)
    undone = client.post(f"{ADDRESS}{answer.data['id']}/undo/", {}, format="json")
    assert (undone.status_code, undone.data["state"]) == (200, "undone")
    assert not Annotation.objects.live().exists()


def test_a_dry_run_only_looks(annotator: User, project: Project) -> None:
    answer = send(annotator, project, text_number(1).encode(), dry_run="true")
    run_import(answer.data["job"])
    row = client_with_token(annotator).get(f"{ADDRESS}{answer.data['id']}/").data
    assert (row["state"], row["dry_run"]) == ("seen", True)
    assert row["found"]["articles"][0]["outcome"] == "added"
    assert not Article.objects.exists()
    assert not ImportPart.objects.exists()


def test_a_text_and_its_annotations_may_come_side_by_side(
    annotator: User, project: Project
) -> None:
    text = text_number(1)
    files = [
        SimpleUploadedFile("a.txt", text.encode()),
        SimpleUploadedFile("a.ann", b"T1\tconfirmed 0 3\tThe\n"),
    ]
    answer = client_with_token(annotator).post(
        ADDRESS, {"project": project.slug, "kind": "brat", "file": files}, format="multipart"
    )
    run_import(answer.data["job"])
    assert Annotation.objects.get().quote == "The"


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"kind": "pdf"}, "kind"),
        ({"label_map": "{"}, None),
        ({"label_map": "[]"}, "label_map"),
        ({"label_map": '{"a": "true"}'}, "label_map"),
        ({"mapping": '{"a": 1}'}, "mapping"),
        ({"colour": "red"}, "colour"),
        ({"project": ""}, "project"),
        ({"dry_run": "perhaps"}, "dry_run"),
    ],
)
def test_a_form_that_cannot_be_right_is_refused(
    said: dict[str, str], field: str | None, annotator: User, project: Project
) -> None:
    answer = send(annotator, project, b"Text.", **said)
    assert answer.status_code == 400
    assert field is None or field in answer.data["error"]["fields"]
    assert not ImportBatch.objects.exists()


def test_too_much_is_refused_before_it_is_read(
    annotator: User, project: Project, settings: Any
) -> None:
    settings.MAX_IMPORT_BYTES = 100
    assert send(annotator, project, b"x" * 101).status_code == 413
    assert send(annotator, project, b"x" * 2_000_000).status_code == 413
    assert not Job.objects.exists()


def test_json_is_no_form(annotator: User, project: Project) -> None:
    answer = client_with_token(annotator).post(ADDRESS, {"project": project.slug}, format="json")
    assert answer.status_code == 415


def test_nothing_is_imported_into_an_archived_project(annotator: User, project: Project) -> None:
    Project.objects.update(archived_at=timezone.now())
    assert send(annotator, project, text_number(1).encode()).status_code == 404
    assert not ImportBatch.objects.exists()


def test_tokens_read_of_a_job_no_protected_name(annotator: User, project: Project) -> None:
    job = Job.objects.create(
        kind="import",
        project=project,
        created_by=annotator,
        message="Done.",
        report=[{"people": {'The "Mole"': 3}}],
    )
    client, address = client_with_token(annotator), f"/api/v1/jobs/{job.pk}/"
    assert client.get(address).data["report"] == job.report
    project.sources.create(name='the "mole"', is_protected=True, created_by=annotator)
    assert client.get(address).data["report"] == []
    assert client.get("/api/v1/jobs/").data["results"][0]["message"] == ""


def test_half_a_form_leaves_nothing(annotator: User, project: Project) -> None:
    browser = Client()
    browser.force_login(annotator, backend="django.contrib.auth.backends.ModelBackend")
    body = b'--xx\r\nContent-Disposition: form-data; name="project"\r\n\r\ndikes\r\n--xx\r\nContent'
    answer = browser.post(ADDRESS, body, content_type="multipart/form-data; boundary=xx")
    assert answer.status_code == 400
    assert not ImportBatch.objects.exists()


def test_in_a_blind_project_nobody_is_told_what_others_built(
    annotator: User, second_annotator: User, project: Project
) -> None:
    project.is_blind = True
    project.save()
    answer = send(annotator, project, text_number(1).encode())
    run_import(answer.data["job"])
    article = Article.objects.get()
    other = client_with_token(second_annotator)
    body = {"article": article.pk, "start": 0, "end": 3, "quote": "The", "label": "confirmed"}
    assert other.post("/api/v1/annotations/", body, format="json").status_code == 201
    refused = client_with_token(annotator).post(
        f"{ADDRESS}{answer.data['id']}/undo/", {}, format="json"
    )
    assert (refused.status_code, refused.data["error"]["code"]) == (409, "import_built_on")
    assert "built" not in json.loads(refused.content)
    assert other.get(f"{ADDRESS}{answer.data['id']}/").status_code == 404
