"""The addresses that open a network's own "share" page, filled in; nothing is loaded from any of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from itertools import accumulate
from urllib.parse import quote, urlencode

import idna

from wallet import i18n
from wallet.errors import Refused
from wallet.i18n import N_
from wallet.names import line

from .describing import cut

# What posts may hold, in characters; a longer title is cut, so that the link is not. X and Mastodon count a link as 23.
ON_X, ON_BLUESKY, ON_MASTODON, ON_THREADS, ON_REDDIT, ON_PINTEREST = 280 - 24, 300, 500 - 24, 500, 300, 500
# What X counts once; everything else it counts twice (twitter-text, configuration v3).
_COUNTED_ONCE = (range(0x1100), range(0x2000, 0x200E), range(0x2010, 0x2020), range(0x2032, 0x2038))


@dataclass(frozen=True)
class Shared:
    """What is shared: a public page, its title and picture, and what the credential says of its award."""

    url: str
    title: str
    text: str
    image: str
    issuer: str
    issued: datetime | date | None
    expires: datetime | date | None
    identifier: str
    organization_id: str | None = None  # LinkedIn's number of the issuer, where the operator knows it


@dataclass(frozen=True)
class Link:
    """A way to share; `label` is a network's own name, or an English msgid."""

    name: str
    label: str
    url: str


BEHIND = ("pinterest", "mastodon")  # what needs the page's picture, or a page below it, which a password keeps back


@lru_cache(maxsize=512)
def links(shared: Shared) -> tuple[Link, ...]:
    """Every way to share, the most used first; Mastodon's leads to a page that asks for the server."""
    return tuple(Link(name, label, build(shared)) for name, label, build in WAYS)


def told(ways: Iterable[Link], *without: str, locked: bool) -> list[tuple[str, str, str]]:
    """Ways to share in the language being spoken: name, label, address; of a locked page those that it leaves."""
    apart = (*without, *(BEHIND if locked else ()))
    return [(way.name, i18n.gettext(way.label), way.url) for way in ways if way.name not in apart]


def linkedin_profile(shared: Shared) -> str:
    """LinkedIn's form "Add to profile", licences and certifications; dates are those of UTC."""
    organization = (
        {"organizationId": shared.organization_id} if shared.organization_id else {"organizationName": shared.issuer}
    )
    issued, expires = _month("issue", shared.issued), _month("expiration", shared.expires)
    certificate = {"certUrl": shared.url, "certId": shared.identifier}
    fields = {"startTask": "CERTIFICATION_NAME", "name": shared.title, **organization, **issued, **expires}
    return _with("https://www.linkedin.com/profile/add", {**fields, **certificate})


def linkedin(shared: Shared) -> str:
    """A LinkedIn post: it takes the address alone and reads the rest from the page's tags."""
    return _with("https://www.linkedin.com/sharing/share-offsite/", {"url": shared.url})


def x(shared: Shared) -> str:
    """A post on X."""
    return _with("https://x.com/intent/post", {"text": _counted_by_x(shared.title), "url": shared.url})


def facebook(shared: Shared) -> str:
    """A Facebook post: like LinkedIn's, the address alone."""
    return _with("https://www.facebook.com/sharer/sharer.php", {"u": shared.url})


def whatsapp(shared: Shared) -> str:
    """A WhatsApp message."""
    return _with("https://wa.me/", {"text": _told(shared)})


def telegram(shared: Shared) -> str:
    """A Telegram message."""
    return _with("https://t.me/share/url", {"url": shared.url, "text": shared.title})


def bluesky(shared: Shared) -> str:
    """A Bluesky post."""
    room = ON_BLUESKY - len(shared.url) - 1
    return _with("https://bsky.app/intent/compose", {"text": f"{cut(shared.title, max(room, 40))} {shared.url}"})


def threads(shared: Shared) -> str:
    """A Threads post."""
    return _with("https://www.threads.com/intent/post", {"text": cut(shared.title, ON_THREADS), "url": shared.url})


def reddit(shared: Shared) -> str:
    """A Reddit post."""
    title = cut(shared.title, ON_REDDIT)
    return _with("https://www.reddit.com/submit", {"url": shared.url, "title": title, "type": "LINK"})


def pinterest(shared: Shared) -> str:
    """A pin of the picture."""
    fields = {"url": shared.url, "media": shared.image, "description": cut(shared.title, ON_PINTEREST)}
    return _with("https://www.pinterest.com/pin/create/button/", fields)


def xing(shared: Shared) -> str:
    """A XING post: the address alone."""
    return _with("https://www.xing.com/spi/shares/new", {"url": shared.url})


def teams(shared: Shared) -> str:
    """A message in Microsoft Teams."""
    return _with("https://teams.microsoft.com/share", {"href": shared.url, "msgText": shared.title})


def email(shared: Shared) -> str:
    """A letter in the viewer's own mail program (RFC 6068: lines end in CR LF)."""
    return _with("mailto:", {"subject": line(shared.title), "body": f"{shared.text}\r\n\r\n{shared.url}"})


def mastodon_page(shared: Shared) -> str:
    """The page's own page about Mastodon, where everybody has a server of their own."""
    return f"{shared.url}/mastodon"


def mastodon(shared: Shared, instance: str) -> str:
    """A Mastodon post on the instance that the viewer named, such as "mastodon.social"; raises Refused."""
    host, _, account = re.sub("^https?://", "", instance.strip().lower()).rstrip("/").partition("/")
    if account and not account.startswith("@"):  # people type @name@instance, too, or https://instance/@name
        host = ""
    try:
        name = idna.encode(host.rpartition("@")[2], uts46=True).decode("ascii")
    except idna.IDNAError:
        name = ""
    if not _SERVER.fullmatch(name):
        raise Refused(N_("This is not the name of a Mastodon server."))
    return _with(f"https://{name}/share", {"text": f"{cut(shared.title, ON_MASTODON)} {shared.url}"})


# Browsers read a last label of digits, or of 0x and hexadecimal ones, as an IP address (WHATWG URL §3.5).
_SERVER = re.compile(r"(?:[a-z0-9-]+\.)+(?!0x[0-9a-f]*$)(?=[a-z0-9-]*[a-z])[a-z0-9-]{2,}")

WAYS = (
    ("linkedin-profile", N_("Add to LinkedIn profile"), linkedin_profile),
    ("linkedin", "LinkedIn", linkedin),
    ("whatsapp", "WhatsApp", whatsapp),
    ("x", "X", x),
    ("facebook", "Facebook", facebook),
    ("telegram", "Telegram", telegram),
    ("bluesky", "Bluesky", bluesky),
    ("mastodon", "Mastodon", mastodon_page),
    ("threads", "Threads", threads),
    ("reddit", "Reddit", reddit),
    ("pinterest", "Pinterest", pinterest),
    ("teams", "Microsoft Teams", teams),
    ("xing", "XING", xing),
    ("email", N_("E-mail"), email),
)


def _told(shared: Shared) -> str:
    return f"{shared.title} {shared.url}"


def _counted_by_x(title: str) -> str:
    """A title as long as a post on X can hold beside the link."""
    counts = list(accumulate(1 if any(ord(sign) in once for once in _COUNTED_ONCE) else 2 for sign in title))
    if not counts or counts[-1] <= ON_X:
        return title
    return cut(title, sum(count <= ON_X - 2 for count in counts) + 1)  # the ellipsis counts twice


def _month(kind: str, when: datetime | date | None) -> dict[str, str]:
    """LinkedIn's year and month of a date, in UTC so that they do not depend on the server's place."""
    if isinstance(when, datetime) and when.tzinfo:
        when = when.astimezone(UTC)
    return {f"{kind}Year": str(when.year), f"{kind}Month": str(when.month)} if when else {}


def _with(base: str, fields: dict[str, str]) -> str:
    # %20 and not "+" for a space: mail programs and several apps show the plus sign as it is.
    return f"{base}?{urlencode(fields, quote_via=quote, safe='')}"
