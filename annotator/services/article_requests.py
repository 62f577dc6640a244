"""Asking for an article by its address: a job for a worker, for the web never calls out."""

import hashlib
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from annotator.errors import BadInput
from annotator.models import Job, Project, User
from annotator.services.access import WORK, require_role
from annotator.services.addresses import check_address
from annotator.services.jobs import create_job
from annotator.services.wording import check_words
from annotator.text.addresses import canonical_address

KIND = "fetch_article"
MOST_WAITING = 20


def request_article(
    user: User, project: Project, *, url: str, facts: dict[str, Any] | None = None
) -> Job:
    """The job that fetches the address and adds what stands there, with `facts` (fields of a
    capture) before what the page says of itself. The same address still under way is that job."""
    require_role(user, project, WORK)
    if not settings.OUTBOUND_CALLS:
        text = _(
            "This installation fetches no addresses. Open the page yourself and paste its text, "
            "or ask your administrator to switch fetching on."
        )
        raise BadInput("fetching_off", text, fields={"url": [text]})
    check_address(url, is_called=True)
    check_words("title", (facts or {}).get("title", ""))
    digest = hashlib.sha256(canonical_address(url).encode()).hexdigest()
    waiting = Job.objects.pending().filter(kind=KIND, project=project, created_by=user)
    same = waiting.filter(input_digest=digest).first()
    if same is not None:
        return same
    if waiting.count() >= MOST_WAITING:
        text = _("%(count)s addresses of yours are still being fetched. Wait until some are done.")
        raise BadInput("too_many_waiting", text % {"count": MOST_WAITING})
    parameters = {"url": url, "facts": facts or {}}
    job = create_job(KIND, project=project, created_by=user, parameters=parameters)
    Job.objects.filter(pk=job.pk).update(input_digest=digest)
    return job
