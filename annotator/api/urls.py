"""Where the addresses of the API lead, below /api/v1/."""

from django.urls import URLPattern, URLResolver, path, register_converter
from django.urls.converters import IntConverter

from annotator.api import (
    adjudications,
    annotations,
    articles,
    assignments,
    claims,
    comments,
    events,
    exports,
    figures,
    imports,
    jobs,
    projects,
    releases,
    sources,
    suggestions,
    tokens,
    verdicts,
    webhooks,
)


class RowId(IntConverter):
    """A row's id: digits that the database can compare with; more of them lead nowhere."""

    regex = "[1-9][0-9]{0,17}"


register_converter(RowId, "row")
register_converter(exports.ExportKind, "export_kind")

urlpatterns: list[URLPattern | URLResolver] = [
    path("projects/", projects.Projects.as_view(), name="api-projects"),
    path("projects/<slug:slug>/", projects.OneProject.as_view(), name="api-project"),
    path("projects/<slug:slug>/members/", projects.Members.as_view(), name="api-members"),
    path(
        "projects/<slug:slug>/members/<row:user_id>/",
        projects.OneMember.as_view(),
        name="api-member",
    ),
    path("projects/<slug:slug>/guideline/", projects.Guideline.as_view(), name="api-guideline"),
    path("projects/<slug:slug>/release/", projects.Release.as_view(), name="api-release"),
    path("articles/", articles.Articles.as_view(), name="api-articles"),
    path("articles/<row:pk>/", articles.OneArticle.as_view(), name="api-article"),
    path("articles/<row:pk>/revisions/", articles.Revisions.as_view(), name="api-revisions"),
    path("annotations/", annotations.Annotations.as_view(), name="api-annotations"),
    path("annotations/batch/", annotations.AnnotationBatch.as_view(), name="api-batch"),
    path("annotations/<uuid:pk>/", annotations.OneAnnotation.as_view(), name="api-annotation"),
    path(
        "annotations/<uuid:pk>/restore/",
        annotations.AnnotationRestore.as_view(),
        name="api-restore",
    ),
    path(
        "annotations/<uuid:pk>/accept/", annotations.AnnotationAccept.as_view(), name="api-accept"
    ),
    path(
        "annotations/<uuid:pk>/history/",
        annotations.AnnotationHistory.as_view(),
        name="api-history",
    ),
    path("sources/", sources.Sources.as_view(), name="api-sources"),
    path("sources/<row:pk>/", sources.OneSource.as_view(), name="api-source"),
    path("sources/<row:pk>/merge/", sources.SourceMerge.as_view(), name="api-source-merge"),
    path(
        "sources/<row:pk>/merge/undo/",
        sources.SourceMergeUndo.as_view(),
        name="api-source-merge-undo",
    ),
    path("claims/", claims.Claims.as_view(), name="api-claims"),
    path("claims/<row:pk>/", claims.OneClaim.as_view(), name="api-claim"),
    path("claims/<row:pk>/merge/", claims.ClaimMerge.as_view(), name="api-claim-merge"),
    path(
        "claims/<row:pk>/merge/undo/",
        claims.ClaimMergeUndo.as_view(),
        name="api-claim-merge-undo",
    ),
    path("suggestions/", suggestions.Suggestions.as_view(), name="api-suggestions"),
    path("figures/", figures.Figures.as_view(), name="api-figures"),
    path("claims/<row:pk>/split/", claims.ClaimSplit.as_view(), name="api-claim-split"),
    path(
        "claims/<row:pk>/split/undo/",
        claims.ClaimSplitUndo.as_view(),
        name="api-claim-split-undo",
    ),
    path("claims/<row:pk>/relations/", claims.ClaimRelations.as_view(), name="api-claim-relations"),
    path(
        "claims/<row:pk>/relations/<row:relation_id>/undo/",
        claims.ClaimRelationUndo.as_view(),
        name="api-claim-relation-undo",
    ),
    path("topics/", claims.Topics.as_view(), name="api-topics"),
    path("topics/<row:pk>/", claims.OneTopic.as_view(), name="api-topic"),
    path("evidence/", verdicts.EvidenceList.as_view(), name="api-evidence"),
    path("adjudications/", adjudications.Adjudications.as_view(), name="api-adjudications"),
    path(
        "adjudications/<row:pk>/", adjudications.OneAdjudication.as_view(), name="api-adjudication"
    ),
    path(
        "adjudications/<row:pk>/reopen/",
        adjudications.AdjudicationReopen.as_view(),
        name="api-adjudication-reopen",
    ),
    path("adjudications/back/", adjudications.SentBackList.as_view(), name="api-sent-back"),
    path(
        "adjudications/back/<row:pk>/undo/",
        adjudications.SentBackUndo.as_view(),
        name="api-sent-back-undo",
    ),
    path("verdicts/", verdicts.Verdicts.as_view(), name="api-verdicts"),
    path(
        "verdicts/<row:pk>/approve/",
        verdicts.VerdictApproval.as_view(),
        name="api-verdict-approve",
    ),
    path(
        "verdicts/<row:pk>/turn-down/",
        verdicts.VerdictRefusal.as_view(),
        name="api-verdict-turn-down",
    ),
    path("comments/", comments.Comments.as_view(), name="api-comments"),
    path("comments/<row:pk>/", comments.OneComment.as_view(), name="api-comment"),
    path("assignments/", assignments.Assignments.as_view(), name="api-assignments"),
    path("assignments/spread/", assignments.Spreading.as_view(), name="api-assignments-spread"),
    path("assignments/<row:pk>/", assignments.OneAssignment.as_view(), name="api-assignment"),
    path("imports/", imports.Imports.as_view(), name="api-imports"),
    path("imports/<uuid:pk>/", imports.OneImport.as_view(), name="api-import"),
    path("imports/<uuid:pk>/undo/", imports.ImportUndo.as_view(), name="api-import-undo"),
    path("jobs/", jobs.Jobs.as_view(), name="api-jobs"),
    path("jobs/<uuid:pk>/", jobs.OneJob.as_view(), name="api-job"),
    path("jobs/<uuid:pk>/cancel/", jobs.JobCancel.as_view(), name="api-job-cancel"),
    path("tokens/", tokens.Tokens.as_view(), name="api-tokens"),
    path("tokens/<row:pk>/", tokens.OneToken.as_view(), name="api-token"),
    path("exports/<export_kind:kind>/", exports.Exports.as_view(), name="api-export"),
    path("webhooks/", webhooks.Webhooks.as_view(), name="api-webhooks"),
    path("webhooks/<row:pk>/", webhooks.OneWebhook.as_view(), name="api-webhook"),
    path("webhooks/<row:pk>/test/", webhooks.WebhookTest.as_view(), name="api-webhook-test"),
    path("webhooks/<row:pk>/resume/", webhooks.WebhookResume.as_view(), name="api-webhook-resume"),
    path(
        "webhooks/<row:pk>/deliveries/",
        webhooks.WebhookDeliveries.as_view(),
        name="api-webhook-deliveries",
    ),
    path("releases/", releases.Releases.as_view(), name="api-releases"),
    path("releases/<uuid:pk>/", releases.OneRelease.as_view(), name="api-data-set"),
    path(
        "releases/<uuid:pk>/download/",
        releases.ReleaseDownload.as_view(),
        name="api-data-set-download",
    ),
    path("events/", events.Events.as_view(), name="api-events"),
]
