"""The preview of a badge that somebody brought: what it is, whether it holds, whose it is; then keep it or not."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from wallet import accounts, files, i18n, receiving, web
from wallet.diagnosis import Diagnosis, diagnose
from wallet.duplicates import known
from wallet.errors import NotFound, Unprocessable
from wallet.i18n import N_
from wallet.mine import asker, my_seal
from wallet.models import Badge, StoredReport, Verification
from wallet.openbadges.lookup import host_of
from wallet.openbadges.recipients import named
from wallet.openbadges.report import Outcome, Verdict
from wallet.receiving import Keepable, keepable
from wallet.reports import checks_of, judged_for, newest_report
from wallet.seal import NOT_THEIRS, Seal, seal
from wallet.statements import RECIPIENT
from wallet.story import Art, Story, story_of
from wallet.trust.handed_in import found

from .keeping import GONE, addresses_of, badge_id, content_of, keep

# It is whose it is: in no cache, in no index.
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
AGAIN_IN = "2"  # seconds
DOUBTFUL = (Verdict.INVALID, Verdict.REVOKED, NOT_THEIRS)  # kept only by somebody who says to know it
SAY_SO = N_("Say first that you know this; then it can be kept.")
UNKNOWN = N_("The wallet does not know this answer. Keep the badge, or do not.")


@dataclass(frozen=True)
class Whose:
    """Whose it is to the learner: "yours" at an `address`, "anothers", of "nobody" by an address; "" is not known."""

    told: str
    address: str = ""


@dataclass(frozen=True)
class Twin:
    """What the learner has already, and where that is.

    The "same", an "offer" of it, an offer of the "genuine" one by `issuer` where this is another, or another "version".
    """

    kind: str
    url: str
    issuer: str = ""


@accounts.signed_in
async def show(request: Request, viewer: web.Viewer) -> Response:
    """GET /import/{slug}: the preview; changes nothing however often it is opened. Kept, it leads to the badge."""
    one = await _there(request, viewer)
    return web.see(f"/badges/{one.id}") if isinstance(one, Badge) else await _page(request, viewer, one)


@accounts.signed_in
async def answer(request: Request, viewer: web.Viewer) -> Response:
    """POST /import/{slug}: keep it, or forget it."""
    one, fields = await _there(request, viewer), await request.form()
    if isinstance(one, Badge):
        return web.see(f"/badges/{one.id}")
    match web.text(fields, "answer", 10):
        case "forget":
            await one.delete()
            return web.see("/import#forgotten")
        case "keep":
            return await _keep(request, viewer, one, sure=web.text(fields, "sure", 3) == "yes")
    return await _page(request, viewer, one, Unprocessable(UNKNOWN))


async def _keep(request: Request, viewer: web.Viewer, one: Verification, *, sure: bool) -> Response:
    report = await newest_report(verification_id=one.id)
    if report is None:  # it is still being checked, or was kept this very moment
        kept = await _kept(request, viewer)
        return web.see(f"/badges/{kept.id}" if kept else _path(one))
    learner_id = UUID(viewer.learner_id)
    judged = judged_for(report, await addresses_of(learner_id))
    if _mark(one, judged) in DOUBTFUL and not sure:
        return await _page(request, viewer, one, Unprocessable(SAY_SO))
    badge = await keep(web.services(request), one, report, learner_id)
    return web.see(f"/badges/{badge.id}?kept")


def _mark(one: Verification, judged: StoredReport) -> str:
    story = story_of(keepable(one, judged).carried.document, judged)
    return seal(judged, story.issuer, story.dates).mark


@accounts.signed_in
async def art(request: Request, viewer: web.Viewer) -> Response:
    """GET /import/{slug}/art.png: the picture that came with it, made safe; the wallet's own where there is none."""
    one = await _mine(request, viewer)
    report = web.found_or_404(await newest_report(verification_id=one.id))
    safe = await receiving.picture(web.services(request), one.content, keepable(one, report).told)
    if safe is None:
        return web.see(web.static_url("placeholder.svg"))
    return Response(safe, media_type="image/png", headers=PRIVATE | {"Content-Security-Policy": files.ALONE})


async def _there(request: Request, viewer: web.Viewer) -> Verification | Badge:
    """What was handed in, or the badge that it has become, which may be while it is looked for. Raises NotFound."""
    try:
        return await _mine(request, viewer)
    except NotFound:
        if kept := await _kept(request, viewer):
            return kept
        raise


async def _kept(request: Request, viewer: web.Viewer) -> Badge | None:
    return await Badge.get_or_none(id=badge_id(request.path_params["slug"]), learner_id=viewer.learner_id)


async def _mine(request: Request, viewer: web.Viewer) -> Verification:
    """What this learner, or this browser before it signed in, handed in. Raises NotFound for anybody else's."""
    asks = asker(request)
    try:
        one = await found(request.path_params["slug"], asks)
    except NotFound as e:
        raise NotFound(GONE) from e
    if one.learner_id not in (None, asks.learner_id) or one.kept_at:
        raise NotFound(GONE)
    return one


def _path(one: Verification) -> str:
    return f"/import/{one.slug}"


async def _page(
    request: Request, viewer: web.Viewer, one: Verification, problem: Unprocessable | None = None
) -> Response:
    report = await newest_report(verification_id=one.id)
    if report is None:
        response: Response = web.page(request, "import/looking.html", action=_path(one), name=one.name)
        response.headers.update(PRIVATE | {"Refresh": AGAIN_IN})
        return response
    try:
        response = await _preview(request, viewer, one, report, problem)
    except Unprocessable as e:
        response = web.page(request, "import/nothing.html", e.status, problem=i18n.translate(e), action=_path(one))
    response.headers.update(PRIVATE)
    return response


async def _preview(
    request: Request, viewer: web.Viewer, one: Verification, report: StoredReport, problem: Unprocessable | None
) -> Response:
    learner_id = UUID(viewer.learner_id)
    addresses = await addresses_of(learner_id)
    judged = judged_for(report, addresses)
    kept = keepable(one, judged)
    story = story_of(kept.carried.document, judged)
    stands = my_seal(judged, story)
    twins = await _twins(learner_id, one, kept, judged)
    return web.page(
        request,
        "import/preview.html",
        problem.status if problem else 200,
        story=story,
        art=Art(f"{_path(one)}/art.png", story.title),
        seal=stands,
        diagnosis=_diagnosis(stands, story),
        whose=_whose(stands.mark, judged, addresses),
        twin=twins[0] if twins else None,
        twins=twins,
        doubtful=stands.mark in DOUBTFUL,
        came_from=host_of(one.name) or one.name,
        action=_path(one),
        problem=i18n.translate(problem) if problem else None,
    )


def _diagnosis(stands: Seal, story: Story) -> Diagnosis:
    """What is wrong with it; whose it is, the page says by itself."""
    return diagnose((check for check in stands.checks if check.name not in RECIPIENT), story, stands.checked_at)


def _whose(mark: str, judged: StoredReport, addresses: list[str]) -> Whose:
    if mark == Verdict.INVALID:  # nothing that it says can be relied on
        return Whose("")
    check = next((check for check in checks_of(judged.checks) if check.name == "recipient.match"), None)
    if check is None:
        return Whose("")
    if check.outcome is Outcome.NOT_CHECKED:
        return Whose("nobody")
    if check.outcome is Outcome.FAILED:
        return Whose("anothers")
    return Whose("yours", named(judged.credential or {}, addresses) or "")


async def _twins(learner_id: UUID, one: Verification, kept: Keepable, judged: StoredReport) -> list[Twin]:
    there = await known(learner_id, content_of(one, kept, judged))
    if there.same:
        return [Twin("same", f"/badges/{there.same.id}")]
    twins = []
    if there.offer:
        kind = "genuine" if there.genuine else "offer"
        twins.append(Twin(kind, f"/offers/waiting/{there.offer.id}", there.offer.issuer.name))
    if there.version:
        twins.append(Twin("version", f"/badges/{there.version.id}"))
    return twins
