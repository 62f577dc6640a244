"""Webhooks: addresses that are told of a project's changes; for its managers."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import ListQuery, Nothing, Ordering, Strict, Text
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint, each
from annotator.errors import NotAllowed, NotFound
from annotator.models import Webhook
from annotator.models.choices import DeliveryState, WebhookKind
from annotator.queries.project_rows import manages, manages_anything, project_of
from annotator.queries.webhooks import delivery_row, webhook_row, webhooks_of
from annotator.services import webhooks as services
from annotator.services.access import find_project


class WebhookRow(serializers.Serializer[Any]):
    """A webhook, and how the last telling ended; its secret is never shown again."""

    id = serializers.IntegerField()
    project = serializers.SlugField()
    url = serializers.CharField()
    kinds = serializers.ListField(child=serializers.ChoiceField(choices=WebhookKind.choices))
    failures = serializers.IntegerField(help_text="Tries in a row that failed.")
    last_status = serializers.IntegerField(allow_null=True)
    last_error = serializers.CharField()
    last_tried_at = serializers.DateTimeField(allow_null=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    created_by = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class MadeWebhook(WebhookRow):
    """A new webhook. Keep `secret`: it is shown this once, and signs what is sent."""

    secret = serializers.CharField()


class NewWebhook(Strict):
    """Where to, and what of."""

    server_owned = frozenset(MadeWebhook().fields) - {"project", "url", "kinds"}
    project = Text(max_length=60)
    url = Text(max_length=2000)
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=WebhookKind.choices), min_length=1, max_length=4
    )


class DeliveryRow(serializers.Serializer[Any]):
    """One telling: how often it was tried, and how it ended."""

    id = serializers.UUIDField()
    webhook = serializers.IntegerField()
    state = serializers.ChoiceField(choices=DeliveryState.choices)
    changes = serializers.IntegerField()
    is_test = serializers.BooleanField()
    attempts = serializers.IntegerField()
    status = serializers.IntegerField(allow_null=True)
    error = serializers.CharField()
    created_at = serializers.DateTimeField()
    tried_at = serializers.DateTimeField(allow_null=True)
    next_try_at = serializers.DateTimeField(allow_null=True)


class WebhookQuery(ListQuery):
    """How webhooks are listed."""

    project = serializers.CharField(required=False, max_length=60)
    ordering = Ordering("-id", "id")


class DeliveryQuery(ListQuery):
    """How the deliveries of a webhook are listed."""

    state = serializers.ChoiceField(required=False, choices=DeliveryState.choices)
    ordering = Ordering("-created_at", "created_at")


class Webhooks(Endpoint):
    """The webhooks of the projects one manages."""

    queries = {"GET": WebhookQuery}

    @describe(
        "webhooks_list", query=WebhookQuery, answers={200: page_of(WebhookRow)}, tag="webhooks"
    )
    def get(self, request: Request) -> Response:
        """The webhooks of your projects. For managers and admins."""
        rows = webhooks_of(self.person)
        if "project" in self.query:
            project = project_of(self.person, self.query["project"])
            self._check(manages(self.person, project))
            rows = rows.filter(project=project)
        self._check(manages_anything(self.person))
        return self.page(rows, each(webhook_row))

    @describe(
        "webhooks_create",
        body=NewWebhook,
        answers={201: MadeWebhook},
        example={
            "project": "flood-2024",
            "url": "https://desk.example.org/twosource",
            "kinds": ["annotation", "verdict"],
        },
        tag="webhooks",
    )
    def post(self, request: Request) -> Response:
        """Have an address told of changes from now on. The secret is shown this once. For
        managers."""
        said = self.body(NewWebhook)
        project = find_project(self.person, said.pop("project"))
        webhook, secret = services.create_webhook(self.person, project, **said)
        return Response({**webhook_row(webhook), "secret": secret}, status=201)

    def _check(self, may_read: bool) -> None:
        if not may_read:
            raise NotAllowed("not_allowed", _("Webhooks are for a project's managers and admins."))


class OneWebhook(Endpoint):
    """One webhook."""

    @describe("webhooks_read", answers={200: WebhookRow}, tag="webhooks")
    def get(self, request: Request, pk: int) -> Response:
        """One webhook, and how the last telling ended."""
        return Response(webhook_row(_found(self, pk)))

    @describe("webhooks_delete", answers={204: None}, tag="webhooks")
    def delete(self, request: Request, pk: int) -> Response:
        """End a webhook; nothing more is sent."""
        services.remove_webhook(self.person, pk)
        return Response(status=204)


class WebhookTest(Endpoint):
    """Trying a webhook out."""

    @describe("webhooks_test", body=Nothing, answers={202: DeliveryRow}, tag="webhooks")
    def post(self, request: Request, pk: int) -> Response:
        """Send a delivery that says nothing but that it is a test; also when it is paused."""
        self.body(Nothing)
        return Response(delivery_row(services.send_test(self.person, pk)), status=202)


class WebhookResume(Endpoint):
    """Ending a pause."""

    @describe("webhooks_resume", body=Nothing, answers={200: WebhookRow}, tag="webhooks")
    def post(self, request: Request, pk: int) -> Response:
        """Tell a paused webhook again, what it missed first."""
        self.body(Nothing)
        return Response(webhook_row(services.resume_webhook(self.person, pk)))


class WebhookDeliveries(Endpoint):
    """What was sent."""

    queries = {"GET": DeliveryQuery}

    @describe(
        "webhooks_deliveries",
        query=DeliveryQuery,
        answers={200: page_of(DeliveryRow)},
        tag="webhooks",
    )
    def get(self, request: Request, pk: int) -> Response:
        """The deliveries of the last 30 days, newest first."""
        rows = _found(self, pk).deliveries.all()
        if "state" in self.query:
            rows = rows.filter(state=self.query["state"])
        return self.page(rows, each(delivery_row))


def _found(view: Endpoint, webhook_id: int) -> Webhook:
    webhook = webhooks_of(view.person).filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound
    return webhook
