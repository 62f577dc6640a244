"""Projects, their members, their guideline, and their release."""

from typing import Any

from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import (
    HIGHEST_ID,
    ListQuery,
    Nothing,
    Ordering,
    Strict,
    Text,
    WholeNumber,
    YesNo,
)
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint, each
from annotator.models import GuidelineVersion, Membership, Project, User
from annotator.models.choices import Role
from annotator.queries.project_rows import (
    guideline_row,
    manages,
    member_of,
    member_row,
    project_of,
    project_row,
)
from annotator.services import projects as services
from annotator.services.access import MANAGE, require_role

SERVER_OWNED = frozenset({"released_at", "archived_at", "created_at", "created_by"})


class ProjectRow(serializers.Serializer[Any]):
    """A project."""

    slug = serializers.SlugField()
    name = serializers.CharField()
    overlap = serializers.IntegerField(help_text="Annotators per article.")
    is_blind = serializers.BooleanField(help_text="Annotators see no others' work until release.")
    verdicts_need_two = serializers.BooleanField(
        help_text="A verdict counts once somebody other than its author approves it."
    )
    released_at = serializers.DateTimeField(allow_null=True)
    archived_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class NewProject(Strict):
    """What a new project needs."""

    server_owned = SERVER_OWNED
    slug = Text(max_length=60)
    name = Text(max_length=200)
    overlap = WholeNumber(required=False, min_value=1, max_value=50)
    is_blind = YesNo(required=False)
    verdicts_need_two = YesNo(required=False)


class ProjectChanges(Strict):
    """What can be changed of a project; `is_archived: false` takes it out of the archive."""

    server_owned = SERVER_OWNED | {"slug"}
    name = Text(required=False, max_length=200)
    overlap = WholeNumber(required=False, min_value=1, max_value=50)
    is_blind = YesNo(required=False)
    verdicts_need_two = YesNo(required=False)
    is_archived = YesNo(required=False)


class ProjectQuery(ListQuery):
    """How projects are listed."""

    archived = serializers.BooleanField(required=False, help_text="Those put away instead.")
    ordering = Ordering("name", "-name", "created_at", "-created_at")


class Projects(Endpoint):
    """All projects one is a member of."""

    queries = {"GET": ProjectQuery}

    @describe(
        "projects_list", query=ProjectQuery, answers={200: page_of(ProjectRow)}, tag="projects"
    )
    def get(self, request: Request) -> Response:
        """The projects you are a member of."""
        archived = self.query.get("archived", False)
        rows = Project.objects.visible_to(self.person).filter(archived_at__isnull=not archived)
        return self.page(rows, each(project_row))

    @describe(
        "projects_create",
        body=NewProject,
        answers={201: ProjectRow},
        example={"slug": "flood-2024", "name": "The flood of 2024", "overlap": 2},
        tag="projects",
    )
    def post(self, request: Request) -> Response:
        """Make a project, and manage it. For admins and for people who manage a project."""
        project = services.create_project(self.person, **self.body(NewProject))
        return Response(project_row(project), status=201)


class OneProject(Endpoint):
    """One project."""

    @describe("projects_read", answers={200: ProjectRow}, tag="projects")
    def get(self, request: Request, slug: str) -> Response:
        """One project."""
        return Response(project_row(project_of(self.person, slug, field=None)))

    @describe(
        "projects_change",
        body=ProjectChanges,
        answers={200: ProjectRow},
        example={"is_blind": True},
        tag="projects",
    )
    def patch(self, request: Request, slug: str) -> Response:
        """Change a project you manage."""
        project = project_of(self.person, slug, field=None)
        changes = self.body(ProjectChanges, partial=True)
        return Response(project_row(services.update_project(self.person, project, changes)))

    @describe("projects_archive", answers={200: ProjectRow}, tag="projects")
    def delete(self, request: Request, slug: str) -> Response:
        """Put a project away. Nothing is lost: `PATCH {"is_archived": false}` brings it back."""
        project = project_of(self.person, slug, field=None)
        archived = services.update_project(self.person, project, {"is_archived": True})
        return Response(project_row(archived))


class MemberRow(serializers.Serializer[Any]):
    """A person in a project."""

    user = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.EmailField(allow_null=True, help_text="Shown to managers, else null.")
    role = serializers.ChoiceField(choices=Role.choices)
    is_active = serializers.BooleanField()
    created_at = serializers.DateTimeField()


@extend_schema_field({"oneOf": [{"type": "string"}, {"type": "integer", "minimum": 1}]})
class Person(serializers.Field[str | int, Any, Any, Any]):
    """A person: by e-mail address, or by id."""

    default_error_messages = {"invalid": gettext_lazy("Give an e-mail address or an id.")}

    def to_internal_value(self, data: Any) -> str | int:
        """The address, or the id."""
        is_id = type(data) is int and 0 < data <= HIGHEST_ID
        if not is_id and not (isinstance(data, str) and 0 < len(data) <= 254):
            self.fail("invalid")
        found: str | int = data
        return found

    def to_representation(self, value: str | int) -> str | int:
        """As it stands."""
        return value


class NewMember(Strict):
    """Who becomes a member, and as what."""

    user = Person(help_text="E-mail address or id.")
    role = serializers.ChoiceField(choices=Role.choices)


class NewRole(Strict):
    """A member's other role."""

    role = serializers.ChoiceField(choices=Role.choices)


class MemberQuery(ListQuery):
    """How members are listed."""

    ordering = Ordering("created_at", "-created_at")


class Members(Endpoint):
    """Who works in a project."""

    queries = {"GET": MemberQuery}

    @describe("members_list", query=MemberQuery, answers={200: page_of(MemberRow)}, tag="projects")
    def get(self, request: Request, slug: str) -> Response:
        """The members of a project. E-mail addresses are shown to its managers."""
        project = project_of(self.person, slug, field=None)
        with_email = manages(self.person, project)
        rows = Membership.objects.visible_to(self.person).filter(project=project)
        return self.page(
            rows.select_related("user"), each(lambda row: member_row(row, with_email=with_email))
        )

    @describe(
        "members_add",
        body=NewMember,
        answers={201: MemberRow},
        example={"user": "annotator1@demo.example", "role": "annotator"},
        tag="projects",
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make somebody who has an account a member, or give a member another role."""
        project = project_of(self.person, slug, field=None)
        said = self.body(NewMember)
        # Whose address is known here is for managers alone to learn.
        require_role(self.person, project, MANAGE, archived_too=True)
        person = services.find_person(self.person, said["user"])
        return _changed_member(self, project, person, said["role"], status=201)


class OneMember(Endpoint):
    """One member of a project."""

    @describe("members_read", answers={200: MemberRow}, tag="projects")
    def get(self, request: Request, slug: str, user_id: int) -> Response:
        """One member of a project."""
        project = project_of(self.person, slug, field=None)
        membership = member_of(self.person, project, user_id)
        return Response(member_row(membership, with_email=manages(self.person, project)))

    @describe(
        "members_change",
        body=NewRole,
        answers={200: MemberRow},
        example={"role": "reviewer"},
        tag="projects",
    )
    def patch(self, request: Request, slug: str, user_id: int) -> Response:
        """Give a member another role. Nobody changes their own."""
        project = project_of(self.person, slug, field=None)
        person = member_of(self.person, project, user_id).user
        return _changed_member(self, project, person, self.body(NewRole)["role"], status=200)

    @describe("members_remove", answers={204: None}, tag="projects")
    def delete(self, request: Request, slug: str, user_id: int) -> Response:
        """End a membership. What the person annotated stays and counts."""
        project = project_of(self.person, slug, field=None)
        person = member_of(self.person, project, user_id).user
        services.remove_member(self.person, project, person=person)
        return Response(status=204)


def _changed_member(
    view: Endpoint, project: Project, person: User, role: str, *, status: int
) -> Response:
    membership = services.add_member(view.person, project, person=person, role=role)
    return Response(member_row(membership, with_email=True), status=status)


class GuidelineRow(serializers.Serializer[Any]):
    """One version of a project's guideline."""

    id = serializers.IntegerField()
    project = serializers.SlugField()
    number = serializers.IntegerField()
    markdown = serializers.CharField()
    created_by = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class NewGuideline(Strict):
    """The next version of a guideline."""

    server_owned = frozenset({"id", "project", "number", "created_by", "created_at"})
    markdown = Text(max_length=services.LONGEST_GUIDELINE)


class GuidelineQuery(ListQuery):
    """How versions are listed: the one in force first."""

    ordering = Ordering("-number", "number")


class Guideline(Endpoint):
    """The annotators' instructions of a project, in all their versions."""

    queries = {"GET": GuidelineQuery}

    @describe(
        "guideline_list",
        query=GuidelineQuery,
        answers={200: page_of(GuidelineRow)},
        tag="projects",
    )
    def get(self, request: Request, slug: str) -> Response:
        """The versions of a project's guideline; the one in force comes first."""
        project = project_of(self.person, slug, field=None)
        rows = GuidelineVersion.objects.visible_to(self.person).filter(project=project)
        return self.page(rows.select_related("project"), each(guideline_row))

    @describe(
        "guideline_create",
        body=NewGuideline,
        answers={201: GuidelineRow},
        example={"markdown": "# What to mark\n\nOne checkable statement at a time."},
        tag="projects",
    )
    def post(self, request: Request, slug: str) -> Response:
        """Put a new version of the guideline in force."""
        project = project_of(self.person, slug, field=None)
        version = services.set_guideline(
            self.person, project, markdown=self.body(NewGuideline)["markdown"]
        )
        return Response(guideline_row(version), status=201)


class Release(Endpoint):
    """The release of a project's data."""

    @describe("projects_release", body=Nothing, answers={200: ProjectRow}, tag="projects")
    def post(self, request: Request, slug: str) -> Response:
        """Open the data to researchers and end blindness. Labels are settled as they stand."""
        project = project_of(self.person, slug, field=None)
        self.body(Nothing)
        return Response(project_row(services.release_project(self.person, project)))
