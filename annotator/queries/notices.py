"""Reading notices: what a person is told, and how much of it is new."""

from django.db.models import Count, Subquery, Value
from django.db.models.functions import Coalesce

from annotator.models import Notice, User
from annotator.models.notice import NoticeQuerySet


def notices_of(user: User) -> NoticeQuerySet:
    """One's notices, newest first, with all that their words need."""
    return Notice.objects.visible_to(user).select_related("project", "article", "actor")


def unread_notice_count(user: User) -> Coalesce:
    """How many are unread, to be read along with something else."""
    rows = Notice.objects.visible_to(user).unread().order_by().annotate(_all=Value(1))
    return Coalesce(Subquery(rows.values("_all").annotate(many=Count("pk")).values("many")), 0)
