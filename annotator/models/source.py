"""Sources: who is said to know, or who publishes."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from annotator.models.choices import SourceKind
from annotator.models.project import Project, ReadableRows
from annotator.models.user import User


class SourceQuerySet(ReadableRows["Source"]):
    """Sources, as far as somebody may see them."""

    def roots(self) -> SourceQuerySet:
        """Those in use: neither merged into another nor archived."""
        return self.filter(merged_into__isnull=True, archived_at__isnull=True)


class Source(models.Model):
    """One record per project for an outlet, agency, government, person, ... and its aliases."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sources")
    name = models.CharField(_("name"), max_length=300)
    name_key = models.CharField(max_length=600, editable=False)
    kind = models.CharField(
        _("kind"), max_length=16, choices=SourceKind.choices, default=SourceKind.ORGANISATION
    )
    wikidata_id = models.CharField(max_length=32, blank=True, default="")
    domain = models.CharField(max_length=253, blank=True, default="")
    is_party = models.BooleanField(_("party to the dispute"), default=False)
    is_protected = models.BooleanField(_("name never leaves in exports"), default=False)
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_sources"
    )
    archived_at = models.DateTimeField(null=True, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["project", "name_key"],
                condition=Q(merged_into__isnull=True),
                name="source_name_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=SourceKind.values), name="source_kind_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class SourceAlias(models.Model):
    """Another name for a source."""

    source = models.ForeignKey(Source, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=300)
    name_key = models.CharField(max_length=600, editable=False, db_index=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["source", "name_key"], name="alias_once")]

    def __str__(self) -> str:
        return self.name
