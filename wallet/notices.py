"""Documents that have come from issuers and that their learner has not looked after yet."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from wallet import i18n
from wallet.i18n import N_
from wallet.models import LABELS, Attachment, Kind, Source

MOST = 20
SUPPLEMENT = N_("Your Diploma Supplement is here. Nobody else sees it until you make it visible.")
OTHER = N_("A document is here: %(label)s. Nobody else sees it until you make it visible.")


@dataclass(frozen=True)
class Notice:
    """A document that came: what it is and what is said of it, of which badge, where it is.

    The form that puts it away posts to `action`.
    """

    label: str
    sentence: str
    title: str
    url: str
    action: str


async def notices_of(learner_id: UUID, badge_id: UUID | None = None) -> list[Notice]:
    """The notices of a learner, or of one of their badges, newest first: of what is hidden and new."""
    theirs = Attachment.filter(badge__learner_id=learner_id, source=Source.ISSUER, superseded_at=None)
    if badge_id:
        theirs = theirs.filter(badge_id=badge_id)
    new = theirs.filter(noticed_at=None, visible=False).order_by("-received_at", "-id").limit(MOST)
    return [_notice(each) for each in await new.select_related("badge__credential")]


def _notice(item: Attachment) -> Notice:
    badge = item.badge
    assert badge is not None  # noqa: S101 - it was found by its badge
    label = i18n.gettext(LABELS[item.kind])
    supplement = item.kind is Kind.DIPLOMA_SUPPLEMENT
    return Notice(
        label=label,
        sentence=i18n.gettext(SUPPLEMENT) if supplement else i18n.gettext(OTHER, label=label),
        title=badge.credential.title,
        url=f"/badges/{badge.id}#{item.name or item.kind.value}",
        action=f"/badges/{badge.id}/attachments/{item.id}/noticed",
    )
