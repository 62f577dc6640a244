"""The cast stands as its page says."""

from annotator.models import Annotation, Article, Membership, Project, User
from annotator.models.choices import Role
from tests.cast import FAMILY, FLOODED


def test_everybody_has_the_role_of_their_name(
    project: Project,
    annotator: User,
    second_annotator: User,
    reviewer: User,
    manager: User,
    researcher: User,
    outsider: User,
    admin: User,
) -> None:
    roles = dict(Membership.objects.filter(project=project).values_list("user", "role"))
    assert roles == {
        annotator.pk: Role.ANNOTATOR,
        second_annotator.pk: Role.ANNOTATOR,
        reviewer.pk: Role.REVIEWER,
        manager.pk: Role.MANAGER,
        researcher.pk: Role.RESEARCHER,
    }
    assert admin.is_superuser
    assert outsider.pk not in roles


def test_nothing_of_the_article_is_taken_for_furniture(article: Article) -> None:
    assert article.current is not None
    assert FAMILY in article.current.text
    assert article.current.text == article.current.raw


def test_a_mark_is_stored_where_its_quote_stands(annotation: Annotation, annotator: User) -> None:
    assert annotation.author == annotator
    assert annotation.revision.text[annotation.start : annotation.end] == FLOODED
