"""The verdicts on a claim as a timeline: what stood when, on what, by whom, and why it changed."""

import datetime
from typing import Any

from annotator.pages.doors import Room
from annotator.services.access import DECIDE
from credibility import inputs


def timeline_of(room: Room, claim_id: int, *, as_of: datetime.date | None = None) -> dict[str, Any]:
    """What `credibility/verdict_timeline.html` needs, the verdicts after the day left out.

    Researchers read what was judged and on what, not by whom.
    """
    claim = inputs.open_claim(room.user, room.project.pk, claim_id)
    history = inputs.verdict_history(room.user, claim, as_of=as_of) if claim else []
    return {
        "history": history,
        "standing": next((row for row in history if row.stands), None),
        "timeline_claim": claim,
        "may_decide": room.allows(DECIDE),
        "names_people": room.role != "researcher",
        "reader": room.user.pk,
    }
