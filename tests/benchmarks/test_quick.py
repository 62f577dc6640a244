"""Every benchmark of the server runs, on sizes that say nothing but that it does."""

import importlib
import statistics
from itertools import pairwise

import pytest

from benchmarks.__main__ import names_of_all
from benchmarks.corpus import MEAN_CHARACTERS, PEOPLE, invented_articles, invented_spans
from benchmarks.figures import OPERATIONS
from benchmarks.table import tables
from benchmarks.timing import Scale

IN_PROCESS = (
    "agreement",
    "all_pairs",
    "board",
    "bootstrap",
    "create_span",
    "export",
    "import_corpus",
    "install_size",
    "list_articles",
    "open_article",
    "round_trip",
    "story",
)


def test_every_operation_has_its_script_and_every_script_its_operation() -> None:
    assert names_of_all() == sorted(operation.name for operation in OPERATIONS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("name", IN_PROCESS)
def test_it_measures_the_figures_it_is_there_for(name: str) -> None:
    readings = importlib.import_module(f"benchmarks.bench_{name}").measure(Scale(is_quick=True))
    medians = readings.medians()
    [operation] = [operation for operation in OPERATIONS if operation.name == name]
    missing = [figure.key for figure in operation.figures if figure.key not in medians]
    assert not missing or "not measured" in " ".join(readings.notes)


def test_the_corpus_is_the_same_each_time() -> None:
    assert list(invented_articles(5)) == list(invented_articles(5))


def test_the_corpus_is_as_long_as_news_is_and_reaches_beyond_the_bmp() -> None:
    articles = list(invented_articles(300))
    lengths = [len(article.text) for article in articles]
    assert statistics.mean(lengths) == pytest.approx(MEAN_CHARACTERS, rel=0.1)
    assert len({article.text for article in articles}) == len(articles)
    wide = [article for article in articles if any(ord(c) > 0xFFFF for c in article.text)]
    assert 30 < len(wide) < 150


def test_four_people_mark_the_same_passages() -> None:
    [article] = invented_articles(1)
    spans = list(invented_spans(article, 20))
    assert all(article.text[span.start : span.end] == span.quote for span in spans)
    assert len({span.person for span in spans}) == 4 <= PEOPLE
    assert all(one.start == other.start for one, other in pairwise(spans[:4]))


def test_a_table_without_results_says_that_nothing_was_measured() -> None:
    table = tables([])
    assert table.count("not measured") == len(OPERATIONS)
