"""Webhooks: made by managers, told of what changed, signed, tried again, paused; nothing leaks."""

import hashlib
import hmac
import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django import Settings

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import (
    Annotation,
    Article,
    Claim,
    Delivery,
    Event,
    Notice,
    Project,
    User,
    Webhook,
)
from annotator.models.choices import DeliveryState
from annotator.services.adjudications import adjudicate
from annotator.services.annotations import Hop, update_annotation
from annotator.services.deliveries import MOST_ATTEMPTS, deliver, pause_after, sweep_webhooks
from annotator.services.sources import create_source, update_source
from annotator.services.webhooks import (
    MOST_PER_PROJECT,
    create_webhook,
    gather_deliveries,
    projects_told_of_scores,
    remove_webhook,
    resume_webhook,
    secret_of,
    send_test,
    tell_of_scores,
)
from tests.cast import FLOODED, Mark, judge
from tests.fixtures.newsstand import Newsstand

pytestmark = pytest.mark.django_db
URL = "https://desk.example.org/told"
EVERYTHING = ["annotation", "adjudication", "verdict", "score"]


@pytest.fixture(autouse=True)
def calls_on(settings: Settings) -> None:
    """Most of these tests are about an installation that calls out."""
    settings.OUTBOUND_CALLS = True


@pytest.fixture
def webhook(manager: User, project: Project, newsstand: Newsstand) -> Webhook:
    """Told of everything, at the newsstand, where /told takes what comes."""
    made, _secret = create_webhook(manager, project, url=URL, kinds=EVERYTHING)
    Webhook.objects.filter(pk=made.pk).update(url=newsstand.url("/told"))
    newsstand.put("/told", "thanks")
    made.refresh_from_db()
    return made


def send_all(newsstand: Newsstand) -> None:
    """What the worker would do now with all that waits."""
    for delivery in Delivery.objects.filter(state=DeliveryState.WAITING).order_by("created_at"):
        deliver(delivery.pk, delivery.attempts, policy=newsstand.policy())


def told(newsstand: Newsstand) -> list[dict[str, Any]]:
    """All changes that came in, in their order."""
    return [change for said in newsstand.received for change in json.loads(said.body)["changes"]]


def test_a_change_is_told_once_signed_and_with_its_row(
    webhook: Webhook, newsstand: Newsstand, annotation: Annotation, project: Project
) -> None:
    assert gather_deliveries() == 1
    assert gather_deliveries() == 0
    send_all(newsstand)
    [request] = newsstand.received
    stamp, said = request.headers["X-Twosource-Timestamp"], json.loads(request.body)
    wanted = hmac.new(
        secret_of(webhook).encode(), stamp.encode() + b"." + request.body, hashlib.sha256
    )
    assert request.headers["X-Twosource-Signature"] == f"v1={wanted.hexdigest()}"
    assert request.headers["X-Twosource-Delivery"] == said["delivery"]
    assert (said["project"], said["webhook"]) == (project.slug, webhook.pk)
    created = said["changes"][0]
    assert (created["kind"], created["verb"], created["id"]) == (
        "annotation",
        "created",
        str(annotation.pk),
    )
    assert (created["data"]["quote"], created["left_out"]) == (FLOODED, None)
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.status, delivery.attempts) == ("delivered", 200, 1)


def test_it_is_told_of_decisions_verdicts_and_later_changes_in_their_order(
    webhook: Webhook,
    newsstand: Newsstand,
    annotation: Annotation,
    claim: Claim,
    reviewer: User,
    annotator: User,
) -> None:
    gather_deliveries()
    update_annotation(annotator, annotation.pk, version=1, changes={"label": "contested"})
    adjudicate(
        reviewer,
        revision_id=annotation.revision_id,
        start=annotation.start,
        end=annotation.end,
        decision=None,
        inputs=[annotation.pk],
        reason="No claim.",
    )
    judge(reviewer, claim.pk, value="refuted", as_of=timezone.now().date())
    gather_deliveries()
    send_all(newsstand)
    changes = told(newsstand)
    kinds = [(change["kind"], change["verb"]) for change in changes]
    assert kinds[0] == ("annotation", "created")
    assert ("annotation", "changed") in kinds
    assert kinds[-1] == ("verdict", "created")
    assert changes[-1]["data"]["value"] == "refuted"
    [decision] = [change for change in changes if change["kind"] == "adjudication"]
    assert decision["data"]["is_not_a_claim"] is True
    assert len({change["event"] for change in changes}) == len(changes)


def test_only_the_kinds_that_were_chosen_and_nothing_from_before_or_elsewhere(
    manager: User, project: Project, annotation: Annotation, claim: Claim, reviewer: User
) -> None:
    made, _secret = create_webhook(manager, project, url=URL, kinds=["verdict"])
    verdict = judge(reviewer, claim.pk, value="confirmed", as_of=timezone.now().date())
    gather_deliveries()
    [delivery] = made.deliveries.all()
    [event] = Event.objects.filter(pk__in=delivery.events)
    assert (event.subject_type, event.subject_id) == ("verdict", str(verdict.pk))


def test_a_line_of_the_log_that_comes_late_is_told_too_and_none_twice(
    webhook: Webhook, project: Project, annotation: Annotation
) -> None:
    gather_deliveries()
    first = Event.objects.filter(subject_type="annotation").order_by("pk").first()
    assert first is not None
    # As if it had been written by a transaction that took longer than those after it.
    late = Event.objects.create(
        project=project, verb="changed", subject_type="annotation", subject_id=str(annotation.pk)
    )
    Delivery.objects.update(events=[pk for pk in Delivery.objects.get().events if pk != late.pk])
    gather_deliveries()
    Event.objects.update(at=timezone.now() - timedelta(hours=1))
    gather_deliveries()
    gather_deliveries()
    seen = [pk for events in Delivery.objects.values_list("events", flat=True) for pk in events]
    assert sorted(seen) == sorted(set(seen))
    assert {first.pk, late.pk} <= set(seen)
    webhook.refresh_from_db()
    assert webhook.seen_event >= late.pk


def test_after_hours_without_a_sweeper_nothing_is_told_twice(
    webhook: Webhook, annotation: Annotation
) -> None:
    gather_deliveries()
    hours_ago = timezone.now() - timedelta(hours=3)
    Event.objects.update(at=hours_ago)
    Delivery.objects.update(created_at=hours_ago)
    assert gather_deliveries() == 0


def test_of_a_blind_project_nobody_s_spans_leave_before_its_release(
    webhook: Webhook, newsstand: Newsstand, annotation: Annotation, project: Project
) -> None:
    project.is_blind = True
    project.save()
    gather_deliveries()
    send_all(newsstand)
    [change, *_rest] = told(newsstand)
    assert (change["data"], change["left_out"], change["actor"]) == (None, "blind", None)
    assert FLOODED.encode() not in newsstand.received[0].body


def test_a_protected_name_never_leaves(
    webhook: Webhook, newsstand: Newsstand, manager: User, article: Article, mark: Mark
) -> None:
    source = create_source(manager, webhook.project, name="The water board")
    chain = (Hop(source=source.pk, cue="the water board said", stance="asserts"),)
    far = mark(manager, article, quote="again", chains=(chain,), note="The water board rang me.")
    near = mark(manager, article, quote="water board said")
    heard = mark(manager, article, quote="again", note="I rang the water board.")
    update_source(manager, source.pk, {"is_protected": True})
    gather_deliveries()
    send_all(newsstand)
    body = b"".join(request.body for request in newsstand.received).lower()
    assert b"water board" not in body
    by_id = {change["id"]: change for change in told(newsstand)}
    assert by_id[str(near.pk)]["left_out"] == "protected"
    assert by_id[str(far.pk)]["data"]["note"] == ""
    assert by_id[str(far.pk)]["data"]["attributions"][0][0]["cue"] == ""
    assert by_id[str(heard.pk)]["data"]["note"] == ""


def test_scores_are_told_of_once_for_each_version(
    webhook: Webhook, newsstand: Newsstand, project: Project
) -> None:
    assert projects_told_of_scores() == [project.pk]
    assert tell_of_scores(project.pk, version=7) == 1
    assert tell_of_scores(project.pk, version=7) == 0
    send_all(newsstand)
    assert told(newsstand) == [{"kind": "score", "version": 7}]


def test_who_does_not_answer_is_tried_again_later_each_time_and_then_paused(
    webhook: Webhook, newsstand: Newsstand, annotation: Annotation, manager: User
) -> None:
    newsstand.put("/told", "not now", status=500)
    gather_deliveries()
    delivery = Delivery.objects.get()
    for attempt in range(MOST_ATTEMPTS):
        before = timezone.now()
        deliver(delivery.pk, attempt, policy=newsstand.policy())
        delivery.refresh_from_db()
        waits = delivery.next_try_at - before
        assert timedelta(seconds=24 * 4**attempt) < waits
        webhook.refresh_from_db()
        assert webhook.failures == attempt + 1
    assert (delivery.state, delivery.status, delivery.error) == ("failed", 500, "refused")
    assert webhook.paused_at is not None
    [paused] = Event.objects.filter(verb="paused")
    assert paused.after == {"url": webhook.url, "status": 500, "error": "refused"}
    [notice] = Notice.objects.all()
    assert (notice.user, notice.kind, notice.words) == (manager, "webhook_paused", webhook.url)
    assert sweep_webhooks() == 0
    newsstand.put("/told", "thanks")
    resume_webhook(manager, webhook.pk)
    send_all(newsstand)
    delivery.refresh_from_db()
    webhook.refresh_from_db()
    assert (delivery.state, webhook.failures) == ("delivered", 0)
    assert Webhook.objects.active().filter(pk=webhook.pk).exists()


def test_the_same_task_twice_tells_once(
    webhook: Webhook, newsstand: Newsstand, annotation: Annotation
) -> None:
    gather_deliveries()
    delivery = Delivery.objects.get()
    for _time in range(2):
        deliver(delivery.pk, 0, policy=newsstand.policy())
    assert len(newsstand.received) == 1


def test_an_address_that_says_it_is_gone_is_paused_at_once(
    webhook: Webhook, newsstand: Newsstand, annotation: Annotation
) -> None:
    newsstand.put("/told", "", status=410)
    gather_deliveries()
    send_all(newsstand)
    webhook.refresh_from_db()
    assert webhook.paused_at is not None


def test_a_private_address_is_never_told_anything(
    webhook: Webhook, newsstand: Newsstand, annotation: Annotation
) -> None:
    gather_deliveries()
    delivery = Delivery.objects.get()
    deliver(delivery.pk, 0, policy=newsstand.policy(is_allowed=lambda address: False))
    delivery.refresh_from_db()
    assert (delivery.status, delivery.error) == (None, "address_not_public")
    assert newsstand.received == []


def test_a_test_says_only_that_it_is_one_and_pauses_nothing(
    webhook: Webhook, newsstand: Newsstand, manager: User
) -> None:
    delivery = send_test(manager, webhook.pk)
    assert send_test(manager, webhook.pk).pk == delivery.pk
    newsstand.put("/told", "", status=404)
    send_all(newsstand)
    assert told(newsstand) == [{"kind": "test"}]
    webhook.refresh_from_db()
    delivery.refresh_from_db()
    assert (delivery.state, delivery.status) == ("failed", 404)
    assert (webhook.paused_at, webhook.failures) == (None, 0)


def test_a_removed_webhook_is_told_nothing_more(
    webhook: Webhook, newsstand: Newsstand, annotation: Annotation, manager: User
) -> None:
    gather_deliveries()
    delivery = Delivery.objects.get()
    remove_webhook(manager, webhook.pk)
    deliver(delivery.pk, 0, policy=newsstand.policy())
    assert newsstand.received == []
    assert gather_deliveries() == sweep_webhooks() == 0
    with pytest.raises(NotFound):
        resume_webhook(manager, webhook.pk)
    create_webhook(manager, webhook.project, url=URL, kinds=["score"])


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"url": "http://10.0.0.1/"}, "url_wrong"),
        ({"url": "http://localhost/"}, "url_wrong"),
        ({"kinds": []}, "kinds_wrong"),
        ({"kinds": ["everything"]}, "kinds_wrong"),
    ],
)
def test_what_cannot_be_told_is_refused_at_once(
    manager: User, project: Project, said: dict[str, Any], code: str
) -> None:
    with pytest.raises(BadInput) as refused:
        create_webhook(manager, project, **{"url": URL, "kinds": ["score"], **said})
    assert refused.value.code == code


def test_managers_alone_make_them_a_few_and_each_address_once(
    manager: User, reviewer: User, project: Project, settings: Settings
) -> None:
    with pytest.raises(NotAllowed):
        create_webhook(reviewer, project, url=URL, kinds=["score"])
    for number in range(MOST_PER_PROJECT):
        create_webhook(manager, project, url=f"{URL}/{number}", kinds=["score"])
    with pytest.raises(BadInput) as refused:
        create_webhook(manager, project, url=URL, kinds=["score"])
    assert refused.value.code == "too_many_webhooks"
    last = Webhook.objects.latest("pk")
    remove_webhook(manager, last.pk)
    with pytest.raises(Conflict):
        create_webhook(manager, project, url=f"{URL}/0", kinds=["score"])
    settings.OUTBOUND_CALLS = False
    with pytest.raises(BadInput) as refused:
        create_webhook(manager, project, url=URL, kinds=["score"])
    assert refused.value.code == "calls_off"


def test_pauses_grow_and_differ() -> None:
    first = {pause_after(1) for _time in range(20)}
    assert len(first) > 1
    assert max(first) < min(pause_after(2) for _time in range(20))


def test_a_script_makes_tries_reads_and_removes_one(
    manager: User, project: Project, as_token: Any
) -> None:
    script = as_token(manager)
    body = {"project": project.slug, "url": URL, "kinds": ["verdict", "annotation"]}
    made = script.post("/api/v1/webhooks/", body).json()
    webhook = Webhook.objects.get(pk=made["id"])
    assert made["secret"] == secret_of(webhook)
    assert made["secret"] not in json.dumps(list(Webhook.objects.values("url", "salt")))
    address = f"/api/v1/webhooks/{webhook.pk}/"
    assert "secret" not in script.get(address).json()
    assert script.post(f"{address}test/", {}).status_code == 202
    assert [row["is_test"] for row in script.get(f"{address}deliveries/").json()["results"]] == [
        True
    ]
    assert script.post(f"{address}resume/", {}).status_code == 200
    assert script.delete(address).status_code == 204
    assert script.get(address).status_code == 404
