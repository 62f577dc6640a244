"""Annotations on their way out: rows of one moment, streamed, with protected names kept inside."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from django.db.models import Count, F, QuerySet, TextField
from django.db.models.functions import Cast

from annotator.formats.labels import AVERITEC
from annotator.formats.outgoing import LeavingText, Part, Row, texts_of
from annotator.models import Annotation, Attribution, Claim, Quantity, Revision, Source, User
from annotator.queries.annotation_lists import exportable_annotations
from annotator.queries.annotations import QUANTITY_FIELDS
from annotator.queries.export_filters import chosen_annotations
from annotator.queries.protection import shield_of, shielded_annotation
from annotator.queries.settled import read_settled, told_settled
from annotator.queries.snapshots import Snapshot
from annotator.queries.statements import Statement
from annotator.queries.whole_texts import (
    among_others,
    done_with,
    tells_all_of_a_text,
    texts_chosen,
)
from annotator.text.ids import dashed_id

FIRST_ROWS = 100
MOST_ROWS = 1000
"""How many rows are read at once: few for the first byte, many from then on."""
ALL_TEXTS = "all"
WITHHELD = "withheld"
"""What stands for a source whose own name holds a protected one."""


def _as_text(name: str) -> Cast:
    # Ids and times leave as text: made into objects on the way they would take half of the time.
    return Cast(name, TextField())


_MOMENTS = ("accepted_at", "withdrawn_at", "created_at", "updated_at")
_COLUMNS: dict[str, Any] = {
    "id": _as_text("id"),
    "article": F("article"),
    "revision": F("revision"),
    "author": F("author"),
    "start": F("start"),
    "end": F("end"),
    "quote": F("quote"),
    "prefix": F("prefix"),
    "suffix": F("suffix"),
    "label": F("label"),
    "claim": F("claim"),
    "claim_text": F("claim__text"),
    "note": F("note"),
    "confidence": F("confidence"),
    "origin": F("origin"),
    "anchor": F("anchor"),
    "follows": _as_text("follows"),
    "guideline_version": F("guideline_version"),
    "settled": _as_text("settled"),
    "active_ms": F("active_ms"),
    "external_id": F("external_id"),
    "version": F("version"),
    **{name: _as_text(name) for name in _MOMENTS},
}
_CONTEXT = {
    "revision": "pk",
    "revision_number": "number",
    "revision_sha256": "sha256",
    "project": "article__project__slug",
    "project_id": "article__project",
    "article": "article",
    "article_title": "article__title",
    "article_url": "article__url",
    "published_on": "article__published_on",
    "published_precision": "article__published_precision",
    "language": "article__language",
    "publisher": "article__publisher",
    "publisher_name": "article__publisher__name",
}
_ORDER = ("-article__created_at", "-article_id", "-revision__number", "start", "end", "pk")
_TELLING = (
    "claim__text",
    "claim__topic__name",
    "external_id",
    *(f"quantity__{name}" for name in QUANTITY_FIELDS[5:]),
)
_CONTEXTS = Statement(
    lambda revisions: Revision.objects.filter(pk__in=revisions).values_list(*_CONTEXT.values())
)
_HOPS = Statement(
    lambda articles: (
        Attribution.objects.filter(annotation__article__in=articles)
        .order_by("annotation_id", "chain", "position")
        .values_list(
            _as_text("annotation"),
            "annotation__project",
            *("chain", "source", "source__name", "cue", "stance"),
        )
    )
)
_QUANTITIES = Statement(
    lambda articles: (
        Quantity.objects.filter(annotation__article__in=articles)
        .order_by()
        .values_list(_as_text("annotation"), *QUANTITY_FIELDS)
    )
)
_DATE_LENGTH = {"year": 4, "month": 7, "day": 10}


class AnnotationExport:
    """What somebody may take out, as of one moment: counted first, then streamed; close it.
    `sent` is how many annotations have gone so far.

    `row_count` is how many annotations come, `left_out` how many do not because their words hold
    a protected name (whatever words are searched for); where whole texts leave, the words of an
    annotation are those of its text. With `people`, which gives each author a name to leave under,
    ids of people, notes and ids of elsewhere stay behind. Said `texts` is `all`, the texts on which
    nothing is marked come too.
    """

    def __init__(
        self,
        user: User,
        said: Mapping[str, Any],
        *,
        with_texts: bool = False,
        people: Callable[[int], str] | None = None,
    ) -> None:
        rows = Annotation.objects.visible_to(user).filter(exportable_annotations(user))
        chosen = chosen_annotations(rows, user, said)
        # How many match words that are searched for must not tell what stands where nobody may
        # look: then all are counted among which was searched.
        unsearched = {name: value for name, value in said.items() if name != "search"}
        self._among = chosen_annotations(rows, user, unsearched) if "search" in said else None
        among = chosen if self._among is None else self._among
        projects = set(among.order_by().values_list("project", flat=True).distinct())
        if said.get("texts") == ALL_TEXTS:
            projects |= set(texts_chosen(user, said).order_by().values_list("project", flat=True))
        self._shield = shield_of(projects)
        self._user, self._is_whole = user, tells_all_of_a_text(said)
        self._chosen = texts_chosen(user, said) if said.get("texts") == ALL_TEXTS else None
        self._rows: QuerySet[Any] = chosen.order_by(*_ORDER)
        # Articles in hand name their project. Named again it misleads SQLite, which would rather
        # read all of a project for each part.
        elsewhere = {name: value for name, value in said.items() if name != "project"}
        of_parts = chosen_annotations(rows, user, elsewhere).order_by(*_ORDER)
        self._of_articles = Statement(
            lambda articles: of_parts.filter(article__in=articles).values_list(*_COLUMNS.values())
        )
        self._people = people
        self._names: dict[int, str] = {}
        self._topics: dict[int | None, str | None] = {None: None}
        self._sources: dict[int | None, str | None] = {}
        self._hidden: set[str] = set()
        self.left_out = 0
        self.sent = 0
        self._snapshot = Snapshot()
        try:
            # By article, so that nothing has to be sorted before the first row can leave.
            counted = chosen.order_by("article").values("article").annotate(rows=Count("*"))
            self._counts = list(self._snapshot.rows(counted.values_list("article", "rows")))
            if not self._shield.is_empty:
                self._hidden = self._hidden_of(self._rows, with_texts=with_texts)
                self.left_out = len(self._hidden)
                if self._among is not None:
                    self.left_out = len(self._hidden_of(self._among, with_texts=with_texts))
        except BaseException:
            self.close()
            raise
        self.row_count = sum(rows for _article, rows in self._counts) - len(self._hidden)

    def parts(self) -> Iterator[Part]:
        """The rows in the order of their places, some at a time."""
        for articles in _blocks(self._counts):
            part = self._part(articles)
            if part.rows:
                yield part
                self.sent += len(part.rows)

    def texts(self) -> Iterator[LeavingText]:
        """The same, text by text; opened with `with_texts`."""
        for text in self._all_texts():
            if not self._is_whole:
                yield text
                continue
            yield replace(text, done=self._done_with(text.context["article"]))

    def _all_texts(self) -> Iterator[LeavingText]:
        marked = texts_of(self.parts(), self._text_of)
        if self._chosen is None:
            return marked
        chosen = self._snapshot.rows(self._chosen)
        return among_others(marked, ((row[0], row[1]) for row in chosen), self._bare)

    def _bare(self, revisions: list[int]) -> Iterator[LeavingText]:
        """Texts without any annotation that leaves; those that hold a protected name stay."""
        contexts = self._contexts(set(revisions)) if revisions else {}
        hidden = set[int]()
        if revisions and not self._shield.is_empty:
            hidden = self._hidden_articles(revisions, with_texts=True)
        for revision in revisions:
            if revision not in hidden:
                yield LeavingText(self._text_of(revision), contexts[revision], [])

    def _done_with(self, article: int) -> list[tuple[str, int | None]]:
        people = done_with(self._snapshot, self._user, [article]).get(article, [])
        self._learn_names(set(people))
        return [(self._names[one], None if self._people else one) for one in people]

    def close(self) -> None:
        """Lets go of the database; also when nobody read to the end."""
        self._snapshot.close()

    def _part(self, articles: list[int]) -> Part:
        rows = [
            dict(zip(_COLUMNS, values, strict=True))
            for values in self._snapshot.rows_of(self._of_articles, articles)
            if values[0] not in self._hidden
        ]
        contexts = self._contexts({row["revision"] for row in rows})
        chains = self._chains(articles) if rows else {}
        quantities = self._quantities(articles) if rows else {}
        self._learn_names({row["author"] for row in rows})
        self._learn_topics({row["claim"] for row in rows})
        self._learn_sources(read_settled(rows))
        for row in rows:
            self._finish(row, chains.get(row["id"], []), quantities.get(row["id"]))
        return Part(rows, contexts)

    def _finish(self, row: Row, chains: list[list[Row]], quantity: Row | None) -> None:
        """Completes the row with what stands in other tables, in the form in which it leaves."""
        row["attributions"] = chains
        row["quantity"] = quantity
        row["claim_topic"] = self._topics[row["claim"]]
        if row["settled"] is not None:
            row["settled"] = told_settled(row["settled"], self._sources.get, self._shield)
        row["id"] = dashed_id(row["id"])
        row["follows"] = row["follows"] and dashed_id(row["follows"])
        for name in _MOMENTS:
            row[name] = row[name] and _iso_moment(row[name])
        row["author_name"] = self._names[row["author"]]
        row["averitec_label"] = AVERITEC[row["label"]]
        if not self._shield.is_empty:
            row |= shielded_annotation(row, self._shield)
        if self._people is not None:
            row |= {"author": None, "note": "", "external_id": ""}

    def _contexts(self, revisions: set[int]) -> dict[int, Row]:
        found = self._snapshot.rows_of(_CONTEXTS, sorted(revisions))
        return {
            values[0]: self._context(dict(zip(_CONTEXT, values, strict=True))) for values in found
        }

    def _context(self, context: Row) -> Row:
        precision, project = context.pop("published_precision"), context.pop("project_id")
        day = context["published_on"]
        context["published_on"] = day and day.isoformat()[: _DATE_LENGTH[precision]]
        context["publisher_name"] = self._source_name(
            project, context["publisher"], context["publisher_name"]
        )
        return context

    def _source_name(self, project: int, source: int | None, name: str | None) -> str | None:
        pseudonym = self._shield.pseudonyms.get(source) if source else None
        if pseudonym is None and name and self._shield.hides(project, name):
            return WITHHELD
        return pseudonym or name

    def _chains(self, articles: list[int]) -> dict[str, list[list[Row]]]:
        """The chains on the articles by annotation."""
        found: dict[str, list[list[Row]]] = {}
        last = None
        for annotation, project, chain, source, name, cue, stance in self._snapshot.rows_of(
            _HOPS, articles
        ):
            if not self._shield.is_empty:
                name = self._source_name(project, source, name)
            if (annotation, chain) != last:
                found.setdefault(annotation, []).append([])
                last = annotation, chain
            hop = {"source": source, "source_name": name, "cue": cue, "stance": stance}
            found[annotation][-1].append(hop)
        return found

    def _quantities(self, articles: list[int]) -> dict[str, Row]:
        return {
            annotation: _plain_bounds(dict(zip(QUANTITY_FIELDS, values, strict=True)))
            for annotation, *values in self._snapshot.rows_of(_QUANTITIES, articles)
        }

    def _learn_names(self, people: set[int]) -> None:
        missing = people - self._names.keys()
        if self._people is not None:
            self._names |= {person: self._people(person) for person in missing}
        elif missing:
            found = User.objects.filter(pk__in=missing).values_list("pk", "name", "email")
            for person, name, email in self._snapshot.rows(found):
                self._names[person] = name or email.partition("@")[0]

    def _learn_topics(self, claims: set[int | None]) -> None:
        missing = claims - self._topics.keys()
        if missing:
            found = Claim.objects.filter(pk__in=missing).values_list("pk", "topic__name")
            self._topics |= dict(self._snapshot.rows(found))

    def _learn_sources(self, sources: set[int]) -> None:
        missing = sources - self._sources.keys()
        if missing:
            found = Source.objects.filter(pk__in=missing).values_list("pk", "project", "name")
            for source, project, name in self._snapshot.rows(found):
                self._sources[source] = self._source_name(project, source, name)

    def _text_of(self, revision: int) -> str:
        [(text,)] = self._snapshot.rows(Revision.objects.filter(pk=revision).values_list("text"))
        return str(text)

    def _hidden_of(self, among: QuerySet[Any], *, with_texts: bool) -> set[str]:
        """Of these annotations those that must stay, for their words or those they are about."""
        hidden: set[str] = set()
        revisions = among.order_by().values("revision")
        texts = self._hidden_articles(revisions, with_texts=with_texts)
        around = ("prefix", "quote", "suffix")
        rows = among.values_list(_as_text("id"), "project", "revision", *around, *_TELLING)
        for own_id, project, revision, prefix, quote, suffix, *told in self._snapshot.rows(rows):
            if (
                revision in texts
                or self._shield.hides(project, prefix, quote, suffix)
                or any(self._shield.hides(project, words) for words in told if words)
            ):
                hidden.add(own_id)
        return hidden

    def _hidden_articles(self, among: Any, *, with_texts: bool) -> set[int]:
        """Of the revisions those whose title, address or text holds a protected name."""
        told = ["article__title", "article__url", *(["text_key"] if with_texts else [])]
        revisions = Revision.objects.filter(pk__in=among)
        return {
            revision
            for revision, project, *words in self._snapshot.rows(
                revisions.values_list("pk", "article__project", *told)
            )
            if any(self._shield.hides(project, text) for text in words)
        }


def _blocks(counts: Iterable[tuple[int, int]]) -> Iterator[list[int]]:
    """The articles in their order, as many at a time as hold about the rows to be read at once."""
    articles: list[int] = []
    rows, enough = 0, FIRST_ROWS
    for article, count in counts:
        if articles and rows + count > enough:
            yield articles
            articles, rows, enough = [], 0, MOST_ROWS
        articles.append(article)
        rows += count
    if articles:
        yield articles


def _iso_moment(text: str) -> str:
    """A time in UTC as ISO 8601, of what a database writes for it (PostgreSQL with an offset)."""
    return f"{text[:10]}T{text[11:].removesuffix('+00')}+00:00"


def _plain_bounds(quantity: Row) -> Row:
    for name in ("lower", "upper"):
        bound = quantity[name]
        if bound is not None:
            is_whole = bound == bound.to_integral_value()
            quantity[name] = int(bound) if is_whole else float(bound)
    return quantity
