"""The page on which a verdict is recorded, corrected and approved, and its timeline."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from annotator.models import Claim, Project, User, Verdict
from annotator.services.projects import update_project
from tests.cast import judge
from tests.credibility.pages.test_sources import words_of

AsPerson = Callable[[User | None], Client]
DAY = date(2024, 12, 20)
REPORT = "https://waterboard.example/report"


def page_of(claim: Claim) -> str:
    """Where its verdict is recorded."""
    return f"/p/dikes/claims/{claim.pk}/verdict/"


def sent(client: Client, claim: Claim, **fields: Any) -> Any:
    """What the form answers, filled in like this."""
    address = page_of(claim)
    token = str(client.get(address).context["csrf_token"])
    usual = {
        "value": "confirmed",
        "as_of": timezone.localdate().isoformat(),
        "rationale": "The board counted.",
        "new-0-url": REPORT,
        "new-0-quote": "31 houses had water inside.",
        "new-0-retrieved_at": "2024-12-19T09:00",
    }
    return client.post(address, {"csrfmiddlewaretoken": token, **usual, **fields})


def test_a_verdict_is_recorded_with_its_evidence_in_one_go(
    reviewer: User, claim: Claim, as_person: AsPerson
) -> None:
    client = as_person(reviewer)
    assert sent(client, claim).status_code == 302
    verdict = Verdict.objects.get()
    (evidence,) = verdict.evidence.all()
    assert (verdict.value, evidence.url) == ("confirmed", REPORT)
    words = words_of(client, page_of(claim))
    assert "31 houses had water inside." in words
    assert "stands" in words


def test_without_evidence_it_says_so_and_keeps_what_was_written(
    reviewer: User, claim: Claim, as_person: AsPerson
) -> None:
    client = as_person(reviewer)
    answer = sent(client, claim, **{"new-0-url": "", "new-0-quote": ""})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "A verdict rests on evidence" in page
    assert "The board counted." in page
    assert not Verdict.objects.exists()


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"new-0-url": "javascript:alert(1)"}, "must begin with http:// or https://"),
        ({"new-0-url": ""}, "Give the address at which this stands."),
        ({"new-0-retrieved_at": ""}, "Say when you read it."),
        ({"new-0-retrieved_at": "0001-01-01T00:00"}, "between the years 1600 and 2199"),
        ({"as_of": "2024-12-01"}, "dated before evidence"),
        ({"value": ""}, "This field is required."),
    ],
)
def test_what_cannot_be_is_told_at_its_field_and_nothing_is_lost(
    reviewer: User, claim: Claim, as_person: AsPerson, fields: dict[str, str], said: str
) -> None:
    page = sent(as_person(reviewer), claim, **fields).content.decode()
    assert said in page
    assert "31 houses had water inside." in page
    assert not Verdict.objects.exists()


def test_a_correction_begins_with_what_stands_and_keeps_it_in_the_history(
    reviewer: User, claim: Claim, as_person: AsPerson
) -> None:
    first = judge(reviewer, claim.pk, value="confirmed", as_of=DAY, rationale="One report.")
    client = as_person(reviewer)
    page = client.get(page_of(claim), {"corrects": first.pk}).content.decode()
    assert "One report." in page
    correction = {"corrects": first.pk, "value": "refuted"}
    assert "Say why the earlier verdict" in sent(client, claim, **correction).content.decode()
    assert sent(client, claim, **correction, reason="Another street.").status_code == 302
    words = words_of(client, page_of(claim))
    assert "Corrects:" in words
    assert "Another street." in words
    back = client.get(
        page_of(claim), {"corrects": Verdict.objects.latest("pk").pk, "again": first.pk}
    )
    assert back.context["form"].initial["value"] == "confirmed"
    assert "2024-12-20" in back.context["form"].initial["reason"]


def test_of_two_who_correct_one_verdict_the_second_is_told_and_then_corrects_the_other(
    reviewer: User, manager: User, claim: Claim, as_person: AsPerson
) -> None:
    first = judge(reviewer, claim.pk, value="confirmed", as_of=DAY)
    fields = {"corrects": first.pk, "value": "refuted", "reason": "Another street."}
    assert sent(as_person(reviewer), claim, **fields).status_code == 302
    corrected = Verdict.objects.latest("pk")
    late = as_person(manager)
    answer = sent(late, claim, **fields | {"value": "contested", "reason": "Both ways."})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Somebody corrected this verdict already." in page
    assert "Both ways." in page
    assert f'name="corrects" value="{corrected.pk}"' in page
    assert Verdict.objects.latest("pk") == corrected
    again = fields | {"corrects": corrected.pk, "value": "contested", "reason": "Both ways."}
    assert sent(late, claim, **again).status_code == 302
    assert Verdict.objects.latest("pk").corrects == corrected


def test_the_second_person_approves_or_turns_down(
    reviewer: User, manager: User, project: Project, claim: Claim, as_person: AsPerson
) -> None:
    update_project(manager, project, {"verdicts_need_two": True})
    author, second = as_person(reviewer), as_person(manager)
    for value in ("confirmed", "refuted"):
        sent(author, claim, value=value)
    proposed, other = Verdict.objects.order_by("pk")
    assert "Somebody else approves it." in words_of(author, page_of(claim))

    def decided(client: Client, verdict: Verdict, **fields: str) -> str:
        token = str(client.get(page_of(claim)).context["csrf_token"])
        address = f"/p/dikes/verdicts/{verdict.pk}/decide/"
        answer = client.post(address, {"csrfmiddlewaretoken": token, **fields}, follow=True)
        verdict.refresh_from_db()
        return str(answer.content.decode())

    assert "second person approves" in decided(author, proposed, act="approve")
    assert proposed.state == "proposed"
    decided(second, proposed, act="approve", note="Read it too.")
    assert (proposed.state, proposed.approver) == ("in_force", manager)
    assert "Say why" in decided(second, other, act="turn_down")
    page = decided(second, other, act="turn_down", note="One paper only.")
    assert other.state == "turned_down"
    assert "One paper only." in page


def test_the_suggestion_is_shown_as_such_and_not_filled_in(
    reviewer: User, claim: Claim, as_person: AsPerson
) -> None:
    page = as_person(reviewer).get(page_of(claim))
    assert "Nobody asserts it in an article" in page.content.decode()
    assert page.context["form"].initial.get("value") is None
