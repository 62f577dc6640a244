"""What tokens do not get: rows whose words hold a protected name; lists count them."""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from django.db.models import QuerySet
from rest_framework.response import Response

from annotator.api.sources import held_shield
from annotator.api.views import AnyModel, Endpoint
from annotator.models import Claim, Comment, Evidence, Topic, TopicSentence, Verdict

Row = TypeVar("Row")
# The project of a row, and its words.
Words = tuple[int, Sequence[str]]
_SEARCHES = frozenset({"search", "similar_to"})


def words_of_claim(claim: Claim) -> Words:
    """The claim as it is worded."""
    return claim.project_id, [claim.text]


def words_of_topic(topic: Topic) -> Words:
    """What the story is called."""
    return topic.project_id, [topic.name]


def words_of_sentence(said: TopicSentence) -> Words:
    """What the desk says of a story."""
    return said.topic.project_id, [said.text]


def words_of_evidence(evidence: Evidence) -> Words:
    """What is quoted, where it stands, and of which claim it is."""
    said = [evidence.quote, evidence.url, evidence.archived_url, evidence.claim.text]
    return evidence.claim.project_id, said


def words_of_verdict(verdict: Verdict) -> Words:
    """Why it was given, corrected and decided, and on which claim."""
    said = [verdict.rationale, verdict.reason, verdict.decision_note, verdict.claim.text]
    return verdict.claim.project_id, said


def words_of_comment(comment: Comment) -> Words:
    """What somebody said."""
    return comment.project.pk, [comment.text]


def keeps_back(view: Endpoint, words: Words) -> bool:
    """Whether who asks may not have a row of these words."""
    return not those_told(view, [words], lambda said: said)


def those_told(view: Endpoint, rows: Sequence[Row], words_of: Callable[[Row], Words]) -> list[Row]:
    """The rows without those that a token may not have."""
    said = [words_of(row) for row in rows]
    shield = held_shield(view, {project_id for project_id, _texts in said})
    return [
        row
        for row, (project_id, texts) in zip(rows, said, strict=True)
        if not any(shield.hides(project_id, text) for text in texts)
    ]


def page_without_names(
    view: Endpoint,
    rows: QuerySet[AnyModel],
    words_of: Callable[[AnyModel], Words],
    row_of: Callable[[list[AnyModel]], list[dict[str, Any]]],
) -> Response:
    """One page of the rows; those a token may not have are counted in `X-Rows-Left-Out`, unless
    words are searched for: then their number would tell what they hold."""
    left_out = 0

    def shown(found: list[AnyModel]) -> list[dict[str, Any]]:
        nonlocal left_out
        told = those_told(view, found, words_of)
        left_out = len(found) - len(told)
        return row_of(told)

    response = view.page(rows, shown)
    if not _SEARCHES & view.query.keys():
        response["X-Rows-Left-Out"] = str(left_out)
    return response
