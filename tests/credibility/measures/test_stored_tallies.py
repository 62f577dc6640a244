"""Tallies as they are stored, in this form and in the one before."""

from hypothesis import given

from credibility.measures.stored_tallies import tally_as_json, tally_from_json
from credibility.measures.tallies import Reading, Tally, tally_of, total_of
from tests.credibility.measures.test_tallies import read, readings


@given(readings, readings)
def test_a_tally_survives_being_stored(one: list[Reading], other: list[Reading]) -> None:
    for tally in (tally_of(one), total_of(map(tally_of, (one, other)))):
        assert tally_from_json(tally_as_json(tally)) == tally
        assert tally_as_json(tally_from_json(tally_as_json(tally))) == tally_as_json(tally)
    assert tally_from_json({}) == Tally()


def test_the_form_before_is_still_read() -> None:
    tally = tally_of(
        [
            read("a", 1, 0, s7="asserts", s8="denies"),
            read("b", 2, 0, "contested", s7="denies", s9="asserts"),
            read("c", 2, 50, "unverified"),
        ]
    )
    stored = {
        "labels": {"1,0,1": 1},
        "stances": {"1,1,0,0,0,0": 1},
        "label_pairs": {"1,2": {"1,0,1": 1}},
        "stance_pairs": {"1,2": {"1,1,0,0,0,0": 1}},
        "label_cells": {"1,2": {"0,2": 1}},
        "met_spans": {"1,2": {"1,0": 1, "2,0": 1, "2,1": 2}},
        "spans": {"1": 1, "2": 2},
        "matched_spans": {"1,2": 1},
        "units": 2,
        "lone_labels": {"unverified": 1},
        "lone_stances": 2,
    }
    assert tally_from_json(stored) == tally
    without_cells = {name: stored[name] for name in stored if name != "label_cells"}
    assert tally_from_json(without_cells).label_pairs == tally.label_pairs
