"""What annotator agreement was made of: count patterns, articles, and the units in an article."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from django.core.cache import cache

from credibility import inputs
from credibility.inputs import Quote
from credibility.measures.matching import match_spans
from credibility.measures.ratings import Pattern
from credibility.measures.results import Measured, Result, Undefined
from credibility.measures.tallies import LABELS, STANCES, People, Reading, Tally
from credibility.queries import live_version

ARTICLES_AT_ONCE = 50
KEEP_SECONDS = 3600
# A passage, a person, and the label they gave it.
UnitLabel = tuple[str, int, str]
DIFFER, LEFT_OUT = "differ", "left_out"


@dataclass(frozen=True)
class UnitScope:
    """Which units: labels or stances, of everybody or of two people, with one label or any."""

    of_stances: bool = False
    people: People | None = None
    label: str = ""

    @property
    def categories(self) -> Sequence[str]:
        """What the patterns count."""
        return STANCES if self.of_stances else LABELS


@dataclass(frozen=True)
class ArticleCounts:
    """An article: units that two or more judged, on how many of them they differ, and what only
    one did."""

    article: int
    judged: int
    differ: int
    left_out: int


@dataclass(frozen=True)
class TracedReading:
    """What one annotator made of a unit, as it counts."""

    quote: Quote
    label: str
    label_name: str
    stances: list[tuple[int, str]]

    @property
    def was_changed(self) -> bool:
        """Whether its author relabelled it after it was settled."""
        return self.quote.label != self.label


@dataclass(frozen=True)
class TracedUnit:
    """A passage and all readings of it; `differing` are the sources whose stances part."""

    readings: tuple[TracedReading, ...]
    is_same: bool
    differing: frozenset[int]


def patterns_in(tally: Tally, which: UnitScope) -> Counter[Pattern]:
    """The count patterns of an article, or of a project, that the scope means."""
    if which.people is None:
        found = tally.stances if which.of_stances else tally.labels
    else:
        pairs = tally.stance_pairs if which.of_stances else tally.label_pairs
        found = pairs.get(which.people, Counter())
    if not which.label:
        return found
    place = LABELS.index(which.label)
    return Counter({pattern: units for pattern, units in found.items() if pattern[place]})


def article_counts(by_article: Mapping[int, Tally], which: UnitScope) -> list[ArticleCounts]:
    """The articles with such units, those with most differences first."""
    found = []
    for article, tally in by_article.items():
        patterns = patterns_in(tally, which)
        differ = sum(units for pattern, units in patterns.items() if max(pattern) < sum(pattern))
        row = ArticleCounts(article, patterns.total(), differ, _left_out(tally, which))
        if row.judged or row.left_out:
            found.append(row)
    return sorted(found, key=lambda row: (-row.differ, -row.judged, row.article))


def _left_out(tally: Tally, which: UnitScope) -> int:
    if which.people is not None:
        return 0 if which.of_stances else tally.unmatched(which.people)
    if which.of_stances:
        return tally.lone_stances
    return tally.lone_labels[which.label] if which.label else tally.lone_units


def units_in(
    project_id: int, article: int, which: UnitScope, *, show: str = ""
) -> list[list[Reading]]:
    """The units of an article that the scope means, those on which people differ first.

    `show` DIFFER: only those; LEFT_OUT: instead the passages that only one person marked (of two
    people: that the other did not).
    """
    units = _units_of(inputs.readings_of(project_id, [article])[article], which)
    wanted = [unit for unit in units if _is_wanted(unit, which, show)]
    return sorted(wanted, key=lambda unit: (not _parts(unit, which), unit[0].span.start))


def _units_of(readings: Sequence[Reading], which: UnitScope) -> list[list[Reading]]:
    """The units with what the people meant made of them."""
    by_id = {reading.span.id: reading for reading in readings}
    units = (
        [by_id[span.id] for span in unit if which.people is None or span.person in which.people]
        for unit in match_spans(reading.span for reading in readings)
    )
    return [unit for unit in units if unit]


@dataclass(frozen=True)
class UnitChoice:
    """Which units across articles: those that people met in with this pattern, or those that a
    person judged with others; everything where nothing is said."""

    pattern: Pattern | None = None
    person: int | None = None

    @property
    def is_made(self) -> bool:
        """Whether anything is chosen."""
        return self.pattern is not None or self.person is not None


def units_across(
    project_id: int, by_article: Mapping[int, Tally], which: UnitScope, choice: UnitChoice
) -> list[list[Reading]]:
    """The units of all these articles that the choice means, article by article."""
    found: list[list[Reading]] = []
    holding = [pk for pk, tally in by_article.items() if _may_hold(tally, which, choice)]
    for block in inputs.blocks(holding, size=ARTICLES_AT_ONCE):
        for readings in inputs.readings_of(project_id, block).values():
            units = _units_of(readings, which)
            found += [
                unit for unit in units if _is_wanted(unit, which, "") and _is_chosen(unit, choice)
            ]
    return found


def _may_hold(tally: Tally, which: UnitScope, choice: UnitChoice) -> bool:
    if choice.pattern is not None:
        return choice.pattern in patterns_in(tally, which)
    return choice.person in tally.spans


def _is_chosen(unit: Sequence[Reading], choice: UnitChoice) -> bool:
    if choice.person is not None and all(row.span.person != choice.person for row in unit):
        return False
    labels = [reading.label for reading in unit]
    return choice.pattern in (None, tuple(labels.count(label) for label in LABELS))


def _is_wanted(unit: Sequence[Reading], which: UnitScope, show: str) -> bool:
    if which.label and all(reading.label != which.label for reading in unit):
        return False
    if show == LEFT_OUT:
        return len(unit) == 1
    if len(unit) < 2:
        return False
    if which.of_stances and not shared_stances(unit):
        return False
    return show != DIFFER or _parts(unit, which)


def _parts(unit: Sequence[Reading], which: UnitScope) -> bool:
    if which.of_stances:
        return bool(differing_sources(unit))
    return len({reading.label for reading in unit}) > 1


def shared_stances(unit: Iterable[Reading]) -> dict[int, list[str]]:
    """The stances of each source to which at least two people gave one."""
    found: dict[int, list[str]] = {}
    for reading in unit:
        for source, stance in reading.stances.items():
            if stance is not None:
                found.setdefault(source, []).append(stance)
    return {source: stances for source, stances in found.items() if len(stances) > 1}


def differing_sources(unit: Iterable[Reading]) -> frozenset[int]:
    """The sources to which people gave different stances."""
    shared = shared_stances(unit)
    return frozenset(source for source, stances in shared.items() if len(set(stances)) > 1)


def traced_units(user: inputs.User, units: Sequence[Sequence[Reading]]) -> list[TracedUnit]:
    """The units with what stands behind each reading; a fixed number of statements."""
    ids = {reading.span.id for unit in units for reading in unit}
    quotes = inputs.quotes_of(user, ids)
    return [
        TracedUnit(
            readings=tuple(
                _traced(reading, quotes[reading.span.id])
                for reading in sorted(unit, key=lambda reading: reading.span.person)
                if reading.span.id in quotes
            ),
            is_same=len({reading.label for reading in unit}) == 1,
            differing=differing_sources(unit),
        )
        for unit in units
    ]


def _traced(reading: Reading, quote: Quote) -> TracedReading:
    said = [(source, stance) for source, stance in reading.stances.items() if stance is not None]
    return TracedReading(quote, reading.label, inputs.label_name(reading.label), sorted(said))


# --- what each annotator's labels are worth -------------------------------------------------


@dataclass(frozen=True)
class Competence:
    """How many of a person's labels are right, as far as the model of all labels can tell."""

    person: int
    labels: int
    result: Result


@dataclass(frozen=True)
class Competences:
    """Everybody's competence, in no order of merit, and the log-likelihood of the model."""

    people: list[Competence]
    labels: int
    log_likelihood: float | None

    @property
    def has_numbers(self) -> bool:
        """Whether there are labels enough of anybody."""
        return any(isinstance(row.result, Measured) for row in self.people)

    @property
    def all_overlap(self) -> bool:
        """Whether nobody's interval lies above another's."""
        known = [row.result for row in self.people if isinstance(row.result, Measured)]
        return not known or max(r.lower for r in known) <= min(r.upper for r in known)


def competences(project_id: int) -> Competences:
    """Dawid and Skene's model over all passages that two or more people judged.

    Kept until the scores change: fitting reads every span.
    """
    key = f"competences-{project_id}-{live_version(project_id)}"
    kept = cache.get(key)
    if kept is None:
        kept = _as_json(_fitted(project_id))
        cache.set(key, kept, KEEP_SECONDS)
    return _from_json(kept)


def _fitted(project_id: int) -> Competences:
    # Brings scipy's sparse matrices along, which no other page needs.
    from credibility.measures.competence import competence, dawid_skene, judgements_of

    judgements = judgements_of(_labels_of_units(project_id), categories=LABELS)
    if not judgements.people:
        return Competences([], 0, None)
    model = dawid_skene(judgements)
    people = [
        Competence(person, model.labels_of(person), competence(model, person))
        for person in sorted(judgements.people)
    ]
    return Competences(people, int(judgements.given.sum()), model.log_likelihood)


def _labels_of_units(project_id: int) -> list[UnitLabel]:
    """Every label on a passage as the model takes it."""
    said: list[UnitLabel] = []
    for block in inputs.blocks(inputs.article_ids_of(project_id), size=ARTICLES_AT_ONCE):
        for readings in inputs.readings_of(project_id, block).values():
            label_of = {reading.span.id: reading.label for reading in readings}
            for unit in match_spans(reading.span for reading in readings):
                said += [(unit[0].id, span.person, label_of[span.id]) for span in unit]
    return said


def _as_json(found: Competences) -> dict[str, Any]:
    rows = [[row.person, row.labels, asdict(row.result)] for row in found.people]
    return {"people": rows, "labels": found.labels, "log_likelihood": found.log_likelihood}


def _from_json(kept: Mapping[str, Any]) -> Competences:
    people = [
        Competence(person, labels, Undefined(**said) if "code" in said else Measured(**said))
        for person, labels, said in kept["people"]
    ]
    return Competences(people, kept["labels"], kept["log_likelihood"])
