"""Rows put in by a statement built once are the rows that Django would put in."""

import json
import uuid
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, transaction
from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils import timezone

from annotator.models import Annotation, Article, Event, Project, Quantity, User
from annotator.models.choices import Anchor
from annotator.services.inserting import Columns, Insertion
from tests.cast import Mark

pytestmark = pytest.mark.django_db


def event(project: Project | None = None, **given: object) -> Columns:
    """A line of the log that is not stored yet."""
    said = {"verb": "tried", "subject_type": "x", "subject_id": "1", "delivered_at": None}
    empty = {"actor_id": None, "before": None, "after": None, "request_id": ""}
    return {"project_id": project and project.pk, "at": timezone.now(), **said, **empty, **given}


def test_every_field_comes_back_as_it_was(project: Project, annotator: User) -> None:
    after = {"one": [1, 2.5, None, "ë"], "two": {"three": True}}
    given = event(project, actor_id=annotator.pk, after=after, request_id="r")
    Insertion(Event).put([given])
    stored = Event.objects.get(verb="tried")
    assert {name: getattr(stored, name) for name in given} == given
    assert len(given) == len(Event._meta.concrete_fields) - 1  # all but the key
    assert Event.objects.filter(before__isnull=True, verb="tried").exists()


def test_many_rows_go_in_in_their_order() -> None:
    insertion = Insertion(Event)
    insertion.put([event(request_id=str(number)) for number in range(30)])
    stored = Event.objects.filter(verb="tried").order_by("pk")
    assert [one.request_id for one in stored] == [str(number) for number in range(30)]
    insertion.put([])
    assert stored.count() == 30


def test_decimals_and_ids_are_written_as_the_database_wants_them(
    annotator: User, article: Article, mark: Mark
) -> None:
    annotation = mark(annotator, article)
    names = [field.attname for field in Quantity._meta.concrete_fields]
    quantity = Quantity(annotation=annotation, lower=Decimal("30.5"))
    Insertion(Quantity).put([{name: getattr(quantity, name) for name in names}])
    assert Annotation.objects.get(quantity__lower=Decimal("30.5")).pk == annotation.pk


def test_constraints_hold(annotator: User, article: Article, mark: Mark) -> None:
    annotation = mark(annotator, article)
    copy = dict(vars(Annotation.objects.get(pk=annotation.pk)))
    with pytest.raises(IntegrityError), transaction.atomic():
        Insertion(Annotation).put([copy])
    copy |= {"id": uuid.uuid4(), "label": "maybe"}
    with pytest.raises(IntegrityError), transaction.atomic():
        Insertion(Annotation).put([copy])
    assert Annotation.objects.count() == 1


def test_what_is_written_in_one_step_is_what_django_writes(project: Project) -> None:
    said = {"one": [1, 2.5, None, "ë\U0001f6a8"], "two": Anchor.KEPT, "three": 2**63 - 1}
    Insertion(Event).put([event(project, verb="ours", after=said)])
    ours = Event.objects.get(verb="ours")
    theirs = Event.objects.create(
        project=project, verb="theirs", subject_type="x", subject_id="1", at=ours.at, after=said
    )
    theirs.refresh_from_db()
    assert (ours.after, ours.at) == (theirs.after, theirs.at)
    texts = Event.objects.annotate(written=Cast("at", TextField())).values_list("written")
    assert len(set(texts.filter(verb__in=["ours", "theirs"]))) == 1


@pytest.mark.parametrize("odd", [2**70, {1: 2}])
def test_json_that_only_python_writes_is_written_too(odd: object) -> None:
    Insertion(Event).put([event(verb="odd", after={"odd": odd})])
    assert Event.objects.get(verb="odd").after == json.loads(json.dumps({"odd": odd}))


def test_what_is_no_json_is_refused() -> None:
    with pytest.raises(TypeError):
        Insertion(Event).put([event(after={"day": timezone.now()})])


def test_a_moment_of_another_zone_is_the_same_moment() -> None:
    here = timezone.now().astimezone(ZoneInfo("Europe/Amsterdam"))
    Insertion(Event).put([event(verb="there", at=here)])
    assert Event.objects.get(verb="there").at == here
