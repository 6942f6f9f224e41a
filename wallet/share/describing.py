"""How a shared page describes itself to networks and search engines."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from wallet import i18n
from wallet.i18n import N_
from wallet.names import line
from wallet.shown import PublicBadge
from wallet.story import Story

# Networks cut what is longer.
TITLE, DESCRIPTION = 120, 200


@dataclass(frozen=True)
class Address:
    """The absolute addresses of a shared page and of its picture."""

    page: str
    image: str


def title(shown: PublicBadge) -> str:
    """The page's title and og:title: what was achieved, and whose it is where the credential says so."""
    story = shown.story
    told = story.recipient_name and not shown.seal.claimed
    name = f"{story.title} — {story.recipient_name}" if told else story.title
    return name if len(name) <= TITLE else cut(story.title, TITLE)


def description(shown: PublicBadge) -> str:
    """The meta description and og:description: the answer first, then by whom, then what it is."""
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


def json_ld(shown: PublicBadge, address: Address) -> str:
    """The page as schema.org's EducationalOccupationalCredential, safe inside a script element."""
    story = shown.story
    data: dict[str, Any] = {
        "@context": "https://schema.org",
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
    text = json.dumps({name: value for name, value in data.items() if value}, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _organization(story: Story) -> dict[str, str]:
    organization = {"@type": "EducationalOrganization", "name": story.issuer.name}
    return organization | ({"url": story.issuer.url} if story.issuer.url else {})
