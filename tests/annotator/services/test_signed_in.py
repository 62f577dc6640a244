"""Who is signed in: the session and its person, by statements built once."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from annotator.models import User
from annotator.services.signed_in import BACKEND, PersonBackend, SessionStore
from tests.cast import PASSWORD

pytestmark = pytest.mark.django_db


def test_a_session_is_read_as_it_was_written_until_it_expires(annotator: User) -> None:
    store = SessionStore()
    store["what"] = {"n": [1, "é"]}
    store.save()
    assert dict(SessionStore(store.session_key).items()) == {"what": {"n": [1, "é"]}}
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    late = SessionStore(store.session_key)
    assert dict(late.items()) == {}
    assert late.session_key is None


def test_a_key_that_no_session_has_is_not_taken_over() -> None:
    made_up = SessionStore("x" * 32)
    made_up["what"] = 1
    made_up.save()
    assert made_up.session_key != "x" * 32


def test_the_person_of_a_session_comes_whole_and_only_while_their_account_is_open(
    annotator: User, manager: User
) -> None:
    annotator.keys = {"changed": {"next": "m"}}
    annotator.save()
    found = PersonBackend().get_user(annotator.pk)
    assert found is not None
    kept = {name: value for name, value in vars(found).items() if name != "_state"}
    fresh = User.objects.get(pk=annotator.pk)
    assert kept == {name: vars(fresh)[name] for name in kept}
    assert set(kept) == {field.attname for field in User._meta.concrete_fields}
    annotator.is_active = False
    annotator.save()
    assert PersonBackend().get_user(annotator.pk) is None
    assert PersonBackend().get_user(2**40) is None


def test_a_wrong_password_is_held_against_one_digest_only(
    annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    tried: list[str] = []
    check = User.check_password

    def count(self: User, raw_password: str) -> bool:
        tried.append(raw_password)
        return check(self, raw_password)

    # Counted only: the digest is computed as ever.
    monkeypatch.setattr(User, "check_password", count)
    client = Client()
    client.post("/sign-in/", {"username": annotator.email, "password": "wrong"})
    assert tried == ["wrong"]
    client.post("/sign-in/", {"username": annotator.email, "password": PASSWORD})
    assert client.session["_auth_user_backend"] == BACKEND


def test_a_session_from_before_this_way_of_reading_still_counts(annotator: User) -> None:
    client = Client()
    client.force_login(annotator, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/sign-in/session/").json()["user"] == annotator.pk
