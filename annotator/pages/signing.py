"""Signing in and out, and passwords: changed, or set anew by a link an admin hands over."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import login, views
from django.contrib.auth.forms import AuthenticationForm, PasswordChangeForm, SetPasswordForm
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.urls import reverse_lazy
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

# Django's own views take any verb, and answer some before they look at it.
reads_and_posts = method_decorator(require_http_methods(["GET", "HEAD", "POST"]), name="dispatch")


class SignInForm(AuthenticationForm):
    """E-mail address and password; says the same whether or not the address is known."""

    error_messages = {
        "invalid_login": gettext_lazy(
            "That address and password do not belong together. Check both; capitals count in the "
            "password. After several wrong tries you have to wait a quarter of an hour."
        ),
        "inactive": gettext_lazy("This account is switched off. Ask an admin."),
    }

    def __init__(self, request: HttpRequest | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(request, *args, **kwargs)
        self.fields["username"].label = _("E-mail address")
        self.fields["username"].widget = forms.EmailInput(
            attrs={"autocomplete": "username", "autofocus": True, "maxlength": 254}
        )

    def clean_username(self) -> str:
        """Addresses are kept in lower case."""
        return str(self.cleaned_data["username"]).strip().lower()


@reads_and_posts
class SignIn(views.LoginView):
    """The page where everybody begins."""

    template_name = "annotator/sign_in.html"
    authentication_form = SignInForm
    redirect_authenticated_user = True


@require_http_methods(["GET", "HEAD", "POST"])
def session(request: HttpRequest) -> HttpResponse:
    """Who is signed in, and a token for their requests: for pages that were left open.

    By POST the person `user` signs in anew without leaving their page. Nobody else does: what
    waits in that page is theirs.
    """
    if request.method == "POST":
        form = SignInForm(request, request.POST)
        if not form.is_valid():  # too many of these are a 429, by the middleware of django-axes
            return JsonResponse({"error": {"code": "sign_in_wrong"}}, status=400)
        user = form.get_user()
        if str(user.pk) != request.POST.get("user"):
            return JsonResponse({"error": {"code": "sign_in_other"}}, status=409)
        login(request, user)
    return JsonResponse({"user": request.user.pk, "csrf": get_token(request)})


@method_decorator(require_POST, name="dispatch")
class SignOut(views.LogoutView):
    """Ends the session; only by POST."""


@reads_and_posts
class PasswordChange(views.PasswordChangeView):
    """A new password for whoever knows the old one; other sessions end."""

    template_name = "annotator/password_change.html"
    form_class = PasswordChangeForm
    success_url = reverse_lazy("me")

    def form_valid(self, form: PasswordChangeForm) -> HttpResponse:
        """Saves it, and says so."""
        messages.success(
            self.request, _("Your password is changed. Elsewhere you have to sign in again.")
        )
        return super().form_valid(form)


@reads_and_posts
class PasswordReset(views.PasswordResetConfirmView):
    """A new password by a link that an admin handed over."""

    template_name = "annotator/password_reset.html"
    form_class = SetPasswordForm
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        """Saves it, and says how to go on."""
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return super().form_valid(form)
