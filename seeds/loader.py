"""Loads the demo through the same services as everybody else's work, all of it or nothing."""

import secrets
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, time

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from annotator.models import Annotation, Article, Claim, Project, Source, Topic, User
from annotator.services.adjudications import adjudicate, reopen
from annotator.services.annotations import Draft, Figure, Hop, create_annotations
from annotator.services.articles import Capture, add_article, capture_again
from annotator.services.assignments import assign, set_state
from annotator.services.claims import create_claim, create_topic
from annotator.services.projects import (
    add_member,
    create_project,
    release_project,
    remove_member,
    set_guideline,
)
from annotator.services.releases import request_release
from annotator.services.sending_back import send_back
from annotator.services.sources import create_source
from annotator.services.topics import say_of_topic
from annotator.services.verdicts import add_evidence, record_verdict
from credibility.services import catch_up
from credibility.services.data_sets import freeze_release
from credibility.services.derivations import mark_derivation
from seeds.content import (
    ANNOTATORS,
    SEEDS,
    SeedAnnotation,
    SeedArticle,
    SeedContent,
    SeedDecision,
    SeedHop,
    SeedLaterText,
    SeedMark,
    SeedProject,
    SeedRelease,
    SeedSentBack,
    SeedVerdict,
    seed_content,
)

PASSWORD_GROUPS = 5
"""Five groups of two syllables: 2 x 5 x log2(85), or 64 bits."""

_CONSONANTS = "bdfghjklmnprstvwz"
_VOWELS = "aeiou"
_DATE_LENGTH = {"year": 4, "month": 7, "day": 10}


class DatabaseNotEmpty(Exception):
    """There is already somebody in the database; nothing was loaded."""


@dataclass(frozen=True)
class SignIn:
    """What one person of the demo signs in with."""

    email: str
    password: str


@dataclass(frozen=True)
class DemoAccounts:
    """Who can sign in to the demo that was just loaded. The passwords are kept nowhere else."""

    sign_ins: tuple[SignIn, ...]

    def lines(self) -> str:
        """One line for each: address, space, password."""
        return "".join(f"{sign_in.email} {sign_in.password}\n" for sign_in in self.sign_ins)


def load_demo(*, before_commit: Callable[[DemoAccounts], None] | None = None) -> DemoAccounts:
    """Loads everything in `seeds/`, in one transaction, with fresh random passwords.

    `before_commit` gets the sign-ins while all of it can still be undone, so that no demo ever
    stands whose passwords nobody knows. Raises DatabaseNotEmpty when there is already a person.
    """
    content = seed_content()
    accounts = DemoAccounts(tuple(SignIn(p.email, new_password()) for p in content.people))
    # A password hash is slow on purpose: they are made beside the rest of the work.
    with ThreadPoolExecutor() as pool, transaction.atomic():
        if User.objects.exists():
            raise DatabaseNotEmpty
        hashes = {s.email: pool.submit(make_password, s.password) for s in accounts.sign_ins}
        desk = _Desk(content)
        desk.load()
        _set_passwords(desk.people.values(), hashes)
        if before_commit is not None:
            before_commit(accounts)
    return accounts


def new_password() -> str:
    """A random password that can be read aloud and typed."""
    return "-".join("".join(_syllable() for _ in range(2)) for _ in range(PASSWORD_GROUPS))


def _syllable() -> str:
    return secrets.choice(_CONSONANTS) + secrets.choice(_VOWELS)


def _set_passwords(people: Iterable[User], hashes: Mapping[str, "Future[str]"]) -> None:
    for person in people:
        person.password = hashes[person.email].result()
        person.save(update_fields=["password"])


@dataclass
class _Desk:
    """The rows made so far, by the keys that the content knows them by."""

    content: SeedContent
    people: dict[str, User] = field(default_factory=dict)
    projects: dict[str, Project] = field(default_factory=dict)
    topics: dict[str, Topic] = field(default_factory=dict)
    sources: dict[str, Source] = field(default_factory=dict)
    articles: dict[str, Article] = field(default_factory=dict)
    claims: dict[str, Claim] = field(default_factory=dict)
    groups: dict[str, Claim] = field(default_factory=dict)

    def load(self) -> None:
        """Everything but the passwords, in the order in which a team would come to it."""
        self._people()
        for project in self.content.projects:
            self._project(project)
        self._topics_and_sources()
        for article in self.content.articles:
            self._article(article)
        self._claims()
        self._assignments()
        for tag, email in ANNOTATORS.items():
            self._marks(tag, self.people[email])
        self._done()
        for decision in self.content.decisions:
            self._decision(decision)
        for sent in self.content.sent_back:
            self._sent_back(sent)
        for later in self.content.later_texts:
            self._later_text(later)
        for mark in self.content.marks:
            self._mark(mark)
        for verdict in self.content.verdicts:
            self._verdict(verdict)
        for topic in self.content.topics:
            if topic.sentence:
                reviewer = self._with_role(topic.project, "reviewer")
                say_of_topic(reviewer, self.topics[topic.key].pk, text=topic.sentence)
        for project in self.content.projects:
            if project.is_released:
                release_project(self._manager(project.slug), self.projects[project.slug])
        for release in self.content.releases:
            self._release(release)

    def _people(self) -> None:
        for person in self.content.people:
            users = User.objects
            make = users.create_superuser if person.is_superuser else users.create_user
            made = make(person.email, name=person.name, language=person.language)
            self.people[person.email] = made

    def _admin(self) -> User:
        return next(person for person in self.people.values() if person.is_superuser)

    def _with_role(self, slug: str, role: str) -> User:
        emails = (p.email for p in self.content.people if p.memberships.get(slug) == role)
        return self.people[next(emails)]

    def _manager(self, slug: str) -> User:
        return self._with_role(slug, "manager")

    def _project(self, seed: SeedProject) -> None:
        admin = self._admin()
        project = create_project(
            admin, slug=seed.slug, name=seed.name, overlap=seed.overlap, is_blind=seed.is_blind
        )
        for person in self.content.people:
            if role := person.memberships.get(seed.slug):
                add_member(admin, project, person=self.people[person.email], role=role)
        # Whoever makes a project manages it; the admin hands it over to its manager.
        remove_member(admin, project, person=admin)
        guideline = (SEEDS / seed.guideline).read_text(encoding="utf-8")
        set_guideline(self._manager(seed.slug), project, markdown=guideline)
        self.projects[seed.slug] = project

    def _topics_and_sources(self) -> None:
        for topic in self.content.topics:
            manager, project = self._manager(topic.project), self.projects[topic.project]
            self.topics[topic.key] = create_topic(manager, project, name=topic.name)
        for source in self.content.sources:
            self.sources[source.key] = create_source(
                self._manager(source.project),
                self.projects[source.project],
                name=source.name,
                kind=source.kind,
                aliases=source.aliases,
                domain=source.domain,
                is_party=source.is_party,
                is_protected=source.is_protected,
            )

    def _article(self, seed: SeedArticle) -> None:
        capture = Capture(
            text=seed.raw if seed.kind == "text" else None,
            html=seed.raw if seed.kind == "html" else None,
            title=seed.title,
            publisher=self.sources[seed.publisher].pk if seed.publisher else None,
            url=seed.url or "",
            published_on=_written_date(seed),
            authors=seed.authors,
            language=seed.language,
            topic=self.topics[seed.topic].pk,
        )
        project = self.projects[seed.project]
        self.articles[seed.key], _is_new = add_article(
            self._manager(seed.project), project, capture
        )

    def _claims(self) -> None:
        for seed in self.content.claims:
            group = seed.group or seed.key
            claim = create_claim(
                self._manager(seed.project),
                self.projects[seed.project],
                text=seed.text,
                topic_id=self.topics[seed.topic].pk,
                language=seed.language,
                same_as=self.groups.get(group),
            )
            self.claims[seed.key] = claim
            self.groups.setdefault(group, claim)

    def _assignments(self) -> None:
        for tag, email in ANNOTATORS.items():
            given = [article for article, who in self.content.states if who == tag]
            project = self.articles[given[0]].project
            assign(
                self._manager(project.slug),
                project,
                articles=[self.articles[key].pk for key in given],
                people=[self.people[email].pk],
            )

    def _marks(self, tag: str, author: User) -> None:
        drafts = [self._draft(mark) for mark in self.content.annotations if mark.annotator == tag]
        create_annotations(author, drafts)

    def _draft(self, mark: SeedAnnotation | SeedDecision) -> Draft:
        start = self._start(mark)
        draft = Draft(
            article=self.articles[mark.article].pk,
            start=start,
            end=start + len(mark.quote),
            quote=mark.quote,
            label=mark.label,
            claim=self.claims[mark.claim].pk if mark.claim else None,
            chains=tuple(tuple(self._hop(hop) for hop in chain) for chain in mark.chains),
        )
        return draft if isinstance(mark, SeedDecision) else _with_details(draft, mark)

    def _start(self, mark: SeedAnnotation | SeedDecision) -> int:
        revision = self.articles[mark.article].current
        assert revision is not None
        occurrence = mark.occurrence if isinstance(mark, SeedAnnotation) else 1
        start = -1
        for _ in range(occurrence):
            start = revision.text.index(mark.quote, start + 1)
        return start

    def _hop(self, hop: SeedHop) -> Hop:
        source = self.sources[hop.source].pk if hop.source else None
        return Hop(source=source, cue=hop.cue, stance=hop.stance)

    def _later_text(self, seed: SeedLaterText) -> None:
        """Somebody marks the first text and calls it done; then the outlet changes it."""
        author, article = self.people[seed.by], self.articles[seed.article]
        create_annotations(author, [self._draft(mark) for mark in seed.marks])
        set_state(author, article, "done")
        capture = Capture(text=seed.text, title=article.title, language=article.language)
        capture_again(author, article.pk, capture)

    def _done(self) -> None:
        for (article, tag), state in self.content.states.items():
            if state == "done":
                set_state(self.people[ANNOTATORS[tag]], self.articles[article], state)

    def _decision(self, seed: SeedDecision) -> None:
        draft = self._draft(seed)
        revision = self.articles[seed.article].current
        assert revision is not None
        inputs = Annotation.objects.filter(revision=revision, quote=seed.quote)
        made = adjudicate(
            self.people[seed.reviewer],
            revision_id=revision.pk,
            start=draft.start,
            end=draft.end,
            decision=None if seed.is_not_a_claim else draft,
            inputs=list(inputs.values_list("pk", flat=True)),
            reason=seed.reason,
            error_category=seed.error_category,
        )
        if seed.is_reopened:
            reopen(self.people[seed.reviewer], made.pk)

    def _sent_back(self, seed: SeedSentBack) -> None:
        revision = self.articles[seed.article].current
        assert revision is not None
        marks = Annotation.objects.filter(revision=revision, quote=seed.quote)
        start = revision.text.index(seed.quote)
        send_back(
            self.people[seed.reviewer],
            revision_id=revision.pk,
            start=start,
            end=start + len(seed.quote),
            annotations=list(marks.values_list("pk", flat=True)),
            note=seed.note,
        )

    def _mark(self, seed: SeedMark) -> None:
        claim = self.claims[seed.claim]
        mark_derivation(
            self._with_role(claim.project.slug, "reviewer"),
            claim.project,
            ends={
                "source": self.sources[seed.source].pk,
                "from_source": self.sources[seed.from_source].pk,
            },
            probability=float(seed.probability),
            claim_id=claim.pk,
            note=seed.note,
        )

    def _release(self, seed: SeedRelease) -> None:
        """Frozen here and now: what a worker made later would still lack the scores."""
        project = self.projects[seed.project]
        catch_up(project.pk)
        release = request_release(
            self._manager(seed.project),
            project,
            title=seed.title,
            licence=seed.licence,
            filters={},
        )
        assert release.job is not None
        freeze_release(release.job.pk)

    def _verdict(self, seed: SeedVerdict) -> None:
        claim = self.claims[seed.claim]
        reviewer = self._with_role(claim.project.slug, "reviewer")
        evidence = add_evidence(
            reviewer,
            claim.pk,
            url=seed.evidence_url,
            quote=seed.evidence_quote,
            retrieved_at=datetime.combine(seed.evidence_retrieved_on, time(12), tzinfo=UTC),
        )
        corrected = claim.verdicts.order_by("as_of", "pk").last() if seed.reason else None
        record_verdict(
            reviewer,
            claim.pk,
            value=seed.verdict,
            as_of=seed.as_of or timezone.localdate(),
            rationale=seed.rationale,
            evidence=[evidence.pk],
            corrects=corrected.pk if corrected else None,
            reason=seed.reason,
        )


def _with_details(draft: Draft, mark: SeedAnnotation) -> Draft:
    figure = Figure(**asdict(mark.quantity)) if mark.quantity else None
    return replace(draft, quantity=figure, note=mark.note, confidence=mark.confidence)


def _written_date(seed: SeedArticle) -> str:
    if seed.published_on is None:
        return ""
    return seed.published_on.isoformat()[: _DATE_LENGTH[seed.precision]]
