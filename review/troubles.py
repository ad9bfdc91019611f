"""Troubles: what a page says when something cannot be done, and what to do then."""

from __future__ import annotations

from collections.abc import Callable

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from pipeline.language import say
from review.attachments import AttachmentError
from review.bulk_work import PickError
from review.case_keys import case_key
from review.crews import NoRoomError
from review.desk import ForbiddenError, NotSignedInError, UnknownCaseError
from review.forgery import ForgeryError
from review.journal import StaleCaseError, UndoError
from review.office import Office

Handler = Callable[[Request, Exception], Response]


def handle_troubles(app: FastAPI) -> None:
    """Let each known trouble end in a page for people."""
    handlers: dict[type[Exception] | int, Handler] = {
        NotSignedInError: _sign_in_first,
        StaleCaseError: _stale,
        RequestValidationError: _incomplete,
        ForgeryError: _forged,
        UnknownCaseError: _unknown,
        404: _unknown,
        ForbiddenError: _told(403, "Not allowed"),
        UndoError: _told(409, "Nothing was changed"),
        PickError: _told(422, "Nothing was changed"),
        NoRoomError: _told(409, "The crews are full"),
        AttachmentError: _told(422, "The file was not kept"),
    }
    for kind, handler in handlers.items():
        app.add_exception_handler(kind, handler)


def _sign_in_first(request: Request, error: Exception) -> Response:
    assert isinstance(error, NotSignedInError)  # noqa: S101 - what it is registered for
    if request.headers.get("HX-Request"):
        return Response(status_code=401, headers={"HX-Redirect": error.address})
    return RedirectResponse(error.address, 303)


def _stale(request: Request, error: Exception) -> Response:
    """Show what others wrote meanwhile, and the way back to the case."""
    assert isinstance(error, StaleCaseError)  # noqa: S101
    office: Office = request.app.state.office
    address = f"/cases/{case_key(office.secret(), error.account_id)}"
    return _page(request, 409, "stale.html", entries=error.entries, address=address)


def _incomplete(request: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)  # noqa: S101
    fields = [str(one["loc"][-1]).replace("_", " ") for one in error.errors()]
    details = [str(one["msg"]) for one in error.errors()]
    lines = [f"{field}: {detail}" for field, detail in zip(fields, details, strict=True)]
    title = say("The form cannot be taken like this")
    return _page(request, 422, "trouble.html", title=title, text="; ".join(lines))


def _forged(request: Request, _error: Exception) -> Response:
    text = say("The page was too old, or the change came from elsewhere. Reload and try again.")
    return _page(request, 403, "trouble.html", title=say("Nothing was changed"), text=text)


def _unknown(request: Request, _error: Exception) -> Response:
    text = say("There is no such page or case.")
    return _page(request, 404, "trouble.html", title=say("Not found"), text=text)


def _told(status: int, title: str) -> Handler:
    """Return a handler for errors that say themselves what is wrong."""

    def answer(request: Request, error: Exception) -> Response:
        return _page(request, status, "trouble.html", title=_titles()[title], text=str(error))

    return answer


def _titles() -> dict[str, str]:
    return {
        "Not allowed": say("Not allowed"),
        "Nothing was changed": say("Nothing was changed"),
        "The crews are full": say("The crews are full"),
        "The file was not kept": say("The file was not kept"),
    }


def _page(request: Request, status: int, template: str, **content: object) -> HTMLResponse:
    office: Office = request.app.state.office
    page = office.templates.get_template(template)
    return HTMLResponse(page.render(settings=office.settings, **content), status)
