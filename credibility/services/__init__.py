"""The scores kept up to date: caught up after every change, rebuilt on request, frozen in runs.

What is kept of a project changes in one way only: in a transaction that holds the lock on its
`ScoreState` row, by new contribution minus the one stored. So late, repeated and reordered runs
change nothing, and a rebuild comes to the same integers.
"""

from credibility.services.catching_up import catch_up, queue_catch_up, sweep, take_turn
from credibility.services.rebuilding import help_rebuild, rebuild, request_rebuild, rescore
from credibility.services.runs import queue_nightly_runs, replay, request_run
from credibility.services.span_reports import request_span_report, span_report

__all__ = [
    "catch_up",
    "help_rebuild",
    "queue_catch_up",
    "queue_nightly_runs",
    "rebuild",
    "replay",
    "request_rebuild",
    "request_run",
    "request_span_report",
    "rescore",
    "span_report",
    "sweep",
    "take_turn",
]
