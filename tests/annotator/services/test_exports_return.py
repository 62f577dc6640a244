"""What leaves in a form that is also read comes back as it was."""

import io
import json
import zipfile
from decimal import Decimal
from typing import Any

import pytest

from annotator.models import Annotation, Article, Claim, Project, Source, User
from annotator.models.choices import AssignmentState, Role
from annotator.services.annotations import Figure, Hop, update_annotation
from annotator.services.assignments import set_state
from annotator.services.claims import create_topic
from annotator.services.exports import open_export
from annotator.services.imports import Upload, receive_import, run_import
from annotator.services.sources import create_source
from credibility.queries import annotator_rows
from credibility.services import catch_up
from tests.cast import FAMILY, FLOODED, Mark, NewPerson, make_person, make_project

pytestmark = pytest.mark.django_db
# What is the same up to ids, names that the server gives, and who takes part.
EXACT = (
    *("start", "end", "quote", "prefix", "suffix", "label", "note", "confidence", "quantity"),
    *("claim_text", "author_name", "article_title", "article_url", "published_on", "language"),
    *("publisher_name", "revision_sha256", "anchor", "withdrawn_at", "averitec_label"),
    "claim_topic",
)


@pytest.fixture
def marked(
    mark: Mark,
    annotator: User,
    second_annotator: User,
    article: Article,
    claim: Claim,
    source: Source,
) -> None:
    """Marks by two, of every sort: with chains, a figure, a note, a claim, and beyond the BMP."""
    url = "https://post.example/floods"
    Article.objects.filter(pk=article.pk).update(
        url=url, canonical_url=url, published_on="2024-12-01", published_precision="month"
    )
    chains = (
        (Hop(source=None, cue="reportedly"), Hop(source=source.pk, cue="said", stance="asserts")),
        (Hop(source=source.pk, cue="", stance="leaves_open"),),
    )
    figure = Figure(lower=Decimal(30), unit="houses", words="at least 30 houses")
    mark(
        annotator,
        article,
        claim=claim.pk,
        chains=chains,
        quantity=figure,
        note="See\nthe map, \u201cup north\u201d.",
        confidence=0.75,
    )
    mark(annotator, article, quote=f"a family {FAMILY}", label="unverified")
    mark(second_annotator, article, label="contested")


def taken_out(kind: str, user: User, project: Project) -> bytes:
    export = open_export(user, kind=kind, said={"project": project.slug})
    try:
        return b"".join(export.pieces)
    finally:
        export.close()


def taken_in(user: User, project: Project, kind: str, files: dict[str, bytes], **said: Any) -> None:
    uploads = [Upload(name, io.BytesIO(content)) for name, content in files.items()]
    batch, _is_new = receive_import(user, project, uploads, kind=kind, **said)
    run_import(str(batch.job_id))
    batch.refresh_from_db()
    assert batch.job is not None
    assert batch.job.state == "done", (batch.job.message, batch.job.report)


def rows_of(user: User, project: Project) -> list[dict[str, Any]]:
    lines = taken_out("annotations.jsonl", user, project).splitlines()
    return [json.loads(line) for line in lines]


def told_chains(row: dict[str, Any]) -> list[Any]:
    names = ("source_name", "cue", "stance")
    return [[[hop[name] for name in names] for hop in chain] for chain in row["attributions"]]


def places(rows: list[dict[str, Any]]) -> list[tuple[Any, ...]]:
    return sorted((row["start"], row["end"], row["quote"], row["label"]) for row in rows)


def told_settled(row: dict[str, Any]) -> Any:
    settled = row["settled"]
    return settled and (settled["label"], told_chains(settled))


def manager_of(new_person: NewPerson, project: Project) -> User:
    return new_person("second.manager@cast.example", project=project, role=Role.MANAGER)


def test_our_own_lines_come_back_row_by_row(
    marked: None,
    manager: User,
    new_person: NewPerson,
    project: Project,
    other_project: Project,
) -> None:
    before = rows_of(manager, project)
    files = {
        "articles.jsonl": taken_out("articles.jsonl", manager, project),
        "annotations.jsonl": taken_out("annotations.jsonl", manager, project),
    }
    other_manager = manager_of(new_person, other_project)
    taken_in(other_manager, other_project, "jsonl", files)
    after = {row["external_id"]: row for row in rows_of(other_manager, other_project)}
    assert len(after) == len(before) == 3
    for row in before:
        again = after[row["id"]]
        assert {name: again[name] for name in EXACT} == {name: row[name] for name in EXACT}
        assert told_chains(again) == told_chains(row)


@pytest.fixture
def relabelled(marked: None, annotator: User, second_annotator: User, article: Article) -> None:
    """Both called the article done; then one took another label and another chain."""
    for person in (annotator, second_annotator):
        set_state(person, article, AssignmentState.DONE)
    row = Annotation.objects.get(author=annotator, quote=FLOODED)
    changes = {"label": "contested", "chains": ((Hop(cue="denied", stance="denies"),),)}
    update_annotation(annotator, row.pk, version=row.version, changes=changes)


@pytest.mark.parametrize("kind", ["jsonl", "csv"])
def test_what_was_settled_first_comes_back_and_so_does_the_agreement_on_it(
    relabelled: None,
    kind: str,
    admin: User,
    manager: User,
    new_person: NewPerson,
    project: Project,
    other_project: Project,
) -> None:
    before = rows_of(manager, project)
    assert {(row["label"], row["settled"]["label"]) for row in before} == {
        ("contested", "confirmed"),
        ("unverified", "unverified"),
        ("contested", "contested"),
    }
    files = {
        "articles.jsonl": taken_out("articles.jsonl", manager, project),
        f"annotations.{kind}": taken_out(f"annotations.{kind}", manager, project),
    }
    other_manager = manager_of(new_person, other_project)
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    taken_in(other_manager, other_project, "zip", {"ours.zip": whole.getvalue()})
    after = {row["external_id"]: row for row in rows_of(other_manager, other_project)}
    for row in before:
        assert told_settled(after[row["id"]]) == told_settled(row)
        assert after[row["id"]]["label"] == row["label"]
    for one in (project, other_project):
        catch_up(one.pk)
    measures = [
        {
            (row.measure, str(row.scope.get("label")), str(row.result))
            for row in annotator_rows(one.pk)
            if row.scope["kind"] in ("project", "label")
        }
        for one in (project, other_project)
    ]
    assert measures[0] == measures[1] != set()


def test_the_story_of_a_claim_comes_back_where_the_importer_may_make_it(
    marked: None,
    claim: Claim,
    manager: User,
    new_person: NewPerson,
    project: Project,
    other_project: Project,
) -> None:
    story = create_topic(manager, project, name="The floods of December")
    Claim.objects.filter(pk=claim.pk).update(topic=story)
    files = {
        "articles.jsonl": taken_out("articles.jsonl", manager, project),
        "annotations.jsonl": taken_out("annotations.jsonl", manager, project),
    }
    assert b"floods of December" in files["annotations.jsonl"]
    helper = new_person("helper@cast.example", project=other_project, role=Role.ANNOTATOR)
    taken_in(helper, other_project, "jsonl", files)
    again = Claim.objects.get(project=other_project)
    assert (again.text, again.topic) == (claim.text, None)
    third = make_project("third")
    taken_in(make_person("m@cast.example", project=third, role=Role.MANAGER), third, "jsonl", files)
    topic = Claim.objects.get(project=third).topic
    assert topic is not None
    assert (topic.name, topic.project) == (story.name, third)


def test_the_name_of_a_protected_source_does_not_leave_with_what_was_settled(
    mark: Mark, annotator: User, article: Article, manager: User, project: Project
) -> None:
    source = create_source(manager, project, name="Zelda Quint", kind="person")
    row = mark(annotator, article, chains=((Hop(source=source.pk, cue="whispered"),),))
    set_state(annotator, article, AssignmentState.DONE)
    update_annotation(annotator, row.pk, version=1, changes={"chains": ()})
    Source.objects.filter(pk=source.pk).update(is_protected=True)
    [told] = rows_of(manager, project)
    assert told["attributions"] == []
    [[hop]] = told["settled"]["attributions"]
    assert (hop["source_name"][:10], hop["cue"]) == ("protected-", "")
    assert "Zelda" not in json.dumps(told)


@pytest.mark.parametrize(
    "settled",
    ["x", {"label": "maybe"}, {"label": "confirmed", "attributions": [[{"stance": "shouts"}]]}],
)
def test_what_cannot_have_been_settled_is_refused(
    manager: User, project: Project, settled: Any
) -> None:
    mark = {"article": 1, "start": 0, "end": 5, "quote": "Water", "label": "confirmed"}
    rows = [{"id": 1, "text": "Water rises."}, mark | {"settled": settled}]
    lines = "\n".join(map(json.dumps, rows)).encode()
    upload = Upload("rows.jsonl", io.BytesIO(lines))
    batch, _is_new = receive_import(manager, project, [upload], kind="jsonl")
    run_import(str(batch.job_id))
    batch.refresh_from_db()
    assert batch.state == "refused"
    assert not Annotation.objects.filter(project=project).exists()


@pytest.mark.parametrize(
    ("kind", "file", "read_as", "said"),
    [
        (
            "doccano.jsonl",
            "all.jsonl",
            "doccano",
            {"mapping": {"offsets": "utf16", "author": "annotator"}},
        ),
        ("labelstudio.json", "tasks.json", "labelstudio", {}),
        ("brat.zip", "corpus.zip", "brat", {}),
    ],
)
def test_what_other_programs_get_is_read_back_to_the_same_places(
    marked: None,
    manager: User,
    new_person: NewPerson,
    project: Project,
    other_project: Project,
    kind: str,
    file: str,
    read_as: str,
    said: dict[str, Any],
) -> None:
    before = rows_of(manager, project)
    content = taken_out(kind, manager, project)
    other_manager = manager_of(new_person, other_project)
    taken_in(other_manager, other_project, read_as, {file: content}, **said)
    after = rows_of(other_manager, other_project)
    assert places(after) == places(before)
    assert len({row["author_name"] for row in after}) == 2
    if read_as != "brat":
        about = ("article_title", "article_url", "publisher_name", "published_on", "language")
        assert {row[name] for row in after for name in about} == {
            row[name] for row in before for name in about
        }
    if read_as == "brat":
        [first] = [row for row in after if row["quote"] == FLOODED and row["attributions"]]
        assert told_chains(first)[0][-1][:2] == ["water board", "said"]


def test_web_annotations_find_their_text_by_its_address(
    marked: None,
    manager: User,
    project: Project,
) -> None:
    before = rows_of(manager, project)
    content = taken_out("webannotation.jsonld", manager, project)
    Annotation.objects.all().update(withdrawn_at="2025-01-01T00:00:00Z")
    assert rows_of(manager, project) == []
    taken_in(manager, project, "webannotation", {"page.jsonld": content})
    assert places(rows_of(manager, project)) == places(before)


def test_of_two_marks_on_the_same_words_the_later_one_stays_the_later(
    manager: User, project: Project
) -> None:
    mark = {"article": 1, "author_name": "Ann", "start": 0, "end": 5, "quote": "Water"}
    rows = [
        {"id": 1, "text": "Water rises."},
        mark | {"id": "b", "label": "contested", "created_at": "2025-02-02T08:00:00+00:00"},
        mark | {"id": "a", "label": "confirmed", "created_at": "2025-02-02T07:00:00+00:00"},
    ]
    lines = "\n".join(json.dumps(row) for row in rows)
    taken_in(manager, project, "jsonl", {"rows.jsonl": lines.encode()})
    stored = Annotation.objects.filter(project=project)
    for order in ("pk", "created_at"):
        labels = stored.order_by(order).values_list("label", flat=True)
        assert list(labels) == ["confirmed", "contested"]
