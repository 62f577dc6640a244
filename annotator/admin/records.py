"""Projects and the rows of the domain in the admin: searched, filtered and read."""

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from annotator.admin.reading import ReadOnly, ReadOnlyInline
from annotator.models import (
    Annotation,
    Article,
    Attribution,
    Claim,
    Event,
    Evidence,
    Job,
    Membership,
    Project,
    Quantity,
    Revision,
    Source,
    SourceAlias,
    User,
    Verdict,
)
from annotator.models.choices import JobState
from annotator.services.jobs import cancel_job


class MembersInline(ReadOnlyInline):
    """Who is in the project."""

    model = Membership
    fields = ("user", "role", "created_at")


@admin.register(Project)
class ProjectAdmin(ReadOnly):
    """Projects; their settings are changed in their own page, where the log sees it."""

    list_display = ("name", "slug", "overlap", "is_blind", "released_at", "archived_at")
    list_filter = ("is_blind", ("released_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "slug")
    date_hierarchy = "created_at"
    inlines = (MembersInline,)


@admin.register(Membership)
class MembershipAdmin(ReadOnly):
    """Who is where, as what."""

    list_display = ("user", "project", "role", "created_at")
    list_filter = ("role", "project")
    search_fields = ("user__email", "user__name", "project__name")
    list_select_related = ("user", "project")


class AliasInline(ReadOnlyInline):
    """A source's other names."""

    model = SourceAlias
    fields = ("name",)


@admin.register(Source)
class SourceAdmin(ReadOnly):
    """Sources."""

    list_display = ("name", "kind", "project", "is_party", "is_protected", "merged_into")
    list_filter = ("kind", "is_party", "is_protected", "project")
    search_fields = ("name", "aliases__name", "domain", "wikidata_id")
    list_select_related = ("project", "merged_into")
    inlines = (AliasInline,)


class RevisionInline(ReadOnlyInline):
    """The captured texts of an article."""

    model = Revision
    fields = ("number", "sha256", "captured_at", "created_by")
    show_change_link = True

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """Without the texts themselves, which may be long."""
        rows: QuerySet[Revision] = super().get_queryset(request)
        return rows.select_related("created_by", "article").defer(
            "text", "text_key", "raw", "capture", "blocks"
        )


@admin.register(Article)
class ArticleAdmin(ReadOnly):
    """Articles."""

    list_display = ("__str__", "project", "publisher", "published_on", "language", "created_at")
    list_filter = ("language", ("archived_at", admin.EmptyFieldListFilter), "project")
    search_fields = ("title", "url", "publisher__name")
    date_hierarchy = "created_at"
    list_select_related = ("project", "publisher")
    inlines = (RevisionInline,)


@admin.register(Revision)
class RevisionAdmin(ReadOnly):
    """Captured texts."""

    list_display = ("article", "number", "sha256", "captured_at", "created_by")
    search_fields = ("article__title", "sha256")
    date_hierarchy = "captured_at"
    list_select_related = ("article", "created_by")
    exclude = ("text_key", "capture")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Revision]:
        """The texts only where one is looked at."""
        rows: QuerySet[Revision] = super().get_queryset(request)
        return rows.defer("text", "text_key", "raw", "capture", "blocks")


class HopInline(ReadOnlyInline):
    """The chains of an annotation, hop by hop."""

    model = Attribution
    fields = ("chain", "position", "source", "cue", "stance")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Attribution]:
        """With the sources' names."""
        rows: QuerySet[Attribution] = super().get_queryset(request)
        return rows.select_related("source")


class QuantityInline(ReadOnlyInline):
    """The figure of an annotation."""

    model = Quantity
    fields = ("words", "lower", "upper", "is_approximate", "unit", "measure", "population")


@admin.register(Annotation)
class AnnotationAdmin(ReadOnly):
    """Annotations, with their chains and figures."""

    list_display = ("quote_start", "label", "article", "author", "origin", "anchor", "updated_at")
    list_filter = (
        "label",
        "origin",
        "anchor",
        ("withdrawn_at", admin.EmptyFieldListFilter),
        "project",
    )
    search_fields = ("quote", "note", "author__email", "article__title")
    date_hierarchy = "created_at"
    list_select_related = ("article", "author")
    inlines = (HopInline, QuantityInline)

    @admin.display(description=_("quote"))
    def quote_start(self, annotation: Annotation) -> str:
        """The first words of the quote."""
        return annotation.quote if len(annotation.quote) <= 80 else annotation.quote[:79] + "…"


class EvidenceInline(ReadOnlyInline):
    """What bears on a claim."""

    model = Evidence
    fk_name = "claim"
    fields = ("url", "archived_url", "quote", "retrieved_at", "created_by")


class VerdictInline(ReadOnlyInline):
    """How a claim was judged, and when."""

    model = Verdict
    fields = ("value", "as_of", "state", "rationale", "author", "approver", "created_at")
    fk_name = "claim"


@admin.register(Claim)
class ClaimAdmin(ReadOnly):
    """Claims, with their evidence and verdicts."""

    list_display = ("text", "project", "topic", "language", "merged_into", "created_by")
    list_filter = ("language", ("archived_at", admin.EmptyFieldListFilter), "project")
    search_fields = ("text",)
    date_hierarchy = "created_at"
    list_select_related = ("project", "topic", "merged_into", "created_by")
    inlines = (EvidenceInline, VerdictInline)


@admin.register(Job)
class JobAdmin(ReadOnly):
    """Background work; what waits or runs can be stopped."""

    list_display = ("kind", "project", "state", "progress", "attempts", "created_by", "created_at")
    list_filter = ("state", "kind", "project")
    search_fields = ("id", "message")
    date_hierarchy = "created_at"
    list_select_related = ("project", "created_by")
    actions = ("stop",)

    @admin.display(description=_("progress"))
    def progress(self, job: Job) -> str:
        """Done of total."""
        return f"{job.done} / {job.total}" if job.total else "–"

    @admin.action(description=_("Stop"), permissions=["view"])
    def stop(self, request: HttpRequest, rows: QuerySet[Job]) -> None:
        """Asks the chosen jobs to stop."""
        user = request.user
        assert isinstance(user, User)
        pending = rows.filter(state__in=[JobState.QUEUED, JobState.RUNNING])
        asked = [cancel_job(user, job) for job in pending.values_list("pk", flat=True)]
        said = ngettext(
            "%(count)s job was asked to stop.", "%(count)s jobs were asked to stop.", len(asked)
        )
        messages.success(request, said % {"count": len(asked)})


@admin.register(Event)
class EventAdmin(ReadOnly):
    """The log: who did what, when, and what it was before and after."""

    list_display = ("at", "actor", "verb", "subject_type", "subject_id", "project", "request_id")
    list_filter = ("verb", "subject_type", "project")
    search_fields = ("actor__email", "subject_id", "request_id")
    date_hierarchy = "at"
    list_select_related = ("actor", "project")
