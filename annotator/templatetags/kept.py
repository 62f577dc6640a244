"""Parts of a page that are the same for everybody who reads it in one language: rendered once."""

from django import template
from django.template.base import FilterExpression, Node, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()

MOST_WAYS = 64
"""In so many ways one part is kept; what follows is rendered each time."""


class KeptNode(Node):
    """Keeps what its inside was rendered to, by language and by the values it rests on."""

    def __init__(self, nodelist: NodeList, rests_on: list[FilterExpression]) -> None:
        self.nodelist = nodelist
        self.rests_on = rests_on
        self._made: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: Context) -> SafeString:
        """The inside as it was rendered for these values before, or now."""
        way = (get_language(), *(value.resolve(context) for value in self.rests_on))
        made = self._made.get(way)
        if made is None:
            made = self.nodelist.render(context)
            if len(self._made) < MOST_WAYS:
                self._made[way] = made
        return made


@register.tag
def kept(parser: Parser, token: Token) -> KeptNode:
    """`{% kept value ... %}…{% endkept %}`: what stands between depends on the language and on
    these values (hashable, with few ways to be), and on nothing else: no id, no token, nobody."""
    rests_on = [parser.compile_filter(word) for word in token.split_contents()[1:]]
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(nodelist, rests_on)
