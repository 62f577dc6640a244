"""People: invited by a link handed over by hand, and switched off when they leave."""

import secrets
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import ApiToken, Invitation, Membership, Project, User
from annotator.services.access import MANAGE, require_role, role_in
from annotator.services.events import log_event
from annotator.services.projects import add_member, check_role_value
from annotator.services.tokens import digest_of
from annotator.services.wording import check_words

LONGEST_EMAIL = 254


def invite(
    user: User, *, email: str, project: Project | None = None, role: str = ""
) -> tuple[Invitation, str]:
    """An invitation and the secret of its link, shown this once."""
    if project is None and not user.is_superuser:
        raise NotAllowed("not_allowed", _("Only an admin invites people without a project."))
    if project is not None:
        require_role(user, project, MANAGE)
        check_role_value(role)
    email = email.strip().lower()
    try:
        validate_email(email)
        check_words("email", email, most=LONGEST_EMAIL)
    except ValidationError:
        text = _("That is not an e-mail address.")
        raise BadInput("email_wrong", text, fields={"email": [text]}) from None
    secret = secrets.token_urlsafe(32)
    with transaction.atomic():
        invitation = Invitation.objects.create(
            project=project,
            role=role if project is not None else "",
            email=email,
            digest=digest_of(secret),
            invited_by=user,
            expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
        )
        log_event(
            "invited",
            invitation,
            actor=user,
            project=project,
            after={"email": email, "role": role},
        )
    return invitation, secret


def find_invitation(secret: str) -> Invitation:
    """The open invitation of that link; NotFound when it was used, taken back or has expired, or
    whoever made it may no longer invite."""
    return _open_invitation(secret, Invitation.objects.all())


def _open_invitation(secret: str, rows: QuerySet[Invitation]) -> Invitation:
    rows = rows.select_related("project", "invited_by")
    invitation = rows.filter(digest=digest_of(secret)).first()
    if invitation is None or not invitation.is_open or not _still_stands(invitation):
        raise NotFound(
            _("This link no longer works. Ask whoever invited you to hand you a new one.")
        )
    return invitation


def _still_stands(invitation: Invitation) -> bool:
    """Whether its maker could make it today: nobody comes in again by a link of their own."""
    maker, project = invitation.invited_by, invitation.project
    may = maker.is_superuser if project is None else role_in(maker, project) in MANAGE
    return maker.is_active and may


def _locked_invitation(secret: str) -> Invitation:
    """The open invitation, locked: a link that two open at once lets one in."""
    return _open_invitation(secret, Invitation.objects.select_for_update(of=("self",)))


def accept_invitation(secret: str, *, name: str, password: str) -> User:
    """The person the link lets in: a new account, with the membership it promises.

    An address that already has an account keeps its password: the person signs in, and joins.
    """
    with transaction.atomic():
        invitation = _locked_invitation(secret)
        check_words("name", name)
        if User.objects.filter(email=invitation.email).exists():
            raise Conflict(
                "has_account",
                _("There is already an account for this address: sign in, then open the link."),
            )
        check_password_strength(password, email=invitation.email, name=name)
        person = User.objects.create_user(
            invitation.email, password, name=" ".join(name.split())[:200]
        )
        _join(invitation, person)
    return person


def join_by_invitation(person: User, secret: str) -> Invitation:
    """Adds somebody who already has an account, and holds the link, to its project."""
    with transaction.atomic():
        invitation = _locked_invitation(secret)
        if invitation.email != person.email:
            raise NotAllowed(
                "other_address",
                _("This invitation is for another address. Sign in with that one, or ask anew."),
            )
        _join(invitation, person)
    return invitation


def revoke_invitation(user: User, invitation_id: int) -> None:
    """Makes a link stop working at once."""
    with transaction.atomic():
        invitation = Invitation.objects.filter(pk=invitation_id).first()
        if invitation is None or (invitation.project is None and not user.is_superuser):
            raise NotFound
        if invitation.project is not None:
            require_role(user, invitation.project, MANAGE)
        invitation.revoked_at = invitation.revoked_at or timezone.now()
        invitation.save(update_fields=["revoked_at"])
        log_event("invitation_revoked", invitation, actor=user, project=invitation.project)


def deactivate_person(user: User, person: User) -> None:
    """Switches an account off: sessions and tokens end at once; the work stays and counts."""
    if not user.is_superuser:
        raise NotAllowed("not_allowed", _("Only an admin switches accounts off."))
    if person.pk == user.pk:
        raise Conflict("own_account", _("Nobody switches off their own account: ask another."))
    with transaction.atomic():
        person.is_active = False
        person.save(update_fields=["is_active"])
        ApiToken.objects.filter(user=person, revoked_at__isnull=True).update(
            revoked_at=timezone.now()
        )
        _end_sessions(person)
        log_event("deactivated", person, actor=user)


def activate_person(user: User, person: User) -> None:
    """Switches an account on again; its old sessions and tokens stay ended."""
    if not user.is_superuser:
        raise NotAllowed("not_allowed", _("Only an admin switches accounts on."))
    with transaction.atomic():
        person.is_active = True
        person.save(update_fields=["is_active"])
        log_event("activated", person, actor=user)


def check_password_strength(password: str, *, email: str, name: str) -> None:
    """BadInput with the reasons when a password is too easily guessed."""
    try:
        validate_password(password, user=User(email=email, name=name))
    except ValidationError as error:
        raise BadInput(
            "password_weak",
            _("Choose a password that is harder to guess."),
            fields={"password": error.messages},
        ) from None


def _join(invitation: Invitation, person: User) -> None:
    if invitation.project is not None and not _is_member(invitation.project, person):
        add_member(invitation.invited_by, invitation.project, person=person, role=invitation.role)
    invitation.accepted_at = timezone.now()
    invitation.accepted_by = person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    log_event("joined", invitation, actor=person, project=invitation.project)


def _is_member(project: Project, person: User) -> bool:
    return Membership.objects.filter(project=project, user=person).exists()


def _end_sessions(person: User) -> None:
    key = str(person.pk)
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("_auth_user_id") == key:
            session.delete()


def make_password_link(user: User, person: User) -> tuple[str, str]:
    """The two parts of a link by which somebody sets a new password, once, within three days."""
    if not user.is_superuser:
        raise NotAllowed("not_allowed", _("Only an admin makes such links."))
    if not person.is_active:
        text = _("This account is switched off. Switch it on first.")
        raise BadInput("inactive", text)
    log_event("password_link", person, actor=user)
    uid = urlsafe_base64_encode(force_bytes(person.pk))
    return uid, default_token_generator.make_token(person)
