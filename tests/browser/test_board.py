"""The claim board and a claim's page by keyboard alone: evidence, relating, merging, undoing,
splitting, and the day as of which everything stands."""

from datetime import date

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Claim, ClaimRelation, Project, User
from tests.browser.conftest import OpenWindow
from tests.cast import judge
from tests.credibility.conftest import Desk

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FLOODED, SAFE = "Houses were flooded", "The water is safe"


@pytest.fixture
def told(project: Project, manager: User, annotator: User, reviewer: User) -> Desk:
    """Two claims told by three sources on two days, one of them judged twice."""
    desk = Desk(project, manager)
    first = desk.article("High water", publisher="Polder Post", day="2024-12-16")
    second = desk.article("Wet feet", publisher="Dike Daily", day="2024-12-19")
    desk.mark(annotator, first, SAFE, [("Water board", "asserts")], sentence=1)
    desk.mark(annotator, first, FLOODED, [("Water board", "asserts")])
    desk.mark(annotator, second, FLOODED, [("Army", "denies")], label="contested")
    desk.claim("Many houses were flooded")
    for day, value in ((17, "unverified"), (20, "contested")):
        judge(reviewer, desk.claim(FLOODED).pk, value=value, as_of=date(2024, 12, day))
    return desk


def press(page: Page, *keys: str) -> None:
    """Keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def test_a_cell_opens_its_evidence_and_the_day_goes_back(
    open_window: OpenWindow, told: Desk, reviewer: User
) -> None:
    page = open_window(reviewer, "/p/dikes/board/")
    expect(page.locator("#board[data-ready]")).to_be_visible()
    page.locator("#board [tabindex='0']").focus()
    press(page, "End")
    expect(page.locator("#board td:focus")).to_have_count(1)
    press(page, "Home", "Control+Home", "ArrowRight", "ArrowLeft", "ArrowUp", "ArrowDown")
    expect(page.locator("#board tbody th:focus")).to_contain_text(FLOODED)
    filled = page.locator("#board tbody tr").first.locator("td.is-asserts")
    column = filled.evaluate("cell => cell.cellIndex")
    press(page, *["ArrowRight"] * column)
    expect(page.locator("#board td.is-asserts:focus")).to_contain_text("asserts")
    with page.expect_navigation():
        press(page, "Enter")
    expect(page.locator(".marks-list > li")).to_have_count(1)
    expect(page.locator(".marks-list mark")).to_have_text(
        "In report 0 the 0. thing was said to have happened."
    )
    page.go_back()
    expect(page.locator("#board-range[data-ready]")).to_be_visible()
    page.locator("#board-range").focus()
    with page.expect_navigation():
        press(page, "Home", "ArrowRight", "ArrowRight", "Enter")
    expect(page.locator("h1")).to_contain_text("Dec. 17, 2024")
    row = page.locator("#board tbody tr", has_text=FLOODED)
    expect(row).to_contain_text("Unverified")
    expect(row.locator("td.is-denies")).to_have_count(0)


def test_claims_are_related_merged_split_and_undone_by_keyboard(
    open_window: OpenWindow, told: Desk, reviewer: User
) -> None:
    claim = told.claim(FLOODED).pk
    page = open_window(reviewer, f"/p/dikes/claims/{claim}/")
    _choose(page, "updates")
    expect(page.locator(".messages")).to_contain_text("Noted.")
    expect(page.locator("#kin-title ~ .rows")).to_contain_text("Many houses were flooded")
    page.get_by_role("button", name="Take back").focus()
    with page.expect_navigation():
        press(page, "Enter")
    assert ClaimRelation.objects.get().undone_at is not None
    _choose(page, "is that claim")
    expect(page.locator(".messages")).to_contain_text("The two are one claim now")
    expect(page.locator("h1")).to_have_text("Many houses were flooded")
    expect(page.locator(".marks-list > li")).to_have_count(2)
    page.get_by_role("button", name="Take apart again").focus()
    with page.expect_navigation():
        press(page, "Enter")
    expect(page.locator("h1")).to_have_text(FLOODED)
    page.locator(".split-tick input").first.focus()
    press(page, "Space")
    page.locator("#id_split_text").focus()
    page.keyboard.type("The army says none were")
    with page.expect_navigation():
        press(page, "Enter")
    expect(page.locator("h1")).to_have_text("The army says none were")
    expect(page.locator(".marks-list > li")).to_have_count(1)
    page.get_by_role("button", name="Undo the split").focus()
    with page.expect_navigation():
        press(page, "Enter")
    expect(page.locator(".marks-list > li")).to_have_count(2)
    assert Claim.objects.get(text="The army says none were").archived_at is not None


def _choose(page: Page, kind: str) -> None:
    """Types a word of the other claim, takes what is offered, says what this one is to it, and
    saves; by keys."""
    field = page.get_by_role("combobox", name="The other claim")
    field.focus()
    page.keyboard.type("many")
    offered = page.locator("#relate-form [role=option]")
    expect(offered).to_have_count(1)
    press(page, "ArrowDown")
    expect(offered).to_have_attribute("aria-selected", "true")
    press(page, "Enter")
    expect(field).to_have_value("Many houses were flooded")
    expect(field).to_have_attribute("aria-expanded", "false")
    press(page, "Tab")
    expect(page.locator("#id_kind")).to_be_focused()
    page.keyboard.type(kind)
    press(page, "Tab")
    with page.expect_navigation():
        press(page, "Enter")
