"""The agreement pages and those of sources in a browser: accessible, fitting, kept up to date."""

import re
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Job, Project, User
from annotator.services.adjudications import adjudicate
from annotator.services.claims import create_topic
from annotator.services.sources import merge_source, update_source
from credibility import services
from tests.browser.conftest import OpenWindow
from tests.browser.looking import WAYS, look
from tests.cast import judge
from tests.credibility.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LONG = "Ministerie van Volkshuisvesting, Ruimtelijke Ordening en Ondergelopenkelderbeleid"
OPEN_ALL = "for (const part of document.querySelectorAll('main details')) part.open = true"


@pytest.fixture
def busy_desk(
    project: Project, manager: User, annotator: User, second_annotator: User, reviewer: User
) -> Desk:
    """Sources that meet often, seldom and never; people who differ; verdicts; a merged source."""
    desk = Desk(project, manager)
    topic = create_topic(manager, project, name="Hoogwater in de benedenstad")
    article = desk.article("Pompen in de benedenstad", publisher="De Dijkpost", day="2024-12-17")
    later = desk.article("What the services say", publisher="Polder Post", day="2024-12-20")
    for place in range(5):
        desk.claim(f"Bewering {place}", topic=topic.pk if place < 3 else None)
        for who in (annotator, second_annotator):
            label = "contested" if place == 3 and who == annotator else "confirmed"
            chains = [("GUR", "asserts")], [(LONG, "denies" if place == 3 else "asserts")]
            desk.mark(who, article, f"Bewering {place}", *chains, sentence=place, label=label)
        stance = "leaves_open" if place == 1 else "asserts"
        chains = [("RT", "reports"), ("Kremlin", stance)], [("Delta Centre", "declines")]
        desk.mark(annotator, later, f"Bewering {place}", *chains, sentence=place)
    desk.mark(second_annotator, later, "verdeeld", [("Kremlin", "asserts")], sentence=8)
    desk.mark(annotator, later, "verdeeld", [("Kremlin", "denies")], sentence=8)
    sure = desk.mark(annotator, later, None, sentence=9, confidence=0.8)
    adjudicate(
        reviewer,
        revision_id=sure.revision_id,
        start=sure.start,
        end=sure.end,
        decision=None,
        inputs=[sure.pk],
    )
    for place, value in enumerate(["confirmed", "refuted", "contested"]):
        claim = desk.claim(f"Bewering {place}").pk
        judge(reviewer, claim, value=value, as_of=date(2024, 12, 21 + place))
    update_source(manager, desk.source("GUR").pk, {"aliases": ["HUR"], "is_party": True})
    merge_source(reviewer, desk.source("G.U.R.").pk, into_id=desk.source("GUR").pk)
    services.rescore(project)
    return desk


def look_unfolded(page: Page, name: str, way: str) -> None:
    """Looks at the page with everything unfolded."""
    page.evaluate(OPEN_ALL)
    look(page, name, way)


@pytest.mark.parametrize(("width", "language"), WAYS)
def test_the_pages_of_scores_are_accessible_and_fit(
    open_window: OpenWindow,
    busy_desk: Desk,
    manager: User,
    width: int,
    language: str,
) -> None:
    User.objects.update(language=language)
    way = f"{width}-{language}"
    page = open_window(manager, "/p/dikes/agreement/", width=width)
    look_unfolded(page, "agreement", way)
    base = page.url.partition("/p/dikes/")[0] + "/p/dikes/"
    gur, other = (busy_desk.source(name).pk for name in ("GUR", LONG))
    claim = busy_desk.claim("Bewering 0")
    paths = {
        "pair": f"agreement/pairs/{gur}/{other}/",
        "source": f"sources/{gur}/",
        "board": "board/",
        "claim": f"claims/{claim.pk}/",
        "story": f"stories/{claim.topic_id}/?as_of=2024-12-23&since=2024-12-18",
        "verdict": f"claims/{claim.pk}/verdict/?corrects={claim.verdicts.get().pk}",
    }
    if (width, language) in ((1280, "en"), (360, "nl")):
        article = busy_desk.article("Pompen in de benedenstad").pk
        later = busy_desk.article("What the services say").pk
        paths |= {
            "scoped": f"agreement/?topic={claim.topic_id}",
            "stories": "stories/",
            "edit-story": f"stories/{claim.topic_id}/edit/",
            "runs": "agreement/runs/",
            "spans": "agreement/spans/",
            "spans-of-article": f"agreement/spans/?article={article}",
            "left-out": "agreement/left-out/no_majority/",
            "competence": "agreement/competence/",
            "confidence": "agreement/competence/?confidence=0",
            "texts": f"texts/{article}/{later}/",
            "sources": "sources/",
            "source-claims": f"sources/{gur}/claims/",
            "claims": "claims/",
            "board-narrowed": "board/?stance=denies&as_of=2024-12-22",
            "board-before": "board/?as_of=2000-01-01",
            "source-spans": f"sources/{gur}/spans/",
            "edit-source": f"sources/{gur}/edit/",
        }
    for name, path in paths.items():
        page.goto(base + path)
        look_unfolded(page, name, way)
    # The list of a combobox, with the source that is most like this one chosen.
    page.goto(f"{base}sources/{gur}/")
    page.evaluate(OPEN_ALL)
    field = page.get_by_role(
        "combobox", name="Deze bron is" if language == "nl" else "This source is"
    )
    field.press("ArrowDown")
    expect(field).to_have_attribute("aria-activedescendant", re.compile("choice-"))
    look_unfolded(page, "choices", way)


def test_on_a_phone_the_page_opens_short_and_news_folds_nothing_open(
    open_window: OpenWindow, busy_desk: Desk, reviewer: User
) -> None:
    page = open_window(reviewer, "/p/dikes/agreement/", width=360)
    assert page.evaluate("document.documentElement.scrollHeight") < 4000
    page.locator("#fold-heat > summary").click()
    page.locator("#compute-again").click()
    page.wait_for_selector("#stop-computing")
    page.locator("#fold-heat > summary").click()
    services.rebuild(Job.objects.latest("created_at").pk)
    page.wait_for_selector("#stop-computing", state="detached")
    assert page.locator("#fold-heat").get_attribute("open") is not None
    assert page.locator("#fold-articles").get_attribute("open") is None
    page.locator("#fold-heat a").first.click()
    page.locator(".evidence-place").first.click()
    page.wait_for_url("**/articles/*/*")
