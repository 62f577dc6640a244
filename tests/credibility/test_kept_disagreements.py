"""What is kept of where annotators differ: never other than what a new process would read."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

import pytest

from annotator.cache import FailingOpenRedisCache
from annotator.errors import Refusal
from annotator.models import Adjudication, Annotation, Event, User
from annotator.services.adjudications import reopen
from annotator.services.annotations import update_annotation
from annotator.services.assignments import set_state
from annotator.services.sending_back import send_back, take_back
from credibility import disagreements
from credibility.differing import Difference
from credibility.label_errors import LabelErrors, Voted, label_errors, voted_in
from credibility.services.deciding import Said, decide
from credibility.shelf import Shelf
from tests.credibility.conftest import Desk
from tests.credibility.test_known_claims import LongHistory
from tests.fixtures.broker import Broker

pytestmark = pytest.mark.django_db
STEPS = 60


class DecidedHistory(LongHistory):
    """A history in which reviewers decide what waits, give it back, and change their minds."""

    def step(self) -> None:
        acts: list[Callable[[], None]] = [self.part] * 5
        acts += [self.take_a_row, self.give_back, self.call_done]
        with suppress(Refusal):  # what the services refuse is no change
            if self.chance.random() < 0.5:
                super().step()
            else:
                self.chance.choice(acts)()

    def part(self) -> None:
        """Two people mark the same sentence, each in their way."""
        article, sentence = self.chance.choice(self.articles), self.chance.randrange(8)
        article.refresh_from_db()
        for who in self.chance.sample(self.people, 2):
            claim = self.chance.choice([*self.claims, None])
            label = self.label()
            self.desk.mark(who, article, claim, *self.chains(), label=label, sentence=sentence)

    def take_a_row(self) -> None:
        if found := disagreements.differences(self.desk.project.pk):
            row = self.chance.choice(found)
            act = self.chance.choice(["take-A", "label-contested", "not-a-claim"])
            decide(self.reviewer, self.desk.project, row.place, state=row.state, said=Said(act))

    def give_back(self) -> None:
        if found := disagreements.differences(self.desk.project.pk):
            row = self.chance.choice(found)
            said = Said("back", reason="Look again, please.")
            decide(self.reviewer, self.desk.project, row.place, state=row.state, said=said)

    def call_done(self) -> None:
        state = self.chance.choice(["done", "in_progress"])
        set_state(self.chance.choice(self.people), self.chance.choice(self.articles), state)


@contextmanager
def new_process(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing is kept yet; what this process keeps is there again afterwards."""
    with monkeypatch.context() as patched:
        patched.setattr(disagreements, "_shelf", Shelf(room=10_000))
        yield


@pytest.mark.parametrize("seed", range(2))
def test_what_is_kept_equals_a_fresh_reading_whatever_happened(
    desk: Desk,
    three_annotators: list[User],
    reviewer: User,
    seed: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    history = DecidedHistory(desk, three_annotators, reviewer, seed)
    waiting = reads = 0
    for _ in range(STEPS):
        history.step()
        if history.chance.random() < 0.2:
            desk.catch_up()
        if history.chance.random() < 0.1:
            Event.objects.filter(subject_type="annotation").update(delivered_at=None)
        if history.chance.random() < 0.5:
            kept = disagreements.differences(desk.project.pk)
            with new_process(monkeypatch):
                assert kept == disagreements.differences(desk.project.pk)
            waiting, reads = waiting + len(kept), reads + 1
    assert reads > 10
    assert waiting > reads


def test_only_the_article_that_changed_is_read_again(
    desk: Desk, annotator: User, second_annotator: User
) -> None:
    texts = [desk.article(name) for name in ("one", "two")]
    for text in texts:
        desk.mark(annotator, text, None)
        desk.mark(second_annotator, text, None, label="contested")
    before = {row.article: row for row in disagreements.differences(desk.project.pk)}
    assert len(before) == 2
    desk.mark(annotator, texts[1], None, sentence=3)
    desk.mark(second_annotator, texts[1], None, label="contested", sentence=3)
    after = disagreements.differences(desk.project.pk)
    assert len(after) == 3
    # A few more labels may move the doubts; what people took was not read anew.
    [kept] = [row for row in after if row.article == texts[0].pk]
    assert kept.takes is before[texts[0].pk].takes


def test_what_was_given_back_and_taken_back_comes_again(
    desk: Desk, annotator: User, second_annotator: User, reviewer: User
) -> None:
    report = desk.article("report")
    marks = [desk.mark(annotator, report, None), desk.mark(second_annotator, report, None)]
    desk.mark(annotator, report, None, sentence=2, label="contested")
    [row] = _after_relabelling(desk, marks[1].pk)
    sent = send_back(
        reviewer,
        revision_id=row.revision,
        start=row.start,
        end=row.end,
        annotations=[mark.pk for mark in marks],
        note="Look again, please.",
    )
    assert disagreements.differences(desk.project.pk) == []
    take_back(reviewer, sent.pk)
    assert len(disagreements.differences(desk.project.pk)) == 1


def _after_relabelling(desk: Desk, mark: UUID) -> list[Difference]:
    """The author of the mark says something else of it."""
    row = Annotation.objects.get(pk=mark)
    update_annotation(row.author, row.pk, version=row.version, changes={"label": "contested"})
    return disagreements.differences(desk.project.pk)


def test_a_decision_taken_back_brings_its_place_again(
    desk: Desk, annotator: User, second_annotator: User, reviewer: User
) -> None:
    report = desk.article("report")
    desk.mark(annotator, report, None)
    desk.mark(second_annotator, report, None, label="contested")
    [row] = disagreements.differences(desk.project.pk)
    decide(reviewer, desk.project, row.place, state=row.state, said=Said("label-contested"))
    assert disagreements.differences(desk.project.pk) == []
    reopen(reviewer, Adjudication.objects.get().pk)
    [again] = disagreements.differences(desk.project.pk)
    assert again.takes == row.takes


@pytest.fixture
def _shared_cache(broker: Broker, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The cache of an installation, in a Valkey of this test alone: others run without one."""
    own = FailingOpenRedisCache(broker.url, {"OPTIONS": {"db": 1}})
    monkeypatch.setattr("credibility.label_errors.cache", own)
    yield
    own.close()


@pytest.mark.broker
@pytest.mark.usefixtures("_shared_cache")
def test_the_model_is_fitted_again_only_when_there_are_many_more_labels() -> None:
    unit = ((1, "confirmed"), (2, "confirmed"))
    parted = ((1, "confirmed"), (2, "contested"))

    def fit(same: int, other: int) -> LabelErrors:
        return label_errors(0, [Voted(*voted_in([unit] * same + [parted] * other))])

    first = fit(60, 5)
    assert fit(62, 5) == first
    again = fit(62, 40)
    assert again.labels == 204
    assert again.doubt(parted) > again.doubt(unit)


@pytest.mark.broker
@pytest.mark.usefixtures("_shared_cache")
def test_the_model_is_fitted_again_where_somebody_has_come() -> None:
    units = [((1, "confirmed"), (2, "confirmed"))] * 99
    label_errors(0, [Voted(*voted_in(units))])
    more = [*units, ((1, "confirmed"), (3, "confirmed"))]
    assert (3, "contested") in label_errors(0, [Voted(*voted_in(more))]).told


def test_a_model_without_labels_doubts_everything_alike() -> None:
    assert LabelErrors(0).doubt([(1, "confirmed")]) == round(2 / 3, 9)
