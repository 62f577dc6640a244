"""Members of a project: who is in, in which role, who is invited, and who takes over whose work."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from annotator.errors import NotFound, Refusal
from annotator.models import Invitation, Membership, User
from annotator.models.choices import Role
from annotator.models.project import WORKING_ROLES
from annotator.pages.doors import Room, in_project, show_refusal
from annotator.pages.people_choice import PeopleChoice
from annotator.queries.projects import members_of
from annotator.services.access import MANAGE
from annotator.services.assignments import hand_over
from annotator.services.people import invite, revoke_invitation
from annotator.services.projects import add_member, remove_member


class InviteForm(forms.Form):
    """Whom to invite, as what."""

    email = forms.EmailField(
        label=gettext_lazy("E-mail address"),
        help_text=gettext_lazy("Nothing is sent to it; you hand the link over yourself."),
    )
    role = forms.ChoiceField(label=gettext_lazy("Role"), choices=Role.choices)


class HandOverForm(forms.Form):
    """Whose unfinished articles go to whom."""

    leaver = forms.ModelChoiceField(label=gettext_lazy("From"), queryset=User.objects.none())
    heirs = PeopleChoice(
        label=gettext_lazy("To"),
        help_text=gettext_lazy("Several share them: who has the fewest open ones gets the next."),
    )

    def __init__(self, *args: Any, room: Room, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = User.objects.filter(
            memberships__project=room.project, memberships__role__in=WORKING_ROLES
        )
        leavers = people | User.objects.filter(assignments__article__project=room.project)
        for name, rows in (
            ("leaver", leavers.distinct()),
            ("heirs", people.filter(is_active=True)),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = rows

    def clean(self) -> dict[str, Any]:
        """Nobody hands over to themselves."""
        found = super().clean() or self.cleaned_data
        if found.get("leaver") in (found.get("heirs") or ()):
            self.add_error("heirs", _("Choose somebody else than the one who hands over."))
        return found


@require_safe
@in_project()
def members(request: HttpRequest, room: Room) -> HttpResponse:
    """The members; researchers see whom to ask and no more."""
    return _page(request, room)


@require_POST
@in_project(MANAGE)
def change_role(request: HttpRequest, room: Room, user_id: int) -> HttpResponse:
    """Gives a member another role."""
    membership = _membership(room, user_id)
    try:
        membership = add_member(
            room.user, room.project, person=membership.user, role=request.POST.get("role", "")
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("%(person)s: %(role)s.")
            % {"person": membership.user, "role": membership.get_role_display()},
        )
    return redirect("members", room.project.slug)


@require_POST
@in_project(MANAGE)
def remove(request: HttpRequest, room: Room, user_id: int) -> HttpResponse:
    """Ends a membership; the work stays."""
    membership = _membership(room, user_id)
    try:
        remove_member(room.user, room.project, person=membership.user)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(
            request,
            _("%(person)s is no longer a member. Their marks stay and count.")
            % {"person": membership.user},
        )
    if membership.user_id == room.user.pk:
        return redirect("home")
    return redirect("members", room.project.slug)


@require_POST
@in_project(MANAGE)
def hand_work_over(request: HttpRequest, room: Room) -> HttpResponse:
    """Deals somebody's unfinished articles out to others."""
    form = HandOverForm(request.POST, room=room)
    if not form.is_valid():
        return _page(request, room, hand_over_form=form)
    try:
        handed = hand_over(room.user, room.project, **form.cleaned_data)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(request, room, hand_over_form=form)
    said = ngettext(
        "%(count)s article went over to %(people)s.",
        "%(count)s articles went over to %(people)s.",
        handed.moved,
    )
    people = ", ".join(str(heir) for heir in form.cleaned_data["heirs"])
    messages.success(request, said % {"count": handed.moved, "people": people})
    if handed.had_already:
        said = ngettext(
            "%(count)s article they have already, so nobody gets it in addition.",
            "%(count)s articles they have already, so nobody gets these in addition.",
            handed.had_already,
        )
        messages.info(request, said % {"count": handed.had_already})
    return redirect("members", room.project.slug)


@require_POST
@in_project(MANAGE)
def invite_someone(request: HttpRequest, room: Room) -> HttpResponse:
    """Makes an invitation and shows its link, this once."""
    form = InviteForm(request.POST)
    if not form.is_valid():
        return _page(request, room, invite_form=form)
    try:
        invitation, secret = invite(room.user, project=room.project, **form.cleaned_data)
    except Refusal as refusal:
        show_refusal(form, refusal)
        return _page(request, room, invite_form=form)
    link = request.build_absolute_uri(reverse("invitation", args=[secret]))
    return _page(request, room, fresh=invitation, link=link)


@require_POST
@in_project(MANAGE)
def revoke(request: HttpRequest, room: Room, invitation_id: int) -> HttpResponse:
    """Makes an invitation's link stop working."""
    if not Invitation.objects.filter(pk=invitation_id, project=room.project).exists():
        raise NotFound
    revoke_invitation(room.user, invitation_id)
    messages.success(request, _("The invitation no longer works."))
    return redirect("members", room.project.slug)


def _membership(room: Room, user_id: int) -> Membership:
    rows = Membership.objects.filter(project=room.project).select_related("user")
    membership = rows.filter(user=user_id).first()
    if membership is None:
        raise NotFound
    return membership


def _page(
    request: HttpRequest,
    room: Room,
    *,
    invite_form: InviteForm | None = None,
    hand_over_form: HandOverForm | None = None,
    fresh: Invitation | None = None,
    link: str = "",
) -> HttpResponse:
    rows = members_of(room.project)
    if room.role == Role.RESEARCHER:
        rows = rows.filter(role=Role.MANAGER)
    may_manage = room.allows(MANAGE)
    context: dict[str, Any] = {
        "project": room.project,
        "section": "members",
        "room": room,
        "members": rows,
        "roles": Role.choices,
        "may_manage": may_manage,
    }
    if may_manage:
        context |= {
            "invitations": Invitation.objects.filter(
                project=room.project,
                accepted_at__isnull=True,
                revoked_at__isnull=True,
                expires_at__gt=timezone.now(),
            ).select_related("invited_by"),
            "invite_form": invite_form or InviteForm(initial={"role": Role.ANNOTATOR}),
            "hand_over_form": hand_over_form or HandOverForm(room=room),
            "fresh": fresh,
            "link": link,
        }
    return render(request, "annotator/members.html", context)
