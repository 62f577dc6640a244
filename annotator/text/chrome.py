"""Takes page furniture out of a captured article, so that it can be seen and put back."""

import itertools
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import regex
from lxml import etree, html

from annotator.text.blocks import (
    KINDS,
    Block,
    OffsetMap,
    compose,
    offset_map,
    removed_code_points,
)
from annotator.text.canonical import TextRefused, canonicalise
from annotator.text.furniture import (
    Finding,
    find_furniture,
    is_named_by,
    line_key,
    reads_as_body,
    says_when,
)
from annotator.text.html_lines import HtmlLine, read_lines
from annotator.text.html_metadata import Metadata, read_metadata
from annotator.text.language import detect_language

__all__ = [
    "KINDS",
    "MAX_HTML_CODE_POINTS",
    "REASONS",
    "Block",
    "Cleaned",
    "OffsetMap",
    "clean_html",
    "clean_pasted",
    "compose",
    "offset_map",
    "removed_code_points",
]

MAX_HTML_CODE_POINTS = 3_000_000
"""The longest HTML page that is read, in code points."""

REASONS = (
    "title_again",
    "teaser_line",
    "continues_below",
    "related_heading",
    "after_related_heading",
    "comment_heading",
    "comment_form_line",
    "after_comment_heading",
    "newsletter_line",
    "cookie_line",
    "share_line",
    "skip_link",
    "navigation_line",
    "copyright_line",
    "advertisement_label",
    "reading_time",
    "posted_line",
    "byline_line",
    "picture_credit",
    "subscription_line",
    "tip_line",
    "note_to_editors",
    "rubric_line",
    "site_name",
    "pull_quote",
    "about_the_author",
    "in_navigation",
    "in_header",
    "in_footer",
    "in_aside",
    "in_form",
    "in_comments",
    "in_newsletter",
    "in_cookie_notice",
    "in_share_bar",
    "in_related_posts",
    "in_teaser",
    "in_advertisement",
    "in_byline",
    "outside_body",
)
"""Every reason a block can have; the pages have a sentence for each."""

_REPEATED_TITLE = Finding("repeated_title", "title_again")
_OUTSIDE_BODY = Finding("other", "outside_body")

_RUBRIC = Finding("other", "rubric_line")
_SITE_NAME = Finding("navigation", "site_name")
_PULL_QUOTE = Finding("other", "pull_quote")
_ABOUT_THE_AUTHOR = Finding("byline", "about_the_author")
_LONGEST_RUBRIC = 30
_MOST_WORDS_OF_A_RUBRIC = 3
_SHORTEST_PULL_QUOTE = 20
_LONGEST_ABOUT_THE_AUTHOR = 220
_SHORTEST_TEXT_WITH_AUTHOR = 4
_ABOUT_VERBS = frozenset(
    (
        *(
            "is",
            "was",
            "writes",
            "works",
            "covers",
            "reports",
            "schrijft",
            "werkt",
            "doet",
            "volgt",
        ),
        *("ist", "schreibt", "berichtet", "arbeitet", "est", "écrit", "travaille", "couvre"),
    )
)
_QUOTED_TAGS = frozenset({"p", "div", "blockquote", "aside", "figure", "section"})
_WHEN = Finding("byline", "posted_line")
_BYLINE = Finding("byline", "byline_line")
_VAGUE_KINDS = ("aside", "form", "navigation")
_BODY_TAGS = frozenset(
    {
        "h2",
        "h3",
        "h4",
        "h5",
        "p",
        "li",
        "tr",
        "td",
        "th",
        "caption",
        "blockquote",
        "dd",
        "dt",
        "pre",
    }
)
_HEADINGS = frozenset({"h1", "h2", "h3"})

_LONGEST_TITLE = 200
_NOT_LETTERS = regex.compile(r"[^\p{L}\p{N}]+")
_SHORTEST_TITLE = 8
_SHORTEST_PARAGRAPH = 40
_MOST_ELEMENTS = 50_000
# A shorter line may stand in the body by chance, as part of another.
_SHORTEST_PART_OF_BODY = 25


@dataclass(frozen=True)
class Cleaned:
    """A capture with its furniture fenced off.

    `raw` is the canonical capture, `text` is `compose(raw, blocks)`, `blocks` are in order and
    do not overlap. What the capture does not tell is None, empty, or precision `unknown`.
    """

    raw: str
    text: str
    blocks: tuple[Block, ...]
    title: str | None
    language: str | None
    authors: tuple[str, ...] = ()
    site_name: str | None = None
    published_on: date | None = None
    precision: str = "unknown"
    canonical_url: str | None = None


def clean_pasted(
    raw: bytes | str, *, title: str | None = None, language: str | None = None
) -> Cleaned:
    """A pasted or plain text without its furniture, one block a line.

    Without a `title`, the first line is it when it reads as one; it stays in the text, and only
    its repetitions go. A `language` that is known is not guessed. Raises `TextRefused` as
    `canonicalise` does.
    """
    capture = canonicalise(raw)
    lines = capture.split("\n")
    found = find_furniture(lines)
    title = " ".join(title.split()) if title and title.strip() else _first_line_title(lines, found)
    _find_repeated_titles(lines, found, title)
    blocks = _unless_nothing_is_left(capture, _blocks(lines, found, join_runs=False))
    text = compose(capture, blocks)
    return Cleaned(
        raw=capture,
        text=text,
        blocks=blocks,
        title=title,
        language=language or detect_language(text),
    )


def clean_html(source: bytes | str, *, url: str | None = None) -> Cleaned:
    """The article of an HTML page; the rest of the page is fenced off with its reasons.

    `raw` is the visible text of the whole page, one block element a line. trafilatura in
    precision mode says which lines are body; then the rules for pasted text run over those.
    `url` is only what relative addresses are relative to. Raises `TextRefused` with the codes of
    `canonicalise`, or `html_too_long`; never anything else, whatever the page holds.
    """
    page = _readable_html(source)
    tree = _parse(page)
    lines = read_lines(tree)
    raw = canonicalise("\n".join(line.text for line in lines))
    extracted = _extract(page) if _is_of_a_size_to_read(tree) else None
    metadata = _metadata(tree, extracted, url)
    body = _body_keys(extracted)
    title = _nearest_heading(lines, body, tree) or metadata.title
    found = _findings(lines, body, title)
    _find_authors(lines, found, metadata.authors)
    _find_about_authors(lines, found, metadata.authors)
    _find_site(lines, found, title, _site_names(tree, metadata.site_name))
    _find_pull_quotes(lines, found)
    blocks = _blocks([line.text for line in lines], found, join_runs=True)
    blocks = _unless_nothing_is_left(raw, blocks)
    text = compose(raw, blocks)
    return Cleaned(
        raw=raw,
        text=text,
        blocks=blocks,
        title=title,
        language=detect_language(text) or metadata.language,
        authors=metadata.authors,
        site_name=metadata.site_name,
        published_on=metadata.published_on,
        precision=metadata.precision,
        canonical_url=metadata.canonical_url,
    )


def _first_line_title(lines: Sequence[str], found: Sequence[Finding | None]) -> str | None:
    own = [at for at, line in enumerate(lines) if line.strip() and found[at] is None]
    if len(own) < 2:
        return None
    first = " ".join(lines[own[0]].split())
    is_repeated = any(line_key(lines[at]) == line_key(first) for at in own[1:])
    is_prose = first.endswith((".", ":", ",", ";")) or reads_as_body(first)
    return first if len(first) <= _LONGEST_TITLE and (is_repeated or not is_prose) else None


def _find_repeated_titles(
    lines: Sequence[str], found: list[Finding | None], title: str | None
) -> None:
    if title is None:
        return
    key = line_key(title)
    same = [at for at, line in enumerate(lines) if found[at] is None and line_key(line) == key]
    for at in same[1:]:
        found[at] = _REPEATED_TITLE


def _blocks(
    lines: Sequence[str], found: Sequence[Finding | None], *, join_runs: bool
) -> tuple[Block, ...]:
    blocks: list[Block] = []
    start = 0
    for at, (line, finding) in enumerate(zip(lines, found, strict=True)):
        end = start + len(line)
        if finding is not None:
            if join_runs and blocks and at > 0 and found[at - 1] == finding:
                blocks[-1] = Block(blocks[-1].start, end, finding.kind, finding.reason)
            else:
                blocks.append(Block(start, end, finding.kind, finding.reason))
        start = end + 1
    return tuple(blocks)


def _unless_nothing_is_left(raw: str, blocks: tuple[Block, ...]) -> tuple[Block, ...]:
    """The blocks; all put back when they are the whole capture, which no rule can mean."""
    if compose(raw, blocks).strip():
        return blocks
    return tuple(
        Block(block.start, block.end, block.kind, block.reason, kept=True) for block in blocks
    )


def _readable_html(source: bytes | str) -> str:
    if len(source) > MAX_HTML_CODE_POINTS * (4 if isinstance(source, bytes) else 1):
        raise _html_too_long()
    if isinstance(source, bytes):
        try:
            source = source.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            raise TextRefused(
                "not_utf8",
                f"Byte {error.start} is not UTF-8. Save the page as UTF-8 and send it again.",
            ) from error
    if len(source) > MAX_HTML_CODE_POINTS:
        raise _html_too_long()
    if "\0" in source:
        raise TextRefused("has_nul", "There is a NUL character in the page.")
    try:
        source.encode("utf-8")
    except UnicodeEncodeError as error:
        raise TextRefused(
            "lone_surrogate", f"Position {error.start} holds half a character (a lone surrogate)."
        ) from error
    return source


def _html_too_long() -> TextRefused:
    return TextRefused(
        "html_too_long",
        f"The page is longer than {MAX_HTML_CODE_POINTS:,} characters. Paste its text instead.",
    )


def _parse(page: str) -> html.HtmlElement:
    parser = html.HTMLParser(
        encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        tree = html.document_fromstring(page.encode("utf-8"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise TextRefused("text_empty", "There is no text in the page.") from error
    return tree


def _is_of_a_size_to_read(tree: html.HtmlElement) -> bool:
    return sum(1 for _ in itertools.islice(tree.iter(), _MOST_ELEMENTS)) < _MOST_ELEMENTS


def _extract(page: str) -> Any:
    """trafilatura's document of the page, or None when it finds no article or gives up."""
    import trafilatura

    # It logs every page it finds nothing in.
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    try:
        return trafilatura.bare_extraction(
            page,
            favor_precision=True,
            include_comments=False,
            with_metadata=True,
            date_extraction_params={"extensive_search": False, "original_date": True},
        )
    except Exception:
        # Hostile pages make a library of that size fail in ways nobody lists. The page is
        # then cleaned by its tags and our own rules alone.
        return None


def _metadata(tree: html.HtmlElement, extracted: Any, url: str | None) -> Metadata:
    try:
        return read_metadata(tree, extracted, url=url)
    except Exception:
        # As above: htmldate reads whatever the page holds. Unknown is a right answer.
        return Metadata()


def _body_keys(extracted: Any) -> list[str] | None:
    """The lines that trafilatura calls body, as keys; None when it found none."""
    body = getattr(extracted, "raw_text", None) or getattr(extracted, "text", None)
    if not isinstance(body, str):
        return None
    keys = [key for key in map(_letters, body.split("\n")) if key]
    return keys or None


def _letters(line: str) -> str:
    """A line by its letters and digits alone: list marks, bars and spaces differ."""
    return _NOT_LETTERS.sub("", line.casefold())


def _findings(
    lines: Sequence[HtmlLine], body: list[str] | None, title: str | None
) -> list[Finding | None]:
    if body is None:
        found = [line.hint for line in lines]
    else:
        in_body = _lines_in_body(lines, body)
        own = find_furniture([line.text for line in lines])
        found = [
            None if is_body else _reason(line, finding)
            for line, is_body, finding in zip(lines, in_body, own, strict=True)
        ]
        _keep_captions(lines, found)
        _keep_between(lines, found)
    _keep_one_title(lines, found, title)
    _find_in_the_rest(lines, found)
    return found


def _reason(line: HtmlLine, finding: Finding | None) -> Finding | None:
    """Why a line is not body; what it says itself tells more than "aside" or "form"."""
    if line.hint is not None:
        if line.hint.kind == "teaser" and line.tag == "p" and reads_as_body(line.text):
            return None  # themes call the first paragraph a teaser
        if finding is None or line.hint.kind not in _VAGUE_KINDS:
            return line.hint
        tells_more = finding.kind != line.hint.kind and not finding.reason.startswith("after_")
        return finding if tells_more else line.hint
    if finding is not None:
        return finding
    return _WHEN if says_when(line.text) else _OUTSIDE_BODY


def _find_authors(
    lines: Sequence[HtmlLine], found: list[Finding | None], authors: Sequence[str]
) -> None:
    """Lines that hold nothing but who wrote it; the names are kept as metadata."""
    keys = {_letters(author) for author in authors}
    for at, line in enumerate(lines):
        is_byline = line.hint is not None and line.hint.kind == "byline"
        if found[at] is None and is_byline and is_named_by(line.text):
            found[at] = line.hint
        elif found[at] in (None, _OUTSIDE_BODY) and _letters(line.text) in keys:
            found[at] = _BYLINE


def _find_about_authors(
    lines: Sequence[HtmlLine], found: list[Finding | None], authors: Sequence[str]
) -> None:
    """ "Isolde Marr writes about work.": the last line of the text, when it is about its author."""
    own = [at for at, finding in enumerate(found) if finding is None]
    if len(own) < _SHORTEST_TEXT_WITH_AUTHOR or not authors:
        return
    last = lines[own[-1]].text
    for author in authors:
        says = last[len(author) :].split()
        if (
            last.startswith(f"{author} ")
            and len(last) <= _LONGEST_ABOUT_THE_AUTHOR
            and says[0] in _ABOUT_VERBS
        ):
            found[own[-1]] = _ABOUT_THE_AUTHOR


def _site_names(tree: html.HtmlElement, site_name: str | None) -> frozenset[str]:
    """What the site calls itself: in its metadata, or behind the title ("... | The Mercury")."""
    names = {_letters(site_name or "")}
    title = " ".join((tree.findtext(".//title") or "").split())
    for bar in (" | ", " - ", " – ", " — ", " · ", " :: "):
        if bar in title:
            names.add(_letters(title.rsplit(bar, 1)[1]))
    return frozenset(name for name in names if name)


def _find_site(
    lines: Sequence[HtmlLine],
    found: list[Finding | None],
    title: str | None,
    names: frozenset[str],
) -> None:
    """The site's name above the title or below the text, and the rubric right above the title."""
    key = line_key(title) if title else ""
    heading = next((at for at, line in enumerate(lines) if line_key(line.text) == key), None)
    own = [at for at, finding in enumerate(found) if finding is None]
    for at, finding in enumerate(found):
        is_outside = finding == _OUTSIDE_BODY or (heading is not None and at < heading)
        is_free = finding in (None, _OUTSIDE_BODY) and (is_outside or at == own[-1])
        if is_free and _letters(lines[at].text) in names:
            found[at] = _SITE_NAME
    if heading is None or not heading:
        return
    above = lines[heading - 1]
    if found[heading - 1] is None and above.tag not in _HEADINGS and _is_rubric(above.text):
        found[heading - 1] = _RUBRIC


def _is_rubric(text: str) -> bool:
    return (
        len(text) <= _LONGEST_RUBRIC
        and len(text.split()) <= _MOST_WORDS_OF_A_RUBRIC
        and not text.rstrip().endswith((".", ":", "?", "!", "”", '"'))
        and not any(character.isdigit() for character in text)
    )


def _find_pull_quotes(lines: Sequence[HtmlLine], found: list[Finding | None]) -> None:
    """Words of the text that stand beside it once more, large."""
    own = [
        (at, _letters(lines[at].text))
        for at, finding in enumerate(found)
        if finding is None and len(lines[at].text) >= _SHORTEST_PULL_QUOTE
    ]
    whole = [key for _, key in own if len(key) >= _SHORTEST_PARAGRAPH]
    for at, key in own:
        if len(key) < _SHORTEST_PULL_QUOTE or lines[at].tag not in _QUOTED_TAGS:
            continue
        if any(len(key) < len(other) and key in other for other in whole):
            found[at] = _PULL_QUOTE


def _keep_between(lines: Sequence[HtmlLine], found: list[Finding | None]) -> None:
    """Headings, items and paragraphs between those of the body are body too, whatever a library
    made of them; unless they are links only."""
    body = [at for at, finding in enumerate(found) if finding is None]
    if not body:
        return
    for at in range(body[0], body[-1]):
        if found[at] == _OUTSIDE_BODY and lines[at].tag in _BODY_TAGS and not lines[at].is_link:
            found[at] = None
    # What stands under the title, and what ends the text, is prose or no part of it.
    headings = [at for at in range(body[0]) if lines[at].tag in _HEADINGS]
    if headings:
        _keep_prose(lines, found, range(headings[-1] + 1, body[0]))
    after = body[-1] + 1
    while after < len(lines) and _is_lost_prose(lines[after], found[after]):
        found[after] = None
        after += 1


def _keep_prose(lines: Sequence[HtmlLine], found: list[Finding | None], places: range) -> None:
    for at in places:
        if _is_lost_prose(lines[at], found[at]):
            found[at] = None


def _is_lost_prose(line: HtmlLine, finding: Finding | None) -> bool:
    return finding == _OUTSIDE_BODY and not line.is_link and reads_as_body(line.text)


def _nearest_heading(
    lines: Sequence[HtmlLine], body: list[str] | None, tree: html.HtmlElement
) -> str | None:
    """The last heading above the text that the page's title also names; a blog's own name stands
    above that one."""
    whole = _letters(tree.findtext(".//title") or "")
    if not whole or not body:
        return None
    paragraphs = {key for key in body if len(key) >= _SHORTEST_PARAGRAPH}
    nearest = None
    for line in lines:
        key = _letters(line.text)
        if any(key in paragraph or paragraph in key for paragraph in paragraphs if len(key) >= 40):
            break
        if line.tag in _HEADINGS and len(key) >= _SHORTEST_TITLE and key in whole:
            nearest = line.text
    return nearest


def _lines_in_body(lines: Sequence[HtmlLine], body: list[str]) -> list[bool]:
    whole = "\n".join(body)
    exact = set(body)
    keys = [_letters(line.text) for line in lines]
    long = [
        at
        for at, key in enumerate(keys)
        if len(key) >= _SHORTEST_PART_OF_BODY and (key in exact or key in whole)
    ]
    first, last = (long[0], long[-1]) if long else (0, len(lines))
    sure = set(long)
    # A short line ("News") is also in the menu: it counts within the article, or beside it.
    while first > 0 and keys[first - 1] in exact and lines[first - 1].hint is None:
        first -= 1
    while last + 1 < len(keys) and keys[last + 1] in exact and lines[last + 1].hint is None:
        last += 1
    return [
        at in sure or (first <= at <= last and (key in exact or not key))
        for at, key in enumerate(keys)
    ]


def _keep_captions(lines: Sequence[HtmlLine], found: list[Finding | None]) -> None:
    """Captions within the article stay: what a picture shows is a claim like any other."""
    body = [at for at, finding in enumerate(found) if finding is None]
    if not body:
        return
    headings = [at for at, line in enumerate(lines[: body[0]]) if line.tag == "h1"]
    for at in range(headings[-1] if headings else body[0], body[-1] + 1):
        if lines[at].tag == "figcaption" and found[at] == _OUTSIDE_BODY:
            found[at] = None


def _keep_one_title(
    lines: Sequence[HtmlLine], found: list[Finding | None], title: str | None
) -> None:
    if title is None:
        return
    key = line_key(title)
    same = [at for at, line in enumerate(lines) if line_key(line.text) == key]
    if not same:
        return
    headings = [at for at in same if lines[at].tag == "h1"]
    best = next(iter(headings or same))
    for at in same:
        found[at] = None if at == best else _REPEATED_TITLE


def _find_in_the_rest(lines: Sequence[HtmlLine], found: list[Finding | None]) -> None:
    rest = [at for at, finding in enumerate(found) if finding is None]
    for at, finding in zip(rest, find_furniture([lines[at].text for at in rest]), strict=True):
        found[at] = finding
