"""Refusing: a problem as a page for people, as RFC 9457 for programs."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from wallet import i18n
from wallet.errors import Problem, Refused, TooMany
from wallet.i18n import N_
from wallet.web import NOTHING_HERE, page


class HttpRefused(Refused):
    """What the framework refused, with the status and the headers that it decided."""

    def __init__(self, message: str, status: int, headers: Mapping[str, str] | None) -> None:
        self.status = status  # type: ignore[misc]  # of this one, not of the class
        self.headers = headers
        super().__init__(message)


async def refusal(request: Request, error: Exception) -> Response:
    """Answer a Problem with its sentence: a page for people, RFC 9457 for the API."""
    problem = error if isinstance(error, Problem) else _problem(error)
    headers: dict[str, str] = dict(getattr(problem, "headers", None) or {})
    if isinstance(problem, TooMany):
        headers["Retry-After"] = str(problem.retry_after)
    if problem.status == 503:
        headers["Retry-After"] = "10"
    if request.url.path.startswith("/api/"):
        response: Response = problem_json(problem)
    else:
        response = page(
            request,
            "errors/problem.html",
            problem.status,
            status=problem.status,
            heading=heading(problem.status),
            sentence=i18n.translate(problem),
        )
    response.headers.update(headers)
    return response


def problem_json(problem: Problem) -> JSONResponse:
    """A refusal for a program (RFC 9457); always in English. A problem's `errors` say what is wrong in each member."""
    title = HTTPStatus(problem.status).phrase
    body: dict[str, Any] = {"type": "about:blank", "title": title, "status": problem.status, "detail": str(problem)}
    if errors := getattr(problem, "errors", ()):
        body["errors"] = list(errors)
    return JSONResponse(body, status_code=problem.status, media_type="application/problem+json")


def heading(status: int) -> str:
    """The heading of a refusal's page."""
    headings = {
        403: N_("Not carried out"),
        404: N_("Not found"),
        409: N_("Not possible now"),
        410: N_("No longer here"),
        413: N_("Too large"),
        429: N_("Please wait"),
        503: N_("One moment"),
    }
    otherwise = N_("Something went wrong") if status >= 500 else N_("That did not work")
    return i18n.gettext(headings.get(status, otherwise))


def _problem(error: Exception) -> Problem:
    if isinstance(error, HTTPException):
        message = _HTTP.get(error.status_code, N_("The request could not be understood."))
        return HttpRefused(message, error.status_code, error.headers)
    return Problem(N_("The wallet made a mistake. Nothing was lost; try again, or tell its operator."))


_HTTP = {
    404: NOTHING_HERE,
    405: N_("This address cannot be used in this way."),
    413: N_("This is larger than the wallet takes."),
}
