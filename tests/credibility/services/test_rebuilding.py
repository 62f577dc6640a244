"""The scores kept up to date: by catching up, by rebuilding, and always the same."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from annotator.errors import NotAllowed, NotFound
from annotator.models import Article, Event, Job, Project, User
from annotator.models.choices import JobState
from annotator.services import annotations as annotation_services
from annotator.services import jobs
from annotator.services.adjudications import adjudicate
from annotator.services.annotations import Draft, Hop
from annotator.services.articles import update_article
from annotator.services.claims import merge_claim, unmerge_claim
from annotator.services.sources import merge_source
from credibility import inputs, queries, services
from credibility.models import (
    ArticleTally,
    PairScore,
    ScoreRun,
    ScoreState,
)
from tests.credibility.conftest import Desk
from tests.credibility.services.kept import rebuilt, state_of

ASSERTS, DENIES, OPEN = "asserts", "denies", "leaves_open"


class TestCatchingUp:
    def test_two_sources_come_to_the_score_computed_by_hand(
        self, desk: Desk, annotator: User, second_annotator: User
    ) -> None:
        stances = [(ASSERTS, ASSERTS), (ASSERTS, ASSERTS), (ASSERTS, ASSERTS)]
        stances += [(ASSERTS, DENIES), (ASSERTS, OPEN)]
        article = desk.article("report", publisher="Polder Post", day="2024-12-17")
        for place, (one, other) in enumerate(stances):
            for who in (annotator, second_annotator):
                chains = [("GUR", one)], [("Kremlin", other)]
                desk.mark(who, article, f"claim {place}", *chains, sentence=place)
        assert desk.catch_up() > 0
        table = queries.pair_table(desk.project.pk)
        (row,) = table.rows
        # p0 = (1 + 5/9 x 3/5) / (2 + 5/9); score = (2 p0 + 3) / 7
        assert table.base_rate == pytest.approx(0.52173913)
        assert row.score.value == pytest.approx(0.577639752)  # type: ignore[union-attr]
        assert (row.n, row.agree, row.stories) == (5, 3, 1)
        assert row.conflict == pytest.approx((1 + 0.5) / 5)
        assert row.one_coder_share == 0
        assert row.counts["label_agree"] == 5
        assert row.is_too_few

    def test_what_is_withdrawn_goes_and_empty_pairs_are_dropped(
        self, desk: Desk, annotator: User
    ) -> None:
        article = desk.article("report", publisher="Polder Post")
        mark = desk.mark(annotator, article, "it rained", [("GUR", ASSERTS)], [("MI6", DENIES)])
        desk.catch_up()
        assert PairScore.objects.count() == 1
        annotation_services.withdraw_annotation(annotator, mark.pk, version=mark.version)
        desk.catch_up()
        assert PairScore.objects.count() == 0

    def test_doing_it_twice_changes_nothing(self, desk: Desk, annotator: User) -> None:
        article = desk.article("report", publisher="Polder Post")
        desk.mark(annotator, article, "it rained", [("GUR", ASSERTS)], [("MI6", DENIES)])
        desk.catch_up()
        before = state_of(desk.project)
        Event.objects.update(delivered_at=None)
        assert desk.catch_up() > 0
        assert desk.catch_up() == 0
        assert state_of(desk.project) == before

    def test_the_publisher_speaks_where_nobody_is_named(self, desk: Desk, annotator: User) -> None:
        for name, publisher in (("one", "Polder Post"), ("two", "Dike Daily"), ("three", None)):
            desk.mark(annotator, desk.article(name, publisher=publisher), "it rained")
        desk.catch_up()
        (pair,) = PairScore.objects.all()
        names = {desk.source("Polder Post").pk, desk.source("Dike Daily").pk}
        assert set(pair.pair) == names
        assert (pair.n, pair.agree) == (1, 1)
        assert ScoreState.objects.get().left_out == {"publisher_unknown": 1}

    def test_merging_sources_joins_what_they_said(self, desk: Desk, annotator: User) -> None:
        article = desk.article("report", publisher="Polder Post")
        chains = [("GUR", ASSERTS)], [("G.U.R.", ASSERTS)], [("Kremlin", DENIES)]
        desk.mark(annotator, article, "it rained", *chains)
        desk.catch_up()
        assert PairScore.objects.count() == 3
        merge_source(desk.manager, desk.source("G.U.R.").pk, into_id=desk.source("GUR").pk)
        desk.catch_up()
        (pair,) = PairScore.objects.all()
        assert set(pair.pair) == {desk.source("GUR").pk, desk.source("Kremlin").pk}

    def test_merging_claims_joins_what_was_said_of_them(self, desk: Desk, annotator: User) -> None:
        article = desk.article("report", publisher="Polder Post")
        desk.mark(annotator, article, "it rained", [("GUR", ASSERTS)])
        desk.mark(annotator, article, "rain fell", [("Kremlin", DENIES)], sentence=1)
        desk.catch_up()
        assert PairScore.objects.count() == 0
        claim, into = desk.claim("rain fell"), desk.claim("it rained")
        merge_claim(desk.manager, claim.pk, into_id=into.pk)
        desk.catch_up()
        assert PairScore.objects.get().conflict_halves == 2
        unmerge_claim(desk.manager, claim.pk)
        desk.catch_up()
        assert PairScore.objects.count() == 0

    def test_a_changed_date_changes_which_text_counts(self, desk: Desk, annotator: User) -> None:
        early = desk.article("early", publisher="Polder Post", day="2024-12-01")
        late = desk.article("late", publisher="Polder Post", day="2024-12-05")
        desk.mark(annotator, late, "it rained", [("GUR", DENIES)], [("Kremlin", DENIES)])
        desk.mark(annotator, early, "it rained", [("GUR", ASSERTS)])
        desk.catch_up()
        assert PairScore.objects.get().agree == 1
        update_article(desk.manager, early.pk, {"published_on": "2024-12-09"})
        desk.catch_up()
        assert PairScore.objects.get().agree == 0

    def test_a_decision_stands_above_the_annotators(
        self, desk: Desk, annotator: User, second_annotator: User, reviewer: User
    ) -> None:
        article = desk.article("report", publisher="Polder Post")
        assert article.current is not None
        chains = [("GUR", ASSERTS)], [("Kremlin", DENIES)]
        mark = desk.mark(annotator, article, "it rained", *chains)
        desk.mark(second_annotator, article, "it rained", *chains)
        decision = Draft(
            start=mark.start,
            end=mark.end,
            quote=mark.quote,
            label="contested",
            article=article.pk,
            claim=mark.claim_id,
            chains=(
                (Hop(desk.source("GUR").pk, stance=ASSERTS),),
                (Hop(desk.source("Kremlin").pk, stance=ASSERTS),),
            ),
        )
        adjudicate(
            reviewer,
            revision_id=article.current.pk,
            start=mark.start,
            end=mark.end,
            decision=decision,
            inputs=[mark.pk],
        )
        desk.catch_up()
        assert PairScore.objects.get().agree == 1

    def test_it_leaves_other_projects_alone(
        self, desk: Desk, annotator: User, other_project: Project
    ) -> None:
        article = desk.article("report", publisher="Polder Post")
        desk.mark(annotator, article, "it rained", [("GUR", ASSERTS)], [("Kremlin", DENIES)])
        services.catch_up(other_project.pk)
        assert PairScore.objects.count() == 0
        assert Event.objects.undelivered().filter(project=desk.project).exists()


class TestAnnotators:
    def test_what_was_settled_counts_and_later_relabelling_does_not(
        self, desk: Desk, annotator: User, second_annotator: User
    ) -> None:
        from annotator.services.assignments import set_state

        article = desk.article("report", publisher="Polder Post")
        for place in range(6):
            desk.mark(annotator, article, None, sentence=place, label="confirmed")
            label = "contested" if place < 3 else "confirmed"
            desk.mark(second_annotator, article, None, sentence=place, label=label)
        set_state(second_annotator, article, "done")
        desk.catch_up()
        before = ArticleTally.objects.get(article=article).tally
        for row in article.annotations.filter(author=second_annotator, label="contested"):
            annotation_services.update_annotation(
                second_annotator, row.pk, version=row.version, changes={"label": "confirmed"}
            )
        desk.catch_up()
        after = ArticleTally.objects.get(article=article).tally
        assert before["labels"] == after["labels"] == [1, 0, 1, 3, 2, 0, 0, 3]

    def test_rows_say_what_was_left_out(
        self, desk: Desk, annotator: User, second_annotator: User
    ) -> None:
        article = desk.article("report", publisher="Polder Post")
        for place in range(4):
            label = "contested" if place == 0 else "confirmed"
            desk.mark(annotator, article, None, sentence=place, label=label)
            desk.mark(second_annotator, article, None, sentence=place, label=label)
        desk.mark(annotator, article, None, sentence=5)
        desk.catch_up()
        rows = queries.annotator_rows(desk.project.pk)
        (alpha,) = [r for r in rows if r.scope["kind"] == "project" and r.measure == "alpha"]
        assert (alpha.n, alpha.left_out) == (4, 1)
        assert alpha.result.value == 1  # type: ignore[union-attr]
        (stance,) = [r for r in rows if r.scope["kind"] == "project" and r.measure == "stance_raw"]
        assert stance.result.code == "one_category"  # type: ignore[union-attr]
        kinds = {row.scope["kind"] for row in rows}
        assert kinds == {"project", "pair", "article", "label"}


class TestRebuilding:
    def test_it_mends_rows_that_are_wrong(self, desk: Desk, annotator: User) -> None:
        article = desk.article("report", publisher="Polder Post")
        desk.mark(annotator, article, "it rained", [("GUR", ASSERTS)], [("Kremlin", DENIES)])
        desk.catch_up()
        right = state_of(desk.project)
        PairScore.objects.update(n=99, agree=98, topics={})
        ArticleTally.objects.update(tally={})
        ScoreState.objects.update(left_out={"nonsense": 3}, groups=77)
        assert rebuilt(desk.project) == right

    def test_a_run_freezes_the_numbers(self, desk: Desk, annotator: User) -> None:
        article = desk.article("report", publisher="Polder Post")
        desk.mark(annotator, article, "it rained", [("GUR", ASSERTS)], [("Kremlin", DENIES)])
        rebuilt(desk.project)
        run = ScoreRun.objects.get()
        assert run.numbers["sources"][0]["n"] == 1
        assert run.base_rate == pytest.approx((1 + 0) / (2 + 0.2))
        assert queries.pair_table(desk.project.pk).standing.run == run.pk
        desk.mark(annotator, article, "it snowed", [("GUR", ASSERTS)], [("MI6", DENIES)])
        desk.catch_up()
        assert queries.pair_table(desk.project.pk).standing.run is None
        run.refresh_from_db()
        assert len(run.numbers["sources"]) == 1

    def test_a_cancelled_one_leaves_no_trace(self, desk: Desk, annotator: User) -> None:
        article = desk.article("report", publisher="Polder Post")
        desk.mark(annotator, article, "it rained", [("GUR", ASSERTS)], [("Kremlin", DENIES)])
        job = jobs.create_job("rebuild", project=desk.project, created_by=annotator)
        jobs.cancel_job(annotator, job.pk)
        services.rebuild(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.CANCELLED
        assert ScoreRun.objects.count() == PairScore.objects.count() == 0

    def test_one_that_broke_off_is_taken_up_again_and_counts_once(
        self, desk: Desk, annotator: User
    ) -> None:
        article = desk.article("report", publisher="Polder Post")
        desk.mark(annotator, article, "it rained", [("GUR", ASSERTS)], [("Kremlin", DENIES)])
        job = jobs.create_job("rebuild", project=desk.project, created_by=annotator)
        assert jobs.start_job(job.pk) is not None
        services.rebuild(job.pk)  # another worker holds it
        assert ScoreRun.objects.count() == 0
        Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
        services.rebuild(job.pk)
        services.rebuild(job.pk)
        assert ScoreRun.objects.count() == 1
        assert PairScore.objects.get().n == 1

    def test_one_waits_at_most(self, desk: Desk, annotator: User, reviewer: User) -> None:
        first = services.request_rebuild(annotator, desk.project)
        assert services.request_rebuild(reviewer, desk.project).pk == first.pk

    def test_who_may_not_see_the_scores_cannot_ask_for_them(
        self, desk: Desk, researcher: User, outsider: User, annotator: User
    ) -> None:
        with pytest.raises(NotFound):
            services.request_rebuild(outsider, desk.project)
        with pytest.raises(NotAllowed):
            services.request_rebuild(researcher, desk.project)
        Project.objects.update(is_blind=True)
        desk.project.refresh_from_db()
        with pytest.raises(NotAllowed):
            services.request_rebuild(annotator, desk.project)


def pairs_on(desk: Desk, day: date) -> list[queries.PairNumbers]:
    """The pairs as they stood on that day."""
    scope = queries.Scope(texts=inputs.Texts(as_of=day))
    return queries.pair_table(desk.project.pk, scope=scope).rows


class TestReading:
    def test_a_period_and_a_language_hold_their_own_texts_only(
        self, desk: Desk, annotator: User
    ) -> None:
        early = desk.article("early", publisher="Polder Post", day="2024-12-01")
        late = desk.article("late", publisher="Dike Daily", day="2024-12-20")
        undated = desk.article("undated", publisher="Dike Daily")
        Article.objects.filter(pk=late.pk).update(language="nl")
        for place, (article, claim) in enumerate(
            [(early, "it rained"), (late, "it snowed"), (undated, "it froze")]
        ):
            chains = [("GUR", ASSERTS)], [("Kremlin", ASSERTS)]
            desk.mark(annotator, article, claim, *chains, sentence=place)

        def shared(**texts: Any) -> int:
            scope = queries.Scope(texts=inputs.Texts(**texts))
            return sum(row.n for row in queries.pair_table(desk.project.pk, scope=scope).rows)

        assert shared(language="nl") == 1
        assert shared(language="en") == 2
        assert shared(since=date(2024, 12, 2)) == 1
        assert shared(as_of=date(2024, 12, 2)) == 2
        assert shared(since=date(2024, 12, 1), as_of=date(2024, 12, 2)) == 1

    def test_as_of_a_date_later_texts_are_not_yet_there(self, desk: Desk, annotator: User) -> None:
        early = desk.article("early", publisher="Polder Post", day="2024-12-01")
        late = desk.article("late", publisher="Dike Daily", day="2024-12")
        desk.mark(annotator, early, "it rained", [("GUR", ASSERTS)], [("Kremlin", ASSERTS)])
        desk.mark(annotator, late, "it rained", [("Kremlin", DENIES)])
        desk.catch_up()
        (now,) = queries.pair_table(desk.project.pk).rows
        (then,) = pairs_on(desk, date(2024, 12, 30))
        (at_last,) = pairs_on(desk, date(2024, 12, 31))
        assert (now.agree, then.agree, at_last.agree) == (0, 1, 0)

    def test_a_topic_holds_its_own_claims_only(self, desk: Desk, annotator: User) -> None:
        from annotator.services.claims import create_topic

        topic = create_topic(desk.manager, desk.project, name="Flood")
        desk.claim("it rained", topic=topic.pk)
        article = desk.article("report", publisher="Polder Post")
        for place, claim in enumerate(["it rained", "it snowed"]):
            chains = [("GUR", ASSERTS)], [("Kremlin", DENIES)]
            desk.mark(annotator, article, claim, *chains, sentence=place)
        desk.catch_up()
        (everything,) = queries.pair_table(desk.project.pk).rows
        (flood,) = queries.pair_table(desk.project.pk, scope=queries.Scope(topic.pk)).rows
        assert (everything.n, everything.stories) == (2, 2)
        assert (flood.n, flood.stories) == (1, 1)
