"""What a learner is told of their badge by mail: that it was withdrawn, that it expired, that it is in force again."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from wallet import i18n, jobs
from wallet.jobs import JobInfo
from wallet.mail.message import build, compose
from wallet.models import Address, Badge, StoredReport, email_key
from wallet.openbadges.report import Outcome, Verdict
from wallet.reports import checks_of
from wallet.story import story_of
from wallet.web import Services

WITHDRAWN = ("status.revocation", "status.suspension")
REASONS = ("time.not_expired", *WITHDRAWN)  # the last of them decides (words.md)
BAD_NEWS = ("revoked", "suspended", "expired")


def news(before: StoredReport | None, now: StoredReport) -> str:
    """What a report says that the last one which could judge did not: revoked, suspended, expired, valid; or nothing.

    A badge that arrives withdrawn or expired is no news, nor is a report that could not tell.
    """
    then, is_now = (standing(before) if before else ""), standing(now)
    if not then or then == is_now:
        return ""
    if is_now in ("revoked", "suspended"):
        return is_now
    told_before = {"expired": ("valid", "not_yet_valid", "revoked", "suspended"), "valid": BAD_NEWS}
    return is_now if then in told_before.get(is_now, ()) else ""


def standing(report: StoredReport) -> str:
    """A report's verdict, a suspension apart from a withdrawal for good."""
    suspended = report.verdict == Verdict.REVOKED and _failed(report) == "status.suspension"
    return "suspended" if suspended else report.verdict


def _failed(report: StoredReport) -> str:
    return next((row["name"] for row in report.checks if row["name"] in WITHDRAWN and row["outcome"] == "failed"), "")


async def tell(report: StoredReport) -> None:
    """Ask for the mail about what a badge's newest report says that is new, in the transaction that keeps it."""
    if report.verdict == Verdict.UNVERIFIABLE:
        return
    before = await _judged(report.badge_id).exclude(id=report.id).first()
    if what := news(before, report):
        await jobs.put("trust.news", {"badge": str(report.badge_id), "news": what})


def _judged(badge_id: UUID | None) -> Any:
    """The reports of a badge that could tell how it stands, newest first."""
    return StoredReport.filter(badge_id=badge_id).exclude(verdict=Verdict.UNVERIFIABLE.value).order_by("-at")


async def news_mail(services: Services, payload: dict[str, Any], job: JobInfo) -> None:
    """Job trust.news {badge, news}: mail the learner, unless it stopped being true before the mail could leave."""
    badge = await Badge.get_or_none(id=payload["badge"]).select_related("learner", "credential", "offer")
    report = await _judged(badge.id).first() if badge else None
    to = await _reader(badge) if badge else None
    if badge is None or report is None or to is None or standing(report) != payload["news"]:
        return
    locale = badge.learner.locale or (badge.offer.locale if badge.offer else i18n.DEFAULT)
    with i18n.speaking(locale):
        told = story_of(badge.credential.document, report)
        why = [check for check in checks_of(report.checks) if check.outcome is Outcome.FAILED and check.name in REASONS]
        values = {
            "news": payload["news"],
            "title": told.title,
            "issuer": told.issuer.name,
            "said": i18n.translate(why[-1]) if why else "",
            "url": services.settings.url(f"/badges/{badge.id}"),
        }
    email = compose("badge_news", locale=locale, to=to, values=values)
    await services.mailer.send(build(services.settings, email, job.id))


async def _reader(badge: Badge) -> str | None:
    """The address that the badge was awarded to, while it is the learner's; else the first of theirs."""
    theirs = await Address.filter(learner_id=badge.learner_id).order_by("verified_at")
    keys = list(map(email_key, badge.came_to))
    address = min(theirs, key=lambda one: keys.index(one.key) if one.key in keys else len(keys), default=None)
    return address.email if address else None
