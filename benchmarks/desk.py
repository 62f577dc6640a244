"""A project with people, sources, claims and a corpus, put into the database for a benchmark."""

import hashlib
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from annotator.models import (
    Annotation,
    Article,
    Attribution,
    Claim,
    ClaimGroup,
    Membership,
    Project,
    Revision,
    Source,
    Topic,
    User,
)
from annotator.models.choices import DatePrecision, Role, SourceKind
from annotator.services.annotations import Draft, Hop, digest_of, update_annotation
from annotator.text.canonical import search_key
from annotator.text.selectors import make_selector
from benchmarks.corpus import PEOPLE, InventedArticle, InventedSpan, invented_spans

ROWS_AT_ONCE = 500
CUES = {"asserts": "said", "denies": "denied", "leaves_open": "could not say", "reports": "wrote"}


@dataclass(frozen=True)
class Desk:
    """A project and who and what is in it."""

    project: Project
    manager: User
    people: list[User]
    sources: list[Source]
    claims: list[Claim]


def open_desk(*, sources: int = 40, claims: int = 400, topics: int = 20) -> Desk:
    """A new project with a manager and ten annotators; nobody of them has a password."""
    manager = _person("manager")
    project = Project.objects.create(
        slug=f"bench-{uuid.uuid4().hex[:8]}", name="Bench", created_by=manager, overlap=4
    )
    people = [_person(f"annotator{number}") for number in range(PEOPLE)]
    roles = [(manager, Role.MANAGER), *((person, Role.ANNOTATOR) for person in people)]
    Membership.objects.bulk_create(
        Membership(project=project, user=user, role=role) for user, role in roles
    )
    made_sources = Source.objects.bulk_create(
        Source(
            project=project,
            name=f"Outlet {number}",
            name_key=search_key(f"Outlet {number}"),
            kind=SourceKind.OUTLET,
            created_by=manager,
        )
        for number in range(sources)
    )
    made_topics = Topic.objects.bulk_create(
        Topic(project=project, name=f"Story {number}") for number in range(topics)
    )
    groups = ClaimGroup.objects.bulk_create(ClaimGroup(project=project) for _ in range(claims))
    made_claims = Claim.objects.bulk_create(
        Claim(
            project=project,
            topic=made_topics[number % topics],
            text=f"Claim number {number} of the story.",
            text_key=search_key(f"Claim number {number} of the story."),
            group=group,
            created_by=manager,
        )
        for number, group in enumerate(groups)
    )
    return Desk(project, manager, people, made_sources, made_claims)


def store_articles(desk: Desk, invented: Iterable[InventedArticle]) -> list[Article]:
    """The articles as rows, in a few statements: for what is measured afterwards."""
    given = list(invented)
    now = timezone.now()
    with transaction.atomic():
        articles = Article.objects.bulk_create(
            (_article(desk, one, now - timedelta(seconds=one.number)) for one in given),
            batch_size=ROWS_AT_ONCE,
        )
        revisions = Revision.objects.bulk_create(
            (
                Revision(
                    article=article,
                    number=1,
                    text=one.text,
                    text_key=search_key(one.text),
                    sha256=article.text_sha256,
                    raw=one.text,
                    created_by=desk.manager,
                )
                for article, one in zip(articles, given, strict=True)
            ),
            batch_size=ROWS_AT_ONCE,
        )
        for article, revision in zip(articles, revisions, strict=True):
            article.current = revision
        Article.objects.bulk_update(articles, ["current"], batch_size=ROWS_AT_ONCE)
    return articles


def store_spans(
    desk: Desk,
    articles: Sequence[Article],
    invented: Sequence[InventedArticle],
    *,
    each: int,
    author: User | None = None,
) -> int:
    """So many spans in each of the articles, by the corpus's four people, or all by one author
    and then no passage twice; the number stored. The log is not written: nothing is left to catch
    up with."""
    rows: list[Annotation] = []
    hops: list[Attribution] = []
    for article, one in zip(articles, invented, strict=True):
        spans = invented_spans(one, each) if author is None else invented_spans(one, each, people=1)
        for span in spans:
            row = _annotation(desk, article, span, author or desk.people[span.person])
            rows.append(row)
            hops.append(_attribution(desk, row, span))
    _give_ids(rows, hops)
    with transaction.atomic():
        Annotation.objects.bulk_create(rows, batch_size=ROWS_AT_ONCE)
        Attribution.objects.bulk_create(hops, batch_size=ROWS_AT_ONCE)
    return len(rows)


def relabel_a_mark(desk: Desk, number: int) -> None:
    """The author of the mark of that number, in the order of their ids, changes its label."""
    marks = Annotation.objects.filter(project=desk.project).select_related("author")
    mark = marks.order_by("pk")[number]
    other = "contested" if mark.label != "contested" else "unverified"
    update_annotation(mark.author, mark.pk, version=mark.version, changes={"label": other})


def draft_of(desk: Desk, article_id: int, span: InventedSpan) -> Draft:
    """The span as its author would send it: label, claim and one source with its stance."""
    source = desk.sources[span.source % len(desk.sources)]
    return Draft(
        article=article_id,
        start=span.start,
        end=span.end,
        quote=span.quote,
        label=span.label,
        claim=desk.claims[span.claim % len(desk.claims)].pk,
        chains=((Hop(source.pk, CUES[span.stance], span.stance),),),
    )


def _person(name: str) -> User:
    return User.objects.create_user(f"{name}-{uuid.uuid4().hex[:8]}@bench.example")


def _article(desk: Desk, one: InventedArticle, at: datetime) -> Article:
    return Article(
        project=desk.project,
        publisher=desk.sources[one.number % len(desk.sources)],
        title=one.title,
        url=one.address,
        canonical_url=one.address,
        published_on=one.published_on,
        published_precision=DatePrecision.DAY,
        language=one.language,
        text_sha256=hashlib.sha256(one.text.encode()).hexdigest(),
        created_by=desk.manager,
        created_at=at,
    )


def _annotation(desk: Desk, article: Article, span: InventedSpan, author: User) -> Annotation:
    assert article.current is not None
    selector = make_selector(article.current.text, span.start, span.end)
    draft = draft_of(desk, article.pk, span)
    return Annotation(
        id=draft.id,
        project=desk.project,
        article=article,
        revision=article.current,
        author=author,
        start=span.start,
        end=span.end,
        quote=selector.quote,
        prefix=selector.prefix,
        suffix=selector.suffix,
        label=span.label,
        claim_id=draft.claim,
        digest=digest_of(draft),
    )


def _give_ids(rows: Sequence[Annotation], hops: Sequence[Attribution]) -> None:
    """Ids as the annotating page makes them: those of one sitting differ in their ends only."""
    bases: dict[tuple[int, int], list[str]] = {}
    for row, hop in zip(rows, hops, strict=True):
        made = bases.setdefault((row.author_id, row.article_id), [str(uuid.uuid4())[:-4]])
        row.id = uuid.UUID(f"{made[0]}{len(made) - 1:04x}")
        made.append("")
        hop.annotation = row


def _attribution(desk: Desk, row: Annotation, span: InventedSpan) -> Attribution:
    return Attribution(
        annotation=row,
        chain=0,
        position=0,
        source=desk.sources[span.source % len(desk.sources)],
        cue=CUES[span.stance],
        stance=span.stance,
    )
