"""Markdown that people write, as HTML that is safe to show."""

import nh3
from markdown_it import MarkdownIt

_TAGS = {
    "h2", "h3", "h4", "h5", "h6", "p", "br", "hr", "em", "strong", "code", "pre", "blockquote",
    "ul", "ol", "li", "a", "table", "thead", "tbody", "tr", "th", "td", "kbd", "s",
}  # fmt: skip


def render_markdown(markdown: str) -> str:
    """HTML of a Markdown text: no raw HTML, no pictures, links to http and https only.

    Its headings begin at the second level, below the title of the page they stand in.
    """
    parser = MarkdownIt("commonmark", {"html": False}).enable(["table", "strikethrough"])
    tokens = parser.parse(markdown)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, int(token.tag[1]) + 1)}"
    dirty = parser.renderer.render(tokens, parser.options, {})
    return nh3.clean(
        dirty,
        tags=_TAGS,
        attributes={"a": {"href", "title"}, "ol": {"start"}},
        url_schemes={"http", "https"},
        link_rel="noopener noreferrer nofollow",
    )
