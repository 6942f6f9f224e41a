"""What sharing adds to the learner's badge page: links to networks, fields and texts to copy, pictures to take."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request

from wallet import i18n, web
from wallet.i18n import N_
from wallet.models import Badge, Share, StoredReport, Visibility, live, main_link
from wallet.reports import known_name, newest_report, proved_issuer
from wallet.seal import UNSHARED, standing
from wallet.story import Story, story_of
from wallet.trust.brands import brand_of

from . import snippets
from .describing import Address
from .networks import Shared, linkedin_profile, links, told


@dataclass(frozen=True)
class Picture:
    """A picture to take: where it is, under which name it is kept, its size in pixels; None: not drawn yet."""

    label: str
    url: str
    size: str


@dataclass(frozen=True)
class Sharing:
    """How a shared badge can be passed on; `passed_on` says whether the wallet offers buttons for it.

    `card_url` is None until it is drawn. Snippets are names with labels and texts. `art_url` is empty where the badge
    has no picture, `baked_url` where the credential file is not offered. What a password `locked` has no pictures here.
    """

    passed_on: bool
    locked: bool
    title: str
    issuer: str
    text: str
    linkedin: str
    links: tuple[tuple[str, str, str], ...]
    path: str
    card_url: str | None
    stories: tuple[Picture, ...]
    caption: str
    snippets: tuple[tuple[str, str, str], ...]
    art_url: str
    baked_url: str


async def share(request: Request, badge: Badge) -> dict[str, Any]:
    """The panel of a badge's page; `share` is None while the badge is private."""
    found = await main_link(badge.id).filter(live(datetime.now(UTC))).exclude(visibility=Visibility.PRIVATE).first()
    if found is None:
        return {"share": None, "fields": (), "card_pending": False}
    base = web.services(request).settings.url
    address = Address(base(f"/b/{found.slug}"), base(f"/b/{found.slug}/image.png"))
    report = await newest_report(badge_id=badge.id)
    story = story_of(badge.credential.document, report)
    told = _sharing(found, address, story, shared(address, story, await _organization(report)))
    if standing(report, story.dates, datetime.now(UTC)) in UNSHARED:
        told = replace(told, passed_on=False)
    told = replace(told, snippets=_snippets(address, story, bool(badge.credential.art_digest), base("/oembed")))
    if not badge.credential.art_digest:
        told = replace(told, art_url="", baked_url="")
    return {"share": told, "fields": _fields(address, story), "card_pending": not found.card_digest}


async def _organization(report: StoredReport | None) -> str | None:
    """LinkedIn's number of the issuer, where it was proved and the operator knows it."""
    return (await brand_of(proved_issuer(report))).linkedin_id or None if known_name(report) else None


def shared(address: Address, story: Story, organization_id: str | None = None) -> Shared:
    """What is handed to networks of a story."""
    return Shared(
        url=address.page,
        title=story.title,
        text=i18n.gettext(N_("%(title)s, awarded by %(issuer)s"), title=story.title, issuer=story.issuer.name),
        image=address.image,
        issuer=story.issuer.name,
        issued=story.issued,
        expires=story.valid_until,
        identifier=story.identifier or address.page,
        organization_id=organization_id,
    )


def _sharing(found: Share, address: Address, story: Story, given: Shared) -> Sharing:
    ways = told(links(given), "linkedin-profile", locked=bool(found.password_hash))
    path = f"/b/{found.slug}"
    extension = found.card_media_type.removeprefix("image/")
    return Sharing(
        passed_on=True,
        locked=bool(found.password_hash),
        title=given.title,
        issuer=given.issuer,
        text=given.text,
        linkedin=linkedin_profile(given),
        links=tuple(ways),
        path=path,
        card_url=f"{path}/card-{found.card_hash}.{extension}" if found.card_digest else None,
        stories=tuple(_stories(path)) if found.pictures else (),
        caption=snippets.caption(address, story),
        snippets=(),
        art_url=f"{path}/badge.png",
        baked_url=f"{path}/baked" if found.credential_offered else "",
    )


def _stories(path: str) -> tuple[Picture, ...]:
    return (
        Picture(i18n.gettext(N_("Square, for a post")), f"{path}/square.png", "1080 × 1080"),
        Picture(i18n.gettext(N_("Upright, for a story")), f"{path}/story.png", "1080 × 1920"),
    )


def _snippets(address: Address, story: Story, art: bool, oembed: str) -> tuple[tuple[str, str, str], ...]:
    """The texts to copy: name, label, text."""
    frame = snippets.frame(f"{address.page}/embed", story.title)
    return (
        ("signature", i18n.gettext(N_("Signature of your e-mails")), snippets.signature(address, story, art=art)),
        ("html", i18n.gettext(N_("HTML for your own website")), snippets.html(address, story)),
        ("markdown", "Markdown", snippets.markdown(address, story)),
        ("embed", i18n.gettext(N_("HTML for the badge in a frame")), frame),
        (
            "oembed",
            i18n.gettext(N_("Address that tells other sites how to show it (oEmbed)")),
            snippets.oembed(oembed, address.page),
        ),
    )


def _fields(address: Address, story: Story) -> tuple[tuple[str, str], ...]:
    """What LinkedIn's form asks for, in its order; it takes months."""
    fields = (
        (i18n.gettext(N_("Name")), story.title),
        (i18n.gettext(N_("Issuing organisation")), story.issuer.name),
        (i18n.gettext(N_("Issue date")), i18n.month(story.issued) if story.issued else ""),
        (i18n.gettext(N_("Expiration date")), i18n.month(story.valid_until) if story.valid_until else ""),
        (i18n.gettext(N_("Credential ID")), story.identifier or address.page),
        (i18n.gettext(N_("Credential URL")), address.page),
    )
    return tuple((label, value) for label, value in fields if value)
