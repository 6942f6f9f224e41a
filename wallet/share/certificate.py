"""The certificate of a badge in words: what its public page says, as the values that the sheet is made of."""

from __future__ import annotations

from typing import Final

from markupsafe import escape

from wallet import i18n, web
from wallet.i18n import N_
from wallet.openbadges.report import Verdict
from wallet.reports import PENDING
from wallet.seal import BROKEN, NOT_AWARDED, NOT_THEIRS, UNKNOWN_ISSUER, Seal
from wallet.shown import PublicBadge
from wallet.story import Story

from .engraving import Certificate, Section

# Only these shine; all others are a warning with the badge's name on it.
SOUND: Final = (Verdict.VALID, UNKNOWN_ISSUER)
TONES: Final = {
    Verdict.VALID.value: "passed",
    Verdict.REVOKED.value: "failed",
    Verdict.INVALID.value: "failed",
    Verdict.MALFORMED.value: "failed",
    NOT_THEIRS: "failed",
    NOT_AWARDED: "not_checked",
    PENDING: "plain",
}
TO, BY = N_("Awarded to"), N_("Awarded by")
SAYS_TO, SAYS_BY = N_("It says: awarded to"), N_("It says: awarded by")
CALLED = N_("%(domain)s, which calls itself %(issuer)s")
CALLS_ITSELF = N_("It calls itself")
CHECKED = N_("As verified on %(time)s. On paper this may be out of date: scan the code to see how it stands now.")
UNCHECKED = N_("Not verified yet. Scan the code to see how it stands now.")
# What the page folds away, and does not print either.
SILENT: Final = {
    Verdict.UNVERIFIABLE.value: N_("What the badge says of itself is not printed here: nobody could confirm it."),
    Verdict.INVALID.value: N_("What the badge says of itself is not printed here: none of it can be relied on."),
    Verdict.MALFORMED.value: N_("What the badge says of itself is not printed here: none of it can be relied on."),
}
LABELS: Final = (
    ("scan", N_("Scan to see how it stands now")),
    ("more", N_("Shortened to fit one page: all of it is at the address beside the code.")),
    ("missing", N_("No typeface here has some of the characters: they are printed as \ufffd. The page shows them.")),
)
CODE: Final = N_("QR code of the address %(url)s")


def certificate_of(shown: PublicBadge, url: str, accent: str) -> Certificate:
    """The certificate of what a stranger may see, in the language being spoken; `url` is its page's."""
    story, seal = shown.story, shown.seal
    silence = i18n.gettext(SILENT.get(seal.mark, ""))
    return Certificate(
        url=url,
        locale=i18n.current(),
        accent=accent,
        tone=TONES.get(seal.mark, "warning"),
        sound=seal.mark in SOUND,
        headline=seal.headline,
        advice=seal.advice,
        lines=tuple((each.outcome, each.text) for each in seal.lines),
        checked=_checked(seal),
        checked_at=int(seal.checked_at.timestamp()) if seal.checked_at else 0,
        kicker=i18n.gettext(CALLS_ITSELF) if seal.mark in BROKEN else story.kind,
        title=story.title,
        to=_to(story, seal),
        by=_by(story, seal),
        by_domain="" if seal.by_domain or seal.claimed else story.issuer.domain or "",
        dates=_dates(story) if _told(seal) else (),
        facts=() if silence else _facts(story),
        lead=(not silence and story.description) or "",
        sections=() if silence else tuple(_sections(story)),
        silence=silence,
        labels=(*((name, i18n.gettext(text)) for name, text in LABELS), ("code", i18n.gettext(CODE, url=url))),
    )


def _checked(seal: Seal) -> str:
    if seal.checked_at is None:
        return i18n.gettext(UNCHECKED)
    return i18n.gettext(CHECKED, time=i18n.moment(seal.checked_at))


def _told(seal: Seal) -> bool:
    """Whether to whom and by whom is told at all: not of what cannot be relied on, nor of what nobody was awarded."""
    return seal.mark not in (*BROKEN, NOT_AWARDED)


def _to(story: Story, seal: Seal) -> tuple[str, str] | None:
    if not _told(seal) or not story.recipient_name:
        return None
    return i18n.gettext(SAYS_TO if seal.claimed else TO), story.recipient_name


def _by(story: Story, seal: Seal) -> tuple[str, str] | None:
    """By whom, as a fact only as far as it is proved."""
    issuer = story.issuer
    if not _told(seal) or (seal.claimed and issuer.nameless):
        return None
    if seal.claimed:
        return i18n.gettext(SAYS_BY), issuer.name
    name = i18n.gettext(CALLED, domain=issuer.domain, issuer=issuer.name) if seal.by_domain else issuer.name
    return i18n.gettext(BY), name


def _dates(story: Story) -> tuple[tuple[str, str], ...]:
    begins = story.valid_from if story.valid_from != story.issued else None
    found = ((N_("Issued on"), story.issued), (N_("Valid from"), begins), (N_("Valid until"), story.valid_until))
    return tuple((i18n.gettext(label), i18n.day(when)) for label, when in found if when)


def _facts(story: Story) -> tuple[tuple[str, str], ...]:
    facts = story.facts
    found = (
        (N_("Level"), facts.level),
        (N_("Credits"), facts.credits),
        (N_("Workload"), facts.workload),
        (N_("Language"), facts.language),
        (N_("Field"), ", ".join(facts.fields)),
        (N_("Course"), facts.course),
    )
    return tuple((i18n.gettext(label), value) for label, value in found if value)


def _sections(story: Story) -> list[Section]:
    found = []
    if story.outcomes:
        found.append(Section(i18n.gettext(N_("What was learned")), items=story.outcomes))
    criteria = str(web.markdown(story.criteria)) if story.criteria else ""
    if not criteria and story.criteria_url:
        criteria = f"<p>{i18n.gettext(N_('The criteria on the issuer’s site'))}: {escape(story.criteria_url)}</p>"
    if criteria:
        found.append(Section(i18n.gettext(N_("How it was assessed")), html=criteria))
    return found
