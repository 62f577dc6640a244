"""The id of the request being answered, for the log lines and the event log."""

import contextvars

# "-" outside requests: commands, workers.
request_id: contextvars.ContextVar[str] = contextvars.ContextVar("request_id", default="-")
