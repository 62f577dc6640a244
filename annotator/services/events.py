"""Writing the log, and announcing what was written once it is committed."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone

from annotator.models import Event, Project, User
from annotator.request_id import request_id
from annotator.services.inserting import Insertion
from annotator.signals import annotation_changed, article_changed, claim_changed

_EVENTS = Insertion(Event)
# What is computed from these is computed again when they change; other events need no delivery.
_SIGNAL_OF: dict[str, Signal] = {
    "annotation": annotation_changed,
    "adjudication": annotation_changed,
    "article": article_changed,
    "claim": claim_changed,
    "source": claim_changed,
    "topic": claim_changed,
}
# Who is to read an article changes nothing that is computed from it.
_VERBS_OF_NOTHING = ("assigned", "handed_over")


def log_event(
    verb: str,
    subject: models.Model,
    *,
    actor: User | None,
    project: Project | int | None = None,
    before: Any = None,
    after: Any = None,
) -> None:
    """One line in the log, in the transaction of the change, announced after its commit."""
    log_events(verb, [(subject, before, after)], actor=actor, project=project)


def log_events(
    verb: str,
    changes: Iterable[tuple[models.Model, Any, Any]],
    *,
    actor: User | None,
    project: Project | int | None,
) -> None:
    """One line for each (subject, before, after), in one statement, announced once."""
    told = [
        (subject._meta.model_name or "", str(subject.pk), before, after)
        for subject, before, after in changes
    ]
    log_changes(verb, told, actor=actor, project=project)


def log_changes(
    verb: str,
    changes: Collection[tuple[str, str, Any, Any]],
    *,
    actor: User | None,
    project: Project | int | None,
) -> None:
    """As `log_events`, of subjects without an instance: (kind, id, before, after)."""
    project_id = project.pk if isinstance(project, Project) else project
    now = timezone.now()
    signals = {} if verb in _VERBS_OF_NOTHING or project_id is None else _SIGNAL_OF
    same = {
        "project_id": project_id,
        "actor_id": actor and actor.pk,
        "verb": verb,
        "at": now,
        "request_id": request_id.get(),
    }
    _EVENTS.put(
        [
            same
            | {
                "subject_type": kind,
                "subject_id": subject_id,
                "before": before,
                "after": after,
                "delivered_at": None if kind in signals else now,
            }
            for kind, subject_id, before, after in changes
        ]
    )
    if project_id is not None:
        kinds = {kind for kind, *_rest in changes}
        for signal in {signals[kind] for kind in kinds & signals.keys()}:
            announce(signal, project_id)


def announce(signal: Signal, project_id: int) -> None:
    """Sends the signal after the commit; a listener that fails never fails the save."""

    def send() -> None:
        signal.send_robust(sender=None, project_id=project_id)

    transaction.on_commit(send, robust=True)
