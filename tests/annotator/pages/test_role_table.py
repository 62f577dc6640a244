"""Who may open and send what in the pages: the table of the threat model, over every address."""

import re
import uuid
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from annotator.models import Article, Project, User
from annotator.pages.urls import urlpatterns

AsPerson = Callable[[User | None], Client]
ROLES = ("annotator", "reviewer", "manager", "researcher", "admin", "outsider", "nobody")
SIGN_IN = 302
GONE = 404

# Address name: what GET answers to annotator, reviewer, manager, researcher, admin.
GET = {
    "queue": (200, 200, 200, 200, 200),
    "import": (200, 200, 200, 403, 200),
    "annotate": (200, 200, 200, 404, 200),
    "article-details": (403, 403, 200, 403, 200),
    "guideline": (200, 200, 200, 200, 200),
    "edit-guideline": (403, 403, 200, 403, 200),
    "exports": (200, 200, 200, 200, 200),
    "members": (200, 200, 200, 200, 200),
    "project": (403, 403, 200, 403, 200),
    "webhooks": (403, 403, 200, 403, 200),
    "fetching": (404, 404, 404, 403, 404),
    "import-files": (200, 200, 200, 403, 200),
    "import-batch": (404, 404, 404, 403, 404),
    "differences": (200, 200, 200, 404, 200),
    "decided": (200, 200, 200, 200, 200),
    "releases": (200, 200, 200, 200, 200),
    "assignments": (403, 403, 200, 403, 200),
}
# What POST of an empty form answers; 302 and 200 have passed the door, 403 and 404 have not.
POST = {
    "take-next": (302, 302, 302, 403, 302),
    "take": (302, 302, 302, 403, 302),
    "import": (200, 200, 200, 403, 200),
    "article-done": (302, 302, 302, 404, 302),
    "switch-block": (302, 302, 302, 404, 302),
    "look-again": (404, 404, 404, 404, 404),
    "article-details": (403, 403, 302, 403, 302),
    "edit-guideline": (403, 403, 200, 403, 200),
    "change-role": (403, 403, 302, 403, 302),
    "remove-member": (403, 403, 302, 403, 302),
    "hand-over": (403, 403, 200, 403, 200),
    "invite": (403, 403, 200, 403, 200),
    "revoke-invitation": (403, 403, 404, 403, 404),
    "project": (403, 403, 200, 403, 200),
    "assign": (403, 403, 200, 403, 200),
    "release": (403, 403, 200, 403, 200),
    "archive": (403, 403, 302, 403, 302),
    "cancel-job": (404, 404, 404, 404, 404),
    "fetch-article": (200, 200, 200, 403, 200),
    "webhooks": (403, 403, 200, 403, 200),
    "change-webhook": (403, 403, 404, 403, 404),
    "import-files": (200, 200, 200, 403, 200),
    "import-batch": (404, 404, 404, 403, 404),
    "releases": (403, 200, 200, 403, 200),
    "change-assignment": (403, 403, 404, 403, 404),
}


@pytest.fixture
def people(request: pytest.FixtureRequest, project: Project) -> dict[str, User | None]:
    names = [role for role in ROLES if role != "nobody"]
    return {"nobody": None, **{name: request.getfixturevalue(name) for name in names}}


def address(name: str, project: Project, article: Article, second: User) -> str:
    """The address of that name, with ids that exist in the project."""
    pattern = next(one for one in urlpatterns if isinstance(one, URLPattern) and one.name == name)
    ids: dict[str, Any] = {
        "slug": project.slug,
        "article_id": article.pk,
        "user_id": second.pk,
        "invitation_id": 999_999,
        "webhook_id": 999_999,
        "assignment_id": 999_999,
        "batch_id": uuid.uuid4(),
        "job_id": uuid.uuid4(),
        "annotation_id": uuid.uuid4(),
        "number": 0,
    }
    filled = str(pattern.pattern)
    filled = re.sub(r"<\w+:(\w+)>", lambda part: str(ids[part[1]]), filled)
    return "/" + filled


def answers(name: str, table: Mapping[str, tuple[int, ...]]) -> dict[str, int]:
    """What each role, the outsider and nobody are to get."""
    expected = dict(zip(ROLES, table[name], strict=False))
    return expected | {"outsider": GONE, "nobody": SIGN_IN}


@pytest.mark.parametrize("name", GET)
def test_a_page_opens_for_the_roles_that_may(
    name: str,
    people: dict[str, User | None],
    project: Project,
    article: Article,
    second_annotator: User,
    as_person: AsPerson,
) -> None:
    path = address(name, project, article, second_annotator)
    found = {role: as_person(person).get(path).status_code for role, person in people.items()}
    assert found == answers(name, GET)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("name", POST)
def test_a_form_is_taken_from_the_roles_that_may(
    name: str,
    role: str,
    people: dict[str, User | None],
    project: Project,
    article: Article,
    second_annotator: User,
    as_person: AsPerson,
) -> None:
    client = Client(raise_request_exception=False)
    if (person := people[role]) is not None:
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    sent = {"role": "reviewer", "act": "preview"}
    response = client.post(address(name, project, article, second_annotator), sent)
    assert response.status_code == answers(name, POST)[role]
    if role == "nobody":
        assert response.headers["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("name", POST)
def test_nothing_is_taken_without_the_form_s_token(
    name: str,
    project: Project,
    article: Article,
    manager: User,
    second_annotator: User,
    as_person: AsPerson,
) -> None:
    response = as_person(manager).post(address(name, project, article, second_annotator))
    assert response.status_code == 403


def test_every_address_of_a_project_is_in_the_table() -> None:
    names = {
        one.name
        for one in urlpatterns
        if isinstance(one, URLPattern) and "slug" in str(one.pattern)
    }
    assert names == GET.keys() | POST.keys()


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
@pytest.mark.parametrize("name", sorted(GET.keys() | POST.keys()))
def test_pages_know_no_other_verbs(
    name: str,
    verb: str,
    project: Project,
    article: Article,
    manager: User,
    second_annotator: User,
) -> None:
    client = Client()
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    path = address(name, project, article, second_annotator)
    assert getattr(client, verb)(path).status_code == 405


def test_researchers_read_once_the_project_is_released(
    project: Project, article: Article, researcher: User, as_person: AsPerson
) -> None:
    page = as_person(researcher).get(f"/p/{project.slug}/")
    assert "Not released yet" in page.text
    assert str(article) not in page.text
    project.released_at = project.created_at
    project.save()
    assert str(article) in as_person(researcher).get(f"/p/{project.slug}/").text


def test_researchers_see_whom_to_ask_and_no_annotator(
    project: Project, manager: User, annotator: User, researcher: User, as_person: AsPerson
) -> None:
    page = as_person(researcher).get(f"/p/{project.slug}/members/").text
    assert manager.email in page
    assert annotator.email not in page
