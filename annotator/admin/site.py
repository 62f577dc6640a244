"""The admin site: Django's own, under our name, for admins only."""

from collections.abc import Iterable
from typing import Any, cast

from django.contrib.admin import AdminSite
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

OURS = ("annotator", "credibility")


class TwosourceAdminSite(AdminSite):
    """Users, projects and the log; rows of the domain are to be read here, not written."""

    site_header = _("Twosource administration")
    site_title = _("Twosource")
    index_title = _("Administration")
    enable_nav_sidebar = False

    def register(self, model_or_iterable: Any, *args: Any, **kwargs: Any) -> None:
        """Only our own records: groups and the like of other applications play no part here."""
        is_one = isinstance(model_or_iterable, ModelBase)
        given = [model_or_iterable] if is_one else model_or_iterable
        wanted = [
            model for model in cast(Iterable[type[Model]], given) if model._meta.app_label in OURS
        ]
        if wanted:
            super().register(wanted, *args, **kwargs)

    def has_permission(self, request: HttpRequest) -> bool:
        """Admins, and nobody else."""
        return bool(request.user.is_active and request.user.is_superuser)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """There is one door: ours. Whoever is signed in and no admin is told so."""
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(request.get_full_path())
