"""Writing what an import comes to, all of it in the transaction of the caller."""

import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from operator import attrgetter
from typing import Any

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from annotator.formats.records import NamedHop, Person
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Claim,
    ClaimGroup,
    GuidelineVersion,
    ImportBatch,
    ImportedAnnotation,
    ImportedArticle,
    Project,
    Source,
    SourceAlias,
    Topic,
    User,
)
from annotator.models.choices import AssignmentState, SourceKind
from annotator.services.access import DECIDE, role_in
from annotator.services.annotations import Draft, Hop, NewAnnotation, store_imported
from annotator.services.articles import add_previewed, article_facts
from annotator.services.claims import claim_facts, create_topic
from annotator.services.events import log_events
from annotator.services.import_plan import Plan, PlannedMark, PlannedText, imported_address
from annotator.services.inserting import Insertion
from annotator.services.sources import source_facts
from annotator.text.canonical import search_key

UNNAMED = "Unnamed annotator"
_AT_ONCE = 2000
_COUNTING_BITS = 32
_IMPORTED = Insertion(ImportedAnnotation)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the marks on a text go."""

    article: int
    revision: int
    text: str


def publish(batch: ImportBatch, user: User, project: Project, plan: Plan) -> dict[str, int]:
    """Stores everything of the plan; how much of each came to be. IntegrityError when somebody
    stored one of the articles, sources or people in the same moment: then plan again."""
    people = _people(plan, project)
    places = _articles(batch, user, project, plan)
    sources = _sources(user, project, plan.marks)
    claims = _claims(user, project, plan.marks)
    # In the order in which they were made, which their ids keep: among equals the later counts.
    new = sorted(_not_here_yet(plan.marks, places, people), key=attrgetter("order"))
    ids = _ascending_ids()
    stored = 0
    for begin in range(0, len(new), _AT_ONCE):
        part = new[begin : begin + _AT_ONCE]
        stored += _annotations(batch, user, project, part, places, people, sources, claims, ids)
    _blanks(plan, places, people)
    return {
        "annotations": stored,
        "annotations_here_already": len(plan.marks) - len(new),
        "people": len(set(people.values())),
    }


# --- people ---------------------------------------------------------------------------------


def _people(plan: Plan, project: Project) -> dict[Person, User]:
    """Everybody's user; who is unknown here becomes an inactive one, marked as imported."""
    wanted = {
        person: imported_address(project, person)
        for person, known in plan.people.items()
        if known is None
    }
    there = {user.email: user for user in User.objects.filter(email__in=list(wanted.values()))}
    missing = {
        address: User(
            email=address,
            name=" ".join((person.name or UNNAMED).split())[:200],
            password=make_password(None),
            is_active=False,
            is_imported=True,
        )
        for person, address in wanted.items()
        if address not in there
    }
    User.objects.bulk_create(missing.values())
    there |= missing
    known = {person: user for person, user in plan.people.items() if user is not None}
    return known | {person: there[address] for person, address in wanted.items()}


# --- articles -------------------------------------------------------------------------------


def _articles(batch: ImportBatch, user: User, project: Project, plan: Plan) -> dict[str, _Place]:
    """Stores the texts; where the marks on each of them go, by its hash."""
    given: list[PlannedText] = [text for text in plan.texts.values() if text.record is not None]
    _bring_back(user, project, given)
    pairs = [(one.capture, one.preview) for one in given if one.capture and one.preview]
    added = add_previewed(user, project, pairs)
    places: dict[str, _Place] = {}
    outcomes: dict[int, str] = {}
    for planned, (article, _is_new) in zip(given, added, strict=True):
        assert article.current_id is not None
        places[planned.sha256] = _Place(article.pk, article.current_id, planned.text)
        outcomes.setdefault(article.pk, planned.outcome)
    for planned in plan.texts.values():
        if planned.record is None and planned.article and planned.revision:
            places[planned.sha256] = _Place(planned.article, planned.revision, planned.text)
            outcomes.setdefault(planned.article, planned.outcome)
    _check_still_current(places)
    ImportedArticle.objects.bulk_create(
        (
            ImportedArticle(batch=batch, article_id=pk, outcome=outcome)
            for pk, outcome in outcomes.items()
        ),
        batch_size=_AT_ONCE,
    )
    return places


def _bring_back(user: User, project: Project, given: Iterable[PlannedText]) -> None:
    """Articles that were put away come back with their import."""
    wanted = [one.article for one in given if one.is_put_away]
    away = list(Article.objects.filter(pk__in=wanted, archived_at__isnull=False))
    changes = []
    for article in away:
        before = article_facts(article)
        article.archived_at = None
        changes.append((article, before, article_facts(article)))
    Article.objects.filter(pk__in=[article.pk for article in away]).update(archived_at=None)
    if changes:
        log_events("changed", list(changes), actor=user, project=project)


class TextMoved(Exception):
    """An article got a newer text since the plan was made: plan again."""


def _check_still_current(places: dict[str, _Place]) -> None:
    """Locks the articles: none gets a newer text before the marks on this one are stored."""
    wanted = {place.article: place.revision for place in places.values()}
    ids = sorted(wanted)
    for begin in range(0, len(ids), _AT_ONCE):
        rows = Article.objects.filter(pk__in=ids[begin : begin + _AT_ONCE]).order_by("pk")
        locked = rows.select_for_update(no_key=True).values_list("pk", "current_id")
        if any(wanted[pk] != current for pk, current in locked):
            raise TextMoved


# --- sources and claims ---------------------------------------------------------------------


def _sources(user: User, project: Project, marks: Sequence[PlannedMark]) -> dict[str, int]:
    """The source of each name in the chains, by its key; those unknown here are made."""
    names: dict[str, str] = {}
    for mark in marks:
        for chain in (*mark.chains, *(mark.settled[1] if mark.settled else ())):
            for hop in chain:
                if hop.source:
                    names.setdefault(source_key(hop.source), " ".join(hop.source.split()))
    if not names:
        return {}
    roots = Source.objects.roots().filter(project=project)
    aliases = SourceAlias.objects.filter(source__in=roots).order_by("-source_id")
    known = dict(aliases.values_list("name_key", "source_id"))
    known |= dict(roots.values_list("name_key", "pk"))
    missing = [
        Source(
            project=project,
            name=name,
            name_key=key,
            kind=SourceKind.ORGANISATION,
            created_by=user,
        )
        for key, name in names.items()
        if key not in known
    ]
    Source.objects.bulk_create(missing, batch_size=_AT_ONCE)
    changes = [(source, None, source_facts(source)) for source in missing]
    if changes:
        log_events("created", list(changes), actor=user, project=project)
    return known | {source.name_key: source.pk for source in missing}


def source_key(name: str) -> str:
    """What names of one source have in common."""
    return search_key(" ".join(name.split()))


def _claims(user: User, project: Project, marks: Sequence[PlannedMark]) -> dict[str, int]:
    """The claim of each wording; those unknown here are made."""
    wordings = {mark.claim for mark in marks if mark.claim}
    if not wordings:
        return {}
    claims = Claim.objects.visible_to(user).roots().filter(project=project).order_by("-pk")
    by_key = dict(claims.values_list("text_key", "pk"))
    missing = sorted(words for words in wordings if search_key(words) not in by_key)
    topics = _topics(user, project, marks)
    groups = [ClaimGroup(project=project) for _words in missing]
    ClaimGroup.objects.bulk_create(groups, batch_size=_AT_ONCE)
    made = [
        Claim(
            project=project,
            topic=topics.get(words),
            text=words,
            text_key=search_key(words),
            group=group,
            created_by=user,
        )
        for words, group in zip(missing, groups, strict=True)
    ]
    Claim.objects.bulk_create(made, batch_size=_AT_ONCE)
    changes = [(claim, None, claim_facts(claim)) for claim in made]
    if changes:
        log_events("created", list(changes), actor=user, project=project)
    by_key |= {claim.text_key: claim.pk for claim in made}
    return {words: by_key[search_key(words)] for words in wordings}


def _topics(user: User, project: Project, marks: Sequence[PlannedMark]) -> dict[str, Topic]:
    """The story of each wording. Who decides here makes those that are missing; where another
    imports, a claim of a story unknown here has none."""
    names = {mark.claim: mark.topic for mark in marks if mark.claim and mark.topic}
    wanted = set(names.values())
    known = {one.name: one for one in Topic.objects.filter(project=project, name__in=wanted)}
    if role_in(user, project) in DECIDE:
        known |= {
            name: create_topic(user, project, name=name) for name in sorted(wanted - known.keys())
        }
    return {words: known[name] for words, name in names.items() if name in known}


# --- annotations ----------------------------------------------------------------------------


def _not_here_yet(
    marks: Sequence[PlannedMark], places: dict[str, _Place], people: dict[Person, User]
) -> list[PlannedMark]:
    """The marks without those that an earlier import of the same work brought."""
    named = {mark.draft.external_id for mark in marks} - {""}
    revisions = {place.revision for place in places.values()}
    before = Annotation.objects.filter(revision__in=revisions, withdrawn_at__isnull=True).exclude(
        external_id=""
    )
    columns = ("revision_id", "author_id", "start", "end", "label", "external_id")
    there = set(before.order_by().values_list(*columns)) if named else set()
    if not there:
        return list(marks)
    return [
        mark
        for mark in marks
        if (
            places[mark.text].revision,
            people[mark.person].pk,
            mark.draft.start,
            mark.draft.end,
            mark.draft.label,
            mark.draft.external_id,
        )
        not in there
    ]


def _annotations(
    batch: ImportBatch,
    user: User,
    project: Project,
    marks: Sequence[PlannedMark],
    places: dict[str, _Place],
    people: dict[Person, User],
    sources: dict[str, int],
    claims: dict[str, int],
    ids: Iterator[uuid.UUID],
) -> int:
    guidelines = GuidelineVersion.objects.filter(project=project).order_by("-number")
    guideline = guidelines.values_list("pk", flat=True).first()
    news = [
        NewAnnotation.of(
            _draft(mark, sources, claims, own_id=next(ids)),
            project=project,
            article=places[mark.text].article,
            revision=places[mark.text].revision,
            text=places[mark.text].text,
            author=people[mark.person].pk,
            origin=mark.origin,
            guideline=guideline,
            anchor=mark.anchor,
            accepted_at=mark.accepted_at,
            withdrawn_at=mark.withdrawn_at,
            settled=_settled(mark, sources),
        )
        for mark in marks
    ]
    store_imported(news, actor=user)
    _IMPORTED.put([{"batch_id": batch.pk, "annotation_id": new.columns["id"]} for new in news])
    return len(news)


def _ascending_ids() -> Iterator[uuid.UUID]:
    """Ids as random as others in all but their end, where they count up."""
    first = uuid.uuid4().int >> _COUNTING_BITS << _COUNTING_BITS
    return (uuid.UUID(int=first + number) for number in count())


def _draft(
    mark: PlannedMark, sources: dict[str, int], claims: dict[str, int], *, own_id: uuid.UUID
) -> Draft:
    chains = tuple(tuple(_hop(hop, sources) for hop in chain) for chain in mark.chains)
    claim = claims[mark.claim] if mark.claim else None
    return replace(mark.draft, id=own_id, chains=chains, claim=claim)


def _settled(mark: PlannedMark, sources: dict[str, int]) -> dict[str, Any] | None:
    if mark.settled is None:
        return None
    label, chains = mark.settled
    return {"label": label, "chains": [[vars(_hop(hop, sources)) for hop in c] for c in chains]}


def _hop(hop: NamedHop, sources: dict[str, int]) -> Hop:
    source = sources[source_key(hop.source)] if hop.source else None
    return Hop(source=source, cue=hop.cue, stance=hop.stance)


def _blanks(plan: Plan, places: dict[str, _Place], people: dict[Person, User]) -> None:
    """Who went through a text and marked nothing is done with it."""
    now = timezone.now()
    Assignment.objects.bulk_create(
        (
            Assignment(
                article_id=places[text].article,
                user=people[person],
                state=AssignmentState.DONE,
                first_done_at=now,
            )
            for text, person in plan.blanks
            if text in places
        ),
        ignore_conflicts=True,
        batch_size=_AT_ONCE,
    )
