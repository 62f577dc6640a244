"""What the annotator announces after a commit; whoever computes from it listens."""

from django.dispatch import Signal

# Each is sent with project_id (int) by services, inside transaction.on_commit(robust=True).
# They are a hint, never the truth: the undelivered rows of the event log are.
annotation_changed = Signal()
article_changed = Signal()
claim_changed = Signal()
# Sent with project_id too, once: the moment at which the numbers of a project are frozen.
project_released = Signal()
