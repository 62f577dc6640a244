"""Reading webhooks: their JSON form, and what a delivery says to the outside."""

import datetime
from collections.abc import Collection
from typing import Any

from django.db.models import Min, Q, QuerySet

from annotator.models import (
    Adjudication,
    Annotation,
    Delivery,
    Event,
    Membership,
    Project,
    User,
    Verdict,
    Webhook,
)
from annotator.models.choices import Role, WebhookKind
from annotator.models.webhook import WebhookQuerySet
from annotator.queries.adjudications import adjudication_row
from annotator.queries.annotations import annotation_row
from annotator.queries.claims import verdict_row
from annotator.queries.protection import Shield, shield_of, shielded_annotation

# Why a change comes without its row.
BLIND, PROTECTED, GONE = "blind", "protected", "gone"
_LOGGED_KINDS = (WebhookKind.ANNOTATION, WebhookKind.ADJUDICATION, WebhookKind.VERDICT)


def webhooks_of(user: User) -> WebhookQuerySet:
    """Those the user manages, newest first."""
    return Webhook.objects.visible_to(user).select_related("project")


def webhook_row(webhook: Webhook) -> dict[str, Any]:
    """The JSON form of a webhook; its secret is in none."""
    last = webhook.deliveries.filter(tried_at__isnull=False).order_by("-tried_at").first()
    return {
        "id": webhook.pk,
        "project": webhook.project.slug,
        "url": webhook.url,
        "kinds": webhook.kinds,
        "failures": webhook.failures,
        "last_status": last.status if last else None,
        "last_error": last.error if last else "",
        "last_tried_at": last.tried_at if last else None,
        "paused_at": webhook.paused_at,
        "created_by": webhook.created_by_id,
        "created_at": webhook.created_at,
    }


def delivery_row(delivery: Delivery) -> dict[str, Any]:
    """The JSON form of a delivery."""
    return {
        "id": delivery.pk,
        "webhook": delivery.webhook_id,
        "state": delivery.state,
        "changes": len(delivery.events) or 1,
        "is_test": delivery.is_test,
        "attempts": delivery.attempts,
        "status": delivery.status,
        "error": delivery.error,
        "created_at": delivery.created_at,
        "tried_at": delivery.tried_at,
        "next_try_at": delivery.next_try_at if delivery.state == "waiting" else None,
    }


def events_to_tell(
    webhook: Webhook, *, beyond: Collection[int], most: int
) -> list[tuple[int, datetime.datetime]]:
    """Id and time of the lines of the log that the webhook has not been told of, oldest first;
    `beyond` are those that it has."""
    rows = _unsettled(webhook).exclude(pk__in=beyond).order_by("pk")
    return list(rows.values_list("pk", "at")[:most])


def first_untold_at(webhook: Webhook) -> datetime.datetime | None:
    """When the oldest line was written that may still have to be told."""
    found: datetime.datetime | None = _unsettled(webhook).aggregate(first=Min("at"))["first"]
    return found


def _unsettled(webhook: Webhook) -> QuerySet[Event, Event]:
    kinds = [kind for kind in _LOGGED_KINDS if kind in webhook.kinds]
    return Event.objects.filter(
        project=webhook.project_id, pk__gt=webhook.seen_event, subject_type__in=kinds
    )


def managers_of(project: Project) -> list[int]:
    """The ids of those who manage a project."""
    rows = Membership.objects.filter(project=project, role=Role.MANAGER, user__is_active=True)
    return list(rows.values_list("user_id", flat=True))


def changes_of(delivery: Delivery) -> list[dict[str, Any]]:
    """What the delivery says, from the rows as they stand now: without protected names, and in a
    blind project before its release without anybody's spans."""
    if delivery.is_test:
        return [{"kind": "test"}]
    if delivery.scores_version is not None:
        return [{"kind": "score", "version": delivery.scores_version}]
    project = delivery.webhook.project
    events = list(Event.objects.filter(pk__in=delivery.events, project=project).order_by("pk"))
    found = _Rows(project, events)
    return [_change(event, found) for event in events]


class _Rows:
    """The rows that a delivery's events are about, as they may leave."""

    def __init__(self, project: Project, events: list[Event]) -> None:
        self.is_blind = project.is_blind and not project.is_released
        self.shield = shield_of([project.pk])
        self.project_id = project.pk
        ids: dict[str, list[str]] = {}
        for event in events:
            ids.setdefault(event.subject_type, []).append(event.subject_id)
        mine = Q(project=project)
        annotations = Annotation.objects.filter(mine, pk__in=ids.get("annotation", []))
        adjudications = Adjudication.objects.filter(pk__in=ids.get("adjudication", []))
        verdicts = Verdict.objects.filter(claim__project=project, pk__in=ids.get("verdict", []))
        rows: list[Any] = [
            *annotations.select_related("project").with_details(),
            *adjudications.select_related("stretch__revision", "decision__project"),
            *verdicts.select_related("claim").prefetch_related("evidence"),
        ]
        self.rows = {(row._meta.model_name, str(row.pk)): row for row in rows}


def _change(event: Event, found: _Rows) -> dict[str, Any]:
    row = found.rows.get((event.subject_type, event.subject_id))
    why, data = _data(row, found)
    return {
        "event": event.pk,
        "kind": event.subject_type,
        "verb": event.verb,
        "id": event.subject_id,
        "actor": None if found.is_blind else event.actor_id,
        "at": event.at,
        "data": data,
        "left_out": why,
    }


def _data(row: Any, found: _Rows) -> tuple[str | None, dict[str, Any] | None]:
    """Why the row is left out, and else its JSON form as it may leave."""
    if row is None:
        return GONE, None
    if found.is_blind and not isinstance(row, Verdict):
        return BLIND, None
    if any(found.shield.hides(found.project_id, text) for text in _words(row)):
        return PROTECTED, None
    return None, _row(row, found.shield)


def _words(row: Any) -> list[str]:
    if isinstance(row, Annotation):
        return [row.prefix + row.quote + row.suffix]
    if isinstance(row, Adjudication):
        return [row.reason, *(_words(row.decision) if row.decision else [])]
    return [row.rationale, row.reason, row.decision_note, row.claim.text]


def _row(row: Any, shield: Shield) -> dict[str, Any]:
    if isinstance(row, Annotation):
        return shielded_annotation(annotation_row(row), shield)
    if isinstance(row, Adjudication):
        said = adjudication_row(row)
        if said["decision"] is not None:
            said["decision"] = shielded_annotation(said["decision"], shield)
        return said
    return verdict_row(row)
