"""What a page may hold, whatever strangers wrote into it."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from email.message import EmailMessage
from urllib.parse import unquote, urljoin, urlsplit

import lxml.html

from tests.client import Page

FORBIDDEN = "style iframe object embed base frame applet template noscript video audio source math form[@formaction]"
LOADING = "//@src | //@srcset | //@poster | //@data | //@background | //link[not(@rel='canonical')]/@href"
ISOLATED = ("bdi", "title", "option")
HOME = "https://wallet.example"
# What a mail of the wallet has in its head.
HEADERS = {
    "Subject",
    "From",
    "To",
    "Date",
    "Message-ID",
    "Auto-Submitted",
    "X-Auto-Response-Suppress",
    "MIME-Version",
    "Content-Type",
    "Content-Language",
}
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def assert_harmless(page: Page) -> None:
    """No code but the wallet's own, nothing loaded from elsewhere, the layout whole, links that lead nowhere odd."""
    document = page.document
    _no_foreign_code(document)
    _layout(document)
    for anchor in document.xpath("//a[@href]"):
        _link(anchor)
    for text in [*document.xpath("//title/text() | //meta/@content | //@alt | //@aria-label"), *page.headers.values()]:
        assert not TURNING & set(text), ascii(text)
        assert not any(unicodedata.category(sign) == "Cc" for sign in text.replace("\n", "")), ascii(text)


def _no_foreign_code(document: lxml.html.HtmlElement) -> None:
    for name in FORBIDDEN.split():
        assert not document.xpath(f"//{name}"), name
    attributes = {name.lower() for element in document.iter() for name in map(str, element.attrib)}
    assert not {name for name in attributes if name.startswith("on") or name in ("style", "formaction", "ping")}
    for script in document.xpath("//script"):
        assert script.get("type") in ("module", "application/ld+json")
        assert bool(script.get("src")) == (script.get("type") == "module")
    assert not document.xpath("//meta[@http-equiv]")
    for url in document.xpath(LOADING):
        assert urljoin(HOME, url).startswith(f"{HOME}/"), url
    for form in document.xpath("//form"):
        assert urljoin(HOME, form.get("action") or "").startswith(f"{HOME}/")


def _layout(document: lxml.html.HtmlElement) -> None:
    assert [element.tag for element in document] == ["head", "body"]
    for place in ("header[@class='masthead']", "main[@id='main']", "footer[@class='foot']", "h1"):
        assert len(document.xpath(f"//{place}")) == 1, place
    assert [element.tag for element in document.body if isinstance(element.tag, str)][-1] == "footer"
    ids = document.xpath("//@id")
    assert len(set(ids)) == len(ids)


def _link(anchor: lxml.html.HtmlElement) -> None:
    parts = urlsplit(urljoin(HOME, anchor.get("href")))
    assert parts.scheme in ("http", "https", "mailto"), anchor.get("href")
    assert "@" not in parts.netloc, anchor.get("href")
    if parts.scheme != "mailto" and parts.hostname != "wallet.example":
        rel = set((anchor.get("rel") or "").split())
        own = anchor.get("data-network") or anchor.getparent().get("class") == "actions"  # links that the wallet made
        assert rel >= ({"noopener"} if own else {"noopener", "noreferrer", "nofollow", "ugc"}), anchor.get("href")


def foreign_links(page: Page) -> list[str]:
    """Where the links lead that the credential brought."""
    return [str(anchor.get("href")) for anchor in page.document.xpath("//a[contains(@rel, 'ugc')][@href]")]


def assert_isolated(page: Page, *texts: str) -> None:
    """Wherever a stranger's text stands, it cannot turn what stands beside it."""
    exposed = [squeezed(piece) for element, piece in _pieces(page.document) if piece and not _isolates(element)]
    for wanted in map(squeezed, texts):
        if len(wanted) >= 5 and not wanted.isalnum():  # shorter ones are found in the wallet's own words too
            assert not [piece for piece in exposed if wanted in piece.replace(f"\u2068{wanted}\u2069", "")]


def _isolates(element: lxml.html.HtmlElement) -> bool:
    around = [element, *element.iterancestors()]
    return element.tag == "script" or any(one.tag in ISOLATED or one.get("dir") == "auto" for one in around)


def _pieces(document: lxml.html.HtmlElement) -> Iterator[tuple[lxml.html.HtmlElement, str]]:
    for element in document.iter():
        if isinstance(element.tag, str):
            yield element, element.text or ""
            for child in element:
                yield element, child.tail or ""


def squeezed(text: str) -> str:
    """A text as pages show it: without control characters, its spaces single."""
    kept = "".join(" " if unicodedata.category(sign) in ("Cc", "Zl", "Zp") else sign for sign in text)
    return " ".join(kept.split())


def assert_mail_harmless(mail: EmailMessage) -> None:
    """One reader, no header that the wallet did not write, an HTML part that loads nothing and links home alone."""
    assert set(mail.keys()) == HEADERS
    assert len(mail.get_all("To", [])) == 1
    assert not any(unicodedata.category(sign) in ("Cc", "Zl", "Zp") for sign in str(mail["Subject"]))
    assert not TURNING & set(str(mail["Subject"]))
    body = mail.get_body(("html",))
    assert body is not None
    document = lxml.html.document_fromstring(body.get_content())
    assert not document.xpath(
        "//script | //img | //link | //iframe | //form | //base | //@*[starts-with(name(), 'on')]"
    )
    assert all(str(url).startswith(HOME) for url in document.xpath("//@href | //@src"))


def unfurled(page: Page) -> dict[str, str]:
    """What networks read of a page: its tags by name, and under "json-ld" the name that search engines read."""
    tags = {one.get("property") or one.get("name"): one.get("content") for one in page.document.xpath("//meta")}
    data = json.loads(page.document.xpath("string(//script[@type='application/ld+json'])"))
    return {str(name): str(content) for name, content in tags.items() if name} | {"json-ld": data["name"]}


def saved_as(header: str) -> str:
    """The name under which a browser saves a file; one header, with nothing behind it."""
    assert header.startswith("attachment;")
    assert header.isascii()
    assert header.isprintable()
    plain, encoded = re.findall(r"filename=\"([^\"\\]*)\"; filename\*=UTF-8''([A-Za-z0-9%._~-]*)$", header)[0]
    assert not set(plain) & set("/;%"), header
    return unquote(encoded, errors="strict")
