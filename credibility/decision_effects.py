"""What decisions change in how far annotators agree: the same places, before and after."""

from collections import Counter
from dataclasses import dataclass

from credibility import inputs, queries
from credibility.measures.alpha import nominal_alpha
from credibility.measures.ratings import Patterns
from credibility.measures.raw import raw_agreement
from credibility.measures.results import Result
from credibility.measures.tallies import Reading, Tally, tally_of, total_of
from credibility.queries import Scope

ARTICLES_AT_ONCE = 50


@dataclass(frozen=True)
class Compared:
    """One measure before and after, each with how many units it was counted over."""

    of_stances: bool
    measure: str
    before: Result
    before_n: int
    after: Result
    after_n: int


@dataclass(frozen=True)
class DecisionEffects:
    """How many decisions stand, how many say "not a claim", sorts of error, and the measures."""

    decisions: int
    not_a_claim: int
    categories: list[tuple[str, int]]
    lines: list[Compared]


def decision_effects(project_id: int, *, scope: Scope) -> DecisionEffects | None:
    """The measures as annotators left them, and with the decision's label and stances in the
    place of what it decided; what is no claim is gone. None where nothing was decided.

    Before is what annotator agreement counts, and goes on counting: a decision never raises it.
    """
    decided = inputs.decided_readings(project_id)
    by_article = queries.tallies(project_id, scope=scope)
    articles = by_article.keys() & {row.article for row in decided}
    if not articles:
        return None
    after = dict(by_article)
    instead = {pk: row for row in decided for pk in row.inputs}
    for block in inputs.blocks(articles, size=ARTICLES_AT_ONCE):
        for article, readings in inputs.readings_of(project_id, block).items():
            after[article] = tally_of(_decided(readings, instead))
    said, settled = total_of(by_article.values()), total_of(after.values())
    counted = [row for row in decided if row.article in articles]
    return DecisionEffects(
        decisions=len(counted),
        not_a_claim=sum(row.is_not_a_claim for row in counted),
        categories=Counter(row.category for row in counted if row.category).most_common(),
        lines=_lines(said, settled),
    )


def _decided(readings: list[Reading], instead: dict[str, inputs.DecidedReading]) -> list[Reading]:
    found = []
    for reading in readings:
        decision = instead.get(reading.span.id)
        if decision is None:
            found.append(reading)
        elif not decision.is_not_a_claim:
            found.append(reading._replace(label=decision.label, stances=decision.stances))
    return found


def _lines(before: Tally, after: Tally) -> list[Compared]:
    measures = {"alpha": nominal_alpha, "raw": raw_agreement}
    lines = []
    for of_stances in (False, True):
        one: Patterns = before.stances if of_stances else before.labels
        other: Patterns = after.stances if of_stances else after.labels
        for name, measured in measures.items():
            lines.append(
                Compared(
                    of_stances,
                    name,
                    measured(one),
                    sum(one.values()),
                    measured(other),
                    sum(other.values()),
                )
            )
    return lines
