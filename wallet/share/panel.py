"""What sharing adds to the learner's badge page: links to networks, fields to copy, the card as others see it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from markupsafe import escape
from starlette.requests import Request

from wallet import i18n, web
from wallet.i18n import N_
from wallet.models import Badge, Share, Visibility, main_link
from wallet.reports import newest_report
from wallet.seal import UNSHARED, standing
from wallet.story import Story, story_of

from .describing import Address
from .networks import Shared, linkedin_profile, links


@dataclass(frozen=True)
class Sharing:
    """How a shared badge can be passed on; `passed_on` says whether the wallet offers buttons for it."""

    passed_on: bool
    linkedin: str
    links: tuple[tuple[str, str, str], ...]
    qr_url: str
    card_url: str | None
    image_url: str
    snippet: str


async def share(request: Request, badge: Badge) -> dict[str, Any]:
    """The panel of a badge's page; `share` is None while the badge is private."""
    found = await main_link(badge.id).exclude(visibility=Visibility.PRIVATE).first()
    if found is None:
        return {"share": None, "fields": (), "card_pending": False}
    base = web.services(request).settings.url
    address = Address(base(f"/b/{found.slug}"), base(f"/b/{found.slug}/image.png"))
    report = await newest_report(badge_id=badge.id)
    story = story_of(badge.credential.document, report)
    passed_on = standing(report, story.dates, datetime.now(UTC)) not in UNSHARED
    return {
        "share": _sharing(found, address, story, passed_on=passed_on),
        "fields": _fields(address, story),
        "card_pending": not found.card_digest,
    }


def shared(address: Address, story: Story) -> Shared:
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
    )


def _sharing(found: Share, address: Address, story: Story, *, passed_on: bool) -> Sharing:
    given = shared(address, story)
    ways = [link for link in links(given) if link.name != "linkedin-profile"]
    path = f"/b/{found.slug}"
    image = f'<img src="{escape(address.image)}" alt="{escape(story.title)}" width="600">'
    extension = found.card_media_type.removeprefix("image/")
    return Sharing(
        passed_on=passed_on,
        linkedin=linkedin_profile(given),
        links=tuple((link.name, i18n.gettext(link.label), link.url) for link in ways),
        qr_url=f"{path}/qr.svg",
        card_url=f"{path}/card-{found.card_hash}.{extension}" if found.card_digest else None,
        image_url=f"{path}/image.png",
        snippet=f'<a href="{escape(address.page)}">{image}</a>',
    )


def _fields(address: Address, story: Story) -> tuple[tuple[str, str], ...]:
    fields = (
        (i18n.gettext(N_("Name")), story.title),
        (i18n.gettext(N_("Issuing organisation")), story.issuer.name),
        (i18n.gettext(N_("Issue date")), i18n.day(story.issued) if story.issued else ""),
        (i18n.gettext(N_("Expiration date")), i18n.day(story.valid_until) if story.valid_until else ""),
        (i18n.gettext(N_("Credential ID")), story.identifier or address.page),
        (i18n.gettext(N_("Credential URL")), address.page),
    )
    return tuple((label, value) for label, value in fields if value)
