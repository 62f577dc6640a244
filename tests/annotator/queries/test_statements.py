"""Statements built once read what their querysets read."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.models import Article, Claim, Membership, Project, Revision, Source, User
from annotator.queries.statements import Statement, instance_of

SOURCES = Statement(
    lambda sources, name: Source.objects.filter(pk__in=sources).exclude(name=name).order_by("pk")
)
PROJECTS = Statement(
    lambda user_id, is_superuser: Project.objects.visible_to(
        User(pk=user_id, is_superuser=is_superuser)
    ).order_by("pk")
)
ADMINS_PROJECTS = Statement(
    lambda is_superuser: Project.objects.visible_to(User(pk=1, is_superuser=is_superuser))
)


@pytest.fixture
def sources(project: Project, manager: User) -> list[Source]:
    """Three sources."""
    return Source.objects.bulk_create(
        Source(project=project, name=name, name_key=name, created_by=manager)
        for name in ("one", "two", "three")
    )


def test_it_reads_what_its_queryset_reads(sources: list[Source]) -> None:
    for count in (1, 2, 3):
        wanted = [source.pk for source in sources[:count]]
        rows = SOURCES.rows(wanted, "two")
        found = [instance_of(Source, row) for row in rows]
        assert found == [source for source in sources[:count] if source.name != "two"]
        for source in found:
            assert source.created_at == Source.objects.get(pk=source.pk).created_at
            assert source.is_party is False


def test_values_are_parameters_and_never_part_of_the_statement(sources: list[Source]) -> None:
    with CaptureQueriesContext(connection) as queries:
        SOURCES.rows([sources[0].pk], "'; DROP TABLE x; --")
        assert [row["source.name"] for row in SOURCES.rows([sources[1].pk], "one")] == ["two"]
    assert len(queries) == 2


def test_what_is_neither_number_nor_text_is_built_in(
    annotator: User, admin: User, project: Project, other_project: Project
) -> None:
    assert [row["project.id"] for row in PROJECTS.rows(annotator.pk, False)] == [project.pk]
    assert {row["project.id"] for row in ADMINS_PROJECTS.rows(True)} == {
        project.pk,
        other_project.pk,
    }


def test_fields_that_were_not_read_are_read_when_asked(article: Article, annotator: User) -> None:
    statement = Statement(lambda ids: Revision.objects.filter(pk__in=ids).only("number"))
    (row,) = statement.rows([article.current_id])
    assert set(row) == {"revision.id", "revision.number"}
    assert instance_of(Revision, row).text


def test_nothing_is_asked_where_nothing_can_be_found() -> None:
    statement = Statement(lambda pk: Claim.objects.none().filter(pk=pk))
    assert statement.rows(3) == []


@pytest.mark.django_db
def test_a_value_that_is_built_in_is_a_mistake() -> None:
    statement = Statement(lambda words: Membership.objects.filter(role__contains=words))
    with pytest.raises(TypeError, match="builds a value into"):
        statement.rows("annot")


def test_a_value_may_go_unused(annotator: User) -> None:
    statement = Statement(lambda user_id: Membership.objects.order_by("pk"))
    assert [row["membership.user_id"] for row in statement.rows(3)] == [annotator.pk]
