"""What the desk says of a story: its sentence as it stands, the earlier ones, and saying anew."""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from annotator.api.fields import ListQuery, Ordering, Strict, Text
from annotator.api.protected_words import page_without_names, words_of_sentence
from annotator.api.schema import describe, page_of
from annotator.api.views import Endpoint
from annotator.errors import NotFound
from annotator.models import Topic, TopicSentence
from annotator.queries.topics import sentence_row, sentences_of
from annotator.services.access import role_in
from annotator.services.topics import LONGEST_SENTENCE, say_of_topic


class SentenceRow(serializers.Serializer[Any]):
    """What the desk said; an empty text took the one before it away."""

    id = serializers.IntegerField()
    topic = serializers.IntegerField()
    text = serializers.CharField()
    author = serializers.IntegerField(allow_null=True, help_text="null for researchers.")
    author_name = serializers.CharField()
    created_at = serializers.DateTimeField()


class NewSentence(Strict):
    """How the story stands, in a sentence or two."""

    server_owned = frozenset({"id", "topic", "author", "author_name", "created_at"})
    text = Text(allow_blank=True, max_length=LONGEST_SENTENCE)


class SentenceQuery(ListQuery):
    """How sentences are listed; `as_of` leaves out those said after that day."""

    as_of = serializers.DateField(required=False)
    ordering = Ordering("-created_at")


class TopicSentences(Endpoint):
    """What the desk says of a story."""

    queries = {"GET": SentenceQuery}

    @describe(
        "topics_sentences",
        query=SentenceQuery,
        answers={200: page_of(SentenceRow)},
        tag="claims",
    )
    def get(self, request: Request, pk: int) -> Response:
        """What the desk said of a story, the latest first: that one stands."""
        topics = Topic.objects.visible_to(self.person).select_related("project")
        topic = topics.filter(pk=pk).first()
        if topic is None:
            raise NotFound
        rows = sentences_of(self.person, topic, as_of=self.query.get("as_of"))
        names_people = role_in(self.person, topic.project) != "researcher"

        def told(found: list[TopicSentence]) -> list[dict[str, Any]]:
            return [sentence_row(said, names_people=names_people) for said in found]

        return page_without_names(self, rows, words_of_sentence, told)

    @describe(
        "topics_say",
        body=NewSentence,
        answers={201: SentenceRow, 200: SentenceRow, 204: None},
        example={"text": "The breach stands; how many houses were flooded is still open."},
        tag="claims",
    )
    def post(self, request: Request, pk: int) -> Response:
        """Say how a story stands: 201, or 200 when that stands already. Dated now, earlier ones
        stay; an empty text takes the sentence away (204 where there was none). For reviewers and
        managers."""
        said, is_new = say_of_topic(self.person, pk, text=self.body(NewSentence)["text"])
        if said is None:
            return Response(status=204)
        return Response(sentence_row(said), status=201 if is_new else 200)
