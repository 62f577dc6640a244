"""All annotations of a project fetched as JSON Lines, piece by piece."""

import time

from django.urls import Resolver404, resolve

from benchmarks.corpus import invented_articles
from benchmarks.desk import Desk, open_desk, store_articles, store_spans
from benchmarks.requests_in_process import Caller
from benchmarks.timing import Readings, Scale, spending, watching_memory

PATH = "/api/v1/exports/annotations.jsonl/"


def measure(scale: Scale) -> Readings:
    """Rows a second, time to the first byte, and how far memory rises while it streams."""
    readings = Readings()
    try:
        resolve(PATH)
    except Resolver404:
        readings.notes.append(f"there is no {PATH} yet: not measured")
        return readings
    desk = open_desk()
    stored = _fill(desk, scale)
    caller = Caller.with_token(desk.manager, scope="export")
    address = f"{PATH}?project={desk.project.slug}"
    for _ in range(scale.runs(5)):
        rows, first_byte = 0, 0.0
        with watching_memory() as risen, spending() as spent:
            began = time.perf_counter()
            for piece in caller.stream("GET", address):
                first_byte = first_byte or time.perf_counter() - began
                rows += piece.count(b"\n")
        readings.add("rate", rows / spent.seconds)
        readings.add("first_byte", first_byte * 1000)
        readings.add("memory", risen.megabytes)
    readings.notes.append(f"{stored:,} annotations stored, {rows:,} lines came")
    return readings


def _fill(desk: Desk, scale: Scale) -> int:
    """The corpus a hundred articles at a time, so that filling leaves no high-water mark."""
    count = scale.pick(2025, quick=10)
    stored, block = 0, []
    for one in invented_articles(count):
        block.append(one)
        if len(block) == 100 or one.number == count - 1:
            stored += store_spans(desk, store_articles(desk, block), block, each=20)
            block = []
    return stored
