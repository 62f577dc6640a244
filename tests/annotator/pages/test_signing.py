"""Signing in and out, invitations, passwords, and the language of the pages."""

from datetime import timedelta

import pytest
from axes.utils import reset
from django.conf import settings
from django.test import Client
from django.utils import timezone

from annotator.models import Invitation, Membership, Project, User
from annotator.services.people import deactivate_person, invite
from tests.annotator.pages.browsing import browse
from tests.cast import PASSWORD, NewPerson, client_with_session

NEW_PASSWORD = "three dry boats sing"


def sign_in(email: str, password: str = PASSWORD, **more: str) -> tuple[Client, str, int]:
    client = Client()
    sent = {"username": email, "password": password, **more}
    response = client.post("/sign-in/", sent, follow=True)
    return client, response.text, response.status_code


def link_for(manager: User, project: Project, email: str = "guest@cast.example") -> str:
    _invitation, secret = invite(manager, email=email, project=project, role="annotator")
    return f"/invitation/{secret}/"


def test_people_sign_in_by_e_mail_whatever_its_capitals(annotator: User, project: Project) -> None:
    _client, page, status = sign_in("Annotator@Cast.EXAMPLE")
    assert status == 200
    assert project.name in page


def test_a_wrong_password_and_an_unknown_address_are_told_the_same(annotator: User) -> None:
    wrong, unknown = sign_in(annotator.email, "wrong")[1], sign_in("x@cast.example", "wrong")[1]
    said = "That address and password do not belong together"
    assert said in wrong
    assert said in unknown


def test_after_too_many_tries_one_waits_and_is_told_so(annotator: User) -> None:
    for _try in range(settings.AXES_FAILURE_LIMIT):
        page, status = sign_in(annotator.email, "wrong")[1:]
    assert status == 429
    assert "Too many tries" in page
    assert "Too many tries" in sign_in(annotator.email)[1]
    reset(username=annotator.email)
    assert "Too many tries" not in sign_in(annotator.email)[1]


def test_a_page_left_open_learns_who_is_signed_in(annotator: User) -> None:
    assert Client().get("/sign-in/session/").json()["user"] is None
    told = client_with_session(annotator).get("/sign-in/session/").json()
    assert told["user"] == annotator.pk
    assert told["csrf"]


def test_only_the_person_of_the_page_signs_in_there_anew(
    annotator: User, second_annotator: User
) -> None:
    client = Client(enforce_csrf_checks=True)
    token = client.get("/sign-in/session/").json()["csrf"]

    def sent(email: str, password: str, *, csrf: str = token) -> tuple[int, str | None]:
        body = {"user": annotator.pk, "username": email, "password": password}
        answer = client.post("/sign-in/session/", body, headers={"X-CSRFToken": csrf})
        is_json = answer["Content-Type"] == "application/json"
        return answer.status_code, answer.json().get("error", {}).get("code") if is_json else None

    assert sent(annotator.email, PASSWORD, csrf="") == (403, None)
    assert sent(annotator.email, "wrong") == (400, "sign_in_wrong")
    assert sent(second_annotator.email, PASSWORD) == (409, "sign_in_other")
    assert client.get("/sign-in/session/").json()["user"] is None
    assert sent(annotator.email, PASSWORD) == (200, None)
    assert client.get("/sign-in/session/").json()["user"] == annotator.pk


def test_wrong_tries_in_an_open_page_count_as_on_the_sign_in_page(annotator: User) -> None:
    body = {"user": annotator.pk, "username": annotator.email, "password": "wrong"}
    for _try in range(settings.AXES_FAILURE_LIMIT):
        answer = Client().post("/sign-in/session/", body)
    assert answer.status_code == 429
    assert sign_in(annotator.email)[2] == 429
    reset(username=annotator.email)


def test_signing_in_leads_back_to_where_one_was_and_never_elsewhere(
    annotator: User, project: Project
) -> None:
    client = Client()
    sent = {"username": annotator.email, "password": PASSWORD}
    inside = f"/p/{project.slug}/guideline/"
    assert client.post("/sign-in/", {**sent, "next": inside})["Location"] == inside
    client = Client()
    outside = client.post("/sign-in/", {**sent, "next": "https://evil.example/"})
    assert outside["Location"] == "/"


def test_signing_out_needs_a_post(annotator: User) -> None:
    client = browse(annotator)
    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/")["Location"] == "/sign-in/"
    assert client.get("/me/").status_code == 302


def test_a_switched_off_person_does_not_come_in(annotator: User, admin: User) -> None:
    deactivate_person(admin, annotator)
    assert "do not belong together" in sign_in(annotator.email)[1]


def test_an_invitation_lets_one_person_in_once(manager: User, project: Project) -> None:
    link = link_for(manager, project)
    client = Client()
    assert project.name in client.get(link).text
    response = client.post(link, {"name": "Gusta", "password": NEW_PASSWORD}, follow=True)
    assert response.redirect_chain[-1][0] == f"/p/{project.slug}/"
    person = User.objects.get(email="guest@cast.example")
    assert Membership.objects.get(user=person).role == "annotator"
    again = Client().get(link)
    assert again.status_code == 404
    assert "This link no longer works" in again.text


def test_a_weak_password_is_refused_with_the_reason_and_the_name_is_kept(
    manager: User, project: Project
) -> None:
    link = link_for(manager, project)
    page = Client().post(link, {"name": "Gusta", "password": "short"})
    assert "too short" in page.text
    assert 'value="Gusta"' in page.text
    assert not User.objects.filter(email="guest@cast.example").exists()


@pytest.mark.parametrize("state", ["expired", "revoked"])
def test_an_expired_or_revoked_link_says_what_to_do(
    state: str, manager: User, project: Project
) -> None:
    link = link_for(manager, project)
    past = timezone.now() - timedelta(minutes=1)
    field = "expires_at" if state == "expired" else "revoked_at"
    Invitation.objects.update(**{field: past})
    page = Client().get(link)
    assert page.status_code == 404
    assert "Ask whoever invited you" in page.text


def test_somebody_with_an_account_signs_in_and_joins(
    manager: User, project: Project, new_person: NewPerson
) -> None:
    guest = new_person("guest@cast.example")
    link = link_for(manager, project)
    page = Client().get(link)
    assert f"/sign-in/?next={link}" in page.text
    client = browse(guest)
    assert "Join" in client.get(link).text
    assert client.post(link)["Location"] == f"/p/{project.slug}/"
    assert Membership.objects.filter(user=guest, project=project).exists()


def test_an_invitation_of_somebody_else_does_not_let_me_in(
    manager: User, project: Project, outsider: User
) -> None:
    link = link_for(manager, project)
    client = browse(outsider)
    assert "This invitation is for another address" in client.get(link).text
    assert "another address" in client.post(link).text
    assert not Membership.objects.filter(user=outsider, project=project).exists()


def test_a_password_is_changed_by_whoever_knows_the_old_one(annotator: User) -> None:
    elsewhere, client = browse(annotator), browse(annotator)
    sent = {"new_password1": NEW_PASSWORD, "new_password2": NEW_PASSWORD}
    page = client.post("/me/password/", {"old_password": "wrong", **sent})
    assert "errorlist" in page.text
    assert client.post("/me/password/", {"old_password": PASSWORD, **sent})["Location"] == "/me/"
    assert client.get("/me/").status_code == 200
    assert elsewhere.get("/me/").status_code == 302


def test_the_language_is_kept_for_a_browser_and_for_a_person(annotator: User) -> None:
    stranger = Client()
    back = stranger.post("/i18n/language/", {"language": "nl", "next": "/sign-in/"})
    assert back["Location"] == "/sign-in/"
    assert '<html lang="nl">' in stranger.get("/sign-in/").text
    browse(annotator).post("/i18n/language/", {"language": "nl"})
    annotator.refresh_from_db()
    assert annotator.language == "nl"
    assert '<html lang="nl">' in browse(annotator).get("/me/").text


@pytest.mark.parametrize("sent", [{"language": "xx"}, {"language": ""}, {}])
def test_an_unknown_language_changes_nothing(sent: dict[str, str], annotator: User) -> None:
    assert browse(annotator).post("/i18n/language/", sent).status_code == 302
    annotator.refresh_from_db()
    assert annotator.language == ""


def test_the_way_back_never_leads_elsewhere() -> None:
    sent = {"language": "nl", "next": "//evil.example/"}
    assert Client().post("/i18n/language/", sent)["Location"] == "/"


@pytest.mark.parametrize("path", ["/no/such/page/", "/p/no-such-project/"])
def test_what_is_not_there_is_said_in_a_page(path: str, annotator: User) -> None:
    page = client_with_session(annotator).get(path)
    assert page.status_code == 404
    assert "There is nothing here" in page.text


def test_a_form_without_its_token_is_explained(annotator: User) -> None:
    page = client_with_session(annotator).post("/me/")
    assert page.status_code == 403
    assert "This page was open too long" in page.text


def test_the_first_page_leads_to_the_only_project(annotator: User, project: Project) -> None:
    assert browse(annotator).get("/")["Location"] == f"/p/{project.slug}/"


def test_managers_get_the_list_and_make_projects(manager: User, project: Project) -> None:
    client = browse(manager)
    assert project.name in client.get("/").text
    sent = {"name": "Flood", "slug": "flood", "overlap": "2"}
    assert client.post("/projects/new/", sent)["Location"] == "/p/flood/"
    again = client.post("/projects/new/", sent)
    assert "short name" in again.text
    assert 'value="Flood"' in again.text


def test_others_do_not_make_projects(annotator: User) -> None:
    assert browse(annotator).get("/projects/new/").status_code == 403


def test_who_is_in_no_project_is_told_what_to_do(new_person: NewPerson) -> None:
    assert "No project yet" in browse(new_person("alone@cast.example")).get("/").text
