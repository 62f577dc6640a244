"""The figures there are: what each is called, its bound, and what the peers need for the same."""

from dataclasses import dataclass

PEERS = "doccano 1.8.4 and Label Studio 1.23"
PEERS_MEASURED = (
    "The peers' figures are constants: measured in November 2026 on one 2-core machine with a "
    "corpus of the same size (2,000 news articles of 3,159 characters on average, 20 spans each, "
    "one article with 500, 10 annotators); processor time is that of the whole server process "
    'tree. "Limit" is what the same machine gave a bare Django and DRF application, or raw SQLite.'
)


@dataclass(frozen=True)
class Figure:
    """One number of an operation. `bound` is the most it may be, or the least if `at_least`."""

    key: str
    name: str
    unit: str
    bound: float | None = None
    at_least: bool = False
    doccano: str = ""
    label_studio: str = ""
    limit: str = ""

    def holds(self, value: float) -> bool | None:
        """Whether the value keeps the bound; None where there is none."""
        if self.bound is None:
            return None
        return value >= self.bound if self.at_least else value <= self.bound


@dataclass(frozen=True)
class Operation:
    """What is measured together by one script, `bench_<name>.py`."""

    name: str
    title: str
    figures: tuple[Figure, ...]


OPERATIONS = (
    Operation(
        "create_span",
        "Create a span, through the API in one process",
        (
            Figure("cpu", "CPU", "ms", 3.5, False, "9.5", "48", "1.1"),
            Figure("statements", "SQL statements of the work itself", "", 6, False, "14", "66-102"),
            Figure("bare", "CPU of a bare DRF view that stores one row, same run", "ms"),
            Figure("authentication", "SQL statements of authentication", ""),
            Figure("transaction", "SQL statements of transaction control", ""),
            Figure("p50", "p50", "ms"),
            Figure("p95", "p95", "ms"),
        ),
    ),
    Operation(
        "create_span_http",
        "Create a span over HTTP: everything runs, one client",
        (
            Figure("p50", "p50", "ms", 5, False, "12.5", "57", "2"),
            Figure("p95", "p95", "ms", 12, False, "37", "85"),
            Figure("web_cpu", "CPU of the web", "ms"),
            Figure("all_cpu", "CPU of web, worker, beat and broker", "ms"),
        ),
    ),
    Operation(
        "eight_clients",
        "8 clients creating spans over HTTP: everything runs",
        (
            Figure(
                *("rate", "spans a second", "/s", 400, True),
                *("50 SQLite, 107 PostgreSQL", "11 SQLite, 18 PostgreSQL", "1,542"),
            ),
            Figure("errors", "errors", "", 0),
            Figure("p50", "p50", "ms"),
            Figure("p99", "p99", "ms", 60),
            Figure("web_cpu", "CPU of the web", "ms"),
            Figure("all_cpu", "CPU of web, worker, beat and broker", "ms"),
        ),
    ),
    Operation(
        "open_article",
        "Open an article",
        (
            Figure("cpu_20", "CPU with 20 spans", "ms", 6, False, "63", "588", "1.2"),
            Figure("statements_20", "SQL statements with 20 spans", "", 8),
            Figure("cpu_500", "CPU with 500 spans", "ms", 25, False, "98", "675"),
            Figure("statements_500", "SQL statements with 500 spans", "", 8),
            Figure(
                *("bytes_500", "gzipped beyond the text with 500 spans", "kB", 15, False),
                *("114", "375"),
            ),
        ),
    ),
    Operation(
        "list_articles",
        "List of articles, 25 rows",
        (
            Figure("api_cpu", "API: CPU", "ms", 8, False, "27 (10 rows)", "108", "1.5"),
            Figure("api_statements", "API: SQL statements", "", 6, False, "48", "67"),
            Figure("api_ratio", "API: page 1,000 against page 1", "x", 1.2),
            Figure("queue_cpu", "queue page: CPU", "ms", 8),
            Figure("queue_statements", "queue page: SQL statements", "", 6),
            Figure("queue_ratio", "queue page: page 1,000 against page 1", "x", 1.2),
        ),
    ),
    Operation(
        "story",
        "Story page, 500 claims x 60 sources",
        (
            Figure("page_cpu", "read again: CPU", "ms", 150),
            Figure("changed_cpu", "after a change: CPU", "ms", 150),
            Figure("statements", "SQL statements", "", 40),
        ),
    ),
    Operation(
        "import_corpus",
        "Import of 2,000 articles and 40,500 spans, through the services",
        (
            Figure("seconds", "all of it", "s", 9, False, "17.7", "17.6", "0.2"),
            Figure("articles_seconds", "the articles", "s"),
            Figure("spans_seconds", "the spans", "s"),
            Figure("cpu_seconds", "CPU", "s"),
        ),
    ),
    Operation(
        "export",
        "Export of 40,500 spans with attributions (JSON Lines)",
        (
            Figure("rate", "rows a second", "/s", 40_000, True, "6.1 s", "12 s", "553,000"),
            Figure("first_byte", "first byte", "ms", 100, False, "at the end", "at the end"),
            Figure("memory", "extra memory", "MB", 30, False, "2,300 MiB peak", "577 MiB peak"),
        ),
    ),
    Operation(
        "round_trip",
        "1,000 articles with 12,000 marks by three people: in, out, and into an empty project",
        (
            Figure("marks_differing", "texts, marks and hops that differ", "", 0),
            Figure("annotators_differing", "measures of annotator agreement that differ", "", 0),
            Figure("pairs_differing", "pair scores of sources that differ", "", 0),
            Figure("import", "import", "s"),
            Figure("export", "export", "s"),
            Figure("import_back", "import of the export", "s"),
        ),
    ),
    Operation(
        "board",
        "Claim board, 500 claims and 60 sources, 50 claims a page; a claim seen 5,000 times",
        (
            Figure("after_change", "CPU of the board, right after a change", "ms", 150),
            Figure("first", "CPU, the first time in a process", "ms"),
            Figure("again", "CPU, nothing changed since", "ms", 150),
            Figure("second_page", "CPU, second page", "ms", 150),
            Figure("one_origin", "CPU, only what may stand on one origin", "ms", 150),
            Figure("as_of", "CPU, as of another day", "ms", 150),
            Figure("statements", "board: SQL statements after a change", "", 30),
            Figure("bytes", "board: the page", "kB"),
            Figure("gzipped", "board: the page, gzipped", "kB"),
            Figure("claim_page", "CPU of the page of a claim with 5,000 appearances", "ms"),
            Figure("claim_statements", "page of a claim: SQL statements", ""),
        ),
    ),
    Operation(
        "differences",
        "Deciding where annotators differ, over 40,500 annotations: the page of one difference",
        (
            Figure("after_change", "CPU right after a change", "ms", 100),
            Figure("again", "CPU, nothing changed since", "ms", 100),
            Figure("first", "CPU, the first time in a process", "ms", 1500),
            Figure("statements", "SQL statements after a change", "", 45),
        ),
    ),
    Operation(
        "agreement",
        "Agreement over 40,500 spans (all scores of the project)",
        (
            Figure("full", "in full", "s", 2, False, "none", "none"),
            Figure("full_cpu", "in full: CPU", "s"),
            Figure("one_change", "after one change", "ms", 50, False, "none", "none"),
            Figure("one_change_cpu", "after one change: CPU", "ms"),
            Figure("one_change_statements", "after one change: SQL statements", ""),
            Figure("annotators_read", "agreement of annotators read from what is kept", "ms"),
            Figure("pairs_read", "table of pairs read from what is kept", "ms"),
        ),
    ),
    Operation(
        "annotate_page",
        "Annotating page in Chromium: on the wire",
        (
            Figure("code", "JS and CSS, compressed", "kB", 60, False, "717", "7,800"),
            Figure("requests", "requests", "", 20, False, "24", "31"),
        ),
    ),
    Operation(
        "page_ready",
        "Annotating page in Chromium with 500 spans",
        (
            Figure("ready", "ready", "ms", 500, False, "3,000", "9,700"),
            Figure("blocked", "main thread blocked", "ms", 150, False, "1,700", "6,800"),
            Figure("first_byte", "of that until the first byte", "ms"),
        ),
    ),
    Operation(
        "shift",
        "Marking by keyboard, a key every 0.2 s, without reading",
        (
            Figure("label", "a span with its label", "s"),
            Figure("source", "with its source", "s"),
            Figure("claim", "with source and claim", "s"),
            Figure("logged", "of that, as the page logged it", "s"),
            Figure("label_keys", "keys for the label", ""),
            Figure("source_keys", "keys with the source", ""),
            Figure("claim_keys", "keys with source and claim", ""),
        ),
    ),
    Operation(
        "long_article",
        "Annotating page in Chromium with 200,000 characters and 5,000 spans",
        (
            Figure("longest_task", "longest task until it rests", "ms", 300),
            Figure("worst_frame", "worst frame of a scroll to the end and back", "ms", 100),
            Figure("mark_long", "key until its mark is drawn, p95 of 30", "ms"),
            Figure("mark", "the same in an article with 500 spans", "ms", 100),
        ),
    ),
    Operation(
        "idle_memory",
        "Idle memory",
        (
            Figure(
                *("web_and_worker", "web and worker", "MiB", 220, False),
                *("594", "251 (no worker)"),
            ),
            Figure("web", "web", "MiB"),
            Figure("worker", "worker", "MiB"),
            Figure("everything", "with beat, broker and supervisor", "MiB"),
        ),
    ),
    Operation(
        "install_size",
        "Installation",
        (
            Figure("size", "size", "MiB", 500, False, "706", "995", "128"),
            Figure("packages", "packages", "", 85, False, "118", "159"),
        ),
    ),
    Operation(
        "all_pairs",
        "All pairs of 1,000 sources over 100,000 claim groups, 1% filled",
        (
            Figure("seconds", "all pairs: CPU", "s"),
            Figure("compiled", "the same with the extra `fast` (numba): CPU", "s"),
            Figure("compiled_first", "its first run, with numba to load: CPU", "s"),
            Figure("bare_seconds", "the bare sparse product, same run: CPU", "s"),
            Figure("ratio", "against the bare sparse product", "x", 1.5),
            Figure("krippendorff", "krippendorff called per pair, against ours", "x", 100, True),
            Figure("sklearn", "scikit-learn (raw agreement) called per pair, against ours", "x"),
            Figure("duckdb", "self-join in duckdb, against ours", "x"),
            Figure("large_seconds", "5,000 sources over 500,000 groups, 0.2% filled: CPU", "s"),
            Figure("large_memory", "the same: highest memory", "GiB", 2),
            Figure("one_change", "the same: one changed position, share of all pairs", "", 0.001),
        ),
    ),
    Operation(
        "bootstrap",
        "Bootstrap of alpha, 1,000 resamples of a million labels",
        (
            Figure("seconds", "over count patterns: CPU", "s"),
            Figure("naive_seconds", "resampling units, same run: CPU", "s"),
            Figure("ratio", "share of resampling units", "", 0.1),
        ),
    ),
)
