"""What the desk itself says of a story, in a sentence or two, dated."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from annotator.models.project import Topic
from annotator.models.user import User, Viewer


class TopicSentenceQuerySet(models.QuerySet["TopicSentence"]):
    """Sentences on stories, as far as somebody may see them."""

    def visible_to(self, user: Viewer) -> TopicSentenceQuerySet:
        """Those on stories one may see."""
        return self.filter(topic__in=Topic.objects.visible_to(user))


class TopicSentence(models.Model):
    """The state of play in the desk's own words. Append-only: the latest stands, and an empty one
    takes the one before it away."""

    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="sentences")
    text = models.TextField(blank=True, default="")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = TopicSentenceQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.text
