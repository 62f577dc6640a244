"""Reading what became of the annotations when an article got a newer text."""

from django.db.models import Count

from annotator.models import Annotation, Revision, User
from annotator.models.choices import Anchor


def revision_carried(user: User, revision: Revision) -> dict[str, int]:
    """How many annotations of the text before were kept, changed and orphaned on this one, of those
    that the person may see."""
    visible = Annotation.objects.visible_to(user)
    counts = {Anchor.KEPT.value: 0, Anchor.CHANGED.value: 0, Anchor.ORPHANED.value: 0}
    here = visible.filter(revision=revision, follows__isnull=False)
    counts |= dict(here.order_by().values_list("anchor").annotate(Count("pk")))
    counts[Anchor.ORPHANED.value] = visible.filter(
        article=revision.article_id,
        revision__number=revision.number - 1,
        anchor=Anchor.ORPHANED,
        withdrawn_at__isnull=True,
    ).count()
    return counts
