"""Who else has an article, and how far they are; in a blind project only how many."""

from dataclasses import dataclass

from annotator.models import Article, Assignment, User
from annotator.models.choices import AssignmentState
from annotator.queries.queue import sees_everyones_work
from annotator.queries.statements import Statement


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
    people = _PEOPLE.rows(user.pk, user.is_superuser, article.pk)
    is_open = sees_everyones_work(article.project, role)
    return Company(
        assigned=len(people),
        done=sum(row["assignment.state"] == AssignmentState.DONE for row in people),
        others=[
            (
                User(name=row["user.name"], email=row["user.email"]).display_name,
                str(AssignmentState(row["assignment.state"]).label),
            )
            for row in people
            if is_open and row["assignment.user_id"] != user.pk
        ],
    )


_PEOPLE = Statement(
    lambda user_id, is_superuser, article_id: (
        Assignment.objects.visible_to(User(pk=user_id, is_superuser=is_superuser))
        .filter(article=article_id)
        .order_by("user__name", "user__email")
        .values("state", "user_id", "user__name", "user__email")
    )
)
