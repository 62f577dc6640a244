"""The records of the domain, one module per noun."""

from annotator.models.adjudication import Adjudication, SentBack, Stretch, is_decided
from annotator.models.annotation import Annotation, Attribution, Quantity
from annotator.models.article import Article, Assignment, Revision
from annotator.models.claim import Claim, ClaimGroup, ClaimRelation, Evidence, Verdict
from annotator.models.comment import Comment, ReadMention
from annotator.models.event import Event
from annotator.models.import_batch import (
    ImportBatch,
    ImportedAnnotation,
    ImportedArticle,
    ImportPart,
)
from annotator.models.job import Job
from annotator.models.notice import Notice
from annotator.models.project import GuidelineVersion, Membership, Project, Topic
from annotator.models.release import Release, ReleasePart, ReleasePurge
from annotator.models.source import Source, SourceAlias
from annotator.models.suggestion import SuggestionSet
from annotator.models.topic_sentence import TopicSentence
from annotator.models.user import ApiToken, Invitation, User
from annotator.models.webhook import Delivery, Webhook

__all__ = [
    "Adjudication",
    "Annotation",
    "ApiToken",
    "Article",
    "Assignment",
    "Attribution",
    "Claim",
    "ClaimGroup",
    "ClaimRelation",
    "Comment",
    "Delivery",
    "Event",
    "Evidence",
    "GuidelineVersion",
    "ImportBatch",
    "ImportPart",
    "ImportedAnnotation",
    "ImportedArticle",
    "Invitation",
    "Job",
    "Membership",
    "Notice",
    "Project",
    "Quantity",
    "ReadMention",
    "Release",
    "ReleasePart",
    "ReleasePurge",
    "Revision",
    "SentBack",
    "Source",
    "SourceAlias",
    "Stretch",
    "SuggestionSet",
    "Topic",
    "TopicSentence",
    "User",
    "Verdict",
    "Webhook",
    "is_decided",
]
