"""The closed lists of the domain: roles, labels, stances, kinds and states."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Role(TextChoices):
    """What a member of a project is there to do."""

    ANNOTATOR = "annotator", _("Annotator")
    REVIEWER = "reviewer", _("Reviewer")
    MANAGER = "manager", _("Manager")
    RESEARCHER = "researcher", _("Researcher")


class Label(TextChoices):
    """How, with what this text offers, a claim stands."""

    CONFIRMED = "confirmed", _("Confirmed")
    UNVERIFIED = "unverified", _("Unverified")
    CONTESTED = "contested", _("Contested")


class VerdictValue(TextChoices):
    """The project's own judgement of a claim."""

    CONFIRMED = "confirmed", _("Confirmed")
    UNVERIFIED = "unverified", _("Unverified")
    CONTESTED = "contested", _("Contested")
    REFUTED = "refuted", _("Refuted")


class VerdictState(TextChoices):
    """How far a verdict is: one that waits for a second person does not count yet."""

    IN_FORCE = "in_force", _("in force")
    PROPOSED = "proposed", _("waits for a second person")
    TURNED_DOWN = "turned_down", _("turned down")


class ClaimRelationKind(TextChoices):
    """What one claim is to another."""

    SAME_AS = "same_as", _("says the same as")
    NARROWER = "narrower", _("is narrower than")
    CONTRADICTS = "contradicts", _("contradicts")
    UPDATES = "updates", _("updates")


class Stance(TextChoices):
    """What the source of a hop does with the claim as written."""

    ASSERTS = "asserts", _("asserts")
    DENIES = "denies", _("denies")
    LEAVES_OPEN = "leaves_open", _("leaves open")
    REPORTS = "reports", _("reports")
    DECLINES = "declines", _("declines to comment")
    NOT_ACKNOWLEDGED = "not_acknowledged", _("has not acknowledged")


class SourceKind(TextChoices):
    """What sort of source it is."""

    OUTLET = "outlet", _("News outlet")
    AGENCY = "agency", _("News agency")
    GOVERNMENT = "government", _("Government")
    MILITARY = "military", _("Military")
    PERSON = "person", _("Person")
    ORGANISATION = "organisation", _("Organisation")
    DOCUMENT = "document", _("Document")
    ANONYMOUS = "anonymous", _("Anonymous")


class DatePrecision(TextChoices):
    """How much of a publication date is known."""

    DAY = "day", _("day")
    MONTH = "month", _("month")
    YEAR = "year", _("year")
    UNKNOWN = "unknown", _("unknown")


class Origin(TextChoices):
    """How an annotation came to be."""

    HUMAN = "human", _("Made by a person")
    IMPORTED = "imported", _("Imported")
    SUGGESTED = "suggested", _("Suggested")
    ADJUDICATED = "adjudicated", _("Decided by a reviewer")


class ErrorCategory(TextChoices):
    """What went wrong where annotators differed, as a reviewer sees it."""

    SILENCE = "silence_is_no_denial", _("Silence is no denial")
    TOO_WIDE = "span_too_wide", _("Span too wide")
    TOO_NARROW = "span_too_narrow", _("Span too narrow")
    SOURCE = "source_mixed_up", _("Source mixed up")
    FIGURE = "figure_missed", _("Figure missed")
    GUIDELINE = "guideline_unclear", _("Guideline unclear")


class Anchor(TextChoices):
    """What became of a span when its article got a new revision."""

    KEPT = "kept", _("Kept")
    CHANGED = "changed", _("Changed")
    ORPHANED = "orphaned", _("Orphaned")


class AssignmentState(TextChoices):
    """How far a person is with an article."""

    NEW = "new", _("New")
    IN_PROGRESS = "in_progress", _("In progress")
    DONE = "done", _("Done")


class Spread(TextChoices):
    """How articles are dealt out."""

    EVEN = "even", _("Evenly: who was given the fewest articles comes first")
    LANGUAGE = "language", _("By language: only to people who read it, evenly")
    LOAD = "load", _("By load: who has the least text still to read comes first")


class NoticeKind(TextChoices):
    """What a notice tells."""

    ASSIGNED = "assigned", _("Articles given")
    HANDED_OVER = "handed_over", _("Articles handed over")
    TAKEN_AWAY = "taken_away", _("An article taken away")
    DUE_SOON = "due_soon", _("A deadline is near")
    OVERDUE = "overdue", _("A deadline has passed")
    DECIDED = "decided", _("A reviewer decided")
    GUIDELINE = "guideline", _("A new guideline")
    RELEASED = "released", _("The project was released")
    WEBHOOK_PAUSED = "webhook_paused", _("A webhook was paused")


class ImportState(TextChoices):
    """What has become of an import."""

    WAITING = "waiting", _("Under way")
    SEEN = "seen", _("Looked at, not imported")
    PUBLISHED = "published", _("Imported")
    REFUSED = "refused", _("Not imported")
    STOPPED = "stopped", _("Stopped")
    UNDONE = "undone", _("Undone")


class ImportOutcome(TextChoices):
    """What an import did with an article."""

    ADDED = "added", _("new here")
    KNOWN = "known", _("here already")
    REVISED = "revised", _("here with another text")


class JobState(TextChoices):
    """How far a piece of background work is."""

    QUEUED = "queued", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


class TokenScope(TextChoices):
    """The most a token may do, within what its owner may."""

    READ = "read", _("Read")
    EXPORT = "export", _("Read and export")
    WRITE = "write", _("Read, export and write")


class WebhookKind(TextChoices):
    """What a webhook can be told of."""

    ANNOTATION = "annotation", _("Annotations")
    ADJUDICATION = "adjudication", _("Decisions of reviewers")
    VERDICT = "verdict", _("Verdicts")
    SCORE = "score", _("Scores")


class DeliveryState(TextChoices):
    """What became of telling a webhook."""

    WAITING = "waiting", _("Waiting")
    DELIVERED = "delivered", _("Delivered")
    FAILED = "failed", _("Failed")
