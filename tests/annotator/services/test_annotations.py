"""Annotations as the service stores, changes and refuses them."""

import hashlib
import json
import uuid
from dataclasses import asdict, replace
from decimal import Decimal
from typing import Any

import pytest

from annotator.errors import (
    Conflict,
    NotAllowed,
    NotFound,
    PreconditionRequired,
    Refusal,
    Stale,
)
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Claim,
    Event,
    Membership,
    Project,
    Source,
    User,
)
from annotator.queries.annotations import annotation_row
from annotator.services.annotations import (
    Draft,
    Figure,
    Hop,
    ItemsRefused,
    create_annotation,
    create_annotations,
    digest_of,
    restore_annotation,
    settle,
    update_annotation,
    withdraw_annotation,
)
from tests.cast import ARTICLE_TEXT, FAMILY, FLOODED, Mark, span_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(article: Article) -> Draft:
    return Draft(article=article.pk, label="confirmed", **span_of(ARTICLE_TEXT, FLOODED))


def refusal_of(author: User, draft: Draft) -> Refusal:
    with pytest.raises(Refusal) as caught:
        create_annotation(author, draft)
    assert not Annotation.objects.filter(pk=draft.id).exists()
    return caught.value


def test_it_stores_a_span_with_its_context_and_a_line_in_the_log(
    annotator: User, draft: Draft
) -> None:
    annotation, is_new = create_annotation(annotator, draft)
    assert is_new
    assert annotation.prefix + annotation.quote + annotation.suffix in ARTICLE_TEXT
    event = Event.objects.get(subject_id=str(annotation.pk))
    assert event.verb == "created"
    assert event.after is not None
    assert event.after["quote"] == FLOODED
    assert event.delivered_at is None


def test_everything_said_comes_back_from_the_database(
    annotator: User, draft: Draft, source: Source, claim: Claim
) -> None:
    said = replace(
        draft,
        claim=claim.pk,
        chains=((Hop(None, "reported", "reports"), Hop(source.pk, "said", "asserts")), (Hop(),)),
        quantity=Figure(lower=Decimal(30), unit="houses", words="at least 30"),
        note="seen on the map",
        confidence=0.75,
    )
    made, _ = create_annotation(annotator, said)
    stored = Annotation.objects.select_related("project").with_details().get(pk=made.pk)
    assert annotation_row(stored) == annotation_row(made)
    row = annotation_row(stored)
    assert [[hop["stance"] for hop in chain] for chain in row["attributions"]] == [
        ["reports", "asserts"],
        ["asserts"],
    ]
    assert row["quantity"]["lower"] == 30
    assert row["quantity"]["upper"] is None


@pytest.mark.parametrize(
    ("cue", "stance"),
    [("said", "asserts"), ("denied", "denies"), ("declined to comment", "declines")],
)
def test_a_stance_not_given_is_preset_from_the_cue(
    annotator: User, draft: Draft, source: Source, cue: str, stance: str
) -> None:
    made, _ = create_annotation(annotator, replace(draft, chains=((Hop(source.pk, cue),),)))
    assert made.attributions.get().stance == stance


def test_the_same_draft_again_is_the_same_row(annotator: User, draft: Draft) -> None:
    first, _ = create_annotation(annotator, draft)
    again, is_new = create_annotation(annotator, replace(draft, active_ms=900))
    assert (again.pk, is_new) == (first.pk, False)
    assert Event.objects.filter(subject_id=str(first.pk)).count() == 1


def test_the_same_id_with_another_body_is_refused(annotator: User, draft: Draft) -> None:
    create_annotation(annotator, draft)
    with pytest.raises(Conflict) as caught:
        create_annotation(annotator, replace(draft, label="contested"))
    assert caught.value.code == "id_reused"


def test_the_id_of_another_person_is_refused_and_says_nothing_more(
    annotator: User, second_annotator: User, draft: Draft
) -> None:
    create_annotation(annotator, draft)
    with pytest.raises(Conflict) as caught:
        create_annotation(second_annotator, draft)
    assert caught.value.code == "id_taken"
    assert caught.value.details == {}


def test_a_withdrawn_id_is_never_used_again(annotator: User, draft: Draft) -> None:
    made, _ = create_annotation(annotator, draft)
    withdraw_annotation(annotator, made.pk, version=1)
    with pytest.raises(Conflict):
        create_annotation(annotator, replace(draft, note="another"))


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"start": -1}, "span_negative"),
        ({"start": 300, "end": 200}, "span_reversed"),
        ({"end": 10_000}, "span_out_of_range"),
        ({"start": True}, "span_not_integer"),
        ({"start": 1.0}, "span_not_integer"),
        ({"start": "1"}, "span_not_integer"),
        ({"quote": "something else"}, "quote_mismatch"),
        ({"label": "refuted"}, "label_unknown"),
        ({"confidence": 1.5}, "confidence_wrong"),
        ({"chains": ((),)}, "chain_empty"),
        ({"chains": ((Hop(stance="maybe"),),)}, "stance_unknown"),
        ({"quantity": Figure()}, "figure_open"),
        ({"quantity": Figure(lower=Decimal(2), upper=Decimal(1))}, "figure_reversed"),
        ({"quantity": Figure(lower=Decimal("inf"))}, "figure_too_large"),
        ({"note": "n" * 10_001}, "note_too_long"),
    ],
)
def test_it_refuses_what_cannot_be_right(
    annotator: User, draft: Draft, change: dict[str, Any], code: str
) -> None:
    assert refusal_of(annotator, replace(draft, **change)).code == code
    assert create_annotation(annotator, draft)[1]


def test_it_refuses_a_span_inside_a_grapheme(annotator: User, draft: Draft) -> None:
    start = ARTICLE_TEXT.index(FAMILY)
    inside = replace(
        draft, start=start + 2, end=start + 5, quote=ARTICLE_TEXT[start + 2 : start + 5]
    )
    refusal = refusal_of(annotator, inside)
    assert (refusal.code, list(refusal.fields)) == ("span_inside_grapheme", ["start"])


def test_what_belongs_to_another_project_is_not_found(
    annotator: User, draft: Draft, other_claim: Claim, other_source: Source, other_article: Article
) -> None:
    strange = [
        replace(draft, claim=other_claim.pk),
        replace(draft, chains=((Hop(other_source.pk),),)),
        replace(draft, article=other_article.pk),
        replace(draft, article=None, revision=other_article.current_id),
    ]
    for one in strange:
        assert isinstance(refusal_of(annotator, one), NotFound)


def test_researchers_do_not_annotate(researcher: User, project: Project, draft: Draft) -> None:
    assert isinstance(refusal_of(researcher, draft), NotFound)
    project.released_at = project.created_at
    project.save()
    assert isinstance(refusal_of(researcher, draft), NotAllowed)


def test_a_batch_with_one_fault_stores_nothing_and_names_all_faults(
    annotator: User, draft: Draft
) -> None:
    drafts = [replace(draft, id=uuid.uuid4()) for _ in range(4)]
    drafts[1] = replace(drafts[1], quote="no")
    drafts[3] = replace(drafts[3], label="no")
    with pytest.raises(ItemsRefused) as caught:
        create_annotations(annotator, drafts)
    assert {index: item.code for index, item in caught.value.items.items()} == {
        1: "quote_mismatch",
        3: "label_unknown",
    }
    assert not Annotation.objects.exists()
    assert not Event.objects.filter(subject_type="annotation").exists()


def test_a_batch_sent_again_with_news_stores_only_the_news(annotator: User, draft: Draft) -> None:
    first = [replace(draft, id=uuid.uuid4()) for _ in range(3)]
    create_annotations(annotator, first)
    more = [*first, replace(draft, id=uuid.uuid4())]
    assert [is_new for _, is_new in create_annotations(annotator, more)] == [False] * 3 + [True]
    assert Annotation.objects.count() == 4


def test_an_id_twice_in_one_batch_is_refused(annotator: User, draft: Draft) -> None:
    with pytest.raises(Refusal):
        create_annotations(annotator, [draft, replace(draft, note="two")])
    assert not Annotation.objects.exists()
    assert create_annotations(annotator, [draft])[0][1]


def test_marking_begins_the_article(annotator: User, draft: Draft) -> None:
    create_annotation(annotator, draft)
    assert Assignment.objects.get(user=annotator).state == "in_progress"


def test_a_change_needs_the_version_it_was_made_against(
    annotator: User, annotation: Annotation
) -> None:
    with pytest.raises(PreconditionRequired):
        update_annotation(annotator, annotation.pk, version=None, changes={"note": "x"})
    changed = update_annotation(annotator, annotation.pk, version=1, changes={"label": "contested"})
    assert (changed.label, changed.version) == ("contested", 2)
    with pytest.raises(Stale) as caught:
        update_annotation(annotator, annotation.pk, version=1, changes={"note": "late"})
    assert caught.value.details["current"]["version"] == 2


def test_a_change_replaces_chains_and_figure_and_is_logged_with_both_sides(
    annotator: User, annotation: Annotation, source: Source
) -> None:
    changes = {
        "chains": ((Hop(source.pk, "denied"),),),
        "quantity": Figure(lower=Decimal("29.5")),
        "active_ms": 1200,
    }
    changed = update_annotation(annotator, annotation.pk, version=1, changes=changes)
    row = annotation_row(changed)
    assert row["attributions"] == [[{"source": source.pk, "cue": "denied", "stance": "denies"}]]
    assert row["quantity"]["lower"] == 29.5
    assert row["active_ms"] == 1200
    event = Event.objects.filter(verb="changed").get()
    assert event.before is not None
    assert event.after is not None
    assert (event.before["attributions"], event.after["attributions"]) == ([], row["attributions"])
    gone = update_annotation(annotator, annotation.pk, version=2, changes={"quantity": None})
    assert annotation_row(gone)["quantity"] is None


def test_only_the_author_changes_an_annotation(
    second_annotator: User, manager: User, outsider: User, annotation: Annotation
) -> None:
    for person, error in (
        (second_annotator, NotAllowed),
        (manager, NotAllowed),
        (outsider, NotFound),
    ):
        with pytest.raises(error):
            update_annotation(person, annotation.pk, version=1, changes={"note": "mine now"})
        with pytest.raises(error):
            withdraw_annotation(person, annotation.pk, version=1)


def test_withdrawing_and_restoring_are_logged_and_leave_the_row(
    annotator: User, annotation: Annotation
) -> None:
    withdraw_annotation(annotator, annotation.pk, version=1)
    assert not Annotation.objects.live().exists()
    with pytest.raises(Conflict):
        update_annotation(annotator, annotation.pk, version=2, changes={"note": "x"})
    restored = restore_annotation(annotator, annotation.pk)
    assert restored.version == 3
    assert Annotation.objects.live().get() == annotation
    verbs = list(Event.objects.filter(subject_id=str(annotation.pk)).values_list("verb", flat=True))
    assert verbs == ["restored", "withdrawn", "created"]


def test_settling_keeps_the_first_state(
    annotator: User, annotation: Annotation, mark: Mark
) -> None:
    settle([annotation])
    changed = update_annotation(annotator, annotation.pk, version=1, changes={"label": "contested"})
    settle([changed])
    changed.refresh_from_db()
    assert changed.settled == {"label": "confirmed", "chains": []}


def test_one_span_costs_at_most_six_statements(
    annotator: User,
    draft: Draft,
    source: Source,
    claim: Claim,
    django_assert_max_num_queries: Any,
) -> None:
    create_annotation(annotator, replace(draft, id=uuid.uuid4()))
    with django_assert_max_num_queries(6 + 4):  # and two savepoints: transaction control
        create_annotation(annotator, draft)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"note": "a\0b"}, "note"),
        ({"note": "a\ud800"}, "note"),
        ({"external_id": "x" * 201}, "external_id"),
        ({"chains": ((Hop(cue="said\0"),),)}, "attributions"),
        ({"quantity": Figure(lower=Decimal(1), words="one\0")}, "quantity"),
        ({"quantity": Figure(lower=Decimal("1E-100000"))}, "quantity"),
        ({"quantity": Figure(lower=Decimal("999999999999999999999999.9999999"))}, "quantity"),
    ],
)
def test_what_a_column_cannot_hold_is_refused(
    annotator: User, draft: Draft, changes: dict[str, Any], field: str
) -> None:
    assert field in refusal_of(annotator, replace(draft, **changes)).fields


def test_a_figure_may_end_in_zeros_and_time_spent_stays_within_its_column(
    annotator: User, draft: Draft
) -> None:
    figure = Figure(lower=Decimal("1.50000000"), upper=Decimal("1E+3"))
    annotation, _ = create_annotation(annotator, replace(draft, quantity=figure, active_ms=2**40))
    changed = update_annotation(annotator, annotation.pk, version=1, changes={"active_ms": 2**40})
    assert changed.active_ms == 2**31 - 1
    assert str(changed.quantity.lower) == "1.500000"


def test_an_annotation_whose_source_was_put_away_can_still_be_changed(
    annotator: User, draft: Draft, source: Source, claim: Claim
) -> None:
    chains = ((Hop(source=source.pk),),)
    annotation, _ = create_annotation(annotator, replace(draft, chains=chains, claim=claim.pk))
    now = annotation.created_at
    Source.objects.filter(pk=source.pk).update(archived_at=now)
    Claim.objects.filter(pk=claim.pk).update(archived_at=now)
    changed = update_annotation(annotator, annotation.pk, version=1, changes={"note": "Typed."})
    assert changed.note == "Typed."
    refusal_of(annotator, replace(draft, id=uuid.uuid4(), claim=claim.pk))


def test_somebody_who_left_learns_nothing_by_sending_a_draft_again(
    annotator: User, draft: Draft
) -> None:
    create_annotation(annotator, draft)
    Membership.objects.filter(user=annotator).delete()
    with pytest.raises(NotFound):
        create_annotation(annotator, draft)


def test_the_digest_of_a_draft_is_that_of_what_it_says_in_json() -> None:
    draft = Draft(
        start=0,
        end=5,
        quote="Zeëen",
        label="confirmed",
        revision=3,
        chains=((Hop(source=4, cue="zei", stance="asserts"), Hop(source=None)),),
        quantity=Figure(lower=Decimal("30.0"), words="30"),
    )
    said = asdict(draft) | {"quantity": asdict(Figure(words="30")) | {"lower": "30"}}
    del said["id"], said["active_ms"], said["suggestion"]
    text = json.dumps(said, sort_keys=True, ensure_ascii=False)
    assert digest_of(draft) == hashlib.sha256(text.encode()).hexdigest()
    assert digest_of(replace(draft, id=uuid.uuid4(), active_ms=5)) == digest_of(draft)
    assert digest_of(replace(draft, note="x")) != digest_of(draft)


def test_an_admin_may_name_claims_and_sources_of_any_project(
    admin: User, article: Article, claim: Claim, source: Source, mark: Mark
) -> None:
    chains = ((Hop(source=source.pk, cue="said"),),)
    assert mark(admin, article, claim=claim.pk, chains=chains).claim_id == claim.pk
