"""Who comes through a page's door: the person, their project and their role, or a refusal."""

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.contrib.auth.decorators import login_required
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from annotator.errors import NotAllowed, NotFound, Refusal
from annotator.models import Annotation, Membership, Project, User
from annotator.pages import errors
from annotator.queries.comments import unread_count
from annotator.queries.notices import unread_notice_count
from annotator.queries.statements import Statement, instance_of
from annotator.services.access import ADMIN, check_role

Rest = ParamSpec("Rest")
View = Callable[..., HttpResponse]
ProjectView = Callable[Concatenate[HttpRequest, "Room", Rest], HttpResponse]


class Room:
    """A project as one member sees it: the person, their role, and whether they marked before."""

    def __init__(
        self,
        project: Project,
        user: User,
        *,
        role: str,
        has_begun: bool,
        unread_mentions: int,
        unread_notices: int,
    ) -> None:
        self.project = project
        self.user = user
        self.role = role
        self.has_begun = has_begun
        self.unread_mentions = unread_mentions
        self.unread_notices = unread_notices

    def allows(self, roles: Collection[str]) -> bool:
        """Whether the person's role is among these."""
        return self.role in roles

    @property
    def is_closed_to_me(self) -> bool:
        """Whether the person may only read what is released, and nothing is yet."""
        return self.role == "researcher" and not self.project.is_released


def signed_in(request: HttpRequest) -> User:
    """The person behind a request that `login_required` has let through."""
    user = request.user
    assert isinstance(user, User)
    return user


def answering_refusals(view: View) -> View:
    """A view whose refusals by services become pages: 404 for strangers, 403 for the wrong role,
    400 for what no form of ours sends."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, *args, **kwargs)
        except NotFound:
            return errors.not_found(request)
        except NotAllowed as refusal:
            title = _("Your role does not allow this")
            return refused(request, refusal, status=403, title=title)
        except Refusal as refusal:
            return refused(request, refusal, status=400, title=_("That cannot be done"))

    return answer


def refused(request: HttpRequest, refusal: Refusal, *, status: int, title: str) -> HttpResponse:
    """A service's refusal as a page of its own."""
    return errors.refuse(
        request, status=status, code=refusal.code, title=title, text=refusal.message
    )


def in_project(
    roles: Collection[str] | None = None, *, archived_too: bool = False
) -> Callable[[ProjectView[Rest]], View]:
    """A view of a project: called with the person's `Room` in place of the address's short name.

    404 for people who are not members, 403 for members whose role is not among `roles`.
    """

    def decorate(view: ProjectView[Rest]) -> View:
        @wraps(view)
        @answering_refusals
        def enter(
            request: HttpRequest, slug: str, *args: Rest.args, **kwargs: Rest.kwargs
        ) -> HttpResponse:
            room = find_room(signed_in(request), slug, archived_too=archived_too)
            if roles is not None:
                check_role(room.role, roles)
            return view(request, room, *args, **kwargs)

        return login_required(enter)

    return decorate


def find_room(user: User, slug: str, *, archived_too: bool = False) -> Room:
    """The project of that short name as the user sees it, in one statement; else NotFound."""
    rows = _ROOMS.rows(user.pk, user.is_superuser, slug, archived_too)
    if not rows:
        raise NotFound
    return Room(
        instance_of(Project, rows[0]),
        user,
        role=ADMIN if user.is_superuser else rows[0]["my_role"],
        has_begun=rows[0]["has_begun"],
        unread_mentions=rows[0]["unread_mentions"],
        unread_notices=rows[0]["unread_notices"],
    )


def _rooms(
    user_id: int, is_superuser: bool, slug: str, archived_too: bool
) -> QuerySet[Project, Project]:
    user = User(pk=user_id, is_superuser=is_superuser)
    membership = Membership.objects.filter(user=user, project=OuterRef("pk")).order_by()
    my_marks = Annotation.objects.filter(project=OuterRef("pk"), author=user)
    projects = Project.objects.visible_to(user).annotate(
        my_role=Subquery(membership.values("role")),
        has_begun=Exists(my_marks),
        unread_mentions=unread_count(user),
        unread_notices=unread_notice_count(user),
    )
    return (projects if archived_too else projects.active()).filter(slug=slug).order_by()


_ROOMS = Statement(_rooms)


def show_refusal(form: BaseForm, refusal: Refusal) -> None:
    """Puts a service's refusal at the fields of the form it is about, or on top."""
    at_a_field = False
    for name, texts in refusal.fields.items():
        if name in form.fields:
            at_a_field = True
            for text in texts:
                form.add_error(name, text)
    if not at_a_field:
        form.add_error(None, refusal.message)
