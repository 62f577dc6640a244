"""manage.py export."""

import csv
import io
import json
import stat
import zipfile
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.models import Annotation, Event, Project, Source, User
from annotator.services.sources import update_source

pytestmark = pytest.mark.django_db


def export(kind: str, out: Path, *filters: str, by: str = "reviewer@cast.example") -> str:
    said = io.StringIO()
    options = {"project": "dikes", "kind": kind, "email": by, "out": str(out)}
    call_command("export", filter=list(filters), stderr=said, **options)
    return said.getvalue()


def test_it_writes_the_file_and_says_what_is_in_it(
    tmp_path: Path, reviewer: User, annotation: Annotation
) -> None:
    out = tmp_path / "all.jsonl"
    assert export("annotations.jsonl", out) == f"1 rows in {out}.\n"
    assert json.loads(out.read_bytes())["id"] == str(annotation.pk)
    assert stat.S_IMODE(out.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [out]
    assert Event.objects.get(verb="exported").actor == reviewer


def test_it_takes_the_filters_of_the_api(
    tmp_path: Path, reviewer: User, annotation: Annotation
) -> None:
    out = tmp_path / "none.csv"
    said = export("annotations.csv", out, "label=unverified,contested", "adjudicated=false")
    assert said == f"0 rows in {out}.\n"
    assert len(list(csv.reader(io.StringIO(out.read_text())))) == 1


def test_forms_with_scores_are_among_its_kinds(
    tmp_path: Path, reviewer: User, annotation: Annotation
) -> None:
    folder, table = tmp_path / "set.zip", tmp_path / "agreement.csv"
    export("huggingface.zip", folder, "label=confirmed")
    export("agreement.csv", table)
    with zipfile.ZipFile(folder) as archive:
        assert "README.md" in archive.namelist()
    assert table.read_text().startswith("scope,of,measure")


def test_it_says_what_was_left_out(
    tmp_path: Path, manager: User, reviewer: User, source: Source, annotation: Annotation
) -> None:
    update_source(manager, source.pk, {"name": "houses", "is_protected": True})
    assert "1 left out" in export("spacy.jsonl", tmp_path / "texts.jsonl")


@pytest.mark.parametrize(
    ("kind", "filters", "why"),
    [
        ("annotations.csv", ["colour=red"], "There is no filter colour"),
        ("annotations.csv", ["label"], "is no filter"),
        ("annotations.csv", ["project=other"], "is no filter"),
        ("annotations.csv", ["label=true"], "label: "),
        ("agreement.csv", ["label=confirmed"], "takes no filters"),
    ],
)
def test_filters_that_make_no_sense_are_refused(
    tmp_path: Path, reviewer: User, kind: str, filters: list[str], why: str
) -> None:
    with pytest.raises(CommandError, match=why):
        export(kind, tmp_path / "out", *filters)
    assert list(tmp_path.iterdir()) == []


def test_it_does_no_more_than_the_person_may(
    tmp_path: Path, researcher: User, outsider: User, annotator: User, annotation: Annotation
) -> None:
    out = tmp_path / "out"
    for person, why in ((researcher, "not released"), (outsider, "not open to you")):
        with pytest.raises(CommandError, match=why):
            export("annotations.csv", out, by=person.email)
    with pytest.raises(CommandError, match="Nobody"):
        export("annotations.csv", out, by="nobody@cast.example")
    assert not out.exists()


def test_a_place_that_cannot_be_written_is_said_and_nothing_is_left(
    tmp_path: Path, reviewer: User, project: Project
) -> None:
    with pytest.raises(CommandError, match="cannot be written"):
        export("annotations.csv", tmp_path / "nowhere" / "out.csv")
