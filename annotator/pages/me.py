"""My own page: name, language, time zone, password, and tokens for scripts."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from annotator.errors import Refusal
from annotator.models import ApiToken, User
from annotator.models.choices import TokenScope
from annotator.pages.doors import answering_refusals, show_refusal, signed_in
from annotator.pages.words import LANGUAGES_OFFERED, language_name
from annotator.queries.adjudications import decided_of_mine
from annotator.queries.time_spent import DAYS, own_time_per_span
from annotator.services.tokens import create_token, revoke_token

# Django's own class takes no parameter when it runs.
if TYPE_CHECKING:
    UserForm = forms.ModelForm[User]
else:
    UserForm = forms.ModelForm


class AboutMeForm(UserForm):
    """What a person says of themselves."""

    reads = forms.MultipleChoiceField(
        label=gettext_lazy("Languages you read"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Articles given out by language come to you in these; tick none for all of them."
        ),
    )

    class Meta:
        model = User
        fields = ["name", "language", "time_zone", "reads"]
        help_texts = {
            "language": gettext_lazy("Of the pages. The articles stay as they are."),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        zones = sorted(zone for zone in available_timezones() if "/" in zone or zone == "UTC")
        reads = self.fields["reads"]
        assert isinstance(reads, forms.MultipleChoiceField)
        reads.choices = [(code, language_name(code)) for code in LANGUAGES_OFFERED]
        self.fields["time_zone"] = forms.ChoiceField(
            label=_("Time zone"), choices=[(zone, zone.replace("_", " ")) for zone in zones]
        )


class TokenForm(forms.Form):
    """A new token."""

    name = forms.CharField(
        label=gettext_lazy("What it is for"),
        max_length=100,
        help_text=gettext_lazy("So that you know later which one to revoke."),
    )
    scope = forms.ChoiceField(label=gettext_lazy("It may"), choices=TokenScope.choices)
    days = forms.TypedChoiceField(
        label=gettext_lazy("It works for"),
        coerce=int,
        choices=[
            (30, gettext_lazy("30 days")),
            (90, gettext_lazy("90 days")),
            (365, gettext_lazy("a year")),
        ],
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@answering_refusals
def me(request: HttpRequest) -> HttpResponse:
    """The page, and saving the upper form."""
    user = User.objects.get(pk=signed_in(request).pk)
    form = AboutMeForm(request.POST or None, instance=user)
    if request.method == "POST" and form.is_valid():
        user.save(update_fields=["name", "language", "time_zone", "reads"])
        messages.success(request, _("Saved."))
        return redirect("me")
    return _page(request, form=form)


@require_POST
@login_required
@answering_refusals
def new_token(request: HttpRequest) -> HttpResponse:
    """Makes a token and shows its secret, this once."""
    user = signed_in(request)
    form = TokenForm(request.POST)
    if not form.is_valid():
        return _page(request, token_form=form)
    expires_at = timezone.now() + timedelta(days=form.cleaned_data.pop("days"))
    try:
        token, secret = create_token(user, expires_at=expires_at, **form.cleaned_data)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(request, token_form=form)
    return _page(request, fresh=token, secret=secret)


@require_POST
@login_required
@answering_refusals
def end_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Ends one of one's own tokens."""
    revoke_token(signed_in(request), token_id)
    messages.success(request, _("The token no longer works."))
    return redirect("me")


def _page(
    request: HttpRequest,
    *,
    form: AboutMeForm | None = None,
    token_form: TokenForm | None = None,
    fresh: ApiToken | None = None,
    secret: str = "",
) -> HttpResponse:
    user = signed_in(request)
    tokens = ApiToken.objects.visible_to(user).filter(revoked_at__isnull=True)
    context = {
        "form": form or AboutMeForm(instance=user),
        "token_form": token_form or TokenForm(initial={"scope": TokenScope.READ, "days": 90}),
        "tokens": tokens,
        "fresh": fresh,
        "secret": secret,
        "time": own_time_per_span(user),
        "time_days": DAYS,
        "decided": decided_of_mine(user),
        "now": timezone.now(),
    }
    return render(request, "annotator/me.html", context)
