"""Claims are split and related, and every such act can be undone in any order."""

import itertools
import uuid
from collections.abc import Callable

import pytest

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import Annotation, Article, Claim, ClaimRelation, Event, Project, User
from annotator.services.claim_relations import (
    relate_claims,
    split_claim,
    undo_relation,
    unsplit_claim,
)
from annotator.services.claims import create_claim, merge_claim
from tests.cast import Mark

pytestmark = pytest.mark.django_db

MakeClaim = Callable[[str], Claim]


@pytest.fixture
def make_claim(manager: User, project: Project) -> MakeClaim:
    return lambda text: create_claim(manager, project, text=text, language="en")


@pytest.fixture
def about_two(
    annotator: User, second_annotator: User, article: Article, mark: Mark, claim: Claim
) -> list[Annotation]:
    """Two annotations of one claim, that turn out to be about two."""
    return [mark(person, article, claim=claim.pk) for person in (annotator, second_annotator)]


def groups(*claims: Claim) -> list[int]:
    return [Claim.objects.get(pk=claim.pk).group_id for claim in claims]


def test_a_split_moves_the_annotations_named_and_nothing_else(
    reviewer: User, claim: Claim, about_two: list[Annotation]
) -> None:
    first, second = about_two
    made = split_claim(reviewer, claim.pk, text="40 houses.", annotation_ids=[second.pk])
    moved, left = Annotation.objects.get(pk=second.pk), Annotation.objects.get(pk=first.pk)
    assert (moved.claim, moved.version, moved.label) == (made, 2, second.label)
    assert (left.claim, left.version) == (claim, 1)
    assert (made.split_from, made.group_id == claim.group_id) == (claim, False)
    assert Event.objects.filter(verb="relinked", subject_id=str(second.pk)).exists()


def test_an_undone_split_gives_everything_back(
    reviewer: User, claim: Claim, about_two: list[Annotation]
) -> None:
    made = split_claim(
        reviewer, claim.pk, text="40 houses.", annotation_ids=[row.pk for row in about_two]
    )
    assert unsplit_claim(reviewer, made.pk) == claim
    assert unsplit_claim(reviewer, made.pk) == claim
    assert Annotation.objects.filter(claim=claim).count() == 2
    made.refresh_from_db()
    assert made.archived_at is not None


def test_only_what_is_about_the_claim_is_split_off(
    reviewer: User, annotator: User, article: Article, mark: Mark, claim: Claim
) -> None:
    elsewhere = mark(annotator, article)
    with pytest.raises(NotFound):
        split_claim(reviewer, claim.pk, text="Other.", annotation_ids=[elsewhere.pk])
    with pytest.raises(NotFound):
        split_claim(reviewer, claim.pk, text="Other.", annotation_ids=[uuid.uuid4()])
    with pytest.raises(BadInput):
        split_claim(reviewer, claim.pk, text="Other.", annotation_ids=[])
    with pytest.raises(Conflict):
        unsplit_claim(reviewer, claim.pk)
    assert Claim.objects.count() == 1


def test_annotators_neither_split_nor_relate(
    annotator: User, outsider: User, claim: Claim, make_claim: MakeClaim
) -> None:
    other = make_claim("Pumps run.")
    for person, refusal in ((annotator, NotAllowed), (outsider, NotFound)):
        with pytest.raises(refusal):
            split_claim(person, claim.pk, text="Other.", annotation_ids=[uuid.uuid4()])
        with pytest.raises(refusal):
            relate_claims(person, claim.pk, other_id=other.pk, kind="updates")


def test_wordings_of_one_claim_share_a_group_until_that_is_undone(
    reviewer: User, make_claim: MakeClaim
) -> None:
    claim, other = make_claim("Houses stood in water."), make_claim("Water stood in houses.")
    before = groups(claim, other)
    relation, is_new = relate_claims(reviewer, claim.pk, other_id=other.pk, kind="same_as")
    assert is_new
    assert len(set(groups(claim, other))) == 1
    again, is_new = relate_claims(reviewer, claim.pk, other_id=other.pk, kind="same_as")
    assert (again, is_new) == (relation, False)
    undo_relation(reviewer, claim.pk, relation.pk)
    undo_relation(reviewer, claim.pk, relation.pk)
    assert groups(claim, other) == before


@pytest.mark.parametrize("order", list(itertools.permutations(range(3))))
def test_relations_are_undone_in_any_order(
    reviewer: User, make_claim: MakeClaim, order: tuple[int, ...]
) -> None:
    claims = [make_claim(f"Wording {letter}.") for letter in "abcd"]
    before = groups(*claims)
    pairs = [(0, 1), (2, 3), (1, 2)]
    made = [
        relate_claims(reviewer, claims[one].pk, other_id=claims[two].pk, kind="same_as")[0]
        for one, two in pairs
    ]
    assert len(set(groups(*claims))) == 1
    standing = set(pairs)
    for at in order:
        undo_relation(reviewer, claims[pairs[at][0]].pk, made[at].pk)
        standing.discard(pairs[at])
        now = groups(*claims)
        for one, two in itertools.combinations(range(4), 2):
            assert (now[one] == now[two]) == is_linked(one, two, standing)
    assert groups(*claims) == before


def is_linked(one: int, two: int, pairs: set[tuple[int, int]]) -> bool:
    reached = {one}
    for _round in range(4):
        reached |= {b for a, b in pairs if a in reached} | {a for a, b in pairs if b in reached}
    return two in reached


def test_claims_with_different_figures_are_not_the_same(
    reviewer: User, make_claim: MakeClaim
) -> None:
    claim, other = make_claim("At least 30 houses were flooded."), make_claim("300 were flooded.")
    with pytest.raises(Conflict) as caught:
        relate_claims(reviewer, claim.pk, other_id=other.pk, kind="same_as")
    assert caught.value.code == "figures_differ"
    assert not ClaimRelation.objects.exists()
    relation, _ = relate_claims(reviewer, claim.pk, other_id=other.pk, kind="updates")
    assert len(set(groups(claim, other))) == 2
    assert relation.kind == "updates"


def test_a_claim_is_not_related_to_itself_or_to_what_is_no_more(
    reviewer: User, claim: Claim, make_claim: MakeClaim
) -> None:
    with pytest.raises(Conflict):
        relate_claims(reviewer, claim.pk, other_id=claim.pk, kind="updates")
    merged, into = make_claim("One."), make_claim("Another.")
    merge_claim(reviewer, merged.pk, into_id=into.pk)
    with pytest.raises(Conflict):
        relate_claims(reviewer, claim.pk, other_id=merged.pk, kind="updates")
    with pytest.raises(BadInput):
        relate_claims(reviewer, claim.pk, other_id=into.pk, kind="cousin")
    with pytest.raises(NotFound):
        relate_claims(reviewer, claim.pk, other_id=10**9, kind="updates")
