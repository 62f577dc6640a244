"""A story as of a day: where each claim stands, on whom it hangs, and what is new."""

from datetime import date

import pytest

from annotator.models import Project, Topic, User
from annotator.services.claims import create_topic
from credibility.stories import CONTESTED, ONE_ORIGIN, REFUTED, SEVERAL, STANDS, story_of
from seeds.loader import load_demo
from tests.cast import judge
from tests.credibility.conftest import Desk

pytestmark = pytest.mark.django_db


@pytest.fixture
def flood(desk: Desk, annotator: User) -> Topic:
    """Five claims of one story, told on the 10th and the 12th."""
    topic = create_topic(desk.manager, desk.project, name="Flood")
    first = desk.article("First", publisher="Polder Post", day="2024-12-10")
    second = desk.article("Second", publisher="Harbour Gazette", day="2024-12-12")
    for claim in ("stands", "alone", "several", "contested", "refuted"):
        desk.claim(claim, topic=topic.pk)
        desk.mark(annotator, first, claim, [("GUR", "asserts")], sentence=1)
    desk.mark(annotator, second, "several", [("Pentagon", "asserts")], sentence=2)
    desk.mark(annotator, second, "contested", [("Kremlin", "denies")], sentence=3)
    desk.mark(annotator, second, "alone", [("AP", "reports"), ("GUR", "asserts")], sentence=4)
    return topic


def sections(topic: Topic, day: date) -> dict[str, str]:
    story = story_of(topic.project_id, topic.pk, as_of=day)
    return {claim.row.told.text: claim.section for claim in story.claims}


def test_each_claim_stands_where_verdict_and_origins_put_it(
    flood: Topic, desk: Desk, reviewer: User
) -> None:
    judge(reviewer, desk.claim("stands").pk, value="confirmed", as_of=date(2024, 12, 11))
    judge(reviewer, desk.claim("refuted").pk, value="refuted", as_of=date(2024, 12, 11))
    assert sections(flood, date(2024, 12, 12)) == {
        "stands": STANDS,
        "alone": ONE_ORIGIN,
        "several": SEVERAL,
        "contested": CONTESTED,
        "refuted": REFUTED,
    }
    # Before the second article and the verdicts, all of it hung on one origin.
    assert set(sections(flood, date(2024, 12, 10)).values()) == {ONE_ORIGIN}
    assert sections(flood, date(2024, 12, 9)) == {}


def test_an_unverified_verdict_weighs_a_denial_and_leaves_the_claim_where_it_hangs(
    flood: Topic, desk: Desk, reviewer: User
) -> None:
    judge(reviewer, desk.claim("contested").pk, value="unverified", as_of=date(2024, 12, 12))
    assert sections(flood, date(2024, 12, 12))["contested"] == ONE_ORIGIN


def test_it_names_origins_and_deniers_and_those_who_pass_on(flood: Topic, desk: Desk) -> None:
    story = story_of(flood.project_id, flood.pk, as_of=date(2024, 12, 12))
    by_text = {claim.row.told.text: claim for claim in story.claims}
    assert [one.source for one in by_text["contested"].deniers] == [desk.source("Kremlin").pk]
    (origin,) = by_text["alone"].origins
    assert origin.source == desk.source("GUR").pk
    assert origin.cell.via == (desk.source("AP").pk,)
    assert (story.articles, story.origins) == (2, 2)


def test_what_is_new_is_told_since_the_day_before_or_any_other(
    flood: Topic, desk: Desk, reviewer: User
) -> None:
    judge(reviewer, desk.claim("stands").pk, value="contested", as_of=date(2024, 12, 11))
    judge(reviewer, desk.claim("stands").pk, value="confirmed", as_of=date(2024, 12, 12))

    def new(day: int, since: int | None = None) -> set[tuple[str, str, str, str]]:
        story = story_of(
            flood.project_id,
            flood.pk,
            as_of=date(2024, 12, day),
            since=date(2024, 12, since) if since else None,
        )
        return {(row.kind, row.text, row.before, row.after) for row in story.changes}

    assert new(12) == {
        ("verdict", "stands", "contested", "confirmed"),
        ("voice", "several", "", "asserts"),
        ("voice", "contested", "", "denies"),
    }
    assert new(11) == {("verdict", "stands", "", "contested")}
    assert ("reported", "alone", "", "") in new(12, since=9)
    story = story_of(flood.project_id, flood.pk, as_of=date(2024, 12, 20))
    assert (story.changes, story.last_change) == ((), date(2024, 12, 12))


def test_the_demos_story_reads_as_a_desk_would_say_it() -> None:
    load_demo()
    project = Project.objects.get(slug="koersk")
    topic = Topic.objects.get(project=project, name__startswith="Losses")
    story = story_of(project.pk, topic.pk)
    found = {claim.row.told.text: claim for claim in story.claims}
    hit = next(claim for text, claim in found.items() if text.startswith("North Korean soldiers"))
    thirty = next(claim for text, claim in found.items() if text.startswith("At least 30"))
    assert hit.section == STANDS
    assert len(hit.origins) == 2
    assert thirty.section == ONE_ORIGIN
    assert [figure.words for figure in thirty.figures] != []
