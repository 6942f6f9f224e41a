"""How a shared page describes itself to networks and search engines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from wallet import i18n
from wallet.i18n import N_
from wallet.names import line
from wallet.openbadges.report import Verdict
from wallet.shown import PublicBadge, PublicBadges, PublicPage
from wallet.story import Story

from . import marks

# Networks cut what is longer; WhatsApp shows 80 characters of a title.
TITLE, DESCRIPTION = 80, 200


@dataclass(frozen=True)
class Address:
    """The absolute addresses of a shared page and of its picture."""

    page: str
    image: str


def title(page: PublicPage) -> str:
    """The page's title and og:title: what was achieved, and whose it is where the credential says so."""
    what, whose = line(heading(page)), holder(page)
    name = f"{what} — {line(whose)}" if whose else what
    return name if len(name) <= TITLE else cut(what, TITLE)


def heading(page: PublicPage) -> str:
    """What a page is called: by its badge, by its owner, or by how many badges are on it."""
    if isinstance(page, PublicBadge):
        return page.story.title
    return page.title or i18n.ngettext("%(num)s badge", "%(num)s badges", len(page.badges))


def holder(page: PublicPage) -> str | None:
    """Whose it is as the credentials say, all of them; None where one does not, or where it is only its own word."""
    badges = page.badges if isinstance(page, PublicBadges) else (page,)
    names = {None if badge.seal.claimed else badge.story.recipient_name for badge in badges}
    return names.pop() if len(names) == 1 else None


def description(page: PublicPage) -> str:
    """The meta description and og:description: the answer first, then by whom, then what it is."""
    return _of_badge(page) if isinstance(page, PublicBadge) else _of_several(page)


def _of_several(page: PublicBadges) -> str:
    titles = ", ".join(line(badge.story.title) for badge in page.badges)
    return cut(f"{answer(page)}: {titles}.", DESCRIPTION)


def answer(page: PublicBadges) -> str:
    """How many badges of a page are verified."""
    return marks.answer(sum(badge.seal.mark == Verdict.VALID for badge in page.badges), len(page.badges))


def _of_badge(shown: PublicBadge) -> str:
    story, seal = shown.story, shown.seal
    if seal.claimed:  # what only the badge itself says is no answer
        return cut(f"{seal.headline}.", DESCRIPTION)
    words = _BY_DOMAIN if seal.by_domain else _AWARDED
    first = i18n.gettext(words, seal=seal.headline, issuer=story.issuer.name, domain=story.issuer.domain)
    when = f", {i18n.day(story.issued)}" if story.issued else ""
    rest = f". {line(story.description)}" if story.description else "."
    return cut(f"{first}{when}{rest}", DESCRIPTION)


_AWARDED = N_("%(seal)s. Awarded by %(issuer)s")
_BY_DOMAIN = N_("%(seal)s. Awarded by %(domain)s, which calls itself %(issuer)s")


def cut(text: str, length: int) -> str:
    """A text of at most so many characters, cut between words."""
    if len(text) <= length:
        return text
    kept = text[: length - 1]
    return (kept.rsplit(" ", 1)[0] if " " in kept[length // 2 :] else kept) + "…"


def json_ld(page: PublicPage, address: Address) -> str:
    """The page as schema.org's EducationalOccupationalCredential, or a list of them, safe inside a script element."""
    if isinstance(page, PublicBadge):
        data = _credential(page, address)
    else:
        parts = [Address(f"{address.page}{badge.slug.removeprefix(page.slug)}", "") for badge in page.badges]
        items = [_credential(badge, part) for badge, part in zip(page.badges, parts, strict=True)]
        data = {"@type": "ItemList", "name": heading(page), "url": address.page, "itemListElement": items}
    text = json.dumps({"@context": "https://schema.org", **data}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _credential(shown: PublicBadge, address: Address) -> dict[str, Any]:
    story = shown.story
    data: dict[str, Any] = {
        "@type": "EducationalOccupationalCredential",
        "name": story.title,
        "url": address.page,
        "image": address.image,
        "credentialCategory": story.kind,
        "description": story.description,
        "educationalLevel": story.facts.level,
        "competencyRequired": list(story.outcomes),
        "dateCreated": story.issued.date().isoformat() if story.issued else None,
        "expires": story.valid_until.date().isoformat() if story.valid_until else None,
        "recognizedBy": None if shown.seal.claimed else _organization(story),
        "inLanguage": shown.locale,
    }
    return {name: value for name, value in data.items() if value}


def _organization(story: Story) -> dict[str, str]:
    organization = {"@type": "EducationalOrganization", "name": story.issuer.name}
    return organization | ({"url": story.issuer.url} if story.issuer.url else {})
