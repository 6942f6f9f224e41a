"""A shared badge with a document of every kind, and whoever looks at it: its owner, strangers, another learner."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from itertools import count

import httpx

from tests.client import Browser, run_jobs
from tests.factories import University, accepted, shared
from tests.share import specimens
from tests.share.specimens import ASIDE, Specimen
from tests.share.surfaces import State, Surface, seen, surfaces
from wallet.models import Attachment, Badge, Share

PRESETS: dict[str, Callable[[frozenset[str], frozenset[str]], frozenset[str]]] = {
    "everything": lambda pieces, chosen: (pieces - ASIDE) | (chosen & ASIDE),
    "without-grades": lambda pieces, chosen: (pieces - ASIDE - {"grades"}) | (chosen & {"personal"}),
    "level-and-programme": lambda pieces, chosen: pieces & {"2", "3"},
}


def chosen_by(preset: str, state: State, name: str) -> frozenset[str]:
    """The pieces that a preset leaves on."""
    held = state.documents[name]
    return PRESETS[preset](held.specimen.pieces, held.choice)


def every() -> tuple[Specimen, ...]:
    """A document of every kind, by the issuer and by the holder."""
    return (
        specimens.supplement("ds"),
        specimens.transcript("tr"),
        specimens.certificate("ce"),
        specimens.details("de"),
        specimens.transcript("hs", "diploma-supplement-from-holder"),
        specimens.evidence("ev"),
    )


@dataclass
class Stage:
    """A badge, its documents, who may move its switches, and what they should say now."""

    issuer: University
    owner: Browser
    badge: Badge
    page: str
    card: str
    surfaces: tuple[Surface, ...]
    state: State
    token: str
    reader: Browser | None = None  # who looks; a new stranger each time where it is nobody
    strangers: Iterator[int] = field(default_factory=count)

    # -- deeds: each leaves in `state` what holds once it was answered ----------------------------------------------

    async def see(self, visibility: str) -> None:
        """Choose who may see the badge."""
        await self._post(f"/badges/{self.badge.id}/visibility", visibility=visibility)
        self.state = replace(self.state, visibility=visibility)

    async def offer(self, on: bool) -> None:
        """Move the switch of the credential file."""
        await self._post(f"/badges/{self.badge.id}/credential", offered=_word(on))
        self.state = replace(self.state, credential=on)

    async def show(self, name: str, on: bool) -> None:
        """Move the main switch of a document."""
        await self._post(await self.place(name), visible=_word(on))
        self.state = self.state.moved(name, visible=on)

    async def piece(self, name: str, piece: str, on: bool) -> None:
        """Move the switch of a piece."""
        await self._post(f"{await self.place(name)}/pieces", piece=piece, shown=_word(on))
        choice = self.state.documents[name].choice
        self.state = self.state.moved(name, choice=choice | {piece} if on else choice - {piece})

    async def preset(self, name: str, preset: str) -> None:
        """Press the button of a preset."""
        await self._post(f"{await self.place(name)}/pieces", preset=preset)
        self.state = self.state.moved(name, choice=chosen_by(preset, self.state, name))

    async def bring(self, specimen: Specimen) -> None:
        """Hand in a document, or a newer version of it."""
        if specimen.by_holder:
            place = f"/badges/{self.badge.id}/attachments"
            page = await self.owner.upload(place, specimen.filename, specimen.data, kind=specimen.kind)
            assert page.status == 200, page.text
        else:
            await self._send(specimen)
        self.state = self.state.arrived(specimen)

    async def _send(self, specimen: Specimen) -> None:
        disposition = f'attachment; filename="{specimen.filename}"'
        headers = {"Content-Type": specimen.media_type, "Content-Disposition": disposition}
        path = f"/api/v1/offers/{self.badge.offer_id}/attachments/{specimen.kind}"
        answer = await self.issuer.call("PUT", path, content=specimen.data, headers=headers)
        assert answer.is_success, answer.text

    async def delete(self, name: str) -> None:
        """Delete a document that its holder brought."""
        await self._post(f"{await self.place(name)}/delete")
        self.state = self.state.without(name)

    async def _post(self, path: str, **fields: str) -> None:
        headers = {"Origin": self.owner.origin, "Sec-Fetch-Site": "same-origin"}
        answer = await self.owner.client.post(path, data={"token": self.token} | fields, headers=headers)
        assert answer.status_code == 303, (path, fields, answer.text)

    async def document(self, name: str) -> Attachment:
        """The present document of a name."""
        return await Attachment.get(badge_id=self.badge.id, name=name, superseded_at=None)

    async def place(self, name: str) -> str:
        """Where a document's switch is."""
        return f"/badges/{self.badge.id}/attachments/{(await self.document(name)).id}"

    # -- looking ---------------------------------------------------------------------------------------------------

    def path(self, surface: Surface) -> str:
        """The path of a surface."""
        return self.page + surface.tail.format(card=self.card)

    def somebody(self) -> Browser:
        """Whoever looks: each stranger from an address of their own, as limits count by that."""
        number = next(self.strangers)
        return self.reader or Browser(self.issuer.app, address=f"198.18.{number // 250}.{number % 250 + 1}")

    async def fetch(self, path: str, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask for a path as a stranger does; underscores in the names of headers are hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return await self.somebody().client.request(method, path, headers=sent)

    async def check(self, *found: Surface) -> None:
        """Every surface, or these, shows what the switches say, to the mark."""
        for surface in found or self.surfaces:
            answer = await self.fetch(self.path(surface))
            assert answer.status_code in (200, 404), (answer.status_code, surface)
            got, expected = seen(answer), surface.expected(self.state)
            assert got == expected, (surface, _differing(got, expected))

    async def show_everything(self) -> None:
        """Turn every switch on."""
        await self.see("public")
        await self.offer(True)
        for name, held in self.state.documents.items():
            await self.show(name, True)
            for piece in sorted(held.specimen.pieces - held.choice):
                await self.piece(name, piece, True)


def _word(on: bool) -> str:
    return "yes" if on else "no"


def _differing(got: frozenset[str] | None, expected: frozenset[str] | None) -> str:
    if got is None or expected is None:
        return f"got {got}, expected {expected}"
    return f"too much: {sorted(got - expected)}, too little: {sorted(expected - got)}"


async def staged(issuer: University, *brought: Specimen) -> Stage:
    """A public badge with its card drawn and its documents hidden: these, or one of every kind."""
    brought = brought or every()
    owner, badge = await accepted(issuer)
    page = await shared(owner, badge, "public")
    await owner.post(f"/badges/{badge.id}/credential", offered="no")
    await run_jobs(issuer.app)
    share = await Share.get()
    card = f"{share.card_hash}.{share.card_media_type.removeprefix('image/')}"
    stage = Stage(issuer, owner, badge, page, card, surfaces(*brought), State({}, "public"), await owner.token())
    for specimen in brought:
        await stage.bring(specimen)
    await run_jobs(issuer.app)
    return stage
