"""The shelf: what is there, and what has to go."""

from credibility.shelf import Shelf


def test_what_was_asked_for_longest_ago_makes_room() -> None:
    shelf: Shelf[str, int] = Shelf(room=3)
    for number, key in enumerate("abc"):
        shelf.put(key, number)
    assert shelf.get("a") == 0
    shelf.put("d", 3)
    assert [shelf.get(key) for key in "abcd"] == [0, None, 2, 3]


def test_what_is_larger_than_the_shelf_is_not_kept_and_takes_nothing_away() -> None:
    shelf: Shelf[str, int] = Shelf(room=3)
    shelf.put("a", 1, size=2)
    shelf.put("b", 2, size=4)
    assert (shelf.get("a"), shelf.get("b")) == (1, None)
    shelf.put("a", 3, size=4)
    assert shelf.get("a") is None


def test_a_value_put_again_takes_its_room_once() -> None:
    shelf: Shelf[str, int] = Shelf(room=3)
    shelf.put("b", 0, size=1)
    for turn in range(5):
        shelf.put("a", turn, size=2)
    assert (shelf.get("a"), shelf.get("b")) == (4, 0)
    shelf.clear()
    assert shelf.get("a") is None
