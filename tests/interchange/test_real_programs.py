"""Exports go into spaCy, Label Studio, doccano and brat's tools, and what these write comes back.

Each has a Python environment of its own, for they do not agree on their parts: `make
test-interchange` makes them. Where they are not installed these tests are passed over, and the
schemas in `tests/annotator/api/test_export_kinds.py` hold instead.
"""

import io
import json
import re
import subprocess
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from annotator.models import Annotation, Project, User
from annotator.services.exports import open_export
from annotator.services.imports import Upload, receive_import, run_import
from tests.fixtures.files import json_lines

HERE = Path(__file__).resolve().parent
ENVIRONMENTS = HERE.parents[1] / ".venv-interchange"
TEXTS = (
    "🚨 De gemeente meldde dat minstens 40 woningen onder water staan.\n\n"
    "“Dat klopt niet,” zei de wethouder. Volgens het waterschap\nzijn het er 12 😊.",
    "Cafe\u0301s and 👩‍👩‍👧 families: the army said two boats sank, and nobody denied it.\tSo far.",
)
# Text, person, words, label: beyond the BMP, over a line's end, a tab or each other, in a word.
MARKS = (
    (0, "Ann", "minstens 40 woningen onder water staan", "confirmed"),
    (0, "Ann", "40 woningen", "contested"),
    (0, "Bob", "Volgens het waterschap\nzijn het er 12 😊", "unverified"),
    (0, "Bob", "schap", "contested"),
    (1, "Ann", "👩‍👩‍👧 families", "unverified"),
    (1, "Bob", "Cafe\u0301s", "confirmed"),
    (1, "Bob", "two boats sank, and nobody denied it.\tSo far", "contested"),
)
CHAIN = [[{"source_name": "the army", "cue": "said", "stance": "asserts"}]]

pytestmark = [pytest.mark.django_db, pytest.mark.interchange]


def rows() -> str:
    """Texts and marks as our own lines."""
    texts = [
        {"id": number, "text": text, "title": f"T {number}", "is_exact": True}
        for number, text in enumerate(TEXTS)
    ]
    marks = [
        {
            **{"article": number, "id": f"m{at}", "author_name": who, "label": label},
            **{"start": TEXTS[number].index(words), "quote": words, "note": "two\nlines"},
            **{"end": TEXTS[number].index(words) + len(words)},
            "attributions": CHAIN if "army" in TEXTS[number] else [],
        }
        for at, (number, who, words, label) in enumerate(MARKS)
    ]
    return json_lines(*texts, *marks)


def bring(user: User, project: Project, kind: str, name: str, content: bytes) -> None:
    batch, _is_new = receive_import(user, project, [Upload(name, io.BytesIO(content))], kind=kind)
    run_import(str(batch.job_id))
    batch.refresh_from_db()
    assert batch.job is not None
    assert batch.job.state == "done", (batch.job.message, batch.job.report)


@pytest.fixture
def filled(manager: User, project: Project) -> Project:
    """A project with the texts and marks above, by two people."""
    bring(manager, project, "jsonl", "rows.jsonl", rows().encode())
    return project


def taken_out(user: User, project: Project, kind: str, into: Path) -> Path:
    """An export, as a file."""
    path = into / kind
    export = open_export(user, kind=kind, said={"project": project.slug})
    try:
        path.write_bytes(b"".join(export.pieces))
    finally:
        export.close()
    return path


def read_by(program: str, path: Path) -> dict[str, Any]:
    """What a program makes of a file."""
    python = ENVIRONMENTS / program / "bin" / "python"
    if not python.exists():
        pytest.skip(f"{program} is not installed: make test-interchange")
    script = HERE / "programs" / f"{program}_reads.py"
    done = subprocess.run([python, script, path], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    print(f"{program} {answer['version']}: {len(answer['marks'])} marks")
    return answer


def counted(marks: list[list[str]]) -> Counter[tuple[str, ...]]:
    return Counter(map(tuple, marks))


def expected(*, joined: bool = False) -> Counter[tuple[str, ...]]:
    """The marks by their words and label; `joined`: its pieces put together by a blank."""
    return Counter(
        (" ".join(re.split("[\n\t]", words)) if joined else words, label)
        for _number, _who, words, label in MARKS
    )


def stored(project: Project) -> Counter[tuple[str, ...]]:
    live = Annotation.objects.live().filter(project=project).order_by()
    return Counter(live.values_list("quote", "label"))


def test_spacy_trains_on_what_leaves_for_it(filled: Project, manager: User, tmp_path: Path) -> None:
    answer = read_by("spacy", taken_out(manager, filled, "spacy.jsonl", tmp_path))
    # Spans there begin and end with words of spaCy's: one that cuts a word is widened, or refused.
    assert (answer["cut"], answer["refused"]) == (["schap"], 1)
    widened = (
        expected() - Counter([("schap", "contested")]) + Counter([("waterschap", "contested")])
    )
    assert counted(answer["marks"]) == widened


def test_label_studio_takes_every_annotation_and_what_it_writes_comes_back(
    filled: Project, other_project: Project, manager: User, admin: User, tmp_path: Path
) -> None:
    answer = read_by("labelstudio", taken_out(manager, filled, "labelstudio.json", tmp_path))
    assert answer["refused"] == []
    assert counted(answer["marks"]) == expected()
    assert answer["conll_begins"] >= 1
    bring(admin, other_project, "labelstudio", "back.json", Path(answer["written"]).read_bytes())
    assert stored(other_project) == expected()


def test_doccano_stores_the_marks_and_what_it_writes_comes_back(
    filled: Project, other_project: Project, manager: User, admin: User, tmp_path: Path
) -> None:
    answer = read_by("doccano", taken_out(manager, filled, "doccano.jsonl", tmp_path))
    assert answer["refused"] == []
    assert counted(answer["marks"]) == expected()
    with zipfile.ZipFile(answer["written"]) as opened:
        [name] = opened.namelist()
        bring(admin, other_project, "doccano", name, opened.read(name))
    assert stored(other_project) == expected()


def test_brats_own_tools_read_every_line(filled: Project, manager: User, tmp_path: Path) -> None:
    archive = taken_out(manager, filled, "brat.zip", tmp_path)
    folder = tmp_path / "corpus"
    zipfile.ZipFile(archive).extractall(folder)
    answer = read_by("brat", folder)
    assert counted(answer["marks"]) == expected(joined=True)
    assert answer["events"] >= 1
    written = sum(len(path.read_text().splitlines()) for path in folder.glob("*/*.ann"))
    assert (answer["lines"], answer["in_pieces"]) == (written - 2, 2)
