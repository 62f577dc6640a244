"""Parts of a page that are rendered once for everybody."""

from django.template import Context, Template
from django.utils import translation

from annotator.templatetags.kept import MOST_WAYS


def asked(counts: list[int]) -> int:
    """Counts how often a template asks."""
    counts.append(1)
    return len(counts)


def test_a_part_is_rendered_once_for_each_language_and_each_of_its_values() -> None:
    counts: list[int] = []
    page = Template("{% load kept %}{% kept may.write %}{{ ask }}{% endkept %}")

    def render(**values: object) -> str:
        return page.render(Context({"ask": lambda: asked(counts), **values}))

    assert [render(may={"write": True}), render(may={"write": True})] == ["1", "1"]
    assert render(may={"write": False}) == "2"
    with translation.override("nl"):
        assert render(may={"write": True}) == "3"
    assert render(may={"write": True}) == "1"


def test_what_it_rests_on_is_escaped_as_ever_and_not_kept_without_end() -> None:
    page = Template("{% load kept %}{% kept key %}<kbd>{{ key }}</kbd>{% endkept %}")
    assert page.render(Context({"key": "<"})) == "<kbd>&lt;</kbd>"
    said = [page.render(Context({"key": number})) for number in range(MOST_WAYS + 5)]
    assert said[-1] == f"<kbd>{MOST_WAYS + 4}</kbd>"
    assert len(page.nodelist[1]._made) == MOST_WAYS  # type: ignore[attr-defined] # a Node here
