"""Evidence and verdicts: appended, never changed; a correction is a new verdict."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, Conflict, NotAllowed, NotFound
from annotator.models import Claim, Evidence, Project, User, Verdict
from annotator.models.choices import VerdictState, VerdictValue
from annotator.services.access import DECIDE, require_role
from annotator.services.addresses import check_address
from annotator.services.events import log_event
from annotator.services.wording import check_words

LONGEST_TEXT = 10_000


@dataclass(frozen=True, kw_only=True)
class EvidenceDraft:
    """A resource as somebody writes it down."""

    url: str
    retrieved_at: datetime
    archived_url: str = ""
    quote: str = ""


def add_evidence(
    user: User,
    claim_id: int,
    *,
    url: str,
    retrieved_at: datetime,
    archived_url: str = "",
    quote: str = "",
) -> Evidence:
    """A resource that bears on a claim."""
    claim = _claim(user, claim_id)
    require_role(user, claim.project, DECIDE)
    draft = EvidenceDraft(
        url=url, retrieved_at=retrieved_at, archived_url=archived_url, quote=quote
    )
    with transaction.atomic():
        return _stored(user, claim, draft)


def record_verdict(
    user: User,
    claim_id: int,
    *,
    value: str,
    as_of: date,
    rationale: str = "",
    evidence: Sequence[int] = (),
    new_evidence: Sequence[EvidenceDraft] = (),
    corrects: int | None = None,
    reason: str = "",
) -> Verdict:
    """The project's judgement of a claim as of a date; refused without evidence, or when it
    precedes it.

    A correction names the verdict it corrects and says why; it is dated no earlier. Where the
    project asks for two, the verdict is proposed and counts once another person approves it.
    """
    claim = _claim(user, claim_id)
    require_role(user, claim.project, DECIDE)
    _check_value(value)
    check_words("rationale", rationale, most=LONGEST_TEXT)
    check_words("reason", reason, most=LONGEST_TEXT)
    found = list(Evidence.objects.filter(claim__group=claim.group_id, pk__in=evidence))
    if len(found) != len(set(evidence)):
        raise NotFound(field="evidence")
    _check_evidence(as_of, [*found, *new_evidence])
    corrected = _corrected(claim, corrects, as_of=as_of, reason=reason)
    needs_two = claim.project.verdicts_need_two
    with transaction.atomic():
        # Whoever records on the same project waits: of two corrections the second is told.
        Project.objects.select_for_update(no_key=True).get(pk=claim.project_id)
        _check_not_corrected_yet(corrected)
        found += [_stored(user, claim, draft) for draft in new_evidence]
        verdict = Verdict.objects.create(
            claim=claim,
            value=value,
            as_of=as_of,
            rationale=rationale,
            author=user,
            corrects=corrected,
            reason=reason,
            state=VerdictState.PROPOSED if needs_two else VerdictState.IN_FORCE,
        )
        verdict.evidence.set(found)
        log_event(
            "created", verdict, actor=user, project=claim.project, after=_verdict_facts(verdict)
        )
    return verdict


def approve_verdict(user: User, verdict_id: int, *, note: str = "") -> Verdict:
    """A second person agrees: the verdict counts from now on."""
    return _decide(user, verdict_id, state=VerdictState.IN_FORCE, note=note)


def turn_down_verdict(user: User, verdict_id: int, *, note: str) -> Verdict:
    """A proposed verdict is put aside, with the reason. Its author may put their own aside."""
    if not note.strip():
        text = _("Say why, so that its author knows what to change. Nothing was decided.")
        raise BadInput("reason_missing", text, fields={"note": [text]})
    return _decide(user, verdict_id, state=VerdictState.TURNED_DOWN, note=note)


def _decide(user: User, verdict_id: int, *, state: VerdictState, note: str) -> Verdict:
    check_words("note", note, most=LONGEST_TEXT)
    with transaction.atomic():
        rows = Verdict.objects.visible_to(user).select_for_update(of=("self",))
        verdict = rows.select_related("claim__project").filter(pk=verdict_id).first()
        if verdict is None:
            raise NotFound
        require_role(user, verdict.claim.project, DECIDE)
        if verdict.state != VerdictState.PROPOSED:
            raise Conflict(
                "verdict_decided",
                _("This verdict was decided already. Load the page again to see by whom."),
            )
        is_approval = state == VerdictState.IN_FORCE
        if is_approval and verdict.author_id == user.pk:
            raise NotAllowed(
                "own_verdict",
                _("Here a second person approves a verdict. Ask another reviewer or a manager."),
            )
        before = _verdict_facts(verdict)
        verdict.state = state
        verdict.approver = user if is_approval else None
        verdict.decided_at = timezone.now()
        verdict.decision_note = note
        verdict.save(update_fields=["state", "approver", "decided_at", "decision_note"])
        log_event(
            "approved" if is_approval else "turned_down",
            verdict,
            actor=user,
            project=verdict.claim.project,
            before=before,
            after=_verdict_facts(verdict),
        )
    return verdict


def _verdict_facts(verdict: Verdict) -> dict[str, Any]:
    return {
        "claim": verdict.claim_id,
        "value": verdict.value,
        "as_of": verdict.as_of.isoformat(),
        "state": verdict.state,
        "corrects": verdict.corrects_id,
    }


def _claim(user: User, claim_id: int) -> Claim:
    claim = Claim.objects.visible_to(user).select_related("project").filter(pk=claim_id).first()
    if claim is None:
        raise NotFound(field="claim")
    return claim


def _check_value(value: str) -> None:
    if value not in VerdictValue.values:
        text = _("A verdict is confirmed, unverified, contested or refuted.")
        raise BadInput("verdict_unknown", text, fields={"value": [text]})


def _check_evidence(as_of: date, evidence: Iterable[Evidence | EvidenceDraft]) -> None:
    found = list(evidence)
    if not found:
        text = _(
            "A verdict rests on evidence: add an address and what it says there. "
            "Nothing was recorded yet; what you wrote still stands here."
        )
        raise BadInput("evidence_missing", text, fields={"evidence": [text]})
    if as_of > timezone.localdate() + timedelta(days=1):
        text = _("A verdict tells how a claim stands by today: choose a day that has come.")
        raise BadInput("verdict_in_the_future", text, fields={"as_of": [text]})
    if any(timezone.localdate(item.retrieved_at) > as_of for item in found):
        text = _("The verdict is dated before evidence it rests on: date it later.")
        raise BadInput("verdict_before_evidence", text, fields={"as_of": [text]})


def _corrected(claim: Claim, verdict_id: int | None, *, as_of: date, reason: str) -> Verdict | None:
    if verdict_id is None:
        return None
    verdict = Verdict.objects.in_force().filter(claim__group=claim.group_id, pk=verdict_id).first()
    if verdict is None:
        raise NotFound(field="corrects")
    if not reason.strip():
        text = _("Say why the earlier verdict is corrected; readers see it in the history.")
        raise BadInput("reason_missing", text, fields={"reason": [text]})
    if as_of < verdict.as_of:
        text = _("A correction is dated no earlier than the verdict it corrects.")
        raise BadInput("correction_too_early", text, fields={"as_of": [text]})
    return verdict


def _check_not_corrected_yet(corrected: Verdict | None) -> None:
    standing = (VerdictState.IN_FORCE, VerdictState.PROPOSED)
    if corrected is not None and corrected.corrections.filter(state__in=standing).exists():
        raise Conflict(
            "already_corrected",
            _("Somebody corrected this verdict already. See the history, then correct the latest."),
        )


def _stored(user: User, claim: Claim, draft: EvidenceDraft) -> Evidence:
    for field, address in (("url", draft.url), ("archived_url", draft.archived_url)):
        if address or field == "url":
            check_address(address, field=field)
    check_words("quote", draft.quote, most=LONGEST_TEXT)
    evidence = Evidence.objects.create(
        claim=claim,
        url=draft.url,
        archived_url=draft.archived_url,
        quote=draft.quote,
        retrieved_at=draft.retrieved_at,
        created_by=user,
    )
    log_event("created", evidence, actor=user, project=claim.project, after={"url": draft.url})
    return evidence
