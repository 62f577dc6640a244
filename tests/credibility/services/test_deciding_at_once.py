"""Two reviewers on one disagreement in the same moment, on PostgreSQL."""

from collections.abc import Iterator

import pytest
from django.db import connection, transaction

from annotator.errors import Conflict
from annotator.models import Adjudication, Annotation, Article, Project, User
from credibility import disagreements
from credibility.services.deciding import Said, decide
from tests.annotator.services.test_races import Other
from tests.cast import Mark

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="needs two writers at once"),
]


@pytest.fixture
def other() -> Iterator[Other]:
    """The other reviewer."""
    somebody = Other()
    yield somebody
    somebody.ends()


def test_one_decides_and_the_other_is_told_what_stands(
    reviewer: User,
    manager: User,
    annotator: User,
    second_annotator: User,
    project: Project,
    article: Article,
    mark: Mark,
    other: Other,
) -> None:
    mark(annotator, article, label="unverified")
    mark(second_annotator, article, label="confirmed")
    [row] = disagreements.differences(project.pk)

    def late() -> object:
        return decide(manager, project, row.place, state=row.state, said=Said("take-A"))

    with transaction.atomic():
        decide(reviewer, project, row.place, state=row.state, said=Said("label-confirmed"))
        other.starts(late)  # both saw it open; this one waits for the other to be done
    refusal = other.ends()
    [made] = Adjudication.objects.in_force()
    assert made.reviewer == reviewer
    assert isinstance(refusal, Conflict)
    assert (refusal.code, refusal.details) == ("decided_already", {"current": made.pk})
    assert reviewer.display_name in refusal.message
    assert Annotation.objects.filter(origin="adjudicated").count() == 1
