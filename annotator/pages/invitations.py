"""The page behind an invitation's link: a name and a password, or joining with one's account."""

from django import forms
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from annotator.errors import NotFound, Refusal
from annotator.models import Invitation, Project, User
from annotator.pages.doors import show_refusal
from annotator.services.people import accept_invitation, find_invitation, join_by_invitation
from annotator.services.signed_in import BACKEND


class AcceptForm(forms.Form):
    """What a new colleague fills in."""

    name = forms.CharField(
        label=gettext_lazy("Your name"),
        max_length=200,
        help_text=gettext_lazy("As your colleagues know you."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    password = forms.CharField(
        label=gettext_lazy("Choose a password"),
        strip=False,
        max_length=500,
        help_text=gettext_lazy("At least 12 characters. Three or four words work well."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters("password")
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """Lets the holder of the link in, once."""
    try:
        found = find_invitation(secret)
    except NotFound as refusal:
        context = {"text": refusal.message}
        return render(request, "annotator/invitation_gone.html", context, status=404)
    user = request.user
    if isinstance(user, User):
        return _join(request, user, found, secret)
    if User.objects.filter(email=found.email).exists():
        return render(request, "annotator/invitation_sign_in.html", {"invitation": found})
    form = AcceptForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = accept_invitation(secret, **form.cleaned_data)
        except Refusal as refusal:
            show_refusal(form, refusal)
        else:
            login(request, person, backend=BACKEND)
            return _welcome(request, found.project)
    return render(request, "annotator/invitation.html", {"invitation": found, "form": form})


def _join(request: HttpRequest, user: User, found: Invitation, secret: str) -> HttpResponse:
    refused_because = ""
    if request.method == "POST":
        try:
            join_by_invitation(user, secret)
        except Refusal as refusal:
            refused_because = refusal.message
        else:
            return _welcome(request, found.project)
    context = {"invitation": found, "refused_because": refused_because}
    return render(request, "annotator/invitation_join.html", context)


def _welcome(request: HttpRequest, project: Project | None) -> HttpResponse:
    if project is None:
        messages.success(request, _("Welcome. Your account is there."))
        return redirect("home")
    messages.success(request, _("Welcome to %(project)s.") % {"project": project.name})
    return redirect("queue", project.slug)
