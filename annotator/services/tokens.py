"""Personal tokens for scripts: made, checked and revoked."""

import hashlib
import secrets
from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from annotator.errors import BadInput, NotFound
from annotator.models import ApiToken, User
from annotator.models.choices import TokenScope
from annotator.queries.statements import Statement, instance_of
from annotator.services.events import log_event
from annotator.services.wording import check_words

PREFIX = "ts_"
LONGEST_NAME = 100
_BY_DIGEST = Statement(
    lambda digest: ApiToken.objects.unrevoked().filter(digest=digest).select_related("user")
)


def digest_of(secret: str) -> str:
    """How a secret is kept: SHA-256, enough for one with 256 bits of its own."""
    return hashlib.sha256(secret.encode()).hexdigest()


def create_token(
    user: User, *, scope: str, name: str = "", expires_at: datetime | None = None
) -> tuple[ApiToken, str]:
    """A token and its secret, which is shown this once and never stored."""
    if scope not in TokenScope.values:
        raise BadInput(
            "scope_unknown",
            _("A token's scope is read, export or write."),
            fields={"scope": [_("Choose read, export or write.")]},
        )
    if expires_at is not None and expires_at <= timezone.now():
        raise BadInput(
            "expiry_past",
            _("The token would already have expired."),
            fields={"expires_at": [_("Choose a time in the future.")]},
        )
    check_words("name", name, most=LONGEST_NAME)
    secret = PREFIX + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            user=user,
            name=name,
            scope=scope,
            expires_at=expires_at,
            prefix=secret[:8],
            digest=digest_of(secret),
        )
        log_event("created", token, actor=user, after={"scope": scope, "name": name})
    return token, secret


def token_of(secret: str) -> ApiToken | None:
    """The live token of that secret, with its owner; None for anything else."""
    rows = _BY_DIGEST.rows(digest_of(secret))
    if not rows:
        return None
    token: ApiToken = instance_of(ApiToken, rows[0])
    if token.has_expired:
        return None
    token.user = instance_of(User, rows[0])
    _note_use(token)
    return token


def revoke_token(user: User, token_id: int) -> None:
    """Ends one of the user's own tokens at once."""
    with transaction.atomic():
        token = ApiToken.objects.visible_to(user).filter(pk=token_id).first()
        if token is None:
            raise NotFound
        if token.revoked_at is None:
            token.revoked_at = timezone.now()
            token.save(update_fields=["revoked_at"])
            log_event("revoked", token, actor=user)


def _note_use(token: ApiToken) -> None:
    # By day: a write per request would cost more than the request.
    today: date = timezone.now().date()
    if token.last_used_on != today:
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=today)
