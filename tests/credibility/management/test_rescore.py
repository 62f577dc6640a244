"""manage.py rescore."""

import io

import pytest
from django.core.management import CommandError, call_command

from annotator.models import Project, User
from credibility.models import PairScore, ScoreRun
from tests.credibility.conftest import Desk


@pytest.mark.django_db(transaction=True)
def test_it_computes_a_project_anew(desk: Desk, annotator: User, other_project: Project) -> None:
    article = desk.article("report", publisher="Polder Post")
    desk.mark(annotator, article, "it rained", [("GUR", "asserts")], [("MI6", "denies")])
    said = io.StringIO()
    call_command("rescore", project="dikes", stdout=said)
    assert said.getvalue() == "dikes: computed.\n"
    assert PairScore.objects.get().n == 1
    call_command("rescore", stdout=said)
    assert ScoreRun.objects.count() == 3
    assert set(ScoreRun.objects.values_list("project__slug", flat=True)) == {"dikes", "elsewhere"}


def test_it_refuses_a_project_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match="nowhere"):
        call_command("rescore", project="nowhere")
