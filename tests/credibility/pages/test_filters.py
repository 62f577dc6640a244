"""What an address asks for, as far as it makes sense."""

from django.test import RequestFactory

from credibility.pages.filters import LONGEST_WORDS, searched_words


def test_words_to_search_for_hold_no_nul_and_are_not_too_many(rf: RequestFactory) -> None:
    assert searched_words(rf.get("/?search=high%00water"), "search") == "high water"
    assert len(searched_words(rf.get("/", {"search": "a" * 1000}), "search")) == LONGEST_WORDS
    assert searched_words(rf.get("/"), "search") == ""
