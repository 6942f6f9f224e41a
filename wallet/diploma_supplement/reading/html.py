"""Text that may be HTML, as a wording: made harmless, or plain where it is plain."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

import nh3

from wallet.supplement import Said

# All that rich text may hold; nothing else ever does. Only `a` (href), `td` and `th` (spans, scope) have attributes.
BLOCKS: Final = {
    "p",
    "br",
    "div",
    "blockquote",
    "pre",
    "hr",
    "ul",
    "ol",
    "li",
    "dl",
    "dt",
    "dd",
    "h3",
    "h4",
    "h5",
    "h6",
}
TABLES: Final = {"table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td"}
TAGS: Final = frozenset(BLOCKS | TABLES | {"a", "code", "strong", "em", "b", "i", "u", "sub", "sup"})
HEADINGS: Final = re.compile(r"(</?)h[12](?=>)")
CELL: Final = frozenset({"colspan", "rowspan", "scope"})
SPAN: Final = re.compile(r"[1-9]\d?")
SCOPES: Final = frozenset({"row", "col", "rowgroup", "colgroup"})

# Elements by which text is known to be HTML: "a <b" and "x <y> z" are not.
OTHERS: Final = {"h1", "h2", "span", "font", "html", "body", "head", "style", "script", "img", "section", "article"}
KNOWN: Final = "|".join(sorted(TAGS | OTHERS))
TAGGED: Final = re.compile(rf"</?(?:{KNOWN})(?:\s+[a-z][^<>]*|\s*/?)>", re.IGNORECASE)
ESCAPED: Final = re.compile(rf"&lt;/?(?:{KNOWN})(?:\s+[a-z](?:(?!&[lg]t;)[^<>])*|\s*/?)&gt;", re.IGNORECASE)
# The time of a parser grows with the square of what is left open.
MAX_TAGS: Final = 10_000


def said(language: str, html: str) -> Said:
    """A wording that claims to be HTML: rich when it has elements, else plain with its entities resolved."""
    found = sniffed(language, html)
    return found if found.rich else Said(language, unescape(found.text).strip())


def sniffed(language: str, text: str) -> Said:
    """A wording that claims nothing: rich when HTML elements stand in it, once or twice escaped, else plain."""
    if TAGGED.search(text):
        return _rich(language, text)
    if ESCAPED.search(text):
        return _rich(language, unescape(text))
    return Said(language, text.strip())


def _rich(language: str, html: str) -> Said:
    """Harmless HTML; plain when no element of it is left."""
    if html.count("<") > MAX_TAGS:
        return Said(language, html.strip())
    clean = nh3.clean(
        html,
        tags=set(TAGS | {"h1", "h2"}),
        clean_content_tags={"script", "style"},
        attributes={"a": {"href"}, "td": set(CELL), "th": set(CELL)},
        attribute_filter=_kept,
        url_schemes={"http", "https", "mailto"},
        link_rel="nofollow noopener noreferrer ugc",
    ).strip()
    if "<" not in clean:
        return Said(language, unescape(clean).strip())
    return Said(language, HEADINGS.sub(r"\1h3", clean), rich=True)


def _kept(tag: str, attribute: str, value: str) -> str | None:
    """The value of an attribute that may stay: no link into the wallet itself, no table wider than a page."""
    if attribute == "href":
        return value if value.strip().lower().startswith(("http://", "https://", "mailto:")) else None
    if attribute == "scope":
        return value if value in SCOPES else None
    if attribute in CELL:
        return value if SPAN.fullmatch(value) else None
    return value


def plain(said: Said) -> str:
    """The words of a wording alone, for where HTML has no place."""
    return unescape(re.sub(r"<[^>]*>", " ", said.text)).strip() if said.rich else said.text
