"""A verdict recorded, corrected and read as of a day, by keyboard."""

import pytest
from playwright.sync_api import expect

from annotator.models import Project, Topic, User, Verdict
from annotator.services.claims import create_topic
from tests.browser.conftest import OpenWindow
from tests.credibility.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def flood(project: Project, manager: User, annotator: User) -> Topic:
    """A story with one claim, told on the 10th."""
    rows = Desk(project, manager)
    topic = create_topic(rows.manager, rows.project, name="Flood")
    rows.claim("it rained", topic=topic.pk)
    article = rows.article("Rain", publisher="Polder Post", day="2024-12-10")
    rows.mark(annotator, article, "it rained", [("GUR", "asserts")])
    return topic


def test_a_verdict_is_recorded_corrected_and_read_as_of_a_day_by_keyboard(
    open_window: OpenWindow, flood: Topic, reviewer: User
) -> None:
    claim = flood.claims.get()
    page = open_window(reviewer, f"/p/dikes/claims/{claim.pk}/verdict/")
    keys = page.keyboard

    def fill(label: str, words: str) -> None:
        page.get_by_label(label).first.fill(words)

    # Without evidence it is refused, and what was written stays.
    page.get_by_label("Confirmed", exact=True).focus()
    keys.press("Space")
    fill("As of", "2024-12-11")
    page.get_by_label("Why", exact=True).focus()
    keys.type("It was wet.")
    page.get_by_role("button", name="Record the verdict").press("Enter")
    expect(page.get_by_text("A verdict rests on evidence")).to_be_visible()
    expect(page.get_by_label("Why", exact=True)).to_have_value("It was wet.")
    fill("Address (http or https)", "https://weather.example/rain")
    fill("Read at", "2024-12-11T08:00")
    page.get_by_role("button", name="Record the verdict").press("Enter")
    expect(page.get_by_text("It stands from now on")).to_be_visible()

    page.get_by_role("link", name="Correct this verdict").press("Enter")
    expect(page.get_by_role("heading", name="Correct the verdict")).to_be_visible()
    page.get_by_label("Refuted", exact=True).focus()
    keys.press("Space")
    fill("As of", "2024-12-13")
    fill("Why the earlier verdict is corrected", "The gauge was broken.")
    page.get_by_role("button", name="Record the correction").press("Enter")
    expect(page.get_by_text("The gauge was broken.")).to_be_visible()
    assert list(Verdict.objects.order_by("pk").values_list("value", flat=True)) == [
        "confirmed",
        "refuted",
    ]

    page.goto(f"{page.url.partition('/p/')[0]}/p/dikes/stories/{flood.pk}/")
    expect(page.get_by_role("heading", name="Does not hold")).to_be_visible()
    for day, section in (("2024-12-12", "Stands"), ("2024-12-10", "Hangs on one origin")):
        fill("As of", day)
        page.get_by_role("button", name="Show", exact=True).press("Enter")
        expect(page.get_by_role("heading", name=section, exact=True)).to_be_visible()
    expect(page.get_by_role("button", name="Print")).to_be_enabled()
