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
    counts: list[int] = []
    page = Template("{% load kept %}{% kept key %}<kbd>{{ key }}</kbd> {{ ask }}{% endkept %}")

    def render(key: object) -> str:
        return page.render(Context({"key": key, "ask": lambda: asked(counts)}))

    assert render("<") == "<kbd>&lt;</kbd> 1"
    for number in range(1, MOST_WAYS):
        render(number)
    assert render("<") == "<kbd>&lt;</kbd> 1"
    # There is no room for one more way: it is rendered whenever it is asked for.
    assert [render("more"), render("more")] == [
        f"<kbd>more</kbd> {MOST_WAYS + 1}",
        f"<kbd>more</kbd> {MOST_WAYS + 2}",
    ]
