"""The page of a project's webhooks, for its managers: made, tried out, resumed, removed."""

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import NotFound, Refusal
from annotator.models import Webhook
from annotator.models.choices import WebhookKind
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.queries.webhooks import webhook_row, webhooks_of
from annotator.services.access import MANAGE
from annotator.services.webhooks import (
    create_webhook,
    remove_webhook,
    resume_webhook,
    send_test,
)

DELIVERIES_SHOWN = 10


class WebhookForm(forms.Form):
    """Where to, and what of."""

    url = forms.CharField(
        label=gettext_lazy("Address that is told"),
        max_length=2000,
        widget=forms.TextInput(attrs={"inputmode": "url", "autocomplete": "off"}),
        help_text=gettext_lazy("It must be on the public internet, on port 80 or 443."),
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Of what"),
        choices=WebhookKind.choices,
        widget=forms.CheckboxSelectMultiple,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@in_project(MANAGE)
def webhooks(request: HttpRequest, room: Room) -> HttpResponse:
    """The list with what became of the last tellings, and making one."""
    if request.method != "POST":
        return _page(request, room, WebhookForm())
    form = WebhookForm(request.POST)
    if not form.is_valid():
        return _page(request, room, form)
    try:
        webhook, secret = create_webhook(
            room.user,
            room.project,
            url=form.cleaned_data["url"].strip(),
            kinds=form.cleaned_data["kinds"],
        )
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(request, room, form)
    return _page(request, room, WebhookForm(), fresh=webhook, secret=secret)


@require_POST
@in_project(MANAGE)
def change_webhook(request: HttpRequest, room: Room, webhook_id: int) -> HttpResponse:
    """Tries one out, resumes it or removes it, by the button that was pressed."""
    if not webhooks_of(room.user).filter(project=room.project, pk=webhook_id).exists():
        raise NotFound
    act = request.POST.get("act")
    if act == "test":
        send_test(room.user, webhook_id)
        messages.success(request, _("A test goes out within seconds. Look again for its answer."))
    elif act == "resume":
        resume_webhook(room.user, webhook_id)
        messages.success(request, _("The address is told again, first of what it missed."))
    elif act == "remove":
        remove_webhook(room.user, webhook_id)
        messages.success(request, _("Removed. Nothing more is sent to this address."))
    return redirect("webhooks", room.project.slug)


def _page(
    request: HttpRequest,
    room: Room,
    form: WebhookForm,
    *,
    fresh: Webhook | None = None,
    secret: str = "",
) -> HttpResponse:
    rows = list(webhooks_of(room.user).filter(project=room.project))
    context = {
        "project": room.project,
        "room": room,
        "section": "project",
        "form": form,
        "fresh": fresh,
        "secret": secret,
        "calls_are_on": settings.OUTBOUND_CALLS,
        "webhooks": [_shown(webhook) for webhook in rows],
    }
    return render(request, "annotator/webhooks.html", context)


def _shown(webhook: Webhook) -> dict[str, Any]:
    names = dict(WebhookKind.choices)
    deliveries = list(webhook.deliveries.all()[:DELIVERIES_SHOWN])
    return {
        **webhook_row(webhook),
        "paused": webhook.paused_at,
        "kind_names": [names[kind] for kind in webhook.kinds],
        "deliveries": deliveries,
    }
