"""The demo's own content hangs together: every quote, key and figure is where it should be."""

from collections import Counter, defaultdict
from datetime import date
from functools import cache
from itertools import combinations
from pathlib import Path

import pytest

from annotator.text.chrome import Cleaned, clean_html, clean_pasted
from annotator.text.figures import parse_figures
from credibility.measures.pairs import Appearance, Hop, contribution_of, voices_of
from seeds.content import ANNOTATORS, SEEDS, SeedAnnotation, SeedContent, seed_content

POSITIONS = {"asserts": "affirms", "denies": "disputes", "leaves_open": "open"}
LABELS = {"confirmed", "unverified", "contested"}
STANCES = {*POSITIONS, "reports", "declines", "not_acknowledged"}
KURSK_TOPICS = {"casualties", "deployment"}


@cache
def content() -> SeedContent:
    return seed_content()


@cache
def cleaned(key: str) -> Cleaned:
    article = next(article for article in content().articles if article.key == key)
    return clean_html(article.raw) if article.kind == "html" else clean_pasted(article.raw)


def shingles(text: str, *, words: int) -> set[tuple[str, ...]]:
    tokens = text.casefold().split()
    return {tuple(tokens[at : at + words]) for at in range(len(tokens) - words + 1)}


def group_of(claim_key: str) -> str:
    claim = next(claim for claim in content().claims if claim.key == claim_key)
    return claim.group or claim.key


def latest_positions() -> dict[tuple[str, str], str]:
    """The majority position of each source on each claim group, in its latest article."""
    articles = {article.key: article for article in content().articles}
    said: dict[tuple[str, str], dict[str, Counter[str]]] = defaultdict(lambda: defaultdict(Counter))
    for mark in content().annotations:
        if mark.claim is None:
            continue
        for source, stance in _speakers(mark, articles[mark.article].publisher):
            said[source, group_of(mark.claim)][mark.article][POSITIONS[stance]] += 1
    positions = {}
    for key, by_article in said.items():
        latest = max(by_article, key=lambda article: articles[article].published_on or date.min)
        [(position, most)] = by_article[latest].most_common(1)
        if 2 * most > by_article[latest].total():
            positions[key] = position
    return positions


def _speakers(mark: SeedAnnotation, publisher: str | None) -> list[tuple[str, str]]:
    if not mark.chains:
        return [(publisher, "asserts")] if publisher else []
    hops = [hop for chain in mark.chains for hop in chain]
    return [(hop.source, hop.stance) for hop in hops if hop.source and hop.stance in POSITIONS]


def pairs() -> dict[tuple[str, str], list[tuple[str, str, str]]]:
    """For every two sources, (claim group, one's position, the other's) on what they share."""
    by_source: dict[str, dict[str, str]] = defaultdict(dict)
    for (source, group), position in latest_positions().items():
        by_source[source][group] = position
    return {
        (one, other): [
            (group, by_source[one][group], by_source[other][group])
            for group in sorted(by_source[one].keys() & by_source[other].keys())
        ]
        for one, other in combinations(sorted(by_source), 2)
        if by_source[one].keys() & by_source[other].keys()
    }


@pytest.mark.parametrize("mark", content().annotations, ids=lambda mark: mark.article)
def test_every_quote_stands_in_the_cleaned_text(mark: SeedAnnotation) -> None:
    assert cleaned(mark.article).text.count(mark.quote) >= mark.occurrence


def test_every_figure_keeps_the_words_of_its_quote() -> None:
    for mark in content().annotations:
        if mark.quantity is not None:
            assert mark.quantity.words.casefold() in mark.quote.casefold()


def test_most_figures_are_what_the_parser_reads_in_the_quote() -> None:
    languages = {article.key: article.language for article in content().articles}
    figures = [(mark, mark.quantity) for mark in content().annotations if mark.quantity]
    read_alike = [
        mark
        for mark, figure in figures
        for parsed in parse_figures(mark.quote, languages[mark.article])
        if (parsed.lower, parsed.upper, parsed.lower_closed, parsed.upper_closed)
        == (figure.lower, figure.upper, figure.lower_closed, figure.upper_closed)
    ]
    assert len(read_alike) >= 0.8 * len(figures)


def test_every_key_that_is_used_exists() -> None:
    made = content()
    sources = {source.key for source in made.sources}
    claims = {claim.key for claim in made.claims}
    topics = {topic.key for topic in made.topics}
    articles = {article.key for article in made.articles}
    assert {mark.claim for mark in made.annotations} - {None} <= claims
    hops = [hop for mark in made.annotations for chain in mark.chains for hop in chain]
    assert {hop.source for hop in hops} - {None} <= sources
    assert {hop.stance for hop in hops} <= STANCES
    assert {mark.label for mark in made.annotations} == LABELS
    assert {mark.article for mark in made.annotations} <= articles
    assert {mark.annotator for mark in made.annotations} == ANNOTATORS.keys()
    assert {article.publisher for article in made.articles} - {None} <= sources
    assert {article.topic for article in made.articles} <= topics
    assert {claim.topic for claim in made.claims} <= topics
    assert {verdict.claim for verdict in made.verdicts} <= claims
    for expected in made.corroboration:
        assert expected.claim in claims
        assert set(expected.origins) - {""} <= sources


def test_every_file_of_the_folder_is_used_once() -> None:
    made = content()
    files = [article.file for article in made.articles]
    files += [later.file for later in made.later_texts]
    assert sorted(files) == sorted(path.name for path in Path(SEEDS / "articles").iterdir())


def test_the_kursk_story_is_told_by_at_least_eight_outlets_in_two_languages() -> None:
    story = [article for article in content().articles if article.topic in KURSK_TOPICS]
    assert len({article.publisher for article in story} - {None}) >= 8
    assert {article.language for article in story} == {"nl", "en"}


def test_the_water_story_has_at_least_four_articles_and_real_denials() -> None:
    story = {article.key for article in content().articles if article.topic in {"water", "pumping"}}
    assert len(story) >= 4
    hops = [
        hop
        for mark in content().annotations
        if mark.article in story
        for chain in mark.chains
        for hop in chain
    ]
    assert {"waterworks", "municipality", "residents"} <= {
        hop.source for hop in hops if hop.stance == "denies"
    }


def test_there_is_as_much_of_everything_as_a_demo_needs() -> None:
    made = content()
    assert 12 <= len(made.articles) <= 18
    assert 25 <= len(made.claims) <= 30
    assert 200 <= len(made.annotations) <= 280
    assert len(made.corroboration) >= 3
    assert any(article.publisher is None for article in made.articles)
    assert {article.precision for article in made.articles} == {"day", "month", "unknown"}
    assert any(hop.source is None for m in made.annotations for c in m.chains for hop in c)


@pytest.mark.parametrize("annotator", sorted(ANNOTATORS))
def test_everybodys_queue_has_new_begun_and_done_articles(annotator: str) -> None:
    states = {who_state for (_, who), who_state in content().states.items() if who == annotator}
    assert states == {"new", "in_progress", "done"}


def test_nobody_marks_an_article_that_is_new_to_them() -> None:
    for mark in content().annotations:
        assert content().states[mark.article, mark.annotator] != "new"


def test_languages_are_recognised_as_stated() -> None:
    for article in content().articles:
        assert cleaned(article.key).language == article.language, article.key


@pytest.mark.parametrize(
    ("key", "reasons"),
    [
        ("vestingbode-koersk", {"title_again", "teaser_line", "comment_heading"}),
        ("ochtendvenster-inzet", {"title_again", "newsletter_line", "related_heading"}),
        ("meridian-koersk", {"in_navigation", "in_cookie_notice", "in_footer"}),
    ],
)
def test_page_furniture_is_found(key: str, reasons: set[str]) -> None:
    removed = {block.reason for block in cleaned(key).blocks if not block.kept}
    assert reasons <= removed


def test_articles_without_page_furniture_lose_nothing() -> None:
    for article in content().articles:
        if article.key not in {"vestingbode-koersk", "ochtendvenster-inzet", "meridian-koersk"}:
            left = [line for line in cleaned(article.key).text.splitlines() if line]
            all_of_it = [line for line in article.raw.splitlines() if line]
            # A byline is kept as what is known of the article, not in its text.
            assert left == [line for line in all_of_it if line != "By our foreign staff"]


@pytest.mark.parametrize(
    ("copy", "original"),
    [
        ("polderpost-koersk", "grenspaal-koersk"),
        ("vestingbode-koersk", "grenspaal-koersk"),
        ("northgate-koersk", "harbour-koersk"),
    ],
)
def test_some_outlets_copy_at_length(copy: str, original: str) -> None:
    shared = shingles(cleaned(copy).text, words=5) & shingles(cleaned(original).text, words=5)
    assert len(shared) >= 30


def test_an_emoji_and_a_family_emoji_stand_before_marks() -> None:
    text = cleaned("doorgestuurd-bericht").text
    quote = "Rusland buitenlanders ronselt"
    assert text.index("👨‍👩‍👧‍👦") < text.index("🙏") < text.index(quote)


def test_enough_pairs_of_sources_share_enough_claims() -> None:
    topic_of = {claim.group or claim.key: claim.topic for claim in content().claims}
    told = [
        shared
        for shared in pairs().values()
        if len(shared) >= 3 and len({topic_of[group] for group, _, _ in shared}) >= 2
    ]
    assert len(told) >= 8
    assert any(all(one == other for _, one, other in shared) for shared in told)
    assert any(
        all({one, other} == {"affirms", "disputes"} for _, one, other in shared) for shared in told
    )
    assert any(len(shared) < 3 for shared in pairs().values())


def test_the_measure_finds_the_same_positions() -> None:
    ids = {source.key: number for number, source in enumerate(content().sources)}
    articles = {article.key: article for article in content().articles}
    appearances: dict[str, list[Appearance]] = defaultdict(list)
    for order, mark in enumerate(content().annotations):
        article = articles[mark.article]
        if mark.claim is not None:
            voices, unheard = voices_of(
                [[Hop(ids.get(hop.source or ""), hop.stance) for hop in c] for c in mark.chains],
                label=mark.label,
                publisher=ids.get(article.publisher or ""),
            )
            appearances[group_of(mark.claim)].append(
                Appearance(
                    annotation=str(order),
                    article=list(articles).index(mark.article),
                    published=article.published_on.isoformat() if article.published_on else None,
                    annotator=sorted(ANNOTATORS).index(mark.annotator),
                    order=f"{order:04}",
                    label=mark.label,
                    is_adjudicated=False,
                    voices=voices,
                    unheard=unheard,
                )
            )
    keys = list(ids)
    found = {
        (keys[source], group): stand.position
        for group, marks in appearances.items()
        for source, stand in contribution_of(None, marks).stands.items()
    }
    assert found == latest_positions()


def test_no_institution_that_exists_is_said_to_deny() -> None:
    silent = {"kremlin", "ru-mod", "moscow", "pyongyang", "pentagon", "gur", "mediazona", "ap"}
    for mark in content().annotations:
        for hop in (hop for chain in mark.chains for hop in chain):
            assert not (hop.source in silent and hop.stance == "denies")


def test_claims_with_different_figures_are_never_grouped() -> None:
    figures: dict[str, set[tuple[object, ...]]] = defaultdict(set)
    for claim in content().claims:
        digits = tuple(
            "".join(char for char in word if char.isdigit())
            for word in claim.text.split()
            if any(char.isdigit() for char in word)
        )
        figures[claim.group or claim.key].add(digits)
    assert all(len(found) == 1 for found in figures.values())


def test_the_evidence_of_every_verdict_stands_in_the_article_it_names() -> None:
    by_url = {article.url: article.key for article in content().articles if article.url}
    for verdict in content().verdicts:
        assert verdict.evidence_quote in cleaned(by_url[verdict.evidence_url]).text
        assert verdict.as_of is None or verdict.evidence_retrieved_on <= verdict.as_of


def test_addresses_are_of_the_domain_for_examples() -> None:
    made = content()
    hosts = [article.url.split("/")[2] for article in made.articles if article.url]
    hosts += [source.domain for source in made.sources if source.domain]
    hosts += [person.email.split("@")[1] for person in made.people]
    assert all(host.endswith(".example") for host in hosts)


def test_everybody_agrees_in_one_article_that_everything_is_unverified() -> None:
    labels = {m.label for m in content().annotations if m.article == "doorgestuurd-bericht"}
    assert labels == {"unverified"}


def test_the_hand_calculations_name_the_sources_that_assert() -> None:
    positions = latest_positions()
    for expected in content().corroboration:
        asserting = {
            source
            for (source, group), position in positions.items()
            if group == group_of(expected.claim) and position == "affirms"
        }
        assert set(expected.origins) - {""} <= asserting


def test_the_reviewer_decides_where_annotators_really_differ() -> None:
    for decision in content().decisions:
        labels = {
            mark.label
            for mark in content().annotations
            if (mark.article, mark.quote) == (decision.article, decision.quote)
        }
        assert len(labels) > 1
        assert decision.is_not_a_claim or decision.label in labels
