"""Projects: made, changed, released; their members and their guideline."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_slug
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import Annotation, GuidelineVersion, Membership, Project, User
from annotator.models.choices import NoticeKind, Role
from annotator.models.project import WORKING_ROLES
from annotator.services.access import MANAGE, require_role
from annotator.services.annotations import settle
from annotator.services.events import announce, log_event
from annotator.services.notices import give_notice
from annotator.services.wording import check_words
from annotator.signals import project_released

CHANGEABLE = ("name", "overlap", "is_blind", "verdicts_need_two")
LONGEST_GUIDELINE = 100_000


def create_project(user: User, *, slug: str, name: str, **fields: Any) -> Project:
    """A new project, managed by whoever makes it: an admin, or anyone who manages one already."""
    if not can_create_projects(user):
        raise NotAllowed(
            "not_allowed",
            _("Only admins and people who manage a project make new ones. Ask one of them."),
        )
    _check_slug(slug)
    try:
        with transaction.atomic():
            project = Project.objects.create(
                slug=slug, name=_checked_name(name), created_by=user, **_checked(fields)
            )
            Membership.objects.create(project=project, user=user, role=Role.MANAGER)
            log_event("created", project, actor=user, project=project, after=facts(project))
    except IntegrityError:
        text = _("Another project already has this short name: choose another.")
        raise Conflict("slug_in_use", text, fields={"slug": [text]}) from None
    return project


def can_create_projects(user: User) -> bool:
    """Whether the user may make projects."""
    return user.is_superuser or Membership.objects.filter(user=user, role=Role.MANAGER).exists()


def update_project(user: User, project: Project, changes: dict[str, Any]) -> Project:
    """Changes name, overlap, blindness; `is_archived` puts it away or brings it back."""
    require_role(user, project, MANAGE, archived_too="is_archived" in changes)
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        before = facts(project)
        for field, value in _checked(changes).items():
            setattr(project, field, value)
        project.name = _checked_name(project.name)
        if "is_archived" in changes:
            project.archived_at = timezone.now() if changes["is_archived"] else None
        project.save()
        after = facts(project)
        log_event("changed", project, actor=user, project=project, before=before, after=after)
    return project


def release_project(user: User, project: Project) -> Project:
    """Opens the data to researchers and ends blindness; labels are settled as they stand."""
    require_role(user, project, MANAGE)
    with transaction.atomic():
        project = Project.objects.select_for_update().get(pk=project.pk)
        if project.released_at is None:
            rows = Annotation.objects.live().filter(project=project, settled__isnull=True)
            rows = rows.select_related("project").with_details()
            settle(rows)
            project.released_at = timezone.now()
            project.save(update_fields=["released_at"])
            log_event("released", project, actor=user, project=project)
            _tell(NoticeKind.RELEASED, project, _members(project), actor=user)
            announce(project_released, project.pk)
    return project


def add_member(user: User, project: Project, *, person: User, role: str) -> Membership:
    """Makes somebody a member, or changes their role; nobody changes their own. Who may look into
    a project is settled also after it was put away."""
    require_role(user, project, MANAGE, archived_too=True)
    check_role_value(role)
    if person.pk == user.pk and not user.is_superuser:
        raise NotAllowed(
            "own_role", _("Nobody changes their own role: ask another manager or an admin.")
        )
    if not person.is_active:
        text = _("This account is switched off. An admin can switch it on again.")
        raise BadInput("inactive", text, fields={"user": [text]})
    with transaction.atomic():
        _lock_members(project)
        membership = Membership.objects.filter(project=project, user=person).first()
        before = {"role": membership.role} if membership else None
        if membership is None:
            membership = Membership(project=project, user=person)
        elif membership.role == Role.MANAGER and role != Role.MANAGER:
            _keep_a_manager(project, person)
        membership.role = role
        membership.save()
        log_event(
            "member",
            project,
            actor=user,
            project=project,
            before=before,
            after={"user": person.pk, "role": role},
        )
    return membership


def remove_member(user: User, project: Project, *, person: User) -> None:
    """Ends a membership; what the person annotated stays and counts."""
    require_role(user, project, MANAGE, archived_too=True)
    with transaction.atomic():
        _lock_members(project)
        membership = Membership.objects.filter(project=project, user=person).first()
        if membership is None:
            raise NotFound
        if membership.role == Role.MANAGER:
            _keep_a_manager(project, person)
        before = {"user": person.pk, "role": membership.role}
        membership.delete()
        log_event("member_left", project, actor=user, project=project, before=before)


def find_person(user: User, reference: str | int) -> User:
    """The person of that e-mail address, or of that id among those the user may see."""
    if isinstance(reference, int):
        person = User.objects.visible_to(user).filter(pk=reference).first()
    else:
        check_words("user", reference)
        person = User.objects.filter(email=reference.strip().lower(), is_active=True).first()
    if person is None:
        text = _("Nobody here has that address. Make an invitation and hand over its link.")
        raise BadInput("user_unknown", text, fields={"user": [text]})
    return person


def set_guideline(user: User, project: Project, *, markdown: str) -> GuidelineVersion:
    """The next version of the guideline; annotations remember which was in force."""
    require_role(user, project, MANAGE)
    check_words("markdown", markdown, most=LONGEST_GUIDELINE)
    if not markdown.strip():
        text = _("A guideline has between 1 and 100,000 characters.")
        raise BadInput("guideline_wrong", text, fields={"markdown": [text]})
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        versions = GuidelineVersion.objects.filter(project=project)
        latest = versions.first()
        if latest is not None and latest.markdown == markdown:
            text = _("Nothing differs from the version in force, so there is no new one.")
            raise BadInput("guideline_unchanged", text, fields={"markdown": [text]})
        number = latest.number + 1 if latest else 1
        version = GuidelineVersion.objects.create(
            project=project, number=number, markdown=markdown, created_by=user
        )
        log_event("guideline", project, actor=user, project=project, after={"number": number})
        if number > 1:
            readers = _members(project).filter(role__in=WORKING_ROLES)
            _tell(NoticeKind.GUIDELINE, project, readers, actor=user, many=number)
    return version


def _members(project: Project) -> QuerySet[Membership]:
    return Membership.objects.filter(project=project, user__is_active=True)


def _tell(
    kind: NoticeKind, project: Project, members: QuerySet[Membership], *, actor: User, many: int = 1
) -> None:
    people = members.values_list("user", flat=True)
    give_notice(kind, project, people=people, actor=actor, many=many)


def facts(project: Project) -> dict[str, Any]:
    """What the log keeps of a project."""
    return {field: getattr(project, field) for field in CHANGEABLE} | {
        "is_archived": project.archived_at is not None
    }


def _checked(fields: dict[str, Any]) -> dict[str, Any]:
    known = {field: fields[field] for field in CHANGEABLE if field in fields}
    if not 1 <= known.get("overlap", 1) <= 50:
        text = _("Between 1 and 50 people annotate an article.")
        raise BadInput("overlap_wrong", text, fields={"overlap": [text]})
    return known


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    check_words("name", name)
    if not name or len(name) > 200:
        text = _("A project needs a name of 1 to 200 characters.")
        raise BadInput("name_wrong", text, fields={"name": [text]})
    return name


def _check_slug(slug: str) -> None:
    try:
        validate_slug(slug)
    except ValidationError:
        slug = ""
    if not 1 <= len(slug) <= 60:
        text = _("A short name has 1 to 60 letters without accents, digits, - and _.")
        raise BadInput("slug_wrong", text, fields={"slug": [text]})


def check_role_value(role: str) -> None:
    """BadInput when there is no such role."""
    if role not in Role.values:
        text = _("Choose annotator, reviewer, manager or researcher.")
        raise BadInput("role_unknown", text, fields={"role": [text]})


def _lock_members(project: Project) -> None:
    """One change of members at a time: two managers never end each other's role at once."""
    Project.objects.select_for_update(no_key=True).get(pk=project.pk)


def _keep_a_manager(project: Project, leaver: User) -> None:
    others = Membership.objects.filter(
        project=project, role=Role.MANAGER, user__is_active=True
    ).exclude(user=leaver)
    if not others.exists():
        raise Conflict(
            "last_manager",
            _("This is the project's only manager. Make somebody else manager first."),
        )
