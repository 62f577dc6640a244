"""Annotations: made, changed, withdrawn and brought back.

The way of one highlight: may you? does the quote match? save it with its line in the log;
announce after the commit. One and five hundred go the same way.
"""

import hashlib
import json
import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import DEFAULT_DB_ALIAS, IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import (
    BadInput,
    Conflict,
    NotAllowed,
    NotFound,
    PreconditionRequired,
    Refusal,
    Stale,
)
from annotator.models import (
    Annotation,
    Assignment,
    Attribution,
    Membership,
    Project,
    Quantity,
    User,
)
from annotator.models.choices import Anchor, AssignmentState, Label, Origin, Stance
from annotator.models.project import WORKING_ROLES
from annotator.queries.annotations import Hop as StoredHop
from annotator.queries.annotations import (
    annotation_row,
    keep_at_hand,
    quantity_of,
    row_of_columns,
)
from annotator.queries.places import (
    Place,
    claims_known,
    places_by_article,
    places_by_revision,
    sources_known,
)
from annotator.services.access import ADMIN, DECIDE, WORK, check_in_use, check_role, require_role
from annotator.services.events import log_changes, log_events
from annotator.services.inserting import Columns, Insertion
from annotator.services.new_ids import new_id
from annotator.services.wording import check_words
from annotator.text.cues import stance_for_cue
from annotator.text.selectors import make_selector
from annotator.text.spans import SpanRefused, check_span

MOST_AT_ONCE = 500
MOST_CHAINS = 20
MOST_HOPS = 10
LONGEST_NOTE = 10_000
LONGEST_CUE = 300
LONGEST_FIGURE_TEXT = 100
MOST_ACTIVE_MS = 2**31 - 1  # what the column holds
LARGEST_FIGURE = Decimal(10) ** 24
MOST_DECIMALS = 6
LONGEST_EXTERNAL_ID = 200
_ANNOTATIONS, _HOPS, _QUANTITIES = map(Insertion, (Annotation, Attribution, Quantity))
_ASSIGNMENTS = Insertion(Assignment, unless_there=True)
_COLUMNS = [field.attname for field in Annotation._meta.concrete_fields]
_LABELS, _STANCES = frozenset(Label.values), frozenset(Stance.values)
# The client's own bookkeeping, not part of what it says.
_NOT_IN_DIGEST = ("id", "active_ms")


@dataclass(frozen=True)
class Hop:
    """One hop of a chain: who (None: not named), in which words, and what they do with it."""

    source: int | None = None
    cue: str = ""
    stance: str | None = None


@dataclass(frozen=True)
class Figure:
    """A quantity as it is sent: an interval, what it counts, and the words as written."""

    lower: Decimal | None = None
    upper: Decimal | None = None
    lower_closed: bool = True
    upper_closed: bool = True
    is_approximate: bool = False
    unit: str = ""
    measure: str = ""
    population: str = ""
    place: str = ""
    period: str = ""
    method: str = ""
    words: str = ""


@dataclass(frozen=True)
class Draft:
    """An annotation as its author sends it. Chains run from the text towards the origin.

    `suggestion` names the proposal that it accepts: then its origin is `suggested`, accepted now.
    """

    start: int
    end: int
    quote: str
    label: str
    revision: int | None = None
    article: int | None = None
    id: uuid.UUID = field(default_factory=new_id)
    claim: int | None = None
    chains: tuple[tuple[Hop, ...], ...] = ()
    quantity: Figure | None = None
    note: str = ""
    confidence: float | None = None
    active_ms: int = 0
    external_id: str = ""
    suggestion: str = ""


@dataclass(frozen=True, slots=True)
class NewAnnotation:
    """An annotation about to be stored: what its columns hold, its figure as it was sent, and its
    JSON form (`annotation_row`)."""

    columns: dict[str, Any]
    project: Project
    quantity: Figure | None
    row: dict[str, Any]

    @classmethod
    def of(
        cls,
        draft: Draft,
        *,
        project: Project,
        article: int,
        revision: int,
        text: str,
        author: int,
        origin: str,
        guideline: int | None,
        anchor: str = Anchor.KEPT,
        accepted_at: datetime | None = None,
        withdrawn_at: datetime | None = None,
        settled: dict[str, Any] | None = None,
    ) -> "NewAnnotation":
        """The draft at its place in the text. Its hops name sources by their ids."""
        selector, now = make_selector(text, draft.start, draft.end), timezone.now()
        columns = {
            "id": draft.id,
            "project_id": project.pk,
            "article_id": article,
            "revision_id": revision,
            "author_id": author,
            "start": draft.start,
            "end": draft.end,
            "quote": selector.quote,
            "prefix": selector.prefix,
            "suffix": selector.suffix,
            "label": draft.label,
            "claim_id": draft.claim,
            "note": draft.note,
            "confidence": draft.confidence,
            "version": 1,
            "origin": origin,
            "anchor": anchor,
            "accepted_at": accepted_at,
            "follows_id": None,
            "guideline_version_id": guideline,
            "settled": settled,
            "active_ms": min(max(draft.active_ms, 0), MOST_ACTIVE_MS),
            "external_id": draft.external_id,
            "digest": digest_of(draft),
            "withdrawn_at": withdrawn_at,
            "created_at": now,
            "updated_at": now,
        }
        chains, figure = _stored_chains(draft, origin), draft.quantity
        row = row_of_columns(columns, project=project.slug, chains=chains, quantity=figure)
        return cls(columns, project, figure, row)

    def hops(self) -> list[Columns]:
        """The rows of its chains."""
        return _hop_columns(self.columns["id"], self.row["attributions"])

    def figures(self) -> list[Columns]:
        """The row of its figure, if it has one."""
        return _quantity_columns(self.columns["id"], self.quantity)

    def instance(self, author: User) -> Annotation:
        """The row as it is once it is stored, with all that its JSON form needs."""
        values = [self.columns[name] for name in _COLUMNS]
        annotation = Annotation.from_db(DEFAULT_DB_ALIAS, _COLUMNS, values)
        annotation._state.fields_cache |= {"project": self.project, "author": author}
        quantity = next((Quantity(**columns) for columns in self.figures()), None)
        keep_at_hand(annotation, chains=self.row["attributions"], quantity=quantity)
        return annotation


class ItemsRefused(BadInput):
    """Some of many drafts are refused, and so nothing was stored; `items` lists all errors."""

    def __init__(self, items: Mapping[int, Refusal]) -> None:
        super().__init__(
            "items_refused",
            _("%(count)s of the items cannot be stored, so none was. Correct them and send again.")
            % {"count": len(items)},
        )
        self.items = dict(items)


def create_annotation(
    author: User, draft: Draft, *, origin: str = Origin.HUMAN
) -> tuple[Annotation, bool]:
    """The stored annotation, and whether it is new: the same draft again is the same row.

    Raises NotFound (revision, claim or source not the author's to see), NotAllowed, BadInput
    (span, quote, label, chains, figure) or Conflict (`id_reused`, `id_taken`).
    """
    try:
        stored, news = _create(author, [draft], origin)
    except ItemsRefused as refused:
        raise refused.items[0] from None
    return (news[0].instance(author), True) if news else (stored[0], False)


def create_annotations(
    author: User, drafts: Sequence[Draft], *, origin: str = Origin.HUMAN
) -> list[tuple[dict[str, Any], bool]]:
    """All of the drafts or none, in one transaction: the JSON form of each (`annotation_row`), and
    whether it is new. ItemsRefused names every one at fault."""
    stored, news = _create(author, drafts, origin)
    answer = {index: (new.row, True) for index, new in news.items()}
    answer |= {index: (annotation_row(row), False) for index, row in stored.items()}
    return [answer[index] for index in range(len(drafts))]


def _create(
    author: User, drafts: Sequence[Draft], origin: str
) -> tuple[dict[int, Annotation], dict[int, NewAnnotation]]:
    """What was stored for these drafts before, and what was stored now, by place in the list."""
    if not 1 <= len(drafts) <= MOST_AT_ONCE:
        raise BadInput(
            "too_many_items",
            _("Send between 1 and %(most)s annotations at once.") % {"most": MOST_AT_ONCE},
        )
    with transaction.atomic():
        places = _places(author, drafts)
        news, refused = _prepared(author, drafts, places, origin)
        stored: dict[int, Annotation] = {}
        if refused or not _insert(news.values()):
            stored = _stored_before(author, drafts, refused)
            if refused:
                raise ItemsRefused(refused)
            news = {index: new for index, new in news.items() if index not in stored}
            if news and not _insert(news.values()):  # another request took one of the ids just now
                raise Conflict("id_taken", _("An id is already in use: send again."))
        _add_details(list(news.values()), actor=author)
        if origin == Origin.HUMAN:  # a reviewer who decides does not begin to annotate
            _begin_assignments(author, [_place_of(drafts[index], places) for index in news])
    return stored, news


def update_annotation(
    user: User, annotation_id: uuid.UUID, *, version: int | None, changes: Mapping[str, Any]
) -> Annotation:
    """Changes one's own annotation; Stale with the current row when it changed since `version`.

    `changes` may hold start, end, quote, label, claim, chains, quantity, note, confidence and
    active_ms (added to what is there).
    """
    with transaction.atomic():
        annotation = _own_for_update(user, annotation_id, version)
        if annotation.withdrawn_at is not None:
            raise Conflict(
                "withdrawn",
                _("This annotation was withdrawn. Bring it back first; nothing was changed."),
            )
        _check_stands(annotation, changes)
        before = annotation_row(annotation)
        worked_ms = min(annotation.active_ms + changes.get("active_ms", 0), MOST_ACTIVE_MS)
        said = {name: value for name, value in changes.items() if name != "active_ms"}
        draft = replace(_draft_of(annotation), active_ms=worked_ms, **said)
        known = _Known.of(user, [draft], annotation.project_id).and_those_of(annotation)
        _check_draft(draft, annotation.revision.text, annotation.project_id, known)
        _write(annotation, draft, annotation.revision.text)
        _save_next_version(annotation)
        if "chains" in changes:
            annotation.attributions.all().delete()
            chains = _stored_chains(draft, annotation.origin)
            _HOPS.put(_hop_columns(annotation.pk, chains))
        if "quantity" in changes:
            Quantity.objects.filter(annotation=annotation).delete()
            _QUANTITIES.put(_quantity_columns(annotation.pk, draft.quantity))
        annotation = (
            Annotation.objects.select_related("project").with_details().get(pk=annotation.pk)
        )
        _log("changed", annotation, user, before)
    return annotation


def withdraw_annotation(user: User, annotation_id: uuid.UUID, *, version: int | None) -> Annotation:
    """Takes one's own annotation out of everything that counts; `restore_annotation` undoes it."""
    with transaction.atomic():
        annotation = _own_for_update(user, annotation_id, version)
        if annotation.withdrawn_at is None:
            before = annotation_row(annotation)
            annotation.withdrawn_at = timezone.now()
            _save_next_version(annotation)
            _log("withdrawn", annotation, user, before)
    return annotation


def restore_annotation(
    user: User, annotation_id: uuid.UUID, *, version: int | None = None
) -> Annotation:
    """Brings one's own withdrawn annotation back as it was; Conflict where its words were purged
    with the article's text."""
    with transaction.atomic():
        annotation = _own_for_update(user, annotation_id, version, needs_version=False)
        if not annotation.quote:
            raise Conflict(
                "text_purged",
                _(
                    "The text of this article was taken out for good, and the words of this mark "
                    "with it. It cannot come back; nothing was changed."
                ),
            )
        if annotation.withdrawn_at is not None:
            before = annotation_row(annotation)
            annotation.withdrawn_at = None
            _save_next_version(annotation)
            _log("restored", annotation, user, before)
    return annotation


def accept_annotation(
    user: User, annotation_id: uuid.UUID, *, version: int | None = None
) -> Annotation:
    """Lets an annotation whose words changed with the article's text count as it stands there.

    Its author may say so, and whoever decides in the project. Accepting twice is accepting once;
    Conflict where nothing changed.
    """
    with transaction.atomic():
        annotation = _for_update(
            user, annotation_id, version, needs_version=False, check=_check_may_accept
        )
        _check_waits(annotation)
        if annotation.accepted_at is None:
            before = annotation_row(annotation)
            annotation.accepted_at = timezone.now()
            _save_next_version(annotation)
            _log("accepted", annotation, user, before)
    return annotation


def check_imported(draft: Draft, cues: Sequence[str], claim: str) -> None:
    """Refuses what no annotation may hold, in words that came with a file: note, id, confidence,
    figure, cues, the wording of a claim. Its span was checked, its sources are still names."""
    if draft.confidence is not None and not 0 <= draft.confidence <= 1:
        _refuse("confidence", "confidence_wrong", _("Confidence is a number from 0 to 1."))
    if draft.note:
        check_words("note", draft.note)
    check_words("external_id", draft.external_id, most=LONGEST_EXTERNAL_ID)
    for cue in cues:
        check_words("attributions", cue, most=LONGEST_CUE)
    if claim:
        check_words("claim", claim)
    if draft.quantity is not None:
        _check_figure(draft.quantity)


def store_imported(news: Sequence[NewAnnotation], *, actor: User) -> None:
    """Stores annotations that were checked before, with hops, figures and log, in the transaction
    of the caller."""
    _ANNOTATIONS.put([new.columns for new in news])
    _add_details(news, actor=actor)


def settle(annotations: Iterable[Annotation]) -> None:
    """Keeps label and chains as they stand now, where that was not done before: annotator
    agreement counts this copy, so that later relabelling never raises it."""
    unsettled = [row for row in annotations if row.settled is None]
    for annotation in unsettled:
        row = annotation_row(annotation)
        annotation.settled = {"label": row["label"], "chains": row["attributions"]}
    Annotation.objects.bulk_update(unsettled, ["settled"], batch_size=200)


# --- where the drafts go --------------------------------------------------------------------


_Places = Mapping[tuple[str, int], Place]


def _places(author: User, drafts: Sequence[Draft]) -> _Places:
    """The places meant, by ("revision", id) and ("article", id); locks their articles."""
    revisions = {draft.revision for draft in drafts if draft.revision is not None}
    articles = {draft.article for draft in drafts if draft.revision is None} - {None}
    wanted = {article for article in articles if article is not None}
    places = {("revision", pk): it for pk, it in places_by_revision(author, revisions).items()}
    for _attempt in range(2):  # an article that got a newer text while we waited is read again
        found = places_by_article(author, wanted)
        places |= {("article", pk): it for pk, it in found.items()}
        wanted -= found.keys()
    return places


def _place_of(draft: Draft, places: _Places) -> Place:
    if draft.revision is not None:
        field_name, key = "revision", draft.revision
    elif draft.article is not None:
        field_name, key = "article", draft.article
    else:
        text = _("Say which article, or which revision of it, the span is in.")
        raise BadInput("required", text, fields={"article": [text]})
    if (field_name, key) not in places:
        raise NotFound(field=field_name)
    return places[field_name, key]


def _check_place(author: User, place: Place) -> None:
    check_role(ADMIN if author.is_superuser else place.role or "", WORK)
    if place.current != place.revision:
        raise Conflict(
            "revision_outdated",
            _(
                "The article has a newer text, so this span was not stored. Open the article "
                "again and mark it there."
            ),
            current=place.current,
        )


@dataclass(frozen=True)
class _Known:
    """Which of the claims and sources that drafts name the author may use, by project."""

    claims: frozenset[tuple[int, int]]
    sources: frozenset[tuple[int, int]]

    @classmethod
    def of(cls, author: User, drafts: Sequence[Draft], *projects: int) -> "_Known":
        """One statement for the claims, one for the sources, whatever the number of drafts."""
        claims = {draft.claim for draft in drafts if draft.claim is not None}
        hops = [hop for draft in drafts for hop in _hops_of(draft)]
        sources = {hop.source for hop in hops if hop.source is not None}
        return cls(
            claims=claims_known(author, claims, projects),
            sources=sources_known(sources, projects),
        )

    def and_those_of(self, annotation: Annotation) -> "_Known":
        """With what the annotation already names, so that it can still be changed after one of
        them was put away."""
        project, claim = annotation.project_id, annotation.claim_id
        named = {hop.source_id for hop in annotation.attributions.all()} - {None}
        return _Known(
            claims=self.claims | ({(project, claim)} if claim is not None else set()),
            sources=self.sources | {(project, source) for source in named if source is not None},
        )


# --- checking -------------------------------------------------------------------------------


def _check_draft(draft: Draft, text: str, project: int, known: _Known) -> None:
    try:
        check_span(text, start=draft.start, end=draft.end, quote=draft.quote)
    except SpanRefused as refused:
        raise BadInput(
            refused.code, refused.message, fields={refused.field: [refused.message]}
        ) from None
    if draft.label not in _LABELS:
        _refuse("label", "label_unknown", _("Choose confirmed, unverified or contested."))
    if draft.claim is not None and (project, draft.claim) not in known.claims:
        raise NotFound(field="claim")
    if draft.confidence is not None and not 0 <= draft.confidence <= 1:
        _refuse("confidence", "confidence_wrong", _("Confidence is a number from 0 to 1."))
    if len(draft.note) > LONGEST_NOTE:
        _refuse("note", "note_too_long", _("A note has at most 10,000 characters."))
    check_words("note", draft.note)
    check_words("external_id", draft.external_id, most=LONGEST_EXTERNAL_ID)
    _check_chains(draft, project, known)
    if draft.quantity is not None:
        _check_figure(draft.quantity)


def _check_chains(draft: Draft, project: int, known: _Known) -> None:
    if len(draft.chains) > MOST_CHAINS or any(len(chain) > MOST_HOPS for chain in draft.chains):
        _refuse("attributions", "too_many_hops", _("At most 20 chains of at most 10 hops each."))
    if not all(draft.chains):
        _refuse("attributions", "chain_empty", _("A chain has at least one hop."))
    for hop in _hops_of(draft):
        if hop.source is not None and (project, hop.source) not in known.sources:
            raise NotFound(field="attributions")
        if hop.stance is not None and hop.stance not in _STANCES:
            text = _("There is no such stance. Choose one of: %(stances)s.")
            _refuse("attributions", "stance_unknown", text % {"stances": ", ".join(Stance)})
        if len(hop.cue) > LONGEST_CUE:
            _refuse("attributions", "cue_too_long", _("Cue words have at most 300 characters."))
        check_words("attributions", hop.cue)


def _check_figure(figure: Figure) -> None:
    bounds = [bound for bound in (figure.lower, figure.upper) if bound is not None]
    if not bounds:
        _refuse("quantity", "figure_open", _("A figure needs a lower or an upper bound."))
    if any(not bound.is_finite() or abs(bound) >= LARGEST_FIGURE for bound in bounds):
        _refuse("quantity", "figure_too_large", _("That number is too large to be stored."))
    if any(-_exponent(bound) > MOST_DECIMALS for bound in bounds):
        _refuse("quantity", "figure_too_precise", _("A figure has at most 6 decimals."))
    if len(bounds) == 2 and bounds[0] > bounds[1]:
        _refuse("quantity", "figure_reversed", _("The lower bound is above the upper one."))
    texts = ("unit", "measure", "population", "place", "period", "method")
    longest = dict.fromkeys(texts, LONGEST_FIGURE_TEXT) | {"words": 300}
    if any(len(getattr(figure, name)) > most for name, most in longest.items()):
        _refuse("quantity", "figure_text_too_long", _("The words of a figure are too long."))
    for name in longest:
        check_words("quantity", getattr(figure, name))


def _exponent(bound: Decimal) -> int:
    """The power of ten of the last digit that is not a trailing zero."""
    _sign, digits, exponent = bound.as_tuple()
    zeros = len(digits) - len("".join(map(str, digits)).rstrip("0"))
    return int(exponent) + zeros if any(digits) else 0


def _refuse(field_name: str, code: str, text: str) -> None:
    raise BadInput(code, text, fields={field_name: [text]})


# --- storing --------------------------------------------------------------------------------


def _prepared(
    author: User,
    drafts: Sequence[Draft],
    places: _Places,
    origin: str,
) -> tuple[dict[int, NewAnnotation], dict[int, Refusal]]:
    """Rows ready to be stored and refusals, each by the draft's place in the list."""
    projects = {place.project.pk for place in places.values()}
    known = _Known.of(author, drafts, *projects)
    news: dict[int, NewAnnotation] = {}
    refused: dict[int, Refusal] = {}
    for index, draft in enumerate(drafts):
        try:
            place = _place_of(draft, places)
            _check_place(author, place)
            _check_draft(draft, place.text, place.project.pk, known)
        except Refusal as refusal:
            refused[index] = refusal
        else:
            news[index] = _new(author, draft, place, origin)
    return news, refused


def _new(author: User, draft: Draft, place: Place, origin: str) -> NewAnnotation:
    is_accepted = bool(draft.suggestion) and origin == Origin.HUMAN
    return NewAnnotation.of(
        draft,
        project=place.project,
        article=place.article,
        revision=place.revision,
        text=place.text,
        author=author.pk,
        origin=Origin.SUGGESTED if is_accepted else origin,
        guideline=place.guideline,
        accepted_at=timezone.now() if is_accepted else None,
    )


def _write(annotation: Annotation, draft: Draft, text: str) -> None:
    selector = make_selector(text, draft.start, draft.end)
    annotation.start, annotation.end = draft.start, draft.end
    annotation.quote = selector.quote
    annotation.prefix, annotation.suffix = selector.prefix, selector.suffix
    annotation.label, annotation.claim_id = draft.label, draft.claim
    annotation.note, annotation.confidence = draft.note, draft.confidence
    annotation.active_ms = min(max(draft.active_ms, 0), MOST_ACTIVE_MS)


def _insert(news: Collection[NewAnnotation]) -> bool:
    """Whether the rows went in; nothing did when one of the ids is already there."""
    try:
        with transaction.atomic():
            _ANNOTATIONS.put([new.columns for new in news])
    except IntegrityError:
        return False
    return True


def _stored_before(
    author: User, drafts: Sequence[Draft], refused: dict[int, Refusal]
) -> dict[int, Annotation]:
    """The rows that earlier requests stored for these drafts; a clash is added to `refused`,
    and a draft that is already stored is no longer refused for anything else."""
    ids = [draft.id for draft in drafts]
    rows = Annotation.objects.select_related("project").with_details()
    there = {row.pk: row for row in rows.filter(pk__in=ids)}
    open_to_author = set(
        Annotation.objects.visible_to(author).filter(pk__in=there).values_list("pk", flat=True)
    )
    stored: dict[int, Annotation] = {}
    for index, draft in enumerate(drafts):
        row = there.get(draft.id)
        if row is None:
            if ids.count(draft.id) > 1:
                text = _("The same id stands twice in what was sent.")
                refused[index] = Conflict("id_reused", text)
            continue
        refusal = refused.pop(index, None)
        if row.author_id != author.pk:
            refused[index] = Conflict("id_taken", _("This id is already in use: make another."))
        elif row.digest != digest_of(draft):
            text = _("You used this id for another annotation: make another id.")
            refused[index] = Conflict("id_reused", text)
        elif refusal is not None and row.pk not in open_to_author:  # no longer a member there
            refused[index] = refusal
        else:
            stored[index] = row
    return stored


def _add_details(news: Sequence[NewAnnotation], *, actor: User) -> None:
    """Hops, figures and log of rows just stored."""
    _HOPS.put([hop for new in news for hop in new.hops()])
    _QUANTITIES.put([figure for new in news for figure in new.figures()])
    for project in sorted({new.columns["project_id"] for new in news}):
        rows = [new.row for new in news if new.columns["project_id"] == project]
        changes = [("annotation", row["id"], None, row) for row in rows]
        log_changes("created", changes, actor=actor, project=project)


def _begin_assignments(author: User, places: Sequence[Place]) -> None:
    def articles(state: str | None) -> set[int]:
        return {place.article for place in places if place.assignment == state}

    if new := articles(AssignmentState.NEW):
        Assignment.objects.filter(user=author, article__in=new, state=AssignmentState.NEW).update(
            state=AssignmentState.IN_PROGRESS, updated_at=timezone.now()
        )
    if unassigned := articles(None):
        now = timezone.now()
        row = {
            "user_id": author.pk,
            "state": AssignmentState.IN_PROGRESS,
            "assigned_by_id": None,
            "created_at": now,
            "first_done_at": None,
            "due_on": None,
            "updated_at": now,
        }
        _ASSIGNMENTS.put([row | {"article_id": pk} for pk in sorted(unassigned)])


def _hops_of(draft: Draft) -> Iterable[Hop]:
    return (hop for chain in draft.chains for hop in chain)


def _stored_chains(draft: Draft, origin: str) -> list[list[StoredHop]]:
    """The draft's chains as they are stored: a stance that was not given is preset from the cue
    words; what an import does not say is left unsaid."""
    return [
        [
            {
                "source": hop.source,
                "cue": hop.cue,
                "stance": hop.stance or _preset(hop, origin, is_origin=place == len(chain)),
            }
            for place, hop in enumerate(chain, 1)
        ]
        for chain in draft.chains
    ]


def _preset(hop: Hop, origin: str, *, is_origin: bool) -> str | None:
    return None if origin == Origin.IMPORTED else stance_for_cue(hop.cue, is_origin=is_origin)


def _hop_columns(annotation: uuid.UUID, chains: list[list[StoredHop]]) -> list[Columns]:
    return [
        {
            "annotation_id": annotation,
            "chain": number,
            "position": position,
            "source_id": hop["source"],
            "cue": hop["cue"],
            "stance": hop["stance"],
        }
        for number, chain in enumerate(chains)
        for position, hop in enumerate(chain)
    ]


def _quantity_columns(annotation: uuid.UUID, figure: Figure | None) -> list[Columns]:
    return [] if figure is None else [{"annotation_id": annotation, **vars(figure)}]


def digest_of(draft: Draft) -> str:
    """What a draft says, as a digest: two requests with the same id must say the same."""
    said = vars(draft).copy()
    for name in _NOT_IN_DIGEST:
        del said[name]
    said["chains"] = [list(map(vars, chain)) for chain in draft.chains]
    said["quantity"] = draft.quantity and vars(draft.quantity)
    if not draft.suggestion:
        del said["suggestion"]  # rows from before there were suggestions say the same
    return hashlib.sha256(
        # Also of what is refused, so half a character must not stop it.
        _CANONICAL.encode(said).encode(errors="surrogatepass")
    ).hexdigest()


def _plain(value: Any) -> str:
    # 30 and 30.0 are one figure, however they were written.
    return format(value.normalize(), "f") if isinstance(value, Decimal) else str(value)


_CANONICAL = json.JSONEncoder(sort_keys=True, default=_plain, ensure_ascii=False)


# --- changing -------------------------------------------------------------------------------


def _check_stands(annotation: Annotation, changes: Mapping[str, Any]) -> None:
    """What a newer text left in doubt keeps its label and chains until somebody has looked."""
    waits = annotation.anchor == Anchor.ORPHANED or (
        annotation.anchor == Anchor.CHANGED and annotation.accepted_at is None
    )
    if waits and changes.keys() & {"label", "chains"}:
        text = _(
            "The text changed under this annotation, so its label waits. Say first that it still "
            "holds, or withdraw it and mark the words anew; nothing was changed."
        )
        raise Conflict("words_changed", text)


def _check_waits(annotation: Annotation) -> None:
    if annotation.withdrawn_at is not None:
        text = _(
            "This annotation was withdrawn. Its author can bring it back; nothing was changed."
        )
        raise Conflict("withdrawn", text)
    if annotation.anchor != Anchor.CHANGED:
        text = _("The words of this annotation did not change, so there is nothing to accept.")
        raise Conflict("nothing_to_accept", text)


def _check_may_accept(user: User, annotation: Annotation) -> None:
    if annotation.author_id != user.pk:
        require_role(user, annotation.project, DECIDE)
    else:
        _check_may_change(user, annotation)


def _own_for_update(
    user: User, annotation_id: uuid.UUID, version: int | None, *, needs_version: bool = True
) -> Annotation:
    """The user's own annotation, locked, at the version it was read at."""
    return _for_update(
        user, annotation_id, version, needs_version=needs_version, check=_check_may_change
    )


def _for_update(
    user: User,
    annotation_id: uuid.UUID,
    version: int | None,
    *,
    needs_version: bool,
    check: Callable[[User, Annotation], None],
) -> Annotation:
    """The annotation, locked, at the version it was read at, if the user passes the check."""
    rows = Annotation.objects.visible_to(user).select_for_update(of=("self",))
    annotation = (
        rows.select_related("project", "revision__article")
        .prefetch_related("attributions")
        .filter(pk=annotation_id)
        .first()
    )
    if annotation is None:
        raise NotFound
    check(user, annotation)
    check_in_use(annotation.project)
    if version is None and needs_version:
        raise PreconditionRequired(
            "version_missing",
            _('Say which version you change, with the header If-Match: "%(version)s".')
            % {"version": annotation.version},
        )
    if version is not None and version != annotation.version:
        raise Stale(
            "stale",
            _(
                "Somebody changed this annotation meanwhile, so your change was not stored. "
                "Compare the two and choose."
            ),
            current=annotation_row(annotation),
        )
    _check_not_carried_on(annotation)
    return annotation


def _check_not_carried_on(annotation: Annotation) -> None:
    """A statement after the lock: what was carried along meanwhile is changed where it is now."""
    later = Annotation.objects.filter(follows=annotation).values("revision", "pk").first()
    if later is not None:
        raise Conflict(
            "revision_outdated",
            _(
                "The article has a newer text and this annotation went along, so nothing was "
                "changed. Open the article again and change it there."
            ),
            current=later["revision"],
            annotation=later["pk"],
        )


def _check_may_change(user: User, annotation: Annotation) -> None:
    memberships = Membership.objects.filter(
        user=user, project=annotation.project_id, role__in=WORKING_ROLES
    )
    if annotation.author_id != user.pk or not (user.is_superuser or memberships.exists()):
        raise NotAllowed(
            "not_yours", _("Only its author may change an annotation. Leave a comment instead.")
        )
    if annotation.origin == Origin.ADJUDICATED:
        raise NotAllowed(
            "is_a_decision", _("This is a decision: open it again instead, or decide anew.")
        )


def _draft_of(annotation: Annotation) -> Draft:
    row = annotation_row(annotation)
    stored = quantity_of(annotation)
    figure = Figure(**{name: getattr(stored, name) for name in _FIGURE_FIELDS}) if stored else None
    return Draft(
        id=annotation.pk,
        revision=annotation.revision_id,
        start=annotation.start,
        end=annotation.end,
        quote=annotation.quote,
        label=annotation.label,
        claim=annotation.claim_id,
        chains=tuple(tuple(Hop(**hop) for hop in chain) for chain in row["attributions"]),
        quantity=figure,
        note=annotation.note,
        confidence=annotation.confidence,
    )


def _save_next_version(annotation: Annotation) -> None:
    annotation.version += 1
    annotation.updated_at = timezone.now()
    annotation.save()


def _log(verb: str, annotation: Annotation, actor: User, before: dict[str, Any]) -> None:
    change = (annotation, before, annotation_row(annotation))
    log_events(verb, [change], actor=actor, project=annotation.project_id)


_FIGURE_FIELDS = tuple(Figure.__dataclass_fields__)
