"""The cast: people with known relations, two projects, an article, and clients that speak as them.

All but the outsider are in `project`; the outsider manages `other_project` and nothing else.
The admin is a member of neither.
"""

import uuid
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any, Protocol

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIClient

from annotator.models import (
    Annotation,
    Article,
    Claim,
    Membership,
    Project,
    Revision,
    Source,
    User,
    Verdict,
)
from annotator.models.choices import Role
from annotator.services.annotations import Draft, create_annotation
from annotator.services.articles import Capture, add_article
from annotator.services.claims import create_claim
from annotator.services.sources import create_source
from annotator.services.tokens import create_token
from annotator.services.verdicts import EvidenceDraft, record_verdict

PASSWORD = "correct horse battery staple"
FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467"  # one grapheme of five code points
ARTICLE_TITLE = "Water in the lower town"
ARTICLE_TEXT = (
    f"The mayor \U0001f60a met a family {FAMILY} on the dike.\n"
    "\n"
    "The water board said that at least 30 houses were flooded.\n"
    "A spokesman of the army denied it: “No house was touched.”\n"
    "\n"
    "Nobody could say when the pumps would run again."
)
FLOODED = "at least 30 houses were flooded"


class NewPerson(Protocol):
    """Makes a person, and makes them a member where a project is given."""

    def __call__(
        self, email: str, *, project: Project | None = None, role: str = "", **fields: Any
    ) -> User: ...


def make_person(
    email: str, *, project: Project | None = None, role: str = "", **fields: Any
) -> User:
    """A person who signs in with `PASSWORD`, member of the project if one is given."""
    person = User.objects.create_user(email, PASSWORD, **fields)
    if project is not None:
        Membership.objects.create(project=project, user=person, role=role)
    return person


def make_project(slug: str, **fields: Any) -> Project:
    """A project of nobody's, made by an admin of its own."""
    founder = User.objects.create_superuser(f"founder-of-{slug}@cast.example", PASSWORD)
    return Project.objects.create(slug=slug, name=slug.title(), created_by=founder, **fields)


def span_of(text: str, quote: str) -> dict[str, Any]:
    """start, end (code points) and quote of the first place where `quote` stands in the text."""
    start = text.index(quote)
    return {"start": start, "end": start + len(quote), "quote": quote}


def client_with_token(user: User, *, scope: str = "write") -> APIClient:
    """An API client that sends a fresh token of the user."""
    client = APIClient(raise_request_exception=False)
    _token, secret = create_token(user, scope=scope)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {secret}")
    return client


def client_with_session(user: User | None) -> Client:
    """A browser in which the user is signed in, or nobody; CSRF is checked as in a real one."""
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if user is not None:
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


def judge(user: User, claim_id: int, *, value: str, as_of: date, **more: Any) -> Verdict:
    """A verdict that rests on a report read on the same day."""
    read_at = timezone.make_aware(datetime.combine(as_of, time(0, 30)))
    report = EvidenceDraft(url="https://waterboard.example/report", retrieved_at=read_at)
    return record_verdict(user, claim_id, value=value, as_of=as_of, new_evidence=[report], **more)


@pytest.fixture
def new_person(db: None) -> NewPerson:
    """Makes more people."""
    return make_person


@pytest.fixture
def project(db: None) -> Project:
    """Where the cast works: neither blind nor released."""
    return make_project("dikes")


@pytest.fixture
def other_project(db: None) -> Project:
    """Where only the outsider works."""
    return make_project("elsewhere")


@pytest.fixture
def annotator(project: Project) -> User:
    """Annotates in `project`."""
    return make_person("annotator@cast.example", project=project, role=Role.ANNOTATOR)


@pytest.fixture
def second_annotator(project: Project) -> User:
    """Annotates in `project` too."""
    return make_person("second@cast.example", project=project, role=Role.ANNOTATOR)


@pytest.fixture
def reviewer(project: Project) -> User:
    """Reviews in `project`."""
    return make_person("reviewer@cast.example", project=project, role=Role.REVIEWER)


@pytest.fixture
def manager(project: Project) -> User:
    """Manages `project`."""
    return make_person("manager@cast.example", project=project, role=Role.MANAGER)


@pytest.fixture
def researcher(project: Project) -> User:
    """Reads what `project` releases."""
    return make_person("researcher@cast.example", project=project, role=Role.RESEARCHER)


@pytest.fixture
def outsider(other_project: Project) -> User:
    """Manages `other_project`, and has nothing to do with `project`."""
    return make_person("outsider@cast.example", project=other_project, role=Role.MANAGER)


@pytest.fixture
def admin(db: None) -> User:
    """An admin, member of no project."""
    return User.objects.create_superuser("admin@cast.example", PASSWORD)


@pytest.fixture
def article(project: Project, manager: User) -> Article:
    """An article of `project`, with an emoji and a family emoji before what is marked."""
    capture = Capture(
        text=ARTICLE_TEXT, title=ARTICLE_TITLE, publisher="The Polder Post", language="en"
    )
    return add_article(manager, project, capture)[0]


@pytest.fixture
def revision(article: Article) -> Revision:
    """The current text of `article`."""
    assert article.current is not None
    return article.current


@pytest.fixture
def other_article(other_project: Project, outsider: User) -> Article:
    """The outsider's article."""
    text = "The harbour was closed for two days.\n\nShips waited outside."
    return add_article(outsider, other_project, Capture(text=text, title="Harbour"))[0]


@pytest.fixture
def source(project: Project, manager: User) -> Source:
    """A source of `project` with an alias."""
    return create_source(
        manager, project, name="Water board", kind="government", aliases=["The board"]
    )


@pytest.fixture
def other_source(other_project: Project, outsider: User) -> Source:
    """The outsider's source."""
    return create_source(outsider, other_project, name="Harbour master")


@pytest.fixture
def claim(project: Project, manager: User) -> Claim:
    """A claim of `project`, made by the manager."""
    return create_claim(manager, project, text="At least 30 houses were flooded.")


@pytest.fixture
def other_claim(other_project: Project, outsider: User) -> Claim:
    """The outsider's claim."""
    return create_claim(outsider, other_project, text="The harbour was closed.")


class Mark(Protocol):
    """Stores an annotation of `quote` in an article, by its author, through the service."""

    def __call__(
        self, author: User, article: Article, *, quote: str = FLOODED, **draft: Any
    ) -> Annotation: ...


@pytest.fixture
def mark() -> Mark:
    """Makes annotations: `mark(annotator, article, label="contested", claim=claim.pk)`."""

    def make(author: User, article: Article, *, quote: str = FLOODED, **draft: Any) -> Annotation:
        assert article.current is not None
        said = {"label": "confirmed", **span_of(article.current.text, quote), **draft}
        return create_annotation(author, Draft(article=article.pk, **said))[0]

    return make


@pytest.fixture
def annotation(mark: Mark, annotator: User, article: Article) -> Annotation:
    """The annotator's mark on `FLOODED`."""
    return mark(annotator, article)


@pytest.fixture
def as_token() -> Callable[..., APIClient]:
    """`as_token(person, scope="read")`: an API client with a fresh token of theirs."""
    return client_with_token


@pytest.fixture
def as_person() -> Callable[[User | None], Client]:
    """`as_person(person)`: a browser in which they are signed in."""
    return client_with_session


@pytest.fixture
def annotation_body(article: Article, annotator: User) -> dict[str, Any]:
    """What the annotator would post to mark `FLOODED`."""
    assert article.current is not None
    span = span_of(article.current.text, FLOODED)
    return {
        "id": str(uuid.uuid4()),
        "article": article.pk,
        "label": "confirmed",
        "attributions": [],
        **span,
    }
