"""Catching up: the consequences of what changed, soon after it changed and once for many changes.

Everything is read and computed outside of any transaction. The lock is taken only to store, and
what somebody else looked at meanwhile is computed again: nobody who saves waits for a worker that
thinks.
"""

import datetime
import logging
import time
from collections.abc import Collection

from celery import current_app
from django.core.cache import cache
from django.db import transaction
from kombu.exceptions import OperationalError

from annotator.services import webhooks
from credibility import inputs, queries
from credibility.services import keeping, reusing

logger = logging.getLogger(__name__)

GROUPS_AT_ONCE = 50
ARTICLES_AT_ONCE = 20
# A burst of saves is drawn together: the first is seen after the shortest wait, and a worker that
# has much to do leaves four fifths of the time to those who save.
SHORTEST_WAIT, LONGEST_WAIT, WAIT_PER_WORK = 0.3, 2.5, 4.0
# Who was to do it and does not come within this time will not come any more.
GIVEN_UP_AFTER_SECONDS = 10
WAITS_TOO_LONG = datetime.timedelta(seconds=5)
MOST_ATTEMPTS_OUTSIDE = 3


def queue_catch_up(project_id: int, *, wait_seconds: float = SHORTEST_WAIT) -> None:
    """Asks a worker to catch up, once until it has; the sweeper does what gets lost."""
    if not cache.add(_taken_key(project_id), 1, GIVEN_UP_AFTER_SECONDS):
        return
    try:
        current_app.send_task("credibility.catch_up", [project_id], countdown=wait_seconds)
    except (OperationalError, OSError) as error:
        # Not a warning: it would stand in the log once for every save. /readyz tells it.
        logger.debug("Scores of project %s wait for the broker: %s", project_id, error)
        cache.delete(_taken_key(project_id))


def _taken_key(project_id: int) -> str:
    return f"catch-up-taken-{project_id}"


def sweep() -> int:
    """Queues what waits although it was announced, or never was; how many projects. Whoever wants
    to hear of scores is told of those that changed."""
    waiting = inputs.projects_waiting(older_than=WAITS_TOO_LONG)
    for project_id in waiting:
        queue_catch_up(project_id)
    for project_id in webhooks.projects_told_of_scores():
        webhooks.tell_of_scores(project_id, version=queries.live_version(project_id))
    return len(waiting)


def take_turn(project_id: int) -> None:
    """Catches up with what has changed so far, and asks for another turn if there is more.

    Whoever saves meanwhile asks nobody (the turn is taken); so who ends a turn looks once more
    after giving it up.
    """
    began = time.monotonic()
    _draw_consequences(project_id)
    cache.delete(_taken_key(project_id))
    if inputs.has_undelivered_changes(project_id):
        worked = time.monotonic() - began
        wait_seconds = min(max(SHORTEST_WAIT, WAIT_PER_WORK * worked), LONGEST_WAIT)
        queue_catch_up(project_id, wait_seconds=wait_seconds)


def catch_up(project_id: int) -> int:
    """Draws the consequences of all undelivered changes of a project; how many changes.

    Any number of these may run at once, twice, or late: each takes the rows as they stand.
    """
    delivered = 0
    while drawn := _draw_consequences(project_id):
        delivered += drawn
    return delivered


def _draw_consequences(project_id: int) -> int:
    """Those of the oldest undelivered changes; how many changes."""
    changes = inputs.undelivered_changes(project_id)
    if not changes.event_ids:
        return 0
    reusing.compare_again(project_id, changes.texts)
    groups = list(inputs.blocks(changes.groups, size=GROUPS_AT_ONCE))
    articles = list(inputs.blocks(changes.articles, size=ARTICLES_AT_ONCE))
    steps = max(len(groups), len(articles), 1)
    for step in range(steps):
        cache.touch(_taken_key(project_id), GIVEN_UP_AFTER_SECONDS)
        look_again(
            project_id,
            groups=groups[step] if step < len(groups) else [],
            articles=articles[step] if step < len(articles) else [],
            delivers=changes.event_ids if step == steps - 1 else (),
        )
    return len(changes.event_ids)


def look_again(
    project_id: int,
    *,
    groups: Collection[int],
    articles: Collection[int],
    delivers: Collection[int] = (),
) -> None:
    """Brings these groups and articles up to date, and marks changes as delivered with that."""
    for attempt in range(MOST_ATTEMPTS_OUTSIDE):
        before = keeping.versions_of(project_id, groups=groups, articles=articles)
        contributions = inputs.contributions_of(project_id, groups) if groups else {}
        tallies = inputs.tallies_of(project_id, articles) if articles else {}
        with transaction.atomic():
            state = keeping.lock_state(project_id)
            now = keeping.versions_of(project_id, groups=groups, articles=articles)
            moved = keeping.moved_since(before.groups, now.groups)
            retold = keeping.moved_since(before.articles, now.articles)
            if attempt == MOST_ATTEMPTS_OUTSIDE - 1:
                contributions |= inputs.contributions_of(project_id, moved)
                tallies |= inputs.tallies_of(project_id, retold)
                moved, retold = set(), set()
            keeping.apply_changes(
                state,
                contributions={pk: said for pk, said in contributions.items() if pk not in moved},
                tallies={pk: said for pk, said in tallies.items() if pk not in retold},
            )
            if not moved and not retold:
                inputs.mark_delivered(delivers)
                return
        groups, articles = moved, retold
