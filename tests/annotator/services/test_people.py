"""People invited by a link, and switched off when they leave; their tokens."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import Invitation, Membership, Project, User
from annotator.services.people import (
    accept_invitation,
    activate_person,
    deactivate_person,
    invite,
    join_by_invitation,
    revoke_invitation,
)
from annotator.services.tokens import create_token, revoke_token, token_of
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db
GOOD = "violet-tram-oyster-41"


def test_a_link_lets_one_person_in_once(manager: User, project: Project) -> None:
    _, secret = invite(manager, email="New@Desk.example", project=project, role="annotator")
    assert secret not in str(Invitation.objects.values_list())
    person = accept_invitation(secret, name="New Person", password=GOOD)
    assert person.email == "new@desk.example"
    assert Membership.objects.get(user=person, project=project).role == "annotator"
    with pytest.raises(NotFound):
        accept_invitation(secret, name="Again", password=GOOD)


def test_a_weak_password_leaves_the_link_open(manager: User, project: Project) -> None:
    _, secret = invite(manager, email="new@desk.example", project=project, role="annotator")
    with pytest.raises(BadInput) as caught:
        accept_invitation(secret, name="New", password="password")
    assert caught.value.fields["password"]
    assert accept_invitation(secret, name="New", password=GOOD)


def test_expired_and_revoked_links_do_nothing(manager: User, project: Project) -> None:
    expired, first = invite(manager, email="a@desk.example", project=project, role="annotator")
    expired.expires_at = timezone.now() - timedelta(seconds=1)
    expired.save()
    revoked, second = invite(manager, email="b@desk.example", project=project, role="annotator")
    revoke_invitation(manager, revoked.pk)
    for secret in (first, second, "made up"):
        with pytest.raises(NotFound):
            accept_invitation(secret, name="X", password=GOOD)


def test_an_account_joins_with_its_own_password(
    manager: User, project: Project, outsider: User, annotator: User
) -> None:
    _, secret = invite(manager, email=outsider.email, project=project, role="reviewer")
    with pytest.raises(Conflict):
        accept_invitation(secret, name="X", password=GOOD)
    with pytest.raises(NotAllowed):
        join_by_invitation(annotator, secret)
    join_by_invitation(outsider, secret)
    assert Membership.objects.get(user=outsider, project=project).role == "reviewer"


def test_managers_invite_into_their_project_only(
    manager: User, annotator: User, admin: User, project: Project, other_project: Project
) -> None:
    for person, where, error in (
        (annotator, project, NotAllowed),
        (manager, other_project, NotFound),
        (manager, None, NotAllowed),
    ):
        with pytest.raises(error):
            invite(person, email="x@desk.example", project=where, role="manager")
    assert invite(admin, email="x@desk.example")


def test_an_account_switched_off_loses_sessions_and_tokens_at_once(
    admin: User, annotator: User
) -> None:
    client = Client()
    assert client.login(username=annotator.email, password=PASSWORD, request=_request())
    _, secret = create_token(annotator, scope="read")
    with pytest.raises(NotAllowed):
        deactivate_person(annotator, admin)
    deactivate_person(admin, annotator)
    assert token_of(secret) is None
    assert "_auth_user_id" not in client.session
    activate_person(admin, annotator)
    assert token_of(secret) is None


def test_a_token_is_kept_as_a_hash_ends_in_time_and_is_its_owners_only(
    annotator: User, manager: User
) -> None:
    token, secret = create_token(annotator, scope="write", name="laptop")
    assert secret not in str(vars(token))
    assert token_of(secret) == token
    with pytest.raises(NotFound):
        revoke_token(manager, token.pk)
    revoke_token(annotator, token.pk)
    assert token_of(secret) is None
    soon, short = create_token(
        annotator, scope="read", expires_at=timezone.now() + timedelta(hours=1)
    )
    soon.expires_at = timezone.now() - timedelta(seconds=1)
    soon.save()
    assert token_of(short) is None
    with pytest.raises(BadInput):
        create_token(annotator, scope="everything")


def _request() -> object:
    from django.http import HttpRequest

    return HttpRequest()


def test_a_link_ends_when_its_maker_may_no_longer_invite(
    manager: User, admin: User, project: Project
) -> None:
    _, secret = invite(manager, email="mine@desk.example", project=project, role="manager")
    _, plain = invite(admin, email="other@desk.example")
    deactivate_person(admin, manager)
    User.objects.filter(pk=admin.pk).update(is_superuser=False)
    for link in (secret, plain):
        with pytest.raises(NotFound):
            accept_invitation(link, name="Back again", password=GOOD)


def test_a_demoted_managers_link_ends(manager: User, project: Project) -> None:
    _, secret = invite(manager, email="mine@desk.example", project=project, role="manager")
    Membership.objects.filter(user=manager).update(role="annotator")
    with pytest.raises(NotFound):
        accept_invitation(secret, name="Friend", password=GOOD)


@pytest.mark.parametrize(
    ("email", "role"),
    [
        ("a@desk.example", ""),
        ("a@desk.example", "king"),
        (f"a@{'d' * 63}.{'e' * 190}.nl", "manager"),
    ],
)
def test_an_invitation_that_could_not_be_accepted_is_not_made(
    manager: User, project: Project, email: str, role: str
) -> None:
    with pytest.raises(BadInput):
        invite(manager, email=email, project=project, role=role)


def test_a_tokens_name_fits_its_column(annotator: User) -> None:
    for name in ("a" * 101, "a\0b"):
        with pytest.raises(BadInput):
            create_token(annotator, scope="read", name=name)
