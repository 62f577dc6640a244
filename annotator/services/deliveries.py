"""Telling webhooks, in the worker: signed, tried again with growing pauses, given up in the end."""

import hashlib
import hmac
import logging
import random
import uuid
from datetime import timedelta
from typing import TYPE_CHECKING

import orjson
from celery import current_app
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone
from kombu.exceptions import OperationalError

from annotator.models import Delivery, Webhook
from annotator.models.choices import DeliveryState, NoticeKind
from annotator.queries.webhooks import changes_of, managers_of
from annotator.services.events import log_event
from annotator.services.notices import give_notice
from annotator.services.webhooks import gather_deliveries, secret_of

if TYPE_CHECKING:
    from annotator import fetcher

logger = logging.getLogger(__name__)

# 30 s, 2 min, 8 min, 32 min, two hours: then it is given up, and the webhook is paused.
FIRST_PAUSE = timedelta(seconds=30)
PAUSE_GROWS = 4
MOST_ATTEMPTS = 6
DELIVERIES_AT_ONCE = 50
TAKEN_FOR = timedelta(seconds=60)
GONE = 410


def sweep_webhooks() -> int:
    """Makes deliveries of what changed, and sends those that are due to the workers; how many."""
    gather_deliveries()
    sent = 0
    for delivery in _due():
        taken = Delivery.objects.filter(
            pk=delivery.pk, attempts=delivery.attempts, state=DeliveryState.WAITING
        )
        if taken.update(next_try_at=timezone.now() + TAKEN_FOR) and _queue(delivery):
            sent += 1
    return sent


def deliver(
    delivery_id: uuid.UUID | str, attempt: int, *, policy: "fetcher.Policy | None" = None
) -> None:
    """Tries a delivery once more. Only the first who comes with this number of attempts does."""
    # With the parts that call other machines, which few installations ever do.
    from annotator import fetcher

    taken = Delivery.objects.filter(
        pk=delivery_id,
        attempts=attempt,
        state=DeliveryState.WAITING,
        webhook__removed_at__isnull=True,
    )
    now = timezone.now()
    if not taken.update(
        attempts=attempt + 1, tried_at=now, next_try_at=now + pause_after(attempt + 1)
    ):
        return
    delivery = Delivery.objects.select_related("webhook__project").get(pk=delivery_id)
    headers, content = signed(delivery)
    try:
        answer = fetcher.call(
            delivery.webhook.url, method="POST", headers=headers, content=content, policy=policy
        )
    except fetcher.CallFailed as failed:
        _note_failure(delivery, status=None, error=failed.code)
        return
    if 200 <= answer.status < 300:
        _note_success(delivery, answer.status)
    else:
        _note_failure(delivery, status=answer.status, error="refused")


def signed(delivery: Delivery) -> tuple[dict[str, str], bytes]:
    """Headers and body of a delivery. The signature is HMAC-SHA256 with the webhook's secret over
    timestamp, a point, and the body."""
    moment = timezone.now()
    body = orjson.dumps(
        {
            "delivery": delivery.pk,
            "webhook": delivery.webhook_id,
            "project": delivery.webhook.project.slug,
            "sent_at": moment,
            "changes": changes_of(delivery),
        }
    )
    stamp = str(int(moment.timestamp()))
    headers = {
        "Content-Type": "application/json",
        "X-Twosource-Delivery": str(delivery.pk),
        "X-Twosource-Timestamp": stamp,
        "X-Twosource-Signature": f"v1={signature(secret_of(delivery.webhook), stamp, body)}",
    }
    return headers, body


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """The signature that the receiver makes too, to compare.

    >>> signature("tsw_a", "1700000000", b"{}")[:16]
    '62a5bb4d70b0eb74'
    """
    return hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256).hexdigest()


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many attempts: longer each time, and a little by chance, so that
    those who failed together do not come back together."""
    by_chance = random.uniform(0.8, 1.2)  # noqa: S311 - it guards nothing
    return FIRST_PAUSE * float(PAUSE_GROWS ** (attempts - 1)) * by_chance


def _due() -> list[Delivery]:
    """What is to be tried now; of a webhook that does not answer, one at a time."""
    rows = Delivery.objects.filter(
        Q(webhook__paused_at__isnull=True) | Q(is_test=True),
        state=DeliveryState.WAITING,
        next_try_at__lte=timezone.now(),
        webhook__removed_at__isnull=True,
        webhook__project__archived_at__isnull=True,
    )
    due: list[Delivery] = []
    for webhook in Webhook.objects.filter(pk__in=rows.values("webhook")):
        most = 1 if webhook.failures else DELIVERIES_AT_ONCE
        mine = rows.filter(webhook=webhook)
        due += mine.order_by("-is_test", "created_at", "pk")[:most]
    return due


def _queue(delivery: Delivery) -> bool:
    try:
        current_app.send_task("annotator.deliver_webhook", [str(delivery.pk), delivery.attempts])
    except (OperationalError, OSError) as error:
        logger.warning("Delivery %s waits for the broker: %s", delivery.pk, error)
        return False
    return True


def _note_success(delivery: Delivery, status: int) -> None:
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(
            state=DeliveryState.DELIVERED, status=status, error=""
        )
        Webhook.objects.filter(pk=delivery.webhook_id).update(failures=0)


def _note_failure(delivery: Delivery, *, status: int | None, error: str) -> None:
    is_over = delivery.is_test or delivery.attempts >= MOST_ATTEMPTS or status == GONE
    state = DeliveryState.FAILED if is_over else DeliveryState.WAITING
    with transaction.atomic():
        Delivery.objects.filter(pk=delivery.pk).update(state=state, status=status, error=error)
        if delivery.is_test:
            return
        Webhook.objects.filter(pk=delivery.webhook_id).update(failures=F("failures") + 1)
        if is_over:
            _pause(delivery.webhook, status=status, error=error)


def _pause(webhook: Webhook, *, status: int | None, error: str) -> None:
    """Tells it no more, and the managers that it is so."""
    active = Webhook.objects.filter(pk=webhook.pk, paused_at__isnull=True)
    if active.update(paused_at=timezone.now()):
        after = {"url": webhook.url, "status": status, "error": error}
        log_event("paused", webhook, actor=None, project=webhook.project, after=after)
        give_notice(
            NoticeKind.WEBHOOK_PAUSED,
            webhook.project,
            people=managers_of(webhook.project),
            words=webhook.url,
        )
