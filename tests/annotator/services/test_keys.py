"""Keys of the annotating page, as a person has them."""

import pytest

from annotator.errors import BadInput
from annotator.models import User
from annotator.services.keys import DEFAULT_KEYS, has_single_keys, keys_of, save_keys


def test_a_person_has_the_default_keys_until_they_change_one(annotator: User) -> None:
    assert keys_of(annotator)["next"] == ["j"]
    assert keys_of(annotator)["done"] == ["+Enter"]
    assert has_single_keys(annotator)
    save_keys(annotator, single=False, changed={"next": "y", "caret": "", "note": "j"})
    annotator.refresh_from_db()
    keys = keys_of(annotator)
    assert (keys["next"], keys["caret"], keys["note"]) == (["y"], [], ["j"])
    assert not has_single_keys(annotator)
    save_keys(annotator, single=True, changed={})
    assert {name: tuple(keys_of(annotator)[name]) for name in DEFAULT_KEYS} == DEFAULT_KEYS


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"next": "k"}, "key_taken"),
        ({"next": "y", "previous": "y"}, "key_taken"),
        ({"next": "yy"}, "key_wrong"),
        ({"next": " "}, "key_wrong"),
        ({"next": "\u202e"}, "key_wrong"),
        ({"undo": "u"}, "key_wrong"),
        ({"nothing": "u"}, "key_wrong"),
    ],
)
def test_it_refuses_keys_that_cannot_be(
    annotator: User, changed: dict[str, str], code: str
) -> None:
    with pytest.raises(BadInput) as refusal:
        save_keys(annotator, single=True, changed=changed)
    assert refusal.value.code == code
    annotator.refresh_from_db()
    assert annotator.keys == {}
