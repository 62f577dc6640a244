"""Annotations: one and many, changed under a version, withdrawn and brought back."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.errors import validation_refusal
from annotator.api.fields import (
    Bound,
    Id,
    ListQuery,
    Moment,
    Nothing,
    Number,
    Ordering,
    QueryId,
    Strict,
    Text,
    Uuid,
    WholeNumber,
    YesNo,
)
from annotator.api.plain_bodies import plain_draft
from annotator.api.schema import IF_MATCH, describe, page_of
from annotator.api.sources import held_shield
from annotator.api.views import Endpoint, read_if_match
from annotator.errors import BadInput, NotFound, Refusal, Stale
from annotator.models import Annotation
from annotator.models.choices import Anchor, Label, Origin, Stance
from annotator.queries.annotation_lists import filtered_annotations
from annotator.queries.annotations import annotation_row, annotations_of
from annotator.queries.events import history_of, history_row
from annotator.queries.protection import OPEN, Shield, shielded_annotation
from annotator.services import annotations as services

MOST_ACTIVE_MS = 24 * 60 * 60 * 1000
SERVER_OWNED = frozenset(
    {
        "project",
        "author",
        "prefix",
        "suffix",
        "origin",
        "anchor",
        "accepted_at",
        "follows",
        "guideline_version",
        "version",
        "withdrawn_at",
        "created_at",
        "updated_at",
    }
)


class HopRow(serializers.Serializer[Any]):
    """One hop of a chain of attribution."""

    source: Any = serializers.IntegerField(allow_null=True)
    cue = serializers.CharField()
    stance = serializers.ChoiceField(choices=Stance.choices, allow_null=True)


class QuantityRow(serializers.Serializer[Any]):
    """A figure as an interval; null is unbounded."""

    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    lower_closed = serializers.BooleanField()
    upper_closed = serializers.BooleanField()
    is_approximate = serializers.BooleanField()
    unit = serializers.CharField()
    measure = serializers.CharField()
    population = serializers.CharField()
    place = serializers.CharField()
    period = serializers.CharField()
    method = serializers.CharField()
    words = serializers.CharField(help_text="The figure as the text writes it.")


class AnnotationRow(serializers.Serializer[Any]):
    """An annotation. `start` and `end` count code points of the revision's text."""

    id = serializers.UUIDField()
    project = serializers.SlugField()
    article = serializers.IntegerField()
    revision = serializers.IntegerField()
    author = serializers.IntegerField()
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    quote = serializers.CharField()
    prefix = serializers.CharField()
    suffix = serializers.CharField()
    label: Any = serializers.ChoiceField(choices=Label.choices)
    claim = serializers.IntegerField(allow_null=True)
    attributions = serializers.ListField(
        child=serializers.ListField(child=HopRow()),
        help_text="Chains, each from the text towards its origin; [] is the publisher itself.",
    )
    quantity = QuantityRow(allow_null=True)
    note = serializers.CharField()
    confidence = serializers.FloatField(allow_null=True)
    origin = serializers.ChoiceField(choices=Origin.choices)
    anchor = serializers.ChoiceField(choices=Anchor.choices)
    accepted_at = serializers.DateTimeField(
        allow_null=True, help_text="When a person said that what changed, or was proposed, holds."
    )
    follows = serializers.UUIDField(allow_null=True)
    guideline_version = serializers.IntegerField(allow_null=True)
    active_ms = serializers.IntegerField()
    external_id = serializers.CharField()
    version = serializers.IntegerField()
    withdrawn_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()


class AnnotationRows(serializers.Serializer[Any]):
    """The stored annotations, in the order in which they were sent."""

    results = AnnotationRow(many=True)


class HopBody(Strict):
    """One hop: who (null: not named), in which words, and what they do with the claim."""

    source: Any = Id(allow_null=True)
    cue = Text(required=False, allow_blank=True, max_length=services.LONGEST_CUE)
    stance = serializers.ChoiceField(
        required=False,
        allow_null=True,
        choices=Stance.choices,
        help_text="Without it, preset from the cue.",
    )


class QuantityBody(Strict):
    """A figure as an interval. At least one bound; null is unbounded."""

    lower = Bound(required=False, allow_null=True)
    upper = Bound(required=False, allow_null=True)
    lower_closed = YesNo(required=False)
    upper_closed = YesNo(required=False)
    is_approximate = YesNo(required=False)
    unit = Text(required=False, allow_blank=True, max_length=services.LONGEST_FIGURE_TEXT)
    measure = Text(required=False, allow_blank=True, max_length=services.LONGEST_FIGURE_TEXT)
    population = Text(required=False, allow_blank=True, max_length=services.LONGEST_FIGURE_TEXT)
    place = Text(required=False, allow_blank=True, max_length=services.LONGEST_FIGURE_TEXT)
    period = Text(required=False, allow_blank=True, max_length=services.LONGEST_FIGURE_TEXT)
    method = Text(required=False, allow_blank=True, max_length=services.LONGEST_FIGURE_TEXT)
    words = Text(required=False, allow_blank=True, max_length=300)


class AnnotationChanges(Strict):
    """What its author may change of an annotation. `attributions` replaces the whole list."""

    server_owned = SERVER_OWNED | {"id", "article", "revision", "external_id"}
    start = WholeNumber(required=False)
    end = WholeNumber(required=False)
    quote = Text(required=False, allow_blank=True, help_text="Exactly text[start:end].")
    label: Any = serializers.ChoiceField(required=False, choices=Label.choices)
    claim = Id(required=False, allow_null=True)
    attributions = serializers.ListField(
        required=False,
        max_length=services.MOST_CHAINS,
        child=serializers.ListField(child=HopBody(), max_length=services.MOST_HOPS),
    )
    quantity = QuantityBody(required=False, allow_null=True)
    note = Text(required=False, allow_blank=True, max_length=services.LONGEST_NOTE)
    confidence = Number(required=False, allow_null=True, min_value=0, max_value=1)
    active_ms = WholeNumber(
        required=False,
        min_value=0,
        max_value=MOST_ACTIVE_MS,
        help_text="Time spent on it since the last request.",
    )


class NewAnnotation(AnnotationChanges):
    """A new annotation, of the article's current text or of the revision named."""

    server_owned = SERVER_OWNED
    id = Uuid(required=False, help_text="Chosen by you; the same request again is the same row.")
    article = Id(required=False)
    revision = Id(required=False)
    start = WholeNumber()
    end = WholeNumber()
    quote = Text(allow_blank=True, help_text="Exactly text[start:end].")
    label: Any = serializers.ChoiceField(choices=Label.choices)
    external_id = Text(required=False, allow_blank=True, max_length=200)
    suggestion = serializers.RegexField(
        r"^[af][0-9]{1,9}-[0-9]{1,9}\Z",
        required=False,
        trim_whitespace=False,
        help_text="The id of the suggestion that it accepts: its origin is then `suggested`.",
    )


class NewAnnotations(Strict):
    """Up to 500 annotations at once, stored all or none."""

    annotations = serializers.ListField(
        child=serializers.JSONField(),
        allow_empty=False,
        max_length=services.MOST_AT_ONCE,
        help_text="Each as in `POST annotations/`.",
    )


class NewAnnotationsShape(Strict):
    """Up to 500 annotations at once, stored all or none."""

    annotations = NewAnnotation(many=True)


class AnnotationQuery(ListQuery):
    """How annotations are listed."""

    project = serializers.CharField(required=False, max_length=60)
    article = QueryId(required=False)
    revision = QueryId(required=False)
    author = QueryId(required=False)
    label: Any = serializers.ChoiceField(required=False, choices=Label.choices)
    claim = QueryId(required=False, help_text="Also those of claims merged into it.")
    source: Any = QueryId(required=False, help_text="In any hop of a chain.")
    origin = serializers.ChoiceField(required=False, choices=Origin.choices)
    anchor = serializers.ChoiceField(required=False, choices=Anchor.choices)
    updated_since = Moment(required=False)
    withdrawn = serializers.BooleanField(required=False, help_text="The withdrawn ones instead.")
    live = serializers.BooleanField(required=False, help_text="Only those that count.")
    search = serializers.CharField(
        required=False, max_length=300, help_text="In the quote or the note."
    )
    ordering = Ordering("-created_at", "created_at", "-updated_at", "updated_at")


class HistoryRow(serializers.Serializer[Any]):
    """One line of the log."""

    id = serializers.IntegerField()
    project = serializers.SlugField(allow_null=True)
    actor = serializers.IntegerField(allow_null=True)
    verb = serializers.CharField()
    subject_type = serializers.CharField()
    subject_id = serializers.CharField()
    before = serializers.JSONField(allow_null=True)
    after = serializers.JSONField(allow_null=True)
    at = serializers.DateTimeField()


class HistoryQuery(ListQuery):
    """How the log is read: the latest first."""

    ordering = Ordering("-id", "id")


EXAMPLE = {
    "id": "0190a4de-2f5c-4b7e-9a51-3f1f0a4f7d10",
    "article": 7,
    "start": 0,
    "end": 31,
    "quote": "at least 30 houses were flooded",
    "label": "confirmed",
    "claim": 3,
    "attributions": [[{"source": 12, "cue": "said", "stance": "asserts"}]],
    "quantity": {"lower": 30, "unit": "houses", "words": "at least 30 houses"},
}


class Annotations(Endpoint):
    """The annotations one may see."""

    queries = {"GET": AnnotationQuery}

    @describe(
        "annotations_list",
        query=AnnotationQuery,
        answers={200: page_of(AnnotationRow)},
        tag="annotations",
    )
    def get(self, request: Request) -> Response:
        """Annotations, newest first. `X-Rows-Left-Out` counts those of this page that a token
        may not have because their words hold a protected name; where words are searched for, it
        would tell what they are, and is not there."""
        rows = filtered_annotations(annotations_of(self.person), self.person, self.query)
        if self.token is not None and "search" in self.query:
            # A note that is not shown must not be found either.
            rows = rows.filter(quote__icontains=self.query["search"])
        self.left_out = 0
        response = self.page(rows, self._rows)
        if "search" not in self.query:
            response["X-Rows-Left-Out"] = str(self.left_out)
        return response

    @describe(
        "annotations_create",
        body=NewAnnotation,
        answers={201: AnnotationRow, 200: AnnotationRow},
        example=EXAMPLE,
        tag="annotations",
    )
    def post(self, request: Request) -> Response:
        """Mark a span: 201, or 200 when you sent the same before. The quote must be exactly what
        the text holds from `start` to `end`."""
        draft = plain_draft(request.data) or draft_of(self.body(NewAnnotation))
        annotation, is_new = services.create_annotation(self.person, draft)
        return answer(annotation, status=201 if is_new else 200)

    def _rows(self, annotations: list[Annotation]) -> list[dict[str, Any]]:
        shield = held_shield(self, {annotation.project_id for annotation in annotations})
        shown = [row for row in annotations if not is_left_out(row, shield)]
        self.left_out = len(annotations) - len(shown)
        return [shielded_annotation(annotation_row(row), shield) for row in shown]


class AnnotationBatch(Endpoint):
    """Many annotations at once."""

    @describe(
        "annotations_batch",
        body=NewAnnotationsShape,
        answers={201: AnnotationRows, 200: AnnotationRows},
        example={"annotations": [EXAMPLE]},
        tag="annotations",
    )
    def post(self, request: Request) -> Response:
        """Mark up to 500 spans in one transaction. If any is refused nothing is stored, and
        `items` lists every refusal by its place."""
        sent = self.body(NewAnnotations)["annotations"]
        drafts, misshapen = read_drafts(sent)
        stored = self._store(drafts, misshapen)
        status = 201 if any(is_new for _row, is_new in stored) else 200
        return Response({"results": [row for row, _ in stored]}, status=status)

    def _store(
        self, drafts: Mapping[int, services.Draft], misshapen: Mapping[int, Refusal]
    ) -> list[tuple[dict[str, Any], bool]]:
        refused = dict(misshapen)
        places = list(drafts)
        # Also what is of the right shape is tried, so that one answer tells all that is wrong.
        with transaction.atomic():
            try:
                stored = services.create_annotations(self.person, list(drafts.values()))
            except services.ItemsRefused as error:
                refused |= {places[place]: item for place, item in error.items.items()}
            except BadInput:
                if not refused:
                    raise
            if refused:
                raise services.ItemsRefused(refused)
        return stored


class OneAnnotation(Endpoint):
    """One annotation. Its version is the ETag, and must be sent back to write."""

    @describe("annotations_read", answers={200: AnnotationRow}, tag="annotations")
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """One annotation, withdrawn or not."""
        annotation, shield = find_annotation(self, pk)
        return answer(annotation, shield)

    @describe(
        "annotations_change",
        body=AnnotationChanges,
        headers=[IF_MATCH],
        answers={200: AnnotationRow},
        example={"label": "contested"},
        tag="annotations",
    )
    def patch(self, request: Request, pk: uuid.UUID) -> Response:
        """Change your own annotation. `If-Match` says which version you have read; 412 with the
        row as it stands (`current`) when it changed since."""
        _annotation, shield = find_annotation(self, pk)
        version = read_if_match(request)
        changes = changes_of(self.body(AnnotationChanges, partial=True))
        with hiding_in_refusals(shield):
            changed = services.update_annotation(self.person, pk, version=version, changes=changes)
        return answer(changed, shield)

    @describe(
        "annotations_withdraw",
        headers=[IF_MATCH],
        answers={200: AnnotationRow},
        tag="annotations",
    )
    def delete(self, request: Request, pk: uuid.UUID) -> Response:
        """Withdraw your own annotation. `POST annotations/{id}/restore/` brings it back."""
        _annotation, shield = find_annotation(self, pk)
        version = read_if_match(request)
        with hiding_in_refusals(shield):
            withdrawn = services.withdraw_annotation(self.person, pk, version=version)
        return answer(withdrawn, shield)


class AnnotationRestore(Endpoint):
    """Bringing a withdrawn annotation back."""

    @describe("annotations_restore", body=Nothing, answers={200: AnnotationRow}, tag="annotations")
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Bring your own withdrawn annotation back as it was. `If-Match` may be sent."""
        _annotation, shield = find_annotation(self, pk)
        self.body(Nothing)
        version = read_if_match(request)
        with hiding_in_refusals(shield):
            restored = services.restore_annotation(self.person, pk, version=version)
        return answer(restored, shield)


class AnnotationAccept(Endpoint):
    """Letting an annotation count again whose words changed with the article's text."""

    @describe("annotations_accept", body=Nothing, answers={200: AnnotationRow}, tag="annotations")
    def post(self, request: Request, pk: uuid.UUID) -> Response:
        """Accept an annotation as it stands in the newer text: its anchor is `changed`, and until
        somebody has looked it counts nowhere. For its author, and for reviewers and managers.
        `If-Match` may be sent."""
        _annotation, shield = find_annotation(self, pk)
        self.body(Nothing)
        version = read_if_match(request)
        with hiding_in_refusals(shield):
            accepted = services.accept_annotation(self.person, pk, version=version)
        return answer(accepted, shield)


class AnnotationHistory(Endpoint):
    """What happened to one annotation."""

    queries = {"GET": HistoryQuery}

    @describe(
        "annotations_history",
        query=HistoryQuery,
        answers={200: page_of(HistoryRow)},
        tag="annotations",
    )
    def get(self, request: Request, pk: uuid.UUID) -> Response:
        """Who did what to an annotation, and what it was before and after; the latest first."""
        annotation, shield = find_annotation(self, pk)
        return self.page(
            history_of(annotation),
            lambda events: [history_row(event, shield=shield) for event in events],
        )


def draft_of(said: dict[str, Any]) -> services.Draft:
    """The draft of a checked body."""
    return services.Draft(**changes_of(said))


def changes_of(said: dict[str, Any]) -> dict[str, Any]:
    """A checked body in the words of the services: chains of hops, and a figure."""
    changes = dict(said)
    if "attributions" in changes:
        chains = changes.pop("attributions")
        changes["chains"] = tuple(tuple(services.Hop(**hop) for hop in chain) for chain in chains)
    if changes.get("quantity") is not None:
        changes["quantity"] = services.Figure(**changes["quantity"])
    return changes


def read_drafts(sent: Sequence[Any]) -> tuple[dict[int, services.Draft], dict[int, Refusal]]:
    """The drafts that have the right shape and the refusals of the others, by place."""
    serializer = NewAnnotation()
    drafts: dict[int, services.Draft] = {}
    misshapen: dict[int, Refusal] = {}
    for place, item in enumerate(sent):
        try:
            drafts[place] = plain_draft(item) or draft_of(serializer.run_validation(item))
        except serializers.ValidationError as error:
            misshapen[place] = validation_refusal(error)
    return drafts, misshapen


def find_annotation(view: Endpoint, annotation_id: uuid.UUID) -> tuple[Annotation, Shield]:
    """The annotation, if who asks may see it, and what of it to hide; else NotFound."""
    annotation = annotations_of(view.person).filter(pk=annotation_id).first()
    if annotation is None:
        raise NotFound
    shield = held_shield(view, {annotation.project_id})
    if is_left_out(annotation, shield):
        raise NotFound(
            _("The words of this annotation hold a protected name, so tokens do not get it.")
        )
    return annotation, shield


def is_left_out(annotation: Annotation, shield: Shield) -> bool:
    """Whether the annotation's words hold a name that must stay inside."""
    return shield.hides(
        annotation.project_id, annotation.prefix, annotation.quote, annotation.suffix
    )


@contextmanager
def hiding_in_refusals(shield: Shield) -> Iterator[None]:
    """Hides in the row that stands beside a 412 what the answer itself would hide."""
    try:
        yield
    except Stale as stale:
        stale.details["current"] = shielded_annotation(stale.details["current"], shield)
        raise


def answer(annotation: Annotation, shield: Shield = OPEN, *, status: int = 200) -> Response:
    """The annotation's JSON form, with its version as ETag."""
    row = shielded_annotation(annotation_row(annotation), shield)
    return Response(row, status=status, headers={"ETag": f'"{annotation.version}"'})
