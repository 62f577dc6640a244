"""What is kept of the claims of a project: never other than what a new process would read."""

import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from annotator.errors import Refusal
from annotator.models import Annotation, Claim, Event, Project, User
from annotator.services.annotations import Figure, update_annotation
from annotator.services.claim_relations import relate_claims, split_claim, unsplit_claim
from annotator.services.claims import create_topic, update_claim
from annotator.services.purging import purge_article
from annotator.services.sources import update_source
from credibility import boards, known_claims, stories
from credibility.services.derivations import mark_derivation
from credibility.shelf import Shelf
from tests.cast import judge
from tests.credibility.conftest import Desk
from tests.credibility.services.test_histories import History

STEPS = 50


class LongHistory(History):
    """A history with everything besides that a board shows."""

    def step(self) -> None:
        """Does one thing."""
        more: list[Callable[[], None]] = [
            *(
                self.reword,
                self.split,
                self.unsplit,
                self.put_together,
                self.give_verdict,
                self.count,
            ),
            *(self.analyse, self.take_sides, self.purge),
        ]
        with suppress(Refusal):  # what the services refuse is no change
            if self.chance.random() < 0.7:
                super().step()
            else:
                self.chance.choice(more)()

    def some_claim(self) -> Claim:
        """One that is in use."""
        return self.chance.choice(list(Claim.objects.roots().order_by("pk")))

    def reword(self) -> None:
        claim = self.some_claim()
        if claim.text not in self.claims:
            update_claim(self.desk.manager, claim.pk, {"text": f"words {uuid.uuid4()}"})

    def split(self) -> None:
        row = self._some(withdrawn=False)
        if row is not None and row.claim_id is not None:
            text = f"split {uuid.uuid4()}"
            split_claim(self.desk.manager, row.claim_id, annotation_ids=[row.pk], text=text)

    def unsplit(self) -> None:
        made = Claim.objects.roots().filter(split_from__isnull=False).first()
        if made is not None:
            unsplit_claim(self.desk.manager, made.pk)

    def put_together(self) -> None:
        one, other = self.some_claim(), self.some_claim()
        relate_claims(self.desk.manager, one.pk, other_id=other.pk, kind="same_as")

    def give_verdict(self) -> None:
        day = date(2024, 12, self.chance.randint(1, 28))
        value = self.chance.choice(["confirmed", "contested", "refuted"])
        judge(self.desk.manager, self.some_claim().pk, value=value, as_of=day)

    def count(self) -> None:
        lower = Decimal(self.chance.randint(1, 9))
        self._change(quantity=Figure(lower=lower, upper=lower, unit="houses", words="so many"))

    def analyse(self) -> None:
        one, other = self.chance.sample(self.sources, 2)
        ends = {"source": self.desk.source(one).pk, "from_source": self.desk.source(other).pk}
        share = self.chance.choice([0, 0.3, 1])
        mark_derivation(self.desk.manager, self.desk.project, ends=ends, probability=share)

    def take_sides(self) -> None:
        source = self.desk.source(self.chance.choice(self.sources))
        update_source(self.desk.manager, source.pk, {"is_party": self.chance.random() < 0.5})

    def purge(self) -> None:
        """A mark goes for good with its article; a new article takes its place."""
        if self.chance.random() < 0.2:
            purge_article(self.articles.pop(0))
            name = f"another {uuid.uuid4()}"
            self.articles.append(self.desk.article(name, publisher="Post", day="2024-12-05"))


@contextmanager
def new_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is kept yet; what this process keeps is there again afterwards."""
    with monkeypatch.context() as patched:
        patched.setattr(known_claims, "_shelf", Shelf(room=10_000))
        patched.setattr(boards, "_boards", Shelf(room=4))
        yield


def seen_of(project: Project, topic: int, *, as_of: date | None) -> list[Any]:
    """All that is shown of a project's claims."""
    known = known_claims.known_claims(project.pk)
    board = boards.board_of(project.pk, as_of=as_of)
    story = stories.story_of(project.pk, topic, as_of=as_of, since=date(2024, 12, 3))
    claims = [replace(claim, numbers=_timeless(claim.numbers)) for claim in story.claims]
    numbers = boards.numbers_on(project.pk, board.claims)
    return [
        known.claims,
        {group: dict(found) for group, found in known.figures.items()},
        board,
        [_timeless(one) for one in numbers.values()],
        replace(story, claims=tuple(claims)),
    ]


def _timeless(numbers: Any) -> Any:
    return replace(numbers, computed_at=None)


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_equals_a_fresh_reading_whatever_happened(
    desk: Desk,
    three_annotators: list[User],
    reviewer: User,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    history = LongHistory(desk, three_annotators, reviewer, seed)
    topic = create_topic(desk.manager, desk.project, name="story").pk
    for text in history.claims[:3]:
        desk.claim(text, topic=topic)
    reads = 0
    for _ in range(STEPS):
        history.step()
        if history.chance.random() < 0.2:
            desk.catch_up()
        if history.chance.random() < 0.1:
            Event.objects.filter(subject_type="annotation").update(delivered_at=None)
        if history.chance.random() < 0.4:
            day = history.chance.choice([None, date(2024, 12, history.chance.randint(1, 28))])
            kept = seen_of(desk.project, topic, as_of=day)
            with new_process(monkeypatch):
                assert kept == seen_of(desk.project, topic, as_of=day)
            reads += 1
    assert reads > 10
    assert any(claim.tellings for claim in known_claims.known_claims(desk.project.pk).claims)


def label_read(desk: Desk) -> str:
    """The label of the only mark, as the board has it."""
    [claim] = known_claims.known_claims(desk.project.pk).claims
    [telling] = claim.tellings
    return telling.appearance.label


def test_a_transaction_that_ends_after_a_later_one_is_not_overlooked(
    desk: Desk, annotator: User
) -> None:
    row = desk.mark(annotator, desk.article("one"), "it rained", label="confirmed")
    update_annotation(annotator, row.pk, version=row.version, changes={"label": "contested"})
    late = Event.objects.order_by("-pk")[0]
    # As on PostgreSQL: its line has a number already, and is not there yet.
    Event.objects.filter(pk=late.pk).delete()
    Annotation.objects.filter(pk=row.pk).update(label="confirmed")
    desk.mark(annotator, desk.article("two"), None)
    assert label_read(desk) == "confirmed"
    late.save(force_insert=True)
    Annotation.objects.filter(pk=row.pk).update(label="contested")
    assert label_read(desk) == "contested"


def test_what_another_process_had_done_by_a_worker_is_read_anew(
    desk: Desk, annotator: User
) -> None:
    row = desk.mark(annotator, desk.article("one"), "it rained", label="confirmed")
    desk.catch_up()
    assert label_read(desk) == "confirmed"
    update_annotation(annotator, row.pk, version=row.version, changes={"label": "contested"})
    desk.catch_up()
    assert label_read(desk) == "contested"


def test_only_what_changed_is_read_again(desk: Desk, annotator: User) -> None:
    for text in ("it rained", "it snowed"):
        desk.mark(annotator, desk.article("one"), text, sentence=len(text) - 9)
    before = known_claims.known_claims(desk.project.pk)
    assert known_claims.known_claims(desk.project.pk) is before
    desk.mark(annotator, desk.article("two"), "it rained")
    after = known_claims.known_claims(desk.project.pk)
    rained, snowed = (desk.claim(text).group_id for text in ("it rained", "it snowed"))
    assert after.told[snowed] is before.told[snowed]
    assert len(after.told[rained].tellings) == 2


def test_with_too_many_changes_that_wait_all_is_read(
    desk: Desk, annotator: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(known_claims, "MOST_WAITING", 1)
    row = desk.mark(annotator, desk.article("one"), "it rained", label="confirmed")
    assert label_read(desk) == "confirmed"
    update_annotation(annotator, row.pk, version=row.version, changes={"label": "contested"})
    assert label_read(desk) == "contested"
