"""What leaves in a form that is also read comes back as it was."""

import io
import json
from decimal import Decimal
from typing import Any

import pytest

from annotator.models import Annotation, Article, Claim, Project, Source, User
from annotator.models.choices import Role
from annotator.services.annotations import Figure, Hop
from annotator.services.exports import open_export
from annotator.services.imports import Upload, receive_import, run_import
from tests.cast import FAMILY, FLOODED, Mark, NewPerson

pytestmark = pytest.mark.django_db
# What is the same up to ids, names that the server gives, and who takes part.
EXACT = (
    *("start", "end", "quote", "prefix", "suffix", "label", "note", "confidence", "quantity"),
    *("claim_text", "author_name", "article_title", "article_url", "published_on", "language"),
    *("publisher_name", "revision_sha256", "anchor", "withdrawn_at", "averitec_label"),
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
