"""How the pages around annotating look and are read out, and the admin under our own policy."""

import io
import os
from datetime import date
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from annotator.models import Annotation, Article, Delivery, Job, Project, User, Webhook
from annotator.services.articles import Capture, add_article, capture_again
from annotator.services.assignments import assign
from annotator.services.comments import add_comment
from annotator.services.imports import Upload, receive_import, run_import
from annotator.services.jobs import create_job
from annotator.services.people import invite
from annotator.services.projects import set_guideline
from annotator.services.releases import request_release
from annotator.services.tokens import create_token
from credibility.services.data_sets import freeze_release
from tests.browser.conftest import OpenWindow
from tests.browser.looking import WAYS, look
from tests.cast import Mark
from tests.fixtures.files import archive_of, brat_corpus

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PASTED = """Dijk bij de oude molen hield stand na een nacht van noodweer

Dijk bij de oude molen hield stand na een nacht van noodweer

Volgens het waterschap zijn minstens 11.000 zandzakken gevuld en liep het water op drie plekken \
over de kruin. Het leger sprak dat tegen.

LEZEN: Oud-wethouder bekent dat hij de sluis open liet staan

Naar schatting een half miljoen mensen keken mee. Tussen 20 en 30 huizen kwamen onder water te \
staan, zei een woordvoerder die niet bij naam genoemd wil worden.

Vergelijkbare berichten

Geef een reactie

Je e-mailadres wordt niet getoond. Vereiste velden zijn gemarkeerd met *
"""
GUIDELINE = """# Wat je markeert

Markeer wat iemand kan **nagaan**.

| toets | label | wanneer |
|---|---|---|
| 1 | bevestigd | de tekst geeft bewijs, of een tweede partij zegt hetzelfde |
| 2 | onbevestigd | iemand zegt het, meer niet |

- Neem het kortste stuk dat op zichzelf staat.
"""
CORPUS = brat_corpus(2, ("Anna de Vries", "bob"))


@pytest.fixture
def busy_project(
    project: Project,
    manager: User,
    annotator: User,
    second_annotator: User,
    reviewer: User,
    researcher: User,
    article: Article,
    mark: Mark,
) -> Project:
    """A project in full swing: articles of all sorts, marks that differ, a guideline, a job."""
    mark(annotator, article)
    mark(second_annotator, article, label="contested")
    title = "Waterschapsverkiezingen: ondergelopenkelderschadevergoedingsregeling blijft omstreden"
    long = Capture(text=PASTED, title=title, publisher="De Kustcourant", published_on="2024-12-17")
    given, _ = add_article(manager, project, long)
    bare, _ = add_article(manager, project, Capture(text="Iets kleins, zonder titel of datum."))
    Article.objects.filter(pk=bare.pk).update(title="", published_on=None)
    Article.objects.filter(pk=article.pk).update(
        published_on=date(2024, 1, 1), published_precision="year"
    )
    mark(manager, given, quote="minstens 11.000 zandzakken gevuld")
    mark(manager, given, quote="Het leger sprak dat tegen", label="contested")
    mark(annotator, given, quote="zei een woordvoerder die niet bij naam genoemd wil worden")
    newer = PASTED.replace("11.000", "12.000").replace(" Het leger sprak dat tegen.", "")
    capture_again(manager, given.pk, Capture(text=newer))
    assign(manager, project, articles=[given.pk], people=[annotator.pk, reviewer.pk])
    set_guideline(manager, project, markdown=GUIDELINE)
    set_guideline(manager, project, markdown=GUIDELINE + "\nNieuw.")
    create_job("rebuild", project=project, created_by=manager)
    invite(
        manager, email="een.lang.adres@redactie.voorbeeld.example", project=project, role="reviewer"
    )
    create_token(manager, scope="export", name="nightly export")
    told = Webhook.objects.create(
        project=project,
        url="https://bureau.voorbeeld.example/berichten/over/markeringen-en-oordelen",
        kinds=["annotation", "verdict"],
        created_by=manager,
        paused_at=timezone.now(),
    )
    Delivery.objects.create(webhook=told, is_test=True, state="delivered", attempts=1, status=200)
    Delivery.objects.create(
        webhook=told, events=[1, 2], state="failed", attempts=6, error="too_slow"
    )
    create_job(
        "fetch_article",
        project=project,
        created_by=manager,
        parameters={"url": "https://kustcourant.example/nieuws/2024/12/17/dijk-hield-stand"},
    )
    data_set = request_release(
        manager, project, title="Waterschapsverkiezingen", licence="cc-by-4.0", filters={}
    )
    freeze_release(data_set.job_id or "")
    request_release(manager, project, title="Later", licence="", filters={})
    return project


def looked_at(manager: User, project: Project) -> str:
    """An import of a corpus whose labels are still to be chosen."""
    corpus = {name: str(text).replace("contested", "Denial") for name, text in CORPUS.items()}
    upload = Upload("een-lang-corpus-van-vorig-jaar.zip", io.BytesIO(archive_of(corpus)))
    batch, _is_new = receive_import(
        manager, project, [upload], kind="brat", is_dry_run=True, keeps_files=True
    )
    run_import(str(batch.job_id))
    return str(batch.pk)


@pytest.mark.parametrize(("width", "language"), WAYS)
def test_a_manager_s_pages_are_accessible_and_fit(
    open_window: OpenWindow,
    busy_project: Project,
    article: Article,
    manager: User,
    width: int,
    language: str,
) -> None:
    User.objects.update(language=language)
    way = f"{width}-{language}"
    page = open_window(manager, "/", width=width)
    base = page.url.rstrip("/")
    look(page, "home", way)
    recaptured = Article.objects.get(current__number=2)
    paths = {
        "queue": "",
        "queue-none": "?search=zzz",
        "import": "import/",
        "import-files": "import/files/",
        "import-batch": f"import/files/{looked_at(manager, busy_project)}/",
        "details": f"articles/{article.pk}/details/",
        "differences": f"articles/{recaptured.pk}/differences/",
        "guideline": "guideline/",
        "exports": "exports/?kind=brat.zip&adjudicated=false",
        "releases": "releases/",
        "members": "members/",
        "project": "project/",
        "webhooks": "webhooks/",
        "assignments": "assignments/",
        "fetching": f"import/address/{Job.objects.get(kind='fetch_article').pk}/",
        "adjudicate": "adjudicate/",
    }
    for name, path in paths.items():
        page.goto(f"{base}/p/{busy_project.slug}/{path}")
        look(page, name, way)
    page.goto(f"{base}/p/{busy_project.slug}/adjudicate/")
    with page.expect_navigation():
        page.locator("button[value='label-contested']").click()
    look(page, "adjudicated", way)
    page.goto(f"{base}/p/{busy_project.slug}/decided/")
    look(page, "decided", way)
    span = Annotation.objects.filter(article=article).first()
    assert span is not None
    words = "@manager Tellen de ondergelopenkelderschadevergoedingsregelingsgevallen mee?"
    add_comment(span.author, annotation_id=span.pk, text=words, mentions=[manager.pk])
    page.goto(f"{base}/me/mentions/")
    look(page, "mentions", way)
    mine = {"me": "/me/", "password": "/me/password/", "new": "/projects/new/"}
    for name, path in (mine | {"notices": "/me/notices/"}).items():
        page.goto(base + path)
        look(page, name, way)
    page.goto(f"{base}/p/{busy_project.slug}/guideline/edit/")
    with page.expect_navigation():
        page.locator("button[value=preview]").click()
    look(page, "guideline-edit", way)
    page.goto(f"{base}/p/{busy_project.slug}/members/")
    page.locator("#id_email").fill("guest@cast.example")
    with page.expect_navigation():
        page.locator("form[action$='invitations/'] button").click()
    look(page, "invited", way)
    page.goto(f"{base}/p/{busy_project.slug}/import/")
    page.locator("#id_text").fill(PASTED.replace("11.000", "12.000"))
    with page.expect_navigation():
        page.locator("button[value=preview]").click()
    look(page, "preview", way)


@pytest.mark.parametrize(("width", "language"), WAYS)
def test_the_pages_at_the_door_are_accessible_and_fit(
    browser: Browser,
    live_server: LiveServer,
    busy_project: Project,
    manager: User,
    annotator: User,
    open_window: OpenWindow,
    width: int,
    language: str,
) -> None:
    User.objects.update(language=language)
    way = f"{width}-{language}"
    _invitation, secret = invite(
        manager, email="new@cast.example", project=busy_project, role="annotator"
    )
    context = browser.new_context(viewport={"width": width, "height": 800}, locale=language)
    page = context.new_page()
    paths = {
        "sign-in": "/sign-in/",
        "invitation": f"/invitation/{secret}/",
        "invitation-gone": "/invitation/nothing/",
        "reset-gone": "/password-reset/MQ/x-y/",
        "not-found": "/no/such/page",
    }
    for name, path in paths.items():
        page.goto(live_server.url + path)
        look(page, name, way)
    page.goto(live_server.url + "/sign-in/")
    page.locator("#id_username").fill("annotator@cast.example")
    page.locator("#id_password").fill("wrong")
    page.keyboard.press("Enter")
    page.wait_for_selector(".errorlist")
    look(page, "sign-in-wrong", way)
    context.close()
    mine = open_window(annotator, f"/p/{busy_project.slug}/", width=width)
    look(mine, "queue-annotator", way)


def test_a_stopped_part_is_put_back_with_one_key(
    open_window: OpenWindow, project: Project, annotator: User
) -> None:
    page = open_window(annotator, f"/p/{project.slug}/import/")
    page.locator("#id_text").fill(PASTED)
    page.locator("button[value=preview]").click()
    page.keyboard.press("Escape")
    page.locator("h1").click()
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("x")
    page.locator("button[value=add]").click()
    page.wait_for_url("**/articles/*/")
    article = Article.objects.get()
    assert article.current is not None
    assert "LEZEN" in article.current.text
    assert "Vergelijkbare" not in article.current.text


def test_an_article_is_imported_without_any_script(
    browser: Browser, live_server: LiveServer, project: Project, annotator: User
) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + f"/p/{project.slug}/import/")
    page.locator("#id_username").fill(annotator.email)
    page.locator("#id_password").fill("correct horse battery staple")
    page.locator("main button.button-primary").click()
    page.locator("#id_text").fill(PASTED)
    page.locator("button[value=preview]").click()
    page.locator("input[name=keep]").nth(1).check()
    page.locator("button[value=add]").click()
    page.wait_for_url("**/articles/*/")
    context.close()
    article = Article.objects.get()
    assert article.current is not None
    assert "LEZEN" in article.current.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_admin_works_under_the_same_policy_as_every_page(
    open_window: OpenWindow,
    busy_project: Project,
    annotation: Annotation,
    admin: User,
    annotator: User,
    scheme: str,
) -> None:
    # Any refused script or style is an error in the console, and that fails the test.
    page = open_window(admin, "/admin/", color_scheme=scheme)
    for name in ("user", "article", "annotation", "event", "job", "invitation", "project"):
        page.goto(page.url.partition("/admin/")[0] + f"/admin/annotator/{name}/")
        page.wait_for_load_state()
    page.goto(
        page.url.partition("/admin/")[0] + f"/admin/annotator/annotation/{annotation.pk}/change/"
    )
    page.goto(page.url.partition("/admin/")[0] + "/admin/annotator/user/")
    page.get_by_role("checkbox").nth(1).check()
    page.locator("select[name=action]").select_option("password_link")
    page.locator("button[name=index]").click()
    page.wait_for_selector(".messagelist")
    assert "/password-reset/" in page.locator(".messagelist").inner_text()
    if folder := os.environ.get("SCREENSHOTS"):
        page.screenshot(path=Path(folder) / f"admin-{scheme}.png")
