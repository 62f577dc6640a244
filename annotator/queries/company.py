"""Who else has an article, and how far they are; in a blind project only how many."""

from dataclasses import dataclass

from annotator.models import Article, Assignment, User
from annotator.models.choices import AssignmentState
from annotator.queries.queue import sees_everyones_work


@dataclass(frozen=True)
class Company:
    """Those an article is given to. `others` (name, state) stays empty where names are withheld."""

    assigned: int
    done: int
    others: list[tuple[str, str]]


def company_of(user: User, article: Article, *, role: str) -> Company:
    """Everybody's state, in one statement.

    In a blind project annotators get counts only, as in the queue: a name beside "in progress"
    tells who marked something, and whom to ask what.
    """
    rows = Assignment.objects.visible_to(user).filter(article=article).select_related("user")
    people = list(rows.order_by("user__name", "user__email"))
    others = [
        (row.user.display_name, str(AssignmentState(row.state).label))
        for row in people
        if row.user_id != user.pk
    ]
    return Company(
        assigned=len(people),
        done=sum(row.state == AssignmentState.DONE for row in people),
        others=others if sees_everyones_work(article.project, role) else [],
    )
