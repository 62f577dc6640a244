"""The page of webhooks: made with a secret shown once, tried out, resumed, removed."""

from django.utils import timezone
from pytest_django import Settings

from annotator.models import Delivery, Project, User, Webhook
from annotator.services.webhooks import secret_of
from tests.annotator.pages.browsing import browse


def test_a_manager_makes_tries_resumes_and_removes_one(
    manager: User, project: Project, settings: Settings
) -> None:
    settings.OUTBOUND_CALLS = True
    browser, path = browse(manager), f"/p/{project.slug}/webhooks/"
    assert "There are none yet." in browser.get(path).text
    sent = {"url": " https://desk.example.org/told ", "kinds": ["annotation", "score"]}
    made = browser.post(path, sent).text
    webhook = Webhook.objects.get()
    assert secret_of(webhook) in made
    assert secret_of(webhook) not in browser.get(path).text
    one = f"{path}{webhook.pk}/"
    browser.post(one, {"act": "test"})
    assert Delivery.objects.get().is_test
    assert "Nothing was sent yet." not in browser.get(path).text
    Webhook.objects.update(paused_at=timezone.now(), failures=6)
    assert "A webhook is paused" in browser.get(f"/p/{project.slug}/project/").text
    assert "Nothing is lost" in browser.get(path).text
    browser.post(one, {"act": "resume"})
    assert Webhook.objects.get().paused_at is None
    browser.post(one, {"act": "remove"})
    assert "There are none yet." in browser.get(path).text


def test_what_is_wrong_stands_at_its_field(
    manager: User, project: Project, settings: Settings
) -> None:
    path = f"/p/{project.slug}/webhooks/"
    assert "calls no other machines" in browse(manager).get(path).text
    settings.OUTBOUND_CALLS = True
    page = browse(manager).post(path, {"url": "http://127.0.0.1/", "kinds": ["score"]})
    assert "numbers are not called" in page.text
    assert not Webhook.objects.exists()
