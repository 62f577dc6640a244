"""Reading the log: of a project, and of one annotation."""

from typing import Any

from annotator.models import Annotation, Event, User
from annotator.models.event import EventQuerySet
from annotator.queries.protection import Shield, shielded_annotation

# What the log keeps of these may hold names, cues and notes in places of its own.
_TELLING = frozenset(
    {"source", "claim", "article", "annotation", "adjudication", "evidence", "comment"}
)


def events_of(user: User) -> EventQuerySet:
    """The log as far as the user may see it, with all that the JSON form needs."""
    return Event.objects.visible_to(user).select_related("project")


def history_of(annotation: Annotation) -> EventQuerySet:
    """What happened to an annotation; for whoever may see the annotation itself."""
    events = Event.objects.filter(subject_type="annotation", subject_id=str(annotation.pk))
    return events.select_related("project")


def event_row(event: Event, *, shield: Shield) -> dict[str, Any]:
    """The JSON form of a line of the log; without before and after where a shield is held and
    they could tell a protected name."""
    is_hidden = event.project_id in shield.names and event.subject_type in _TELLING
    return {
        "id": event.pk,
        "project": event.project.slug if event.project else None,
        "actor": event.actor_id,
        "verb": event.verb,
        "subject_type": event.subject_type,
        "subject_id": event.subject_id,
        "before": None if is_hidden else event.before,
        "after": None if is_hidden else event.after,
        "at": event.at,
    }


def history_row(event: Event, *, shield: Shield) -> dict[str, Any]:
    """The same for a line of an annotation's own history."""
    row = event_row(event, shield=Shield())
    for side in ("before", "after"):
        if isinstance(row[side], dict) and "attributions" in row[side]:
            row[side] = shielded_annotation(row[side], shield)
    return row
