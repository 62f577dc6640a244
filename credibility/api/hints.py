"""derivations/hints/: texts in different languages that give the same figures and names."""

from typing import Any, ClassVar

from drf_spectacular.utils import OpenApiExample, OpenApiResponse
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import QueryId
from annotator.api.schema import describe, page_of
from annotator.api.sources import held_shield
from annotator.errors import NotFound
from credibility import inputs, language_hints, queries
from credibility.api.scope import ScopeQuery, ScoreEndpoint

EXAMPLE = {
    "article": 31,
    "from_article": 27,
    "language": "nl",
    "from_language": "en",
    "published_by": "2024-12-18",
    "from_published_by": "2024-12-17",
    "is_tied": False,
    "figures": [
        {
            "lower": 30,
            "upper": None,
            "lower_closed": True,
            "upper_closed": False,
            "is_approximate": False,
            "unit": "persons",
            "words": "at least 30 people",
        }
    ],
    "names": ["Kurilovka", "Ryder"],
    "sources": [{"id": 4, "name": "Water board"}],
}


class HintFigureRow(serializers.Serializer[Any]):
    """A figure that both texts give."""

    lower = serializers.FloatField(allow_null=True)
    upper = serializers.FloatField(allow_null=True)
    lower_closed = serializers.BooleanField()
    upper_closed = serializers.BooleanField()
    is_approximate = serializers.BooleanField()
    unit = serializers.CharField(allow_blank=True)
    words = serializers.CharField(help_text="As the earlier text words it.")


class NamedSourceRow(serializers.Serializer[Any]):
    """A source that both texts name, by whichever of its names."""

    id = serializers.IntegerField()
    name = serializers.CharField()


class HintRow(serializers.Serializer[Any]):
    """That one text may have it from another: a hint, of which nothing is counted."""

    article = serializers.IntegerField(help_text="The later of the two.")
    from_article = serializers.IntegerField()
    language = serializers.CharField()
    from_language = serializers.CharField()
    published_by = serializers.DateField(allow_null=True)
    from_published_by = serializers.DateField(allow_null=True)
    is_tied = serializers.BooleanField(
        help_text="Both came out on the same day, as far as that is known, or are undated: "
        "either may have it."
    )
    figures = HintFigureRow(many=True)
    names = serializers.ListField(child=serializers.CharField())
    sources = NamedSourceRow(many=True)


ANSWER = OpenApiResponse(
    page_of(HintRow),
    examples=[
        OpenApiExample("Example", value={"next": None, "previous": None, "results": [EXAMPLE]})
    ],
)


class HintsQuery(ScopeQuery):
    """On which claim."""

    claim = QueryId(help_text="The claim, in any of its wordings.")
    as_of = serializers.DateField(required=False, help_text="From texts published by that day.")


class Hints(ScoreEndpoint):
    """Hints across languages on one claim."""

    queries: ClassVar[Any] = {"GET": HintsQuery}

    @describe("derivation_hints", query=HintsQuery, answers={200: ANSWER}, tag="agreement")
    def get(self, request: Request) -> Response:
        """Every two texts on the claim in different languages that give the same figures and
        names, those with most in common first. A hint only: no score counts it. Hints whose words
        hold a protected name are left out for tokens and counted in `X-Rows-Left-Out`."""
        project = self.open_project(self.query["project"])
        group = inputs.groups_in_use(project.pk, claim=self.query["claim"]).first()
        if group is None:
            raise NotFound(field="claim")
        told = inputs.told_claims(project.pk, [group.pk], as_of=self.query.get("as_of"))
        [sides] = queries.sides_of(project.pk, told)
        found = language_hints.hints_on(project.pk, told[0], sides.supporters)
        shield = held_shield(self, {project.pk})
        shown = [hint for hint in found if not _is_left_out(hint, shield, project.pk)]
        names = {pk: known.name for pk, known in inputs.source_names(project.pk).items()}
        names |= shield.pseudonyms
        response = self.page_of_list([hint_row(hint, names) for hint in shown])
        response["X-Rows-Left-Out"] = str(len(found) - len(shown))
        return response


def _is_left_out(hint: language_hints.Hint, shield: inputs.Shield, project_id: int) -> bool:
    amounts = (amount.words for amount in hint.common.amounts)
    return any(shield.hides(project_id, words) for words in (*amounts, *hint.common.names))


def hint_row(hint: language_hints.Hint, names: dict[int, str]) -> dict[str, Any]:
    """The JSON form of a hint (docs/api.md), with sources by these names."""
    return {
        "article": hint.later.article,
        "from_article": hint.earlier.article,
        "language": hint.later.language,
        "from_language": hint.earlier.language,
        "published_by": hint.day,
        "from_published_by": hint.from_day,
        "is_tied": hint.is_tied,
        "figures": [_figure_row(amount) for amount in hint.common.amounts],
        "names": list(hint.common.names),
        "sources": [{"id": pk, "name": names.get(pk, str(pk))} for pk in hint.common.sources],
    }


def _figure_row(amount: language_hints.Amount) -> dict[str, Any]:
    bounds = {name: getattr(amount, name) for name in ("lower", "upper")}
    return amount._asdict() | {
        name: None if bound is None else float(bound) for name, bound in bounds.items()
    }
