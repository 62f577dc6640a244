"""Assignments: who is to annotate an article and until when; begun, called done, handed over."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotFound
from annotator.models import Annotation, Article, Assignment, Membership, Project, User
from annotator.models.choices import AssignmentState, NoticeKind
from annotator.models.project import WORKING_ROLES
from annotator.services.access import MANAGE, WORK, require_role
from annotator.services.annotations import settle
from annotator.services.events import log_event, log_events
from annotator.services.notices import give_notice


def assign(
    user: User,
    project: Project,
    *,
    articles: Sequence[int],
    people: Sequence[int],
    due_on: date | None = None,
) -> int:
    """Gives each of the articles to each of the people, who are told; how many assignments are
    new. What somebody has already stays as it is, its deadline too."""
    require_role(user, project, MANAGE)
    return give(user, project, {article: set(people) for article in articles}, due_on=due_on)


def give(
    user: User, project: Project, people_of: Mapping[int, set[int]], *, due_on: date | None
) -> int:
    """Gives each article to its people, in one transaction; how many assignments are new."""
    articles, people = set(people_of), set().union(*people_of.values())
    found = list(Article.objects.visible_to(user).filter(project=project, pk__in=articles))
    workers = workers_of(project).filter(user__in=people)
    if len(found) != len(articles):
        raise NotFound(field="articles")
    if workers.count() != len(people):
        text = _("Only members of the project who annotate can be given articles.")
        raise BadInput("not_a_worker", text, fields={"people": [text]})
    with transaction.atomic():
        known = set(
            Assignment.objects.filter(article__in=found, user__in=people).values_list(
                "article", "user"
            )
        )
        new = [
            Assignment(article=article, user_id=person, assigned_by=user, due_on=due_on)
            for article in found
            for person in sorted(people_of[article.pk])
            if (article.pk, person) not in known
        ]
        Assignment.objects.bulk_create(new, ignore_conflicts=True)
        given: dict[int, list[int]] = {}
        for row in new:
            given.setdefault(row.article_id, []).append(row.user_id)
        log_events(
            "assigned",
            [
                (article, None, {"people": given[article.pk], "due_on": _written(due_on)})
                for article in found
                if article.pk in given
            ],
            actor=user,
            project=project,
        )
        for person, many in Counter(row.user_id for row in new).items():
            give_notice(NoticeKind.ASSIGNED, project, people=[person], actor=user, many=many)
    return len(new)


def set_deadline(user: User, assignment: Assignment, due_on: date | None) -> Assignment:
    """Says until when, or that there is no hurry; None takes the deadline away."""
    article = assignment.article
    require_role(user, article.project, MANAGE)
    if assignment.due_on == due_on:
        return assignment
    before = {"due_on": _written(assignment.due_on), "user": assignment.user_id}
    with transaction.atomic():
        Assignment.objects.filter(pk=assignment.pk).update(due_on=due_on, updated_at=timezone.now())
        log_event(
            "deadline",
            article,
            actor=user,
            project=article.project,
            before=before,
            after={"due_on": _written(due_on), "user": assignment.user_id},
        )
    assignment.refresh_from_db()
    return assignment


def take_away(user: User, assignment: Assignment) -> None:
    """Takes an unfinished article off somebody's list; what they marked in it stays and counts."""
    article = assignment.article
    require_role(user, article.project, MANAGE)
    if assignment.state == AssignmentState.DONE:
        raise Conflict(
            "assignment_done",
            _("This person has called the article done, and that stays: it counts in agreement."),
        )
    with transaction.atomic():
        before = {"user": assignment.user_id, "state": assignment.state}
        log_event("taken_away", article, actor=user, project=article.project, before=before)
        person = [assignment.user_id]
        assignment.delete()
        give_notice(
            NoticeKind.TAKEN_AWAY, article.project, people=person, actor=user, article=article
        )


def set_state(user: User, article: Article, state: str) -> Assignment:
    """Says how far one is with an article. Calling it done keeps each label and chain as it
    stands, once: what annotator agreement is later counted from."""
    if state not in AssignmentState.values:
        text = _("An article is new, in_progress or done.")
        raise BadInput("state_unknown", text, fields={"state": [text]})
    require_role(user, article.project, WORK)
    with transaction.atomic():
        assignment, _is_new = Assignment.objects.select_for_update().get_or_create(
            article=article, user=user
        )
        before = assignment.state
        assignment.state = state
        if state == AssignmentState.DONE:
            if assignment.first_done_at is None:
                assignment.first_done_at = timezone.now()
            settle_article(article, author=user)
        assignment.save()
        if before != state:
            log_event(
                "state",
                article,
                actor=user,
                project=article.project_id,
                before={"state": before},
                after={"state": state},
            )
    return assignment


def settle_article(article: Article, *, author: User) -> None:
    """Keeps the author's labels and chains in the article, where that was not done before."""
    rows = Annotation.objects.live().filter(article=article, author=author, settled__isnull=True)
    settle(rows.select_related("project").with_details())


class HandedOver(NamedTuple):
    """How many articles others got, and how many each of them had already."""

    moved: int
    had_already: int


def hand_over(user: User, project: Project, *, leaver: User, heirs: Sequence[User]) -> HandedOver:
    """Deals the unfinished articles of one person out to others, to whoever has the fewest open
    ones first, deadlines and all. The leaver's marks stay theirs and count."""
    require_role(user, project, MANAGE)
    ids = {heir.pk for heir in heirs}
    if not ids or leaver.pk in ids or workers_of(project).filter(user__in=ids).count() < len(ids):
        text = _("Choose somebody else who annotates in this project.")
        raise BadInput("not_a_worker", text, fields={"heirs": [text]})
    with transaction.atomic():
        unfinished = Assignment.objects.filter(article__project=project).exclude(
            state=AssignmentState.DONE
        )
        mine = unfinished.filter(user=leaver).order_by(F("due_on").asc(nulls_last=True), "pk")
        rows = list(mine.select_for_update(of=("self",)).select_related("article"))
        dealt = _deal(rows, ids, unfinished)
        Assignment.objects.bulk_create(
            (
                Assignment(article=row.article, user_id=heir, assigned_by=user, due_on=row.due_on)
                for row, heir in dealt
            ),
            ignore_conflicts=True,
        )
        changes = [(row.article, {"user": leaver.pk}, {"user": heir}) for row, heir in dealt]
        log_events("handed_over", list(changes), actor=user, project=project)
        Assignment.objects.filter(pk__in=[row.pk for row in rows]).delete()
        for heir, many in Counter(heir for _row, heir in dealt).items():
            give_notice(NoticeKind.HANDED_OVER, project, people=[heir], actor=user, many=many)
    return HandedOver(len(dealt), len(rows) - len(dealt))


def _deal(
    rows: Sequence[Assignment], heirs: set[int], unfinished: QuerySet[Assignment]
) -> list[tuple[Assignment, int]]:
    """To whom each goes: the heir with the fewest open articles who does not have it yet. One
    that all of them have already goes to nobody."""
    articles = [row.article_id for row in rows]
    have = set(
        Assignment.objects.filter(user__in=heirs, article__in=articles).values_list(
            "article", "user"
        )
    )
    load = dict.fromkeys(sorted(heirs), 0)
    load |= Counter(unfinished.filter(user__in=heirs).values_list("user", flat=True))
    dealt = []
    for row in rows:
        free = [heir for heir in load if (row.article_id, heir) not in have]
        if free:
            heir = min(free, key=lambda one: (load[one], one))
            load[heir] += 1
            dealt.append((row, heir))
    return dealt


def workers_of(project: Project) -> QuerySet[Membership]:
    """The memberships of those who annotate and have not left."""
    return Membership.objects.filter(project=project, role__in=WORKING_ROLES, user__is_active=True)


def _written(day: date | None) -> str | None:
    return day.isoformat() if day else None
