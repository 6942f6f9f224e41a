"""Documents that have come from issuers and that their learner has not looked after yet, and how that is said."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from tortoise.expressions import Q

from wallet import i18n
from wallet.i18n import N_
from wallet.models import LABELS, Attachment, Kind, Source

MOST = 20
_HERE: Final = {
    Kind.DIPLOMA_SUPPLEMENT: N_("Your Diploma Supplement is here"),
    Kind.TRANSCRIPT: N_("Your transcript of records is here"),
    Kind.CERTIFICATE: N_("Your certificate is here"),
    Kind.EVIDENCE: N_("Evidence for your badge is here"),
    Kind.DETAILS: N_("The details of your award are here"),
}
_NEWER: Final = {
    Kind.DIPLOMA_SUPPLEMENT: N_("A new version of your Diploma Supplement is here"),
    Kind.TRANSCRIPT: N_("A new version of your transcript of records is here"),
    Kind.CERTIFICATE: N_("A new version of your certificate is here"),
    Kind.EVIDENCE: N_("A new version of the evidence for your badge is here"),
    Kind.DETAILS: N_("A new version of the details of your award is here"),
}
_HIDDEN: Final = N_("Nobody else sees it until you make it visible.")
_THEY_ARE_HIDDEN: Final = N_("Nobody else sees them until you make them visible.")


@dataclass(frozen=True)
class News:
    """How it is said that a document came: what is `here`, without a full stop, and that it is `hidden`."""

    here: str
    hidden: str


def news_of(kind: Kind, *, newer: bool) -> News:
    """What is said of a document that came, `newer` in place of an earlier one, in the language being spoken."""
    here = (_NEWER if newer else _HERE)[kind]
    hidden = _THEY_ARE_HIDDEN if kind is Kind.DETAILS else _HIDDEN
    return News(i18n.gettext(here), i18n.gettext(hidden))


@dataclass(frozen=True)
class Notice:
    """A document that came: what it is and what is said of it, of which badge, where it is.

    At `read` its learner reads it, where it can be read in the wallet; the form that puts the notice away posts to
    `action`.
    """

    label: str
    sentence: str
    title: str
    url: str
    read: str
    action: str


async def notices_of(learner_id: UUID, badge_id: UUID | None = None) -> list[Notice]:
    """The notices of a learner, or of one of their badges, newest first: of what is hidden and new."""
    theirs = Attachment.filter(badge__learner_id=learner_id, source=Source.ISSUER, superseded_at=None)
    if badge_id:
        theirs = theirs.filter(badge_id=badge_id)
    new = theirs.filter(noticed_at=None, visible=False).order_by("-received_at", "-id").limit(MOST)
    found = await new.select_related("badge__credential")
    replacing = await newer_of(found)
    return [_notice(each, newer=each.id in replacing) for each in found]


async def newer_of(items: Collection[Attachment]) -> set[UUID]:
    """Which of these documents came in place of an earlier version."""
    badges = {each.badge_id for each in items if each.badge_id}
    offers = {each.offer_id for each in items if each.offer_id}
    earlier = Attachment.filter(Q(badge_id__in=badges) | Q(offer_id__in=offers), superseded_at__not_isnull=True)
    rows = await earlier.filter(source=Source.ISSUER).values_list("kind", "badge_id", "offer_id")
    replaced = {(kind, place) for kind, *places in rows for place in places if place}
    return {each.id for each in items if {(each.kind, each.badge_id), (each.kind, each.offer_id)} & replaced}


def _notice(item: Attachment, *, newer: bool) -> Notice:
    badge = item.badge
    assert badge is not None  # noqa: S101 - it was found by its badge
    news, place = news_of(item.kind, newer=newer), f"/badges/{badge.id}"
    return Notice(
        label=i18n.gettext(LABELS[item.kind]),
        sentence=f"{news.here}. {news.hidden}",
        title=badge.credential.title,
        url=f"{place}#{item.name or item.kind.value}",
        read=f"{place}/documents/{item.name}" if item.pieces and item.name else "",
        action=f"{place}/attachments/{item.id}/noticed",
    )
