"""The admin: only admins enter, lists are few statements, nothing is deleted, safe actions act."""

from collections.abc import Callable

import pytest
from django.contrib import admin as django_admin
from django.contrib.admin import ModelAdmin
from django.test import Client, RequestFactory
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from annotator.models import Annotation, Article, Event, Invitation, Job, Project, Source, User
from annotator.models.choices import JobState
from annotator.services.jobs import create_job
from annotator.services.people import invite
from annotator.services.tokens import create_token
from tests.cast import Mark, NewPerson

AsPerson = Callable[[User | None], Client]
LISTS = sorted(
    model._meta.model_name or ""
    for model in django_admin.site._registry
    if model._meta.app_label == "annotator"
)


def browser(person: User) -> Client:
    """Signed in, without the trouble of form tokens."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def act(client: Client, model: str, action: str, *rows: object) -> str:
    """Chooses rows in a list, carries an action out, and gives the page that follows."""
    sent = {"action": action, "_selected_action": [str(getattr(row, "pk", row)) for row in rows]}
    response = client.post(reverse(f"admin:annotator_{model}_changelist"), sent, follow=True)
    return response.text


def test_only_our_own_records_are_there() -> None:
    labels = {model._meta.app_label for model in django_admin.site._registry}
    assert labels <= {"annotator", "credibility"}


@pytest.mark.parametrize("role", ["annotator", "reviewer", "manager", "researcher", "outsider"])
def test_nobody_but_admins_enters(
    role: str, request: pytest.FixtureRequest, as_person: AsPerson
) -> None:
    client = as_person(request.getfixturevalue(role))
    assert client.get("/admin/", follow=True).status_code == 403
    assert client.get("/admin/annotator/user/", follow=True).status_code == 403


def test_staff_who_are_no_admins_do_not_enter(new_person: NewPerson, as_person: AsPerson) -> None:
    person = new_person("staff@cast.example", is_staff=True)
    assert as_person(person).get("/admin/", follow=True).status_code == 403


def test_strangers_are_led_to_our_sign_in(as_person: AsPerson, db: None) -> None:
    response = as_person(None).get("/admin/", follow=True)
    assert response.redirect_chain[-1][0].startswith("/sign-in/")


@pytest.mark.parametrize("name", LISTS)
def test_every_list_opens_searches_and_counts_few_statements(
    name: str,
    admin: User,
    annotation: Annotation,
    source: Source,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    client = browser(admin)
    with django_assert_max_num_queries(16):
        response = client.get(reverse(f"admin:annotator_{name}_changelist"))
    assert response.status_code == 200
    assert client.get(reverse(f"admin:annotator_{name}_changelist"), {"q": "x"}).status_code == 200


def test_a_list_takes_as_many_statements_for_many_rows_as_for_one(
    admin: User,
    annotator: User,
    article: Article,
    mark: Mark,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for quote in ("The mayor", "water board", "army denied", "the pumps", "spokesman"):
        mark(annotator, article, quote=quote)
    client = browser(admin)
    for name in ("annotation", "event", "article"):
        with django_assert_max_num_queries(12):
            client.get(reverse(f"admin:annotator_{name}_changelist"))


@pytest.mark.parametrize("name", LISTS)
def test_nothing_can_be_deleted(name: str, admin: User) -> None:
    request = RequestFactory().get("/")
    request.user = admin
    for model, one in django_admin.site._registry.items():
        if model._meta.model_name == name:
            assert isinstance(one, ModelAdmin)
            assert not one.has_delete_permission(request)
            assert "delete_selected" not in one.get_actions(request)


def test_an_annotation_is_shown_with_its_chains_and_cannot_be_written(
    admin: User, annotator: User, article: Article, source: Source, mark: Mark
) -> None:
    from annotator.services.annotations import Hop

    row = mark(annotator, article, chains=((Hop(source=source.pk, cue="said"),),))
    client = browser(admin)
    address = reverse("admin:annotator_annotation_change", args=[row.pk])
    page = client.get(address).text
    assert "Water board" in page
    assert 'name="_save"' not in page
    assert client.post(address, {"label": "contested"}).status_code == 403


def test_switching_off_ends_sessions_and_tokens_at_once(
    admin: User, annotator: User, project: Project
) -> None:
    theirs = browser(annotator)
    create_token(annotator, scope="read")
    assert theirs.get(f"/p/{project.slug}/").status_code == 200
    assert "Done for 1 person." in act(browser(admin), "user", "switch_off", annotator)
    assert theirs.get(f"/p/{project.slug}/").status_code == 302
    assert not annotator.tokens.filter(revoked_at__isnull=True).exists()
    act(browser(admin), "user", "switch_on", annotator)
    annotator.refresh_from_db()
    assert annotator.is_active


def test_nobody_switches_themselves_off(admin: User) -> None:
    assert "Nobody switches off their own account" in act(
        browser(admin), "user", "switch_off", admin
    )
    admin.refresh_from_db()
    assert admin.is_active


def test_a_password_link_lets_one_person_set_a_password_once(admin: User, annotator: User) -> None:
    page = act(browser(admin), "user", "password_link", annotator)
    path = "/password-reset/" + page.partition("/password-reset/")[2].partition("<")[0]
    stranger = Client()
    form = stranger.get(path, follow=True)
    assert "Set a password" in form.text
    new = {"new_password1": "three dry boats sing", "new_password2": "three dry boats sing"}
    where = form.redirect_chain[-1][0]
    assert "Your password is set" in stranger.post(where, new, follow=True).text
    annotator.refresh_from_db()
    assert annotator.check_password("three dry boats sing")
    assert "This link no longer works" in Client().get(path, follow=True).text
    assert Event.objects.filter(verb="password_link", subject_id=str(annotator.pk)).exists()


def test_an_account_is_made_with_a_password(admin: User) -> None:
    sent = {
        "email": "New.Person@cast.example",
        "name": "New Person",
        "usable_password": "true",
        "password1": "three dry boats sing",
        "password2": "three dry boats sing",
    }
    response = browser(admin).post(reverse("admin:annotator_user_add"), sent)
    assert response.status_code == 302
    person = User.objects.get(email="new.person@cast.example")
    assert person.check_password("three dry boats sing")
    assert Event.objects.filter(verb="created", subject_type="user").exists()


def test_an_account_is_changed_and_the_log_says_so(admin: User, annotator: User) -> None:
    address = reverse("admin:annotator_user_change", args=[annotator.pk])
    sent = {
        "name": "Anna",
        "language": "nl",
        "time_zone": "Europe/Amsterdam",
        "memberships-TOTAL_FORMS": "0",
        "memberships-INITIAL_FORMS": "0",
    }
    assert browser(admin).post(address, sent).status_code == 302
    annotator.refresh_from_db()
    assert annotator.name == "Anna"
    event = Event.objects.filter(verb="changed", subject_type="user").get()
    assert event.after == {"name": "Anna", "language": "nl"}


def test_an_invitation_shows_its_link_once_and_no_secret_is_kept(
    admin: User, project: Project
) -> None:
    sent = {"email": "guest@cast.example", "project": project.pk, "role": "annotator"}
    client = browser(admin)
    page = client.post(reverse("admin:annotator_invitation_add"), sent, follow=True).text
    secret = page.partition("/invitation/")[2].partition("/")[0]
    assert Client().get(f"/invitation/{secret}/").status_code == 200
    invitation = Invitation.objects.get()
    shown = client.get(reverse("admin:annotator_invitation_change", args=[invitation.pk])).text
    assert secret not in shown
    assert invitation.digest not in shown


def test_an_invitation_without_a_role_is_not_made(admin: User, project: Project) -> None:
    sent = {"email": "guest@cast.example", "project": project.pk, "role": ""}
    page = browser(admin).post(reverse("admin:annotator_invitation_add"), sent)
    assert page.status_code == 200
    assert not Invitation.objects.exists()


def test_tokens_are_shown_without_what_lets_one_in(admin: User, annotator: User) -> None:
    token, secret = create_token(annotator, scope="read", name="nightly")
    page = browser(admin).get(reverse("admin:annotator_apitoken_change", args=[token.pk])).text
    assert "nightly" in page
    assert secret not in page
    assert token.digest not in page


def test_a_job_that_waits_is_stopped(admin: User, project: Project) -> None:
    job = create_job("rebuild", project=project, created_by=admin)
    assert "1 job was asked to stop." in act(browser(admin), "job", "stop", job)
    assert Job.objects.get(pk=job.pk).state == JobState.CANCELLED


def test_the_invited_are_found_by_their_address(
    admin: User, manager: User, project: Project
) -> None:
    invite(manager, email="guest@cast.example", project=project, role="annotator")
    rows = browser(admin).get(reverse("admin:annotator_invitation_changelist"), {"q": "guest"})
    assert "guest@cast.example" in rows.text
