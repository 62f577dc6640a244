"""The admin site: Django's own, under our name."""

from django.contrib.admin import AdminSite
from django.utils.translation import gettext_lazy as _


class TwosourceAdminSite(AdminSite):
    """Users, projects and the log; rows of the domain are to be read here, not written."""

    site_header = _("Twosource administration")
    site_title = _("Twosource")
    index_title = _("Administration")
