"""What a stranger may see, as frozen values: all that public pages, cards and files are made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias
from uuid import UUID

from wallet.errors import NotFound
from wallet.seal import Seal
from wallet.story import Story
from wallet.supplement import Document, Sealing
from wallet.web import NOTHING_HERE


@dataclass(frozen=True)
class PublicCard:
    """The card that is drawn: `hash` is of what it shows, `digest` of its bytes."""

    hash: str
    digest: str
    media_type: str


@dataclass(frozen=True)
class Link:
    """What is shared by which address: `version` is of all that it shows, `changes_at` when that changes by itself.

    `part_of` is the slug of the page of several badges that this one belongs to; `id` is None where nothing is shared.
    """

    id: UUID | None
    listed: bool
    locked: bool
    version: str
    changes_at: datetime | None = None
    part_of: str = ""


@dataclass(frozen=True)
class PublicFile:
    """A file as it came, where its owner offers it."""

    digest: str
    media_type: str
    size: int
    filename: str = ""
    document: str = field(default="", repr=False)  # of a credential: the JSON or compact JWS in the file


@dataclass(frozen=True)
class PublicAttachment:
    """A document that its owner shows; `original` is None where parts of it are hidden, `readable`: it has parts."""

    id: UUID
    kind: str
    name: str
    source: str
    received_at: datetime
    readable: bool
    original: PublicFile | None
    at_most: frozenset[str] | None = None  # the pieces that the link shows, of those switched on; None: all of them


@dataclass(frozen=True)
class PublicBadge:
    """Everything a stranger may see of a shared badge."""

    slug: str
    link: Link
    locale: str
    story: Story
    seal: Seal
    owner_name: str | None
    art_digest: str
    card: PublicCard | None
    credential: PublicFile | None
    attachments: tuple[PublicAttachment, ...]
    pictures: Mapping[str, PublicCard] = field(default_factory=dict)  # the card in other sizes, by their names
    thumbnails: Mapping[str, str] = field(default_factory=dict)  # digests of the badge's small pictures, by format
    issuer_id: str = ""  # of an issuer that was proved and that the operator knows

    @property
    def listed(self) -> bool:
        """Whether search engines may list it."""
        return self.link.listed

    def attachment(self, name: str) -> PublicAttachment:
        """The shown document of exactly that name. Raises NotFound for one that is not shown or not there."""
        found = next((each for each in self.attachments if each.name == name), None)
        if found is None:
            raise NotFound(NOTHING_HERE)
        return found


@dataclass(frozen=True)
class PublicBadges:
    """Everything a stranger may see of a page of several badges; each has a page below it, with its documents."""

    slug: str
    link: Link
    locale: str
    title: str
    owner_name: str | None
    badges: tuple[PublicBadge, ...]
    card: PublicCard | None
    pictures: Mapping[str, PublicCard] = field(default_factory=dict)

    @property
    def listed(self) -> bool:
        """Whether search engines may list it."""
        return self.link.listed


PublicPage: TypeAlias = PublicBadge | PublicBadges  # whatever stands at the address of a share


@dataclass(frozen=True)
class PublicDocument:
    """What a stranger may see of a document that was read: `document` holds nothing that its owner does not show.

    `names_other`: it names another person than the badge does, whether or not its names are shown.
    """

    badge: PublicBadge
    attachment: PublicAttachment
    document: Document
    seals: tuple[Sealing, ...]
    names_other: bool = False


@dataclass(frozen=True)
class Origin:
    """What is known of a document, whatever is shown of it: its seals, whether it is another's, what its file can do.

    `cautions` are msgids.
    """

    seals: tuple[Sealing, ...] = ()
    names_other: bool = False
    cautions: tuple[str, ...] = ()
