"""Fetching an article by its address, in the worker; then it is added as any other."""

import uuid
from email.message import Message
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from annotator import fetcher
from annotator.errors import BadInput, NotAllowed, Refusal
from annotator.models import Job, Project, User
from annotator.services import jobs
from annotator.services.articles import Capture, add_article
from annotator.text.canonical import TextRefused
from annotator.text.charsets import decode_page

STEPS = 2  # fetched, added


@jobs.in_language_of_job
def fetch_article(job_id: uuid.UUID | str, *, policy: fetcher.Policy | None = None) -> None:
    """Does the job: fetches its address and adds the article, or says why not; once."""
    taken = jobs.start_job(job_id)
    if taken is None:
        return
    job, lease = taken
    user, project = job.created_by, job.project
    assert user is not None
    assert project is not None
    with override(user.language or settings.LANGUAGE_CODE):
        try:
            _fetch_and_add(job, lease, user, project, policy)
        except jobs.JobStopped:
            jobs.settle_cancelled(lease)
        except (fetcher.CallFailed, Refusal) as failed:
            said = {"file": job.parameters["url"], "line": None, "code": failed.code}
            reason = failed.message
            jobs.fail_job(lease, message=reason, report=[{**said, "reason": reason}])


def _fetch_and_add(
    job: Job, lease: jobs.Lease, user: User, project: Project, policy: fetcher.Policy | None
) -> None:
    jobs.renew_lease(lease, done=0, total=STEPS)
    answer = fetcher.call(job.parameters["url"], kinds=fetcher.ARTICLE_KINDS, policy=policy)
    jobs.renew_lease(lease, done=1, total=STEPS)
    capture = capture_of(answer, job.parameters["facts"])
    user.refresh_from_db()
    if not user.is_active or project.archived_at is not None:
        raise NotAllowed("not_allowed", _("Meanwhile this may not be done any more."))
    with transaction.atomic():
        article, is_new = add_article(user, project, capture)
        said = _("Added: %(title)s") if is_new else _("This article was here already: %(title)s")
        message = said % {"title": article}
        report = {
            "file": job.parameters["url"],
            "line": None,
            "code": "added" if is_new else "known",
            "reason": message,
            "article": article.pk,
        }
        if not jobs.finish_job(lease, message=message, report=[report]):
            raise jobs.JobStopped


def capture_of(answer: fetcher.Answer, facts: dict[str, Any]) -> Capture:
    """What came back, as something that can be added; BadInput when it is no article."""
    if answer.status != 200:
        text = _("The address answers with an error (%(status)s): there is no article to add.")
        raise BadInput("page_missing", text % {"status": answer.status})
    try:
        words = decode_page(answer.content, declared=_charset(answer))
    except TextRefused:
        text = _("The page is written in an encoding that cannot be read. Paste its text instead.")
        raise BadInput("encoding_unknown", text) from None
    kind = "text" if answer.kind == "text/plain" else "html"
    given: dict[str, Any] = {**facts, kind: words, "url": answer.url}
    if "authors" in given:
        given["authors"] = tuple(given["authors"])
    return Capture(**given)


def _charset(answer: fetcher.Answer) -> str:
    header = Message()
    header["Content-Type"] = answer.headers.get("content-type", "")
    return str(header.get_content_charset() or "")
