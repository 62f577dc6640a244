"""A desk to work at: people, articles of known publishers, sources and claims."""

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from annotator.models import Annotation, Article, Claim, Project, Source, User
from annotator.services.annotations import Draft, Hop, create_annotation
from annotator.services.articles import Capture, add_article
from annotator.services.claims import create_claim
from annotator.services.sources import find_or_create_source
from credibility import services

SENTENCES = 12


def text_of(number: int) -> str:
    """An article of numbered sentences, each of which can be marked."""
    return "\n\n".join(
        f"In report {number} the {place}. thing was said to have happened."
        for place in range(SENTENCES)
    )


@dataclass
class Desk:
    """Makes articles, sources and claims by name, and marks sentences with what sources say."""

    project: Project
    manager: User
    articles: dict[str, Article] = field(default_factory=dict)

    def source(self, name: str) -> Source:
        """The source of that name."""
        return find_or_create_source(self.manager, self.project, name)

    def claim(self, text: str, *, topic: int | None = None) -> Claim:
        """The claim of that text."""
        found = Claim.objects.filter(project=self.project, text=text).first()
        return found or create_claim(self.manager, self.project, text=text, topic_id=topic)

    def article(self, name: str, *, publisher: str | None = None, day: str = "") -> Article:
        """The article of that name; publisher and day count when it is made."""
        if name not in self.articles:
            capture = Capture(
                text=text_of(len(self.articles)),
                title=name,
                publisher=publisher,
                published_on=day,
                language="en",
            )
            self.articles[name] = add_article(self.manager, self.project, capture)[0]
        return self.articles[name]

    def mark(
        self,
        who: User,
        article: Article,
        claim: str | None,
        *chains: Sequence[tuple[str | None, str | None]],
        label: str = "confirmed",
        sentence: int = 0,
        **draft: Any,
    ) -> Annotation:
        """Marks a sentence: chains are lists of (source name, stance)."""
        assert article.current is not None
        quote = article.current.text.split("\n\n")[sentence]
        start = article.current.text.index(quote)
        hops = tuple(
            tuple(
                Hop(source=None if name is None else self.source(name).pk, stance=stance)
                for name, stance in chain
            )
            for chain in chains
        )
        said = {
            "start": start,
            "end": start + len(quote),
            "quote": quote,
            "label": label,
            "chains": hops,
            "claim": None if claim is None else self.claim(claim).pk,
            "article": article.pk,
            "id": uuid.uuid4(),
            **draft,
        }
        return create_annotation(who, Draft(**said))[0]

    def catch_up(self) -> int:
        """Does what the worker would."""
        return services.catch_up(self.project.pk)


@pytest.fixture
def desk(project: Project, manager: User) -> Desk:
    """A desk in the cast's project."""
    return Desk(project, manager)


@pytest.fixture
def three_annotators(project: Project, new_person: Callable[..., User]) -> list[User]:
    """Three more annotators of the project."""
    return [
        new_person(f"reader{number}@cast.example", project=project, role="annotator")
        for number in range(3)
    ]
