"""How annotators err, as Dawid and Skene's model has it, for the order of what is to be decided."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.cache import cache

from credibility.measures.tallies import LABELS

KEEP_SECONDS = 24 * 3600
# Errors of people move little with a few labels: the fit is made anew where there are more than
# a twentieth more or fewer than it was made on.
MAY_DIFFER = 20
# It gives an order and no more: the last digits, for which it may take hundreds, tell nothing.
ROUNDS = 30
ZERO = (0.0,) * len(LABELS)

# A person and the label they gave; all of a passage.
Vote = tuple[int, str]
Unit = tuple[Vote, ...]


@dataclass(frozen=True)
class LabelErrors:
    """A fit: the logarithm of how common each label is, and of what each person's label tells of
    each true one (`told[person, label]`), made on so many labels."""

    labels: int
    common: tuple[float, ...] = ZERO
    told: Mapping[Vote, tuple[float, ...]] = field(default_factory=dict)

    def holds_for(self, labels: int, people: Collection[int]) -> bool:
        """Whether there are about as many labels of the same people."""
        is_near = abs(labels - self.labels) * MAY_DIFFER <= self.labels
        return is_near and set(people) <= {person for person, _label in self.told}

    def doubt(self, unit: Iterable[Vote]) -> float:
        """How far from sure of the label the model is where these were given, 0 to 1."""
        scores = list(self.common)
        for vote in unit:
            for place, told in enumerate(self.told.get(vote, ZERO)):
                scores[place] += told
        best = max(scores)
        return round(1 - 1 / sum(math.exp(score - best) for score in scores), 9)


@dataclass(frozen=True)
class Voted:
    """What there is to learn of people from some text: the votes on each passage that two or more
    judged, how many votes that is, and whose."""

    units: tuple[Unit, ...]
    votes: int
    people: frozenset[int]


def voted_in(units: Iterable[Unit]) -> tuple[tuple[Unit, ...], int, frozenset[int]]:
    """The fields of `Voted`."""
    given = tuple(units)
    people = frozenset(person for unit in given for person, _label in unit)
    return given, sum(map(len, given)), people


def label_errors(project_id: int, texts: Collection[Voted]) -> LabelErrors:
    """The errors of the people of a project; the last fit as long as there are about as many
    labels of the same people. All processes use that fit."""
    labels = sum(text.votes for text in texts)
    people = frozenset().union(*(text.people for text in texts))
    key = f"label-errors-{project_id}"
    kept = _from_json(cache.get(key))
    if kept is not None and kept.holds_for(labels, people):
        return kept
    fitted = _fitted([unit for text in texts for unit in text.units], labels)
    cache.set(key, _as_json(fitted), KEEP_SECONDS)
    return fitted


def _fitted(units: Collection[Unit], labels: int) -> LabelErrors:
    if not labels:
        return LabelErrors(0)
    # Brings scipy's sparse matrices along, which few other pages need.
    from credibility.measures.competence import dawid_skene, judgements_of

    rows = [(number, *vote) for number, unit in enumerate(units) for vote in unit]
    model = dawid_skene(judgements_of(rows, categories=LABELS), rounds=ROUNDS)
    told = {
        (person, label): tuple(map(math.log, model.errors[at, :, place].tolist()))
        for at, person in enumerate(model.judgements.people)
        for place, label in enumerate(LABELS)
    }
    return LabelErrors(labels, tuple(map(math.log, model.shares.tolist())), told)


def _as_json(fit: LabelErrors) -> dict[str, Any]:
    told = [[*vote, *scores] for vote, scores in fit.told.items()]
    return {"labels": fit.labels, "common": fit.common, "told": told}


def _from_json(kept: Mapping[str, Any] | None) -> LabelErrors | None:
    if kept is None:
        return None
    rows: Sequence[Sequence[Any]] = kept["told"]
    told = {(person, label): tuple(scores) for person, label, *scores in rows}
    return LabelErrors(kept["labels"], tuple(kept["common"]), told)
