"""Reading the scores of claims: the demo by hand, marks of analysts, shared words."""

import pytest
from pytest_django import DjangoAssertNumQueries

from annotator.models import Claim, Project, Source, User
from annotator.services.claims import merge_claim
from annotator.services.sources import merge_source
from credibility.inputs import groups_in_use
from credibility.models import Derivation, ScoreState
from credibility.queries import MOST_READINGS, ClaimNumbers, claim_numbers, in_one_state
from seeds.content import seed_content
from seeds.loader import load_demo
from tests.credibility.conftest import Desk

pytestmark = pytest.mark.django_db


def numbers_on(desk: Desk, claim: str) -> ClaimNumbers:
    """What the claim comes to."""
    (row,) = claim_numbers(desk.project.pk, [desk.claim(claim).group_id])
    return row


def origins(row: ClaimNumbers) -> tuple[float, float]:
    """Between what the number of origins lies."""
    return row.independent_origins.lower, row.independent_origins.upper


def mark(desk: Desk, one: str, other: str, probability: float, *, claim: str | None = None) -> None:
    """An analyst's mark: the one has it from the other."""
    Derivation.objects.create(
        project=desk.project,
        source=desk.source(one),
        from_source=desk.source(other),
        claim=None if claim is None else desk.claim(claim),
        probability=probability,
        ground=Derivation.Ground.ANALYST,
        created_by=desk.manager,
    )


@pytest.fixture
def two_services(desk: Desk, annotator: User) -> Desk:
    """GUR says it rained on the 9th, the Pentagon on the 10th."""
    for service, day in (("GUR", "2024-12-09"), ("Pentagon", "2024-12-10")):
        article = desk.article(f"{service} speaks", publisher="Polder Post", day=day)
        desk.mark(annotator, article, "it rained", [(service, "asserts")])
    return desk


def test_what_changes_in_the_midst_of_reading_is_read_again(project: Project) -> None:
    state = ScoreState.objects.create(project=project)
    seen: list[int] = []

    def read() -> int:
        seen.append(state.version)
        if len(seen) < 3:  # the scores change after the first part was read
            state.version += 1
            state.save()
        return seen[-1]

    assert in_one_state(project.pk, read) == 2
    assert seen == [0, 1, 2]


def test_scores_that_change_without_end_are_read_a_few_times(project: Project) -> None:
    state = ScoreState.objects.create(project=project)

    def read() -> int:
        state.version += 1
        state.save()
        return state.version

    assert in_one_state(project.pk, read) == MOST_READINGS


def test_the_demo_comes_out_as_calculated_by_hand() -> None:
    load_demo()
    content = seed_content()
    texts = {claim.key: (claim.project, claim.text) for claim in content.claims}
    assert len(content.corroboration) >= 4
    for expected in content.corroboration:
        slug, text = texts[expected.claim]
        claim = Claim.objects.get(project__slug=slug, text=text)
        (row,) = claim_numbers(claim.project_id, [claim.group_id])
        found = row.independent_origins
        assert found.lower == pytest.approx(float(expected.lower)), expected.claim
        assert found.value == pytest.approx(float(expected.value)), expected.claim
        assert found.upper == pytest.approx(float(expected.upper)), expected.claim
        assert row.suggestion == expected.suggestion, expected.claim


def test_what_is_not_known_is_a_range(two_services: Desk) -> None:
    row = numbers_on(two_services, "it rained")
    assert origins(row) == (1, 2)
    assert row.voices.carriers == 1
    assert row.suggestion == "unverified"


def test_a_mark_of_an_analyst_settles_it(two_services: Desk) -> None:
    mark(two_services, "Pentagon", "GUR", 0.3)
    row = numbers_on(two_services, "it rained")
    assert origins(row) == pytest.approx((1.7, 1.7))
    assert row.suggestion == "confirmed"


def test_a_mark_on_the_claim_stands_above_one_on_all_claims(two_services: Desk) -> None:
    mark(two_services, "Pentagon", "GUR", 0.3, claim="it rained")
    mark(two_services, "Pentagon", "GUR", 1.0)
    mark(two_services, "Pentagon", "GUR", 0.9, claim="it snowed")
    assert origins(numbers_on(two_services, "it rained")) == pytest.approx((1.7, 1.7))


def test_a_mark_that_was_withdrawn_counts_no_more(two_services: Desk) -> None:
    mark(two_services, "Pentagon", "GUR", 0.3)
    Derivation.objects.update(withdrawn_at="2024-12-20T00:00:00Z")
    assert origins(numbers_on(two_services, "it rained")) == (1, 2)


def test_parties_alone_confirm_nothing(two_services: Desk) -> None:
    mark(two_services, "Pentagon", "GUR", 0.0)
    Source.objects.filter(name__in=["GUR", "Pentagon"]).update(is_party=True)
    assert numbers_on(two_services, "it rained").suggestion == "unverified"
    Source.objects.filter(name="Pentagon").update(is_party=False)
    assert numbers_on(two_services, "it rained").suggestion == "confirmed"


def test_somebody_unnamed_is_counted_and_confirms_nothing(desk: Desk, annotator: User) -> None:
    article = desk.article("report", publisher="Polder Post")
    desk.mark(annotator, article, "it rained", [(None, "asserts")])
    row = numbers_on(desk, "it rained")
    assert row.voices.supporters == (-article.pk,)
    assert origins(row) == (1, 1)
    assert row.suggestion == "unverified"


def test_who_is_denied_is_contested_and_deniers_are_counted(
    two_services: Desk, annotator: User
) -> None:
    article = two_services.article("denial", publisher="Harbour Gazette")
    two_services.mark(annotator, article, "it rained", [("Kremlin", "denies")], label="contested")
    row = numbers_on(two_services, "it rained")
    assert row.suggestion == "contested"
    assert row.voices.deniers == (two_services.source("Kremlin").pk,)
    assert row.independent_deniers.value == 1


def test_papers_that_share_their_words_are_no_two_origins(desk: Desk, annotator: User) -> None:
    """The desk's articles are alike but for the number of the report."""
    for name in ("Polder Post", "Harbour Gazette"):
        desk.mark(annotator, desk.article(name, publisher=name), "it rained")
    lower, upper = origins(numbers_on(desk, "it rained"))
    assert 1 < lower == upper < 1.8


def test_merged_sources_and_claims_count_as_one(two_services: Desk, annotator: User) -> None:
    article = two_services.article("again", publisher="Polder Post")
    two_services.mark(annotator, article, "rain fell", [("US defence", "asserts")])
    gur, pentagon, defence = (two_services.source(n) for n in ("GUR", "Pentagon", "US defence"))
    merge_source(two_services.manager, defence.pk, into_id=pentagon.pk)
    merged, into = two_services.claim("rain fell"), two_services.claim("it rained")
    merge_claim(two_services.manager, merged.pk, into_id=into.pk)
    row = numbers_on(two_services, "it rained")
    assert row.voices.supporters == tuple(sorted((gur.pk, pentagon.pk)))
    assert [group.pk for group in groups_in_use(two_services.project.pk)] == [into.group_id]


def test_a_claim_nobody_tells_has_none_and_suggests_nothing(desk: Desk) -> None:
    row = numbers_on(desk, "it rained")
    assert (origins(row), row.suggestion, row.voices.carriers) == ((0, 0), None, 0)


def test_statements_do_not_grow_with_the_claims(
    two_services: Desk,
    annotator: User,
    project: Project,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    for number in range(6):
        for name in ("Polder Post", "Harbour Gazette"):
            article = two_services.article(name, publisher=name)
            two_services.mark(annotator, article, f"claim {number}", sentence=number)
    mark(two_services, "Pentagon", "GUR", 0.3)
    groups = [group.pk for group in groups_in_use(project.pk)]
    assert len(groups) == 7
    with django_assert_max_num_queries(14):
        assert len(claim_numbers(project.pk, groups)) == 7
