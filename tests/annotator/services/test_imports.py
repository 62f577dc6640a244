"""Imports: published whole or not at all, told by file and line, undone until built upon."""

import io
import json
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import DatabaseError
from django.utils import timezone

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound, TooLarge
from annotator.models import (
    Annotation,
    Article,
    Assignment,
    Claim,
    Event,
    ImportBatch,
    ImportedAnnotation,
    ImportedArticle,
    ImportPart,
    Job,
    Project,
    Source,
    User,
)
from annotator.services.annotations import Draft, create_annotation
from annotator.services.articles import Capture, add_article
from annotator.services.comments import add_comment
from annotator.services.import_undoing import undo_import
from annotator.services.imports import (
    Upload,
    discard_seen,
    publish_seen,
    receive_import,
    run_import,
    sweep_imports,
)
from annotator.services.jobs import cancel_job, start_job
from tests.cast import ARTICLE_TEXT, FLOODED, span_of
from tests.fixtures.faults import failure_at
from tests.fixtures.files import archive_of, brat_corpus, json_lines, text_number

TEXT = text_number(1)
HOUSES = "at least 31 houses"


def send(
    user: User,
    project: Project,
    kind: str,
    files: Mapping[str, str | bytes],
    *,
    run: bool = True,
    **said: Any,
) -> ImportBatch:
    """The import of these files, carried out at once."""
    uploads = [
        Upload(name, io.BytesIO(content.encode() if isinstance(content, str) else content))
        for name, content in files.items()
    ]
    batch, _is_new = receive_import(user, project, uploads, kind=kind, **said)
    if run:
        run_import(str(batch.job_id))
        batch = ImportBatch.objects.select_related("job").get(pk=batch.pk)
    return batch


def report(batch: ImportBatch) -> list[tuple[str, int | None]]:
    """File and line of what a report tells."""
    assert batch.job is not None
    return [(row["file"], row["line"]) for row in batch.job.report]


def mark(quote: str = HOUSES, label: str = "Claim", name: str = "T1") -> str:
    """A line of brat's on `TEXT`."""
    start = TEXT.index(quote)
    return f"{name}\t{label} {start} {start + len(quote)}\t{quote}\n"


def nothing_is_stored(project: Project) -> bool:
    """Whether an import left neither rows nor bytes."""
    return not (
        Article.objects.filter(project=project).exists()
        or Annotation.objects.filter(project=project).exists()
        or Source.objects.filter(project=project).exists()
        or Claim.objects.filter(project=project).exists()
        or User.objects.filter(is_imported=True).exists()
        or ImportedArticle.objects.exists()
        or ImportPart.objects.exists()
    )


def test_a_corpus_by_several_people_is_published_whole(manager: User, project: Project) -> None:
    files = {"corpus.zip": archive_of(brat_corpus(3, ("ann", "bob")))}
    batch = send(manager, project, "brat", files)
    assert batch.state == "published"
    assert batch.job is not None
    assert (batch.job.state, batch.job.done, batch.job.report) == ("done", 100, [])
    assert Article.objects.filter(project=project).count() == 3
    marks = Annotation.objects.filter(project=project)
    assert set(marks.values_list("origin", flat=True)) == {"imported"}
    people = User.objects.filter(is_imported=True)
    assert {person.name for person in people} == {"ann", "bob"}
    assert not any(person.is_active or person.has_usable_password() for person in people)
    first = marks.order_by("article", "author", "start")[0]
    assert first.quote == first.revision.text[first.start : first.end]
    assert first.external_id == "T1"
    assert Event.objects.filter(verb="created", subject_type="annotation").count() == marks.count()
    assert not ImportPart.objects.exists()


def test_labels_of_others_are_mapped_skipped_or_else_nothing_is_imported(
    manager: User, project: Project
) -> None:
    files = {"a.txt": TEXT, "a.ann": mark() + mark("denied it", "Person", "T2")}
    refused = send(manager, project, "brat", files, label_map={"Claim": "contested"})
    assert refused.state == "refused"
    assert report(refused) == [("a.ann", 2)]
    assert "Person" in refused.job.report[0]["reason"]  # type: ignore[union-attr]  # it has run
    assert nothing_is_stored(project)
    chosen = {"Claim": "contested", "Person": "skip"}
    batch = send(manager, project, "brat", files, label_map=chosen)
    assert batch.state == "published"
    assert [(row.label, row.quote) for row in Annotation.objects.all()] == [("contested", HOUSES)]
    assert "Person" in batch.found["notes"][0]["reason"]


def test_an_attribution_becomes_a_chain_to_a_source(manager: User, project: Project) -> None:
    lines = mark(label="Content") + mark("The water board", "Source", "T2")
    lines += mark("said", "Cue", "T3") + "E1\tCue:T3 Source:T2 Content:T1\n"
    batch = send(
        manager,
        project,
        "brat",
        {"a.txt": TEXT, "a.ann": lines},
        label_map={"Content": "unverified"},
    )
    assert batch.state == "published"
    [annotation] = Annotation.objects.all()
    [hop] = annotation.attributions.all()
    assert hop.source is not None
    assert (hop.source.name, hop.cue, hop.stance) == ("The water board", "said", None)


def test_what_is_wrong_is_told_by_file_and_line_and_nothing_is_stored(
    manager: User, project: Project
) -> None:
    rows = json_lines({"text": TEXT}, {"text": "Other.", "published_on": "yesterday"}, {"txt": "x"})
    batch = send(manager, project, "jsonl", {"a.jsonl": rows})
    assert batch.state == "refused"
    assert report(batch) == [("a.jsonl", 2), ("a.jsonl", 3)]
    assert nothing_is_stored(project)


@pytest.mark.parametrize(
    "content",
    [
        archive_of({"../a.txt": "x"}),
        archive_of({"a.txt": b"0" * 1_000_000}),
        archive_of({"a.txt": "Fine."})[:-20],
        archive_of({"a.zip": archive_of({"b.txt": "x"})}),
        archive_of({"a.txt": b"\xff\xfe\x00"}),
    ],
    # An archive holds the time it was made.
    ids=["path outside", "packed too tightly", "cut off", "nested", "not UTF-8"],
)
def test_a_harmful_file_leaves_nothing_behind(
    content: bytes, manager: User, project: Project
) -> None:
    batch = send(manager, project, "zip", {"a.zip": content})
    assert batch.state == "refused"
    assert len(report(batch)) == 1
    assert nothing_is_stored(project)


def test_looking_stores_nothing_and_says_what_would_happen(
    manager: User, project: Project, article: Article
) -> None:
    copy = ARTICLE_TEXT + "\nThat was added later by somebody else."
    rows = json_lines(
        {"text": ARTICLE_TEXT, "sha256": article.text_sha256},
        {"text": copy, "title": "A copy", "is_exact": True},
        {"text": TEXT, "title": "Another"},
    )
    batch = send(manager, project, "jsonl", {"a.jsonl": rows}, is_dry_run=True)
    assert (batch.state, Article.objects.count()) == ("seen", 1)
    assert batch.found["counts"]["articles_known"] == 1
    assert batch.found["counts"]["articles_added"] == 2
    assert batch.found["counts"]["near_copies"] == 1
    assert [row["near_title"] for row in batch.found["articles"]] == ["", article.title, ""]
    assert not ImportPart.objects.exists()


def test_a_file_that_was_looked_at_is_published_with_labels_chosen_then(
    manager: User, annotator: User, project: Project
) -> None:
    files = {"a.txt": TEXT, "a.ann": mark()}
    batch = send(manager, project, "brat", files, is_dry_run=True, keeps_files=True)
    assert batch.found["labels"] == [{"label": "Claim", "count": 1, "becomes": ""}]
    with pytest.raises(NotFound):
        publish_seen(annotator, batch.pk, label_map={"Claim": "confirmed"})
    batch = publish_seen(manager, batch.pk, label_map={"Claim": "confirmed"})
    run_import(str(batch.job_id))
    assert Annotation.objects.get().label == "confirmed"
    with pytest.raises(Conflict):
        publish_seen(manager, batch.pk, label_map={})
    again = send(manager, project, "brat", files, is_dry_run=True, keeps_files=True)
    with pytest.raises(Conflict):
        publish_seen(manager, again.pk, label_map={"Claim": "confirmed"})
    discard_seen(manager, again.pk)
    assert not ImportPart.objects.exists()


def test_the_same_file_twice_is_one_import_and_the_other_is_told(
    manager: User, reviewer: User, project: Project
) -> None:
    first = send(manager, project, "txt", {"a.txt": TEXT})
    again = send(manager, project, "txt", {"other name.txt": TEXT}, run=False)
    assert again == first
    with pytest.raises(Conflict) as told:
        send(reviewer, project, "txt", {"a.txt": TEXT})
    assert told.value.code == "import_known"
    assert Job.objects.filter(kind="import").count() == 1


def test_texts_that_are_here_are_not_stored_twice_and_marks_neither(
    manager: User, project: Project
) -> None:
    corpus = brat_corpus(2, ("ann",))
    send(manager, project, "brat", {"c.zip": archive_of(corpus)})
    before = Annotation.objects.count()
    corpus["more.txt"] = text_number(9)
    batch = send(manager, project, "brat", {"c.zip": archive_of(corpus)})
    assert batch.found["counts"]["articles_known"] == 2
    assert batch.found["stored"]["annotations_here_already"] == before
    assert (Article.objects.count(), Annotation.objects.count()) == (3, before)


def test_another_text_at_a_known_address_becomes_its_next_one(
    manager: User, project: Project
) -> None:
    address = "https://x.example/water"
    add_article(manager, project, Capture(text=ARTICLE_TEXT, url=address))
    row = {"text": ARTICLE_TEXT.replace("30", "40"), "url": address, "is_exact": True}
    batch = send(manager, project, "jsonl", {"a.jsonl": json_lines(row)})
    assert batch.found["counts"]["articles_revised"] == 1
    assert Article.objects.get().current.number == 2  # type: ignore[union-attr]  # it has a text
    with pytest.raises(Conflict) as refused:
        undo_import(manager, batch.pk)
    assert refused.value.details["built"] == {"newer_texts": 1}


def test_a_manager_may_give_work_to_members_and_others_only_to_themselves(
    manager: User, annotator: User, project: Project
) -> None:
    files = {"a.txt": TEXT, "ann/a.ann": mark(label="contested")}
    people = {"ann": annotator.email}
    batch = send(manager, project, "brat", files, mapping={"people": people})
    assert Annotation.objects.get().author == annotator
    undo_import(manager, batch.pk)
    refused = send(annotator, project, "brat", files, mapping={"people": {"ann": manager.email}})
    assert refused.state == "refused"
    mine = send(annotator, project, "brat", files, mapping={"people": {"ann": "me"}})
    assert mine.state == "published"


def test_a_decision_can_only_be_brought_by_who_may_decide(
    annotator: User, manager: User, project: Project
) -> None:
    start = TEXT.index(HOUSES)
    span = {"start": start, "end": start + len(HOUSES), "quote": HOUSES, "label": "confirmed"}
    rows = json_lines(
        {"id": 1, "text": TEXT, "is_exact": True},
        {"article": 1, "id": "x", "origin": "adjudicated", **span},
    )
    assert send(annotator, project, "jsonl", {"a.jsonl": rows}).state == "refused"
    assert send(manager, project, "jsonl", {"a.jsonl": rows}).state == "published"
    assert Annotation.objects.get().origin == "adjudicated"


def test_who_marked_nothing_is_done_with_the_text(manager: User, project: Project) -> None:
    send(manager, project, "brat", {"a.txt": TEXT, "ann/a.ann": ""})
    assignment = Assignment.objects.get()
    assert (assignment.state, assignment.user.name) == ("done", "ann")


def test_web_annotations_find_the_texts_that_the_project_has(
    manager: User, project: Project
) -> None:
    address = "https://x.example/water"
    add_article(manager, project, Capture(text=TEXT, url=address, is_exact=True))
    quote = {"type": "TextQuoteSelector", "exact": HOUSES, "prefix": "that ", "suffix": " in"}
    item = {
        "type": "Annotation",
        "creator": "Ann",
        "body": {"type": "TextualBody", "purpose": "tagging", "value": "Supported"},
        "target": {"source": address, "selector": quote},
    }
    batch = send(manager, project, "webannotation", {"a.jsonld": json.dumps(item)})
    assert batch.state == "published"
    assert (Annotation.objects.get().quote, Annotation.objects.get().label) == (HOUSES, "confirmed")
    item["target"] = {"source": "https://x.example/other", "selector": quote}
    assert (
        send(manager, project, "webannotation", {"b.jsonld": json.dumps(item)}).state == "refused"
    )


# --- what breaks ----------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_a_failure_at_any_call_of_publishing_leaves_nothing(
    manager: User, project: Project
) -> None:
    lines = mark(label="Content") + mark("The water board", "Source", "T2")
    lines += "E1\tSay:T1 Source:T2 Content:T1\n"
    files = {"a.txt": TEXT, "a.ann": lines, "ann/a.ann": ""}
    labels = {"Content": "unverified"}
    number, was_reached = 0, True
    while was_reached:
        number += 1
        batch = send(manager, project, "brat", files, label_map=labels, run=False)
        with failure_at(number) as reached:
            try:
                run_import(str(batch.job_id))
            except DatabaseError:
                failed = True
            else:
                failed = False
            was_reached = reached()
        assert failed == was_reached, number
        if was_reached:
            assert Annotation.objects.count() == Article.objects.count() == 0, number
            assert not Source.objects.exists(), number
            assert not User.objects.filter(is_imported=True).exists(), number
            Job.objects.all().delete()
            ImportBatch.objects.all().delete()
    assert number > 20
    assert Annotation.objects.count() == Article.objects.count() == 1


def test_an_import_that_broke_off_is_taken_up_again_and_is_there_once(
    manager: User, project: Project
) -> None:
    batch = send(manager, project, "txt", {"a.txt": TEXT}, run=False)
    assert start_job(str(batch.job_id)) is not None
    Job.objects.update(lease_until=timezone.now() - timedelta(seconds=1))
    run_import(str(batch.job_id))
    run_import(str(batch.job_id))
    assert Article.objects.count() == 1


def test_a_stopped_import_leaves_nothing(manager: User, project: Project) -> None:
    batch = send(manager, project, "txt", {"a.txt": TEXT}, run=False)
    assert batch.job is not None
    cancel_job(manager, batch.job.pk)
    run_import(str(batch.job_id))
    sweep_imports()
    batch.refresh_from_db()
    assert batch.state == "stopped"
    assert nothing_is_stored(project)
    assert send(manager, project, "txt", {"a.txt": TEXT}).state == "published"


def test_what_was_only_looked_at_is_let_go_after_a_day(manager: User, project: Project) -> None:
    send(manager, project, "txt", {"a.txt": TEXT}, is_dry_run=True, keeps_files=True)
    assert sweep_imports() == 0
    ImportBatch.objects.update(created_at=timezone.now() - timedelta(hours=25))
    assert sweep_imports() == 1
    assert not ImportPart.objects.exists()


# --- undoing --------------------------------------------------------------------------------


def test_undoing_takes_back_all_of_it_and_importing_again_brings_it_back(
    annotator: User, project: Project
) -> None:
    files = {"c.zip": archive_of(brat_corpus(2, ("ann", "bob")))}
    batch = send(annotator, project, "brat", files)
    count = Annotation.objects.live().count()
    assert undo_import(annotator, batch.pk).state == "undone"
    assert undo_import(annotator, batch.pk).state == "undone"
    assert Annotation.objects.live().count() == 0
    assert not Article.objects.active().exists()
    send(annotator, project, "brat", files)
    assert Annotation.objects.live().count() == count
    assert Article.objects.active().count() == Article.objects.count() == 2


def test_an_import_that_others_built_on_is_not_undone_and_it_says_why(
    manager: User, annotator: User, second_annotator: User, project: Project
) -> None:
    batch = send(annotator, project, "brat", {"c.zip": archive_of(brat_corpus(1, ("ann",)))})
    article = Article.objects.get()
    brought = Annotation.objects.order_by("start")[0]
    span = span_of(text_number(0), "The mayor")
    create_annotation(second_annotator, Draft(article=article.pk, label="confirmed", **span))
    add_comment(manager, annotation_id=brought.pk, text="Is it?")
    with pytest.raises(Conflict) as refused:
        undo_import(annotator, batch.pk)
    built = refused.value.details["built"]
    assert built == {"annotations_added": 1, "comments": 1, "people_at_work": 1}
    assert "1 comment" in refused.value.message
    assert Article.objects.active().exists()
    with pytest.raises(NotFound):
        undo_import(second_annotator, batch.pk)


# --- who may, and what is taken ---------------------------------------------------------------


def test_only_those_who_work_in_the_project_import(
    researcher: User, outsider: User, project: Project
) -> None:
    with pytest.raises(NotAllowed):
        send(researcher, project, "txt", {"a.txt": TEXT})
    with pytest.raises(NotFound):
        send(outsider, project, "txt", {"a.txt": TEXT})
    assert not ImportBatch.objects.exists()


def test_nonsense_is_refused_before_anything_is_kept(
    manager: User, project: Project, settings: Any
) -> None:
    for kind, files, said in (
        ("pdf", {"a.pdf": "x"}, {}),
        ("txt", {}, {}),
        ("txt", {"a.txt": ""}, {}),
        ("txt", {"a.txt": "x"}, {"label_map": {"X": "true"}}),
        ("txt", {"a.txt": "x"}, {"mapping": {"txet": "body"}}),
        ("txt", {"a.txt": "x"}, {"mapping": {"offsets": "bytes"}}),
        ("txt", {"a.txt": "x"}, {"mapping": {"people": []}}),
    ):
        with pytest.raises(BadInput):
            send(manager, project, kind, files, **said)
    settings.MAX_IMPORT_BYTES = 10
    with pytest.raises(TooLarge):
        send(manager, project, "txt", {"a.txt": TEXT})
    assert not ImportBatch.objects.exists()
    assert not Job.objects.exists()


def test_marks_keep_what_our_own_rows_say_of_them(manager: User, project: Project) -> None:
    row = {
        **{"article": 7, "id": "old", "author": 3, "author_name": "Ann", "label": "confirmed"},
        **span_of(ARTICLE_TEXT, FLOODED),
        "attributions": [[{"source": 1, "source_name": "Water board", "cue": "said that"}]],
        "quantity": {"lower": 30, "upper": None, "unit": "houses", "words": "at least 30"},
        "note": "n",
        "confidence": 0.5,
        "claim": 4,
        "claim_text": "At least 30 houses were flooded.",
    }
    rows = json_lines({"id": 7, "text": ARTICLE_TEXT, "is_exact": True}, row)
    assert send(manager, project, "jsonl", {"a.jsonl": rows}).state == "published"
    stored = Annotation.objects.get()
    assert (stored.note, stored.confidence, stored.external_id) == ("n", 0.5, "old")
    assert stored.claim is not None
    assert stored.claim.text == row["claim_text"]
    assert stored.quantity.lower == Decimal(30)
    assert stored.quantity.unit == "houses"
    assert ImportedAnnotation.objects.get().annotation_id == stored.pk
