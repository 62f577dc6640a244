"""What changed between two texts of an article, for scripts."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import Query
from annotator.api.schema import describe
from annotator.api.views import Endpoint
from annotator.errors import NotFound
from annotator.queries.article_rows import articles_of
from annotator.queries.differences import Difference, difference_between

CHANGES = ["same", "deleted", "inserted"]
STATES = ["kept", "changed", "accepted", "orphaned"]
_MOST_TEXTS = 1_000_000


class PieceRow(serializers.Serializer[Any]):
    """A stretch: the same in both texts, deleted from the earlier, or inserted in the later."""

    change = serializers.ChoiceField(choices=CHANGES)
    old_start = serializers.IntegerField()
    old_end = serializers.IntegerField()
    new_start = serializers.IntegerField()
    new_end = serializers.IntegerField()


class CarriedRow(serializers.Serializer[Any]):
    """What became of one annotation; the place of an orphan is on the earlier text."""

    id = serializers.UUIDField()
    author = serializers.IntegerField()
    label: Any = serializers.CharField()
    version = serializers.IntegerField()
    state = serializers.ChoiceField(choices=STATES)
    start = serializers.IntegerField()
    end = serializers.IntegerField()
    reason = serializers.CharField(allow_null=True, help_text="What changed, for changed ones.")


class TextDifferenceRow(serializers.Serializer[Any]):
    """Two texts of an article by their numbers and ids, and what differs."""

    article = serializers.IntegerField()
    earlier = serializers.IntegerField(help_text="Number of the earlier text.")
    later = serializers.IntegerField(help_text="Number of the later text.")
    earlier_revision = serializers.IntegerField()
    later_revision = serializers.IntegerField()
    pieces = PieceRow(many=True)
    annotations = CarriedRow(many=True)


class DifferenceQuery(Query):
    """Which two texts; the newest and the one before it unless said."""

    earlier = serializers.IntegerField(required=False, min_value=1, max_value=_MOST_TEXTS)
    later = serializers.IntegerField(required=False, min_value=2, max_value=_MOST_TEXTS)


class Differences(Endpoint):
    """What changed between two texts of an article."""

    queries = {"GET": DifferenceQuery}

    @describe(
        "differences_read",
        query=DifferenceQuery,
        answers={200: TextDifferenceRow},
        tag="articles",
    )
    def get(self, request: Request, pk: int) -> Response:
        """What was deleted and inserted from one text to a later one, in reading order, and what
        became of the annotations one may see (500 at most, those in doubt first). Offsets are code
        points: `old_` of the earlier text, `new_` of the later one."""
        article = articles_of(self.person).filter(pk=pk).first()
        if article is None:
            raise NotFound
        newest = article.current.number if article.current else 1
        later = self.query.get("later") or newest
        earlier = self.query.get("earlier") or later - 1
        found = difference_between(self.person, article, earlier, later)
        if found is None:
            raise NotFound
        return Response(_row(pk, found))


def _row(article_id: int, found: Difference) -> dict[str, Any]:
    places = ("change", "old_start", "old_end", "new_start", "new_end")
    facts = ("id", "author", "label", "version", "state", "start", "end", "reason")
    return {
        "article": article_id,
        "earlier": found.earlier.number,
        "later": found.later.number,
        "earlier_revision": found.earlier.pk,
        "later_revision": found.later.pk,
        "pieces": [{name: getattr(piece, name) for name in places} for piece in found.pieces],
        "annotations": [{name: getattr(span, name) for name in facts} for span in found.spans],
    }
