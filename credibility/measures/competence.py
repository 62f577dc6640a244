"""How competent each annotator is, and what was probably meant: Dawid and Skene's model."""

import math
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from scipy import sparse, special

from credibility.measures.intervals import TAIL, beta_quantile
from credibility.measures.properties import measure
from credibility.measures.ratings import Floats
from credibility.measures.results import (
    NOTHING_SHARED,
    ONE_CATEGORY,
    TOO_FEW,
    Measured,
    Result,
)

FEWEST_LABELS = 30
ONE_COIN_BELOW = 100
SMOOTHING = 0.5
MOST_ROUNDS = 500
# Rounds end when the log-likelihood of a label moves by less.
SETTLED = 1e-8
TINY = 1e-300

Person = TypeVar("Person", bound=Hashable)
# A unit, who judged it, and the label.
Label = tuple[Any, Any, Any]


@dataclass(frozen=True)
class Judgements:
    """The labels on units that at least two people judged, as numbers: `said` counts, per person
    and label (rows, person after person), the units (columns) that they gave it to."""

    units: list[Any]
    people: list[Any]
    labels: list[Any]
    said: sparse.csr_array
    given: Floats

    @property
    def shape(self) -> tuple[int, int, int]:
        """People, labels, units."""
        return len(self.people), len(self.labels), len(self.units)


@dataclass(frozen=True)
class DawidSkene:
    """The fitted model. `truth` is the probability of each label for each unit (units x labels),
    `shares` how common each label is, `errors[p, k, l]` how often person p says l where it is k.
    `log_likelihoods` has one for each round, the last one that of this fit."""

    judgements: Judgements
    truth: Floats
    shares: Floats
    errors: Floats
    log_likelihoods: list[float]

    @property
    def log_likelihood(self) -> float:
        """The log-likelihood of all labels under this fit."""
        return self.log_likelihoods[-1]

    def labels_of(self, person: object) -> int:
        """How many of a person's labels somebody else's can be held against."""
        place = self.judgements.people.index(person)
        return int(self.judgements.given[place])

    def doubtful(self, below: float) -> list[Any]:
        """The units of which no label is that probable, most doubtful first: to be adjudicated."""
        best = self.truth.max(axis=1)
        order = sorted(range(len(best)), key=lambda place: (best[place], place))
        return [self.judgements.units[place] for place in order if best[place] < below]


def judgements_of(labels: Iterable[Label], *, categories: Sequence[Hashable]) -> Judgements:
    """The labels as `dawid_skene` takes them; units that one person judged are left out, and of a
    person's several labels on a unit all count. Raises KeyError for a label that is no category."""
    rows = list(labels)
    judges: dict[Any, set[Any]] = {}
    for unit, person, _ in rows:
        judges.setdefault(unit, set()).add(person)
    shared = [row for row in rows if len(judges[row[0]]) > 1]
    units = list(dict.fromkeys(unit for unit, *_ in shared))
    people = list(dict.fromkeys(person for _, person, _ in shared))
    unit_at, person_at = _places(units), _places(people)
    label_at = _places(categories)
    size = len(categories)
    at = [(person_at[person] * size + label_at[label]) for _, person, label in shared]
    said = sparse.coo_array(
        (np.ones(len(shared)), (at, [unit_at[unit] for unit, *_ in shared])),
        shape=(len(people) * size, len(units)),
        dtype=np.float64,
    ).tocsr()
    given = np.bincount([place // size for place in at], minlength=len(people)).astype(np.float64)
    return Judgements(units, people, list(categories), said, given)


def _places(values: Sequence[Any]) -> dict[Any, int]:
    return {value: place for place, value in enumerate(values)}


# --- fitting --------------------------------------------------------------------------------


def dawid_skene(
    judgements: Judgements,
    *,
    smoothing: float = SMOOTHING,
    one_coin_below: int = ONE_COIN_BELOW,
    rounds: int | None = None,
) -> DawidSkene:
    """The model fitted by expectation-maximisation, from the shares of the votes.

    Dawid and Skene (1979), Maximum likelihood estimation of observer error-rates using the EM
    algorithm. Our own: `smoothing` is added to every count, so that no error is held impossible,
    and who gave fewer than `one_coin_below` labels gets one number for all labels, their share of
    right ones, wrong ones spread evenly. With `rounds` it makes so many and no more; else it goes
    on until the likelihood settles. There is no chance in it: the same labels, the same fit.
    """
    truth = _votes(judgements)
    few = judgements.given < one_coin_below
    shares, errors = _maximised(judgements, truth, smoothing, few)
    history = [_expected(judgements, shares, errors)[1]]
    for _ in range(MOST_ROUNDS if rounds is None else rounds):
        truth, _ = _expected(judgements, shares, errors)
        shares, errors = _maximised(judgements, truth, smoothing, few)
        history.append(_expected(judgements, shares, errors)[1])
        moved = abs(history[-1] - history[-2])
        if rounds is None and moved < SETTLED * max(judgements.given.sum(), 1):
            break
    return DawidSkene(judgements, truth, shares, errors, history)


def _votes(judgements: Judgements) -> Floats:
    """The share of the votes of each label on each unit (units x labels)."""
    people, labels, _ = judgements.shape
    votes = judgements.said.T @ np.tile(np.eye(labels), (people, 1))
    return _shares(np.asarray(votes, dtype=np.float64), axis=1)


def _maximised(
    judgements: Judgements, truth: Floats, smoothing: float, few: npt.NDArray[np.bool_]
) -> tuple[Floats, Floats]:
    """How common labels are, and everybody's errors, if `truth` were so."""
    people, labels, units = judgements.shape
    met = (judgements.said @ truth).reshape(people, labels, labels).transpose(0, 2, 1)
    errors = _shares(met + smoothing, axis=2)
    if few.any():
        right = np.trace(met, axis1=1, axis2=2)
        total = np.maximum(met.sum(axis=(1, 2)) + 2 * smoothing, TINY)
        coin = (right + smoothing) / total
        wrong = (1 - coin) / max(labels - 1, 1)
        same = np.eye(labels, dtype=bool)
        flips = np.where(same[None], coin[:, None, None], wrong[:, None, None])
        errors[few] = flips[few]
    shares = (truth.sum(axis=0) + smoothing) / max(units + labels * smoothing, TINY)
    return np.asarray(shares, dtype=np.float64), errors


def _shares(counts: Floats, *, axis: int) -> Floats:
    """Counts as shares of their sum; even shares where there are none."""
    totals = counts.sum(axis=axis, keepdims=True)
    even = np.full_like(counts, 1 / counts.shape[axis])
    shares = np.divide(counts, totals, out=even, where=totals > 0)
    return np.asarray(shares, dtype=np.float64)


def _expected(judgements: Judgements, shares: Floats, errors: Floats) -> tuple[Floats, float]:
    """What each unit is, if these were the errors, and the log-likelihood of the labels."""
    people, labels, _ = judgements.shape
    by_said = np.log(np.maximum(errors, TINY)).transpose(0, 2, 1).reshape(people * labels, labels)
    scores = judgements.said.T @ by_said + np.log(np.maximum(shares, TINY))
    totals = special.logsumexp(scores, axis=1, keepdims=True) if len(scores) else scores
    return np.asarray(np.exp(scores - totals), dtype=np.float64), float(totals.sum())


# --- what comes of it -----------------------------------------------------------------------


@measure(symmetric=True, missing_data=True, many_raters=True, corrects_chance=False)
def competence(model: DawidSkene, person: Hashable) -> Result:
    """The share of a person's labels that are right, as far as the model can tell: the mean of
    Beta(right + 1/2, wrong + 1/2) with its 2.5% and 97.5% quantiles, right and wrong being
    expected counts.

    Dawid and Skene (1979); the interval takes what the units are as the model has it, so that it
    is rather too narrow, the more so with few people. 1 is always right, 0 never; it cannot be
    negative, and guessing is not corrected for. Undefined: `nothing_shared` where nobody else
    judged the same, `one_category` where all labels are the same, `too_few` under 30 labels. `n`
    counts labels on units that others judged too.

    >>> said = [(unit, who, "a" if unit % 2 else "b") for unit in range(40) for who in "xyz"]
    >>> said += [(unit, "w", "a") for unit in range(40)]
    >>> model = dawid_skene(judgements_of(said, categories=["a", "b"]))
    >>> [round(competence(model, who).value, 2) for who in "xw"]
    [0.99, 0.5]
    """
    judgements = model.judgements
    if person not in judgements.people:
        return NOTHING_SHARED
    _, labels, _ = judgements.shape
    used = np.asarray(judgements.said.sum(axis=1)).reshape(-1, labels).sum(axis=0)
    if np.count_nonzero(used) < 2:
        return ONE_CATEGORY
    n = model.labels_of(person)
    if n < FEWEST_LABELS:
        return TOO_FEW
    place = judgements.people.index(person)
    met = judgements.said[place * labels : (place + 1) * labels] @ model.truth
    right = float(np.trace(met)) + 0.5
    wrong = n + 1 - right
    return Measured(
        right / (n + 1), beta_quantile(TAIL, right, wrong), beta_quantile(1 - TAIL, right, wrong), n
    )


def tiers(results: Mapping[Person, Result]) -> list[list[Person]]:
    """People in tiers, best first, such that only those in different tiers can be told apart.

    Intervals that overlap, be it through a third one, are in one tier: nobody there is ranked.
    Those without a number are left away.

    >>> tiers({"x": Measured(0.9, 0.85, 0.95, 99), "y": Measured(0.6, 0.5, 0.7, 99), "z": TOO_FEW})
    [['x'], ['y']]
    """
    measured = [(who, result) for who, result in results.items() if isinstance(result, Measured)]
    found: list[list[Person]] = []
    lowest = math.inf
    for who, result in sorted(measured, key=lambda row: -row[1].upper):
        if found and result.upper >= lowest:
            found[-1].append(who)
        else:
            found.append([who])
        lowest = min(lowest, result.lower)
    return found
