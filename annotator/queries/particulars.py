"""Reading what texts of several languages are held against each other by: figures and names."""

from collections.abc import Collection, Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from annotator.models import Article, Source, SourceAlias, SuggestionSet
from annotator.text.figures import parse_figures
from annotator.text.particulars import Amount, amount_of
from annotator.text.suggestions import RULES_VERSION


class WrittenText(NamedTuple):
    """The current text of an article as far as its language and publisher go."""

    article: int
    title: str
    language: str
    publisher: int | None
    sha256: str


def written_texts(project_id: int, article_ids: Collection[int]) -> list[WrittenText]:
    """The articles in use that have a text and a known language."""
    rows = Article.objects.active().filter(project=project_id, pk__in=article_ids)
    rows = rows.filter(current__isnull=False).exclude(language="").order_by("pk")
    facts = rows.values_list("pk", "title", "language", "publisher_id", "current__sha256")
    return [WrittenText(*row) for row in facts]


class ReadText(NamedTuple):
    """The current text of an article with the figures in it."""

    article: int
    sha256: str
    language: str
    text: str
    amounts: list[Amount]


def texts_with_amounts(article_ids: Collection[int]) -> Iterator[ReadText]:
    """Each article with its current text and the figures in it: as they were found for
    suggestions, or else read here and now."""
    rows = Article.objects.filter(pk__in=article_ids, current__isnull=False)
    kept = SuggestionSet.objects.filter(
        revision__article__in=article_ids, rules_version=RULES_VERSION
    )
    found = {
        (pk, language): said
        for pk, language, said in kept.values_list("revision_id", "language", "rows")
    }
    texts = rows.order_by().values_list(
        "pk", "current__sha256", "language", "current__text", "current_id"
    )
    for article, sha256, language, text, revision in texts:
        said = found.get((revision, language[:16]))
        if said is None:
            figures = parse_figures(text, language or None)
            amounts = [amount_of(one, unit=one.unit, words=one.words) for one in figures]
        else:
            amounts = [_amount(row["quantity"]) for row in said if row["quantity"]]
        yield ReadText(article, sha256, language, text, amounts)


def names_of_sources(project_id: int) -> list[tuple[int, str]]:
    """Every name and alias of the project's sources in use, with the source's id."""
    roots = Source.objects.roots().filter(project=project_id)
    aliases = SourceAlias.objects.filter(source__in=roots.order_by().values("pk"))
    return [
        *roots.order_by("pk").values_list("pk", "name"),
        *aliases.order_by("pk").values_list("source_id", "name"),
    ]


def _amount(quantity: dict[str, Any]) -> Amount:
    return Amount(
        _decimal(quantity["lower"]),
        _decimal(quantity["upper"]),
        quantity["lower_closed"],
        quantity["upper_closed"],
        quantity["is_approximate"],
        quantity["unit"],
        quantity["words"],
    )


def _decimal(bound: float | None) -> Decimal | None:
    return None if bound is None else Decimal(str(bound))
