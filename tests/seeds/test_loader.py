"""The demo loads through the services, all of it or nothing, and its people can sign in."""

import io
import os
import re
import stat
import zipfile
from io import StringIO
from pathlib import Path

import pytest
from django.contrib.auth import authenticate
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command
from django.test import RequestFactory
from django.utils import timezone
from pytest_django import Settings

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
from seeds.loader import DatabaseNotEmpty, DemoAccounts, load_demo, new_password

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


@pytest.fixture
def accounts() -> DemoAccounts:
    return load_demo()


@pytest.fixture
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    settings.DEV = True
    settings.DATA_DIR = tmp_path / "var"
    return tmp_path / "var"


def run_demo() -> str:
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


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
    assert Annotation.objects.live().filter(origin=Origin.HUMAN).count() == len(content.annotations)


def test_every_mark_is_stored_as_it_was_written(accounts: DemoAccounts) -> None:
    made = Annotation.objects.filter(origin=Origin.HUMAN)
    claims = {claim.key: claim.text for claim in seed_content().claims}
    titles = {article.key: article.title for article in seed_content().articles}
    stored = sorted(
        (row.author.email, row.article.title, row.quote, row.label, row.claim and row.claim.text)
        for row in made.select_related("author", "article", "claim")
        if row.claim is not None
    )
    assert stored == sorted(
        (ANNOTATORS[m.annotator], titles[m.article], m.quote, m.label, claims[m.claim])
        for m in seed_content().annotations
        if m.claim is not None
    )
    hops = [hop for m in seed_content().annotations for chain in m.chains for hop in chain]
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
    assert logged == Annotation.objects.count()
    assert not Event.objects.filter(actor__isnull=True).exists()


def test_nothing_of_one_project_is_seen_from_the_other(accounts: DemoAccounts) -> None:
    outsider = User.objects.get(email="outsider@demo.example")
    assert {a.project.slug for a in Article.objects.visible_to(outsider)} == {"haven"}
    annotator = User.objects.get(email="annotator1@demo.example")
    assert {a.project.slug for a in Article.objects.visible_to(annotator)} == {"koersk"}


def test_it_refuses_a_database_with_somebody_in_it() -> None:
    User.objects.create_user("first@desk.example")
    with pytest.raises(DatabaseNotEmpty):
        load_demo()
    assert User.objects.count() == 1
    assert not Project.objects.exists()


def test_nothing_stays_when_the_sign_ins_cannot_be_written() -> None:
    def full_disk(accounts: DemoAccounts) -> None:
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space"):
        load_demo(before_commit=full_disk)
    assert not User.objects.exists()
    assert not Article.objects.exists()


def test_passwords_are_fresh_and_can_be_typed() -> None:
    made = {new_password() for _ in range(50)}
    assert len(made) == 50
    assert all(re.fullmatch(r"([a-z]{4}-){4}[a-z]{4}", password) for password in made)


def test_the_command_writes_and_prints_the_sign_ins(data_dir: Path) -> None:
    said = run_demo()
    kept = (data_dir / "demo-sign-ins.txt").read_text()
    assert kept in said
    pairs = dict(line.split(" ") for line in kept.splitlines())
    assert pairs.keys() == ADDRESSES
    reviewer = User.objects.get(email="reviewer@demo.example")
    assert check_password(pairs["reviewer@demo.example"], reviewer.password)


def test_only_the_owner_can_read_the_sign_ins(data_dir: Path) -> None:
    usual = os.umask(0)
    try:
        run_demo()
    finally:
        os.umask(usual)
    assert stat.S_IMODE((data_dir / "demo-sign-ins.txt").stat().st_mode) == 0o600
    assert [path.name for path in data_dir.iterdir()] == ["demo-sign-ins.txt"]


def test_a_readable_left_over_never_gets_the_sign_ins(data_dir: Path) -> None:
    data_dir.mkdir()
    left_over = data_dir / "demo-sign-ins.txt.new"
    left_over.touch(mode=0o644)
    with left_over.open() as already_open:
        run_demo()
        assert already_open.read() == ""
    assert stat.S_IMODE((data_dir / "demo-sign-ins.txt").stat().st_mode) == 0o600


def test_the_command_twice_is_harmless(data_dir: Path) -> None:
    run_demo()
    kept = (data_dir / "demo-sign-ins.txt").read_text()
    said = run_demo()
    assert "no demo was loaded" in said
    assert str(data_dir / "demo-sign-ins.txt") in said
    assert (data_dir / "demo-sign-ins.txt").read_text() == kept
    assert User.objects.count() == len(ADDRESSES)


def test_the_command_says_when_a_filled_database_has_no_demo(data_dir: Path) -> None:
    User.objects.create_user("first@desk.example")
    assert "has no demo sign-ins" in run_demo()


def test_the_command_refuses_an_installation_that_is_not_for_trying_out(
    settings: Settings,
) -> None:
    settings.DEV = False
    with pytest.raises(CommandError, match="make run"):
        run_demo()
    assert not User.objects.exists()
