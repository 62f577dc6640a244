"""Purging what stands in frozen releases: each is written anew without it, and says so."""

import tempfile
from dataclasses import dataclass
from typing import IO
from zipfile import ZipFile

from django.utils import timezone

from annotator.formats.data_set import Tally
from annotator.formats.data_set_purging import data_set_without, holds_one_of
from annotator.models import Article, Release, ReleasePurge
from annotator.queries.releases import release_bytes
from annotator.services.events import log_event
from annotator.services.releases import HELD_BYTES, keep_bytes


@dataclass
class FromReleases:
    """How much went out of how many releases."""

    releases: int = 0
    texts: int = 0
    annotations: int = 0


def purge_from_releases(article: Article) -> FromReleases:
    """Takes the article and what is marked on it out of every release of its project, in the
    transaction of the caller. Counts and checksums become those of what is left; a row for each
    release (`ReleasePurge`) keeps when, how much, and the checksum until then."""
    found = FromReleases()
    rows = Release.objects.select_for_update(of=("self",)).frozen()
    for release in rows.filter(project=article.project_id).order_by("number"):
        with tempfile.SpooledTemporaryFile(max_size=HELD_BYTES) as file:
            for piece in release_bytes(release):
                file.write(piece)
            with ZipFile(file) as archive:
                if holds_one_of(archive, {article.pk}):
                    gone = _write_anew(release, archive, article)
                    found.releases += 1
                    found.texts += gone.articles
                    found.annotations += gone.labels.total()
    return found


def _write_anew(release: Release, archive: ZipFile, article: Article) -> Tally:
    gone, before, now = Tally(), release.sha256, timezone.now()
    pieces = data_set_without(
        archive, {article.pk}, day=now.date().isoformat(), sha256=before, gone=gone
    )
    with tempfile.SpooledTemporaryFile(max_size=HELD_BYTES) as file:
        for piece in pieces:
            file.write(piece)
        _keep(release, gone, file)
    purge = ReleasePurge.objects.create(
        release=release,
        purged_at=now,
        articles=gone.articles,
        annotations=gone.labels.total(),
        sha256_before=before,
        sha256=release.sha256,
    )
    told = ("articles", "annotations", "sha256_before", "sha256")
    after = {name: getattr(purge, name) for name in told}
    log_event("purged", release, actor=None, project=release.project_id, after=after)
    return gone


def _keep(release: Release, gone: Tally, file: IO[bytes]) -> None:
    keep_bytes(release, file)
    release.files = gone.files
    release.row_count -= gone.labels.total()
    release.article_count -= gone.articles
    release.label_counts = {
        label: count - gone.labels[label]
        for label, count in release.label_counts.items()
        if count > gone.labels[label]
    }
    release.save()
