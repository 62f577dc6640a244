"""The pages for what went wrong: each says what happened and what to do."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def wants_json(request: HttpRequest) -> bool:
    """Whether the one error shape is to be answered instead of a page."""
    return request.path.startswith("/api/")


def refuse(request: HttpRequest, *, status: int, code: str, title: str, text: str) -> HttpResponse:
    """A refusal as a page, or in the one error shape for the API."""
    if wants_json(request):
        return JsonResponse({"error": {"code": code, "message": text, "fields": {}}}, status=status)
    context = {"title": title, "text": text}
    return render(request, "annotator/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400 outside a view."""
    return refuse(
        request,
        status=400,
        code="bad_request",
        title=_("That request was not understood"),
        text=_("The request could not be read, and nothing was changed. Go back and try again."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 outside a view."""
    return refuse(
        request,
        status=403,
        code="not_allowed",
        title=_("Your role does not allow this"),
        text=_(
            "Nothing was changed. Ask a manager of the project if your work needs another role."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: also for what exists in another project."""
    return refuse(
        request,
        status=404,
        code="not_found",
        title=_("There is nothing here"),
        text=_(
            "The page does not exist, or it belongs to a project you are not a member of. "
            "Check the address, or ask for an invitation."
        ),
    )


def server_error(request: HttpRequest) -> HttpResponse:
    """500: our fault, said so."""
    return refuse(
        request,
        status=500,
        code="server_error",
        title=_("Something broke on our side"),
        text=_(
            "What you saved before is safe; the last step may not have been carried out. "
            "Look whether it was, try again, and tell your administrator if it breaks again."
        ),
    )


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form's token does not match: mostly a sign-in in another tab."""
    return refuse(
        request,
        status=403,
        code="csrf_failed",
        title=_("This page was open too long"),
        text=_(
            "You signed in or out in another tab, so this form no longer counts and nothing was "
            "changed. Go back, reload the page and send it again."
        ),
    )
