"""The pages on which files are imported, without any script."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from annotator.models import Annotation, Article, ImportBatch, Project, User
from annotator.services.imports import run_import
from tests.fixtures.files import archive_of, brat_corpus, text_number

pytestmark = pytest.mark.django_db


@pytest.fixture
def client(annotator: User) -> Client:
    """The annotator, signed in."""
    browser = Client()
    browser.force_login(annotator, backend="django.contrib.auth.backends.ModelBackend")
    return browser


@pytest.fixture
def path(project: Project) -> str:
    """Where files are imported."""
    return f"/p/{project.slug}/import/files/"


def send(client: Client, path: str, *files: tuple[str, str | bytes], kind: str = "auto") -> Any:
    """The page after files were sent."""
    sent = [
        SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
        for name, content in files
    ]
    return client.post(path, {"file": sent, "kind": kind}, follow=True)


def run(page: Any, client: Client) -> Any:
    """The page once the worker is done."""
    batch = ImportBatch.objects.get(pk=page.context["batch"].pk)
    run_import(str(batch.job_id))
    return client.get(page.request["PATH_INFO"])


def test_a_corpus_is_looked_at_its_labels_chosen_then_imported_and_taken_back(
    client: Client, path: str
) -> None:
    corpus = {
        name: text if name.endswith("txt") else str(text).replace("contested", "Denial")
        for name, text in brat_corpus(2, ("ann", "bob")).items()
    }
    waiting = send(client, path, ("corpus.zip", archive_of(corpus)), kind="brat")
    assert "waits for a worker" in waiting.text
    seen = run(waiting, client)
    assert "2 articles are new here" in seen.text
    assert not Article.objects.exists()
    at = [row["label"] for row in seen.context["labels"]].index("Denial")
    here = seen.request["PATH_INFO"]
    chosen = {f"label-{at}": "contested", "act": "publish"}
    done = run(client.post(here, chosen, follow=True), client)
    assert "Imported: 2 new articles" in done.text
    assert Annotation.objects.filter(label="contested").exists()
    taken_back = client.post(here, {"act": "undo"}, follow=True)
    assert "was taken back" in taken_back.text
    assert not Article.objects.active().exists()
    assert "corpus.zip" in client.get(path).text


def test_a_text_and_its_annotations_go_together_by_their_names(client: Client, path: str) -> None:
    seen = run(
        send(client, path, ("a.txt", text_number(1)), ("a.ann", "T1\tconfirmed 0 3\tThe\n")),
        client,
    )
    assert seen.context["counts"]["annotations_planned"] == 1
    gone = client.post(seen.request["PATH_INFO"], {"act": "discard"}, follow=True)
    assert gone.request["PATH_INFO"] == path
    assert not ImportBatch.objects.filter(parts__isnull=False).exists()


def test_what_is_wrong_is_shown_by_file_and_line(client: Client, path: str) -> None:
    page = run(send(client, path, ("a.csv", "text,title\nx\n<b>,y\n")), client)
    assert [row["line"] for row in page.context["report"]] == [2]
    assert "Import all of it" not in page.text
    stopped = send(client, path, ("b.txt", "<script>alert(1)</script> is a text."))
    page = client.post(stopped.request["PATH_INFO"], {"act": "stop"}, follow=True)
    assert "This import was stopped" in page.text


@pytest.mark.parametrize("name", ["a.pdf", ""])
def test_what_is_no_such_file_is_refused_on_the_page(name: str, client: Client, path: str) -> None:
    page = send(client, path, (name, "x")) if name else client.post(path, {"kind": "auto"})
    assert page.status_code == 200
    assert page.context["form"].errors
    assert not ImportBatch.objects.exists()
