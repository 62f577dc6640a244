"""Who may do what in a project: the table of docs/threat-model.md, asked before every write."""

from collections.abc import Collection

from django.utils.translation import gettext as _

from annotator.errors import Conflict, NotAllowed, NotFound
from annotator.models import Membership, Project, User
from annotator.models.choices import Role

ADMIN = "admin"
WORK = frozenset({Role.ANNOTATOR, Role.REVIEWER, Role.MANAGER, ADMIN})
DECIDE = frozenset({Role.REVIEWER, Role.MANAGER, ADMIN})
MANAGE = frozenset({Role.MANAGER, ADMIN})


def role_in(user: User, project: Project) -> str | None:
    """The user's role in the project: `admin` for admins, None for strangers."""
    if user.is_superuser:
        return ADMIN
    return (
        Membership.objects.filter(user=user, project=project).values_list("role", flat=True).first()
    )


def require_role(
    user: User, project: Project, roles: Collection[str], *, archived_too: bool = False
) -> str:
    """The user's role; NotFound for strangers, NotAllowed for members whose role does not do.

    Every write asks here, so this is where a project that was put away is kept as it is: Conflict
    `project_archived`, unless `archived_too`.
    """
    role = role_in(user, project)
    if role is None:
        raise NotFound
    check_role(role, roles)
    if not archived_too:
        check_in_use(project)
    return role


def check_in_use(project: Project) -> None:
    """Conflict where the project was put away: it is read, and nothing in it changes."""
    if project.archived_at is not None:
        text = _(
            "This project was put away: nothing in it changes, and nothing was stored. A manager "
            "can bring it back from the list of projects."
        )
        raise Conflict("project_archived", text)


def check_role(role: str, roles: Collection[str]) -> str:
    """The role itself, or NotAllowed."""
    if role not in roles:
        raise NotAllowed(
            "not_allowed",
            _(
                "Your role in this project does not allow this, and nothing was changed. "
                "Ask a manager of the project if your work needs it."
            ),
        )
    return role


def find_project(user: User, slug: str) -> Project:
    """The active project of that short name, if the user may see it; else NotFound."""
    project = Project.objects.visible_to(user).active().filter(slug=slug).first()
    if project is None:
        raise NotFound(field="project")
    return project
