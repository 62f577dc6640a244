"""The sweep: beside what waits, it tells of scores whoever outside wants to hear of them."""

from pytest_django import Settings

from annotator.models import Annotation, Delivery, Project, User
from annotator.services.webhooks import create_webhook
from credibility.queries import live_version
from credibility.services import catch_up, sweep


def test_whoever_wants_to_hear_of_scores_is_told_of_each_version_once(
    project: Project, manager: User, annotation: Annotation, settings: Settings
) -> None:
    settings.OUTBOUND_CALLS = True
    create_webhook(manager, project, url="https://desk.example.org/", kinds=["score"])
    sweep()
    assert not Delivery.objects.exists()
    catch_up(project.pk)
    for _time in range(2):
        sweep()
    [delivery] = Delivery.objects.all()
    assert delivery.scores_version == live_version(project.pk) > 0
