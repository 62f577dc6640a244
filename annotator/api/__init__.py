"""The API: its own addresses, thin over queries and services."""

from annotator.left_out import left_out

# For its fields of PostgreSQL and a client for tests it would load psycopg, which nobody needs on
# SQLite, and requests, which nobody needs at all: 7 MiB together.
with left_out("django.contrib.postgres", "requests"):
    import rest_framework.compat  # noqa: F401
