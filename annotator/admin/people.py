"""People in the admin: made, switched off and on, let in again; their invitations and tokens."""

from typing import TYPE_CHECKING, Any

from axes.utils import reset
from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from annotator.admin.reading import NeverDeletes, ReadOnly, ReadOnlyInline
from annotator.errors import Refusal
from annotator.models import ApiToken, Invitation, Membership, Project, User
from annotator.models.choices import Role
from annotator.services.events import log_event
from annotator.services.people import (
    activate_person,
    deactivate_person,
    invite,
    make_password_link,
)

# Django's own classes take no parameter when they run; the stubs know no user but Django's.
if TYPE_CHECKING:
    BaseUserAdmin = UserAdmin[Any]
    InvitationModelForm = forms.ModelForm[Invitation]
else:
    BaseUserAdmin = UserAdmin
    InvitationModelForm = forms.ModelForm


class NewPersonForm(AdminUserCreationForm):
    """An account with a password that the admin sets; most people are better invited."""

    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        """Addresses are kept in lower case."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("There is already an account for this address."))
        return email


class MembershipsInline(ReadOnlyInline):
    """The person's projects; changed in the project's page of members."""

    model = Membership
    fields = ("project", "role", "created_at")
    readonly_fields = fields


@admin.register(User)
class PeopleAdmin(NeverDeletes, BaseUserAdmin):
    """Accounts. Nobody is deleted: they are switched off, and their work stays."""

    form = UserChangeForm
    add_form = NewPersonForm
    ordering = ("email",)
    list_display = ("email", "name", "is_active", "is_superuser", "is_imported", "last_login")
    list_filter = ("is_active", "is_superuser", "is_imported", "memberships__role")
    search_fields = ("email", "name")
    date_hierarchy = "created_at"
    filter_horizontal = ()
    readonly_fields = ("email", "is_active", "is_imported", "created_at", "last_login")
    fieldsets = (
        (None, {"fields": ("email", "name", "password")}),
        (gettext_lazy("Settings"), {"fields": ("language", "time_zone")}),
        (gettext_lazy("Access"), {"fields": ("is_active", "is_superuser", "is_imported")}),
        (gettext_lazy("Dates"), {"fields": ("created_at", "last_login")}),
    )
    add_fieldsets = (
        (None, {"classes": ("wide",), "fields": ("email", "name", "password1", "password2")}),
    )
    inlines = (MembershipsInline,)
    actions = ("switch_off", "switch_on", "password_link", "end_waiting")

    def get_form(
        self, request: HttpRequest, obj: User | None = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """The form; nobody takes away their own admin rights."""
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and obj.pk == request.user.pk and "is_superuser" in form.base_fields:
            form.base_fields["is_superuser"].disabled = True
        return form

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The address is the name to sign in by: given once, and not changed."""
        return self.readonly_fields if obj is not None else ()

    def get_inlines(self, request: HttpRequest, obj: Any = None) -> Any:
        """A new person has no projects yet."""
        return self.inlines if obj is not None else ()

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Saves, and writes the change into the log."""
        obj.is_staff = obj.is_superuser
        super().save_model(request, obj, form, change)
        changed = {name: str(getattr(obj, name)) for name in form.changed_data if name in SAFE}
        log_event("changed" if change else "created", obj, actor=_admin(request), after=changed)

    @admin.action(description=gettext_lazy("Switch off: sessions and tokens end at once"))
    def switch_off(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Switches the chosen accounts off."""
        self._each(request, rows, deactivate_person)

    @admin.action(description=gettext_lazy("Switch on again"))
    def switch_on(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Switches the chosen accounts on."""
        self._each(request, rows, activate_person)

    @admin.action(description=gettext_lazy("Make a link to set a new password"))
    def password_link(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Shows a link for one person, to be handed over; it works once, for three days."""
        if rows.count() != 1:
            messages.error(request, _("Choose one person: each link is for one."))
            return
        person = rows.get()
        try:
            uid, token = make_password_link(_admin(request), person)
        except Refusal as refusal:
            messages.error(request, refusal.message)
            return
        link = request.build_absolute_uri(reverse("password-reset", args=[uid, token]))
        said = _("Hand this link to %(person)s yourself; it works once, for three days: %(link)s")
        messages.success(request, said % {"person": person.email, "link": link})

    @admin.action(description=gettext_lazy("End the waiting after wrong passwords"))
    def end_waiting(self, request: HttpRequest, rows: QuerySet[User]) -> None:
        """Lets people who were locked out try again at once."""
        for person in rows:
            reset(username=person.email)
            log_event("unlocked", person, actor=_admin(request))
        messages.success(request, _("They can sign in again."))

    def _each(self, request: HttpRequest, rows: QuerySet[User], act: Any) -> None:
        done = 0
        for person in rows:
            try:
                act(_admin(request), person)
            except Refusal as refusal:
                messages.error(request, f"{person}: {refusal.message}")
            else:
                done += 1
        if done:
            said = ngettext("Done for %(count)s person.", "Done for %(count)s people.", done)
            messages.success(request, said % {"count": done})


SAFE = ("email", "name", "language", "time_zone", "is_superuser")
"""What the log keeps of a change made here."""


class NewInvitationForm(InvitationModelForm):
    """Whom to invite; the project and the role may be left to later."""

    project = forms.ModelChoiceField(queryset=Project.objects.active(), required=False)
    role = forms.ChoiceField(choices=[("", "---------"), *Role.choices], required=False)

    class Meta:
        model = Invitation
        fields = ("email", "project", "role")

    def clean(self) -> dict[str, Any]:
        """A project needs a role."""
        found = super().clean() or self.cleaned_data
        if found.get("project") and not found.get("role"):
            self.add_error("role", _("Choose what the person is to do in the project."))
        return found


@admin.register(Invitation)
class InvitationAdmin(NeverDeletes):
    """Invitations; a new one shows its link once. The secret is never stored."""

    list_display = ("email", "project", "role", "invited_by", "expires_at", "accepted_at")
    list_filter = ("role", "project")
    search_fields = ("email",)
    date_hierarchy = "created_at"
    list_select_related = ("project", "invited_by")
    fields = (
        "email", "project", "role", "invited_by", "created_at", "expires_at", "accepted_at",
        "accepted_by", "revoked_at",
    )  # fmt: skip
    readonly_fields = fields

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        """A form for a new one; those that are there are only read."""
        if obj is None:
            kwargs["form"] = NewInvitationForm
        return super().get_form(request, obj, change=change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Three fields to fill in for a new one."""
        return self.fields if obj is not None else ("email", "project", "role")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Those that are there are only read."""
        return self.readonly_fields if obj is not None else ()

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Never: an invitation is taken back in the project's page of members."""
        return False

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Makes the invitation through the service, and shows its link."""
        found = form.cleaned_data
        made, secret = invite(
            _admin(request),
            email=found["email"],
            project=found["project"],
            role=found["role"] if found["project"] else "",
        )
        obj.pk = made.pk
        obj.__dict__.update(made.__dict__)
        link = request.build_absolute_uri(reverse("invitation", args=[secret]))
        said = _("Hand this link to %(person)s yourself; it is shown this once: %(link)s")
        messages.success(request, said % {"person": made.email, "link": link})


@admin.register(ApiToken)
class TokenAdmin(ReadOnly):
    """Tokens, without anything that lets one in."""

    list_display = (
        "name",
        "user",
        "scope",
        "created_at",
        "expires_at",
        "last_used_on",
        "revoked_at",
    )
    list_filter = ("scope",)
    search_fields = ("name", "user__email")
    list_select_related = ("user",)
    fields = (
        "user", "name", "scope", "prefix", "created_at", "expires_at", "last_used_on", "revoked_at",
    )  # fmt: skip


def _admin(request: HttpRequest) -> User:
    user = request.user
    assert isinstance(user, User)
    return user
