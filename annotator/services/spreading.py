"""Giving out a project's articles: who gets which is planned first, looked at, and then done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.models import Article, Assignment, Project, User
from annotator.models.choices import AssignmentState, Spread
from annotator.services.access import MANAGE, require_role
from annotator.services.assignments import give, workers_of

MOST_PER_ARTICLE = 50


@dataclass
class Plan:
    """Who would get what: people by article, articles by person, and the articles for which too
    few people were found."""

    people_of: dict[int, set[int]] = field(default_factory=dict)
    many_of: dict[int, int] = field(default_factory=dict)
    short: list[int] = field(default_factory=list)

    @property
    def many(self) -> int:
        """How many assignments it makes."""
        return sum(self.many_of.values())


@dataclass(frozen=True)
class Text:
    """What planning needs of an article: its language ("" if unknown), its length in code points,
    and who has it."""

    article: int
    language: str
    length: int
    holders: frozenset[int]


def plan_spread(
    user: User, project: Project, *, people: Sequence[int], per_article: int, by: str
) -> Plan:
    """What `spread` would do; nothing is changed."""
    require_role(user, project, MANAGE)
    if not 1 <= per_article <= MOST_PER_ARTICLE:
        text = _("Between 1 and 50 people annotate an article.")
        raise BadInput("overlap_wrong", text, fields={"per_article": [text]})
    if not people:
        text = _("Choose at least one person.")
        raise BadInput("nobody", text, fields={"people": [text]})
    workers = workers_of(project).filter(user__in=people).select_related("user")
    readers = {row.user_id: frozenset(row.user.reads) for row in workers}
    if len(readers) != len(set(people)):
        raise NotFound(field="people")
    texts, load = _texts_and_load(project, set(people), by=by)
    return plan(texts, load=load, per_article=per_article, reads=readers, by=by)


def spread(
    user: User,
    project: Project,
    *,
    people: Sequence[int],
    per_article: int,
    by: str = Spread.EVEN,
    due_on: date | None = None,
) -> Plan:
    """Gives every article in use that fewer than `per_article` people have to as many of the
    people as are missing; what was done. Two managers at once never give twice."""
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=project.pk)
        planned = plan_spread(user, project, people=people, per_article=per_article, by=by)
        give(user, project, planned.people_of, due_on=due_on)
    return planned


def plan(
    texts: Sequence[Text],
    *,
    load: Mapping[int, int],
    per_article: int,
    reads: Mapping[int, frozenset[str]],
    by: str,
) -> Plan:
    """Deals the texts out: each in turn to those of the people with the least load who do not
    have it.

    `load` is in articles ever given, or by load in code points not read yet. By language, only who
    reads a text's language gets it; who named no language reads all of them, and all may get a
    text whose language is unknown. By load, the longest texts are dealt first, which comes closer
    to even (Graham 1969, longest processing time first).
    """
    planned, carried = Plan(), dict(load)
    order = sorted(texts, key=lambda text: -text.length) if by == Spread.LOAD else texts
    for text in order:
        missing = per_article - len(text.holders)
        free = [
            person
            for person in carried
            if person not in text.holders
            and (by != Spread.LANGUAGE or _can_read(reads[person], text.language))
        ]
        chosen = sorted(free, key=lambda person: (carried[person], person))[: max(missing, 0)]
        for person in chosen:
            carried[person] += text.length if by == Spread.LOAD else 1
            planned.many_of[person] = planned.many_of.get(person, 0) + 1
        if chosen:
            planned.people_of[text.article] = set(chosen)
        if len(chosen) < missing:
            planned.short.append(text.article)
    return planned


def _can_read(languages: frozenset[str], language: str) -> bool:
    return not languages or not language or language in languages


def _texts_and_load(
    project: Project, people: set[int], *, by: str
) -> tuple[list[Text], dict[int, int]]:
    articles = list(
        Article.objects.active()
        .filter(project=project)
        .order_by("created_at", "pk")
        .values_list("pk", "language", Length("current__text"))
    )
    lengths = {article: length or 0 for article, _language, length in articles}
    holders: dict[int, set[int]] = {article: set() for article in lengths}
    load = dict.fromkeys(sorted(people), 0)
    rows = Assignment.objects.filter(article__project=project)
    for article, person, state in rows.values_list("article", "user", "state"):
        holders.get(article, set()).add(person)
        if person not in load:
            continue
        if by != Spread.LOAD:
            load[person] += 1
        elif state != AssignmentState.DONE:
            load[person] += lengths.get(article, 0)
    texts = [
        Text(article, language or "", lengths[article], frozenset(holders[article]))
        for article, language, _length in articles
    ]
    return texts, load
