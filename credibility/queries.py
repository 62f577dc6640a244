"""Reading the scores: pairs of sources, claims and agreement of annotators.

Pairs and annotators come from the integers kept; claims are counted from live annotations.
"""

import datetime
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar

from django.core.cache import cache
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import NotAllowed, NotFound
from annotator.services.access import role_in
from credibility import inputs, kept_reuse
from credibility.json_columns import json_rows
from credibility.measures.all_pairs import totals_of
from credibility.measures.alpha import nominal_alpha
from credibility.measures.corroboration import (
    Accounts,
    ClaimVoices,
    accounts_of,
    independent_corroboration,
    origins_of,
    own_voice_articles,
    suggestion_of,
    voices_on,
)
from credibility.measures.gwet import ac1
from credibility.measures.kappa import (
    brennan_prediger,
    cohen_kappa,
    fleiss_kappa,
    scott_pi,
)
from credibility.measures.many import agreement_of_each
from credibility.measures.pairs import (
    AFFIRMS,
    COUNT_FIELDS,
    DISPUTES,
    NO_COUNTS,
    POSITIONS,
    Contribution,
    Counts,
    Pair,
    Totals,
    base_rate,
    contribution_from_json,
    is_too_few,
    pair_score,
    position_ac1,
)
from credibility.measures.ratings import Pattern, Patterns, left_out, one_against_rest
from credibility.measures.raw import raw_agreement
from credibility.measures.results import Measured, Result, Undefined
from credibility.measures.span_f1 import f1_of_counts
from credibility.measures.speakers import (
    Speakers,
    speakers_as_json,
    speakers_from_json,
    speakers_of,
)
from credibility.measures.stored_tallies import tally_from_json
from credibility.measures.tallies import (
    LABELS,
    ONE,
    OTHER,
    STANCES,
    People,
    Tally,
    total_of,
)
from credibility.models import (
    ArticleTally,
    Derivation,
    GroupContribution,
    PairScore,
    ScoreRun,
    ScoreState,
)
from credibility.pauses import collector_paused
from credibility.shelf import Shelf

Found = TypeVar("Found")
GROUPS_AT_ONCE = 200
MOST_READINGS = 5
MANY_PAIRS, KEEP_SECONDS = 10_000, 60
KEEP_SPEAKERS_SECONDS = 3600
MOST_KEPT_TABLES = 4
MEASURES = {"alpha": nominal_alpha, "ac1": ac1, "raw": raw_agreement}
# Beside those, of everybody and of each pair; a pair has kappas of its own too.
KAPPAS = {"fleiss_kappa": fleiss_kappa, "brennan_prediger": brennan_prediger}
F1_NAMES = ("f1_overlap", "f1_overlap_label", "f1_exact", "f1_exact_label")
MEASURE_NAMES = (
    *MEASURES,
    *KAPPAS,
    "scott_pi",
    "cohen_kappa",
    *F1_NAMES,
    *(f"stance_{name}" for name in (*MEASURES, *KAPPAS)),
)
COUNTED_BEFORE = Undefined(
    "counted_before", "These marks were counted before this measure was there: compute again."
)


def check_open(user: inputs.User, project: inputs.Project) -> None:
    """NotFound for strangers, NotAllowed for members to whom the scores are not open yet."""
    if role_in(user, project) is None:
        raise NotFound(field="project")
    if not inputs.may_see_scores(user, project):
        raise NotAllowed(
            "not_released",
            _(
                "The scores tell what everybody found, so they are open to you once a manager "
                "releases the project. Your own work is not affected."
            ),
        )


# --- pairs of sources -----------------------------------------------------------------------


@dataclass(frozen=True)
class Standing:
    """What the numbers of a table share: when they were computed, from what, and base rates."""

    base_rate: float
    label_base_rate: float
    computed_at: datetime.datetime | None
    run: int | None
    groups: int
    left_out: Mapping[str, int]


@dataclass(frozen=True)
class PairNumbers:
    """A pair of sources with its integers, and what they come to beside the given base rates."""

    source_a: int
    source_b: int
    counts: Mapping[str, int]
    stories: int
    standing: Standing

    @property
    def n(self) -> int:
        """Claim groups on which both take a position."""
        return self.counts["n"]

    @property
    def agree(self) -> int:
        """Claim groups on which both take the same."""
        return self.counts["agree"]

    @property
    def score(self) -> Result:
        """The headline score."""
        return pair_score(self.n, self.agree, self.standing.base_rate)

    @property
    def label_score(self) -> Result:
        """The same over majority labels: how we marked the claims, not whether they agree."""
        counts = self.counts
        return pair_score(counts["label_n"], counts["label_agree"], self.standing.label_base_rate)

    @property
    def ac1(self) -> Result:
        """AC1 over the nine cells of positions; undefined under 10 groups."""
        return position_ac1(
            {
                (one, other): self.counts[f"{one}_{other}"]
                for one in POSITIONS
                for other in POSITIONS
            }
        )

    @property
    def conflict(self) -> float | None:
        """The share of groups on which they contradict each other; open against either is half."""
        return self.counts["conflict_halves"] / (2 * self.n) if self.n else None

    @property
    def one_coder_share(self) -> float | None:
        """The share of groups on which one annotator alone coded both sides."""
        return self.counts["one_coder"] / self.n if self.n else None

    @property
    def is_too_few(self) -> bool:
        """Whether it rests on so little that it is shown greyed."""
        return is_too_few(self.n, self.stories)

    def numbers(self) -> dict[str, Any]:
        """The integers as a run freezes them."""
        stored = {name: count for name, count in self.counts.items() if count}
        return {
            "source_a": self.source_a,
            "source_b": self.source_b,
            "stories": self.stories,
            **stored,
        }


@dataclass(frozen=True)
class Scope:
    """What a table is counted from: all claims or those of one topic, in all texts or in some."""

    topic: int | None = None
    texts: inputs.Texts = inputs.ALL_TEXTS

    @property
    def is_everything(self) -> bool:
        """Whether the numbers are those that are kept."""
        return self.topic is None and self.texts.are_all


EVERYTHING = Scope()


@dataclass(frozen=True)
class PairTable:
    """All pairs of a scope, by the ids of their sources."""

    standing: Standing
    rows: list[PairNumbers]

    @property
    def base_rate(self) -> float:
        """p0 over positions."""
        return self.standing.base_rate

    @property
    def label_base_rate(self) -> float:
        """p0 over majority labels."""
        return self.standing.label_base_rate


def in_one_state(project_id: int, read: Callable[[], Found]) -> Found:
    """What `read` finds of the kept scores, all of it of one state of theirs: it reads again when
    they changed in the midst of it, for a base rate goes with the counts it was computed from.

    Of scores that change again and again meanwhile it is the last reading that is given.
    """
    for _again in range(MOST_READINGS):
        before = live_version(project_id)
        found = read()
        if live_version(project_id) == before:
            break
    return found


def pair_table(project_id: int, *, scope: Scope = EVERYTHING) -> PairTable:
    """All pairs, counted from what the scope holds."""
    if scope.is_everything:
        return in_one_state(project_id, lambda: _kept_table(project_id))
    return table_of(said for _group, said in contributions_in(project_id, scope))


def _kept_table(project_id: int) -> PairTable:
    standing = live_standing(project_id)
    rows = PairScore.objects.filter(project=project_id).order_by("source_a", "source_b")
    return PairTable(standing, pair_numbers(list(rows), standing))


def table_of(contributions: Iterable[Contribution]) -> PairTable:
    """All pairs, counted here and now."""
    return table_of_totals(totals_of(list(contributions)))


def table_of_totals(totals: Totals) -> PairTable:
    """All pairs, from what has been counted."""
    standing = Standing(
        *_rates(_shared(totals.pairs.values())),
        computed_at=timezone.now(),
        run=None,
        groups=totals.groups,
        left_out=totals.left_out,
    )
    stories: dict[Pair, int] = {}
    for pair, _topic in totals.topics:
        stories[pair] = stories.get(pair, 0) + 1
    return PairTable(
        standing,
        [
            _numbers(pair, totals.pairs[pair], stories.get(pair, 0), standing)
            for pair in sorted(totals.pairs)
        ],
    )


def one_pair(project_id: int, pair: Pair, *, scope: Scope = EVERYTHING) -> PairNumbers:
    """The numbers of one pair (smaller id first), beside the base rates of all; zeros where the
    two never met."""
    if not scope.is_everything:
        table = pair_table(project_id, scope=scope)
        found = [row for row in table.rows if (row.source_a, row.source_b) == pair]
        return found[0] if found else _numbers(pair, NO_COUNTS, 0, table.standing)
    rows = PairScore.objects.filter(project=project_id, source_a=pair[0], source_b=pair[1])

    def read() -> PairNumbers:
        standing = live_standing(project_id)
        numbers = pair_numbers(list(rows.all()), standing)
        return numbers[0] if numbers else _numbers(pair, NO_COUNTS, 0, standing)

    return in_one_state(project_id, read)


def pair_numbers(rows: list[PairScore], standing: Standing) -> list[PairNumbers]:
    """What the rows come to."""
    return [_numbers(row.pair, row.counts, len(row.topics), standing) for row in rows]


def _numbers(pair: Pair, counts: Counts, stories: int, standing: Standing) -> PairNumbers:
    named = dict(zip(COUNT_FIELDS, counts, strict=True))
    return PairNumbers(pair[0], pair[1], named, stories, standing)


def live_standing(project_id: int) -> Standing:
    """When the live numbers were computed, and their base rates."""
    state = ScoreState.objects.filter(project=project_id).first()
    if state is None:
        return Standing(0.5, 0.5, None, None, 0, {})
    run = ScoreRun.objects.filter(project=project_id, version=state.version).first()
    rates = _live_rates(project_id)
    return Standing(
        *rates, state.computed_at, run.pk if run else None, state.groups, state.left_out
    )


def largest_pairs(project_id: int, *, most: int) -> tuple[Standing, list[PairNumbers], int]:
    """The pairs that share most, and how many more there are."""
    return _largest(project_id, PairScore.objects.filter(project=project_id), most=most)


def _largest(
    project_id: int, rows: QuerySet[PairScore], *, most: int
) -> tuple[Standing, list[PairNumbers], int]:
    def read() -> tuple[Standing, list[PairNumbers], int]:
        standing = live_standing(project_id)
        found = list(rows.order_by("-n", "-both_silent", "pk")[: most + 1])
        more = rows.count() - most if len(found) > most else 0
        return standing, pair_numbers(found[:most], standing), more

    return in_one_state(project_id, read)


def newest_runs(project_id: int, *, most: int) -> list[ScoreRun]:
    """The newest runs, without the numbers they froze."""
    rows = ScoreRun.objects.filter(project=project_id).select_related("job__created_by")
    return list(rows.defer("numbers")[:most])


def speakers_in(project_id: int) -> Speakers:
    """What positions all sources take, on all claims; kept until anything changes."""
    key = f"speakers-{project_id}-{live_version(project_id)}"
    kept = cache.get(key)
    if kept is not None:
        return speakers_from_json(kept)
    speakers = speakers_of(said for _group, said in contributions_in(project_id, EVERYTHING))
    cache.set(key, speakers_as_json(speakers), KEEP_SPEAKERS_SECONDS)
    return speakers


def pairs_of(project_id: int, source: int, *, most: int) -> tuple[Standing, list[PairNumbers], int]:
    """The pairs of one source that share most, and how many more there are."""
    rows = PairScore.objects.filter(Q(source_a=source) | Q(source_b=source), project=project_id)
    return _largest(project_id, rows, most=most)


def kept_contributions(group_ids: Collection[int]) -> list[tuple[int, Contribution]]:
    """What the groups last added, in the given order."""
    rows = GroupContribution.objects.filter(group__in=group_ids)
    kept = dict(rows.values_list("group_id", "applied"))
    return [(pk, contribution_from_json(kept[pk])) for pk in group_ids if pk in kept]


def live_version(project_id: int) -> int:
    """How often the scores of the project have changed; 0 when there are none yet."""
    versions = ScoreState.objects.filter(project=project_id).values_list("version", flat=True)
    return versions.first() or 0


def _live_rates(project_id: int) -> tuple[float, float]:
    """One statement over the pairs; kept for a minute where there are very many."""
    rows = PairScore.objects.filter(project=project_id)

    key = f"base-rates-{project_id}"
    is_large = rows.count() > MANY_PAIRS
    kept = cache.get(key) if is_large else None
    if kept is not None:
        return float(kept[0]), float(kept[1])
    rates = _rates(rows.values_list("n", "agree", "label_n", "label_agree"))
    if is_large:
        cache.set(key, rates, KEEP_SECONDS)
    return rates


def _shared(counts: Iterable[Counts]) -> Iterator[tuple[int, int, int, int]]:
    places = [COUNT_FIELDS.index(name) for name in ("n", "agree", "label_n", "label_agree")]
    for row in counts:
        n, agree, label_n, label_agree = (row[place] for place in places)
        yield n, agree, label_n, label_agree


def _rates(shared: Iterable[tuple[int, int, int, int]]) -> tuple[float, float]:
    rows = list(shared)
    positions = base_rate((n, agree) for n, agree, _label_n, _label_agree in rows)
    labels = base_rate((label_n, label_agree) for _n, _agree, label_n, label_agree in rows)
    return positions, labels


def contributions_in(project_id: int, scope: Scope) -> Iterator[tuple[int, Contribution]]:
    """What each claim group adds in the scope: as kept, or counted anew from some of the texts."""
    if scope.texts.are_all:
        kept = GroupContribution.objects.filter(project=project_id).order_by("group")
        rows = kept.values_list("group_id", "applied").iterator()
        contributions = ((group, contribution_from_json(applied)) for group, applied in rows)
    else:
        contributions = (
            item
            for block in inputs.blocks(inputs.group_ids_of(project_id), size=GROUPS_AT_ONCE)
            for item in inputs.contributions_of(project_id, block, texts=scope.texts).items()
        )
    for group, contribution in contributions:
        if scope.topic is None or contribution.topic == scope.topic:
            yield group, contribution


# --- claims ---------------------------------------------------------------------------------

Marks = dict[tuple[int, int], float]


@dataclass(frozen=True)
class ClaimNumbers:
    """A claim, who stands where on it, and how many of them are independent origins.

    `first_told`: the day of its first report, also where what is counted ends before; "" for none.
    """

    claim: int
    text: str
    voices: ClaimVoices
    independent_origins: Measured
    independent_deniers: Measured
    suggestion: str | None
    verdict: str | None
    first_told: str
    computed_at: datetime.datetime


@dataclass(frozen=True)
class Sides:
    """Who stands where on a claim, and on either side who has it from whom: with the analysts'
    marks that held, the origins of those who assert it, and how many are independent."""

    marks: Mapping[tuple[int, int], float]
    voices: ClaimVoices
    supporters: Accounts[int]
    deniers: Accounts[int]
    origins: tuple[frozenset[int], ...]
    independent_origins: Measured
    independent_deniers: Measured


def claim_numbers(
    project_id: int, group_ids: Sequence[int], *, as_of: datetime.date | None = None
) -> list[ClaimNumbers]:
    """What is told of each of the claim groups comes to, in the given order; with a day, what
    was told by then.

    Counted from live annotations: for one page of groups at a time.
    """
    return numbers_on(project_id, inputs.told_claims(project_id, group_ids, as_of=as_of))


def numbers_on(project_id: int, told: Sequence[inputs.ToldClaim]) -> list[ClaimNumbers]:
    """What is told of each of the claims comes to, in the given order."""
    return numbers_of_sides(project_id, told, sides_of(project_id, told))


def sides_of(project_id: int, told: Sequence[inputs.ToldClaim]) -> list[Sides]:
    """Who has each of the claims from whom: declared, marked by analysts, or by shared words.

    Computed once of a claim that is kept, as long as the same marks hold.
    """
    marks = marks_on(project_id, {claim.group: claim.wordings for claim in told})
    _measure_reuse(project_id, [claim for claim in told if "reuse" not in claim.made])
    sides = []
    for claim in told:
        kept: Sides | None = claim.made.get("sides")
        if kept is None or kept.marks != marks[claim.group]:
            kept = claim.made["sides"] = _sides(claim, marks[claim.group])
        sides.append(kept)
    return sides


def _sides(claim: inputs.ToldClaim, marks: Marks) -> Sides:
    said = claim.keep("voices", lambda: voices_on(claim.tellings))
    supporters, deniers = (
        accounts_of(
            speakers,
            claim.tellings,
            position=position,
            marks=marks,
            measured=claim.made["reuse"][position],
        )
        for speakers, position in ((said.supporters, AFFIRMS), (said.deniers, DISPUTES))
    )
    return Sides(
        marks=marks,
        voices=said,
        supporters=supporters,
        deniers=deniers,
        origins=tuple(origins_of(supporters)),
        independent_origins=independent_corroboration(supporters),
        independent_deniers=independent_corroboration(deniers),
    )


def numbers_of_sides(
    project_id: int, told: Sequence[inputs.ToldClaim], sides: Sequence[Sides]
) -> list[ClaimNumbers]:
    """How many independent origins each of them has, and what that suggests."""
    named = {source for side in sides for origin in side.origins for source in origin}
    outside = {
        row.id for row in inputs.source_names(project_id, among=named).values() if not row.is_party
    }
    return [
        _claim_numbers(claim, side, outside=outside)
        for claim, side in zip(told, sides, strict=True)
    ]


def _claim_numbers(claim: inputs.ToldClaim, sides: Sides, *, outside: set[int]) -> ClaimNumbers:
    return ClaimNumbers(
        claim=claim.claim,
        text=claim.text,
        voices=sides.voices,
        independent_origins=sides.independent_origins,
        independent_deniers=sides.independent_deniers,
        suggestion=suggestion_of(
            sides.independent_origins,
            is_denied=bool(sides.voices.deniers),
            has_outside_origin=any(origin <= outside for origin in sides.origins),
        ),
        verdict=claim.verdict,
        first_told=claim.first_day,
        computed_at=timezone.now(),
    )


def marks_in(project_id: int, *, withdrawn: bool = False) -> QuerySet[Derivation]:
    """The analysts' marks of a project that count, or those that were taken back."""
    rows = Derivation.objects.filter(project=project_id, ground=Derivation.Ground.ANALYST)
    return rows.filter(withdrawn_at__isnull=not withdrawn).select_related("project")


def reuse_in(project_id: int) -> QuerySet[Derivation]:
    """What texts of a project share, as the worker found it."""
    return kept_reuse.reuse_rows(project_id).select_related("project")


def marks_about(
    project_id: int, source_ids: Collection[int], *, most: int, withdrawn: bool = False
) -> list[Derivation]:
    """The analysts' marks in force, or taken back, at either end of which one of the sources
    stands; the newest first."""
    either = Q(source__in=source_ids) | Q(from_source__in=source_ids)
    rows = marks_in(project_id, withdrawn=withdrawn).filter(either)
    ends = rows.select_related("source", "from_source", "claim", "created_by")
    return list(ends.order_by("-created_at", "-pk")[:most])


def mark_of(derivation_id: int) -> Derivation | None:
    """The analyst's mark of that id."""
    rows = Derivation.objects.filter(pk=derivation_id, ground=Derivation.Ground.ANALYST)
    return rows.select_related("project").first()


def derivation_of(derivation_id: int) -> Derivation | None:
    """The analyst's mark, or what two texts share, of that id."""
    return Derivation.objects.filter(pk=derivation_id).select_related("project").first()


def marks_on(project_id: int, wordings_of: Mapping[int, Collection[int]]) -> dict[int, Marks]:
    """The analysts' marks on each group, given its wordings: of two on one pair that of the claim
    stands above that of all claims, and the later above the earlier."""
    wordings = {pk for found in wordings_of.values() for pk in found}
    rows = Derivation.objects.filter(
        Q(claim__isnull=True) | Q(claim__in=wordings),
        project=project_id,
        ground=Derivation.Ground.ANALYST,
        withdrawn_at__isnull=True,
    )
    found = list(rows.order_by("created_at", "pk"))
    if not found:
        return {group: {} for group in wordings_of}
    ends = {pk for row in found for pk in (row.article_id, row.from_article_id) if pk}
    publishers = inputs.publishers_of(ends)
    roots = inputs.source_roots(project_id)
    marks: dict[int, Marks] = {group: {} for group in wordings_of}
    for row in sorted(found, key=lambda row: row.claim_id is not None):
        one = row.source_id or publishers.get(row.article_id or 0)
        other = row.from_source_id or publishers.get(row.from_article_id or 0)
        if one is None or other is None:
            continue
        for group, mine in wordings_of.items():
            if row.claim_id is None or row.claim_id in mine:
                marks[group][roots.get(one, one), roots.get(other, other)] = row.probability
    return marks


def _measure_reuse(project_id: int, told: Sequence[inputs.ToldClaim]) -> None:
    """Keeps with each of the claims how many words its publishers share, by position. (A newer
    text of an article touches its claims: what was kept of them goes.)"""
    written = {
        claim.group: {
            position: sorted(own_voice_articles(claim.tellings, position=position))
            for position in (AFFIRMS, DISPUTES)
        }
        for claim in told
    }
    compared = _compared_articles(found for of in written.values() for found in of.values())
    reuse = kept_reuse.reuse_among(project_id, compared)
    for claim in told:
        claim.made["reuse"] = {
            position: reuse.between(found) for position, found in written[claim.group].items()
        }


def _compared_articles(written: Iterable[Sequence[tuple[int, int]]]) -> set[int]:
    """Every article that is to be compared with another one."""
    wanted: set[int] = set()
    for found in written:
        if len({publisher for publisher, _article in found}) > 1:
            wanted |= {article for _publisher, article in found}
    return wanted


# --- annotators -----------------------------------------------------------------------------


@dataclass(frozen=True)
class AgreementRow:
    """One measure over one scope: `kind` project, pair, article or label, and which."""

    scope: Mapping[str, Any]
    measure: str
    result: Result
    n: int
    left_out: int

    def frozen(self) -> dict[str, Any]:
        """The row as a run keeps it."""
        numbers: dict[str, Any] = {"undefined": ""}
        if isinstance(self.result, Measured):
            numbers |= {k: v for k, v in asdict(self.result).items() if k != "n"}
        else:
            numbers["undefined"] = self.result.code
        return {
            "scope": dict(self.scope),
            "measure": self.measure,
            "n": self.n,
            "left_out": self.left_out,
            **numbers,
        }


def tallies(project_id: int, *, scope: Scope = EVERYTHING) -> dict[int, Tally]:
    """The tallies of all articles that hold a span, by article; of those in the scope."""
    rows = ArticleTally.objects.filter(project=project_id)
    if not scope.is_everything:
        rows = rows.filter(article__in=inputs.articles_in(project_id, scope.topic, scope.texts))
    stored = sorted(json_rows(rows, "article_id", column="tally"), key=itemgetter(0))
    return {pk: tally_from_json(said) for pk, said in stored if said.get("units")}


@dataclass(frozen=True)
class SpanCounts:
    """How many spans there are, how many of them nobody else marked, and by how many people."""

    spans: int
    lone: int
    people: int


def span_counts(project_id: int, *, scope: Scope = EVERYTHING) -> SpanCounts:
    """What annotator agreement is computed from, in numbers."""
    return _annotator_table(project_id, scope).counts


def annotator_rows(project_id: int, *, scope: Scope = EVERYTHING) -> list[AgreementRow]:
    """Every measure over the project, each pair, each article and each label against the rest."""
    return _annotator_table(project_id, scope).rows


class _AnnotatorTable(NamedTuple):
    rows: list[AgreementRow]
    counts: SpanCounts


# The tables last read in this process, by project; each stands for one state of the scores.
_kept_tables: Shelf[int, tuple[Any, _AnnotatorTable]] = Shelf(room=MOST_KEPT_TABLES)


def _annotator_table(project_id: int, scope: Scope) -> _AnnotatorTable:
    """Computed once for each state of the scores, where all of them are asked for."""
    if not scope.is_everything:
        return _computed_annotator_table(project_id, scope)
    states = ScoreState.objects.filter(project=project_id)
    state = states.values_list("version", "computed_at").first()
    kept = _kept_tables.get(project_id)
    if kept is not None and kept[0] == state:
        return kept[1]
    table = _computed_annotator_table(project_id, scope)
    _kept_tables.put(project_id, (state, table))
    return table


def _computed_annotator_table(project_id: int, scope: Scope) -> _AnnotatorTable:
    with collector_paused():
        by_article = tallies(project_id, scope=scope)
        total = total_of(by_article.values())
        rows = rows_of_tallies(by_article)
    counts = SpanCounts(total.spans.total(), total.lone_units, len(total.spans))
    return _AnnotatorTable(rows, counts)


def rows_of_tallies(by_article: Mapping[int, Tally]) -> list[AgreementRow]:
    """Every measure over everything these tallies can be cut into."""
    return [*rows_beside_articles(by_article.values()), *_article_rows(by_article)]


def rows_beside_articles(by_article: Iterable[Tally]) -> list[AgreementRow]:
    """Every measure over all articles together, each pair and each label against the rest."""
    return _rows_beside_articles(total_of(by_article))


def _rows_beside_articles(total: Tally) -> list[AgreementRow]:
    everybody = {"kind": "project"}
    rows = list(_scope_rows(everybody, total))
    rows += _measured(everybody, total.labels, left=total.lone_units, measures=KAPPAS)
    rows += _measured(
        everybody, total.stances, left=total.lone_stances, measures=KAPPAS, prefix="stance_"
    )
    rows += _f1_rows(total)
    for place, label in enumerate(LABELS):
        of_label = {"kind": "label", "label": label}
        patterns = one_against_rest(total.labels, place)
        rows += _measured(of_label, patterns, left=total.lone_labels[label])
    for people in sorted(total.matched_spans.keys() | total.stance_pairs.keys()):
        of_pair: dict[str, Any] = {"kind": "pair", "annotators": list(people)}
        labels = total.label_pairs.get(people, Counter())
        rows += _measured(of_pair, labels, left=total.unmatched(people))
        rows += _pair_kappas(of_pair, total, people)
        stances = total.stance_pairs.get(people, Counter())
        rows += _measured(of_pair, stances, left=left_out(stances), prefix="stance_")
    return rows


def _f1_rows(total: Tally) -> Iterator[AgreementRow]:
    """How alike people cut: F1 of each pair, and over all pairs, in what both marked."""
    everybody: Counter[Pattern] = Counter()
    is_known = total.met_spans.keys() >= total.matched_spans.keys()
    for people, met in sorted(total.met_spans.items()):
        everybody.update(met)
        yield from _f1_of({"kind": "pair", "annotators": list(people)}, met, is_known=True)
    yield from _f1_of({"kind": "project"}, everybody, is_known=is_known)


def _f1_of(
    scope: Mapping[str, Any], met: Mapping[Pattern, int], *, is_known: bool
) -> Iterator[AgreementRow]:
    matching = {
        "f1_overlap": [(0, 0), (0, 1), (1, 0), (1, 1)],
        "f1_overlap_label": [(0, 1), (1, 1)],
        "f1_exact": [(1, 0), (1, 1)],
        "f1_exact_label": [(1, 1)],
    }
    one, other = met.get(ONE, 0), met.get(OTHER, 0)
    for name, cells in matching.items():
        matched = sum(met.get(cell, 0) for cell in cells)
        result = f1_of_counts(matched, one, other) if is_known else COUNTED_BEFORE
        n = result.n if isinstance(result, Measured) else 0
        yield AgreementRow(scope, name, result, n, 0)


def _pair_kappas(scope: Mapping[str, Any], total: Tally, people: People) -> Iterator[AgreementRow]:
    """What is defined for two people alone, and what keeps their habits apart."""
    left, patterns = total.unmatched(people), total.label_pairs.get(people, Counter())
    two: dict[str, Callable[[Patterns], Result]] = {**KAPPAS, "scott_pi": scott_pi}
    yield from _measured(scope, patterns, left=left, measures=two)
    cells = total.label_cells.get(people, Counter())
    n = patterns.total()
    result = cohen_kappa(_square(cells)) if cells.total() == n else COUNTED_BEFORE
    yield AgreementRow(scope, "cohen_kappa", result, n, left)


def _square(cells: Mapping[Pattern, int]) -> list[list[int]]:
    """The cells as a table: the first person's label in the rows, the other's in the columns."""
    places = range(len(LABELS))
    return [[cells.get((one, other), 0) for other in places] for one in places]


def article_agreement(project_id: int, article_id: int) -> list[AgreementRow]:
    """Every measure over one article."""
    scope = {"kind": "article", "article": article_id}
    return list(_scope_rows(scope, article_tally(project_id, article_id)))


SPAN_REPORT_NAMES = ("u_alpha", "cu_alpha", "ku_alpha", "gamma", "gamma_cat")


@dataclass(frozen=True)
class SpanRow:
    """A measure of spans as the last report has it, of all texts (`article` None) or of one;
    gamma with its sampling error over so many random texts."""

    measure: str
    result: Result
    left_out: int
    label: str = ""
    article: int | None = None
    sampling_error: float | None = None
    samples: int = 0


def span_rows(project_id: int) -> tuple[list[SpanRow], datetime.datetime | None]:
    """The measures of spans as the last report has them, and when that was."""
    done = inputs.last_job(project_id, "span_report", only_done=True)
    rows = [_span_row(row) for row in done.report] if done else []
    return rows, done.finished_at if done else None


def _span_row(row: Mapping[str, Any]) -> SpanRow:
    result: Result
    if "undefined" in row:
        result = Undefined(row["undefined"], row["message"])
    else:
        result = Measured(row["value"], row["lower"], row["upper"], row["n"])
    return SpanRow(
        row["measure"],
        result,
        row["left_out"],
        row.get("label", ""),
        row.get("article"),
        row.get("sampling_error"),
        row.get("samples", 0),
    )


def article_tally(project_id: int, article_id: int) -> Tally:
    """What is counted of one article."""
    rows = ArticleTally.objects.filter(project=project_id, article=article_id)
    return tally_from_json(rows.values_list("tally", flat=True).first() or {})


def _article_rows(by_article: Mapping[int, Tally]) -> Iterator[AgreementRow]:
    """As `_scope_rows` of each article, all of them in one go."""
    found = list(by_article.values())
    labels = agreement_of_each([tally.labels for tally in found], categories=len(LABELS))
    stances = agreement_of_each([tally.stances for tally in found], categories=len(STANCES))
    for (article, tally), of_labels, of_stances in zip(
        by_article.items(), labels, stances, strict=True
    ):
        scope = {"kind": "article", "article": article}
        n, left = tally.labels.total(), tally.lone_units
        for name in MEASURES:
            yield AgreementRow(scope, name, getattr(of_labels, name), n, left)
        n, left = tally.stances.total(), tally.lone_stances
        for name in MEASURES:
            yield AgreementRow(scope, f"stance_{name}", getattr(of_stances, name), n, left)


def _scope_rows(scope: Mapping[str, Any], tally: Tally) -> Iterator[AgreementRow]:
    yield from _measured(scope, tally.labels, left=tally.lone_units)
    yield from _measured(scope, tally.stances, left=tally.lone_stances, prefix="stance_")


def _measured(
    scope: Mapping[str, Any],
    patterns: Patterns,
    *,
    left: int,
    measures: Mapping[str, Callable[[Patterns], Result]] = MEASURES,
    prefix: str = "",
) -> Iterator[AgreementRow]:
    n = sum(patterns.values())
    for name, measured in measures.items():
        yield AgreementRow(scope, f"{prefix}{name}", measured(patterns), n, left)


def reason(result: Undefined) -> str:
    """Why there is no number, in the reader's language."""
    return {
        "nothing_shared": _("Nothing here was judged by two."),
        "one_category": _("Everybody always said the same one thing: cannot be computed."),
        "too_few": _("Too little to tell."),
        "no_verdicts": _("No verdict settles anything that was said."),
        "no_forecasts": _("No label with a confidence was decided on."),
        "nothing_marked": _("Nobody marked anything here."),
        "counted_before": _("Counted before this measure was there: compute again."),
    }.get(result.code, result.message)
