"""Who is signed in: their session and their row, each by a statement that is built once.

Every request of a person asks for both, and Django would build the two queries anew each time.
"""

from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseSessions
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.utils import timezone

from annotator.models import User
from annotator.queries.statements import Statement, instance_of

BACKEND = "annotator.services.signed_in.PersonBackend"
"""What a session says of how its person signed in."""

_SESSION = Statement(
    lambda key, now: Session.objects.filter(session_key=key, expire_date__gt=now).values()
)
_PERSON = Statement(lambda user_id: User.objects.filter(pk=user_id).order_by().values())


class SessionStore(DatabaseSessions):
    """Django's sessions in the database, read by the statement above; SESSION_ENGINE."""

    def _get_session_from_db(self) -> Session | None:
        rows = _SESSION.rows(self.session_key, timezone.now()) if self.session_key else []
        if not rows:
            self._session_key = None
            return None
        session: Session = instance_of(Session, rows[0])
        return session


class PersonBackend(ModelBackend):
    """Django's way of signing in by password, and the person of a session."""

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **credentials: Any,
    ) -> User | None:
        """The person whose password it is.

        Raises PermissionDenied otherwise: the backend after this one is there for sessions begun
        before this one was, and would only compute the same digest again.
        """
        person = super().authenticate(request, username=username, password=password, **credentials)
        if person is None:
            raise PermissionDenied
        return person

    def get_user(self, user_id: int) -> User | None:
        """The person of that id, unless their account is closed."""
        rows = _PERSON.rows(int(user_id))
        if not rows:
            return None
        person: User = instance_of(User, rows[0])
        return person if self.user_can_authenticate(person) else None
