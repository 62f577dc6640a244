"""The table of permissions, walked over every route, verb and person, in three kinds of project."""

import json
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

import pytest
from django.conf import settings
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.test.client import BOUNDARY, MULTIPART_CONTENT, encode_multipart
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from annotator.models import (
    Annotation,
    Assignment,
    Event,
    ImportBatch,
    Membership,
    Notice,
    Project,
    Release,
    User,
    Verdict,
    Webhook,
)
from annotator.models.choices import Anchor, NoticeKind, Role, VerdictState
from annotator.services.adjudications import adjudicate
from annotator.services.annotations import Draft, create_annotation
from annotator.services.articles import Capture, add_article
from annotator.services.claim_relations import relate_claims, split_claim
from annotator.services.claims import create_claim, create_topic
from annotator.services.comments import add_comment
from annotator.services.jobs import create_job
from annotator.services.notices import give_notice
from annotator.services.people import invite
from annotator.services.releases import request_release
from annotator.services.sending_back import send_back
from annotator.services.sources import create_source
from annotator.services.tokens import create_token
from annotator.services.verdicts import add_evidence, record_verdict
from credibility.services.derivations import mark_derivation
from tests.cast import ARTICLE_TEXT, ARTICLE_TITLE, FLOODED, make_person, make_project, span_of
from tests.fixtures.connections import kept_connection, undone
from tests.permissions_table import BLIND, ELSEWHERE, PEOPLE, RELEASED, ROWS, Row

pytestmark = pytest.mark.django_db
VERBS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE")
KINDS: dict[str, dict[str, dict[str, str]]] = {"open": {}, "blind": BLIND, "released": RELEASED}
ROLES = {
    "annotator": Role.ANNOTATOR,
    "second_annotator": Role.ANNOTATOR,
    "reviewer": Role.REVIEWER,
    "manager": Role.MANAGER,
    "researcher": Role.RESEARCHER,
}


@dataclass
class World:
    """A project with something of everything, and people signed in around it."""

    kind: str
    ids: dict[str, Any] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def address(self, name: str) -> str:
        """The address of the route with this name, for the things of this world."""
        return reverse(name, kwargs={key: self.ids[of] for key, of in ROWS[name].at.items()})

    def ask(self, person: str, verb: str, address: str, body: Any) -> int:
        """The status the person gets; what the request changed is undone."""
        browser = Client(raise_request_exception=False)
        if person in self.cookies:
            browser.cookies[settings.SESSION_COOKIE_NAME] = self.cookies[person]
        is_api = address.startswith("/api/")
        data = json.dumps(body) if is_api and body is not None else body or ""
        send: dict[str, Any] = {"headers": {"If-Match": '"1"'}} if is_api else {}
        if is_api and body is not None:
            send["content_type"] = "application/json"
        if is_api and isinstance(body, dict) and "file" in body:
            with undone():
                return int(browser.generic(verb, address, **form_of(body)).status_code)
        elif not is_api and verb == "POST":
            with undone():
                return int(browser.post(address, body or {}).status_code)
        with undone():
            response = browser.generic(verb, address, data, **send)
            with kept_connection():
                response.close()
        return int(response.status_code)

    def filled(self, template: Any) -> Any:
        """The template with ids in place of "{name}"."""
        if isinstance(template, dict):
            return {name: self.filled(value) for name, value in template.items()}
        if isinstance(template, list):
            return [self.filled(value) for value in template]
        if isinstance(template, str) and template.startswith("{"):
            return self.ids[template.strip("{}")]
        return template


def form_of(body: dict[str, Any]) -> dict[str, Any]:
    """A form with a file, as `generic` sends it."""
    held = {**body, "file": SimpleUploadedFile("a.txt", body["file"].encode())}
    return {"data": encode_multipart(BOUNDARY, held), "content_type": MULTIPART_CONTENT}


@pytest.fixture(scope="module", params=list(KINDS))
def world(
    request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[World]:
    """The world, once for each kind of project; each request's changes are undone."""
    with django_db_blocker.unblock(), undone():
        yield make_world(request.param)


def make_world(kind: str) -> World:
    """A project of that kind, with one thing of each sort."""
    project = make_project("dikes", is_blind=kind == "blind")
    people = {
        name: make_person(f"{name}@cast.example", project=project, role=role)
        for name, role in ROLES.items()
    }
    elsewhere = make_project("elsewhere")
    people["outsider"] = make_person("outsider@cast.example", project=elsewhere, role=Role.MANAGER)
    people["admin"] = User.objects.create_superuser("admin@cast.example", "x" * 20)
    make_person("newcomer@cast.example")
    world = World(kind, ids={name: person.pk for name, person in people.items()})
    world.ids |= make_things(project, people)
    world.ids |= {"english": "en", "some_version": "0"}
    if kind == "released":
        project.released_at = timezone.now()
        project.save()
    for name, person in people.items():
        browser = Client()
        browser.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        world.cookies[name] = browser.cookies[settings.SESSION_COOKIE_NAME].value
    return world


def make_things(project: Project, people: dict[str, User]) -> dict[str, Any]:
    """One thing of each sort in the project; their ids by name."""
    annotator, manager = people["annotator"], people["manager"]
    article, _ = add_article(manager, project, Capture(text=ARTICLE_TEXT, title=ARTICLE_TITLE))
    draft = Draft(article=article.pk, label="confirmed", **span_of(ARTICLE_TEXT, FLOODED))
    annotation, _ = create_annotation(annotator, draft)
    changed = replace(draft, id=uuid.uuid4(), **span_of(ARTICLE_TEXT, FLOODED[:8]))
    changed_annotation, _ = create_annotation(annotator, changed)
    Annotation.objects.filter(pk=changed_annotation.pk).update(anchor=Anchor.CHANGED)
    comment, _ = add_comment(
        annotator,
        text="@reviewer which?",
        annotation_id=annotation.pk,
        mentions=[people["reviewer"].pk],
    )
    invitation, secret = invite(
        manager, email="guest@cast.example", project=project, role=Role.ANNOTATOR
    )
    claim = create_claim(manager, project, text="Houses were flooded.")
    linked = replace(
        draft, id=uuid.uuid4(), claim=claim.pk, **span_of(ARTICLE_TEXT, "30 houses were flooded")
    )
    to_split = [
        create_annotation(manager, replace(linked, id=uuid.uuid4()))[0].pk for _again in range(2)
    ]
    split = split_claim(
        manager, claim.pk, text="Cellars were flooded.", annotation_ids=to_split[:1]
    )
    relation, _ = relate_claims(manager, claim.pk, other_id=split.pk, kind="narrower")
    gur, army = (create_source(manager, project, name=name).pk for name in ("GUR", "Pentagon"))
    derivation, _ = mark_derivation(
        manager, project, ends={"source": gur, "from_source": army}, probability=0.4
    )
    assert article.current_id is not None
    reviewer = people["reviewer"]
    decided = adjudicate(
        reviewer, revision_id=article.current_id, start=0, end=3, decision=None, inputs=[]
    )
    sent = send_back(
        reviewer,
        revision_id=article.current_id,
        start=0,
        end=3,
        annotations=[annotation.pk],
        note="Which?",
    )
    seen = timezone.make_aware(datetime(2024, 12, 1))
    evidence = add_evidence(manager, claim.pk, url="https://board.example/1", retrieved_at=seen)
    verdict = record_verdict(
        manager, claim.pk, value="refuted", as_of=date(2024, 12, 19), evidence=[evidence.pk]
    )
    Verdict.objects.filter(pk=verdict.pk).update(state=VerdictState.PROPOSED)
    give_notice(NoticeKind.ASSIGNED, project, people=[annotator.pk], actor=manager)
    return {
        "project": project.slug,
        "notice": Notice.objects.get(kind=NoticeKind.ASSIGNED).pk,
        "adjudication": decided.pk,
        "sent_back": sent.pk,
        "text_start": 0,
        "text_three": 3,
        "derivation": derivation.pk,
        "linked_annotation": str(to_split[1]),
        "split_claim": split.pk,
        "relation": relation.pk,
        "article": article.pk,
        "second_article": add_article(manager, project, Capture(text="Dry."))[0].pk,
        "revision": article.current_id,
        "annotation": str(annotation.pk),
        "changed_annotation": str(changed_annotation.pk),
        "comment": comment.pk,
        "block": 0,
        "assignment": Assignment.objects.get(user=annotator).pk,
        "source": create_source(manager, project, name="Water board").pk,
        "second_source": create_source(manager, project, name="The army").pk,
        "topic": create_topic(manager, project, name="The flood").pk,
        "claim": claim.pk,
        "evidence": evidence.pk,
        "verdict": verdict.pk,
        "second_claim": create_claim(manager, project, text="30 houses were flooded.").pk,
        "job": create_job("rebuild", project=project, created_by=manager).pk,
        "webhook": Webhook.objects.create(
            project=project, url="https://told.example/", salt="s", created_by=manager
        ).pk,
        "fetch_job": create_job("fetch_article", project=project, created_by=manager).pk,
        "import": ImportBatch.objects.create(
            project=project,
            created_by=manager,
            kind="txt",
            name="a.txt",
            bytes_sent=1,
            sha256="0" * 64,
            state="published",
        ).pk,
        "token": create_token(annotator, scope="read")[0].pk,
        "invitation": invitation.pk,
        "secret": secret,
        "nothing": uuid.uuid4(),
        "export_kind": "doccano.jsonl",
        "data_set": str(made_release(project, manager).pk),
        "left_out_reason": "no_claim",
    }


def made_release(project: Project, manager: User) -> Release:
    """A release that can be fetched."""
    release = request_release(manager, project, title="Floods", licence="", filters={})
    release.frozen_at = timezone.now()
    release.save()
    return release


def routes(resolver: Any = None) -> Iterator[str]:
    """The names of all routes but those of Django admin, whose own tests walk it."""
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            if entry.app_name != "admin":
                yield from routes(entry)
        elif isinstance(entry, URLPattern):
            yield entry.name or str(entry.pattern)


def expected(row: Row, differences: dict[str, str], verb: str, person: str, *, api: bool) -> int:
    """What the table says."""
    verb = "GET" if verb == "HEAD" else verb
    statuses = {**row.statuses, **differences}.get(verb)
    if statuses is None:
        return 401 if api and person == "nobody" else 405
    return int(statuses.split()[PEOPLE.index(person)])


def test_every_route_has_a_row_and_every_row_a_route() -> None:
    assert set(routes()) == ROWS.keys() | ELSEWHERE.keys()


@pytest.mark.parametrize("name", sorted(ROWS))
def test_everybody_gets_what_the_table_says(world: World, name: str) -> None:
    row = ROWS[name]
    address = world.address(name)
    is_api = address.startswith("/api/")
    wrong = []
    differences = KINDS[world.kind].get(name, {})
    # HEAD goes as GET does, and a verb that there is not is refused before a project is looked
    # at: both are asked of one kind of project only.
    for verb in VERBS if world.kind == "open" else {*row.statuses, *differences}:
        body = world.filled(dict(row.bodies[verb])) if verb in row.bodies else None
        is_read = verb in ("GET", "HEAD")
        query = row.query.format(**world.ids) if is_read or not is_api else ""
        for person in PEOPLE:
            told = expected(row, differences, verb, person, api=is_api)
            got = world.ask(person, verb, address + query, body)
            if got != told:
                wrong.append(f"{verb} {address} by {person}: {got}, the table says {told}")
    assert not wrong, "\n".join(wrong)


def test_a_membership_that_ends_closes_the_project(world: World) -> None:
    address = reverse("api-project", kwargs={"slug": world.ids["project"]})
    assert world.ask("reviewer", "GET", address, None) == 200
    with undone():
        Membership.objects.filter(user=world.ids["reviewer"]).delete()
        assert world.ask("reviewer", "GET", address, None) == 404


def pages_taking(verb: str) -> Iterator[str]:
    """The names of the pages that take this verb."""
    for name, row in sorted(ROWS.items()):
        if verb in row.statuses and not name.startswith("api-"):
            yield name


def test_whoever_is_not_signed_in_is_sent_to_the_sign_in(world: World) -> None:
    for name in pages_taking("GET"):
        if ROWS[name].statuses["GET"].startswith("302"):
            answer = Client().get(world.address(name))
            assert answer.headers["Location"].startswith("/sign-in/"), name


def test_no_form_is_taken_without_the_token_of_its_page(world: World) -> None:
    browser = Client(enforce_csrf_checks=True)
    browser.cookies[settings.SESSION_COOKIE_NAME] = world.cookies["manager"]
    statuses = {
        name: browser.post(world.address(name)).status_code for name in pages_taking("POST")
    }
    assert set(statuses.values()) == {403}, statuses


# What changes nothing that is in the project: who may look into it, bringing it back, reading what
# one was told, and stopping what runs or leaves.
ARCHIVED_TOO = frozenset(
    {
        *("api-project", "api-members", "api-member", "archive", "mention"),
        *("api-job-cancel", "api-webhook"),
    }
)
# Pages that say so where they stand or on the page they lead back to, and who is told there.
SAY_SO = {"project": "manager", "switch-block": "manager", "look-again": "annotator"}


def in_a_project(world: World, row: Row, body: Any) -> bool:
    """Whether the route or what is sent names something in the project."""
    named = {*row.at.values(), *(str(value).strip("{}") for value in _values(body))}
    elsewhere = {"token", "notice", "english", "some_version", "secret", "nothing"}
    return bool((named - elsewhere) & world.ids.keys())


def _values(body: Any) -> Iterator[Any]:
    if isinstance(body, dict):
        body = list(body.values())
    if isinstance(body, list):
        for value in body:
            yield from _values(value)
    else:
        yield body


@pytest.mark.parametrize("world", ["open"], indirect=True)
@pytest.mark.parametrize("name", sorted(ROWS.keys() - ARCHIVED_TOO - SAY_SO.keys()))
def test_nothing_is_written_in_a_project_that_was_put_away(world: World, name: str) -> None:
    row, wrong = ROWS[name], []
    address = reverse(name, kwargs={key: world.ids[thing] for key, thing in row.at.items()})
    with undone():
        Project.objects.filter(slug=world.ids["project"]).update(archived_at=timezone.now())
        for verb in sorted(row.statuses.keys() - {"GET"}):
            template = row.bodies.get(verb)
            body = world.filled(dict(template)) if template else None
            if not in_a_project(world, row, template):
                continue
            for person, status in zip(PEOPLE, row.statuses[verb].split(), strict=True):
                if person == "nobody" or not status.startswith(("2", "3")):
                    continue
                got = world.ask(person, verb, address, body)
                if got < 400:
                    wrong.append(f"{verb} {address} by {person}: {got}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("world", ["open"], indirect=True)
@pytest.mark.parametrize("name", sorted(SAY_SO))
def test_a_page_says_that_the_project_was_put_away(world: World, name: str) -> None:
    address = reverse(name, kwargs={key: world.ids[thing] for key, thing in ROWS[name].at.items()})
    body = world.filled(dict(ROWS[name].bodies.get("POST", {}))) | {"name": "Dikes", "overlap": 2}
    browser = Client()
    browser.cookies[settings.SESSION_COOKIE_NAME] = world.cookies[SAY_SO[name]]
    with undone():
        Project.objects.filter(slug=world.ids["project"]).update(archived_at=timezone.now())
        events = Event.objects.count()
        answer = browser.post(address, body)
        said = [str(one) for one in get_messages(answer.wsgi_request)]
        assert "This project was put away" in f"{said} {answer.content.decode()}"
        assert Event.objects.count() == events
