"""Releases: asked for, frozen by a job, and open to researchers ever after."""

import hashlib
import tempfile
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import closing
from datetime import date, datetime
from functools import partial
from typing import IO, Any

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.formats.data_set import Facts, Tally, data_set_zip
from annotator.models import Event, GuidelineVersion, Project, Release, ReleasePart, User
from annotator.queries.exports import AnnotationExport
from annotator.queries.protection import Shield, shield_of
from annotator.queries.releases import citation, releases_of
from annotator.services import jobs
from annotator.services.access import DECIDE, require_role
from annotator.services.events import log_event
from annotator.services.wording import check_words

KIND = "release"
PART_BYTES = 1 << 19
_SALT = "twosource.release"
HELD_BYTES = 8 << 20
"""How much of a ZIP is held in memory before a file on disk takes it."""


def request_release(
    user: User, project: Project, *, title: str, licence: str, filters: Mapping[str, Any]
) -> Release:
    """A release of what the filters choose (see `chosen_annotations`), made by a job.

    Reviewers and managers; BadInput for a title or licence that cannot be printed or that holds a
    protected name.
    """
    require_role(user, project, DECIDE)
    words = {"title": " ".join(title.split()), "licence": " ".join(licence.split())}
    _check_sayings(project, words)
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        latest = (
            Release.objects.filter(project=project).aggregate(latest=Max("number"))["latest"] or 0
        )
        release = Release(project=project, number=latest + 1, **words)
        release.project_name, release.created_by = project.name, user
        release.filters = told_filters(release.pk, filters)
        release.job = jobs.create_job(
            KIND,
            project=project,
            created_by=user,
            parameters={"release": str(release.pk), "filters": _as_json(filters)},
        )
        release.save(force_insert=True)
        after = {"number": release.number, "filters": release.filters}
        log_event("created", release, actor=user, project=project, after=after)
    return release


def find_release(user: User, release_id: uuid.UUID) -> Release:
    """A release the user may fetch; NotFound also while it is still being made."""
    release = releases_of(user).frozen().filter(pk=release_id).first()
    if release is None:
        raise NotFound
    return release


def note_download(user: User, release: Release) -> None:
    """A line in the log: who took it out."""
    after = {"kind": "release", "rows": release.row_count, "number": release.number}
    log_event("exported", release, actor=user, project=release.project, after=after)


@jobs.in_language_of_job
def freeze_release(
    job_id: uuid.UUID | str, *, agreement_of: Callable[[int], list[dict[str, Any]]]
) -> None:
    """Makes the job's release; `agreement_of` gives the rows of agreement of a project.

    All or nothing: cancelled or broken off, it leaves a release without content, which the next
    run makes anew.
    """
    taken = jobs.start_job(job_id)
    if taken is None:
        return
    job, lease = taken
    release = Release.objects.select_related("project", "created_by").get(job=job.pk)
    said = _from_json(job.parameters["filters"])
    try:
        is_stored = False
        while not is_stored:
            purges = _purges(release)
            with tempfile.SpooledTemporaryFile(max_size=HELD_BYTES) as file:
                tally = _write(release, said, agreement_of, lease, file)
                is_stored = _store(release, tally, file, purges)
    except jobs.JobStopped:
        jobs.settle_cancelled(lease)
        return
    jobs.finish_job(lease, message=_("The release is made and can be fetched."))


def pseudonym(of: object, person_id: int) -> str:
    """The name a person bears in one data set, told by `of`: the same throughout it, and another
    in every other."""
    digest = salted_hmac(_SALT, f"{of}/{person_id}", algorithm="sha256").hexdigest()
    return f"annotator-{digest[:8]}"


def facts_of(
    project: Project,
    *,
    title: str,
    licence: str,
    citation: str,
    filters: Mapping[str, Any],
    left_out: int,
    agreement: list[dict[str, Any]],
) -> Facts:
    """What the card of a data set says; what of it holds a protected name stays inside."""
    guideline = GuidelineVersion.objects.filter(project=project).order_by("-number").first()
    shield = shield_of([project.pk])
    text = guideline.markdown if guideline else ""
    return Facts(
        title=_unless_hidden(shield, project, title),
        project=_unless_hidden(shield, project, project.name),
        made_on=timezone.now().date().isoformat(),
        licence=licence,
        citation=_unless_hidden(shield, project, citation),
        filters=filters,
        left_out=left_out,
        guideline_number=guideline.number if guideline else None,
        guideline="" if shield.hides(project.pk, text) else text,
        agreement=agreement,
    )


def _unless_hidden(shield: Shield, project: Project, words: str) -> str:
    return project.slug if shield.hides(project.pk, words) else words


def _write(
    release: Release,
    said: Mapping[str, Any],
    agreement_of: Callable[[int], list[dict[str, Any]]],
    lease: jobs.Lease,
    file: IO[bytes],
) -> Tally:
    """Writes the ZIP and says what is in it, renewing the lease as it goes."""
    said = {"project": release.project.slug, **said}
    people = partial(pseudonym, release.pk)
    export = AnnotationExport(release.created_by, said, with_texts=True, people=people)
    with closing(export):
        tally = Tally()
        release.row_count, release.left_out = export.row_count, export.left_out
        facts = facts_of(
            release.project,
            title=release.title,
            licence=release.licence,
            citation=citation(release),
            filters=release.filters,
            left_out=export.left_out,
            agreement=agreement_of(release.project_id),
        )
        release.guideline_number = facts.guideline_number
        pieces = data_set_zip(facts, parts=export.parts, texts=export.texts, tally=tally)
        for piece in _renewing(lease, pieces, tally, total=export.row_count):
            file.write(piece)
    return tally


def _renewing(
    lease: jobs.Lease, pieces: Iterable[bytes], tally: Tally, *, total: int
) -> Iterator[bytes]:
    jobs.renew_lease(lease, done=0, total=total)
    told_at = time.monotonic()
    for piece in pieces:
        yield piece
        if time.monotonic() - told_at >= settings.JOB_LEASE_SECONDS / 30:
            jobs.renew_lease(lease, done=tally.labels.total(), total=total)
            told_at = time.monotonic()
    jobs.renew_lease(lease, done=total, total=total)


def _purges(release: Release) -> int:
    """How many articles of the project were purged so far."""
    return Event.objects.filter(
        project=release.project_id, verb="purged", subject_type="article"
    ).count()


def _store(release: Release, tally: Tally, file: IO[bytes], purges: int) -> bool:
    """Keeps the ZIP in the database, in one transaction with what is said of it. False where an
    article was purged since it was begun: it may hold what nothing may hold any more."""
    with transaction.atomic():
        # Purging an article holds the project too, so one of the two comes first.
        Project.objects.select_for_update(no_key=True).get(pk=release.project_id)
        if _purges(release) != purges:
            return False
        if Release.objects.select_for_update().frozen().filter(pk=release.pk).exists():
            return True  # another worker, which took over late, was done first
        keep_bytes(release, file)
        release.files, release.article_count = tally.files, tally.articles
        release.label_counts = dict(sorted(tally.labels.items()))
        release.frozen_at = timezone.now()
        release.save()
    return True


def keep_bytes(release: Release, file: IO[bytes]) -> None:
    """The file is the release's ZIP from now on; the caller saves the row, which tells its size
    and checksum."""
    file.seek(0)
    digest, size = hashlib.sha256(), 0
    release.parts.all().delete()
    for position, content in enumerate(iter(lambda: file.read(PART_BYTES), b"")):
        digest.update(content)
        size += len(content)
        ReleasePart.objects.create(release=release, position=position, content=content)
    release.sha256, release.size = digest.hexdigest(), size


def _check_sayings(project: Project, words: Mapping[str, str]) -> None:
    shield = shield_of([project.pk])
    for (field, said), most in zip(words.items(), (200, 100), strict=True):
        check_words(field, said, most=most)
        if shield.hides(project.pk, said, ""):
            text = _("It holds the name of a protected source, which must not leave.")
            raise BadInput("protected_name", text, fields={field: [text]})
    if not words["title"]:
        text = _("Give the data set a title: it is cited by it.")
        raise BadInput("title_missing", text, fields={"title": [text]})


def told_filters(of: object, filters: Mapping[str, Any]) -> dict[str, Any]:
    """The filters as the data set told by `of` tells them: people under their pseudonyms, words
    that were searched for not at all."""
    told = _as_json(filters)
    if "author" in told:
        told["author"] = [pseudonym(of, person) for person in filters["author"]]
    if "search" in told:
        told["search"] = "..."
    return told


def _as_json(filters: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in sorted(filters.items())
    }


def _from_json(filters: Mapping[str, Any]) -> dict[str, Any]:
    said = dict(filters)
    for name in said.keys() & {"published_from", "published_until"}:
        said[name] = date.fromisoformat(said[name])
    for name in said.keys() & {"created_from", "created_until"}:
        said[name] = datetime.fromisoformat(said[name])
    return said
