"""Histories: whatever people do in whatever order, and the worker whenever it gets to it."""

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.db.models import F
from django.utils import timezone

from annotator.errors import Conflict, NotFound
from annotator.models import Adjudication, Annotation, Article, Event, Job, Source, User
from annotator.models.choices import JobState
from annotator.services import annotations as annotation_services
from annotator.services import jobs
from annotator.services.adjudications import adjudicate, reopen
from annotator.services.annotations import Draft, Hop
from annotator.services.articles import Capture, add_article, capture_again, update_article
from annotator.services.assignments import set_state
from annotator.services.claims import create_topic, merge_claim, unmerge_claim, update_claim
from annotator.services.sources import merge_source, unmerge_source
from credibility import inputs, services
from credibility.models import RebuildShard
from credibility.services import shards
from tests.credibility.conftest import SENTENCES, Desk
from tests.credibility.services.kept import (
    claims_as_read,
    claims_of_newest_run,
    computed_afresh,
    rebuilt,
    state_of,
)

ASSERTS, DENIES, OPEN = "asserts", "denies", "leaves_open"
# Each is some thirty histories: it is compared whenever the worker has caught up.
SEEDS = int(os.environ.get("HISTORIES", "8"))
STEPS = 45
MOST_ARTICLES = 7


class History:
    """A random history: whatever people do, in whatever order, with the worker at odd moments."""

    def __init__(self, desk: Desk, people: list[User], reviewer: User, seed: int) -> None:
        self.desk, self.people, self.reviewer = desk, people, reviewer
        self.chance = random.Random(seed)
        self.articles = [
            desk.article(f"article {number}", publisher=publisher, day=day)
            for number, (publisher, day) in enumerate(
                [("Post", "2024-12-01"), ("Daily", "2024-12"), (None, ""), ("Post", "2024-12-03")]
            )
        ]
        self.sources = ["GUR", "G.U.R.", "Kremlin", "MI6", "Pentagon"]
        self.claims = [f"claim {number}" for number in range(5)]
        for name in self.sources:
            desk.source(name)
        for text in self.claims:
            desk.claim(text)

    def step(self) -> None:
        """Does one thing."""
        act = self.chance.choice(
            [self.mark] * 6
            + [self.relabel, self.withdraw, self.restore, self.move, self.restance]
            + [self.merge_claims, self.merge_sources, self.redate, self.decide, self.retopic]
            + [self.republish, self.capture_again, self.accept, self.settle, self.open_again]
            + [self.copy, self.add_article, self.archive]
        )
        with suppress(Conflict, NotFound):  # what the services refuse is no change
            act()

    def chains(self) -> list[list[tuple[str | None, str | None]]]:
        stances = [ASSERTS, DENIES, OPEN, "reports", "declines", "not_acknowledged", None]
        return [
            [
                (self.chance.choice([*self.sources, None]), self.chance.choice(stances))
                for _ in range(self.chance.choice([1, 1, 2]))
            ]
            for _ in range(self.chance.choice([0, 1, 1, 2, 2]))
        ]

    def label(self) -> str:
        return self.chance.choice(["confirmed", "unverified", "contested"])

    def mark(self) -> None:
        article = self.chance.choice(self.articles)
        article.refresh_from_db()
        self.desk.mark(
            self.chance.choice(self.people),
            article,
            self.chance.choice([*self.claims, None]),
            *self.chains(),
            label=self.label(),
            sentence=self.chance.randrange(SENTENCES // 3),
        )

    def _some(self, *, withdrawn: bool) -> Any:
        rows = Annotation.objects.filter(
            withdrawn_at__isnull=not withdrawn,
            origin="human",
            anchor="kept",
            revision=F("article__current"),
            followed_by=None,
        )
        found = list(rows.order_by("created_at", "start", "pk"))
        return self.chance.choice(found) if found else None

    def _change(self, **changes: Any) -> None:
        row = self._some(withdrawn=False)
        if row is not None:
            annotation_services.update_annotation(
                row.author, row.pk, version=row.version, changes=changes
            )

    def relabel(self) -> None:
        self._change(label=self.label())

    def move(self) -> None:
        text = self.chance.choice([*self.claims, None])
        self._change(claim=None if text is None else self.desk.claim(text).pk)

    def restance(self) -> None:
        self._change(
            chains=tuple(
                tuple(
                    Hop(None if name is None else self.desk.source(name).pk, stance=stance)
                    for name, stance in chain
                )
                for chain in self.chains()
            )
        )

    def withdraw(self) -> None:
        row = self._some(withdrawn=False)
        if row is not None:
            annotation_services.withdraw_annotation(row.author, row.pk, version=row.version)

    def restore(self) -> None:
        row = self._some(withdrawn=True)
        if row is not None:
            annotation_services.restore_annotation(row.author, row.pk)

    def merge_claims(self) -> None:
        one, other = (self.desk.claim(text) for text in self.chance.sample(self.claims, 2))
        if one.merged_into_id:
            unmerge_claim(self.desk.manager, one.pk)
        elif not other.merged_into_id:
            merge_claim(self.desk.manager, one.pk, into_id=other.pk)

    def merge_sources(self) -> None:
        rows = list(Source.objects.filter(project=self.desk.project).order_by("pk"))
        one, other = self.chance.sample(rows, 2)
        if one.merged_into_id:
            unmerge_source(self.desk.manager, one.pk)
        elif not other.merged_into_id:
            merge_source(self.desk.manager, one.pk, into_id=other.pk)

    def redate(self) -> None:
        day = f"2024-12-{self.chance.randint(1, 28):02}"
        article = self.chance.choice(self.articles)
        update_article(self.desk.manager, article.pk, {"published_on": day})

    def republish(self) -> None:
        name = self.chance.choice(["Post", "Daily", "Courier"])
        article = self.chance.choice(self.articles)
        update_article(self.desk.manager, article.pk, {"publisher": name})

    def capture_again(self) -> None:
        """A newer text: a sentence is changed, moved or gone."""
        article = self.chance.choice(self.articles)
        article.refresh_from_db()
        assert article.current is not None
        sentences = article.current.text.split("\n\n")
        place = self.chance.randrange(SENTENCES // 3)
        act = self.chance.choice(["reword", "swap", "drop"])
        if act == "reword":
            sentences[place] = sentences[place].replace("thing", "big thing", 1)
        elif act == "swap":
            sentences[0], sentences[place] = sentences[place], sentences[0]
        elif len(sentences) > SENTENCES // 2:
            del sentences[place]
        capture = Capture(text="\n\n".join(sentences), title=article.title, language="en")
        capture_again(self.desk.manager, article.pk, capture)

    def copy(self) -> None:
        """A newer text that takes some sentences over from another article."""
        one, other = self.chance.sample(self.articles, 2)
        one.refresh_from_db()
        other.refresh_from_db()
        assert one.current is not None
        assert other.current is not None
        own, its = (row.current.text.split("\n\n") for row in (one, other) if row.current)
        sentences = list(dict.fromkeys(own + its[: self.chance.randint(1, SENTENCES // 2)]))
        capture = Capture(text="\n\n".join(sentences), title=one.title, language="en")
        capture_again(self.desk.manager, one.pk, capture)

    def add_article(self) -> None:
        """Another outlet has the text of one, with a sentence before it."""
        article = self.chance.choice(self.articles)
        article.refresh_from_db()
        assert article.current is not None
        text = f"Number {len(self.articles)} has it from a wire.\n\n{article.current.text}"
        name = self.chance.choice(["Post", "Wire"])
        capture = Capture(text=text, title=f"copy {len(self.articles)}", publisher=name)
        if len(self.articles) < MOST_ARTICLES:
            self.articles.append(add_article(self.desk.manager, self.desk.project, capture)[0])

    def archive(self) -> None:
        """An article that nobody marked leaves, or comes back."""
        rows = Article.objects.filter(pk__in=[one.pk for one in self.articles], annotations=None)
        article = rows.order_by("pk").first()
        if article is not None:
            is_archived = article.archived_at is None
            update_article(self.desk.manager, article.pk, {"is_archived": is_archived})

    def accept(self) -> None:
        waiting = Annotation.objects.filter(anchor="changed", accepted_at=None, withdrawn_at=None)
        row = waiting.filter(revision=F("article__current")).order_by("pk").first()
        if row is not None and row.origin == "human":
            annotation_services.accept_annotation(row.author, row.pk)

    def settle(self) -> None:
        article, who = self.chance.choice(self.articles), self.chance.choice(self.people)
        set_state(who, article, self.chance.choice(["done", "in_progress"]))

    def retopic(self) -> None:
        topic = create_topic(
            self.desk.manager, self.desk.project, name=f"t{self.chance.random():.1}"
        )
        claim = self.desk.claim(self.chance.choice(self.claims))
        update_claim(self.desk.manager, claim.pk, {"topic_id": topic.pk})

    def decide(self) -> None:
        row = self._some(withdrawn=False)
        if row is None:
            return
        decision = None
        if self.chance.random() < 0.7:
            decision = Draft(
                start=row.start,
                end=row.end,
                quote=row.quote,
                label=self.label(),
                revision=row.revision_id,
                claim=row.claim_id,
                chains=((Hop(self.desk.source("GUR").pk, stance=DENIES),),),
            )
        adjudicate(
            self.reviewer,
            revision_id=row.revision_id,
            start=row.start,
            end=row.end,
            decision=decision,
            inputs=[row.pk],
        )

    def open_again(self) -> None:
        decided = list(Adjudication.objects.in_force().order_by("pk"))
        if decided:
            reopen(self.reviewer, self.chance.choice(decided).pk)


class Worker:
    """What runs in the background of a history, at odd moments, twice, late, or half of it."""

    def __init__(self, history: History) -> None:
        self.history, self.chance = history, history.chance
        self.project = history.desk.project
        self.running: list[Job] = []
        self.compared = 0

    def at_odd_moments(self) -> None:
        """Does what a worker might do now."""
        if self.chance.random() < 0.5:
            self.history.desk.catch_up()
            assert state_of(self.project) == computed_afresh(self.project)
            self.compared += 1
        if self.chance.random() < 0.1:  # a message comes again
            late = Event.objects.filter(pk__in=Event.objects.order_by("?")[:5])
            late.update(delivered_at=None)
        if self.chance.random() < 0.06 and len(self.running) < 2:
            self.begin_rebuild()
        for job in self.running:
            if self.chance.random() < 0.4:
                self.do_a_share(job)
        if self.running and self.chance.random() < 0.12:
            self.end_rebuild()

    def begin_rebuild(self) -> None:
        """Somebody takes a rebuild, divides it, and is not heard of for a while."""
        job = jobs.create_job("rebuild", project=self.project, created_by=None)
        if jobs.start_job(job.pk) is not None:
            shards.plan_shards(job.pk, self.project.pk)
            self.running.append(job)

    def do_a_share(self, job: Job) -> None:
        """A helper does one share, or dies in it."""
        shard = shards.take_shard(job.pk)
        if shard is not None and self.chance.random() < 0.8:
            shards.do_shard(shard, self.project.pk)

    def end_rebuild(self) -> None:
        """Another worker takes up what the first left: shares that are done stay done."""
        job = self.running.pop(self.chance.randrange(len(self.running)))
        before = timezone.now() - timedelta(seconds=1)
        Job.objects.filter(pk=job.pk).update(lease_until=before)
        RebuildShard.objects.filter(job=job, result=None).update(lease_until=before)
        services.rebuild(job.pk)
        job.refresh_from_db()
        assert job.state == JobState.DONE
        assert state_of(self.project) == computed_afresh(self.project)
        self.compared += 1


@contextmanager
def somebody_saves_meanwhile(
    history: History, monkeypatch: pytest.MonkeyPatch, *, chance: float
) -> Iterator[None]:
    """Between reading and storing, now and then, somebody does something and another worker
    catches up with it: the first is late then."""
    outside = len(connection.savepoint_ids)
    is_nested = False

    def late(real: Callable[..., Any], *args: Any) -> Any:
        nonlocal is_nested
        found = real(*args)
        is_locked = len(connection.savepoint_ids) > outside
        if not is_nested and not is_locked and history.chance.random() < chance:
            is_nested = True
            history.step()
            history.desk.catch_up()
            is_nested = False
        return found

    with monkeypatch.context() as patched:
        patched.setattr(inputs, "tallies_of", partial(late, inputs.tallies_of))
        patched.setattr(inputs, "current_texts", partial(late, inputs.current_texts))
        yield


@pytest.mark.parametrize("seed", range(SEEDS))
def test_catching_up_equals_rebuilding_whatever_happened(
    desk: Desk,
    three_annotators: list[User],
    reviewer: User,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(shards, "GROUPS_IN_A_SHARD", 1 + seed % 3)
    monkeypatch.setattr(shards, "ARTICLES_IN_A_SHARD", 1 + seed % 2)
    history = History(desk, three_annotators, reviewer, seed)
    worker = Worker(history)
    with somebody_saves_meanwhile(history, monkeypatch, chance=0.2):
        for _ in range(STEPS):
            history.step()
            worker.at_odd_moments()
        while worker.running:
            worker.end_rebuild()
    desk.catch_up()
    caught_up = state_of(desk.project)
    while not caught_up["pairs"]:  # where all was withdrawn in the end, there is nothing to compare
        history.step()
        desk.catch_up()
        caught_up = state_of(desk.project)
    assert worker.compared > 10
    assert caught_up["tallies"]
    assert caught_up == computed_afresh(desk.project)
    assert rebuilt(desk.project) == caught_up
    assert claims_of_newest_run(desk.project) == claims_as_read(desk.project)
