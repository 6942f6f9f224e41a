"""The documents at hand during a verification: which were looked at, and which are still wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from urllib.parse import urldefrag, urlsplit

from wallet.openbadges.report import Fetched, Unreachable

MAX_URL = 2000
MAX_WANTED = 64


class Lookup(Mapping[str, Fetched | Unreachable]):
    """A mapping of documents that remembers what was asked of it."""

    def __init__(self, documents: Mapping[str, Fetched | Unreachable]) -> None:
        self._documents = documents
        self.wanted: set[str] = set()
        self.looked_at: dict[str, str] = {}

    def __getitem__(self, url: str) -> Fetched | Unreachable:
        document = self._documents[url]
        self._note(url, document)
        return document

    def __iter__(self) -> Iterator[str]:
        return iter(self._documents)

    def __len__(self) -> int:
        return len(self._documents)

    def _note(self, url: str, document: Fetched | Unreachable) -> None:
        if isinstance(document, Fetched) and url not in self.looked_at:
            self.looked_at[url] = sha256(document.body).hexdigest()

    def ask(self, url: str) -> Fetched | Unreachable | None:
        """The document at a URL; None notes that it is wanted. A URL that cannot be asked is Unreachable."""
        url = without_fragment(url)
        if not is_web_address(url):
            return Unreachable(url, "This is not a web address.")
        if url in self._documents:
            return self[url]
        if len(self.wanted) >= MAX_WANTED:
            return Unreachable(url, "The badge points to more documents than any badge needs.")
        self.wanted.add(url)
        return None


def without_fragment(url: str) -> str:
    """A URL without its fragment; what is no URL stays as it is, for others to refuse."""
    try:
        return urldefrag(url).url if "#" in url else url
    except ValueError:
        return url


def is_web_address(text: object) -> bool:
    """Whether a value is an http or https URL with a host."""
    return isinstance(text, str) and len(text) <= MAX_URL and _is_web_address(text)


@lru_cache(maxsize=4096)
def _is_web_address(text: str) -> bool:
    if not text.isprintable():
        return False
    # a backslash is a slash to some readers of URLs, and so is another host
    if " " in text or "\\" in text:
        return False
    try:
        parts = urlsplit(text)
        return parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        return False


def host_of(url: str) -> str:
    """The host of a web address, lower case, with its port where one is written; empty when there is none."""
    return _host_of(url) if is_web_address(url) else ""


def strayed(answer: Fetched, url: str) -> str:
    """The host on which an answer really was found, where redirects led away from the host asked; else empty.

    Whoever is redirected to is not who was asked: many sites send on to any address that they are given. A site and
    its `www.` are one, but not over http what was asked over https.
    """
    if answer.final_url == url:
        return ""
    asked, found = host_of(url), host_of(answer.final_url)
    same = asked.removeprefix("www.") == found.removeprefix("www.")
    weaker = url.startswith("https:") and not answer.final_url.startswith("https:")
    return found if asked and found and (not same or weaker) else ""


@lru_cache(maxsize=4096)
def _host_of(url: str) -> str:
    parts = urlsplit(url)
    return (parts.hostname or "").rstrip(".") + (f":{port}" if (port := _port(url)) else "")


def _port(url: str) -> int | None:
    parts = urlsplit(url)
    try:
        port = parts.port
    except ValueError:
        return -1
    return None if port == {"http": 80, "https": 443}[parts.scheme] else port
