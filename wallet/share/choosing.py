"""What a link shows of its badges: what can be chosen, as its form has it, and what was chosen, as the form says it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from starlette.datastructures import FormData

from wallet import i18n, supplement, web
from wallet.errors import Unprocessable
from wallet.i18n import N_
from wallet.models import LABELS, Attachment, Badge, Source
from wallet.models.share import Narrowing
from wallet.openbadges.disclosure import SHOWN, discloses
from wallet.sections import BENEATH, name_of
from wallet.story import Art
from wallet.supplement import Piece

from .links import MOST_BADGES
from .wishes import Part

NAMELESS = N_("Badge without a name")
_CHANGED: Final = N_("A document has changed meanwhile. Go back, reload the page and choose again.")
_NOTHING: Final = N_("Nothing of a document would be left. Choose some of its parts, or leave the document out.")
_UNKNOWN: Final = N_("One of these badges is not in your wallet. Go back, reload the page and choose again.")


@dataclass(frozen=True)
class PieceBox:
    """A part of a document: `on` by its own switch, `chosen` by the link."""

    value: str
    number: str
    title: str
    on: bool
    chosen: bool
    beneath: bool


@dataclass(frozen=True)
class DocumentBox:
    """A document: `on` by its own switch, `chosen` by the link, `whole`: with all parts that are switched on."""

    name: str
    label: str
    file: str
    on: bool
    chosen: bool
    whole: bool
    pieces: tuple[PieceBox, ...]


@dataclass(frozen=True)
class BadgeBox:
    """A badge of a link; `whole`: it shows everything that is switched on. `discloses`: what its file tells more."""

    id: UUID
    title: str
    art: Art
    place: int
    whole: bool
    documents: tuple[DocumentBox, ...]
    offered: bool
    discloses: tuple[str, ...]


async def asked_for(learner_id: UUID, given: Iterable[object]) -> list[Badge]:
    """The learner's badges of these ids, in that order, with their credentials. Raises Unprocessable for others."""
    ids = list(dict.fromkeys(given))
    if len(ids) > MOST_BADGES:
        raise Unprocessable(N_("At most %(most)d badges fit on one page. Choose fewer."), most=MOST_BADGES)
    try:
        wanted = [UUID(str(each)) for each in ids]
    except ValueError as e:
        raise Unprocessable(_UNKNOWN) from e
    found = Badge.filter(id__in=wanted, learner_id=learner_id).select_related("credential")
    badges = {badge.id: badge for badge in await found}
    if set(wanted) - badges.keys():
        raise Unprocessable(_UNKNOWN)
    return [badges[each] for each in dict.fromkeys(wanted)]


def first_part(badge: Badge) -> Part:
    """What a new link shows of a badge unless its owner chooses: a file that says more than the page waits for that."""
    return Part(badge.id, None, credential_offered=not _disclosed(badge))


async def boxes(badges: Sequence[Badge], parts: Mapping[UUID, Part]) -> tuple[BadgeBox, ...]:
    """What can be chosen of each badge, with what these parts choose."""
    documents = await present([badge.id for badge in badges])
    return tuple(
        _box(badge, documents[badge.id], parts.get(badge.id) or first_part(badge), place)
        for place, badge in enumerate(badges, 1)
    )


async def chosen(badges: Sequence[Badge], fields: FormData) -> tuple[Part, ...]:
    """What a form chooses of each badge, in the order of the places it gives them. Raises Unprocessable."""
    documents = await present([badge.id for badge in badges])
    ordered = sorted(badges, key=lambda badge: _place(fields, badge.id))
    return tuple(_part(fields, badge.id, documents[badge.id]) for badge in ordered)


async def present(badge_ids: Sequence[UUID]) -> Mapping[UUID, list[Attachment]]:
    """The documents of each badge, newest versions only, in the order in which they came."""
    found: dict[UUID, list[Attachment]] = defaultdict(list)
    rows = Attachment.filter(badge_id__in=list(badge_ids), superseded_at=None, name__isnull=False)
    for each in await rows.order_by("received_at", "id"):
        if each.badge_id:
            found[each.badge_id].append(each)
    return found


def label_of(item: Attachment) -> str:
    """What a document is called, and whether its owner brought it."""
    label = i18n.gettext(LABELS[item.kind])
    return i18n.gettext(N_("%(document)s (added by you)"), document=label) if item.source is Source.HOLDER else label


def switched_on(item: Attachment) -> frozenset[str]:
    """The pieces of a document that its own switches show while it is visible."""
    return frozenset(item.pieces or ()) & supplement.switched_on(item.pieces or (), item.choice)


def _disclosed(badge: Badge) -> tuple[str, ...]:
    return tuple(discloses(badge.credential.document.encode(), shown=SHOWN))


def _box(badge: Badge, documents: Sequence[Attachment], part: Part, place: int) -> BadgeBox:
    title = badge.credential.title or i18n.gettext(NAMELESS)
    alike = Counter(label_of(each) for each in documents)
    return BadgeBox(
        id=badge.id,
        title=title,
        art=Art(f"/badges/{badge.id}/art.png" if badge.credential.art_digest else None, title),
        place=place,
        whole=part.choice is None,
        documents=tuple(_document(each, part.choice, named=alike[label_of(each)] > 1) for each in documents),
        offered=part.credential_offered,
        discloses=tuple(map(i18n.gettext, _disclosed(badge))),
    )


def _document(item: Attachment, choice: Narrowing | None, *, named: bool) -> DocumentBox:
    """A document; where nothing was chosen yet, what is switched on is proposed."""
    name = item.name or ""
    at_most = (choice or {}).get(name)
    proposed = switched_on(item) if at_most is None else frozenset(at_most)
    return DocumentBox(
        name=name,
        label=label_of(item),
        file=item.filename if named else "",
        on=item.visible,
        chosen=item.visible if choice is None else name in choice,
        whole=at_most is None,
        pieces=tuple(_piece(piece, item, piece in proposed) for piece in _ordered(item.pieces or ())),
    )


def _ordered(pieces: Sequence[str]) -> list[Piece]:
    """Pieces in the template's order, each part of a section after its section."""
    had = [piece for piece in Piece if piece in pieces]
    return sorted(had, key=lambda piece: had.index(BENEATH[piece]) if BENEATH.get(piece) in had else had.index(piece))


def _piece(piece: Piece, item: Attachment, chosen: bool) -> PieceBox:
    return PieceBox(
        value=piece.value,
        number=piece.value if piece.value.isdigit() and piece is not Piece.UNPLACED else "",
        title=i18n.gettext(name_of(piece)),
        on=piece in switched_on(item),
        chosen=chosen,
        beneath=BENEATH.get(piece, "") in (item.pieces or ()),
    )


def _place(fields: FormData, badge_id: UUID) -> int:
    """The place that a form gives to a badge; what is no number comes last, in the order of the form."""
    given = web.text(fields, f"place-{badge_id}", 10)
    return int(given) if given.isascii() and given.isdigit() else 10**10


def _part(fields: FormData, badge_id: UUID, documents: Sequence[Attachment]) -> Part:
    show = web.text(fields, f"show-{badge_id}", 10)
    if show not in ("all", "these"):
        raise Unprocessable(N_("Choose what the link shows of each badge."))
    offered = web.text(fields, f"file-{badge_id}", 3) == "yes"
    choice = None if show == "all" else _these(fields, badge_id, documents)
    return Part(badge_id, choice, offered)


def _these(fields: FormData, badge_id: UUID, documents: Sequence[Attachment]) -> Narrowing:
    named = fields.getlist(f"document-{badge_id}")
    known = {each.name: each for each in documents}
    if not set(named) <= known.keys():
        raise Unprocessable(_CHANGED)
    return {str(name): _pieces(fields, f"{badge_id}-{name}", known[str(name)]) for name in named}


def _pieces(fields: FormData, key: str, item: Attachment) -> list[str] | None:
    """The pieces that are chosen of a document; None for all, and for one that has none."""
    parts = web.text(fields, f"parts-{key}", 10)
    if parts != "these":
        if parts not in ("all", "") or (item.pieces and not parts):
            raise Unprocessable(_CHANGED)
        return None
    wanted = fields.getlist(f"piece-{key}")
    if not set(wanted) <= set(item.pieces or ()):
        raise Unprocessable(_CHANGED)
    if not wanted:
        raise Unprocessable(_NOTHING)
    return [piece.value for piece in Piece if piece in wanted]
