"""The pages on which a learner makes, changes and withdraws links; each finds their own alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response

from wallet import accounts, i18n, web
from wallet.errors import Conflict, Problem, Unprocessable
from wallet.i18n import N_
from wallet.mine import my_link
from wallet.models import Badge, Share

from . import ledger, links
from .choosing import NAMELESS, BadgeBox, asked_for, boxes, chosen
from .entries import entry_of
from .wishes import Part, Typed, as_it_is, checked, password_of, typed

NONE_CHOSEN = N_("Choose at least one badge.")
FORM_LIMIT, MOST_FIELDS = 1024 * 1024, 5000  # every part of every document of as many badges as fit on a page
DEEDS = "20/minute"  # of a learner's that make or change a link: hashing a password takes its time


@dataclass(frozen=True)
class LinkForm:
    """The form of a link, a new one or one that there is; `main`: the badge's own, which has no name."""

    action: str
    main: bool
    several: bool
    locked: bool
    typed: Typed
    badges: tuple[BadgeBox, ...]


@dataclass(frozen=True)
class Choosable:
    """A badge that can be put on a link."""

    id: UUID
    title: str
    issuer: str


@dataclass(frozen=True)
class Filled:
    """A form as it is filled in: its badges in their order, what it shows of each, its other fields."""

    badges: Sequence[Badge]
    parts: Mapping[UUID, Part]
    typed: Typed
    problem: Problem | None = None


@accounts.signed_in
async def new(request: Request, viewer: web.Viewer) -> Response:
    """GET /links/new: the learner's badges to choose from, or with `?badge=` the form of a new link of those."""
    learner_id = UUID(viewer.learner_id)
    try:
        badges = await asked_for(learner_id, request.query_params.getlist("badge"))
    except Unprocessable as problem:
        return await _choosing(request, learner_id, problem)
    if not badges:
        return await _choosing(request, learner_id)
    return await _form(request, None, Filled(badges, {}, Typed(name=_proposed(len(badges)))))


@accounts.signed_in
async def make(request: Request, viewer: web.Viewer) -> Response:
    """POST /links: a new link of the badges that the form names."""
    return await _sent(request, viewer, None)


@accounts.signed_in
async def show(request: Request, viewer: web.Viewer) -> Response:
    """GET /links/{id}: a link and its form; `?badge=` adds badges to the form of a page of several."""
    link = await my_link(request)
    parts = await _parts(link)
    added = request.query_params.getlist("badge") if link.badge_id is None else []
    badges = await asked_for(UUID(viewer.learner_id), [*map(str, parts), *added])
    return await _form(request, link, Filled(badges, parts, as_it_is(link)))


@accounts.signed_in
async def change(request: Request, viewer: web.Viewer) -> Response:
    """POST /links/{id}: what the link is from now on."""
    return await _sent(request, viewer, await my_link(request))


@accounts.signed_in
async def withdraw(request: Request, viewer: web.Viewer) -> Response:
    """POST /links/{id}/revoke: end it at once and for good."""
    link = await my_link(request)
    await links.withdraw(link, datetime.now(UTC))
    return web.see(f"/links/{link.id}")


async def _sent(request: Request, viewer: web.Viewer, link: Share | None) -> Response:
    """Do what a form asks for, or show it again with what is wrong."""
    fields = await request.form()
    await web.services(request).limits.spend(DEEDS, "link", viewer.learner_id)
    own = link.badge_id if link else None
    badges = await asked_for(UUID(viewer.learner_id), [str(own)] if own else fields.getlist("badge"))
    if not badges:
        raise Unprocessable(NONE_CHOSEN)
    given, parts = typed(fields), await chosen(badges, fields)
    now = datetime.now(UTC)
    try:
        wish = checked(given, parts, link, now)
        wish = replace(wish, password_hash=await password_of(given, fields))
        if link is None:
            made = await links.make(UUID(viewer.learner_id), wish, now)
            return web.see(f"/links/{made.id}?made")
        await links.change(link, wish, now)
    except (Unprocessable, Conflict) as problem:
        ordered = [next(each for each in badges if each.id == part.badge_id) for part in parts]
        return await _form(request, link, Filled(ordered, _by_badge(parts), given, problem))
    return web.see(f"/links/{link.id}?saved")


async def _parts(link: Share) -> dict[UUID, Part]:
    """What a link shows of each of its badges, in their order."""
    below = [link] if link.badge_id else await Share.filter(parent_id=link.id).order_by("position", "id")
    return {each.badge_id: Part(each.badge_id, each.choice, each.credential_offered) for each in below if each.badge_id}


def _by_badge(parts: Sequence[Part]) -> dict[UUID, Part]:
    return {part.badge_id: part for part in parts}


def _proposed(number: int) -> str:
    """A name for a new link, which its owner may keep."""
    today = i18n.day(datetime.now(UTC))
    if number > 1:
        return i18n.gettext(N_("%(number)d badges, %(date)s"), number=number, date=today)
    return i18n.gettext(N_("Link of %(date)s"), date=today)


async def _choosing(request: Request, learner_id: UUID, problem: Problem | None = None) -> Response:
    return web.page(
        request,
        "share/links/choose.html",
        problem.status if problem else 200,
        badges=await _choosable(learner_id),
        most=links.MOST_BADGES,
        problem=i18n.translate(problem) if problem else None,
    )


async def _choosable(learner_id: UUID, without: Sequence[Badge] = ()) -> list[Choosable]:
    """The learner's badges, newest first."""
    gone = {badge.id for badge in without}
    found = Badge.filter(learner_id=learner_id).order_by("-received_at", "-id").select_related("credential")
    unnamed = i18n.gettext(NAMELESS)
    return [
        Choosable(badge.id, badge.credential.title or unnamed, badge.credential.issuer_name)
        for badge in await found
        if badge.id not in gone
    ]


async def _form(request: Request, link: Share | None, filled: Filled) -> Response:
    several = link.badge_id is None if link else len(filled.badges) > 1
    problem = filled.problem
    return web.page(
        request,
        "share/links/link.html" if link else "share/links/new.html",
        problem.status if problem else 200,
        form=LinkForm(
            action=f"/links/{link.id}" if link else "/links",
            main=link is not None and link.name is None,
            several=several,
            locked=bool(link and link.password_hash),
            typed=filled.typed,
            badges=await boxes(filled.badges, filled.parts),
        ),
        link=await entry_of(request, link) if link else None,
        others=await _choosable(link.learner_id, filled.badges) if link and link.learner_id and several else [],
        problem=i18n.translate(problem) if problem else None,
        done=next((each for each in ("made", "saved") if each in request.query_params), None),
        today=datetime.now(UTC).date(),
    )


routes = (
    web.get("/links", ledger.show),
    web.get("/links/new", new),
    web.get("/links/{id:uuid}", show),
    web.post("/links/private", ledger.hide_all),
    web.post("/links/undo", ledger.undo),
    web.post_many("/links", make, limit=FORM_LIMIT, fields=MOST_FIELDS),
    web.post_many("/links/{id:uuid}", change, limit=FORM_LIMIT, fields=MOST_FIELDS),
    web.post("/links/{id:uuid}/revoke", withdraw),
)
