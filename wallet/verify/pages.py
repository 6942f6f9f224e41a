"""The page where badges are handed in, and the report on each: asked about, kept, forgotten."""

from __future__ import annotations

from contextlib import suppress
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from wallet import files, i18n, qr, web
from wallet.errors import NotFound, Problem, Refused, TooMany, Unprocessable
from wallet.mine import asker
from wallet.models import StoredReport, Verification
from wallet.openbadges.report import Report
from wallet.receiving import keepable
from wallet.reports import newest_report
from wallet.trust import handed_in
from wallet.trust.handed_in import MOST

from . import asking, recipient
from .art import picture
from .recipient import Answer
from .reporting import Kept, report_of, tell

SOON: Final = {"Refresh": "4"}  # seconds; a module asks more often and has the browser wait


async def form(request: Request) -> Response:
    """GET /verify: where anybody hands in badges."""
    return _form(request)


async def hand_in(request: Request) -> Response:
    """POST /verify: verify what was handed in; the report of one, the table of several."""
    fields = await request.form()
    try:
        things = await asking.things(fields)
        await asking.spend(request, len(things))
    except Refused as problem:
        return _form(request, problem, str(fields.get("text", "")))
    web.bound_browser(request)
    asked = await handed_in.hand_in(web.services(request), things, asker(request))
    one = asked[0]
    return web.see(f"/verify/{one.slug}" if len(asked) == 1 else f"/verify/together/{one.together}")


def _form(request: Request, problem: Refused | None = None, text: str = "") -> Response:
    sentence = i18n.translate(problem) if problem else None
    status = problem.status if problem else 200
    response = web.page(
        request, "verify/form.html", status, problem=sentence, text=text, most=MOST, largest=asking.LARGEST_FILES
    )
    if isinstance(problem, TooMany):
        response.headers["Retry-After"] = str(problem.retry_after)
    return response


# -- a report ------------------------------------------------------------------------------------------------------


async def show(request: Request) -> Response:
    """GET /verify/{slug}: the report, for whoever handed the badge in; once it is kept, for everybody."""
    return await _page(request, await _found(request))


async def ask(request: Request) -> Response:
    """POST /verify/{slug}: whether it was awarded to the address that was typed; that is kept nowhere."""
    one = await _found(request)
    report = await _answerable(one)
    typed = str((await request.form()).get("email", ""))
    try:
        await recipient.spend(request, report.credential)
        return await _page(request, one, answer=recipient.answer(report, typed))
    except (Unprocessable, TooMany) as problem:
        return await _page(request, one, problem=problem)


async def keep(request: Request) -> Response:
    """POST /verify/{slug}/keep: keep the report for seven days, for whoever has its address."""
    one = await _theirs(request)
    if one.finished_at:
        await handed_in.keep_report(one)
    return web.see(f"/verify/{one.slug}#kept")


async def forget(request: Request) -> Response:
    """POST /verify/{slug}/forget: forget the badge and its report now."""
    await handed_in.forget_now([await _theirs(request)])
    return web.see("/verify#forgotten")


async def art(request: Request) -> Response:
    """GET /verify/{slug}/art.png: the picture that the file brings, drawn anew."""
    one = await _found(request)
    drawn = await picture(web.services(request), one, await newest_report(verification_id=one.id))
    return Response(drawn.data, media_type=drawn.media_type, headers={"Content-Security-Policy": files.ALONE})


async def qr_code(request: Request) -> Response:
    """GET /verify/{slug}/qr.svg: a code that leads to a kept report."""
    kept = _kept(request, await _found(request))
    if kept is None:
        raise NotFound(web.NOTHING_HERE)
    return Response(qr.svg(kept.url), media_type="image/svg+xml", headers={"Content-Security-Policy": files.SANDBOX})


async def _page(
    request: Request, one: Verification, *, answer: Answer | None = None, problem: Problem | None = None
) -> Response:
    stored = await newest_report(verification_id=one.id)
    theirs = handed_in.is_theirs(one, asker(request))
    response = web.page(
        request,
        "verify/report.html",
        problem.status if problem else 200,
        told=tell(one, stored, theirs=theirs),
        url=f"/verify/{one.slug}",
        kept=_kept(request, one),
        answer=answer,
        problem=i18n.translate(problem) if problem else None,
        theirs=theirs,
        all_url=f"/verify/together/{one.together}" if theirs and await _is_one_of_many(one) else None,
        forgotten_at=one.expires_at,
        keepable=theirs and stored is not None and _is_keepable(one, stored),
    )
    if stored is None:
        response.headers.update(SOON)
    return response


def _is_keepable(one: Verification, stored: StoredReport) -> bool:
    """Whether somebody could keep the badge itself: not what describes one, nor what no badge was read from."""
    with suppress(Unprocessable):
        return bool(keepable(one, stored))
    return False


async def _is_one_of_many(one: Verification) -> bool:
    return await Verification.filter(together=one.together).count() > 1


def _kept(request: Request, one: Verification) -> Kept | None:
    url = web.services(request).settings.url(f"/verify/{one.slug}")
    return Kept(url, one.expires_at) if one.kept_at else None


async def _found(request: Request) -> Verification:
    return await handed_in.found(request.path_params["slug"], asker(request))


async def _theirs(request: Request) -> Verification:
    one = await _found(request)
    if not handed_in.is_theirs(one, asker(request)):
        raise NotFound(web.NOTHING_HERE)
    return one


async def _answerable(one: Verification) -> Report:
    stored = await newest_report(verification_id=one.id)
    if stored is None or not tell(one, stored, theirs=False).recipient:
        raise NotFound(web.NOTHING_HERE)
    return report_of(stored)
