"""The only module that reads annotator's rows: what the scores are computed from."""

import datetime
import uuid
from bisect import bisect_right
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar, cast

import orjson
from django.db.models import CharField, Count, Exists, F, Max, OuterRef, Q, QuerySet, Sum
from django.db.models.functions import Cast, Length
from django.utils import timezone

from annotator.models import (
    Adjudication,
    Annotation,
    Article,
    Assignment,
    Attribution,
    Claim,
    ClaimGroup,
    Event,
    Job,
    Membership,
    Project,
    Quantity,
    Revision,
    SentBack,
    Source,
    Stretch,
    Topic,
    User,
    Verdict,
    is_decided,
)
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.choices import (
    AssignmentState,
    ClaimRelationKind,
    DatePrecision,
    ErrorCategory,
    JobState,
    Label,
    Origin,
    SourceKind,
    Stance,
    VerdictValue,
)
from annotator.models.claim import ClaimQuerySet
from annotator.models.user import Viewer
from annotator.queries.annotations import annotation_row, quantity_row
from annotator.queries.annotations import quantity_of as figure_of
from annotator.queries.claim_pages import (
    ClaimFacts,
    SaidHop,
    claim_facts,
    claims_by_newest,
    hops_on,
    marks_on,
    marks_with,
    quantities_by_claim,
    quantities_on,
    sentences_around,
)
from annotator.queries.claims import worded_like
from annotator.queries.comments import members_named_in, talk_on_claims
from annotator.queries.particulars import (
    WrittenText,
    names_of_sources,
    texts_with_amounts,
    written_texts,
)
from annotator.queries.protection import Shield, shield_of, shielded_annotation
from annotator.queries.quotes import Quote, QuotedHop, quotes_of
from annotator.queries.similar_claims import SimilarClaim, similar_claims
from annotator.queries.source_roles import (
    ROLES,
    SourceFacts,
    articles_spoken_in,
    in_role,
    role_counts,
    source_facts,
    sources_by_name,
)
from annotator.queries.topics import (
    StoryMembers,
    sentences_on,
    story_candidates,
    story_members,
    story_rows,
)
from annotator.queries.verdict_grounds import spans_in_doubt
from annotator.queries.verdicts import (
    Judged,
    evidence_of,
    open_claim,
    standing_of,
    verdict_history,
    waiting_verdicts,
)
from annotator.text.ids import dashed_id
from credibility.measures.corroboration import UNDATED, Telling, with_unnamed
from credibility.measures.matching import PersonSpan
from credibility.measures.pairs import (
    POSITION_OF_STANCE,
    Appearance,
    Contribution,
    Hop,
    contribution_of,
    voices_of,
)
from credibility.measures.span_f1 import LabelledSpan
from credibility.measures.tallies import Reading, Tally, tally_of
from credibility.measures.tallies_at_once import (
    NO_READINGS,
    AllTallies,
    ReadingColumns,
    tallies_at_once,
)
from credibility.measures.unitizing import Continuum
from credibility.partial_days import last_of_month, last_of_year

__all__ = [
    "ROLES",
    "Annotation",
    "Article",
    "ClaimFacts",
    "ClaimGroup",
    "ClaimQuerySet",
    "Job",
    "Judged",
    "Project",
    "Quantity",
    "Quote",
    "QuotedHop",
    "SaidHop",
    "SentBack",
    "Shield",
    "SimilarClaim",
    "Source",
    "SourceFacts",
    "StoryMembers",
    "Stretch",
    "Topic",
    "User",
    "WrittenText",
    "articles_spoken_in",
    "claim_facts",
    "claims_by_newest",
    "evidence_of",
    "figure_of",
    "hops_on",
    "in_role",
    "marks_on",
    "marks_with",
    "members_named_in",
    "names_of_sources",
    "open_claim",
    "quantities_by_claim",
    "quantities_on",
    "quotes_of",
    "role_counts",
    "sentences_around",
    "sentences_on",
    "shield_of",
    "similar_claims",
    "source_facts",
    "sources_by_name",
    "spans_in_doubt",
    "standing_of",
    "story_candidates",
    "story_members",
    "story_rows",
    "talk_on_claims",
    "texts_with_amounts",
    "verdict_history",
    "waiting_verdicts",
    "worded_like",
    "written_texts",
]

Made = TypeVar("Made")
# Of these only what people said counts: not what a machine proposed, not what a reviewer decided.
COUNTED_ORIGINS = (Origin.HUMAN, Origin.IMPORTED)
EVENTS_AT_ONCE = 500
# Of one claim, cut at so many days of those that were asked for last.
MOST_CUTS = 3
MOST_COUNTED = 1000


# --- who may see what -----------------------------------------------------------------------


def may_see_scores(user: Viewer, project: Project) -> bool:
    """Whether the scores of the project are open to the user: they tell what everybody found."""
    if not user.is_authenticated:
        return False
    if user.is_superuser:
        return True
    assert isinstance(user, User)
    open_to_user = Membership.objects.reading_everyones_work(user)
    return open_to_user.filter(project=project).exists()


def topic_of(project: Project, topic_id: int) -> Topic | None:
    """The project's topic of that id."""
    return Topic.objects.filter(project=project, pk=topic_id).first()


def topic_names(topic_ids: Collection[int]) -> dict[int, str]:
    """The names of topics, by id."""
    return dict(Topic.objects.filter(pk__in=topic_ids).values_list("pk", "name"))


def topics_of(project_id: int) -> list[tuple[int, str]]:
    """The project's topics, by name."""
    return list(Topic.objects.filter(project=project_id).values_list("pk", "name"))


def languages_of(project_id: int) -> list[str]:
    """The languages in which the project has articles, as codes."""
    rows = Article.objects.filter(project=project_id).exclude(language="").order_by("language")
    return list(rows.values_list("language", flat=True).distinct())


@dataclass(frozen=True)
class GivenVerdict:
    """The verdict in force on a claim group."""

    value: str
    day: datetime.date

    @property
    def name(self) -> str:
        """The value in the reader's language."""
        return str(VerdictValue(self.value).label)


def verdicts_on(
    group_ids: Collection[int], *, as_of: datetime.date | None = None
) -> dict[int, GivenVerdict]:
    """The last verdict on each of the groups as of a day (today), from whichever wording."""
    group_of_claim, _topics = _claims_of(group_ids)
    rows = Verdict.objects.in_force().filter(
        claim__in=group_of_claim, as_of__lte=as_of or timezone.localdate()
    )
    return {
        group_of_claim[claim]: GivenVerdict(value, day)
        for claim, value, day in rows.order_by("as_of", "pk").values_list(
            "claim_id", "value", "as_of"
        )
    }


def verdicts_by_claim(
    project_id: int, *, as_of: datetime.date | None = None
) -> dict[int, GivenVerdict]:
    """The last verdict on each wording of the project's claims as of a day (today), the latest of
    all at the end: of two wordings of one group the later one stands."""
    rows = Verdict.objects.in_force().filter(
        claim__project=project_id, as_of__lte=as_of or timezone.localdate()
    )
    found: dict[int, GivenVerdict] = {}
    for claim, value, day in rows.order_by("as_of", "pk").values_list("claim_id", "value", "as_of"):
        found.pop(claim, None)
        found[claim] = GivenVerdict(value, day)
    return found


def _speaking() -> AnnotationQuerySet:
    """The live annotations in whose place no decision speaks."""
    return Annotation.objects.live().filter(~is_decided())


def left_out_annotations(project_id: int, reason: str) -> "QuerySet[Annotation, uuid.UUID]":
    """The ids of the live annotations that enter no pair for that reason, newest first."""
    rows = _speaking().filter(project=project_id)
    if reason == "no_claim":
        rows = rows.filter(claim__isnull=True)
    elif reason == "publisher_unknown":
        rows = rows.filter(
            claim__isnull=False, article__publisher__isnull=True, attributions__isnull=True
        )
    else:
        takes_one = Q(stance__isnull=True) | Q(stance__in=POSITION_OF_STANCE)
        unnamed = Attribution.objects.filter(takes_one, source__isnull=True)
        rows = rows.filter(claim__isnull=False, pk__in=unnamed.values("annotation"))
    return rows.values_list("pk", flat=True)


def claim_texts(group_ids: Collection[int]) -> dict[int, str]:
    """The oldest wording in use of each of the claim groups."""
    rows = Claim.objects.roots().filter(group__in=group_ids).order_by("-pk")
    return dict(rows.values_list("group_id", "text"))


def oldest_claims(group_ids: Collection[int]) -> dict[int, tuple[int, str]]:
    """The oldest claim in use of each of the groups that has one, with its text."""
    rows = Claim.objects.roots().filter(group__in=group_ids).order_by("-pk")
    return {group: (pk, text) for group, pk, text in rows.values_list("group_id", "pk", "text")}


def claims_by_group(group_ids: Collection[int]) -> list[tuple[int, str]]:
    """The oldest claim in use of each of the groups, with its text, by text."""
    return sorted(oldest_claims(group_ids).values(), key=lambda claim: claim[1].casefold())


def claims_in_use(project_id: int, claim_ids: Collection[int]) -> list[tuple[int, str]]:
    """Those of the claims that the project has in use, with their texts."""
    rows = Claim.objects.roots().filter(project=project_id, pk__in=claim_ids)
    return list(rows.values_list("pk", "text"))


@dataclass(frozen=True)
class SourceName:
    """A source as the pages and the API show it."""

    id: int
    name: str
    is_protected: bool
    is_party: bool


def source_names(project_id: int, *, among: Collection[int] | None = None) -> dict[int, SourceName]:
    """The sources in use, by id; where told, only those among them."""
    rows = Source.objects.filter(project=project_id, merged_into__isnull=True)
    if among is not None:
        rows = rows.filter(pk__in=among)
    return {
        row[0]: SourceName(*row)
        for row in rows.values_list("pk", "name", "is_protected", "is_party")
    }


def outside_names(project_id: int) -> dict[int, str]:
    """The sources in use by the names that may leave the house: pseudonyms of protected ones."""
    hidden = shield_of([project_id]).pseudonyms
    names = source_names(project_id)
    return {pk: hidden.get(pk, known.name) for pk, known in names.items()}


def people_names(project_id: int) -> dict[int, str]:
    """Everybody who annotated in the project, by id."""
    authors = Annotation.objects.filter(project=project_id).order_by().values("author").distinct()
    return {person.pk: person.display_name for person in User.objects.filter(pk__in=authors)}


def label_name(label: str) -> str:
    """A label in the reader's language."""
    return str(Label(label).label)


def verdict_values() -> list[tuple[str, str]]:
    """The values of a verdict, with their names in the reader's language."""
    return [(value, str(name)) for value, name in VerdictValue.choices]


def label_names() -> list[tuple[str, str]]:
    """The labels, with their names in the reader's language."""
    return [(value, str(name)) for value, name in Label.choices]


def relation_kinds() -> list[tuple[str, str]]:
    """What one claim can be to another, with its name in the reader's language."""
    return [(value, str(name)) for value, name in ClaimRelationKind.choices]


def source_kinds() -> list[tuple[str, str]]:
    """The kinds of source, with their names in the reader's language."""
    return [(value, str(name)) for value, name in SourceKind.choices]


def stance_name(stance: str) -> str:
    """A stance in the reader's language."""
    return str(Stance(stance).label)


def has_sources(project_id: int, ids: Collection[int]) -> bool:
    """Whether all of these are sources of the project."""
    return Source.objects.filter(project=project_id, pk__in=ids).count() == len(set(ids))


def has_articles(project_id: int, ids: Collection[int]) -> bool:
    """Whether all of these are articles of the project."""
    return Article.objects.filter(project=project_id, pk__in=ids).count() == len(set(ids))


def has_claim(project_id: int, claim_id: int) -> bool:
    """Whether the project has that claim, in whatever state."""
    return Claim.objects.filter(project=project_id, pk=claim_id).exists()


def article_rows(project_id: int, article_ids: Collection[int]) -> dict[int, Article]:
    """Articles with their publishers, by id."""
    rows = Article.objects.filter(project=project_id, pk__in=article_ids)
    return {row.pk: row for row in rows.select_related("publisher")}


def claimless_annotations(project_id: int) -> int:
    """How many live annotations name no claim and so enter no pair."""
    return _speaking().filter(project=project_id, claim__isnull=True).count()


def has_at_most(project_id: int, most: int) -> bool:
    """Whether the project has no more live annotations than that."""
    return (
        Annotation.objects.live().filter(project=project_id).order_by()[: most + 1].count() <= most
    )


def counted_inputs(project_id: int) -> dict[str, int]:
    """How many live annotations the scores rest on, and how many of them name a claim."""
    rows = _speaking().filter(project=project_id)
    return rows.aggregate(
        annotations=Count("pk"), with_claim=Count("claim"), articles=Count("article", distinct=True)
    )


def last_rebuild(project_id: int) -> Job | None:
    """The newest rebuild of the project that was asked for."""
    return Job.objects.filter(project=project_id, kind="rebuild").first()


def last_job(project_id: int, kind: str, *, only_done: bool = False) -> Job | None:
    """The newest job of that kind; of those that came to a good end, where told."""
    rows = Job.objects.filter(project=project_id, kind=kind)
    return rows.filter(state=JobState.DONE).first() if only_done else rows.first()


def waiting_changes(project_id: int) -> int:
    """How many changes are not in the scores yet; counted to 1,000."""
    waiting = Event.objects.undelivered().filter(project=project_id)
    return waiting.order_by()[:MOST_COUNTED].count()


def job_state(job_id: Any) -> str:
    """The state of a job, and what it says of itself."""
    return Job.objects.values_list("state", flat=True).get(pk=job_id)


def jobs_that_are_over() -> QuerySet[Job]:
    """The jobs that will not go on."""
    return Job.objects.exclude(state__in=[JobState.QUEUED, JobState.RUNNING])


def project_of_running_job(job_id: Any) -> int | None:
    """The project of a job that is being done and that nobody wants to stop."""
    rows = Job.objects.filter(pk=job_id, state=JobState.RUNNING, cancel_requested_at__isnull=True)
    return rows.values_list("project_id", flat=True).first()


def has_rebuild_waiting(project_id: int) -> bool:
    """Whether a rebuild of the project is queued or running."""
    return Job.objects.pending().filter(project=project_id, kind="rebuild").exists()


def is_over(state: str) -> bool:
    """Whether a job in this state will not go on."""
    return state not in (JobState.QUEUED, JobState.RUNNING)


def is_done(state: str) -> bool:
    """Whether a job in this state came to a good end."""
    return state == JobState.DONE


def find_projects(slug: str | None = None) -> list[Project]:
    """The active projects, or the one of that short name."""
    rows = Project.objects.active().order_by("pk")
    return list(rows if slug is None else rows.filter(slug=slug))


# --- what a claim group says ----------------------------------------------------------------


def group_ids_of(project_id: int) -> list[int]:
    """All claim groups of the project, in order."""
    rows = ClaimGroup.objects.filter(project=project_id).order_by("pk")
    return list(rows.values_list("pk", flat=True))


def article_ids_of(project_id: int) -> list[int]:
    """All articles of the project, in order."""
    rows = Article.objects.filter(project=project_id).order_by("pk")
    return list(rows.values_list("pk", flat=True))


@dataclass(frozen=True)
class Texts:
    """Which texts count: all; or those of a language, of a period, or published by a day.

    A date known to the month or year counts as its last day. Undated texts belong to no period
    that begins (`since`), and to every one that only ends (`as_of`).
    """

    language: str = ""
    since: datetime.date | None = None
    as_of: datetime.date | None = None

    @property
    def are_all(self) -> bool:
        """Whether nothing is left out."""
        return self == ALL_TEXTS

    def hold(self, published: str | None) -> bool:
        """Whether a text published by that day counts; its language was asked before."""
        if published is None:
            return self.since is None
        is_early_enough = self.as_of is None or published <= self.as_of.isoformat()
        return is_early_enough and (self.since is None or published >= self.since.isoformat())


ALL_TEXTS = Texts()


def articles_in(project_id: int, topic: int | None, texts: Texts) -> list[int]:
    """The articles that are about a topic, or hold a claim of it, and that the texts hold."""
    rows = Article.objects.filter(project=project_id).order_by("pk")
    if topic is not None:
        told = Annotation.objects.filter(article=OuterRef("pk"), claim__topic=topic)
        rows = rows.filter(Q(topic=topic) | Exists(told))
    if texts.language:
        rows = rows.filter(language=texts.language)
    dated = rows.values_list("pk", "published_on", "published_precision")
    return [pk for pk, day, precision in dated if texts.hold(published_by(day, precision))]


def contributions_of(
    project_id: int, group_ids: Collection[int], *, texts: Texts = ALL_TEXTS
) -> dict[int, Contribution]:
    """What each of the groups contributes, from the rows as they stand now."""
    return {
        group_id: contribution_of(topic, found)
        for group_id, (topic, found) in appearances_of(project_id, group_ids, texts=texts).items()
    }


def appearances_of(
    project_id: int, group_ids: Collection[int], *, texts: Texts = ALL_TEXTS
) -> dict[int, tuple[int | None, list[Appearance]]]:
    """The topic of each of the groups and what speaks of it, from the rows as they stand now."""
    group_of_claim, topics = _claims_of(group_ids)
    roots = source_roots(project_id)
    chains = _chains(Q(annotation__claim__in=group_of_claim), roots)
    appearances: dict[int, list[Appearance]] = {group_id: [] for group_id in group_ids}
    for row in _live_on(group_of_claim, roots, language=texts.language):
        if texts.hold(row.published):
            group = appearances[group_of_claim[row.claim]]
            name = dashed_id(row.annotation)
            group.append(_appearance(row, chains.get(row.annotation, ()), name=name))
    return {group_id: (topics.get(group_id), found) for group_id, found in appearances.items()}


class _Live(NamedTuple):
    """A live annotation as far as the scores look at it; `publisher` is the one it counts for."""

    annotation: str
    claim: int
    article: int
    author: int
    label: str
    origin: str
    created_at: datetime.datetime
    publisher: int | None
    published: str | None


def _live_on(
    claims: Collection[int],
    roots: Mapping[int, int],
    *,
    language: str = "",
) -> Iterator[_Live]:
    """Plain values: making a model instance of each row would cost more than all that follows.

    Where a reviewer decided, the decision speaks, and nothing where it says "not a claim".
    """
    rows = _speaking().filter(claim__in=claims).order_by()
    if language:
        rows = rows.filter(article__language=language)
    for values in rows.values_list(*_live_columns(F("created_at"))):
        yield _live_of(values, roots)


def _live_columns(created_at: Any) -> tuple[Any, ...]:
    """What `_live_of` makes a row of. Who needs only the order of `created_at` takes it as text,
    which sorts alike and is not parsed."""
    return (
        *(_as_text("id"), "claim_id", "article_id", "author_id", "label", "origin", created_at),
        *("article__publisher_id", _as_text("article__published_on")),
        "article__published_precision",
    )


def _live_of(values: Sequence[Any], roots: Mapping[int, int]) -> _Live:
    annotation, claim, article, author, label, origin, at, publisher, day, precision = values
    by, published = roots.get(publisher, publisher), _published(day, precision)
    return _Live(annotation, claim, article, author, label, origin, at, by, published)


def _as_text(name: str) -> Cast:
    """A UUID, day or JSON as the database writes it: parsing each would cost as much as reading
    the row."""
    return Cast(name, CharField())


def _claims_of(group_ids: Collection[int]) -> tuple[dict[int, int], dict[int, int]]:
    """The group of every claim whose appearances count for one of the groups (merged ones too),
    and the topic of each group: that of its oldest claim that has one."""
    rows = Claim.objects.roots().filter(group__in=group_ids).order_by("pk")
    group_of: dict[int, int] = {}
    topics: dict[int, int] = {}
    for pk, group_id, topic_id in rows.values_list("pk", "group_id", "topic_id"):
        group_of[pk] = group_id
        if topic_id is not None:
            topics.setdefault(group_id, topic_id)
    newest = set(group_of)
    while newest:
        merged = Claim.objects.filter(merged_into__in=newest).values_list("pk", "merged_into_id")
        found = {pk: group_of[into] for pk, into in merged if into is not None}
        newest = found.keys() - group_of.keys()
        group_of |= found
    return group_of, topics


def topics_of_groups(group_ids: Collection[int]) -> dict[int, int]:
    """The story of each of the groups that has one: that of its oldest wording with one."""
    return _claims_of(group_ids)[1]


def source_roots(project_id: int) -> dict[int, int]:
    """Which source each merged one counts for, at the end of however many merges."""
    rows = Source.objects.filter(project=project_id, merged_into__isnull=False)
    into = {pk: target for pk, target in rows.values_list("pk", "merged_into_id") if target}
    return _ends(into)


def _ends(into: Mapping[int, int]) -> dict[int, int]:
    """Where each one that was merged into another counts, at the end of however many merges."""
    ends: dict[int, int] = {}
    for pk in into:
        end, seen = pk, {pk}
        while end in into and into[end] not in seen:
            end = into[end]
            seen.add(end)
        ends[pk] = end
    return ends


Chains = tuple[tuple[Hop, ...], ...]
# News quotes the same few sources: the same hops, chains and stances come again and again.
_hop = lru_cache(maxsize=20_000)(Hop)


@lru_cache(maxsize=20_000)
def _lone_hop(source: int | None, stance: str | None) -> Chains:
    return ((_hop(source, stance),),)


def _chains(which: Q, roots: Mapping[int, int]) -> Mapping[str, Chains]:
    """The chains of the annotations meant, by annotation; sources are those they count for."""
    rows = Attribution.objects.filter(which).order_by()
    hops: dict[str, list[tuple[int, int, int | None, str | None]]] = {}
    for annotation, *hop in rows.values_list(
        _as_text("annotation_id"), "chain", "position", "source_id", "stance"
    ):
        hops.setdefault(annotation, []).append(hop)
    return {annotation: _chains_of(said, roots) for annotation, said in hops.items()}


def _with_chains(
    rows: AnnotationQuerySet, columns: Sequence[Any], roots: Mapping[int, int]
) -> Iterator[tuple[Sequence[Any], Chains]]:
    """The columns of annotations (the id comes first) with their chains, in one statement: over
    very many that takes two thirds of the time of two."""
    hop = ("chain", "position", "source_id", "stance")
    found: dict[str, Sequence[Any]] = {}
    more: dict[str, list[Sequence[Any]]] = {}
    for row in rows.order_by().values_list(*columns, *(f"attributions__{name}" for name in hop)):
        if found.setdefault(row[0], row) is not row:
            more.setdefault(row[0], []).append(row[-4:])
    for annotation, row in found.items():
        *_, chain, _position, source, stance = row
        if chain is None:
            yield row[:-4], ()
        elif annotation in more:
            yield row[:-4], _chains_of([row[-4:], *more[annotation]], roots)
        else:
            yield row[:-4], _lone_hop(roots.get(source, source), stance)


def _chains_of(hops: Sequence[Sequence[Any]], roots: Mapping[int, int]) -> Chains:
    """Hops of one annotation (chain, position, source, stance) as its chains; most are one hop."""
    if len(hops) == 1:
        _chain, _position, source, stance = hops[0]
        return _lone_hop(roots.get(source, source), stance)
    chains: dict[int, list[Hop]] = {}
    for chain, _position, source, stance in sorted(hops, key=_BY_PLACE):
        chains.setdefault(chain, []).append(_hop(roots.get(source, source), stance))
    return tuple(map(tuple, chains.values()))


_BY_PLACE = itemgetter(0, 1)


# Several people mark the same passage alike, and news quotes the same few sources.
_voices = lru_cache(maxsize=20_000)(voices_of)


@lru_cache(maxsize=20_000)
def _are_named(chains: Chains) -> bool:
    return all(hop.source is not None for chain in chains for hop in chain)


def _appearance(row: _Live, chains: Chains, *, name: str) -> Appearance:
    voices, unheard = _voices(chains, label=row.label, publisher=row.publisher)
    return Appearance(
        name,
        row.article,
        row.published,
        row.author,
        (row.created_at, name),
        row.label,
        row.origin == Origin.ADJUDICATED,
        voices,
        unheard,
    )


@lru_cache(maxsize=4096)
def published_by(day: datetime.date | None, precision: str) -> str | None:
    """The last day on which something so dated can have come out, as far as is known; that it is
    of a month or year only, it tells (`partial_days`)."""
    if day is None:
        return None
    if precision == DatePrecision.MONTH:
        return last_of_month(day)
    if precision == DatePrecision.YEAR:
        return last_of_year(day)
    return day.isoformat()


@lru_cache(maxsize=4096)
def _published(day: str | None, precision: str) -> str | None:
    """As `published_by`, of a day as the database writes it."""
    return published_by(None if day is None else datetime.date.fromisoformat(day), precision)


# --- who tells a claim ----------------------------------------------------------------------


@dataclass(frozen=True)
class ToldClaim:
    """A claim group: its oldest wording in use, all wordings, who tells it, the last verdict.

    `topic` is the story of its oldest wording that has one; `language` "" is not known. `made`:
    what was computed from its tellings and stands as long as they do (`keep`). `uncut`: of one
    that was cut at a day, the day by which it was first told.
    """

    group: int
    claim: int
    text: str
    language: str
    topic: int | None
    wordings: frozenset[int]
    tellings: tuple[Telling, ...]
    verdict: str | None
    made: dict[str, Any] = field(default_factory=dict, compare=False, repr=False)
    uncut: str = ""

    def keep(self, name: str, make: Callable[[], Made]) -> Made:
        """What was made of the tellings under that name: computed once."""
        found = self.made.get(name)
        if found is None:
            found = self.made[name] = make()
        return cast(Made, found)

    @property
    def days(self) -> tuple[str, ...]:
        """The days by which it was told (`first_told`), in order."""
        return self.keep("days", lambda: tuple(sorted(map(first_told, self.tellings))))

    @property
    def first_day(self) -> str:
        """The day by which it was first told, also where it was cut before; "" for never."""
        return self.uncut or (self.days[0] if self.days else "")

    def by(self, day: datetime.date | None) -> "ToldClaim":
        """The claim as it was told by that day: of texts published by then, and of undated ones
        by when they were marked; all of it where no day is given. The verdict stays."""
        if day is None:
            return self
        count = bisect_right(self.days, day.isoformat())
        if count == len(self.tellings):
            return self
        cuts: dict[int, ToldClaim] = self.keep("cuts", dict)
        cut = cuts.get(count)
        if cut is None:
            told = tuple(one for one in self.tellings if first_told(one) <= day.isoformat())
            cut = replace(self, tellings=told, made={}, uncut=self.first_day)
        elif cut.verdict != self.verdict:
            cut = replace(cut, verdict=self.verdict)
        for late in list(cuts)[: 1 - MOST_CUTS]:
            cuts.pop(late, None)
        cuts[count] = cut
        return cut


def first_told(telling: Telling) -> str:
    """The day by which something was told, as far as is known: that of its text, or, of an
    undated text, that on which it was marked."""
    at: datetime.datetime = telling.appearance.order[0]
    return telling.appearance.published or timezone.localdate(at).isoformat()


def groups_in_use(
    project_id: int, *, topic: int | None = None, claim: int | None = None
) -> QuerySet[ClaimGroup]:
    """The claim groups with a claim in use; of one topic or one claim, where told."""
    wordings = Claim.objects.roots().filter(group=OuterRef("pk"))
    if topic is not None:
        wordings = wordings.filter(topic=topic)
    if claim is not None:
        wordings = wordings.filter(pk=claim)
    return ClaimGroup.objects.filter(Exists(wordings), project=project_id)


def told_claims(
    project_id: int, group_ids: Collection[int], *, as_of: datetime.date | None = None
) -> list[ToldClaim]:
    """What is told of each of the groups, from the rows as they stand now, in the given order;
    with a day, only what was told by then, and the verdict of that day."""
    group_of_claim, topics = _claims_of(group_ids)
    rows = Claim.objects.roots().filter(group__in=group_ids).order_by("-pk")
    oldest = {row[0]: row[1:] for row in rows.values_list("group_id", "pk", "text", "language")}
    tellings = _tellings_of(project_id, group_of_claim)
    verdicts = _last_verdicts(group_of_claim, as_of=as_of)
    wordings: dict[int, set[int]] = {}
    for claim, group in group_of_claim.items():
        wordings.setdefault(group, set()).add(claim)
    return [
        ToldClaim(
            group=group,
            claim=oldest[group][0],
            text=oldest[group][1],
            language=oldest[group][2],
            topic=topics.get(group),
            wordings=frozenset(wordings[group]),
            tellings=tuple(sorted(tellings.get(group, ()), key=_order_of)),
            verdict=verdicts.get(group),
        ).by(as_of)
        for group in group_ids
        if group in oldest
    ]


def _tellings_of(project_id: int, group_of_claim: Mapping[int, int]) -> dict[int, list[Telling]]:
    roots = source_roots(project_id)
    chains = _chains(Q(annotation__claim__in=group_of_claim), roots)
    found: dict[int, list[Telling]] = {}
    for row in _live_on(group_of_claim, roots):
        named = with_unnamed(chains.get(row.annotation, ()), article=row.article)
        appearance = _appearance(row, named, name=dashed_id(row.annotation))
        telling = _telling(row, appearance, named)
        found.setdefault(group_of_claim[row.claim], []).append(telling)
    return found


def _order_of(telling: Telling) -> Any:
    """The same rows are told in the same order, whatever they were read together with."""
    return telling.appearance.order


def _telling(row: _Live, appearance: Appearance, chains: Chains) -> Telling:
    return Telling(appearance, row.publisher, _day_number(row.published), chains)


class SaidAndTold(NamedTuple):
    """What a group contributes, and who tells its claim; `claim` None: no wording is in use.

    `heard` is the contribution with those who are not named; of `tellings` there is one of each
    that differ in article, chains or label: what several people marked alike is told once.
    """

    contribution: Contribution
    claim: int | None
    wordings: frozenset[int]
    tellings: list[Telling]
    heard: Contribution


@dataclass
class _GroupRead:
    """What is read of a group; `heard` are the appearances with those who are not named, None
    where that is nobody."""

    said: list[Appearance] = field(default_factory=list)
    told: dict[Any, Telling] = field(default_factory=dict)
    heard: list[Appearance] | None = None

    def take(self, row: _Live, chains: Chains) -> None:
        """Takes up one annotation."""
        appearance = _appearance(row, chains, name=row.annotation)
        is_named = _are_named(chains)
        if not is_named and self.heard is None:
            self.heard = self.said.copy()
        self.said.append(appearance)
        if not is_named:
            chains = with_unnamed(chains, article=row.article)
            appearance = _appearance(row, chains, name=row.annotation)
        if self.heard is not None:
            self.heard.append(appearance)
        key = row.article, chains, row.label
        if key not in self.told:
            self.told[key] = _telling(row, appearance, chains)


def said_and_told(project_id: int, group_ids: Collection[int]) -> dict[int, SaidAndTold]:
    """As `contributions_of` and `told_claims` of all texts, in one reading."""
    group_of_claim, topics = _claims_of(group_ids)
    roots = source_roots(project_id)
    read = {group_id: _GroupRead() for group_id in group_ids}
    for values, chains in _with_chains(
        _speaking().filter(claim__in=group_of_claim), _live_columns(_as_text("created_at")), roots
    ):
        row = _live_of(values, roots)
        read[group_of_claim[row.claim]].take(row, chains)
    roots_in_use = Claim.objects.roots().filter(group__in=group_ids).order_by("-pk")
    oldest = dict(roots_in_use.values_list("group_id", "pk"))
    wordings: dict[int, set[int]] = {}
    for claim, group in group_of_claim.items():
        wordings.setdefault(group, set()).add(claim)
    found = {}
    for group, of_group in read.items():
        contribution = contribution_of(topics.get(group), of_group.said)
        found[group] = SaidAndTold(
            contribution,
            oldest.get(group),
            frozenset(wordings.get(group, ())),
            list(of_group.told.values()),
            contribution if of_group.heard is None else contribution_of(None, of_group.heard),
        )
    return found


@lru_cache(maxsize=4096)
def _day_number(published: str | None) -> float:
    if published is None:
        return UNDATED
    return float(datetime.date.fromisoformat(published).toordinal())


def verdict_days(project_id: int) -> list[datetime.date]:
    """The days on which a verdict of the project was given, in order."""
    rows = Verdict.objects.in_force().filter(claim__project=project_id).order_by("as_of")
    return list(rows.values_list("as_of", flat=True).distinct())


def _last_verdicts(
    group_of_claim: Mapping[int, int], *, as_of: datetime.date | None = None
) -> dict[int, str]:
    """The verdict in force on each group as of a day (today), from whichever wording."""
    until = as_of or timezone.localdate()
    rows = Verdict.objects.in_force().filter(claim__in=group_of_claim, as_of__lte=until)
    ordered = rows.order_by("as_of", "pk").values_list("claim_id", "value")
    return {group_of_claim[claim]: value for claim, value in ordered}


class CurrentText(NamedTuple):
    """The text of an article that counts, and what names it: another text has another name."""

    sha256: str
    text: str


def text_digests(project_id: int, *, article_ids: Collection[int] | None = None) -> dict[int, str]:
    """What names the current text of each article in use; of those given, where told."""
    rows = Article.objects.active().filter(project=project_id, current__isnull=False)
    if article_ids is not None:
        rows = rows.filter(pk__in=article_ids)
    return dict(rows.order_by().values_list("pk", "current__sha256"))


def current_texts(article_ids: Collection[int]) -> dict[int, CurrentText]:
    """The current texts of articles in use, by id."""
    rows = Article.objects.active().filter(pk__in=article_ids, current__isnull=False).order_by()
    found = rows.values_list("pk", "current__sha256", "current__text")
    return {pk: CurrentText(sha256, text) for pk, sha256, text in found}


def days_published(article_ids: Collection[int]) -> dict[int, str | None]:
    """The last day on which each article can have come out; None where it is not dated."""
    rows = Article.objects.filter(pk__in=article_ids).order_by()
    dated = rows.values_list("pk", "published_on", "published_precision")
    return {pk: published_by(day, precision) for pk, day, precision in dated}


def publishers_of(article_ids: Collection[int]) -> dict[int, int]:
    """Who published each of the articles, as far as is known."""
    rows = Article.objects.filter(pk__in=article_ids, publisher__isnull=False)
    return {pk: source for pk, source in rows.values_list("pk", "publisher_id") if source}


# --- how annotators met in an article -------------------------------------------------------


def tallies_of(project_id: int, article_ids: Collection[int]) -> dict[int, Tally]:
    """The tally of each of the articles, from the rows as they stand now."""
    readings = readings_of(project_id, article_ids)
    return {article_id: tally_of(found) for article_id, found in readings.items()}


def readings_of(project_id: int, article_ids: Collection[int]) -> dict[int, list[Reading]]:
    """What each annotator made of each of the articles, as it counts for their agreement."""
    readings: dict[int, list[Reading]] = {article_id: [] for article_id in article_ids}
    found = _readings(project_id, article_ids)
    for article, author, start, end, annotation, label, stances in found:
        span = PersonSpan(start, end, dashed_id(annotation), author)
        readings[article].append(Reading(span, label, stances))
    return readings


def all_tallies_of(project_id: int, article_ids: Collection[int]) -> AllTallies:
    """As `tallies_of`, of many articles, in the form that is stored."""
    columns = list(zip(*_readings(project_id, article_ids), strict=True))
    readings = ReadingColumns(*columns) if columns else NO_READINGS
    return tallies_at_once(readings, articles=article_ids)


def _readings(
    project_id: int, article_ids: Collection[int]
) -> Iterator[tuple[int, int, int, int, str, str, Mapping[int, str | None]]]:
    """The live readings in the order of `ReadingColumns`, ids as the database writes them."""
    roots = source_roots(project_id)
    live = Annotation.objects.live().filter(article__in=article_ids, origin__in=COUNTED_ORIGINS)
    names = ("article_id", "author_id", "start", "end", "label", "article__publisher_id")
    columns = (_as_text("id"), *names, _as_text("settled"))
    for values, said in _with_chains(live, columns, roots):
        annotation, article, author, start, end, label, publisher, settled = values
        if settled is not None:
            state = orjson.loads(settled)
            label, said = state["label"], _settled_chains(state, roots)
        stances = _stances(said, roots.get(publisher, publisher))
        yield article, author, start, end, annotation, label, stances


def continua_of(project_id: int, article_ids: Collection[int]) -> dict[int, Continuum]:
    """The articles as texts that people cut, in order; who called one done and marked nothing is
    there too."""
    readings = readings_of(project_id, article_ids)
    done = Assignment.objects.filter(article__in=article_ids, state=AssignmentState.DONE)
    spans: dict[int, dict[int, list[LabelledSpan]]] = {pk: {} for pk in readings}
    for article, user in done.values_list("article_id", "user_id"):
        spans[article][user] = []
    for article, found in readings.items():
        for reading in found:
            start, end, _id, person = reading.span
            mine = spans[article].setdefault(person, [])
            mine.append(LabelledSpan(start, end, reading.label))
    lengths = Article.objects.filter(pk__in=article_ids, current__isnull=False).values_list(
        "pk", Length("current__text")
    )
    return {pk: Continuum(length, spans[pk]) for pk, length in lengths.order_by("pk")}


def _settled_chains(settled: Mapping[str, Any], roots: Mapping[int, int]) -> Chains:
    """The chains as their author first settled them."""
    return tuple(
        tuple(_hop(roots.get(hop["source"], hop["source"]), hop["stance"]) for hop in chain)
        for chain in settled["chains"]
    )


@lru_cache(maxsize=20_000)
def _stances(chains: Chains, publisher: int | None) -> Mapping[int, str | None]:
    """What each source does; None where that is two different things."""
    if not chains:
        return {} if publisher is None else {publisher: "asserts"}
    stances: dict[int, str | None] = {}
    for chain in chains:
        for source, stance in chain:
            if source is not None:
                said_before = stances.get(source, stance)
                stances[source] = stance if said_before == stance else None
    return stances


# --- where annotators differ ----------------------------------------------------------------

FIGURE_BOUNDS = ("lower", "upper", "lower_closed", "upper_closed")


class Marking(NamedTuple):
    """What one person, or a reviewer's decision (`decided`), says of a place, as it stands now.

    `group` is the claim's, `figure` the interval. A decision that it is not a claim has no label.
    """

    span: PersonSpan
    label: str
    chains: tuple[tuple[Hop, ...], ...]
    group: int | None
    figure: tuple[Any, ...] | None
    version: int
    decided: int | None = None


@dataclass
class MarkedArticle:
    """What is said of an article's current text and is not decided, the decisions in force there,
    who called it done, and the stretches that annotators were asked to look at again. `settled`
    are the marks in whose place a decision speaks, with their labels."""

    article: int
    revision: int
    publisher: int | None
    markings: list[Marking] = field(default_factory=list)
    done: frozenset[int] = frozenset()
    waiting: list[tuple[int, int]] = field(default_factory=list)
    settled: list[tuple[PersonSpan, str]] = field(default_factory=list)


def groups_of_claims(project_id: int) -> dict[int, int]:
    """The claim group that each claim counts for, merged ones at the end of however many merges."""
    rows = Claim.objects.filter(project=project_id).order_by()
    group_of: dict[int, int] = {}
    into: dict[int, int] = {}
    for pk, group, target in rows.values_list("pk", "group_id", "merged_into_id"):
        group_of[pk] = group
        if target is not None:
            into[pk] = target
    ends = _ends(into)
    return {pk: group_of[ends.get(pk, pk)] for pk in group_of}


def done_with(project_id: int) -> dict[int, frozenset[int]]:
    """Who called which article done."""
    rows = Assignment.objects.filter(article__project=project_id, state=AssignmentState.DONE)
    found: dict[int, set[int]] = {}
    for article, user in rows.order_by().values_list("article_id", "user_id"):
        found.setdefault(article, set()).add(user)
    return {article: frozenset(people) for article, people in found.items()}


def state_of_done(project_id: int) -> tuple[Any, ...]:
    """Something that changes with `done_with`, and takes less to read."""
    rows = Assignment.objects.filter(article__project=project_id, state=AssignmentState.DONE)
    sums = {"many": Count("pk"), "sum": Sum("pk"), "last": Max("updated_at")}
    return tuple(rows.order_by().aggregate(**sums).values())


def requests_standing(project_id: int) -> dict[int, frozenset[int]]:
    """What was sent back to annotators and not taken back since, by article."""
    rows = SentBack.objects.standing().filter(stretch__revision__article__project=project_id)
    found: dict[int, set[int]] = {}
    for article, pk in rows.order_by().values_list("stretch__revision__article_id", "pk"):
        found.setdefault(article, set()).add(pk)
    return {article: frozenset(ids) for article, ids in found.items()}


def articles_touched(event_ids: Collection[int]) -> set[int]:
    """The articles whose text, marks or decisions these changes touch."""
    touched = _Touched()
    for block in blocks(event_ids, size=EVENTS_AT_ONCE):
        rows = Event.objects.filter(pk__in=block).order_by()
        for line in rows.values_list("verb", "subject_type", "subject_id", "before", "after"):
            touched.note(*line)
    return touched.all_articles()


def articles_that_name(
    project_id: int, *, claims: Collection[int] = (), sources: Collection[int] = ()
) -> set[int]:
    """The articles of which a mark speaks of one of the claims, or names one of the sources, or
    that one of these published."""
    named: set[int] = set()
    for block in blocks(claims, size=EVENTS_AT_ONCE):
        rows = Annotation.objects.filter(project=project_id, claim__in=block).order_by()
        named |= set(rows.values_list("article_id", flat=True).distinct())
    for block in blocks(sources, size=EVENTS_AT_ONCE):
        hops = Attribution.objects.filter(annotation__project=project_id, source__in=block)
        named |= set(hops.order_by().values_list("annotation__article_id", flat=True).distinct())
        published = Article.objects.filter(project=project_id, publisher__in=block)
        named |= set(published.values_list("pk", flat=True))
    return named


def marked_articles(project_id: int, article_ids: Collection[int]) -> list[MarkedArticle]:
    """What is said of each of the articles; a fixed number of statements."""
    roots = source_roots(project_id)
    done: dict[int, set[int]] = {}
    finished = Assignment.objects.filter(article__in=article_ids, state=AssignmentState.DONE)
    for article, user in finished.order_by().values_list("article_id", "user_id"):
        done.setdefault(article, set()).add(user)
    in_use = Article.objects.active().filter(project=project_id, pk__in=article_ids)
    found = {
        pk: MarkedArticle(
            pk, current, by if by is None else roots.get(by, by), done=frozenset(done.get(pk, ()))
        )
        for pk, current, by in in_use.values_list("pk", "current_id", "publisher_id")
        if current is not None
    }
    _put_markings(project_id, found, roots)
    sent = SentBack.objects.standing().filter(stretch__revision__article__in=found)
    for one in sent.select_related("stretch__revision"):
        marked = found[one.stretch.revision.article_id]
        asked = {int(person) for person in one.states}
        if one.stretch.revision_id == marked.revision and not asked <= marked.done:
            marked.waiting.append((one.stretch.start, one.stretch.end))
    return list(found.values())


def _put_markings(
    project_id: int, found: Mapping[int, MarkedArticle], roots: Mapping[int, int]
) -> None:
    through = Adjudication.inputs.through.objects.filter(
        adjudication__superseded_at__isnull=True, annotation__article__in=found
    )
    decided = {dashed_id(pk) for pk in through.values_list(_as_text("annotation_id"), flat=True)}
    live = Annotation.objects.live().filter(article__in=found)
    said = live.exclude(origin=Origin.ADJUDICATED)
    chains = _chains(Q(annotation__article__in=found), roots)
    for pk, (article, marking) in _markings(project_id, said, chains).items():
        if pk in decided:
            found[article].settled.append((marking.span, marking.label))
        else:
            found[article].markings.append(marking)
    for article, marking in _decisions(project_id, found, chains):
        found[article].markings.append(marking)


def _markings(
    project_id: int, rows: AnnotationQuerySet, chains: Mapping[str, Chains]
) -> dict[str, tuple[int, Marking]]:
    """The annotations as markings, each with its article, by id."""
    groups = _merged_groups(project_id)
    names = ("article_id", "author_id", "start", "end", "label", "claim_id", "claim__group_id")
    figures = (f"quantity__{name}" for name in FIGURE_BOUNDS)
    found = {}
    for (
        pk,
        article,
        author,
        start,
        end,
        label,
        claim,
        group,
        version,
        *figure,
    ) in rows.order_by().values_list(_as_text("pk"), *names, "version", *figures):
        dashed = dashed_id(pk)
        found[dashed] = (
            article,
            Marking(
                PersonSpan(start, end, dashed, author),
                label,
                chains.get(pk, ()),
                groups.get(claim, group) if groups else group,
                None if figure[0] is None and figure[1] is None else tuple(figure),
                version,
            ),
        )
    return found


def _decisions(
    project_id: int, articles: Collection[int], chains: Mapping[str, Chains]
) -> Iterator[tuple[int, Marking]]:
    """The decisions in force on current texts, each with its article, as one more person's."""
    current = F("stretch__revision__article__current")
    in_force = Adjudication.objects.in_force().filter(stretch__revision__article__in=articles)
    rows = in_force.filter(stretch__revision=current).select_related("stretch__revision")
    live = Annotation.objects.live().filter(decides__in=rows.order_by().values("pk"))
    made = _markings(project_id, live, chains)
    for row in rows:
        stretch = row.stretch
        span = PersonSpan(stretch.start, stretch.end, f"decision-{row.pk}", 0)
        marking = Marking(span, "", (), None, None, row.pk, row.pk)
        if row.decision_id is not None:
            _article, said = made[str(row.decision_id)]
            marking = said._replace(span=span, version=row.pk, decided=row.pk)
        yield stretch.revision.article_id, marking


@dataclass(frozen=True)
class DecidedReading:
    """A decision in force on a current text, as one more reading of the passage; `inputs` are the
    annotations in whose place it speaks. "Not a claim" has no label."""

    article: int
    inputs: frozenset[str]
    is_not_a_claim: bool
    category: str
    label: str = ""
    stances: Mapping[int, str | None] = field(default_factory=dict)


def decided_readings(project_id: int) -> list[DecidedReading]:
    """The decisions in force on the project's current texts."""
    roots = source_roots(project_id)
    current = F("stretch__revision__article__current")
    rows = Adjudication.objects.in_force().filter(
        stretch__revision__article__project=project_id, stretch__revision=current
    )
    facts = rows.order_by("pk").values_list(
        *("pk", "decision_id", "is_not_a_claim", "error_category", "decision__label"),
        *("stretch__revision__article_id", "stretch__revision__article__publisher_id"),
    )
    through = Adjudication.inputs.through.objects.filter(adjudication__in=rows.order_by())
    decided_on: dict[int, set[str]] = {}
    for adjudication, annotation in through.values_list("adjudication_id", "annotation_id"):
        decided_on.setdefault(adjudication, set()).add(str(annotation))
    made = rows.order_by().filter(decision__isnull=False).values("decision")
    chains = _chains(Q(annotation__in=made), roots)
    dashed = {dashed_id(pk): said for pk, said in chains.items()}
    return [
        DecidedReading(
            article=article,
            inputs=frozenset(decided_on.get(pk, ())),
            is_not_a_claim=is_not_a_claim,
            category=category,
            label=label or "",
            stances=_stances(
                dashed.get(str(decision), ()), None if by is None else roots.get(by, by)
            )
            if decision
            else {},
        )
        for pk, decision, is_not_a_claim, category, label, article, by in facts
    ]


class HeldConfidence(NamedTuple):
    """A label with how sure its author was, and whether a decision in force gave the same one.

    It counts unless its author decided it, or changed it after the decision.
    """

    annotation: str
    person: int
    confidence: float
    label: str
    is_right: bool
    decided: str
    counts: bool


def held_confidences(project_id: int) -> list[HeldConfidence]:
    """Every live label with a confidence on which a decision in force was made, in order; of
    several decisions the last one. `decided` "" is "not a claim"."""
    live = Annotation.objects.live().filter(project=project_id, confidence__isnull=False)
    rows = Adjudication.inputs.through.objects.filter(
        annotation__in=live.filter(origin__in=COUNTED_ORIGINS).order_by().values("pk"),
        adjudication__superseded_at__isnull=True,
    )
    facts = rows.order_by("adjudication_id").values_list(
        "annotation_id",
        "annotation__author_id",
        "annotation__confidence",
        "annotation__label",
        "annotation__updated_at",
        "adjudication__created_at",
        "adjudication__reviewer_id",
        "adjudication__decision__label",
    )
    found: dict[str, HeldConfidence] = {}
    for pk, person, sure, label, changed, decided_at, reviewer, decided in facts:
        assert sure is not None
        found[str(pk)] = HeldConfidence(
            str(pk),
            person,
            sure,
            label,
            is_right=label == decided,
            decided=decided or "",
            counts=person != reviewer and changed <= decided_at,
        )
    return [found[pk] for pk in sorted(found)]


def _merged_groups(project_id: int) -> dict[int, int]:
    """The claim group that each merged claim counts for, at the end of however many merges."""
    rows = Claim.objects.filter(project=project_id, merged_into__isnull=False)
    into = {pk: target for pk, target in rows.values_list("pk", "merged_into_id") if target}
    ends = _ends(into)
    groups = dict(Claim.objects.filter(pk__in=set(ends.values())).values_list("pk", "group_id"))
    return {pk: groups[end] for pk, end in ends.items()}


def figure_as_json(annotation: Annotation) -> dict[str, Any] | None:
    """An annotation's figure in its JSON form."""
    return quantity_row(figure_of(annotation))


def error_categories() -> list[tuple[str, str]]:
    """The sorts of error that a reviewer can name, with their names in the reader's language."""
    return [(value, str(name)) for value, name in ErrorCategory.choices]


def category_name(category: str) -> str:
    """A sort of error in the reader's language; what somebody wrote by hand as it is."""
    return dict(error_categories()).get(category, category)


def text_of_revision(revision_id: int) -> str:
    """A captured text."""
    return Revision.objects.values_list("text", flat=True).get(pk=revision_id)


def annotations_by_id(user: Viewer, ids: Collection[str]) -> dict[str, Annotation]:
    """Annotations that the user may see, by id, with what drawing them needs."""
    rows = Annotation.objects.visible_to(user).filter(pk__in=ids)
    rows = rows.select_related("claim", "project", "quantity")
    return {str(row.pk): row for row in rows.prefetch_related("attributions__source")}


def annotation_as_json(annotation: Annotation, shield: Shield) -> dict[str, Any]:
    """The JSON form of an annotation as it may leave."""
    return shielded_annotation(annotation_row(annotation), shield)


def adjudications_by_id(user: Viewer, ids: Collection[int]) -> dict[int, Adjudication]:
    """Decisions that the user may see, by id, with what was decided on."""
    rows = Adjudication.objects.visible_to(user).filter(pk__in=ids)
    rows = rows.select_related("reviewer", "stretch__revision", "decision__claim")
    return {row.pk: row for row in rows.prefetch_related("inputs__author")}


def project_of_decision(user: Viewer, adjudication_id: int) -> int | None:
    """The project of a decision that the user may see."""
    rows = Adjudication.objects.visible_to(user).filter(pk=adjudication_id)
    return rows.values_list("stretch__revision__article__project", flat=True).first()


def project_of_request(user: Viewer, sent_back_id: int) -> int | None:
    """The project in which the user may see that something was sent back."""
    rows = SentBack.objects.visible_to(user).filter(pk=sent_back_id)
    return rows.values_list("stretch__revision__article__project", flat=True).first()


def decision_at(user: Viewer, revision_id: int, start: int, end: int) -> Adjudication | None:
    """The newest decision in force that touches that place."""
    rows = Adjudication.objects.visible_to(user).in_force().filter(stretch__revision=revision_id)
    rows = rows.filter(stretch__start__lt=end, stretch__end__gt=start)
    return rows.select_related("reviewer", "stretch", "decision").first()


def last_acts(user: User, project_id: int) -> list[Adjudication | SentBack]:
    """The last thing the reviewer decided and did not take back, and the last that they gave back;
    the later first."""
    path = "stretch__revision__article__project"
    decided = Adjudication.objects.visible_to(user).in_force()
    sent = SentBack.objects.visible_to(user).standing()
    found: list[Adjudication | SentBack | None] = [
        decided.filter(**{path: project_id}, reviewer=user)
        .select_related("stretch__revision__article", "decision")
        .prefetch_related("inputs__author")
        .first(),
        sent.filter(**{path: project_id}, reviewer=user)
        .select_related("stretch__revision__article")
        .first(),
    ]
    return sorted(
        (row for row in found if row is not None), key=lambda row: row.created_at, reverse=True
    )


# --- what changed ---------------------------------------------------------------------------


@dataclass
class Changes:
    """Log lines whose consequences are still to be drawn, and what they concern."""

    event_ids: list[int] = field(default_factory=list)
    groups: set[int] = field(default_factory=set)
    articles: set[int] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)
    """Articles whose own row changed: perhaps the text, or its day."""


def undelivered_changes(project_id: int) -> Changes:
    """The oldest undelivered changes of a project, and the groups and articles they touch.

    Each change touches where its subject was (`before`), where it went (`after`) and where it
    is now, so the lines can be taken in any order, together or apart.
    """
    rows = Event.objects.undelivered().filter(project=project_id).order_by("pk")
    touched = _Touched()
    changes = Changes()
    for pk, verb, kind, subject_id, before, after in rows.values_list(
        "pk", "verb", "subject_type", "subject_id", "before", "after"
    )[:EVENTS_AT_ONCE]:
        changes.event_ids.append(pk)
        touched.note(verb, kind, subject_id, before, after)
    changes.texts = set(touched.whole_articles)
    changes.articles = touched.all_articles()
    changes.groups = touched.all_groups(project_id, changes.articles)
    return changes


def waiting_ids(project_id: int, *, most: int) -> frozenset[int] | None:
    """The changes of a project whose consequences are still to be drawn; None if they are more
    than that."""
    waiting = Event.objects.undelivered().filter(project=project_id).order_by()
    found = frozenset(waiting.values_list("pk", flat=True)[: most + 1])
    return found if len(found) <= most else None


def newest_line(project_id: int) -> tuple[int, datetime.datetime] | None:
    """The newest line in the log of a project: which, and when it was written."""
    rows = Event.objects.filter(project=project_id).order_by("-pk")
    return rows.values_list("pk", "at").first()


def is_in_log(project_id: int, line: tuple[int, datetime.datetime]) -> bool:
    """Whether the log still holds that line: it is the one that was read before, with more
    lines, and not that of another database."""
    number, at = line
    return Event.objects.filter(pk=number, project=project_id, at=at).exists()


def groups_touched(project_id: int, event_ids: Collection[int]) -> set[int]:
    """The claim groups that these changes touch: of which they may have changed anything."""
    touched = _Touched()
    for block in blocks(event_ids, size=EVENTS_AT_ONCE):
        rows = Event.objects.filter(pk__in=block).order_by()
        for line in rows.values_list("verb", "subject_type", "subject_id", "before", "after"):
            touched.note(*line)
    return touched.all_groups(project_id, touched.all_articles()) if touched.is_any else set()


def has_undelivered_changes(project_id: int) -> bool:
    """Whether anything has changed of which the consequences are still to be drawn."""
    return Event.objects.undelivered().filter(project=project_id).exists()


def mark_delivered(event_ids: Collection[int]) -> None:
    """Notes that the consequences of these changes are drawn."""
    if event_ids:
        Event.objects.filter(pk__in=event_ids).update(delivered_at=timezone.now())


def projects_waiting(*, older_than: datetime.timedelta) -> list[int]:
    """Projects with changes that have waited longer than that."""
    rows = Event.objects.undelivered().filter(
        project__isnull=False, at__lt=timezone.now() - older_than
    )
    return sorted(set(rows.order_by().values_list("project_id", flat=True).distinct()) - {None})


@dataclass
class _Touched:
    """Ids that changes mention, by kind."""

    annotations: set[str] = field(default_factory=set)
    adjudications: set[int] = field(default_factory=set)
    articles: set[int] = field(default_factory=set)
    whole_articles: set[int] = field(default_factory=set)
    claims: set[int] = field(default_factory=set)
    sources: set[int] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)

    def note(self, verb: str, kind: str, subject_id: str, before: Any, after: Any) -> None:
        """Takes up what one log line concerns."""
        states = [state for state in (before, after) if isinstance(state, dict)]
        if kind == "annotation":
            self.annotations.add(subject_id)
            self.claims |= _ids(states, "claim")
            self.articles |= _ids(states, "article")
        elif kind == "adjudication":
            self.adjudications.add(int(subject_id))
        elif kind == "article":
            self.whole_articles.add(int(subject_id))
        elif kind == "claim":
            self.claims |= {int(subject_id)} | _ids(states, "merged_into")
            self.groups |= _ids(states, "group")
        elif kind == "source" and verb in ("merged", "unmerged"):
            self.sources |= {int(subject_id)} | _ids(states, "merged_into")

    @property
    def is_any(self) -> bool:
        """Whether they mention anything."""
        return any(vars(self).values())

    def all_articles(self) -> set[int]:
        """Every article whose tally may have changed."""
        decided = Adjudication.objects.filter(pk__in=self.adjudications)
        self.whole_articles |= set(decided.values_list("stretch__revision__article", flat=True))
        if self.sources:
            speaks = Q(attributions__source__in=_merged_too(self.sources))
            publishes = Q(article__publisher__in=_merged_too(self.sources))
            rows = Annotation.objects.filter(speaks | publishes).order_by()
            self.whole_articles |= set(rows.values_list("article_id", flat=True).distinct())
        now = Annotation.objects.filter(pk__in=self.annotations).order_by()
        self.articles |= set(now.values_list("article_id", flat=True))
        return self.articles | self.whole_articles

    def all_groups(self, project_id: int, articles: Collection[int]) -> set[int]:
        """Every claim group whose contribution may have changed."""
        in_articles = Q(article__in=self.whole_articles) | Q(pk__in=self.annotations)
        rows = Annotation.objects.filter(in_articles, claim__isnull=False).order_by()
        claims = self.claims | set(rows.values_list("claim_id", flat=True).distinct())
        groups = set(
            ClaimGroup.objects.filter(project=project_id, pk__in=self.groups).values_list(
                "pk", flat=True
            )
        )
        while claims:
            links = Claim.objects.filter(project=project_id, pk__in=claims)
            targets: set[int] = set()
            for group_id, into in links.values_list("group_id", "merged_into_id"):
                groups.add(group_id)
                if into is not None:
                    targets.add(into)
            claims = targets
        return groups


def _merged_too(source_ids: Iterable[int]) -> set[int]:
    """The sources and all that were merged into them."""
    found: set[int] = set()
    newest = set(source_ids)
    while newest:
        found |= newest
        merged = Source.objects.filter(merged_into__in=newest).values_list("pk", flat=True)
        newest = set(merged) - found
    return found


def _ids(states: Iterable[Mapping[str, Any]], name: str) -> set[int]:
    return {value for state in states if isinstance(value := state.get(name), int)}


def blocks(ids: Collection[int], *, size: int) -> Iterator[list[int]]:
    """The ids in blocks of at most that many."""
    ordered = sorted(ids)
    for begin in range(0, len(ordered), size):
        yield ordered[begin : begin + size]
