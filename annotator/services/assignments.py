"""Assignments: who is to annotate an article, begun, called done, handed over."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.models import Annotation, Article, Assignment, Membership, Project, User
from annotator.models.choices import AssignmentState
from annotator.models.project import WORKING_ROLES
from annotator.services.access import MANAGE, WORK, require_role
from annotator.services.annotations import settle
from annotator.services.events import log_event, log_events

MOST_PER_ARTICLE = 50


def assign(user: User, project: Project, *, articles: Sequence[int], people: Sequence[int]) -> int:
    """Gives each of the articles to each of the people; how many assignments are new."""
    require_role(user, project, MANAGE)
    found = list(Article.objects.visible_to(user).filter(project=project, pk__in=articles))
    workers = _workers(project).filter(user__in=people)
    if len(found) != len(set(articles)):
        raise NotFound(field="articles")
    if workers.count() != len(set(people)):
        text = _("Only members of the project who annotate can be given articles.")
        raise BadInput("not_a_worker", text, fields={"people": [text]})
    with transaction.atomic():
        known = set(
            Assignment.objects.filter(article__in=found, user__in=people).values_list(
                "article", "user"
            )
        )
        new = [
            Assignment(article=article, user_id=person, assigned_by=user)
            for article in found
            for person in sorted(set(people))
            if (article.pk, person) not in known
        ]
        Assignment.objects.bulk_create(new, ignore_conflicts=True)
        for article in {row.article_id: row.article for row in new}.values():
            given = sorted(row.user_id for row in new if row.article_id == article.pk)
            log_event("assigned", article, actor=user, project=project, after={"people": given})
    return len(new)


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


def hand_over(user: User, project: Project, *, leaver: User, heir: User) -> int:
    """Gives the unfinished articles of one person to another; how many moved."""
    require_role(user, project, MANAGE)
    if heir.pk == leaver.pk or not _workers(project).filter(user=heir).exists():
        text = _("Choose somebody else who annotates in this project.")
        raise BadInput("not_a_worker", text, fields={"to": [text]})
    with transaction.atomic():
        unfinished = Assignment.objects.filter(article__project=project, user=leaver).exclude(
            state=AssignmentState.DONE
        )
        rows = list(unfinished.select_for_update(of=("self",)).select_related("article"))
        Assignment.objects.bulk_create(
            (Assignment(article=row.article, user=heir, assigned_by=user) for row in rows),
            ignore_conflicts=True,
        )
        changes = [(row.article, {"user": leaver.pk}, {"user": heir.pk}) for row in rows]
        log_events("handed_over", list(changes), actor=user, project=project)
        Assignment.objects.filter(pk__in=[row.pk for row in rows]).delete()
    return len(rows)


def _workers(project: Project) -> QuerySet[Membership]:
    """The memberships of those who annotate and have not left."""
    return Membership.objects.filter(project=project, role__in=WORKING_ROLES, user__is_active=True)


def spread(user: User, project: Project, *, people: Sequence[int], per_article: int) -> int:
    """Gives every article in use that fewer than `per_article` people have to as many of the
    people as are missing, those with the least first; how many assignments are new."""
    require_role(user, project, MANAGE)
    if not 1 <= per_article <= MOST_PER_ARTICLE:
        text = _("Between 1 and 50 people annotate an article.")
        raise BadInput("overlap_wrong", text, fields={"per_article": [text]})
    if not people:
        text = _("Choose at least one person.")
        raise BadInput("nobody", text, fields={"people": [text]})
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        articles = Article.objects.active().filter(project=project).order_by("created_at", "pk")
        given: dict[int, set[int]] = {pk: set() for pk in articles.values_list("pk", flat=True)}
        load = dict.fromkeys(people, 0)
        rows = Assignment.objects.filter(article__project=project)
        for article, person in rows.values_list("article", "user"):
            given.get(article, set()).add(person)
            if person in load:
                load[person] += 1
        groups: dict[tuple[int, ...], list[int]] = {}
        for article, holders in given.items():
            free = sorted((load[person], person) for person in load if person not in holders)
            chosen = tuple(sorted(person for _load, person in free[: per_article - len(holders)]))
            if len(holders) < per_article and chosen:
                groups.setdefault(chosen, []).append(article)
                for person in chosen:
                    load[person] += 1
        return sum(
            assign(user, project, articles=group, people=chosen) for chosen, group in groups.items()
        )
