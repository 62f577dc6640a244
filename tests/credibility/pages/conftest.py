"""A desk whose scores have something of everything."""

import pytest

from annotator.models import User
from annotator.services.claims import create_topic
from tests.credibility.conftest import Desk


@pytest.fixture
def scored(desk: Desk, annotator: User, second_annotator: User) -> Desk:
    """Four shared claims, three of them with the same position, in two stories; a fifth on which
    annotators are divided, and a mark without a claim."""
    topic = create_topic(desk.manager, desk.project, name="Flood")
    article = desk.article("High water", publisher="Polder Post", day="2024-12-17")
    for place, stance in enumerate(["asserts", "asserts", "asserts", "denies"]):
        desk.claim(f"claim {place}", topic=topic.pk if place < 3 else None)
        for who in (annotator, second_annotator):
            label = "contested" if place == 3 else "confirmed"
            chains = [("GUR", "asserts")], [("Pentagon", stance)]
            desk.mark(who, article, f"claim {place}", *chains, sentence=place, label=label)
    for who, stance in ((annotator, "asserts"), (second_annotator, "denies")):
        desk.mark(who, article, "divided", [("Kremlin", stance)], sentence=5)
    desk.mark(annotator, article, None, sentence=6, label="unverified")
    desk.catch_up()
    return desk
