"""The doctor: well where all is well, and each illness by its name and with what to do."""

import io
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone
from pytest_django import Settings

from annotator.models import Annotation, Event, Job, Project, User, Webhook
from annotator.models.choices import JobState
from annotator.services.checkup import BAD, ODD, WELL, Finding, look_at_everything
from annotator.services.jobs import create_job
from annotator.services.purging import purge_article

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def data_dir(settings: Settings, tmp_path: Path) -> Path:
    """A folder of the test's own."""
    settings.DATA_DIR = tmp_path
    return tmp_path


def findings() -> dict[str, Finding]:
    """What the doctor finds, by part."""
    return {finding.part: finding for finding in look_at_everything()}


def test_a_sound_database_is_well_and_an_absent_broker_is_not(annotation: Annotation) -> None:
    Event.objects.update(delivered_at=timezone.now())
    found = findings()
    for part in ("database", "tables", "quotes", "jobs", "scores", "webhooks", "clock", "files"):
        assert found[part].state == WELL, found[part]
    assert found["quotes"].found == "1 stand in their texts"
    assert found["broker"].state == BAD
    assert "worker" not in found


def test_each_illness_is_found(
    annotation: Annotation, project: Project, manager: User, data_dir: Path
) -> None:
    long_ago = timezone.now() - timedelta(hours=1)
    Annotation.objects.update(quote="at least 13 houses were flooded")
    job = create_job("rebuild", project=project, created_by=manager)
    Job.objects.filter(pk=job.pk).update(queued_at=long_ago)
    Event.objects.update(at=long_ago, delivered_at=None)
    Webhook.objects.create(
        project=project, url="https://a.example/", created_by=manager, paused_at=long_ago
    )
    (data_dir / ".restore-abc").mkdir()
    found = findings()
    states = {part: found[part].state for part in ("quotes", "jobs", "scores", "webhooks", "files")}
    assert states == {"quotes": BAD, "jobs": BAD, "scores": BAD, "webhooks": ODD, "files": ODD}
    assert str(annotation.pk) in found["quotes"].found
    assert all(found[part].advice for part in states)
    Job.objects.update(state=JobState.FAILED, finished_at=timezone.now())
    assert findings()["jobs"].state == ODD


def test_what_was_purged_is_no_illness(annotation: Annotation) -> None:
    purge_article(annotation.article)
    assert findings()["quotes"].state == WELL


def test_the_command_prints_a_table_or_json_and_its_exit_code_tells(project: Project) -> None:
    said = io.StringIO()
    with pytest.raises(CommandError, match="broker"):
        call_command("doctor", stdout=said)
    heading, first, *_rest = said.getvalue().splitlines()
    assert heading.split() == ["part", "state", "found", "what", "to", "do"]
    assert first.startswith("database")
    said = io.StringIO()
    with pytest.raises(CommandError):
        call_command("doctor", "--json", stdout=said)
    assert {json.loads(line)["part"] for line in said.getvalue().splitlines()} >= {"disk", "clock"}
