"""Every measure declares what it can do, and can do what it declares."""

import importlib
import inspect
import pkgutil
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_type_hints

import numpy as np
import pytest

import credibility.measures
from credibility.measures.alpha import (
    interval_alpha,
    masi_alpha,
    nominal_alpha,
    ordinal_alpha,
    ratio_alpha,
)
from credibility.measures.brier import brier_score
from credibility.measures.competence import competence
from credibility.measures.corroboration import independent_corroboration
from credibility.measures.distances import linear_weights
from credibility.measures.gamma import gamma, gamma_cat
from credibility.measures.gwet import ac1, ac2
from credibility.measures.kappa import brennan_prediger, cohen_kappa, fleiss_kappa, scott_pi
from credibility.measures.pairs import POSITIONS, pair_score, position_ac1
from credibility.measures.properties import DECLARED, Properties
from credibility.measures.ratings import count_patterns
from credibility.measures.raw import raw_agreement
from credibility.measures.record import source_record
from credibility.measures.results import Measured, Result, Undefined
from credibility.measures.span_f1 import LabelledSpan, exact_f1, f1_of_counts, overlap_f1
from credibility.measures.speakers import source_score, sources_alpha
from credibility.measures.unitizing import Continuum, cu_alpha, ku_alpha, u_alpha


def all_measures() -> dict[str, Callable[..., Any]]:
    """Every public function of the package that answers with a result."""
    found: dict[str, Callable[..., Any]] = {}
    for module_info in pkgutil.walk_packages(
        credibility.measures.__path__, "credibility.measures."
    ):
        module = importlib.import_module(module_info.name)
        for name, function in inspect.getmembers(module, inspect.isfunction):
            if name.startswith("_") or function.__module__ != module.__name__:
                continue
            if get_type_hints(function).get("return") in (Result, Measured, Undefined):
                found[f"{module.__name__}.{name}"] = function
    return found


MEASURES = all_measures()

Rows = list[list[int | None]]


@dataclass(frozen=True)
class Probe:
    """How to ask a measure about ratings, or about what stands in their place: units by raters,
    categories 0 to 2, None for a missing one. `raters` is how many it is asked about, `dice` of
    how many units that were thrown by dice, and `near_zero` what comes of them at most."""

    ask: Callable[[Rows], Result]
    raters: int = 3
    dice: int = 1500
    near_zero: float = 0.06


def over_patterns(measure: Callable[..., Result], **options: Any) -> Probe:
    """A probe of a measure over count patterns."""
    return Probe(
        lambda rows: measure(count_patterns(rows, categories=[0, 1, 2]), **options),
        raters=3 if DECLARED[_full_name(measure)].many_raters else 2,
    )


def _full_name(measure: Callable[..., Result]) -> str:
    return f"{measure.__module__}.{measure.__qualname__}"


def _table(rows: Rows) -> list[list[int]]:
    return [[rows.count([one, other]) for other in range(3)] for one in range(3)]


def _cells(rows: Rows) -> dict[tuple[str, str], int]:
    return Counter((POSITIONS[row[0] or 0], POSITIONS[row[1] or 0]) for row in rows)


def _positions_alike(rows: Rows) -> Result:
    both = [row for row in rows if None not in row]
    return pair_score(len(both), sum(one == other for one, other in both), 0.5)


def _ones_alike(rows: Rows) -> Result:
    mine, yours = ({place for place, row in enumerate(rows) if row[r] == 1} for r in (0, 1))
    return f1_of_counts(len(mine & yours), len(mine), len(yours))


def _spans(rows: Rows) -> dict[int, list[LabelledSpan]]:
    """One character per row; 0 marks nothing."""
    return {
        rater: [
            LabelledSpan(place, place + 1, str(row[rater]))
            for place, row in enumerate(rows)
            if row[rater]
        ]
        for rater in range(len(rows[0]))
    }


def _texts(rows: Rows) -> list[Continuum]:
    """Texts of ten rows; who has none of them did not read it."""
    texts = []
    for start in range(0, len(rows), 10):
        part = rows[start : start + 10]
        spans = {
            rater: marked
            for rater, marked in _spans(part).items()
            if any(row[rater] is not None for row in part)
        }
        texts.append(Continuum(len(part), spans))
    return texts


PROBES: dict[Callable[..., Result], Probe] = {
    nominal_alpha: over_patterns(nominal_alpha),
    ordinal_alpha: over_patterns(ordinal_alpha),
    interval_alpha: over_patterns(interval_alpha, values=[1, 2, 3]),
    ratio_alpha: over_patterns(ratio_alpha, values=[1, 2, 4]),
    masi_alpha: over_patterns(masi_alpha, sets=[{"a"}, {"a", "b"}, {"c"}]),
    raw_agreement: over_patterns(raw_agreement),
    ac1: over_patterns(ac1),
    ac2: over_patterns(ac2, weights=linear_weights(3)),
    fleiss_kappa: over_patterns(fleiss_kappa),
    scott_pi: over_patterns(scott_pi),
    brennan_prediger: over_patterns(brennan_prediger),
    cohen_kappa: Probe(lambda rows: cohen_kappa(_table(rows)), raters=2),
    sources_alpha: over_patterns(sources_alpha),
    position_ac1: Probe(lambda rows: position_ac1(_cells(rows)), raters=2),
    pair_score: Probe(_positions_alike, raters=2),
    f1_of_counts: Probe(_ones_alike, raters=2),
    exact_f1: Probe(lambda rows: exact_f1(*_spans(rows).values()), raters=2),
    overlap_f1: Probe(lambda rows: overlap_f1(*_spans(rows).values()), raters=2),
    u_alpha: Probe(lambda rows: u_alpha(_texts(rows))),
    cu_alpha: Probe(lambda rows: cu_alpha(_texts(rows))),
    ku_alpha: Probe(lambda rows: ku_alpha(_texts(rows), label="1")),
    gamma: Probe(lambda rows: gamma(_texts(rows[::4]), seed=1, precision=0.9), 3, 80, 0.6),
    gamma_cat: Probe(lambda rows: gamma_cat(_texts(rows[::4]), seed=1, precision=0.9), 3, 80, 0.6),
}
# What is not over ratings, and where its declaration is held to.
ELSEWHERE: dict[Callable[..., Result], str] = {
    independent_corroboration: "test_corroboration.py",
    brier_score: "test_brier.py",
    competence: "test_competence.py",
    source_record: "test_record.py",
    source_score: "test_speakers.py",
}


def random_rows(raters: int, *, units: int = 1500, seed: int = 4) -> Rows:
    """Raters who throw dice."""
    drawn = np.random.default_rng(seed).integers(0, 3, size=(units, raters))
    return [[int(value) for value in row] for row in drawn]


def probed() -> list[Any]:
    return [pytest.param(measure, id=_full_name(measure)) for measure in PROBES]


def test_every_measure_is_probed_here_or_in_a_test_of_its_own() -> None:
    known = {_full_name(measure) for measure in [*PROBES, *ELSEWHERE]}
    assert known == set(MEASURES)
    for place in ELSEWHERE.values():
        assert (Path(__file__).parent / place).exists()


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_measure_declares_its_properties(name: str) -> None:
    assert isinstance(DECLARED.get(name), Properties)


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_a_measure_says_what_it_is(name: str) -> None:
    text = inspect.getdoc(MEASURES[name]) or ""
    assert "undefined" in text.lower() or "too_few" in text
    assert re.search(r"\(\d{4}\)|\d{4}\)|[Oo]ur own|docs/measures|See `", text), "no source"
    assert ">>>" in text


@pytest.mark.parametrize("measure", probed())
def test_exchanging_raters_matters_only_if_declared(measure: Callable[..., Result]) -> None:
    probe = PROBES[measure]
    rows = random_rows(probe.raters, units=40)
    turned = [row[::-1] for row in rows]
    as_said = probe.ask(rows)
    assert isinstance(as_said, Measured)
    assert (as_said == probe.ask(turned)) is DECLARED[_full_name(measure)].symmetric


@pytest.mark.parametrize("measure", probed())
def test_units_that_not_everybody_judged_take_part_if_declared(
    measure: Callable[..., Result],
) -> None:
    probe = PROBES[measure]
    if not DECLARED[_full_name(measure)].missing_data:
        return
    rows = random_rows(probe.raters, units=40)
    some: Rows = [*rows[:10], *([*row[:-1], None] for row in rows[10:])]
    assert isinstance(probe.ask(some), Measured)


@pytest.mark.parametrize("measure", probed())
def test_more_than_two_may_judge_a_unit_if_declared(measure: Callable[..., Result]) -> None:
    if DECLARED[_full_name(measure)].many_raters:
        assert isinstance(PROBES[measure].ask(random_rows(4, units=20)), Measured)


@pytest.mark.parametrize("measure", probed())
def test_dice_come_to_nothing_where_chance_is_corrected(measure: Callable[..., Result]) -> None:
    probe = PROBES[measure]
    result = probe.ask(random_rows(probe.raters, units=probe.dice))
    assert isinstance(result, Measured)
    is_near_zero = abs(result.value) < probe.near_zero
    assert is_near_zero is DECLARED[_full_name(measure)].corrects_chance


def test_the_package_imports_without_any_framework() -> None:
    modules = ", ".join(
        info.name
        for info in pkgutil.walk_packages(credibility.measures.__path__, "credibility.measures.")
    )
    program = (
        f"import {modules}, sys; "
        "print([m for m in ('django', 'rest_framework', 'celery') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert done.stdout.decode().strip() == "[]"
