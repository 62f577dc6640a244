"""Members, settings, assignment, release, jobs, guideline, details, exports, and my own page."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotator.models import (
    ApiToken,
    Article,
    Assignment,
    GuidelineVersion,
    Invitation,
    Membership,
    Project,
    User,
)
from annotator.models.choices import AssignmentState, JobState
from annotator.services.articles import Capture, add_article
from annotator.services.assignments import assign, set_state
from annotator.services.jobs import create_job
from annotator.services.projects import set_guideline
from annotator.services.tokens import create_token
from tests.annotator.pages.browsing import browse
from tests.cast import Mark


@pytest.fixture
def client(manager: User) -> Client:
    return browse(manager)


@pytest.fixture
def path(project: Project) -> str:
    return f"/p/{project.slug}/"


def test_an_invitation_s_link_is_shown_once(client: Client, path: str) -> None:
    sent = {"email": "guest@cast.example", "role": "reviewer"}
    page = client.post(path + "invitations/", sent).text
    secret = page.partition("/invitation/")[2].partition("/")[0]
    assert len(secret) > 30
    later = client.get(path + "members/").text
    assert "guest@cast.example" in later
    assert secret not in later
    invitation = Invitation.objects.get()
    client.post(f"{path}invitations/{invitation.pk}/revoke/")
    assert Client().get(f"/invitation/{secret}/").status_code == 404


def test_a_wrong_address_is_kept_and_named(client: Client, path: str) -> None:
    page = client.post(path + "invitations/", {"email": "no address", "role": "reviewer"})
    assert page.status_code == 200
    assert 'value="no address"' in page.text
    assert "errorlist" in page.text


def test_another_project_s_invitation_is_not_there(
    client: Client, path: str, outsider: User, other_project: Project
) -> None:
    theirs = browse(outsider)
    sent = {"email": "guest@cast.example", "role": "reviewer"}
    theirs.post(f"/p/{other_project.slug}/invitations/", sent)
    invitation = Invitation.objects.get()
    assert client.post(f"{path}invitations/{invitation.pk}/revoke/").status_code == 404


def test_roles_change_but_never_one_s_own_and_never_the_last_manager(
    client: Client, path: str, manager: User, annotator: User
) -> None:
    client.post(f"{path}members/{annotator.pk}/role/", {"role": "reviewer"})
    assert Membership.objects.get(user=annotator).role == "reviewer"
    own = client.post(f"{path}members/{manager.pk}/role/", {"role": "reviewer"}, follow=True)
    assert "Nobody changes their own role" in own.text
    last = client.post(f"{path}members/{manager.pk}/remove/", follow=True)
    assert "only manager" in last.text
    bad = client.post(f"{path}members/{annotator.pk}/role/", {"role": "king"}, follow=True)
    assert "Choose annotator" in bad.text


def test_removing_a_member_keeps_the_work(
    client: Client, path: str, annotator: User, annotation: object
) -> None:
    page = client.post(f"{path}members/{annotator.pk}/remove/", follow=True)
    assert "Their marks stay and count" in page.text
    assert annotator.annotations.count() == 1


def test_unfinished_work_is_handed_over(
    client: Client,
    path: str,
    manager: User,
    annotator: User,
    second_annotator: User,
    project: Project,
    article: Article,
) -> None:
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    sent = {"leaver": annotator.pk, "heirs": [second_annotator.pk]}
    assert "1 article went over" in client.post(path + "members/hand-over/", sent, follow=True).text
    assert Assignment.objects.get().user == second_annotator
    assign(manager, project, articles=[article.pk], people=[annotator.pk])
    again = client.post(path + "members/hand-over/", sent, follow=True).text
    assert "1 article they have already" in again
    same = {"leaver": annotator.pk, "heirs": annotator.pk}
    assert "Choose somebody else" in client.post(path + "members/hand-over/", same).text


def test_strangers_are_not_among_those_who_take_over(
    client: Client, path: str, outsider: User, annotator: User
) -> None:
    page = client.post(path + "members/hand-over/", {"leaver": annotator.pk, "heirs": outsider.pk})
    assert page.status_code == 200
    assert page.context["hand_over_form"].errors["heirs"]


def test_articles_are_spread_evenly_over_the_chosen(
    client: Client,
    path: str,
    manager: User,
    annotator: User,
    second_annotator: User,
    reviewer: User,
    project: Project,
) -> None:
    for at in range(6):
        add_article(manager, project, Capture(text=f"The dike held for {at} nights."))
    people = [annotator.pk, second_annotator.pk, reviewer.pk]
    sent = {"people": people, "per_article": "2", "by": "even"}
    assert "12 assignments made" in client.post(path + "project/assign/", sent, follow=True).text
    loads = [Assignment.objects.filter(user=person).count() for person in people]
    assert loads == [4, 4, 4]
    again = client.post(path + "project/assign/", sent, follow=True).text
    assert "0 assignments made" in again


def test_nobody_chosen_is_told(client: Client, path: str) -> None:
    page = client.post(path + "project/assign/", {"per_article": "2"})
    assert page.context["assign_form"].errors["people"]


def test_progress_is_shown_in_numbers_and_bars(
    client: Client, path: str, annotator: User, reviewer: User, article: Article
) -> None:
    set_state(annotator, article, AssignmentState.DONE)
    page = client.get(path + "project/")
    assert "0 of 1 article done by 2 people, 1 begun." in page.text
    set_state(reviewer, article, AssignmentState.DONE)
    page = client.get(path + "project/")
    assert "1 of 1 article done by 2 people, 0 begun." in page.text
    assert '<rect class="bar-done" width="100.0"' in page.text


def test_settings_are_saved_and_wrong_ones_named(
    client: Client, path: str, project: Project
) -> None:
    client.post(path + "project/", {"name": "Dikes of winter", "overlap": "3", "is_blind": "on"})
    project.refresh_from_db()
    assert (project.name, project.overlap, project.is_blind) == ("Dikes of winter", 3, True)
    page = client.post(path + "project/", {"name": "", "overlap": "99"})
    assert page.context["settings_form"].errors.keys() == {"name", "overlap"}
    assert "<h1>Dikes of winter</h1>" in page.text


def test_release_needs_a_tick(client: Client, path: str, project: Project) -> None:
    assert "Nothing was released" in client.post(path + "project/release/").text
    client.post(path + "project/release/", {"understood": "on"})
    project.refresh_from_db()
    assert project.is_released


def test_a_project_is_put_away_and_brought_back(
    client: Client, path: str, manager: User, annotator: User
) -> None:
    client.post(path + "project/archive/", {"act": "archive"})
    assert client.get(path).status_code == 404
    assert browse(annotator).get("/").status_code == 200
    assert path + "project/" in client.get("/").text
    client.post(path + "project/archive/", {"act": "restore"})
    assert client.get(path).status_code == 200


def test_a_job_is_shown_and_stopped(
    client: Client, path: str, project: Project, manager: User
) -> None:
    job = create_job("rebuild", project=project, created_by=manager)
    assert "Compute the scores again" in client.get(path + "project/").text
    client.post(f"{path}jobs/{job.pk}/cancel/")
    job.refresh_from_db()
    assert job.state == JobState.CANCELLED


def test_another_project_s_job_is_not_there(
    client: Client, path: str, other_project: Project, outsider: User
) -> None:
    job = create_job("rebuild", project=other_project, created_by=outsider)
    assert client.post(f"{path}jobs/{job.pk}/cancel/").status_code == 404


def test_the_guideline_is_looked_at_then_saved_as_a_version(
    client: Client, path: str, annotator: User
) -> None:
    edit = path + "guideline/edit/"
    text = "# What to mark\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    page = client.post(edit, {"markdown": text, "act": "preview"})
    assert "<h2>What to mark</h2>" in page.text
    assert "<table>" in page.text
    assert not GuidelineVersion.objects.exists()
    client.post(edit, {"markdown": text.replace("\n", "\r\n"), "act": "save"})
    assert GuidelineVersion.objects.get().markdown == text
    unchanged = client.post(edit, {"markdown": text, "act": "save"})
    assert "Nothing differs from the version in force" in unchanged.text
    client.post(edit, {"markdown": "# Second", "act": "save"})
    read = browse(annotator)
    assert "<h2>Second</h2>" in read.get(path + "guideline/").text
    assert "<h2>What to mark</h2>" in read.get(path + "guideline/?version=1").text
    assert "edit" not in read.get(path + "guideline/").context["section"]
    assert "What changed since version 1" in read.get(path + "guideline/").text
    assert "What changed" not in read.get(path + "guideline/?version=1").text


@pytest.mark.parametrize("version", ["x", "-1", "²", "9" * 40])
def test_a_version_that_cannot_be_is_no_error_of_ours(
    version: str, client: Client, path: str
) -> None:
    assert client.get(path + "guideline/", {"version": version}).status_code == 400


def test_hostile_markdown_is_harmless(
    client: Client, path: str, manager: User, project: Project
) -> None:
    hostile = (
        "<script>alert(1)</script>\n\n[x](javascript:alert(2)) ![p](https://evil.example/p.png)"
        "\n\n[y](https://fine.example/)"
    )
    set_guideline(manager, project, markdown=hostile)
    page = client.get(path + "guideline/").text
    assert "<script>alert" not in page
    assert 'javascript:alert(2)"' not in page
    assert "<img" not in page
    assert 'rel="noopener noreferrer nofollow"' in page


def test_what_is_known_of_an_article_is_corrected(
    client: Client, path: str, article: Article
) -> None:
    details = f"{path}articles/{article.pk}/details/"
    facts = {"title": "New title", "publisher": "Another Post", "published_on": "2023"}
    client.post(details, {**facts, "act": "save"})
    article.refresh_from_db()
    assert (article.title, str(article.publisher)) == ("New title", "Another Post")
    assert article.published_precision == "year"
    assert 'value="2023"' in client.get(details).text
    wrong = client.post(details, {"title": "Kept as typed", "url": "nonsense"})
    assert wrong.context["form"].errors["url"]
    assert "Kept as typed" in wrong.text


def test_an_article_is_taken_out_of_use_and_brought_back(
    client: Client, path: str, article: Article
) -> None:
    details = f"{path}articles/{article.pk}/details/"
    client.post(details, {"act": "archive"})
    assert str(article) not in client.get(path).context["page"].others
    assert client.get(f"{path}articles/{article.pk}/").status_code == 404
    client.post(details, {"act": "restore"})
    assert client.get(f"{path}articles/{article.pk}/").status_code == 200


def test_another_project_s_article_has_no_details(
    client: Client, path: str, other_article: Article
) -> None:
    assert client.get(f"{path}articles/{other_article.pk}/details/").status_code == 404


def test_exports_give_the_line_for_a_script(client: Client, path: str, project: Project) -> None:
    page = client.get(path + "exports/").text
    assert f"/api/v1/exports/annotations.jsonl/?project={project.slug}" in page
    assert "Authorization: Bearer $TOKEN" in page


def test_a_blind_project_says_that_the_files_hold_one_s_own_marks(
    annotator: User, path: str, project: Project
) -> None:
    project.is_blind = True
    project.save()
    assert "your own marks" in browse(annotator).get(path + "exports/").text


def test_my_page_keeps_name_language_and_zone(annotator: User) -> None:
    client = browse(annotator)
    sent = {"name": "Anna", "language": "nl", "time_zone": "America/Lima"}
    assert client.post("/me/", sent)["Location"] == "/me/"
    annotator.refresh_from_db()
    assert (annotator.name, annotator.language, annotator.time_zone) == (
        "Anna",
        "nl",
        "America/Lima",
    )
    page = client.post("/me/", {**sent, "time_zone": "Mars/Base"})
    assert page.context["form"].errors["time_zone"]


def test_a_token_is_shown_once_and_revoked(annotator: User) -> None:
    client = browse(annotator)
    sent = {"name": "nightly", "scope": "export", "days": "30"}
    page = client.post("/me/tokens/", sent).text
    secret = page.partition('value="ts_')[2].partition('"')[0]
    assert len(secret) > 30
    token = ApiToken.objects.get()
    assert token.expires_at is not None
    assert token.expires_at - timezone.now() < timedelta(days=31)
    assert secret not in client.get("/me/").text
    client.post(f"/me/tokens/{token.pk}/revoke/")
    token.refresh_from_db()
    assert token.revoked_at is not None


def test_nobody_revokes_another_s_token(annotator: User, reviewer: User) -> None:
    token, _secret = create_token(reviewer, scope="read")
    assert browse(annotator).post(f"/me/tokens/{token.pk}/revoke/").status_code == 404


@pytest.mark.parametrize("changes", [{"scope": "all"}, {"days": "9999"}, {"name": ""}])
def test_a_wrong_token_is_not_made(changes: dict[str, str], annotator: User) -> None:
    sent = {"name": "nightly", "scope": "read", "days": "30", **changes}
    assert browse(annotator).post("/me/tokens/", sent).status_code == 200
    assert not ApiToken.objects.exists()


def test_time_per_span_is_told_to_its_author_by_day_and_to_managers_as_a_median(
    annotator: User, manager: User, article: Article, mark: Mark
) -> None:
    quotes = ("mayor", "family", "water board", "houses", "army")
    for quote in quotes[:4]:
        mark(annotator, article, quote=quote, active_ms=7000)
    assert "too few (n = 4)" in browse(manager).get("/p/dikes/project/").content.decode()
    mark(annotator, article, quote=quotes[4], active_ms=9000)
    assert "7 s (n = 5)" in browse(manager).get("/p/dikes/project/").content.decode()
    assert "median 7 s, over 5 spans" in browse(annotator).get("/me/").content.decode()
    assert "Nothing yet." in browse(manager).get("/me/").content.decode()


def test_researchers_see_whom_to_ask_and_no_annotator(
    project: Project, manager: User, annotator: User, researcher: User
) -> None:
    page = browse(researcher).get(f"/p/{project.slug}/members/").text
    assert manager.email in page
    assert annotator.email not in page
