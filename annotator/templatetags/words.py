"""What templates say in words; see `annotator.pages.words`."""

from django import template

from annotator.models.choices import TokenScope
from annotator.pages import words

register = template.Library()

register.filter("published_in_words", words.published_in_words)
register.filter("language_name", words.language_name)
register.filter("reason_in_words", words.reason_in_words)


@register.filter
def scope_in_words(scope: str) -> str:
    """What a token may do."""
    return str(TokenScope(scope).label)
