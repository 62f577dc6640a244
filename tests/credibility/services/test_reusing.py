"""Text reuse: found across the project, kept, and read as the texts themselves would be."""

from typing import Any

import pytest

from annotator.models import Article, Event, Project, User
from annotator.services.articles import Capture, add_article, capture_again, update_article
from credibility import explaining, inputs, kept_reuse, queries
from credibility.models import ArticleShingles, Derivation
from credibility.services import derivations
from tests.credibility.conftest import Desk
from tests.credibility.services.kept import computed_afresh, rebuilt, state_of

WIRE = " ".join(f"word{number}" for number in range(60)) + "."


@pytest.fixture
def wired(desk: Desk, annotator: User) -> Desk:
    """A wire's text in the papers of two outlets, of one in part; a third wrote its own. Each
    says in its own voice that it rained."""
    for name, day, text in (
        ("Post", "2024-12-01", WIRE),
        ("Daily", "2024-12-02", f"So we read.\n\n{WIRE}"),
        ("Herald", "", " ".join(WIRE.split()[30:]) + " " + WIRE.replace("word", "other")),
        ("Courier", "2024-12-01", WIRE.replace("word", "own")),
        ("Flash", "2024-12-01", "It rained."),
    ):
        capture = Capture(text=text, title=name, publisher=name, published_on=day, language="en")
        article = desk.articles[name] = add_article(desk.manager, desk.project, capture)[0]
        desk.mark(annotator, article, "it rained")
    return desk


def told(desk: Desk) -> Any:
    """What the claim comes to, and who shares how much with whom."""
    (row,) = queries.claim_numbers(desk.project.pk, [desk.claim("it rained").group_id])
    (sides,) = queries.sides_of(
        desk.project.pk,
        inputs.told_claims(desk.project.pk, [desk.claim("it rained").group_id]),
    )
    return row.independent_origins, dict(sorted(sides.supporters.measured.items()))


def kept(desk: Desk) -> dict[tuple[str, str], tuple[bool, float]]:
    """Who has it from whom, by the names of the articles."""
    names = {article.pk: name for name, article in desk.articles.items()}
    return {
        (names[row.article_id or 0], names[row.from_article_id or 0]): (
            row.is_tied,
            round(row.probability, 2),
        )
        for row in Derivation.objects.filter(ground="text_reuse")
    }


def test_later_texts_have_it_from_earlier_ones_and_undated_ones_from_dated(wired: Desk) -> None:
    wired.catch_up()
    assert kept(wired) == {
        ("Daily", "Post"): (False, 1.0),
        ("Herald", "Post"): (False, 0.46),
        ("Herald", "Daily"): (False, 0.44),
    }
    update_article(wired.manager, wired.articles["Daily"].pk, {"published_on": "2024-11-30"})
    wired.catch_up()
    assert kept(wired)["Post", "Daily"] == (False, 1.0)
    update_article(wired.manager, wired.articles["Daily"].pk, {"published_on": "2024-12-01"})
    wired.catch_up()
    assert kept(wired)["Daily", "Post"] == (True, 1.0)


def test_claims_come_to_the_same_by_what_is_kept_and_by_the_texts_alone(wired: Desk) -> None:
    by_texts = told(wired)
    assert not ArticleShingles.objects.exists()
    wired.catch_up()
    assert told(wired) == by_texts
    half = [wired.articles[name].pk for name in ("Post", "Herald")]
    ArticleShingles.objects.filter(article__in=half).delete()
    Derivation.objects.all().delete()
    assert told(wired)[1].keys() == by_texts[1].keys()
    rebuilt(wired.project)
    assert told(wired) == by_texts
    origins, shared = by_texts
    assert 1 < origins.lower < origins.upper < 5
    flash = wired.source("Flash").pk
    assert all(flash not in pair for pair in shared)


def test_a_claim_tells_who_was_later_and_where_that_cannot_be_told(wired: Desk) -> None:
    def grounds() -> dict[tuple[str, str], str]:
        claims = inputs.told_claims(wired.project.pk, [wired.claim("it rained").group_id])
        (sides,) = queries.sides_of(wired.project.pk, claims)
        (numbers,) = queries.numbers_on(wired.project.pk, claims)
        names = {pk: known.name for pk, known in inputs.source_names(wired.project.pk).items()}
        found = explaining.explained(wired.project.pk, claims[0], sides, numbers)
        return {(names[row.source], names[row.origin]): row.ground for row in found.derived}

    assert grounds()["Daily", "Post"] == "measured"
    update_article(wired.manager, wired.articles["Daily"].pk, {"published_on": "2024-11-30"})
    assert grounds()["Post", "Daily"] == "measured"
    update_article(wired.manager, wired.articles["Daily"].pk, {"published_on": "2024-12-01"})
    assert grounds()["Post", "Daily"] == "tied"


def test_a_newer_text_is_compared_and_an_archived_one_is_left_out(wired: Desk) -> None:
    wired.catch_up()
    herald, post = wired.articles["Herald"], wired.articles["Post"]
    capture_again(wired.manager, herald.pk, Capture(text=WIRE.replace("word", "new"), title="H"))
    late = told(wired)
    wired.catch_up()
    assert told(wired) == late
    assert kept(wired).keys() == {("Daily", "Post")}
    update_article(wired.manager, post.pk, {"is_archived": True})
    wired.catch_up()
    assert kept(wired) == {}
    update_article(wired.manager, post.pk, {"is_archived": False})
    wired.catch_up()
    assert kept(wired).keys() == {("Daily", "Post")}
    assert state_of(wired.project) == computed_afresh(wired.project)


def test_what_is_wrong_is_put_right_by_a_rebuild_and_by_nothing_else(wired: Desk) -> None:
    wired.catch_up()
    right = state_of(wired.project)
    Derivation.objects.filter(probability=1).update(probability=0.3)
    Derivation.objects.filter(probability__lt=0.45).delete()
    ArticleShingles.objects.filter(article=wired.articles["Courier"]).delete()
    Event.objects.filter(subject_type="annotation").update(delivered_at=None)
    wired.catch_up()
    assert state_of(wired.project) != right
    assert rebuilt(wired.project) == right


def test_an_analyst_who_read_both_stands_above_what_they_share(wired: Desk, reviewer: User) -> None:
    wired.catch_up()
    before, _shared = told(wired)
    ends = {
        name: wired.articles[of].pk for name, of in (("article", "Daily"), ("from_article", "Post"))
    }
    derivations.mark_derivation(reviewer, wired.project, ends=ends, probability=0.0)
    after, _shared = told(wired)
    assert after.value == pytest.approx(before.value + 1)
    rebuilt(wired.project)
    assert told(wired)[0] == after
    log = Event.objects.filter(subject_type="derivation")
    assert list(log.values_list("verb", "actor")) == [("marked", reviewer.pk)]


def test_one_project_is_never_compared_with_another(
    wired: Desk, other_project: Project, outsider: User
) -> None:
    add_article(outsider, other_project, Capture(text=WIRE, title="elsewhere"))
    wired.catch_up()
    ours = set(Article.objects.filter(project=wired.project).values_list("pk", flat=True))
    assert set(ArticleShingles.objects.values_list("article_id", flat=True)) == ours


def test_nobody_compares_what_nothing_is_asked_of(project: Project) -> None:
    assert kept_reuse.reuse_among(project.pk, []).within([1, 2]) == {}
