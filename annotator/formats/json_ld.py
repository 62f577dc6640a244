"""Linked data: W3C Web Annotations, and claim reviews in the words of schema.org."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import orjson

from annotator.formats.outgoing import Part, Row

ANNO_CONTEXT = "http://www.w3.org/ns/anno.jsonld"
OWN_TERMS = "urn:twosource:terms:"
# What the vocabulary of Web Annotations has no word for is kept whole, as JSON.
OWN_CONTEXT = {
    "attributions": {"@id": f"{OWN_TERMS}attributions", "@type": "@json"},
    "quantity": {"@id": f"{OWN_TERMS}quantity", "@type": "@json"},
    "confidence": f"{OWN_TERMS}confidence",
    "textSha256": f"{OWN_TERMS}textSha256",
}


def web_annotations(parts: Iterable[Part], *, total: int) -> Iterator[bytes]:
    """A collection of one page of Web Annotations (https://www.w3.org/TR/annotation-model/).

    Both selectors count in the text as we keep it, whose digest stands beside them: the position
    in code points, and the quote with what stands around it.
    """
    head = {
        "@context": [ANNO_CONTEXT, OWN_CONTEXT],
        "type": "AnnotationCollection",
        "total": total,
    }
    page = b'{"type":"AnnotationPage","startIndex":0,"items":[\n'
    yield orjson.dumps(head)[:-1] + b',"first":' + page
    between = b""
    for part in parts:
        yield between + b",\n".join([orjson.dumps(_annotation(row)) for row in part.whole_rows()])
        between = b",\n"
    yield b"\n]}}\n"


def _annotation(row: Row) -> dict[str, Any]:
    bodies = [{"type": "TextualBody", "purpose": "classifying", "value": row["label"]}]
    if row["claim_text"]:
        claim = {"type": "TextualBody", "purpose": "describing", "value": row["claim_text"]}
        bodies.append({"id": f"urn:twosource:claim:{row['claim']}", **claim})
    if row["note"]:
        bodies.append({"type": "TextualBody", "purpose": "commenting", "value": row["note"]})
    annotation = {
        "id": f"urn:uuid:{row['id']}",
        "type": "Annotation",
        "motivation": "classifying",
        "created": row["created_at"],
        "modified": row["updated_at"],
        "creator": {
            "id": f"urn:twosource:person:{row['author']}",
            "type": "Person",
            "nickname": row["author_name"],
        },
        "body": bodies,
        "target": _target(row),
        "attributions": row["attributions"],
    }
    for name in ("quantity", "confidence"):
        if row[name] is not None:
            annotation[name] = row[name]
    return annotation


def _target(row: Row) -> dict[str, Any]:
    return {
        "type": "SpecificResource",
        "source": row["article_url"] or f"urn:twosource:article:{row['article']}",
        "textSha256": row["revision_sha256"],
        "selector": [
            {"type": "TextPositionSelector", "start": row["start"], "end": row["end"]},
            {
                "type": "TextQuoteSelector",
                "exact": row["quote"],
                "prefix": row["prefix"],
                "suffix": row["suffix"],
            },
        ],
    }


@dataclass(frozen=True, slots=True)
class ReviewedClaim:
    """A claim with its verdict, what that rests on, and the articles in which it appears."""

    claim: int
    text: str
    language: str
    verdict: str
    verdict_as_averitec: str
    as_of: str
    rationale: str
    reviewer: str
    evidence: list[str]
    appearances: list[Row] = field(default_factory=list)


def claim_reviews(claims: Iterable[ReviewedClaim]) -> Iterator[bytes]:
    """One https://schema.org/ClaimReview for each claim, in one graph.

    The verdicts are words without an order, so the rating has a name and no number.
    """
    yield b'{"@context":"https://schema.org","@graph":[\n'
    between = b""
    for claim in claims:
        yield between + orjson.dumps(_review(claim))
        between = b",\n"
    yield b"\n]}\n"


def _review(claim: ReviewedClaim) -> dict[str, Any]:
    review = {
        "@type": "ClaimReview",
        "@id": f"urn:twosource:claim:{claim.claim}",
        "claimReviewed": claim.text,
        "datePublished": claim.as_of,
        "author": {"@type": "Organization", "name": claim.reviewer},
        "reviewRating": {
            "@type": "Rating",
            "alternateName": claim.verdict,
            "name": claim.verdict_as_averitec,
        },
        "citation": claim.evidence,
        "itemReviewed": {
            "@type": "Claim",
            "text": claim.text,
            "appearance": [_appearance(row) for row in claim.appearances],
        },
    }
    if claim.language:
        review["inLanguage"] = claim.language
    if claim.rationale:
        review["reviewBody"] = claim.rationale
    return review


def _appearance(row: Row) -> dict[str, Any]:
    article: dict[str, Any] = {"@type": "Article"}
    names = {"article_url": "url", "article_title": "headline", "published_on": "datePublished"}
    article |= {theirs: row[ours] for ours, theirs in names.items() if row[ours]}
    if row["publisher_name"]:
        article["publisher"] = {"@type": "Organization", "name": row["publisher_name"]}
    return article
