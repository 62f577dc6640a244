"""Reading projects, their members and their guideline."""

from typing import Any

from annotator.errors import NotFound
from annotator.models import GuidelineVersion, Membership, Project, User
from annotator.models.choices import Role


def project_of(user: User, slug: str, *, field: str | None = "project") -> Project:
    """The project of that short name, archived or not, if the user may see it; else NotFound.

    `field` names the input at fault; None where the project is part of the address.
    """
    project = Project.objects.visible_to(user).filter(slug=slug).first()
    if project is None:
        raise NotFound(field=field)
    return project


def project_row(project: Project) -> dict[str, Any]:
    """The JSON form of a project."""
    return {
        "slug": project.slug,
        "name": project.name,
        "overlap": project.overlap,
        "is_blind": project.is_blind,
        "verdicts_need_two": project.verdicts_need_two,
        "released_at": project.released_at,
        "archived_at": project.archived_at,
        "created_at": project.created_at,
    }


def manages(user: User, project: Project) -> bool:
    """Whether the user manages the project, or everything."""
    managed = Membership.objects.filter(user=user, project=project, role=Role.MANAGER)
    return user.is_superuser or managed.exists()


def manages_anything(user: User) -> bool:
    """Whether the user manages any project, or everything."""
    return user.is_superuser or Membership.objects.filter(user=user, role=Role.MANAGER).exists()


def member_of(user: User, project: Project, member_id: int) -> Membership:
    """The membership of that person in the project; else NotFound."""
    memberships = Membership.objects.visible_to(user).select_related("user")
    membership = memberships.filter(project=project, user=member_id).first()
    if membership is None:
        raise NotFound
    return membership


def member_row(membership: Membership, *, with_email: bool) -> dict[str, Any]:
    """The JSON form of a membership; e-mail addresses are for managers."""
    person = membership.user
    return {
        "user": person.pk,
        "name": person.display_name,
        "email": person.email if with_email else None,
        "role": membership.role,
        "is_active": person.is_active,
        "created_at": membership.created_at,
    }


def guideline_row(version: GuidelineVersion) -> dict[str, Any]:
    """The JSON form of a version of the guideline."""
    return {
        "id": version.pk,
        "project": version.project.slug,
        "number": version.number,
        "markdown": version.markdown,
        "created_by": version.created_by_id,
        "created_at": version.created_at,
    }
