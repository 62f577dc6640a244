"""The addresses of the agreement page."""

from django.urls import path

from credibility.pages import agreement

urlpatterns = [
    path("p/<slug:slug>/agreement/", agreement.agreement, name="agreement"),
    path("p/<slug:slug>/agreement/parts/", agreement.agreement_parts, name="agreement-parts"),
    path("p/<slug:slug>/agreement/compute/", agreement.compute_again, name="agreement-compute"),
]
