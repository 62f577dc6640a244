"""A corpus is imported in a real browser: the page follows the worker by itself."""

import io

from playwright.sync_api import expect

from annotator.models import Annotation, ImportBatch, Project, User
from annotator.services.imports import Upload, receive_import, run_import
from tests.browser.conftest import OpenWindow
from tests.fixtures.files import archive_of, brat_corpus


def test_the_page_follows_the_worker_and_imports_what_was_chosen(
    open_window: OpenWindow, annotator: User, project: Project
) -> None:
    corpus = {
        name: str(text).replace("contested", "Denial")
        for name, text in brat_corpus(1, ("ann",)).items()
    }
    upload = Upload("corpus.zip", io.BytesIO(archive_of(corpus)))
    batch, _is_new = receive_import(
        annotator, project, [upload], kind="brat", is_dry_run=True, keeps_files=True
    )
    page = open_window(annotator, f"/p/{project.slug}/import/files/{batch.pk}/")
    expect(page.locator("progress")).to_be_visible()
    run_import(str(batch.job_id))
    denial = page.get_by_label("Denial")
    expect(denial).to_be_visible()
    denial.select_option("contested")
    with page.expect_navigation():
        page.locator("button[value=publish]").click()
    expect(page.locator("progress")).to_be_visible()
    run_import(str(ImportBatch.objects.get(pk=batch.pk).job_id))
    expect(page.locator(".notice-success")).to_be_visible()
    assert Annotation.objects.filter(label="contested").exists()
