"""Purging: what was taken out is nowhere any more, what stays is counted, and it is asked."""

import io
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from annotator.errors import Conflict
from annotator.models import Annotation, Article, Event, ImportBatch, User
from annotator.models.choices import Role
from annotator.services.adjudications import adjudicate
from annotator.services.annotations import restore_annotation, update_annotation
from annotator.services.comments import add_comment
from annotator.services.people import invite
from annotator.services.purging import look_at_person, purge_article, purge_person
from annotator.services.tokens import create_token
from tests.cast import ARTICLE_TITLE, FLOODED, make_person

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Zoë van der Kwast", "zoe.kwast@cast.example"


def whole_database() -> str:
    """Every value of every row, in one text."""
    rows: list[Any] = []
    for model in apps.get_models(include_auto_created=True):
        rows += model._default_manager.values_list()
    return "\n".join(map(repr, rows)).lower()


@pytest.fixture
def leaver(annotation: Annotation, manager: User, reviewer: User) -> User:
    """Somebody who left traces everywhere."""
    project = annotation.project
    person = make_person(EMAIL, project=project, role=Role.ANNOTATOR, name=NAME)
    Client().force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    create_token(person, scope="read", name="of Zoë")
    invite(manager, email=EMAIL.replace("zoe", "zoe"), project=project, role=Role.REVIEWER)
    add_comment(person, text="I doubt it.", annotation_id=annotation.pk)
    add_comment(reviewer, text=f"@{NAME} why?", annotation_id=annotation.pk, mentions=[person.pk])
    Event.objects.create(
        verb="invited", subject_type="user", subject_id="1", after={"email": EMAIL, "name": NAME}
    )
    ImportBatch.objects.create(
        project=project,
        created_by=reviewer,
        name="corpus.zip",
        kind="brat",
        bytes_sent=1,
        sha256="0" * 64,
        mapping={"people": {"the first": EMAIL}},
        found={"people": [{"name": EMAIL, "user_name": NAME}]},
    )
    return person


def test_of_a_purged_person_nothing_is_left_but_their_work(leaver: User) -> None:
    assert EMAIL in whole_database()
    seen = look_at_person(leaver, words_too=True)
    assert EMAIL in whole_database()
    done = purge_person(leaver, words_too=True)
    assert done == seen
    left = whole_database()
    for trace in (EMAIL, NAME.lower(), "kwast", "i doubt it"):
        assert trace not in left
    leaver = User.objects.get(pk=leaver.pk)
    assert not leaver.is_active
    assert leaver.display_name == f"purged-{leaver.pk}"
    [line] = Event.objects.filter(verb="purged")
    assert line.after == {"removed": done.removed}
    assert done.removed["tokens"] == 1


def test_a_person_s_words_stay_unless_told_otherwise(leaver: User) -> None:
    done = purge_person(leaver, words_too=False)
    assert done.stays["comments"] == 1
    assert "i doubt it" in whole_database()


def test_the_last_admin_is_not_purged(admin: User) -> None:
    for other in User.objects.filter(is_superuser=True).exclude(pk=admin.pk):
        other.is_active = False
        other.save()
    with pytest.raises(Conflict):
        purge_person(admin, words_too=False)


def test_of_a_purged_article_no_word_is_left(
    article: Article, annotation: Annotation, annotator: User, reviewer: User
) -> None:
    update_annotation(annotator, annotation.pk, version=1, changes={"note": f"“{FLOODED}”?"})
    add_comment(reviewer, text=f"{FLOODED}: says who?", annotation_id=annotation.pk)
    adjudicate(
        reviewer,
        revision_id=annotation.revision_id,
        start=annotation.start,
        end=annotation.end,
        decision=None,
        inputs=[annotation.pk],
        reason=f"{FLOODED} is no claim.",
    )
    done = purge_article(article)
    left = whole_database()
    for trace in ("houses", "spokesman of the army", ARTICLE_TITLE.lower(), "says who"):
        assert trace not in left
    assert done.removed["texts"] == 1
    assert done.removed["quotes"] >= 1
    annotation.refresh_from_db()
    article.refresh_from_db()
    assert annotation.withdrawn_at is not None
    assert article.archived_at is not None
    assert annotation.label == "confirmed"
    with pytest.raises(Conflict, match="for good"):
        restore_annotation(annotator, annotation.pk)


def test_the_command_asks_and_says_what_it_did(
    leaver: User, article: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = io.StringIO()
    monkeypatch.setattr("sys.stdin", io.StringIO("no\n"))
    with pytest.raises(CommandError, match="Nothing was done"):
        call_command("purge", "person", EMAIL, stdout=said)
    assert "Would be purged" in said.getvalue()
    assert EMAIL in whole_database()
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{EMAIL}\n"))
    call_command("purge", "person", EMAIL, "--words", stdout=said)
    assert "1 tokens" in said.getvalue().rpartition("Purged: ")[2]
    call_command("purge", "article", str(article.pk), "--yes", stdout=said)
    assert "1 texts" in said.getvalue().rpartition("Purged: ")[2]
    for what, which in (("person", "nobody@cast.example"), ("article", "0"), ("article", "x")):
        with pytest.raises(CommandError):
            call_command("purge", what, which, "--yes")
    assert timezone.now() > article.created_at
