"""Evidence and verdicts: appended, never changed; a correction is a new verdict."""

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.models import Claim, Evidence, User, Verdict
from annotator.models.choices import VerdictValue
from annotator.services.access import DECIDE, require_role
from annotator.services.events import log_event
from annotator.services.wording import check_words
from annotator.text.addresses import AddressRefused, canonical_address


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
    for field, address in (("url", url), ("archived_url", archived_url)):
        _check_address(field, address, is_needed=field == "url")
    check_words("quote", quote)
    with transaction.atomic():
        evidence = Evidence.objects.create(
            claim=claim,
            url=url,
            archived_url=archived_url,
            quote=quote,
            retrieved_at=retrieved_at,
            created_by=user,
        )
        log_event("created", evidence, actor=user, project=claim.project, after={"url": url})
    return evidence


def record_verdict(
    user: User,
    claim_id: int,
    *,
    value: str,
    as_of: date,
    rationale: str = "",
    evidence: Sequence[int] = (),
) -> Verdict:
    """The project's judgement of a claim as of a date; refused when it precedes its evidence."""
    claim = _claim(user, claim_id)
    require_role(user, claim.project, DECIDE)
    if value not in VerdictValue.values:
        text = _("A verdict is confirmed, unverified, contested or refuted.")
        raise BadInput("verdict_unknown", text, fields={"value": [text]})
    check_words("rationale", rationale)
    found = list(Evidence.objects.filter(claim=claim, pk__in=evidence))
    if len(found) != len(set(evidence)):
        raise NotFound(field="evidence")
    if any(item.retrieved_at.date() > as_of for item in found):
        text = _("The verdict is dated before evidence it rests on: date it later.")
        raise BadInput("verdict_before_evidence", text, fields={"as_of": [text]})
    with transaction.atomic():
        verdict = Verdict.objects.create(
            claim=claim, value=value, as_of=as_of, rationale=rationale, author=user
        )
        verdict.evidence.set(found)
        after = {"claim": claim.pk, "value": value, "as_of": as_of.isoformat()}
        log_event("created", verdict, actor=user, project=claim.project, after=after)
    return verdict


def _claim(user: User, claim_id: int) -> Claim:
    claim = Claim.objects.visible_to(user).select_related("project").filter(pk=claim_id).first()
    if claim is None:
        raise NotFound(field="claim")
    return claim


def _check_address(field: str, address: str, *, is_needed: bool) -> None:
    if not address and not is_needed:
        return
    try:
        canonical_address(address)
    except AddressRefused as refused:
        raise BadInput("url_wrong", str(refused), fields={field: [str(refused)]}) from None
