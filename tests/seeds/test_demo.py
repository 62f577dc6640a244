"""The demo holds everything that its pages are to show, and its people can sign in.

It is loaded once for the module; what a test changes is undone.
"""

import io
import zipfile
from collections import Counter
from collections.abc import Iterator

import pytest
from django.contrib.auth import authenticate
from django.test import Client, RequestFactory
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from annotator.models import (
    Adjudication,
    Annotation,
    Article,
    Assignment,
    Attribution,
    Claim,
    ClaimGroup,
    Event,
    Membership,
    Project,
    Release,
    SentBack,
    Source,
    User,
    Verdict,
)
from annotator.models.choices import JobState, Origin
from annotator.queries.annotations import annotation_row
from credibility.disagreements import differences
from credibility.stories import story_of
from seeds.content import ANNOTATORS, seed_content
from seeds.loader import DemoAccounts, load_demo
from tests.fixtures.connections import undone

pytestmark = pytest.mark.django_db

ADDRESSES = {
    f"{name}@demo.example"
    for name in (
        "annotator1",
        "annotator2",
        "annotator3",
        "reviewer",
        "manager",
        "researcher",
        "outsider",
        "admin",
    )
}


@pytest.fixture(scope="module")
def accounts(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[DemoAccounts]:
    with django_db_blocker.unblock(), undone():
        yield load_demo()


def test_it_makes_the_eight_accounts_with_their_roles(accounts: DemoAccounts) -> None:
    assert {sign_in.email for sign_in in accounts.sign_ins} == ADDRESSES
    roles = Membership.objects.values_list("user__email", "project__slug", "role")
    assert set(roles) == {
        (person.email, slug, role)
        for person in seed_content().people
        for slug, role in person.memberships.items()
    }
    assert [user.email for user in User.objects.all() if user.is_superuser] == [
        "admin@demo.example"
    ]


def test_everybody_signs_in_with_the_password_given(accounts: DemoAccounts) -> None:
    request = RequestFactory().post("/")
    for sign_in in accounts.sign_ins:
        user = authenticate(request, username=sign_in.email, password=sign_in.password)
        assert user == User.objects.get(email=sign_in.email)


def test_it_stores_everything_the_content_holds(accounts: DemoAccounts) -> None:
    content = seed_content()
    assert Article.objects.count() == len(content.articles)
    assert Claim.objects.count() == len(content.claims)
    assert ClaimGroup.objects.count() == len({c.group or c.key for c in content.claims})
    assert Source.objects.count() == len(content.sources)
    assert Verdict.objects.count() == len(content.verdicts)
    changed = {later.article for later in content.later_texts}
    titles = [one.title for one in content.articles if one.key in changed]
    as_marked = Annotation.objects.live().filter(origin=Origin.HUMAN)
    as_marked = as_marked.exclude(article__title__in=titles)
    assert as_marked.count() == len(content.annotations)


def test_one_article_has_a_second_text_and_its_story_names_what_to_read_again(
    accounts: DemoAccounts,
) -> None:
    [article] = Article.objects.filter(current__number=2)
    now = Annotation.objects.filter(revision=article.current)
    assert Counter(now.values_list("anchor", flat=True)) == {"kept": 3, "changed": 1}
    assert Annotation.objects.filter(article=article, follows=None).count() == 4
    reader = User.objects.get(email="outsider@demo.example")
    assert article.topic is not None
    browser = Client()
    browser.force_login(reader, backend="django.contrib.auth.backends.ModelBackend")
    page = browser.get(f"/p/haven/stories/{article.topic_id}/")
    assert [one.quote for one in page.context["waiting"][0]] == [
        "de reparatie aan de aandrijving tot juni duurt"
    ]
    moved = browser.get(f"/p/haven/articles/{article.pk}/differences/").content.decode()
    assert moved.count('class="moved"') == 2


def test_every_mark_is_stored_as_it_was_written(accounts: DemoAccounts) -> None:
    made = Annotation.objects.filter(origin=Origin.HUMAN, follows=None)
    content = seed_content()
    marks = [*content.annotations, *(one for later in content.later_texts for one in later.marks)]
    claims = {claim.key: claim.text for claim in seed_content().claims}
    titles = {article.key: article.title for article in seed_content().articles}
    stored = sorted(
        (row.author.email, row.article.title, row.quote, row.label, row.claim and row.claim.text)
        for row in made.select_related("author", "article", "claim")
        if row.claim is not None
    )
    assert stored == sorted(
        (
            ANNOTATORS.get(m.annotator, m.annotator),
            titles[m.article],
            m.quote,
            m.label,
            claims[m.claim],
        )
        for m in marks
        if m.claim is not None
    )
    hops = [hop for m in marks for chain in m.chains for hop in chain]
    assert Attribution.objects.filter(annotation__in=made).count() == len(hops)


def test_every_span_cuts_its_quote_out_of_the_text(accounts: DemoAccounts) -> None:
    for row in Annotation.objects.select_related("revision"):
        assert row.revision.text[row.start : row.end] == row.quote


def test_queues_are_as_the_content_says(accounts: DemoAccounts) -> None:
    titles = {article.key: article.title for article in seed_content().articles}
    queues = Assignment.objects.filter(user__email__in=ANNOTATORS.values())
    stored = queues.values_list("article__title", "user__email", "state")
    sent_back = {sent.article for sent in seed_content().sent_back}
    assert set(stored) == {
        (titles[article], ANNOTATORS[tag], "in_progress" if article in sent_back else state)
        for (article, tag), state in seed_content().states.items()
    }


def test_something_is_sent_back_re_opened_and_corrected_today(accounts: DemoAccounts) -> None:
    sent = SentBack.objects.get()
    told = {note.author.email for note in sent.comments.all()}
    assert told == {"reviewer@demo.example"}
    asked = {person.email for note in sent.comments.all() for person in note.mentions.all()}
    assert asked == {"annotator2@demo.example", "annotator3@demo.example"}
    assert Adjudication.objects.filter(superseded_at__isnull=False).count() == 1
    corrected = Verdict.objects.get(corrects__isnull=False)
    assert corrected.as_of == timezone.localdate()
    topic = corrected.claim.topic
    assert topic is not None
    changes = story_of(topic.project_id, topic.pk).changes
    assert [change.after for change in changes if change.kind == "verdict"] == ["contested"]


def test_what_counts_for_annotator_agreement_is_settled(accounts: DemoAccounts) -> None:
    assert not Annotation.objects.filter(origin=Origin.HUMAN, settled__isnull=True).exists()


def test_the_project_is_released_and_the_other_one_is_not(accounts: DemoAccounts) -> None:
    released = {project.slug: project.is_released for project in Project.objects.all()}
    assert released == {"koersk": True, "haven": False}


def test_a_release_stands_there_with_everything_in_it(accounts: DemoAccounts) -> None:
    [release] = Release.objects.select_related("job")
    assert (release.project_name, release.licence) == ("Koersk, winter 2024", "cc-by-4.0")
    assert release.job is not None
    assert release.job.state == JobState.DONE
    people = Annotation.objects.live().filter(project=release.project, origin=Origin.HUMAN)
    assert release.row_count + release.left_out >= people.count()
    agreement = opened_release(release).read("agreement.csv").decode()
    assert agreement.count("\n") > 10
    assert "alpha" in agreement


def opened_release(release: Release) -> zipfile.ZipFile:
    parts = release.parts.order_by("position").values_list("content", flat=True)
    return zipfile.ZipFile(io.BytesIO(b"".join(map(bytes, parts))))


def test_the_reviewers_decision_keeps_its_inputs(accounts: DemoAccounts) -> None:
    adjudication = Adjudication.objects.in_force().get(is_not_a_claim=False)
    assert adjudication.inputs.count() == 2
    assert adjudication.decision is not None
    assert annotation_row(adjudication.decision)["label"] == "unverified"


def test_the_queue_of_differences_has_one_of_each_sort(accounts: DemoAccounts) -> None:
    found = differences(Project.objects.get(slug="koersk").pk)
    assert {row.rank for row in found} == {0, 1, 2, 3}
    kinds = {kind for row in found for kind in row.kinds}
    assert kinds >= {"position", "label", "chains", "figure", "span", "unmarked", "decided"}
    assert any(len(row.takes) == 3 for row in found)
    assert [row.order for row in found] == sorted(row.order for row in found)


def test_the_log_knows_of_everything(accounts: DemoAccounts) -> None:
    logged = Event.objects.filter(verb="created", subject_type="annotation").count()
    assert logged == Annotation.objects.filter(follows=None).count()
    assert not Event.objects.filter(actor__isnull=True).exists()


def test_nothing_of_one_project_is_seen_from_the_other(accounts: DemoAccounts) -> None:
    outsider = User.objects.get(email="outsider@demo.example")
    assert {a.project.slug for a in Article.objects.visible_to(outsider)} == {"haven"}
    annotator = User.objects.get(email="annotator1@demo.example")
    assert {a.project.slug for a in Article.objects.visible_to(annotator)} == {"koersk"}
