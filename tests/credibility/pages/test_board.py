"""The claim board: cells, filters in the address, as of a day, and as a file."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from annotator.models import Article, Topic, User
from annotator.services.annotations import Figure
from annotator.services.claims import create_topic
from annotator.services.sources import update_source
from credibility.pages.board import _place_of, _stretches
from tests.cast import judge
from tests.credibility.conftest import Desk

AsPerson = Callable[[User | None], Client]
BOARD = "/p/dikes/board/"
FLOOD, SAFE = "30 houses were flooded", "the water is safe"


@pytest.fixture
def told(desk: Desk, annotator: User) -> Desk:
    """Two claims of one story: one with two origins and a channel, one that is denied."""
    topic = create_topic(desk.manager, desk.project, name="Flood").pk
    first = desk.article("High water", publisher="Polder Post", day="2024-12-16")
    second = desk.article("Wet feet", publisher="Dike Daily", day="2024-12-19")
    for text in (FLOOD, SAFE):
        desk.claim(text, topic=topic)
    desk.mark(
        annotator,
        first,
        FLOOD,
        [("Telegram", "reports"), ("Water board", "asserts")],
        label="unverified",
        quantity=_houses(30),
    )
    desk.mark(annotator, second, FLOOD, [("Army", "asserts")], [("Mayor", "declines")])
    desk.mark(annotator, second, SAFE, [("Mayor", "asserts")], sentence=2)
    desk.mark(annotator, second, SAFE, [("Army", "denies")], sentence=3, label="contested")
    return desk


def _houses(lower: int, upper: int | None = None) -> Figure:
    return Figure(
        Decimal(lower),
        None if upper is None else Decimal(upper),
        unit="houses",
        measure="flooded",
        population="houses",
        words="so many",
    )


def words_of(client: Client, **query: str) -> str:
    """The board's words, without tags."""
    page = client.get(BOARD, query).content.decode()
    return " ".join(re.sub(r"<[^>]*>", " ", page).split())


def rows_of(client: Client, **query: str) -> dict[str, list[str]]:
    """By claim, what its filled cells say: source, stance, figure and note."""
    page = client.get(BOARD, query)
    return {
        row.text: [f"{c.source}: {c.stance} {c.figure} {c.note}" for c in row.cells if c]
        for row in page.context.get("rows") or []
    }


def test_a_cell_holds_stance_figure_day_and_through_whom(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    browser = as_person(reviewer)
    rows = rows_of(browser)
    assert sorted(rows[FLOOD]) == [
        "Army: asserts  12/19/2024",
        "Mayor: declines  12/19/2024",
        "Water board: asserts ≥ 30 12/16/2024 · via Telegram",
    ]
    assert "Army: denies  12/19/2024" in rows[SAFE]
    words = words_of(browser)
    assert "about 2 (1–2) of 2 outlets ①? May stand on one origin".replace("①? ", "") in words
    assert "⊘ denies" in words


def test_of_a_text_of_some_month_only_the_month_is_shown(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    browser = as_person(reviewer)
    Article.objects.filter(title="Wet feet").update(published_precision="month")
    Article.objects.filter(title="High water").update(published_precision="year")
    rows = rows_of(browser)
    assert "Army: asserts  December 2024" in rows[FLOOD]
    assert "Water board: asserts ≥ 30 2024 · via Telegram" in rows[FLOOD]
    # It was out by the last day of the month, and perhaps no earlier.
    assert FLOOD not in rows_of(browser, as_of="2024-12-30")
    table = list(csv.DictReader(io.StringIO(browser.get("/p/dikes/board.csv").content.decode())))
    assert {row["date"] for row in table} == {"2024-12", "2024"}


def test_a_cell_leads_to_its_evidence(told: Desk, reviewer: User, as_person: AsPerson) -> None:
    browser = as_person(reviewer)
    [row] = [row for row in browser.get(BOARD).context["rows"] if row.text == FLOOD]
    [cell] = [cell for cell in row.cells if cell and cell.source == "Water board"]
    page = browser.get(cell.href.partition("#")[0])
    assert len(page.context["marks"]) == 1
    assert cell.href.endswith("#evidence")


def test_filters_stand_in_the_address(told: Desk, reviewer: User, as_person: AsPerson) -> None:
    judge(reviewer, told.claim(SAFE).pk, value="contested", as_of=date(2024, 12, 20))
    browser = as_person(reviewer)
    army = str(told.source("Army").pk)
    topic = str(told.claim(FLOOD).topic_id)
    assert set(rows_of(browser, topic=topic)) == {FLOOD, SAFE}
    assert set(rows_of(browser, verdict="contested")) == {SAFE}
    assert set(rows_of(browser, verdict="none")) == {FLOOD}
    assert set(rows_of(browser, stance="denies")) == {SAFE}
    assert set(rows_of(browser, source=army, stance="asserts")) == {FLOOD}
    assert set(rows_of(browser, one_origin="on")) == {FLOOD, SAFE}
    assert set(rows_of(browser, since="2024-12-20")) == set()
    assert "No claim fits these filters." in words_of(browser, since="2024-12-20")
    assert set(rows_of(browser, topic="x", verdict="y", since="z")) == {FLOOD, SAFE}


def test_figures_that_clash_are_named_within_a_claim_and_across_the_story(
    told: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    browser = as_person(reviewer)
    assert rows_of(browser, clash="on") == {}
    second = told.article("Wet feet")
    army = [("Army", "asserts")]
    told.mark(annotator, second, FLOOD, army, sentence=5, quantity=_houses(10, 12))
    [row] = browser.get(BOARD, {"clash": "on"}).context["rows"]
    assert row.clashes == ["Water board ≠ Army"]
    told.claim("only 5 were", topic=told.claim(FLOOD).topic_id)
    told.mark(annotator, second, "only 5 were", army, sentence=6, quantity=_houses(5, 5))
    found = {row.text: row for row in browser.get(BOARD, {"clash": "on"}).context["rows"]}
    assert found["only 5 were"].beside.text == FLOOD


def test_as_of_a_day_counts_what_was_told_and_judged_by_then(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    judge(reviewer, told.claim(FLOOD).pk, value="unverified", as_of=date(2024, 12, 17))
    judge(reviewer, told.claim(FLOOD).pk, value="confirmed", as_of=date(2024, 12, 21))
    browser = as_person(reviewer)
    assert set(rows_of(browser, as_of="2024-12-17")) == {FLOOD}
    assert rows_of(browser, as_of="2024-12-17")[FLOOD] == [
        "Water board: asserts ≥ 30 12/16/2024 · via Telegram"
    ]
    assert "Unverified" in words_of(browser, as_of="2024-12-17")
    later = browser.get(BOARD, {"as_of": "2024-12-31"})
    verdicts = {row.text: row.verdict.value for row in later.context["rows"] if row.verdict}
    assert verdicts == {FLOOD: "confirmed"}
    assert [tick.day for tick in later.context["timeline"].ticks] == [
        date(2024, 12, 17),
        date(2024, 12, 21),
    ]


def test_the_slider_leaves_out_the_days_on_which_nothing_can_change() -> None:
    told_first, told_last = date(2024, 12, 3), date(2024, 12, 20)
    stretches = _stretches(told_first, told_last, [date(2024, 12, 21), date(2025, 3, 2)])
    assert stretches == [(told_first, 26), (date(2025, 3, 1), 9)]
    places = {day: _place_of(day, stretches) for day in (told_last, date(2025, 2, 1))}
    assert places == {told_last: 17, date(2025, 2, 1): 25}
    assert _place_of(date(2025, 3, 2), stretches) == 27
    assert _place_of(date(2000, 1, 1), stretches) == 0
    today = timezone.localdate()
    assert _stretches(today, today, []) == [(today, 2)]


def test_as_of_before_the_first_report_is_answered_and_leads_there(
    told: Desk, reviewer: User, as_person: AsPerson
) -> None:
    words = words_of(as_person(reviewer), as_of="2000-01-01")
    assert "On Jan. 1, 2000 nothing had been reported yet." in words
    assert "The first report is of Dec. 16, 2024." in words
    wrong = words_of(as_person(reviewer), as_of="no day")
    assert "That is no day of the calendar" in wrong


def test_a_board_without_any_claim_says_what_it_is_for(reviewer: User, as_person: AsPerson) -> None:
    assert "Here every claim stands beside everybody" in words_of(as_person(reviewer))


def test_the_board_follows_each_change_at_once(
    told: Desk, annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    browser = as_person(reviewer)
    assert len(rows_of(browser)) == 2
    told.mark(annotator, told.article("Wet feet"), "new one", [("Army", "asserts")], sentence=7)
    assert len(rows_of(browser)) == 3


def test_people_without_a_name_share_a_column_and_divided_readings_are_told(
    told: Desk, annotator: User, second_annotator: User, reviewer: User, as_person: AsPerson
) -> None:
    first, second = told.article("High water"), told.article("Wet feet")
    for article in (first, second):
        told.mark(annotator, article, "rumour", [(None, "asserts")], sentence=8)
    told.mark(annotator, second, "split", [("Mayor", "asserts")], sentence=9)
    told.mark(second_annotator, second, "split", [("Mayor", "denies")], sentence=9)
    rows = rows_of(as_person(reviewer))
    assert rows["rumour"] == ["not named: asserts  12/16/2024 · 2 articles"]
    assert rows["split"] == ["Mayor: divided  12/19/2024"]


def test_as_a_file_it_is_safe_to_open_and_keeps_protected_names(
    told: Desk, annotator: User, manager: User, reviewer: User, as_person: AsPerson
) -> None:
    told.claim("=1+1", topic=None)
    told.mark(annotator, told.article("Wet feet"), "=1+1", [("Army", "asserts")], sentence=4)
    update_source(manager, told.source("Mayor").pk, {"is_protected": True})
    answer = as_person(reviewer).get("/p/dikes/board.csv")
    lines = list(csv.DictReader(io.StringIO(answer.content.decode())))
    assert {line["text"] for line in lines} == {FLOOD, SAFE, "'=1+1"}
    assert "Mayor" not in answer.content.decode()
    [board] = [line for line in lines if line["source_name"] == "Water board"]
    assert board["via"] == "Telegram"
    assert board["figure_lower"] == "30"
    assert answer["X-Rows-Left-Out"] == "0"
    asked = as_person(reviewer).get("/p/dikes/board.csv", {"stance": "denies"})
    assert {row["text"] for row in csv.DictReader(io.StringIO(asked.content.decode()))} == {SAFE}


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_text_dated_at_the_end_of_the_calendar_breaks_no_page(
    told: Desk, reviewer: User, as_person: AsPerson, day: str
) -> None:
    Article.objects.update(published_on=day)
    story = f"/p/dikes/stories/{Topic.objects.get().pk}/"
    for address in (BOARD, f"{BOARD}?as_of={day}", f"{story}?as_of={day}", f"{story}?since={day}"):
        assert as_person(reviewer).get(address).status_code == 200


def test_many_claims_are_paged_in_a_fixed_number_of_statements(
    told: Desk,
    annotator: User,
    reviewer: User,
    as_person: AsPerson,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    article = told.article("Wet feet")
    for place in range(60):
        told.mark(annotator, article, f"claim {place}", [("Army", "asserts")], sentence=5)
    browser = as_person(reviewer)
    with django_assert_max_num_queries(30):
        page = browser.get(BOARD, {"page": "2", "stance": "asserts"})
    assert page.context["page"].total == 62
    assert len(page.context["rows"]) == 12
    assert "stance=asserts&amp;page=1" in page.content.decode()
