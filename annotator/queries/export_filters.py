"""What is taken out: the filters of the list, some of them with several values, and a few more."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from annotator.models import Adjudication, Annotation, User
from annotator.models.annotation import AnnotationQuerySet
from annotator.models.choices import Origin
from annotator.queries.annotation_lists import filtered_annotations, of_claim, of_source


def chosen_annotations(
    rows: AnnotationQuerySet, user: User, said: Mapping[str, Any]
) -> AnnotationQuerySet:
    """The rows that match what was said; only what counts, unless `live` or `withdrawn` says
    otherwise.

    Beside what `filtered_annotations` knows: lists `label`, `author`, `claim` and `source` (any
    of them), `published_from` and `published_until` (days of the article), `created_from` and
    `created_until` (moments), and `adjudicated`: true for reviewers' decisions in force, false
    for what people marked themselves.
    """
    plain = {name: value for name, value in said.items() if name not in _NARROW}
    if "live" not in said and not said.get("withdrawn", False):
        rows = rows.live()
    rows = filtered_annotations(rows, user, plain)
    for name, narrow in _NARROW.items():
        if name in said:
            rows = rows.filter(narrow(said[name]))
    return rows


def _any_of(values: Any, narrow: Any) -> Q:
    found = Q(pk__in=[])
    for value in values:
        found |= Q(pk__in=narrow(Annotation.objects.all(), value).order_by().values("pk"))
    return found


def _decided(is_decision: bool) -> Q:
    decided = Q(origin=Origin.ADJUDICATED)
    if not is_decision:
        return ~decided
    return decided & Q(pk__in=Adjudication.objects.in_force().values("decision"))


_NARROW: dict[str, Any] = {
    "label": lambda labels: Q(label__in=labels),
    "author": lambda people: Q(author__in=people),
    "claim": lambda claims: _any_of(claims, of_claim),
    "source": lambda sources: _any_of(sources, of_source),
    "published_from": lambda day: Q(article__published_on__gte=day),
    "published_until": lambda day: Q(article__published_on__lte=day),
    "created_from": lambda moment: Q(created_at__gte=moment),
    "created_until": lambda moment: Q(created_at__lte=moment),
    "adjudicated": _decided,
}
