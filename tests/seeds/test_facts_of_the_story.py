"""The demo shows the facts of the Kursk story as a careful fact-checker would hold them."""

import itertools

import pytest

from annotator.models import Annotation, Article, Attribution, Claim, Quantity, Source
from annotator.text.figures import NotComparable, compare_figures
from credibility.inputs import role_counts
from credibility.queries import ClaimNumbers, claim_numbers
from seeds.content import SeedQuantity
from seeds.loader import load_demo
from tests.seeds.test_content import cleaned, content

TEASERS = {
    "vestingbode-koersk": "veerpont van Vestingstad",
    "ochtendvenster-inzet": "leidingen vorstvrij",
}


def claim_of(key: str) -> Claim:
    return Claim.objects.get(text=next(c.text for c in content().claims if c.key == key))


def source_of(key: str) -> Source:
    return Source.objects.get(name=next(s.name for s in content().sources if s.key == key))


def numbers_on(key: str) -> ClaimNumbers:
    claim = claim_of(key)
    (row,) = claim_numbers(claim.project_id, [claim.group_id])
    return row


def stances_on(key: str, source: str) -> set[str | None]:
    hops = Attribution.objects.filter(
        annotation__claim__group=claim_of(key).group_id, source=source_of(source)
    )
    return set(hops.values_list("stance", flat=True))


@pytest.mark.django_db
def test_origins_are_counted_and_not_outlets() -> None:
    load_demo()
    hit = numbers_on("nk-casualties-en")
    assert hit.independent_origins.n == 2
    assert (hit.independent_origins.lower, hit.independent_origins.upper) == (1, 2)
    assert {source_of("gur").pk, source_of("pentagon").pk} <= set(hit.voices.supporters)
    assert hit.voices.deniers == ()
    assert {source_of("kremlin").pk, source_of("ru-mod").pk} <= set(hit.voices.decliners)
    for silent in ("kremlin", "ru-mod"):
        assert stances_on("nk-casualties-en", silent) == {"declines"}

    thirty = numbers_on("nk-30-en")
    assert thirty.independent_origins.n == thirty.independent_origins.upper == 1
    assert thirty.voices.supporters == (source_of("gur").pk,)
    assert thirty.voices.carriers >= 3
    # The Pentagon confirms what happened, not the number.
    assert stances_on("nk-30-en", "pentagon") == set()
    assert stances_on("nk-casualties-en", "pentagon") == {"asserts"}

    sent = numbers_on("nk-11000-en").independent_origins
    assert (sent.n, sent.lower, sent.upper) == pytest.approx((3, 1, 3))

    stored = Quantity.objects.filter(annotation__claim=claim_of("ru-71000")).first()
    assert stored is not None
    assert (stored.method, stored.lower_closed) == ("counted by name", False)
    assert stored.lower == 71000


@pytest.mark.django_db
def test_who_passes_on_is_no_origin_and_a_teaser_is_no_claim() -> None:
    load_demo()
    channel, origin = source_of("rt"), source_of("ru-mod")
    roles = role_counts(channel.project_id, [channel.pk])
    assert (roles["origin"], roles["channel"] > 0) == (0, True)
    assert role_counts(origin.project_id, [origin.pk])["origin"] > 0
    assert numbers_on("ua-500000").voices.supporters == (origin.pk,)

    for key, words in TEASERS.items():
        title = next(article.title for article in content().articles if article.key == key)
        article = Article.objects.get(title=title)
        assert article.current is not None
        assert words in article.current.raw
        assert words not in article.current.text
        assert not Annotation.objects.filter(article=article, quote__contains=words).exists()
        assert words not in cleaned(key).text


def figures_on(claim: str) -> list[SeedQuantity]:
    return [m.quantity for m in content().annotations if m.claim == claim and m.quantity]


def test_two_lower_bounds_do_not_clash_and_their_methods_differ() -> None:
    by_name, as_stated = figures_on("ru-71000"), figures_on("ru-654000")
    for one, other in itertools.product(by_name, as_stated):
        assert compare_figures(one, other) == "compatible"
        assert one.method
        assert other.method
        assert one.method != other.method


@pytest.mark.parametrize("claim", ["ru-71000", "ru-654000"])
def test_losses_of_others_are_not_compared(claim: str) -> None:
    for one, other in itertools.product(figures_on(claim), figures_on("ua-500000")):
        assert compare_figures(one, other) == NotComparable("population")
