"""Every address at which somebody without an account gets anything, and what may be read there in which state.

The names of tests: a *surface* is a public address of a shared badge; a *state* is where all its switches stand.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import Enum, auto

import httpx
import pikepdf

from tests.diploma_supplement import pdf_text
from tests.share.specimens import ASIDE, Specimen

MARK = re.compile(rb"zz[a-z0-9]+?zz")
_BASE64 = re.compile(rb"[A-Za-z0-9+/]{40,}={0,2}")
Seen = frozenset[str] | None  # the marks in an answer; None for 404

# What a report on a badge that somebody handed in has: for that browser, and once it is kept for whoever has the link.
REPORTS = {
    "/verify/{slug}": "",
    "/verify/{slug}/art.png": "/art.png",
    "/verify/{slug}/qr.svg": "/qr.svg",  # which leads to a kept report, so only that has one
}
# These are for that browser always.
TABLES = ("/verify/together/{together}", "/verify/together/{together}/table.csv")
# What else a stranger may ask for, and why nothing of a shared badge's documents stands there.
ELSEWHERE = {
    "/": "the front page, the same for everybody",
    "/accent.css": "the operator's colour",
    "/favicon.ico": "the wallet's own picture",
    "/robots.txt": "for robots, the same for everybody",
    "/oembed": "what the embed shows; see test_oembed.py",
    "/static": "the wallet's own files",
    "/verify": "a form",
    "/api/v1/openapi.json": "the description of the API",
    "/sign-in": "a form",
    "/sign-in/{id:uuid}": "a form for the code in a mail",
    "/sign-in/{id:uuid}/link/{key}": "a button for who has the link in a mail",
    "/sign-in/with/{provider}/back": "where another service sends somebody back to",
    "/sign-in/with/{provider}/link": "a form of somebody whom another service sent back",
    "/offers/{token}": "an offer, for who has the link in the mail: it says how many documents came, and no more",
    "/offers/{token}/art.png": "the picture of the offered badge",
}
# What only somebody signed in finds, and only their own; see test_others.py.
OWN = (
    "/badges",
    "/log",
    "/settings",
    "/import",
    "/import/{slug}",
    "/import/{slug}/art.png",
    "/links",
    "/links/new",
    "/links/{id:uuid}",
    "/links/{id:uuid}/views",
    "/offers/waiting/{id:uuid}",
    "/offers/waiting/{id:uuid}/art.png",
)
OWN_BADGE = "/badges/{"  # below it everything is its owner's
ISSUERS = ("/api/v1/offers/{id:uuid}", "/api/v1/offers/{id:uuid}/attachments")  # for who has the key


# -- where the switches stand --------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Held:
    """A document that the badge has, and its switches; `choice` are the pieces that are on."""

    specimen: Specimen
    choice: frozenset[str]
    visible: bool = False

    @property
    def whole(self) -> bool:
        """Whether all of it is shown, so that its file is handed out."""
        return self.visible and self.specimen.pieces <= self.choice


@dataclass(frozen=True)
class State:
    """Where all switches of a badge stand; documents in the order in which they came."""

    documents: Mapping[str, Held]
    visibility: str = "private"
    credential: bool = False

    def named(self, name: str) -> Held | None:
        """The shown document to which a name leads."""
        held = self.documents.get(name)
        return held if held and held.visible else None

    @property
    def front(self) -> frozenset[str]:
        """What the badge's own page shows of its documents."""
        names = frozenset(mark(held.specimen.filename) for held in self.documents.values() if held.whole)
        details = self.named("details")
        return names | (details.specimen.shown(details.choice) if details else frozenset())

    def moved(self, name: str, **to: object) -> State:
        """The state after a switch of a document was moved."""
        return replace(self, documents={**self.documents, name: replace(self.documents[name], **to)})  # type: ignore[arg-type]  # a field's value

    def arrived(self, specimen: Specimen) -> State:
        """The state after a document came: it is hidden, and no more of it is chosen than was of the one before."""
        before = self.documents.get(specimen.name)
        others = {name: held for name, held in self.documents.items() if name != specimen.name}
        choice = before.choice if before else specimen.pieces - ASIDE or specimen.pieces
        return replace(self, documents={**others, specimen.name: Held(specimen, choice)})

    def without(self, name: str) -> State:
        """The state after a document was deleted."""
        return replace(self, documents={each: held for each, held in self.documents.items() if each != name})


# -- the surfaces --------------------------------------------------------------------------------------------------


class Shows(Enum):
    """What a surface shows."""

    BADGE = auto()  # the badge alone, nothing of a document
    FRONT = auto()  # the badge, details of the award, and the names of documents' files that are handed out
    CREDENTIAL = auto()
    FORM = auto()  # which server of Mastodon is whose; it keeps nothing
    JSON = auto()  # the credential, which tells as much of documents: nothing
    FILE = auto()  # a document as it came
    PAGE = auto()  # what is shown of a document that was read
    ENCLOSED = auto()  # a file that a document encloses


@dataclass(frozen=True)
class Surface:
    """A public address: its route, its path below the badge's page, what it shows, of which document."""

    route: str
    tail: str
    shows: Shows
    document: str = ""

    def kept(self, state: State) -> str:
        """How long it may be kept: never without asking, and what tells of a document not at all."""
        told = self.shows is Shows.FRONT and state.named("details")
        asked = self.shows in (Shows.BADGE, Shows.FRONT, Shows.JSON)
        return "no-cache" if asked and not told else "private, no-store"

    def expected(self, state: State) -> Seen:
        """What stands there in a state."""
        if state.visibility == "private":
            return None
        if self.shows in (Shows.CREDENTIAL, Shows.JSON):
            return frozenset() if state.credential else None
        if self.shows in (Shows.BADGE, Shows.FORM, Shows.FRONT):
            return state.front if self.shows is Shows.FRONT else frozenset()
        held = state.named(self.document)
        return self._of(held) if held else None

    def _of(self, held: Held) -> Seen:
        specimen = held.specimen
        if self.shows is Shows.PAGE:
            return specimen.shown(held.choice) if specimen.pieces else self._of_whole(specimen)
        if self.shows is Shows.FILE:
            return marks_in(specimen.data) | {mark(specimen.filename)} if held.whole else None
        digest = self.tail.rpartition("/")[2]
        files = (each for each in specimen.files if each.digest == digest and each.needs <= held.choice)
        return next((each.marks for each in files), None)

    def _of_whole(self, specimen: Specimen) -> Seen:
        """What the page of a document says that is shown whole; a PDF of it is its file."""
        named = frozenset({mark(specimen.filename)})
        if not self.tail.endswith(".pdf"):
            return named
        return marks_in(specimen.data) | named if specimen.media_type == "application/pdf" else None


def mark(text: str) -> str:
    """The mark in a text."""
    found = MARK.search(text.encode())
    assert found, text
    return found[0].decode()


BADGE = (
    Surface("/b/{slug:share}", "", Shows.FRONT),
    Surface("/b/{slug:share}/card-{name}", "/card-{card}", Shows.BADGE),
    Surface("/b/{slug:share}/image.png", "/image.png", Shows.BADGE),
    Surface("/b/{slug:share}/badge.png", "/badge.png", Shows.BADGE),
    *(
        Surface("/b/{slug:share}/thumbnail.{form}", f"/thumbnail.{form}", Shows.BADGE)
        for form in ("avif", "webp", "png")
    ),
    Surface("/b/{slug:share}/qr.svg", "/qr.svg", Shows.BADGE),
    Surface("/b/{slug:share}/square.png", "/square.png", Shows.BADGE),
    Surface("/b/{slug:share}/story.png", "/story.png", Shows.BADGE),
    Surface("/b/{slug:share}/embed", "/embed", Shows.BADGE),
    Surface("/b/{slug:share}/mastodon", "/mastodon", Shows.FORM),
    Surface("/b/{slug:share}/credential", "/credential", Shows.CREDENTIAL),
    Surface("/b/{slug:share}.json", ".json", Shows.JSON),
    Surface("/b/{slug:share}/qr.png", "/qr.png", Shows.BADGE),
    Surface("/b/{slug:share}/certificate.pdf", "/certificate.pdf", Shows.BADGE),
    Surface("/b/{slug:share}/baked", "/baked", Shows.CREDENTIAL),
)


def surfaces(*specimens: Specimen) -> tuple[Surface, ...]:
    """Every surface of a badge that has these documents."""
    return (*BADGE, *dict.fromkeys(each for specimen in specimens for each in of_document(specimen)))


def of_document(specimen: Specimen) -> Iterator[Surface]:
    """The surfaces of a document."""
    name = specimen.name
    yield Surface("/b/{slug:share}/attachments/{name}", f"/attachments/{name}", Shows.FILE, name)
    for ending in ("", ".pdf"):
        yield Surface(f"/b/{{slug:share}}/documents/{{name}}{ending}", f"/documents/{name}{ending}", Shows.PAGE, name)
        if specimen.kind == "diploma-supplement":
            yield Surface(f"/b/{{slug:share}}/{name}{ending}", f"/{name}{ending}", Shows.PAGE, name)
    for file in specimen.files:
        route = "/b/{slug:share}/documents/{name}/enclosed/{digest}"
        yield Surface(route, f"/documents/{name}/enclosed/{file.digest}", Shows.ENCLOSED, name)


# -- what is read there --------------------------------------------------------------------------------------------


def seen(answer: httpx.Response) -> Seen:
    """The marks in an answer, its headers too; None for one that says that there is nothing."""
    if answer.status_code == 404:
        assert not marks_in(answer.content) | _headers(answer), answer.url
        return None
    return marks_in(answer.content) | _headers(answer)


def _headers(answer: httpx.Response) -> frozenset[str]:
    return marks_in(b"\n".join(b": ".join(each) for each in answer.headers.raw))


def marks_in(data: bytes) -> frozenset[str]:
    """The marks in bytes: plain, in base64, in all that a PDF holds."""
    found = set(MARK.findall(data))
    for run in _BASE64.findall(data):
        with suppress(NotBase64, ValueError):
            found |= set(MARK.findall(b64decode(run + b"=" * (-len(run) % 4))))
    if data.startswith(b"%PDF-"):
        found |= {each for part in _of_pdf(data) for each in MARK.findall(part)}
    return frozenset(each.decode() for each in found)


def _of_pdf(data: bytes) -> Iterator[bytes]:
    """Every stream and text of a PDF, and what is read on its pages."""
    with pdf_text.opened(data) as pdf:
        for each in pdf.objects:
            if isinstance(each, pikepdf.Stream):
                with suppress(pikepdf.PdfError):
                    yield each.read_bytes()
            elif isinstance(each, pikepdf.Dictionary):
                yield "\n".join(str(value) for value in each.values() if isinstance(value, pikepdf.String)).encode()
        if pdf.Root.get("/StructTreeRoot"):  # one that the wallet made
            yield pdf_text.text(data).encode()
