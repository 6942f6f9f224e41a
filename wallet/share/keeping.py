"""How long what a stranger gets may be kept: nothing without asking, and some of it not at all."""

from __future__ import annotations

from wallet.shown import PublicPage

# Kept by no cache without asking again: a page made private is gone with the next request.
REVALIDATE = {"Cache-Control": "no-cache", "Cross-Origin-Resource-Policy": "cross-origin"}
# What a document says, or stands behind a lock, is kept by nobody.
UNKEPT = {"Cache-Control": "private, no-store"}
NOINDEX = {"X-Robots-Tag": "noindex"}
# Any site's script may read it: it has no cookie, and is there for whoever has the link.
ANYWHERE = {"Access-Control-Allow-Origin": "*"}


def headers_of(page: PublicPage, *, told: bool = False) -> dict[str, str]:
    """The headers of whatever is made of a shared page; `told`: it says something of a document."""
    kept = UNKEPT if told or page.link.locked else REVALIDATE
    return kept | ({} if page.listed else NOINDEX)
