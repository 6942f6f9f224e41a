"""The public page of a badge as a value, for strangers and for the preview that its owner has."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from starlette.requests import Request

from wallet import i18n, web
from wallet.models import LABELS, Kind
from wallet.seal import UNSHARED
from wallet.shown import Origin, PublicAttachment, PublicBadge, PublicFile, PublicPage
from wallet.story import Art
from wallet.unfurling import LOCALES, Picture, picture_of
from wallet.verdicts import OTHERS, Verdict, issuer_name, verdict

from .describing import Address, description, json_ld, title
from .details import Details
from .elsewhere import elsewhere
from .networks import links, told
from .oembed import FORMATS
from .original import json_of
from .panel import shared
from .snippets import oembed

PICTURES = ("image/png", "image/svg+xml")  # that a credential may have come in


@dataclass(frozen=True)
class Holder:
    """Who holds it: the name in the credential, and apart from it what the owner calls themselves."""

    credential_name: str | None
    owner_name: str | None


@dataclass(frozen=True)
class Alternate:
    """The same in another form: its media type and absolute address."""

    media_type: str
    url: str


@dataclass(frozen=True)
class Page:
    """What the page says of itself, to browsers and to the bots that unfurl it."""

    url: str
    title: str
    description: str
    locale: str
    noindex: bool
    card: Picture | None
    kind: str  # of Open Graph: article, or profile for a page of several badges
    alternates: tuple[Alternate, ...]
    json_ld: str
    credential_url: str | None
    qr_url: str
    image_url: str
    certificate_url: str
    baked_url: str


def alternates(base: Callable[[str], str], page: PublicPage) -> tuple[Alternate, ...]:
    """Where else what a page shows is: for other sites, for programs where its owner offers that."""
    if not page.slug:
        return ()
    url = base(f"/b/{page.slug}")
    found = [
        Alternate(f"{media_type}+oembed", oembed(base("/oembed"), url, format=form))
        for form, media_type in FORMATS.items()
    ]
    if isinstance(page, PublicBadge) and page.credential and not page.link.locked:  # its key is for what is below
        found.append(Alternate(json_of(page.credential.document)[1], f"{url}.json"))
    return tuple(found)


class Places(Protocol):
    """Where the page's own things are: paths, of which a preview has others than the page."""

    @property
    def art(self) -> str:
        """The badge's own picture."""

    @property
    def credential(self) -> str:
        """The credential file."""

    @property
    def qr(self) -> str:
        """The code that leads to the page; empty where there is no address yet."""

    @property
    def check(self) -> str:
        """Where its being checked again is asked for; empty where nobody may."""

    def page_of(self, item: PublicAttachment) -> str:
        """Where the content of a document is read."""

    def original_of(self, item: PublicAttachment) -> str:
        """Where a document is downloaded as it came."""


@dataclass(frozen=True)
class Known:
    """What is known of documents by their names: details of the award, and where they come from."""

    details: Mapping[str, Details]
    origins: Mapping[str, Origin]


@dataclass(frozen=True)
class Document:
    """A document that the owner shows."""

    label: str
    file: str  # what its file is called beside it: the file's name, or the kind where that is the title
    page: str | None  # where its content can be read
    original: PublicFile | None
    original_url: str
    received_at: datetime
    source: str
    details: Details  # of the award, told here and not on a page of their own alone
    verdict: Verdict  # what to make of it
    others: str  # a warning that it is another person's
    cautions: tuple[str, ...]  # what its file can do beside being read
    about: str | None  # where that and its origin are told, of one that is shown whole


def values(request: Request, shown: PublicBadge, places: Places, known: Known) -> dict[str, Any]:
    """What the page's template is given, in the language being spoken."""
    base = web.services(request).settings.url
    address = Address(base(f"/b/{shown.slug}"), base(f"/b/{shown.slug}/image.png"))
    story = shown.story
    return {
        "story": story,
        "art": Art(places.art if shown.art_digest else None, story.title),
        "seal": shown.seal,
        "holder": _holder(shown),
        "page": _page(request, shown, address, places),
        "attachments": [_document(item, places, shown, known) for item in shown.attachments],
        "share_links": [] if shown.seal.mark in UNSHARED else _share_links(address, shown),
        "elsewhere": elsewhere(shown),
        "check_url": places.check,
    }


def _share_links(address: Address, shown: PublicBadge) -> list[tuple[str, str, str]]:
    return told(links(shared(address, shown.story)), locked=shown.link.locked)


def _holder(shown: PublicBadge) -> Holder:
    """The owner's own name says nothing new where it is the credential's."""
    credential, owner = shown.story.recipient_name, shown.owner_name
    same = credential is not None and owner is not None and credential.casefold() == owner.casefold()
    return Holder(credential, None if same else owner)


def _page(request: Request, shown: PublicBadge, address: Address, places: Places) -> Page:
    base = web.services(request).settings.url
    return Page(
        url=address.page if shown.slug else "",
        title=title(shown),
        description=description(shown),
        locale=LOCALES[shown.locale],
        noindex=not shown.listed,
        card=picture_of(base, shown, title(shown)),
        kind="article",
        alternates=alternates(base, shown),
        json_ld=json_ld(shown, address),
        credential_url=places.credential if shown.credential else None,
        qr_url=places.qr,
        image_url=address.image,
        certificate_url=f"/b/{shown.slug}/certificate.pdf?lang={shown.locale}",
        baked_url=f"/b/{shown.slug}/baked" if can_be_baked(shown) else "",
    )


def can_be_baked(shown: PublicBadge) -> bool:
    """Whether the credential is handed out inside a picture: its own, or the badge's."""
    return shown.credential is not None and (shown.credential.media_type in PICTURES or bool(shown.art_digest))


def _document(item: PublicAttachment, places: Places, shown: PublicBadge, known: Known) -> Document:
    """A document under the name of its kind, or of its file where that would be the title of several."""
    label, file = i18n.gettext(LABELS[Kind(item.kind)]), item.original.filename if item.original else ""
    alike = sum(each.kind == item.kind and not each.readable for each in shown.attachments)
    if alike > 1 and file and not item.readable and item.kind != Kind.DIPLOMA_SUPPLEMENT:
        label, file = file, label
    origin = known.origins.get(item.name, Origin())
    return Document(
        label=label,
        file=file,
        page=places.page_of(item) if item.readable else None,
        original=item.original,
        original_url=places.original_of(item),
        received_at=item.received_at,
        source=item.source,
        details=known.details.get(item.name, ()),
        verdict=verdict(origin.seals, item.source, issuer_name(shown)),
        others=i18n.gettext(OTHERS) if origin.names_other else "",
        cautions=tuple(map(i18n.gettext, origin.cautions)),
        about=places.page_of(item) if item.name in known.origins and not item.readable else None,
    )
