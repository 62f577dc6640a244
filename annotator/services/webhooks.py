"""Webhooks: made, tried out, resumed and removed by managers, and told of what changed.

Nothing is sent from here: `services.deliveries` does that, in the worker.
"""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotFound
from annotator.models import Delivery, Event, Project, User, Webhook
from annotator.models.choices import DeliveryState, WebhookKind
from annotator.queries.webhooks import events_to_tell, first_untold_at
from annotator.services.access import MANAGE, require_role
from annotator.services.addresses import check_address
from annotator.services.events import log_event

MOST_PER_PROJECT = 10
EVENTS_PER_DELIVERY = 100
EVENTS_AT_ONCE = 500
# A line of the log may become visible after a later one: so long is looked back for such.
LATE_COMERS = timedelta(minutes=5)
KEPT_FOR = timedelta(days=30)
_SALT = "twosource.webhook"


def secret_of(webhook: Webhook) -> str:
    """The secret that signs what the webhook is told; made anew each time, kept nowhere."""
    return f"tsw_{salted_hmac(_SALT, webhook.salt, algorithm='sha256').hexdigest()}"


def create_webhook(
    user: User, project: Project, *, url: str, kinds: Sequence[str]
) -> tuple[Webhook, str]:
    """A webhook and its secret, which is shown this once; told of what happens from now on."""
    require_role(user, project, MANAGE)
    _check_calls_are_on()
    check_address(url, is_called=True)
    if not kinds or set(kinds) - set(WebhookKind.values):
        text = _("Choose what it is to be told of: annotation, adjudication, verdict or score.")
        raise BadInput("kinds_wrong", text, fields={"kinds": [text]})
    if Webhook.objects.filter(project=project, removed_at__isnull=True).count() >= MOST_PER_PROJECT:
        text = _("A project has at most %(count)s webhooks. Remove one first.")
        raise BadInput("too_many_webhooks", text % {"count": MOST_PER_PROJECT})
    last = Event.objects.filter(project=project).aggregate(last=Max("pk"))["last"]
    webhook = Webhook(
        project=project,
        url=url,
        kinds=[kind for kind in WebhookKind.values if kind in kinds],
        salt=secrets.token_hex(32),
        seen_event=last or 0,
        created_by=user,
    )
    try:
        with transaction.atomic():
            webhook.save()
            after = {"url": url, "kinds": webhook.kinds}
            log_event("created", webhook, actor=user, project=project, after=after)
    except IntegrityError:
        text = _("This project already has a webhook with this address.")
        raise Conflict("webhook_exists", text, fields={"url": [text]}) from None
    return webhook, secret_of(webhook)


def remove_webhook(user: User, webhook_id: int) -> None:
    """Ends a webhook: nothing more is sent, what waits included."""
    with transaction.atomic():
        webhook = _locked(user, webhook_id)
        webhook.removed_at = timezone.now()
        webhook.save(update_fields=["removed_at"])
        webhook.deliveries.filter(state=DeliveryState.WAITING).update(state=DeliveryState.FAILED)
        before = {"url": webhook.url, "kinds": webhook.kinds}
        log_event("removed", webhook, actor=user, project=webhook.project, before=before)


def resume_webhook(user: User, webhook_id: int) -> Webhook:
    """A paused webhook is told again: what it missed first."""
    with transaction.atomic():
        webhook = _locked(user, webhook_id)
        _check_calls_are_on()
        if webhook.paused_at is not None:
            webhook.paused_at, webhook.failures = None, 0
            webhook.save(update_fields=["paused_at", "failures"])
            untold = webhook.deliveries.filter(is_test=False).exclude(state=DeliveryState.DELIVERED)
            untold.update(state=DeliveryState.WAITING, attempts=0, next_try_at=timezone.now())
            log_event("resumed", webhook, actor=user, project=webhook.project)
    return webhook


def send_test(user: User, webhook_id: int) -> Delivery:
    """Queues a delivery that says nothing but that it is a test; also to a paused webhook."""
    webhook = Webhook.objects.visible_to(user).filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound
    _check_calls_are_on()
    waiting = webhook.deliveries.filter(state=DeliveryState.WAITING, is_test=True).first()
    return waiting or Delivery.objects.create(webhook=webhook, is_test=True)


def projects_told_of_scores() -> list[int]:
    """The projects whose scores somebody outside wants to hear of."""
    if not settings.OUTBOUND_CALLS:
        return []
    rows = Webhook.objects.active().values_list("project_id", "kinds")
    return sorted({project for project, kinds in rows if WebhookKind.SCORE in kinds})


def tell_of_scores(project_id: int, *, version: int) -> int:
    """Queues a delivery to each webhook that has not been told of this version; how many."""
    told = 0
    late = Webhook.objects.active().filter(project=project_id, seen_scores__lt=version)
    for webhook in [webhook for webhook in late if WebhookKind.SCORE in webhook.kinds]:
        with transaction.atomic():
            changed = Webhook.objects.filter(pk=webhook.pk, seen_scores=webhook.seen_scores)
            if changed.update(seen_scores=version):
                Delivery.objects.create(webhook=webhook, scores_version=version)
                told += 1
    return told


def gather_deliveries() -> int:
    """Makes deliveries of what the log holds since the last time; how many."""
    if not settings.OUTBOUND_CALLS:
        return 0
    old = Delivery.objects.exclude(state=DeliveryState.WAITING)
    old.filter(created_at__lt=timezone.now() - KEPT_FOR).delete()
    return sum(_gather(pk) for pk in Webhook.objects.active().values_list("pk", flat=True))


def _gather(webhook_id: int) -> int:
    now = timezone.now()
    with transaction.atomic():
        webhook = Webhook.objects.select_for_update().get(pk=webhook_id)
        since = first_untold_at(webhook) or now
        told = webhook.deliveries.filter(created_at__gte=since - LATE_COMERS)
        known = {event for events in told.values_list("events", flat=True) for event in events}
        found = events_to_tell(webhook, beyond=known, most=EVENTS_AT_ONCE)
        for start in range(0, len(found), EVENTS_PER_DELIVERY):
            events = [pk for pk, _at in found[start : start + EVENTS_PER_DELIVERY]]
            Delivery.objects.create(webhook=webhook, events=events)
        settled = _settled_until(webhook, found, before=now - LATE_COMERS)
        if settled > webhook.seen_event:
            Webhook.objects.filter(pk=webhook.pk).update(seen_event=settled)
    return -(-len(found) // EVENTS_PER_DELIVERY)


def _settled_until(webhook: Webhook, found: Sequence[tuple[int, object]], *, before: object) -> int:
    """Up to which line of the log nothing can come in between any more."""
    rows = Event.objects.filter(project=webhook.project_id, at__lt=before)
    settled = int(rows.aggregate(last=Max("pk"))["last"] or 0)
    return min(settled, found[-1][0]) if len(found) == EVENTS_AT_ONCE else settled


def _locked(user: User, webhook_id: int) -> Webhook:
    rows = Webhook.objects.visible_to(user).select_for_update(of=("self",))
    webhook = rows.select_related("project").filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound
    return webhook


def _check_calls_are_on() -> None:
    if not settings.OUTBOUND_CALLS:
        raise BadInput(
            "calls_off",
            _(
                "This installation calls no other machines, so nothing can be sent. Ask your "
                "administrator to switch that on."
            ),
        )
