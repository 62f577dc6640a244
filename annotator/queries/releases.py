"""Reading releases: their JSON form, their bytes, and how they are cited."""

import re
from collections.abc import Iterator
from typing import Any

from annotator.models import Release, ReleasePart, ReleasePurge, User
from annotator.models.release import ReleaseQuerySet


def releases_of(user: User) -> ReleaseQuerySet:
    """What the user may see, with all that the JSON form needs."""
    rows = Release.objects.visible_to(user).select_related("project", "job")
    return rows.prefetch_related("purges")


def release_row(release: Release) -> dict[str, Any]:
    """The JSON form of a release."""
    same = ("number", "title", "licence", "filters", "row_count", "left_out", "article_count")
    more = ("label_counts", "files", "sha256", "size", "created_by", "created_at", "frozen_at")
    return {
        "id": release.pk,
        "project": release.project.slug,
        "guideline": release.guideline_number,
        "job": release.job_id,
        "purges": [_purge_row(purge) for purge in release.purges.all()],
        "citation": citation(release),
        "bibtex": bibtex(release),
        **{name: getattr(release, name) for name in same},
        **{name: getattr(release, f"{name}_id" if name == "created_by" else name) for name in more},
    }


def _purge_row(purge: ReleasePurge) -> dict[str, Any]:
    names = ("purged_at", "articles", "annotations", "sha256_before", "sha256")
    return {name: getattr(purge, name) for name in names}


def release_bytes(release: Release) -> Iterator[bytes]:
    """The ZIP, piece by piece: never more than one of them is held."""
    places = release.parts.order_by("position").values_list("pk", flat=True)
    for place in list(places):
        yield bytes(ReleasePart.objects.values_list("content", flat=True).get(pk=place))


def file_name(release: Release) -> str:
    """What the ZIP is called where it is saved."""
    return f"{release.project.slug}-release-{release.number}.zip"


def citation(release: Release) -> str:
    """A line to cite it by."""
    day = (release.frozen_at or release.created_at).date()
    digest = f" sha256:{release.sha256}" if release.sha256 else ""
    return (
        f"{release.project_name} ({day.year}). {release.title}, release {release.number} of "
        f"{day.isoformat()} [data set].{digest}"
    )


def bibtex(release: Release) -> str:
    """The same as BibTeX; braces and backslashes, which would end a field, are left out."""
    day = (release.frozen_at or release.created_at).date()
    fields = {
        "author": f"{{{_plain(release.project_name)}}}",
        "title": f"{{{_plain(release.title)}}}",
        "year": str(day.year),
        "version": str(release.number),
        "note": f"Data set, {day.isoformat()}, sha256:{release.sha256}",
    }
    said = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items())
    return f"@misc{{{release.project.slug}-{release.number},\n{said}\n}}"


def _plain(words: str) -> str:
    return re.sub(r"[{}\\]", "", words)
