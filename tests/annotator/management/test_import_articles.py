"""`manage.py import_articles`."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.models import Annotation, Article, Project, User
from tests.fixtures.files import archive_of, brat_corpus

pytestmark = pytest.mark.django_db


def run(*said: str) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("import_articles", *said, stdout=out, stderr=StringIO())
    return out.getvalue()


def test_a_corpus_is_looked_at_and_imported(
    manager: User, project: Project, tmp_path: Path
) -> None:
    path = tmp_path / "corpus.zip"
    path.write_bytes(archive_of(brat_corpus(2, ("ann", "bob"))))
    said = (str(path), "--project", project.slug, "--user", manager.email, "--kind", "brat")
    assert '"articles_added": 2' in run(*said, "--dry-run")
    assert not Article.objects.exists()
    assert "Imported: 2 new articles" in run(*said)
    count = Annotation.objects.count()
    assert "Imported: 2 new articles" in run(*said)  # the same files: nothing a second time
    assert Annotation.objects.count() == count


def test_what_is_wrong_ends_it_with_a_code_of_its_own(
    manager: User, project: Project, tmp_path: Path
) -> None:
    text, marks = tmp_path / "a.txt", tmp_path / "a.ann"
    text.write_text("The dike broke.")
    marks.write_text("T1\tClaim 0 3\tThe\n")
    said = ["--project", project.slug, "--user", manager.email]
    for arguments, code in (
        ([str(text), str(marks), *said], 1),
        ([str(tmp_path / "nothing.txt"), *said], 2),
        ([str(text), *said, "--label-map", "{"], 2),
        ([str(text), "--project", "nowhere", "--user", manager.email], 2),
    ):
        with pytest.raises(CommandError) as ended:
            run(*arguments)
        assert ended.value.returncode == code
    assert not Article.objects.exists()
    run(str(text), str(marks), *said, "--label-map", '{"Claim": "contested"}')
    assert Annotation.objects.get().label == "contested"
