"""What a page says about itself: title, authors, outlet, date, address, language."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urljoin, urlsplit

import htmldate
import regex
from lxml import html

from annotator.text.dates import FIRST_DAY

_LONGEST_TITLE = 500
_LONGEST_NAME = 200
_LONGEST_URL = 2_000
_MOST_AUTHORS = 20
_LONGEST_JSON = 200_000

_DATE = regex.compile(r"^\s*(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?![\d-])")
_LANGUAGE = regex.compile(r"^\s*([A-Za-z]{2})(?:[-_][A-Za-z0-9]+)*\s*$")
_PUBLISHED_NAMES = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "dc.date.issued",
    "dcterms.issued",
    "dc.date",
    "pubdate",
    "date",
    "parsely-pub-date",
)


@dataclass(frozen=True)
class Metadata:
    """What is known of a page; what it does not say is None, empty or `unknown`."""

    title: str | None = None
    authors: tuple[str, ...] = ()
    site_name: str | None = None
    published_on: date | None = None
    precision: str = "unknown"
    canonical_url: str | None = None
    language: str | None = None


def read_metadata(tree: html.HtmlElement, extracted: Any, *, url: str | None) -> Metadata:
    """The page's metadata; `extracted` is trafilatura's document, or None.

    A date that the page only gives as a month or a year is its first day, and `precision`
    says so.
    """
    published_on, precision = _published(tree)
    return Metadata(
        title=_short(getattr(extracted, "title", None), _LONGEST_TITLE),
        authors=_authors(getattr(extracted, "author", None)),
        site_name=_short(getattr(extracted, "sitename", None), _LONGEST_NAME),
        published_on=published_on,
        precision=precision,
        canonical_url=_canonical_url(tree, url),
        language=_declared_language(tree),
    )


def _short(value: object, longest: int) -> str | None:
    if not isinstance(value, str):
        return None
    cleaned = " ".join(value.replace("\0", " ").split())
    return cleaned if 0 < len(cleaned) <= longest else None


def _authors(joined: object) -> tuple[str, ...]:
    if not isinstance(joined, str):
        return ()
    names = [_short(name, _LONGEST_NAME) for name in joined[:10_000].split(";")]
    return tuple(dict.fromkeys(name for name in names if name))[:_MOST_AUTHORS]


def _published(tree: html.HtmlElement) -> tuple[date | None, str]:
    for value in _stated_dates(tree):
        parsed = parse_date(value)
        if parsed is not None:
            return parsed
    found = htmldate.find_date(tree, extensive_search=False, original_date=True)
    guessed = parse_date(found) if found else None
    if guessed is None:
        return None, "unknown"
    # htmldate fills a bare year up to its first day; nobody can tell the two apart.
    if (guessed[0].month, guessed[0].day) == (1, 1):
        return guessed[0], "year"
    return guessed


def parse_date(value: str) -> tuple[date, str] | None:
    """A date written as ISO 8601, in full or to the month or year, with its precision."""
    match = _DATE.match(value[:40])
    if match is None:
        return None
    year, month, day = match.groups()
    try:
        parsed = date(int(year), int(month or 1), int(day or 1))
    except ValueError:
        return None
    if not FIRST_DAY <= parsed <= datetime.now(UTC).date() + timedelta(days=2):
        return None
    return parsed, "day" if day else "month" if month else "year"


def _stated_dates(tree: html.HtmlElement) -> Iterator[str]:
    named: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").lower()
        named.setdefault(name, meta.get("content") or "")
    yield from (named[name] for name in _PUBLISHED_NAMES if named.get(name))
    for script in tree.iter("script"):
        if (script.get("type") or "").lower() == "application/ld+json":
            yield from _linked_data_dates(script.text or "")
    for element in tree.iter("time"):
        is_published = element.get("pubdate") is not None or (
            (element.get("itemprop") or "").lower() == "datepublished"
        )
        if is_published and element.get("datetime"):
            yield element.get("datetime", "")


def _linked_data_dates(source: str) -> Iterator[str]:
    if len(source) > _LONGEST_JSON:
        return
    try:
        waiting = [json.loads(source)]
    except (ValueError, RecursionError):
        return
    while waiting:
        node = waiting.pop()
        if isinstance(node, list):
            waiting.extend(reversed(node))
        elif isinstance(node, dict):
            if isinstance(node.get("datePublished"), str):
                yield node["datePublished"]
            waiting.append(node.get("@graph"))


def _canonical_url(tree: html.HtmlElement, url: str | None) -> str | None:
    candidates = [
        link.get("href")
        for link in tree.iter("link")
        if "canonical" in (link.get("rel") or "").lower().split()
    ]
    candidates += [
        meta.get("content")
        for meta in tree.iter("meta")
        if (meta.get("property") or "").lower() == "og:url"
    ]
    for candidate in candidates:
        absolute = _absolute(candidate, url)
        if absolute is not None:
            return absolute
    return None


def _absolute(candidate: str | None, url: str | None) -> str | None:
    if not candidate or len(candidate) > _LONGEST_URL:
        return None
    try:
        absolute = urljoin(url or "", candidate.strip())
        parts = urlsplit(absolute)
    except ValueError:
        return None
    is_plain = absolute.isprintable() and " " not in absolute and len(absolute) <= _LONGEST_URL
    return absolute if is_plain and parts.scheme in ("http", "https") and parts.hostname else None


def _declared_language(tree: html.HtmlElement) -> str | None:
    declared = [tree.get("lang"), tree.get("xml:lang")]
    for meta in tree.iter("meta"):
        name = meta.get("property") or meta.get("name") or meta.get("http-equiv") or ""
        if name.lower() in ("og:locale", "content-language"):
            declared.append(meta.get("content"))
    for value in declared:
        match = _LANGUAGE.match((value or "")[:40])
        if match:
            return str(match[1]).lower()
    return None
