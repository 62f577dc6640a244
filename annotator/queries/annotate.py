"""Reading one article for the annotating page, in a fixed number of statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

from django.db.models import CharField, Count, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce

from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Attribution,
    Claim,
    GuidelineVersion,
    Membership,
    Project,
    Revision,
    Source,
    User,
)
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.choices import AssignmentState, Origin
from annotator.models.project import WORKING_ROLES
from annotator.queries.annotations import QUANTITY_FIELDS, Hop
from annotator.queries.others_spans import OthersSpan
from annotator.queries.statements import Row, Statement, instance_of
from annotator.text.blocks import Block, OffsetMap, offset_map
from annotator.text.ids import dashed_id
from annotator.text.segments import Mark, Paragraph, Segment, article_segments, paragraphs
from annotator.text.sentences import sentences

OFFERED = 50
"""How many sources and claims the page knows from the start; the rest it searches."""
MOST_WITHDRAWN = 200


@dataclass(frozen=True)
class Fence:
    """A block that was left out or put back: its words, why it went, and its place in the text."""

    place: int
    words: str
    kind: str
    reason: str
    number: int
    kept: bool


@dataclass(frozen=True)
class DrawnParagraph:
    """A paragraph as it is drawn: its pieces, sentences, and the fences that stand before it."""

    paragraph: Paragraph
    text: str
    pieces: list[Segment]
    sentences: str
    gap: str | None
    fences: list[Fence]

    @property
    def is_spaced(self) -> bool:
        """Whether its spaces mean something: rows of a table, lines of a list."""
        words = self.text[self.paragraph.start : self.paragraph.end]
        return words[:1] in (" ", "\t") or "\t" in words or "   " in words


class OwnSpan(NamedTuple):
    """One of the reader's spans, as far as the page needs it; lighter than its row."""

    id: str
    start: int
    end: int
    quote: str
    label: str
    claim: int | None
    chains: list[list[Hop]]
    quantity: dict[str, Any] | None
    note: str
    confidence: float | None
    version: int
    active_ms: int


class OfferedSource(NamedTuple):
    """A source that the page knows from the start."""

    id: int
    name: str
    kind: str


class OfferedClaim(NamedTuple):
    """A claim that the page knows from the start."""

    id: int
    text: str


@dataclass(frozen=True)
class ArticleForAnnotating:
    """All that the page shows. `article` carries `role`, `assigned` and `done` (mine here), and
    `guideline`, the number of the version in force or None; and `has_marked`, whether the reader
    ever marked anything on this page, here or elsewhere; `decided` on how many of their spans here
    a decision stands."""

    article: Article
    spans: list[OwnSpan]
    withdrawn: dict[str, int]
    sources: list[OfferedSource]
    claims: list[OfferedClaim]

    @property
    def opens_all(self) -> bool:
        """Whether the reader may see what others marked here."""
        return bool(self.article.opens_all)  # type: ignore[attr-defined] # set by article_for_annotating

    @property
    def may_write(self) -> bool:
        """Whether the reader's role lets them mark anything."""
        return self.article.role in (*WORKING_ROLES, "admin")  # type: ignore[attr-defined] # set by article_for_annotating


def article_for_annotating(
    user: User, *, slug: str, article_id: int
) -> ArticleForAnnotating | None:
    """The article with one's own work on its current text; None when it is not one's to see."""
    article = _article(user, slug, article_id)
    if article is None or article.current_id is None:
        return None
    assert article.current is not None
    spans, withdrawn = _own_spans(user, article.current)
    sources = {hop["source"] for span in spans for chain in span.chains for hop in chain} - {None}
    claims = {span.claim for span in spans if span.claim is not None}
    # An admin's id stands nowhere in these statements: all is open to them.
    who = (None if user.is_superuser else user.pk, user.is_superuser, article.project_id)
    return ArticleForAnnotating(
        article=article,
        spans=spans,
        withdrawn=withdrawn,
        sources=[OfferedSource(*row.values()) for row in _SOURCES.rows(*who, sorted(sources))],
        claims=[OfferedClaim(*row.values()) for row in _CLAIMS.rows(*who, sorted(claims))],
    )


def _own_spans(user: User, revision: Revision) -> tuple[list[OwnSpan], dict[str, int]]:
    """One's spans on the current text, and the versions of those last withdrawn."""
    which = (user.pk, user.is_superuser, revision.pk)
    chains = _chains(_HOPS.rows(*which))
    spans, gone = [], []
    for row in _SPANS.rows(*which):
        if row["annotation.withdrawn_at"] is None:
            spans.append(_own_span(row, revision.text, chains.get(row["key"], [])))
        else:
            gone.append((row["annotation.withdrawn_at"], row["key"], row["annotation.version"]))
    gone.sort()
    return spans, {dashed_id(key): version for _, key, version in gone[-MOST_WITHDRAWN:]}


def _mine(user_id: int, is_superuser: bool, revision: int) -> AnnotationQuerySet:
    user = User(pk=user_id, is_superuser=is_superuser)
    mine = Annotation.objects.visible_to(user).filter(author=user, revision=revision)
    return mine.exclude(origin=Origin.ADJUDICATED)


_SPANS = Statement(
    lambda *which: (
        _mine(*which)
        .order_by("start", "-end", "pk")
        .annotate(key=Cast("pk", CharField()))
        .values(
            *("key", "start", "end", "label", "claim", "note", "confidence", "version"),
            *("active_ms", "withdrawn_at", *(f"quantity__{name}" for name in QUANTITY_FIELDS)),
            "quantity__pk",
        )
    )
)
_HOPS = Statement(
    lambda *which: (
        Attribution.objects.filter(
            annotation__in=_mine(*which).filter(withdrawn_at=None).order_by().values("pk")
        )
        .order_by("annotation", "chain", "position")
        .annotate(key=Cast("annotation", CharField()))
        .values("key", "position", "source", "cue", "stance")
    )
)


def _chains(hops: list[Row]) -> dict[str, list[list[Hop]]]:
    chains: dict[str, list[list[Hop]]] = {}
    for row in hops:
        found = chains.setdefault(row["key"], [])
        if row["attribution.position"] == 0 or not found:
            found.append([])
        found[-1].append(
            {
                "source": row["attribution.source_id"],
                "cue": row["attribution.cue"],
                "stance": row["attribution.stance"],
            }
        )
    return chains


# An id made of 16 bytes for each of thousands of rows costs more than reading them: as text.
def _own_span(row: Row, text: str, chains: list[list[Hop]]) -> OwnSpan:
    quantity = None
    if row["quantity.id"] is not None:
        quantity = {name: row[f"quantity.{name}"] for name in QUANTITY_FIELDS}
        quantity |= {name: plain_number(quantity[name]) for name in ("lower", "upper")}
    start, end = row["annotation.start"], row["annotation.end"]
    return OwnSpan(
        id=dashed_id(row["key"]),
        start=start,
        end=end,
        quote=text[start:end],
        label=row["annotation.label"],
        claim=row["annotation.claim_id"],
        chains=chains,
        quantity=quantity,
        note=row["annotation.note"],
        confidence=row["annotation.confidence"],
        version=row["annotation.version"],
        active_ms=row["annotation.active_ms"],
    )


_FACTS = ("has_marked", "guideline", "opens_all", "role", "assigned", "done", "decided")


def _article(user: User, slug: str, article_id: int) -> Article | None:
    rows = _ARTICLE.rows(user.pk, user.is_superuser, slug, article_id)
    if not rows:
        return None
    article: Article = instance_of(Article, rows[0])
    article.project = instance_of(Project, rows[0])
    if article.publisher_id is not None:
        article.publisher = instance_of(Source, rows[0])
    if article.current_id is not None:
        article.current = instance_of(Revision, rows[0])
    vars(article).update({name: rows[0][name] for name in _FACTS})
    return article


def _articles(user_id: int, is_superuser: bool, slug: str, article_id: int) -> QuerySet[Article]:
    user = User(pk=user_id, is_superuser=is_superuser)
    membership = Membership.objects.filter(user=user, project=OuterRef("project"))
    opening = Membership.objects.reading_everyones_work(user).filter(project=OuterRef("project"))
    assigned = (
        Assignment.objects.filter(
            user=user,
            article__project=OuterRef("project"),
            article__archived_at__isnull=True,
        )
        .order_by()
        .values("user")
    )
    done = assigned.filter(state=AssignmentState.DONE)
    decided = (
        Annotation.objects.filter(
            author=user,
            revision=OuterRef("current"),
            adjudicated_in__isnull=False,
            adjudicated_in__superseded_at__isnull=True,
        )
        .order_by()
        .values("revision")
    )
    guideline = GuidelineVersion.objects.filter(project=OuterRef("project"))
    role = Value("admin") if is_superuser else Subquery(membership.order_by().values("role")[:1])
    return (
        Article.objects.visible_to(user)
        .active()
        .filter(pk=article_id, project__slug=slug, project__archived_at__isnull=True)
        .select_related("project", "publisher", "current")
        .defer("current__text_key", "current__capture")
        .order_by()
        .annotate(
            has_marked=Exists(Annotation.objects.filter(author=user, active_ms__gt=0)),
            guideline=Subquery(guideline.order_by("-number").values("number")[:1]),
            opens_all=Value(True) if is_superuser else Exists(opening),
            role=role,
            assigned=Coalesce(Subquery(assigned.annotate(n=Count("pk")).values("n")), 0),
            done=Coalesce(Subquery(done.annotate(n=Count("pk")).values("n")), 0),
            decided=Coalesce(Subquery(decided.annotate(n=Count("pk")).values("n")), 0),
        )
    )


_ARTICLE = Statement(_articles)


def _offered_sources(
    user_id: int | None, is_superuser: bool, project: int, used: list[int]
) -> QuerySet[Any, Any]:
    user = User(pk=user_id, is_superuser=is_superuser)
    visible = Source.objects.visible_to(user).filter(project=project)
    first = visible.roots().order_by("name", "pk").values("pk")[:OFFERED]
    offered = visible.filter(Q(pk__in=used) | Q(pk__in=first)).order_by("name", "pk")
    return offered.values("pk", "name", "kind")


def _offered_claims(
    user_id: int | None, is_superuser: bool, project: int, used: list[int]
) -> QuerySet[Any, Any]:
    user = User(pk=user_id, is_superuser=is_superuser)
    visible = Claim.objects.visible_to(user).filter(project=project)
    first = visible.roots().order_by("-created_at", "-pk").values("pk")[:OFFERED]
    offered = visible.filter(Q(pk__in=used) | Q(pk__in=first)).order_by("-created_at", "-pk")
    return offered.values("pk", "text")


_SOURCES = Statement(_offered_sources)
_CLAIMS = Statement(_offered_claims)


def next_article(user: User, article: Article) -> Article | None:
    """The article one is to go on with: begun before new, oldest first; None when all is done."""
    assignment = (
        Assignment.objects.visible_to(user)
        .filter(
            user=user,
            article__project=article.project_id,
            article__archived_at__isnull=True,
        )
        .exclude(state=AssignmentState.DONE)
        .exclude(article=article)
        .select_related("article")
        .order_by(F("state").asc(), "pk")  # "in_progress" sorts before "new"
        .first()
    )
    return assignment.article if assignment else None


def drawn_paragraphs(
    page: ArticleForAnnotating, *, others: Sequence[OthersSpan] = ()
) -> tuple[list[DrawnParagraph], list[Fence]]:
    """The paragraphs in order, and the fences that stand after the last of them; `others` are
    drawn too."""
    revision = page.article.current
    assert revision is not None
    text = revision.text
    marks = [Mark(span.id, span.start, span.end, span.label) for span in page.spans]
    marks += [Mark(one.id, one.start, one.end, one.label, one.author_name) for one in others]
    cuts = _sentences_by_paragraph(text, page.article.language)
    fences = _fences(revision.raw, revision.blocks)
    drawn: list[DrawnParagraph] = []
    previous_end = 0
    for paragraph, pieces in article_segments(text, marks):
        before: list[Fence] = []
        while fences and fences[0].place <= paragraph.start:
            before.append(fences.pop(0))
        gap = text[previous_end : paragraph.start]
        drawn.append(
            DrawnParagraph(
                paragraph=paragraph,
                text=text,
                pieces=pieces,
                sentences=cuts.get(paragraph.number, ""),
                gap=gap if gap.strip("\n") else None,
                fences=before,
            )
        )
        previous_end = paragraph.end
    return drawn, fences


@lru_cache(maxsize=32)
def _sentences_by_paragraph(text: str, language: str) -> dict[int, str]:
    # A revision's text never changes, and cutting it is the slowest part of drawing the page.
    cuts: dict[int, list[int]] = {}
    waiting = iter(paragraphs(text))
    paragraph = next(waiting, None)
    for start, end in sentences(text, language or None):
        while paragraph is not None and paragraph.end < end:
            paragraph = next(waiting, None)
        if paragraph is not None:
            cuts.setdefault(paragraph.number, [paragraph.start]).extend((start, end))
    return {
        number: " ".join(str(edge - before) for before, edge in pairwise(edges))
        for number, edges in cuts.items()
    }


def _fences(raw: str, blocks: list[dict[str, Any]]) -> list[Fence]:
    """The blocks, each at the place in the text where its words stand or would stand."""
    if not blocks:
        return []
    places = offset_map(raw, [Block(**block) for block in blocks])
    fences: list[Fence] = []
    for number, block in enumerate(blocks):
        if block["kept"]:
            place = places.to_text(block["start"]) or 0
        else:
            place = _place_after(places, block["start"])
        words = raw[block["start"] : block["end"]]
        fences.append(Fence(place, words, block["kind"], block["reason"], number, block["kept"]))
    return sorted(fences, key=lambda fence: fence.place)


def _place_after(places: OffsetMap, raw_offset: int) -> int:
    for raw_start, text_start in zip(places.raw_starts, places.text_starts, strict=True):
        if raw_start >= raw_offset:
            return text_start
    return places.text_length


def plain_number(value: Decimal | None) -> int | float | None:
    """A bound as JSON holds it: whole numbers without a point."""
    if value is None:
        return None
    return int(value) if value == value.to_integral_value() else float(value)
