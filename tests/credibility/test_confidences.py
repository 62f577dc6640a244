"""How sure annotators were, against decisions: what counts, the numbers by hand, and who sees."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from django.test import Client
from rest_framework.test import APIClient

from annotator.models import Annotation, User
from annotator.services.adjudications import adjudicate
from annotator.services.annotations import Draft, update_annotation
from credibility import confidences
from credibility.confidences import EVERYBODY, FEWEST_CASES
from credibility.measures.results import Measured, Undefined
from tests.credibility.conftest import SENTENCES, Desk

AsPerson = Callable[[User | None], Client]
AsToken = Callable[..., APIClient]
PAGE = "/p/dikes/agreement/competence/"


def decide(reviewer: User, annotation: Annotation, label: str | None) -> None:
    """The reviewer's decision on an annotation; None: it is not a claim."""
    start, end, revision = annotation.start, annotation.end, annotation.revision_id
    decision = None
    if label is not None:
        decision = Draft(
            start=start, end=end, quote=annotation.quote, label=label, revision=revision
        )
    adjudicate(
        reviewer,
        revision_id=revision,
        start=start,
        end=end,
        decision=decision,
        inputs=[annotation.pk],
    )


def said(desk: Desk, who: User, sure: Sequence[float | None]) -> list[Annotation]:
    """Labels "confirmed" of somebody, each as sure as told."""
    made = []
    for number, confidence in enumerate(sure):
        article = desk.article(f"article {number // SENTENCES}", publisher="Polder Post")
        place = number % SENTENCES
        made.append(desk.mark(who, article, None, sentence=place, confidence=confidence))
    return made


@pytest.fixture
def decided(desk: Desk, annotator: User, reviewer: User) -> Desk:
    """Thirty labels of which somebody was 80% sure: 18 stand, 10 do not, 2 are no claims."""
    for number, annotation in enumerate(said(desk, annotator, [0.8] * 30)):
        label = "confirmed" if number < 18 else "contested"
        decide(reviewer, annotation, label if number < 28 else None)
    return desk


def test_the_score_and_its_parts_are_those_counted_by_hand(decided: Desk, annotator: User) -> None:
    found = confidences.confidence_scores(decided.project.pk)
    [row] = found.people
    # 18 times (.8 - 1)^2 and 12 times (.8 - 0)^2: (18 x .04 + 12 x .64) / 30 = .28.
    assert isinstance(row.result, Measured)
    assert row.result.value == pytest.approx(0.28)
    assert row.result.lower < 0.28 < row.result.upper
    assert (row.person, row.n) == (annotator.pk, 30)
    assert row.mean == pytest.approx(0.8)
    assert row.right == pytest.approx(0.6)
    assert row.parts is not None
    assert row.parts.reliability == pytest.approx((0.8 - 0.6) ** 2)
    assert row.parts.resolution == pytest.approx(0)
    assert row.parts.uncertainty == pytest.approx(0.6 * 0.4)
    assert found.everybody.result == row.result
    assert found.all_overlap
    assert confidences.confidence_scores(decided.project.pk) == found  # the resamples are seeded


def test_under_thirty_there_is_no_number(desk: Desk, annotator: User, reviewer: User) -> None:
    for annotation in said(desk, annotator, [0.9] * (FEWEST_CASES - 1)):
        decide(reviewer, annotation, "confirmed")
    [row] = confidences.confidence_scores(desk.project.pk).people
    assert isinstance(row.result, Undefined)
    assert (row.result.code, row.n, row.parts) == ("too_few", 29, None)


def test_only_labels_with_a_confidence_and_a_decision_count(
    desk: Desk, annotator: User, reviewer: User
) -> None:
    unsure, undecided, counted, changed = said(desk, annotator, [None, 0.5, 0.6, 0.7])
    own = desk.mark(reviewer, desk.article("article 0"), None, sentence=8, confidence=0.9)
    for annotation in (unsure, counted, changed, own):
        decide(reviewer, annotation, "confirmed")
    changed.refresh_from_db()
    update_annotation(annotator, changed.pk, version=changed.version, changes={"confidence": 1.0})
    found = confidences.confidence_scores(desk.project.pk)
    cases = confidences.cases_of(desk.project.pk, EVERYBODY)
    assert [case.annotation for case in cases] == [str(counted.pk)]
    assert (found.everybody.n, found.left_out) == (1, 2)
    assert str(undecided.pk) not in {case.annotation for case in cases}


def test_where_nothing_was_decided_nothing_is_foretold(desk: Desk) -> None:
    found = confidences.confidence_scores(desk.project.pk)
    assert isinstance(found.everybody.result, Undefined)
    assert (found.everybody.result.code, found.people) == ("no_forecasts", [])


def test_the_page_says_it_in_words_and_opens_the_labels(
    decided: Desk, annotator: User, manager: User, reviewer: User, as_person: AsPerson
) -> None:
    page = as_person(manager).get(PAGE).content.decode()
    assert "80% sure on average, and the decision gave the same label 60% of the time." in page
    assert "lies off what came by 0.04" in page
    assert "nobody can be said to judge their own labels better" in page
    opens = f"?confidence={annotator.pk}"
    assert f'href="{PAGE}{opens}"' in page
    labels = as_person(manager).get(f"{PAGE}{opens}").content.decode()
    assert "80% sure;" in labels
    assert "the decision: not a claim." in labels
    assert "In report" in labels
    assert as_person(manager).get(f"{PAGE}?confidence=999999").status_code == 404
    assert as_person(manager).get(f"{PAGE}?confidence=0").status_code == 200
    assert as_person(reviewer).get(f"{PAGE}{opens}").status_code == 403


def test_without_a_decided_confidence_the_page_says_where_it_would_come_from(
    desk: Desk, manager: User, as_person: AsPerson
) -> None:
    page = as_person(manager).get(PAGE).content.decode()
    assert "No label with a confidence was decided on yet." in page


def test_the_api_has_it_for_those_who_manage(
    decided: Desk, annotator: User, manager: User, reviewer: User, as_token: AsToken
) -> None:
    query = {"project": decided.project.slug}
    address = "/api/v1/agreement/competence/"
    rows: list[dict[str, Any]] = as_token(manager).get(address, query).json()["results"]
    assert [row["annotator"] for row in rows] == [None, annotator.pk]
    confidence = rows[1]["confidence"]
    assert confidence["value"] == pytest.approx(0.28)
    assert (confidence["n"], confidence["undefined"]) == (30, None)
    assert confidence["reliability"] == pytest.approx(0.04)
    assert rows[0]["competence"] is None
    assert as_token(reviewer).get(address, query).status_code == 403
