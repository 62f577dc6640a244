"""Imports of files: taken in, looked at by the worker, published in one transaction or not at all.

The bytes wait in the database, so that web and worker need no disk in common; they are gone once
the import has ended, whichever way.
"""

import hashlib
import io
import time
import uuid
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from typing import IO, Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from annotator.errors import BadInput, Conflict, NotFound, TooLarge
from annotator.formats.files import Limits, SourceFile, is_archive, unpack
from annotator.formats.readers import KINDS, read_files
from annotator.formats.reading import Options
from annotator.formats.records import FileRefused, Reading
from annotator.models import ImportBatch, ImportPart, Job, Project, User
from annotator.models.choices import ImportState, JobState, Label
from annotator.services import jobs
from annotator.services.access import WORK, require_role
from annotator.services.events import log_event
from annotator.services.import_plan import SKIP, Plan, make_plan
from annotator.services.import_publishing import TextMoved, publish
from annotator.services.import_sight import sight_of
from annotator.services.import_words import report_rows

JOB_KIND = "import"
PART_BYTES = 1_000_000
MOST_FILES_SENT = 100
LONGEST_NAME = 200
MOST_LABELS = 500
SEEN_IS_KEPT = timedelta(hours=24)
RENEW_EVERY_SECONDS = 1.0
MOST_TRIES = 3
# What a mapping may say of the files besides the names of fields.
_FIELDS = ("text", "html", "title", "publisher", "url", "published_on", "authors", "language")
_MAPPED = frozenset({*_FIELDS, "author", "offsets", "people"})
_READ, _PLANNED, _ALL = 30, 90, 100
"""How far the bar is when the files are read, when all is checked, and at the end."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent; `content` can be read again from its beginning."""

    name: str
    content: IO[bytes]


def receive_import(
    user: User,
    project: Project,
    uploads: Sequence[Upload],
    *,
    kind: str,
    label_map: Mapping[str, Any] | None = None,
    mapping: Mapping[str, Any] | None = None,
    is_dry_run: bool = False,
    keeps_files: bool = False,
) -> tuple[ImportBatch, bool]:
    """The import of these files, queued, and whether it is new: the same bytes sent again by the
    same person are the same import; by another it is a Conflict.

    `label_map`: foreign label -> ours, or `skip`. `mapping`: our name of a field -> theirs;
    `offsets` (`code_points`, `utf16`); `people`: their name -> address or id of a member, or `me`.
    """
    require_role(user, project, WORK)
    _check_kind(kind, uploads)
    labels, fields = _checked_labels(label_map or {}), _checked_mapping(mapping or {})
    sha256, size = _weighed(uploads)
    batch = ImportBatch(
        project=project,
        created_by=user,
        kind=kind,
        name=_name(", ".join(upload.name for upload in uploads)),
        bytes_sent=size,
        sha256=sha256,
        label_map=labels,
        mapping=fields,
        is_dry_run=is_dry_run,
        keeps_files=keeps_files,
    )
    try:
        with transaction.atomic():
            batch.job = _queue(user, project)
            batch.save(force_insert=True)
            _keep_parts(batch, uploads)
    except IntegrityError:
        return _known(user, project, sha256), False
    return batch, True


def publish_seen(user: User, batch_id: uuid.UUID, *, label_map: Mapping[str, Any]) -> ImportBatch:
    """Imports for good what was only looked at before; the labels become what `label_map` says."""
    labels = _checked_labels(label_map)
    try:
        with transaction.atomic():
            batch = locked_batch(user, batch_id)
            if batch.state != ImportState.SEEN or not batch.parts.exists():
                text = _("This import is no longer waiting for you. Choose the file again.")
                raise Conflict("import_not_waiting", text)
            batch.label_map = batch.label_map | labels
            batch.is_dry_run, batch.state = False, ImportState.WAITING
            batch.job = _queue(user, batch.project)
            batch.save()
    except IntegrityError:
        text = _("This file is already here, or being imported. Nothing was done a second time.")
        raise Conflict("import_known", text) from None
    return batch


def discard_seen(user: User, batch_id: uuid.UUID) -> None:
    """Lets go of what was only looked at."""
    with transaction.atomic():
        batch = locked_batch(user, batch_id)
        if batch.state == ImportState.SEEN:
            batch.state = ImportState.STOPPED
            batch.save(update_fields=["state"])
            batch.parts.all().delete()


def stop_import(user: User, batch_id: uuid.UUID) -> None:
    """Stops an import: at once when it waits, at its next step when it runs."""
    with transaction.atomic():
        batch = locked_batch(user, batch_id)
        if batch.job_id is None:
            return
        job = jobs.cancel_job(user, batch.job_id)
        if job.state == JobState.CANCELLED and batch.state == ImportState.WAITING:
            _close(batch, ImportState.STOPPED)


def locked_batch(user: User, batch_id: uuid.UUID) -> ImportBatch:
    """The import, locked, if the user may see it and still works in its project."""
    rows = ImportBatch.objects.visible_to(user).select_for_update(of=("self",))
    batch = rows.select_related("project", "job").filter(pk=batch_id).first()
    if batch is None:
        raise NotFound
    require_role(user, batch.project, WORK)
    return batch


# --- in the worker --------------------------------------------------------------------------


@jobs.in_language_of_job
def run_import(job_id: uuid.UUID | str) -> None:
    """Carries out the import of a job. Stopped, refused or failed, it leaves nothing behind."""
    taken = jobs.start_job(job_id)
    if taken is None:
        return
    job, lease = taken
    batch = ImportBatch.objects.select_related("project", "created_by").filter(job=job).first()
    if batch is None:
        jobs.fail_job(lease, message=_("There is nothing left to import."))
        return
    language = batch.created_by.language or settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            carry_out(batch, lease)
        except jobs.JobStopped:
            if jobs.settle_cancelled(lease):
                _close(batch, ImportState.STOPPED)


def carry_out(batch: ImportBatch, lease: jobs.Lease) -> None:
    """Reads, plans, and publishes or tells what is wrong; JobStopped when it was cancelled."""
    progress = _Progress(lease)
    reading = _read(batch, progress)
    for attempt in range(MOST_TRIES):
        plan = make_plan(
            batch.created_by,
            batch.project,
            reading,
            label_map=batch.label_map,
            people=batch.mapping.get("people", {}),
            step=lambda share: progress.at(_READ + share * (_PLANNED - _READ)),
        )
        progress.at(_PLANNED, at_once=True)
        if batch.is_dry_run:
            _end_looking(batch, lease, plan)
            return
        if plan.problems or plan.unmapped:
            _refuse(batch, lease, plan)
            return
        try:
            _publish(batch, lease, plan)
        except (IntegrityError, TextMoved):
            if attempt == MOST_TRIES - 1:
                raise
        else:
            return


def sweep_imports() -> int:
    """Lets go of the bytes of imports whose job has ended, and of those looked at a day ago; how
    many were let go."""
    now = timezone.now()
    ended = {
        JobState.FAILED: ImportState.REFUSED,
        JobState.CANCELLED: ImportState.STOPPED,
    }
    count = 0
    waiting = ImportBatch.objects.filter(state=ImportState.WAITING, job__state__in=ended)
    for batch in waiting.select_related("job")[:100]:
        assert batch.job is not None
        _close(batch, ended[JobState(batch.job.state)])
        count += 1
    for batch in ImportBatch.objects.filter(
        state=ImportState.SEEN, parts__isnull=False, created_at__lt=now - SEEN_IS_KEPT
    ).distinct()[:100]:
        _close(batch, ImportState.STOPPED)
        count += 1
    return count


class _Progress:
    """Renews the lease with how far the work is, about once a second."""

    def __init__(self, lease: jobs.Lease) -> None:
        self._lease = lease
        self._renewed_at = float("-inf")

    def at(self, percent: float, *, at_once: bool = False) -> None:
        """Tells how far it is; JobStopped when somebody stopped it."""
        now = time.monotonic()
        if at_once or now - self._renewed_at >= RENEW_EVERY_SECONDS:
            self._renewed_at = now
            jobs.renew_lease(self._lease, done=round(percent), total=_ALL)


def _read(batch: ImportBatch, progress: _Progress) -> Reading:
    progress.at(0, at_once=True)
    limits = Limits(
        bytes_unpacked=4 * settings.MAX_IMPORT_BYTES, bytes_per_file=settings.MAX_IMPORT_BYTES
    )
    said = batch.mapping
    options = Options(
        fields={name: said[name] for name in said.keys() - {"people", "offsets"}},
        offsets=said.get("offsets", ""),
        limits=limits,
    )
    try:
        files = list(_files(batch, limits))
    except FileRefused as refused:
        return Reading(problems=[refused.problem])
    read = 0

    def count() -> None:
        nonlocal read
        read += 1
        progress.at(_READ * min(1.0, read / len(files)))

    return read_files(files, batch.kind, options, on_file=count)


def _files(batch: ImportBatch, limits: Limits) -> Iterable[SourceFile]:
    """The files that were sent, those in archives taken out."""
    names = dict(batch.parts.order_by("file").values_list("file", "name").distinct())
    for number, name in names.items():
        parts = batch.parts.filter(file=number).order_by("number")
        content = b"".join(bytes(part) for part in parts.values_list("content", flat=True))
        if is_archive(content):
            yield from unpack(io.BytesIO(content), name, limits)
        else:
            yield SourceFile(name, content)


def _end_looking(batch: ImportBatch, lease: jobs.Lease, plan: Plan) -> None:
    found = sight_of(batch.project, plan)
    report = report_rows([*plan.problems, *plan.unmapped])
    if not report:
        said = _("Nothing is in the way of importing this. Nothing was stored.")
    else:
        said = ngettext(
            "%(count)s thing is in the way of importing this. Nothing was stored.",
            "%(count)s things are in the way of importing this. Nothing was stored.",
            len(report),
        ) % {"count": len(report)}
    with transaction.atomic():
        if not jobs.finish_job(lease, message=said, report=report):
            raise jobs.JobStopped
        batch.state, batch.found = ImportState.SEEN, found
        batch.save(update_fields=["state", "found"])
        if not batch.keeps_files or plan.problems:
            batch.parts.all().delete()


def _refuse(batch: ImportBatch, lease: jobs.Lease, plan: Plan) -> None:
    report = report_rows([*plan.problems, *plan.unmapped])
    said = ngettext(
        "%(count)s thing is wrong, so nothing was imported. Correct it and send the file again.",
        "%(count)s things are wrong, so nothing was imported. Correct them and send the file "
        "again.",
        len(report),
    ) % {"count": len(report)}
    with transaction.atomic():
        if not jobs.fail_job(lease, message=said, report=report):
            raise jobs.JobStopped
        _close(batch, ImportState.REFUSED)


def _publish(batch: ImportBatch, lease: jobs.Lease, plan: Plan) -> None:
    """One transaction: everything that was planned, the end of the job, and the bytes gone."""
    found = sight_of(batch.project, plan, with_likeness=False)
    with transaction.atomic():
        jobs.renew_lease(lease, done=_PLANNED, total=_ALL)  # holds the job: nobody takes it over
        stored = publish(batch, batch.created_by, batch.project, plan)
        batch.state, batch.published_at = ImportState.PUBLISHED, timezone.now()
        batch.found = found | {"stored": stored}
        batch.save(update_fields=["state", "published_at", "found"])
        batch.parts.all().delete()
        log_event(
            "imported",
            batch,
            actor=batch.created_by,
            project=batch.project,
            after={"name": batch.name, "sha256": batch.sha256, **found["counts"], **stored},
        )
        if not jobs.finish_job(lease, message=_in_words(found["counts"], stored)):
            raise jobs.JobStopped


def _in_words(counts: Mapping[str, int], stored: Mapping[str, int]) -> str:
    new, marks = counts["articles_added"], stored["annotations"]
    articles = ngettext("%(count)s new article", "%(count)s new articles", new) % {"count": new}
    spans = ngettext("%(count)s annotation", "%(count)s annotations", marks) % {"count": marks}
    return _("Imported: %(articles)s and %(annotations)s.") % {
        "articles": articles,
        "annotations": spans,
    }


def _close(batch: ImportBatch, state: ImportState) -> None:
    with transaction.atomic():
        ImportBatch.objects.filter(pk=batch.pk).update(state=state)
        ImportPart.objects.filter(batch=batch).delete()


# --- taking in ------------------------------------------------------------------------------


def _check_kind(kind: str, uploads: Sequence[Upload]) -> None:
    if kind not in KINDS:
        text = _("There is no such kind. Choose one of: %(kinds)s.") % {"kinds": ", ".join(KINDS)}
        raise BadInput("kind_unknown", text, fields={"kind": [text]})
    if not 1 <= len(uploads) <= MOST_FILES_SENT:
        text = _("Send between 1 and %(most)s files; more of them as a ZIP.")
        text = text % {"most": MOST_FILES_SENT}
        raise BadInput("files_wrong", text, fields={"file": [text]})


def _weighed(uploads: Sequence[Upload]) -> tuple[str, int]:
    """sha256 and size of what was sent: of one file its bytes alone, whatever it is called."""
    whole, size = hashlib.sha256(), 0
    for upload in sorted(uploads, key=lambda upload: upload.name):
        if len(uploads) > 1:
            whole.update(upload.name.encode(errors="replace") + b"\0")
        upload.content.seek(0)
        while chunk := upload.content.read(PART_BYTES):
            whole.update(chunk)
            size += len(chunk)
            if size > settings.MAX_IMPORT_BYTES:
                raise import_too_large()
    if not size:
        text = _("There is nothing in this file.")
        raise BadInput("file_empty", text, fields={"file": [text]})
    return whole.hexdigest(), size


def import_too_large() -> TooLarge:
    """The refusal of more than one import may hold."""
    text = _("One import takes at most %(most)s MB, so nothing was stored. Send it in parts.")
    text = text % {"most": settings.MAX_IMPORT_BYTES // 1_000_000}
    return TooLarge("file_too_large", text, fields={"file": [text]})


def _keep_parts(batch: ImportBatch, uploads: Sequence[Upload]) -> None:
    for number, upload in enumerate(uploads):
        upload.content.seek(0)
        for at in range(settings.MAX_IMPORT_BYTES // PART_BYTES + 2):
            chunk = upload.content.read(PART_BYTES)
            if not chunk and at:
                break
            ImportPart.objects.create(
                batch=batch, file=number, name=_name(upload.name), number=at, content=chunk
            )


def _queue(user: User, project: Project) -> Job:
    return jobs.create_job(JOB_KIND, project=project, created_by=user)


def _known(user: User, project: Project, sha256: str) -> ImportBatch:
    """The import that holds these bytes already."""
    batches = ImportBatch.objects.filter(
        project=project,
        sha256=sha256,
        is_dry_run=False,
        state__in=[ImportState.WAITING, ImportState.PUBLISHED],
    )
    batch = batches.select_related("job").first()
    if batch is None or batch.created_by_id != user.pk:
        raise Conflict(
            "import_known",
            _("This file is already here, or being imported. Nothing was done a second time."),
        )
    return batch


def _checked_labels(label_map: Mapping[str, Any]) -> dict[str, str]:
    ours = {*Label.values, SKIP}
    found: dict[str, str] = {}
    for theirs, label in label_map.items():
        said = SKIP if label is None else label
        if not isinstance(said, str) or said not in ours:
            text = _("A label becomes confirmed, unverified, contested or skip.")
            raise BadInput("label_map_wrong", text, fields={"label_map": [text]})
        found[theirs] = said
    if len(found) > MOST_LABELS or any(len(theirs) > 500 for theirs in found):
        text = _("A label map has at most 500 labels of at most 500 characters.")
        raise BadInput("label_map_wrong", text, fields={"label_map": [text]})
    return found


def _checked_mapping(mapping: Mapping[str, Any]) -> dict[str, Any]:
    text = ""
    people = mapping.get("people", {})
    unknown = sorted(mapping.keys() - _MAPPED)
    if unknown:
        text = _("A mapping names these: %(known)s.") % {"known": ", ".join(sorted(_MAPPED))}
    elif mapping.get("offsets", "") not in ("", "code_points", "utf16"):
        text = _("Offsets count code_points or utf16.")
    elif not isinstance(people, Mapping) or len(people) > MOST_LABELS:
        text = _("people is an object: their name, and the member that it is here.")
    elif not all(
        isinstance(value, str) and len(value) <= LONGEST_NAME
        for name, value in mapping.items()
        if name != "people"
    ) or not all(isinstance(value, str | int) for value in people.values()):
        text = _("Every value of a mapping is a short text.")
    if text:
        raise BadInput("mapping_wrong", text, fields={"mapping": [text]})
    return dict(mapping)


def _name(name: str) -> str:
    """The name of a file as it can be shown and kept."""
    plain = "".join(letter if letter.isprintable() else "?" for letter in name)
    with suppress(UnicodeEncodeError):
        plain.encode()
        return plain[:LONGEST_NAME]
    return plain.encode(errors="replace").decode()[:LONGEST_NAME]
