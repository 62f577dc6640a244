"""One key decides: what each of them makes of a place on which people differ."""

import pytest

from annotator.errors import BadInput, Conflict, NotAllowed
from annotator.models import Adjudication, Annotation, Article, Comment, Project, User
from annotator.services.adjudications import reopen
from annotator.services.annotations import update_annotation
from annotator.services.assignments import set_state
from credibility import disagreements
from credibility.differing import Difference
from credibility.services.deciding import NeedsMore, Said, decide, letter_at
from tests.cast import Mark, make_person

pytestmark = pytest.mark.django_db
WIDE, NARROW = "at least 30 houses were flooded", "30 houses were flooded"


@pytest.fixture
def marks(
    article: Article, mark: Mark, annotator: User, second_annotator: User
) -> list[Annotation]:
    """Two people, two boundaries, two labels."""
    return [
        mark(annotator, article, quote=WIDE, label="unverified"),
        mark(second_annotator, article, quote=NARROW, label="confirmed"),
    ]


@pytest.fixture
def same_label(
    article: Article, mark: Mark, annotator: User, second_annotator: User
) -> list[Annotation]:
    """Two people who differ in boundaries alone."""
    return [
        mark(annotator, article, quote=WIDE, label="unverified"),
        mark(second_annotator, article, quote=NARROW, label="unverified"),
    ]


def the_one(project: Project) -> Difference:
    [row] = disagreements.differences(project.pk)
    return row


def act(reviewer: User, project: Project, said: Said) -> Adjudication:
    row = the_one(project)
    decide(reviewer, project, row.place, state=row.state, said=said)
    assert disagreements.differences(project.pk) == []
    return Adjudication.objects.in_force().get()


def test_taking_a_row_decides_as_it_stands(
    reviewer: User, project: Project, marks: list[Annotation]
) -> None:
    row = the_one(project)
    letter = letter_at([take.span.id for take in row.takes].index(str(marks[1].pk)))
    made = act(
        reviewer, project, Said(f"take-{letter}", reason="Counted.", category="span_too_wide")
    )
    assert made.decision is not None
    assert (made.decision.quote, made.decision.label) == (NARROW, "confirmed")
    assert (made.reason, made.error_category) == ("Counted.", "span_too_wide")
    assert set(made.inputs.all()) == set(marks)


@pytest.mark.parametrize(("bounds", "quote"), [("union", WIDE), ("intersection", NARROW)])
def test_a_boundary_decides_where_people_differ_in_nothing_else(
    reviewer: User, project: Project, same_label: list[Annotation], bounds: str, quote: str
) -> None:
    made = act(reviewer, project, Said(bounds))
    assert made.decision is not None
    assert (made.decision.quote, made.decision.label) == (quote, "unverified")


def test_elsewhere_a_boundary_goes_along_with_the_key_that_decides(
    reviewer: User, project: Project, marks: list[Annotation]
) -> None:
    with pytest.raises(NeedsMore):
        act(reviewer, project, Said("union"))
    made = act(reviewer, project, Said("label-contested", bounds="union"))
    assert made.decision is not None
    assert (made.decision.quote, made.decision.label) == (WIDE, "contested")


def test_a_label_of_one_s_own_takes_the_rest_from_who_gave_it(
    reviewer: User, project: Project, marks: list[Annotation]
) -> None:
    made = act(reviewer, project, Said("label-confirmed"))
    assert made.decision is not None
    assert (made.decision.quote, made.decision.label) == (NARROW, "confirmed")


def test_siding_with_who_marked_nothing_says_that_it_is_no_claim(
    reviewer: User,
    project: Project,
    article: Article,
    mark: Mark,
    annotator: User,
    second_annotator: User,
) -> None:
    mark(annotator, article)
    for person in (annotator, second_annotator):
        set_state(person, article, "done")
    assert act(reviewer, project, Said("take-B")).is_not_a_claim


@pytest.mark.parametrize("nonsense", ["", "take-C", "take-", "take-AB", "label-maybe", "explode"])
def test_what_is_no_decision_is_refused(
    reviewer: User, project: Project, marks: list[Annotation], nonsense: str
) -> None:
    with pytest.raises(BadInput):
        act(reviewer, project, Said(nonsense))
    assert not Adjudication.objects.exists()


def test_back_needs_a_note_and_takes_the_place_out_of_the_queue(
    reviewer: User, project: Project, marks: list[Annotation]
) -> None:
    row = the_one(project)
    with pytest.raises(BadInput):
        decide(reviewer, project, row.place, state=row.state, said=Said("back"))
    decide(reviewer, project, row.place, state=row.state, said=Said("back", reason="Which 30?"))
    assert disagreements.differences(project.pk) == []
    assert Comment.objects.filter(text="Which 30?").count() == 2


def test_the_second_reviewer_is_told_who_was_faster(
    reviewer: User, manager: User, project: Project, marks: list[Annotation]
) -> None:
    row = the_one(project)
    first = act(reviewer, project, Said("not-a-claim"))
    with pytest.raises(Conflict) as caught:
        decide(manager, project, row.place, state=row.state, said=Said("take-A"))
    assert (caught.value.code, caught.value.details) == ("decided_already", {"current": first.pk})
    reopen(manager, first.pk)
    assert the_one(project).place == row.place


def test_nothing_is_decided_on_what_the_reviewer_did_not_see(
    reviewer: User, project: Project, annotator: User, marks: list[Annotation]
) -> None:
    row = the_one(project)
    changes = {"label": "contested"}
    update_annotation(annotator, marks[0].pk, version=1, changes=changes)
    with pytest.raises(Conflict) as caught:
        decide(reviewer, project, row.place, state=row.state, said=Said("take-A"))
    assert caught.value.code == "changed_meanwhile"
    changes = {"label": "confirmed"}
    update_annotation(annotator, marks[0].pk, version=2, changes=changes)
    with pytest.raises(NotAllowed):
        decide(annotator, project, row.place, state=row.state, said=Said("take-A"))
    assert not Adjudication.objects.exists()


def people_in(project: Project, many: int) -> list[User]:
    """So many more annotators."""
    names = (f"p{number}@cast.example" for number in range(many))
    return [make_person(name, project=project, role="annotator") for name in names]


def test_the_thirtieth_row_is_called_ad_and_can_be_taken_and_given_back(
    reviewer: User, project: Project, article: Article, mark: Mark
) -> None:
    *many, last = people_in(project, 30)
    for who in many:
        mark(who, article, quote=WIDE, label="confirmed")
    other = mark(last, article, quote=WIDE, label="contested")
    row = the_one(project)
    place = [take.span.id for take in row.takes].index(str(other.pk))
    letter = letter_at(place)
    made = act(reviewer, project, Said(f"take-{letter}"))
    assert made.decision is not None
    assert made.decision.label == "contested"
    reopen(reviewer, made.pk)
    row = the_one(project)
    decide(reviewer, project, row.place, state=row.state, said=Said("back", reason="Look again."))
    assert Comment.objects.count() == 30


def test_however_many_marked_nothing_they_are_all_asked(
    reviewer: User, project: Project, article: Article, mark: Mark, annotator: User
) -> None:
    mark(annotator, article, quote=WIDE)
    silent = people_in(project, 25)
    for who in [annotator, *silent]:
        set_state(who, article, "done")
    row = the_one(project)
    decide(reviewer, project, row.place, state=row.state, said=Said("back", reason="And this?"))
    assert Comment.objects.get().mentions.count() == 26


def test_taking_a_row_that_is_not_there_is_refused(
    reviewer: User, project: Project, marks: list[Annotation]
) -> None:
    row = the_one(project)
    for wrong in ("take-", "take-C", "take-AA", "take-é", "A"):
        with pytest.raises(BadInput):
            decide(reviewer, project, row.place, state=row.state, said=Said(wrong))
