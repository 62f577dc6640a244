"""Reads HTML as lines of text, each with a hint of what part of the page it stands in."""

from collections.abc import Iterator
from dataclasses import dataclass

import regex
from lxml import etree, html

from annotator.text.furniture import Finding

# fmt: off
_SKIPPED = frozenset({
    "script", "style", "template", "noscript", "svg", "math", "head", "iframe", "object", "embed",
    "audio", "video", "canvas", "textarea", "select", "option", "datalist", "meter", "progress",
    "map", "applet", "frameset", "noframes",
})
_BLOCKS = frozenset({
    "address", "article", "aside", "blockquote", "body", "button", "caption", "center", "dd",
    "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer",
    "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "html", "label",
    "legend", "li", "main", "menu", "nav", "ol", "p", "pre", "section", "summary", "table",
    "tbody", "tfoot", "thead", "tr", "ul",
})
# fmt: on
_CELLS = frozenset({"td", "th"})
_HTML_SPACE = regex.compile(r"[ \t\n\r\f]+")
_SPACE_AROUND_TAB = regex.compile(r" *\t[ \t]*")
_HIDING_STYLE = regex.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_WORDS = regex.compile(r"[a-z]+")
_LONGEST_ATTRIBUTE = 500

_BY_TAG = {
    "nav": Finding("navigation", "in_navigation"),
    "footer": Finding("navigation", "in_footer"),
    "aside": Finding("aside", "in_aside"),
    "form": Finding("form", "in_form"),
    "button": Finding("form", "in_form"),
}
_BY_ROLE = {
    "navigation": Finding("navigation", "in_navigation"),
    "banner": Finding("navigation", "in_header"),
    "contentinfo": Finding("navigation", "in_footer"),
    "search": Finding("form", "in_form"),
    "complementary": Finding("aside", "in_aside"),
}
_BY_WORD = {
    word: finding
    for words, finding in (
        ("comment comments respond reacties disqus", Finding("comment_form", "in_comments")),
        ("newsletter nieuwsbrief subscribe signup", Finding("newsletter", "in_newsletter")),
        ("cookie cookies consent gdpr", Finding("cookie_notice", "in_cookie_notice")),
        ("share sharing social sharedaddy addtoany", Finding("share_bar", "in_share_bar")),
        (
            "related gerelateerd recommended recommendations trending popular jp",
            Finding("related_posts", "in_related_posts"),
        ),
        ("teaser readmore promo", Finding("teaser", "in_teaser")),
        ("breadcrumb breadcrumbs pagination menu navbar", Finding("navigation", "in_navigation")),
        (
            "advert advertisement ads sponsored banner anzeige werbung publicite reclame",
            Finding("advertisement", "in_advertisement"),
        ),
        (
            "byline author dateline autor auteur auteurs schrijver verfasser signature",
            Finding("byline", "in_byline"),
        ),
        ("sidebar widget", Finding("aside", "in_aside")),
    )
    for word in words.split()
}


@dataclass(frozen=True)
class HtmlLine:
    """A line of the page: its text, the nearest hint around it, its innermost block tag, and
    whether all of it is links."""

    text: str
    hint: Finding | None
    tag: str
    is_link: bool = False


def read_lines(tree: html.HtmlElement) -> list[HtmlLine]:
    """The visible text of the page, in its order, one block element a line.

    Table rows are one line with tabs between the cells; `br` ends a line; text in `pre` keeps
    its lines; white space is otherwise single spaces, as a browser shows it.
    """
    reader = _Reader()
    for event, element in _walk(tree):
        if event == "start":
            reader.enter(element)
        else:
            reader.leave(element)
    reader.end_line()
    return reader.lines


def _walk(tree: html.HtmlElement) -> Iterator[tuple[str, html.HtmlElement]]:
    walker = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walker:
        if event == "start" and _is_hidden(element):
            walker.skip_subtree()
        yield event, element


def _is_hidden(element: html.HtmlElement) -> bool:
    tag = element.tag
    if not isinstance(tag, str) or tag in _SKIPPED or element.get("hidden") is not None:
        return True
    if element.get("aria-hidden", "").lower() == "true":
        return True
    style = element.get("style")
    return style is not None and bool(_HIDING_STYLE.search(style[:_LONGEST_ATTRIBUTE]))


class _Reader:
    """Gathers text into lines while the walk enters and leaves elements."""

    def __init__(self) -> None:
        self.lines: list[HtmlLine] = []
        self._pieces: list[str] = []
        self._hints: list[Finding | None] = [None]
        self._tags: list[str] = ["body"]
        self._pre_depth = 0
        self._link_depth = 0
        self._has_words_of_its_own = False

    def enter(self, element: html.HtmlElement) -> None:
        hidden = _is_hidden(element)
        tag = element.tag if isinstance(element.tag, str) else ""
        if tag in _BLOCKS or tag == "br":
            self.end_line()
        if tag in _CELLS and self._pieces:
            self._pieces.append("\t")
        self._hints.append(self._hints[-1] if hidden else _nearest(_hint(element), self._hints[-1]))
        self._tags.append(tag if tag in _BLOCKS and not hidden else self._tags[-1])
        self._pre_depth += tag == "pre"
        self._link_depth += tag == "a"
        if not hidden:
            self._add(element.text)

    def leave(self, element: html.HtmlElement) -> None:
        if element.tag in _BLOCKS:
            self.end_line()
        self._pre_depth -= element.tag == "pre"
        self._link_depth -= element.tag == "a"
        self._hints.pop()
        self._tags.pop()
        self._add(element.tail)

    def end_line(self) -> None:
        text = _SPACE_AROUND_TAB.sub("\t", _HTML_SPACE_BUT_TAB.sub(" ", "".join(self._pieces)))
        self._pieces.clear()
        text = text.strip(" \t")
        if text.strip():
            is_link = not self._has_words_of_its_own
            self.lines.append(HtmlLine(text, self._hints[-1], self._tags[-1], is_link))
        self._has_words_of_its_own = False

    def _add(self, text: str | None) -> None:
        if not text:
            return
        if not self._link_depth and any(character.isalnum() for character in text):
            self._has_words_of_its_own = True
        if not self._pre_depth:
            self._pieces.append(_HTML_SPACE.sub(" ", text))
            return
        first, *rest = text.replace("\r\n", "\n").split("\n")
        self._pieces.append(first.replace("\t", " "))
        for line in rest:
            self.end_line()
            self._pieces.append(line.replace("\t", " "))


_HTML_SPACE_BUT_TAB = regex.compile(r"[ \n\r\f]+")


def _nearest(own: Finding | None, around: Finding | None) -> Finding | None:
    """What an element is: a button in a cookie notice is part of that."""
    if own is not None and around is not None and own.kind == "form":
        return around if around.kind in _HOLD_FORMS else own
    return own or around


_HOLD_FORMS = ("cookie_notice", "newsletter", "comment_form", "share_bar")


def _hint(element: html.HtmlElement) -> Finding | None:
    by_tag = _BY_TAG.get(element.tag)
    if element.tag in ("html", "body", "main", "article"):
        # Themes write "has-sidebar" and the like on what holds the whole page.
        return by_tag
    named = f"{element.get('id', '')[:_LONGEST_ATTRIBUTE]} {element.get('class', '')}"
    for word in _WORDS.findall(named[: 2 * _LONGEST_ATTRIBUTE].lower()):
        if word in _BY_WORD:
            return _BY_WORD[word]
    return by_tag or _BY_ROLE.get(element.get("role", "").lower())
