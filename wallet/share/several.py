"""A page of several badges as a value: what holds of all of them, then each with the way to its own page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from starlette.requests import Request

from wallet import i18n, web
from wallet.openbadges.report import Verdict
from wallet.seal import UNSHARED, Seal
from wallet.shown import PublicBadge, PublicBadges
from wallet.story import Art, Story
from wallet.unfurling import LOCALES, picture_of

from .describing import Address, answer, description, heading, holder, json_ld, title
from .networks import Shared, links, told
from .page import Page, alternates
from .thumbnails import smaller


@dataclass(frozen=True)
class Row:
    """One of the badges: where its own page is, and what is said of it here."""

    url: str
    story: Story
    seal: Seal
    art: Art
    holder: str | None  # where not all badges name the same
    reason: str  # why it does not stand as well as it might; empty where it does


def values(request: Request, page: PublicBadges) -> dict[str, Any]:
    """What the page's template is given, in the language being spoken."""
    whose = holder(page)
    return {
        "page": _page(request, page),
        "heading": heading(page),
        "whose": whose,
        "owner_name": None if whose and whose == page.owner_name else page.owner_name,
        "answer": answer(page),
        "others": others(page),
        "mark": worst(page),
        "checked_at": checked_at(page),
        "rows": [_row(badge, named=whose is None) for badge in page.badges],
        "share_links": _links(request, page),
    }


def others(page: PublicBadges) -> str:
    """How those stand that are not verified, the gravest first, such as "1 withdrawn by the issuer, 2 expired"."""
    found = Counter(badge.seal.mark for badge in page.badges)
    return ", ".join(_COUNTED[mark](found[mark]) for mark in reversed(_GRAVE) if mark in found and mark in _COUNTED)


_COUNTED: Final[Mapping[str, Callable[[int], str]]] = {
    "pending": lambda n: i18n.ngettext("%(num)s is being checked", "%(num)s are being checked", n),
    "unknown_issuer": lambda n: i18n.ngettext(
        "%(num)s of an issuer not known here", "%(num)s of issuers not known here", n
    ),
    "not_yet_valid": lambda n: i18n.ngettext("%(num)s not yet valid", "%(num)s not yet valid", n),
    "expired": lambda n: i18n.ngettext("%(num)s expired", "%(num)s expired", n),
    "last_verified": lambda n: i18n.ngettext(
        "%(num)s last verified some time ago", "%(num)s last verified some time ago", n
    ),
    "unproved_issuer": lambda n: i18n.ngettext(
        "%(num)s not proved who issued it", "%(num)s not proved who issued them", n
    ),
    "unverifiable": lambda n: i18n.ngettext("%(num)s could not be checked", "%(num)s could not be checked", n),
    "not_awarded": lambda n: i18n.ngettext("%(num)s awarded to nobody", "%(num)s awarded to nobody", n),
    "not_theirs": lambda n: i18n.ngettext("%(num)s awarded to somebody else", "%(num)s awarded to somebody else", n),
    "revoked": lambda n: i18n.ngettext("%(num)s withdrawn by its issuer", "%(num)s withdrawn by their issuers", n),
    "malformed": lambda n: i18n.ngettext("%(num)s not readable", "%(num)s not readable", n),
    "invalid": lambda n: i18n.ngettext("%(num)s not genuine, or altered", "%(num)s not genuine, or altered", n),
}


def worst(page: PublicBadges) -> str:
    """How the badge stands that stands worst: its mark gives the answer its colour."""
    marks = [badge.seal.mark for badge in page.badges]
    return max(marks, key=lambda mark: _GRAVE.index(mark) if mark in _GRAVE else len(_GRAVE))


_GRAVE = (
    "valid",
    "pending",
    "unknown_issuer",
    "not_yet_valid",
    "expired",
    "last_verified",
    "unproved_issuer",
    "unverifiable",
    "not_awarded",
    "not_theirs",
    "revoked",
    "malformed",
    "invalid",
)


def checked_at(page: PublicBadges) -> datetime | None:
    """Since when the answer holds: the oldest of the checks; None where one was not made yet."""
    moments = [badge.seal.checked_at for badge in page.badges]
    return min(filter(None, moments)) if all(moments) else None


def _row(badge: PublicBadge, *, named: bool) -> Row:
    story = badge.story
    art = Art(f"/b/{badge.slug}/badge.png" if badge.art_digest else None, story.title, smaller(badge))
    name = story.recipient_name if named and not badge.seal.claimed else None
    plain = badge.seal.mark == Verdict.VALID and not badge.seal.is_untied
    return Row(f"/b/{badge.slug}", story, badge.seal, art, name, "" if plain else badge.seal.advice)


def _links(request: Request, page: PublicBadges) -> list[tuple[str, str, str]]:
    if all(badge.seal.mark in UNSHARED for badge in page.badges):
        return []
    base, name = web.services(request).settings.url, title(page)
    url = base(f"/b/{page.slug}")
    given = Shared(url, name, name, f"{url}/image.png", "", None, None, "")
    return told(links(given), "linkedin-profile", locked=page.link.locked)


def _page(request: Request, page: PublicBadges) -> Page:
    base = web.services(request).settings.url
    address = Address(base(f"/b/{page.slug}"), base(f"/b/{page.slug}/image.png"))
    name = title(page)
    return Page(
        url=address.page,
        title=name,
        description=description(page),
        locale=LOCALES[page.locale],
        noindex=not page.listed,
        card=picture_of(base, page, name),
        kind="profile",
        alternates=alternates(base, page),
        json_ld=json_ld(page, address),
        credential_url=None,
        certificate_url="",
        baked_url="",
        qr_url=f"/b/{page.slug}/qr.svg",
        image_url=address.image,
    )
