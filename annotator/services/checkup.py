"""A look at the whole installation: what is well, what is not, and what to do about it."""

import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import redis
from django.conf import settings
from django.core.cache import caches
from django.core.checks import run_checks
from django.core.checks.messages import ERROR, WARNING
from django.db import Error, connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import F, Value
from django.db.models.functions import Substr
from django.utils import timezone

from annotator import heartbeats
from annotator.cache import FailingOpenRedisCache
from annotator.models import Annotation, Event, Job, Webhook
from annotator.models.choices import JobState
from annotator.services.jobs import late_jobs

WELL, ODD, BAD = "well", "odd", "BAD"
ENOUGH_BYTES, TOO_FEW_BYTES = 1_000_000_000, 200_000_000
ODD_SECONDS, BAD_SECONDS = 2.0, 30.0
WAITS_TOO_LONG = timedelta(minutes=1)
LEFT_BEHIND = (".backup-*", ".restore-*", ".*.half", ".*.restored")


@dataclass(frozen=True)
class Finding:
    """One line: the part, its state (`WELL`, `ODD`, `BAD`), what was found, what to do."""

    part: str
    state: str
    found: str
    advice: str = ""


Check = Callable[[], Finding]


def look_at_everything() -> Iterator[Finding]:
    """All findings, one after the other; what needs the database is left out while it is away."""
    database = _database()
    yield database
    if database.state != BAD:
        for check in (_migrations, _anchors, _jobs, _scores, _webhooks):
            yield check()
    broker = _broker()
    yield broker
    if broker.state == WELL:
        for part in ("worker", "beat"):
            yield _process(part)
    yield _clock()
    for check in (_disk, _files, _settings):
        yield check()


def _database() -> Finding:
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "sqlite":
                cursor.execute("PRAGMA quick_check(1)")
                said = cursor.fetchone()[0]
                if said != "ok":
                    advice = "Stop, keep the file, and restore the last backup."
                    return Finding("database", BAD, f"damaged: {said}", advice)
            cursor.execute("SELECT COUNT(*) FROM django_migrations")
    except Error as error:
        advice = "Start it, make room on its disk, or correct DATABASE_URL."
        return Finding("database", BAD, str(error).strip().split("\n")[0], advice)
    return Finding("database", WELL, f"{connection.vendor} answers")


def _migrations() -> Finding:
    executor = MigrationExecutor(connection)
    missing = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if missing:
        return Finding("tables", BAD, f"{len(missing)} changes missing", "manage.py migrate")
    return Finding("tables", WELL, "as this version wants them")


def _anchors() -> Finding:
    """Every quote must stand in its text where the annotation says."""
    rows = Annotation.objects.exclude(revision__text="")
    total = rows.count()
    stands = Substr("revision__text", F("start") + Value(1), F("end") - F("start"))
    wrong = rows.annotate(stands=stands).exclude(stands=F("quote"))
    first = wrong.order_by("pk").first()
    if first is None:
        return Finding("quotes", WELL, f"{total} stand in their texts")
    return Finding(
        "quotes",
        BAD,
        f"{wrong.count()} of {total} differ from their text, first {first.pk}",
        "Somebody wrote into the database. Restore a backup beside it and compare.",
    )


def _jobs() -> Finding:
    stale = [job for job in late_jobs() if job.queued_at < timezone.now() - WAITS_TOO_LONG]
    day = timezone.now() - timedelta(days=1)
    failed = Job.objects.filter(state=JobState.FAILED, finished_at__gte=day).count()
    if stale:
        found = f"{len(stale)} wait for a worker too long"
        return Finding("jobs", BAD, found, "Look at worker and beat below.")
    if failed:
        return Finding("jobs", ODD, f"{failed} failed in the last day", "Read why: /api/v1/jobs/")
    return Finding("jobs", WELL, f"{Job.objects.pending().count()} under way")


def _scores() -> Finding:
    late = Event.objects.undelivered().filter(
        project__isnull=False, at__lt=timezone.now() - WAITS_TOO_LONG
    )
    if count := late.count():
        found = f"{count} changes are not in the scores yet"
        return Finding("scores", BAD, found, "Look at worker and beat; or manage.py rescore.")
    return Finding("scores", WELL, "follow what was saved")


def _webhooks() -> Finding:
    standing = Webhook.objects.filter(removed_at__isnull=True)
    paused = standing.filter(paused_at__isnull=False).count()
    if paused:
        advice = "Managers resume them on the project's page of webhooks."
        return Finding("webhooks", ODD, f"{paused} paused", advice)
    if standing.exists() and not settings.OUTBOUND_CALLS:
        return Finding("webhooks", ODD, "there are some, but calls are off", "OUTBOUND_CALLS=yes")
    return Finding("webhooks", WELL, f"{standing.count()} told of changes")


def _broker() -> Finding:
    backend = caches["default"]
    if isinstance(backend, FailingOpenRedisCache) and backend.is_answering():
        return Finding("broker", WELL, "answers")
    advice = "Start it, or correct REDIS_URL. Nothing that was saved is lost."
    return Finding("broker", BAD, "does not answer", advice)


def _process(part: str) -> Finding:
    if heartbeats.is_answering(part):
        return Finding(part, WELL, "answers")
    return Finding(
        part, BAD, "gave no sign for 15 seconds", f"Start the {part}, or look at its log."
    )


def _clock() -> Finding:
    """This machine's clock beside those of the database and the broker."""
    apart = 0.0
    for told in (_database_time, _broker_time):
        theirs = told()
        if theirs is not None:
            apart = max(apart, abs(theirs - time.time()))
    if apart < ODD_SECONDS:
        return Finding("clock", WELL, "agrees with the others")
    state = BAD if apart >= BAD_SECONDS else ODD
    found = f"{apart:.0f} s from another machine's"
    return Finding("clock", state, found, "Let all machines set their clocks (NTP).")


def _database_time() -> float | None:
    if connection.vendor != "postgresql":
        return None
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXTRACT(EPOCH FROM clock_timestamp())")
            return float(cursor.fetchone()[0])
    except Error:
        return None


def _broker_time() -> float | None:
    backend: Any = caches["default"]
    try:
        seconds, microseconds = backend._cache.get_client().time()
    except (OSError, AttributeError, redis.RedisError):
        return None
    return float(seconds) + float(microseconds) / 1e6


def _disk() -> Finding:
    free = shutil.disk_usage(settings.DATA_DIR).free
    found = f"{free / 1e9:.1f} GB free for {settings.DATA_DIR}"
    if free >= ENOUGH_BYTES:
        return Finding("disk", WELL, found)
    return Finding("disk", BAD if free < TOO_FEW_BYTES else ODD, found, "Make room.")


def _files() -> Finding:
    folders = [settings.DATA_DIR, settings.DATA_DIR / "backups"]
    left = [path for folder in folders for kind in LEFT_BEHIND for path in folder.glob(kind)]
    if left:
        found = f"{len(left)} left behind by something that broke off, first {left[0].name}"
        return Finding("files", ODD, found, f"Delete them: {left[0].parent}")
    return Finding("files", WELL, "none left behind")


def _settings() -> Finding:
    said = [
        message
        for message in run_checks(include_deployment_checks=not settings.DEV)
        if message.level >= WARNING and not message.is_silenced()
    ]
    if not said:
        return Finding("settings", WELL, "nothing to say")
    state = BAD if any(message.level >= ERROR for message in said) else ODD
    return Finding("settings", state, f"{said[0].id}: {said[0].msg}", str(said[0].hint or ""))
