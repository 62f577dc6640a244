"""Purging: a person's data, or an article's text, taken out for good; what is left says so.

Nothing else deletes for good. Purging is asked for on the server (`manage.py purge`), never
through a page. Rows that others' work rests on stay, emptied: a tombstone.
"""

import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from annotator.errors import Conflict
from annotator.models import (
    Adjudication,
    Annotation,
    ApiToken,
    Article,
    Attribution,
    Comment,
    Event,
    ImportBatch,
    Invitation,
    Job,
    Membership,
    Notice,
    Project,
    Quantity,
    Revision,
    SuggestionSet,
    User,
)
from annotator.services.events import log_event, log_events
from annotator.services.release_purging import purge_from_releases

PURGED = "purged"


@dataclass
class Report:
    """What was taken out, and what stays: counts by what they count."""

    removed: dict[str, int] = field(default_factory=dict)
    stays: dict[str, int] = field(default_factory=dict)


def look_at_person(person: User, *, words_too: bool) -> Report:
    """What purging this person would do; nothing is done."""
    return _rolled_back(lambda: purge_person(person, words_too=words_too))


def look_at_article(article: Article) -> Report:
    """What purging this article would do; nothing is done."""
    return _rolled_back(lambda: purge_article(article))


def purge_person(person: User, *, words_too: bool) -> Report:
    """Takes out who the person is: name, address, settings, sign-in, tokens, invitations, traces
    of signing in, and their name and address in the log; with `words_too` their comments and notes
    as well. Their annotations and decisions stay, by nobody in particular.

    Conflict when nobody would be left to administer the installation.
    """
    others = User.objects.filter(is_superuser=True, is_active=True).exclude(pk=person.pk)
    if person.is_superuser and not others.exists():
        raise Conflict("last_admin", "This is the last admin. Make another one first.")
    report = Report()
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=person.pk)  # a trial run keeps its own
        email, name = person.email, person.name
        trails = Q(username__iexact=email)
        sessions = [row.pk for row in Session.objects.iterator() if _is_of(row, person)]
        report.removed = {
            "sessions": Session.objects.filter(pk__in=sessions).delete()[0],
            "tokens": ApiToken.objects.filter(user=person).delete()[0],
            "invitations": Invitation.objects.filter(email__iexact=email).delete()[0],
            "memberships": Membership.objects.filter(user=person).delete()[0],
            "notices": Notice.objects.filter(user=person).delete()[0],
            "traces of signing in": sum(
                model.objects.filter(trails).delete()[0]
                for model in (AccessAttempt, AccessFailureLog, AccessLog)
            ),
            "mentions": _forget_mentions(person),
            "lines of the log": _forget_in_json(
                Event.objects.exclude(before__isnull=True, after__isnull=True),
                ("before", "after"),
                email=email,
                name=name,
            ),
            "imports": _forget_in_json(
                ImportBatch.objects.all(), ("mapping", "found"), email=email, name=name
            ),
        }
        if words_too:
            report.removed |= _forget_words(person)
        _forget_account(person)
        report.stays = {
            "annotations": Annotation.objects.filter(author=person).count(),
            "decisions": Adjudication.objects.filter(reviewer=person).count(),
            "comments": Comment.objects.filter(author=person).exclude(text="").count(),
        }
        log_event(PURGED, person, actor=None, after={"removed": report.removed})
    return report


def purge_article(article: Article) -> Report:
    """Takes out all texts of an article and every quote of them: captures, quotes, contexts, cues,
    figures' words, notes, comments and reasons on them, in the log and in frozen releases too, and
    what names the article. Its annotations are withdrawn: nothing rests on it any more."""
    report = Report()
    with transaction.atomic():
        # First the project: a release that is being made waits, and then is made without this.
        Project.objects.select_for_update(no_key=True).get(pk=article.project_id)
        article = Article.objects.select_for_update().get(pk=article.pk)
        released = purge_from_releases(article)
        annotations = Annotation.objects.filter(article=article)
        ids = [str(pk) for pk in annotations.values_list("pk", flat=True)]
        decisions = Adjudication.objects.filter(stretch__revision__article=article)
        comments = Comment.objects.filter(annotation__article=article)
        subjects = {
            "annotation": ids,
            "adjudication": [str(pk) for pk in decisions.values_list("pk", flat=True)],
            "comment": [str(pk) for pk in comments.values_list("pk", flat=True)],
            "article": [str(article.pk)],
        }
        report.removed = {
            "texts": _empty_texts(article),
            "suggestions": SuggestionSet.objects.filter(revision__article=article).delete()[0],
            "quotes": _empty_quotes(annotations),
            "comments": comments.update(text="", withdrawn_at=timezone.now()),
            "reasons": decisions.exclude(reason="").update(reason=""),
            "lines of the log": sum(
                Event.objects.filter(subject_type=kind, subject_id__in=some)
                .exclude(before__isnull=True, after__isnull=True)
                .update(before=None, after=None)
                for kind, found in subjects.items()
                for some in _shares(found)
            ),
            "jobs": _forget_jobs(article),
        }
        claims = annotations.filter(claim__isnull=False).order_by().values("claim").distinct()
        report.removed["previews of imports"] = (
            ImportBatch.objects.filter(articles__article=article).exclude(found={}).update(found={})
        )
        report.removed |= {
            "annotations in releases": released.annotations,
            "releases written anew": released.releases,
        }
        report.stays = {
            "claims (in their own words)": claims.count(),
        }
        _empty_article(article)
        log_events(
            "withdrawn",
            [(annotation, None, None) for annotation in annotations],
            actor=None,
            project=article.project_id,
        )
        log_event(
            PURGED,
            article,
            actor=None,
            project=article.project_id,
            after={"removed": report.removed},
        )
    return report


class _RolledBack(Exception):
    """Ends a trial run."""


def _rolled_back(act: Callable[[], Report]) -> Report:
    report = Report()
    try:
        with transaction.atomic():
            report = act()
            raise _RolledBack
    except _RolledBack:
        return report


# --- a person -------------------------------------------------------------------------------


def _is_of(session: Session, person: User) -> bool:
    return str(session.get_decoded().get("_auth_user_id")) == str(person.pk)


def _forget_account(person: User) -> None:
    person.email = f"{PURGED}-{person.pk}@{PURGED}.invalid"
    person.name = ""
    person.language, person.keys = "", {}
    person.time_zone = "UTC"
    person.reads = []
    person.last_login = None
    person.is_active = person.is_staff = person.is_superuser = False
    person.set_unusable_password()
    person.save()
    person.groups.clear()
    person.user_permissions.clear()


def _forget_mentions(person: User) -> int:
    """The person's name where others' comments call it."""
    called = [f"@{person.name}", f"@{person.display_name}", f"@{person.email}"]
    mentioning = list(Comment.objects.filter(mentions=person))
    for comment in mentioning:
        for name in called:
            if len(name) > 1:
                comment.text = comment.text.replace(name, f"@{PURGED}")
        comment.save(update_fields=["text"])
        comment.mentions.remove(person)
    return len(mentioning)


def _forget_in_json(rows: QuerySet[Any], fields: Sequence[str], *, email: str, name: str) -> int:
    """In how many rows the person stood and now does not."""
    changed = 0
    for row in rows.only(*fields).iterator(chunk_size=1000):
        said = {field: getattr(row, field) for field in fields}
        left = _without(said, email, name)
        if left != said:
            rows.model._default_manager.filter(pk=row.pk).update(**left)
            changed += 1
    return changed


def _without(said: Any, email: str, name: str) -> Any:
    """What is kept of a JSON value: all but the person's address anywhere, and their name where it
    is all that is said."""
    if isinstance(said, dict):
        return {
            PURGED if email in key.lower() else key: _without(value, email, name)
            for key, value in said.items()
        }
    if isinstance(said, list):
        return [_without(value, email, name) for value in said]
    if not isinstance(said, str):
        return said
    if email in said.lower() or (name and said == name):
        return PURGED
    return said.replace(f"@{name}", f"@{PURGED}") if name else said


def _forget_words(person: User) -> dict[str, int]:
    comments = Comment.objects.filter(author=person).exclude(text="")
    mine = [str(pk) for pk in comments.values_list("pk", flat=True)]
    for some in _shares(mine):
        rows = Event.objects.filter(subject_type="comment", subject_id__in=some)
        rows.update(before=None, after=None)
    noted = Annotation.objects.filter(author=person).exclude(note="")
    for annotation in noted:
        rows = Event.objects.filter(subject_type="annotation", subject_id=str(annotation.pk))
        for event in rows:
            for side in (event.before, event.after):
                if isinstance(side, dict) and side.get("note"):
                    side["note"] = ""
            event.save(update_fields=["before", "after"])
    return {
        "comments": comments.update(text="", withdrawn_at=timezone.now()),
        "notes": noted.update(note=""),
    }


# --- an article -----------------------------------------------------------------------------


def _empty_texts(article: Article) -> int:
    return Revision.objects.filter(article=article).update(
        text="", text_key="", raw="", capture="", blocks=[], sha256=secrets.token_hex(32)
    )


def _empty_quotes(annotations: Any) -> int:
    Attribution.objects.filter(annotation__in=annotations).update(cue="")
    Quantity.objects.filter(annotation__in=annotations).update(words="")
    count: int = annotations.update(
        quote="", prefix="", suffix="", note="", settled=None, digest=secrets.token_hex(32)
    )
    annotations.filter(withdrawn_at__isnull=True).update(withdrawn_at=timezone.now())
    return count


def _empty_article(article: Article) -> None:
    article.title, article.url, article.canonical_url, article.authors = "", "", None, []
    # So that nobody can tell by comparing what the text was.
    article.text_sha256 = secrets.token_hex(32)
    article.archived_at = article.archived_at or timezone.now()
    article.save()


def _forget_jobs(article: Article) -> int:
    forgotten = 0
    for job in Job.objects.filter(project=article.project_id, kind="fetch_article"):
        if any(line.get("article") == article.pk for line in job.report):
            Job.objects.filter(pk=job.pk).update(
                parameters={}, report=[], message="", input_digest=""
            )
            forgotten += 1
    return forgotten


def _shares(ids: list[str]) -> list[list[str]]:
    return [ids[start : start + 500] for start in range(0, len(ids), 500)]
