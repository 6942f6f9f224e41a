"""The visibility matrix: what a stranger can fetch of a badge, for every switch and every public address."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from tests.client import Browser, run_jobs, running, services, sign_in
from tests.diploma_supplement.shown import FILE, attached, details
from tests.factories import University, accepted, shared, university
from tests.import_.bringing import brought
from wallet.config import Settings
from wallet.demo.content import LEARNER, Learner
from wallet.demo.supplement import supplement
from wallet.models import Attachment, Badge, Kind, Share, Source, StoredReport
from wallet.supplement import Piece

pytestmark = pytest.mark.anyio


@dataclass(frozen=True)
class Surface:
    """A public address: its route, and which switch it needs beside the badge's own visibility."""

    route: str
    path: str
    needs: str = ""


BROKEN = [
    {"name": "container.read", "outcome": "passed", "message": "It is.", "values": {}, "evidence": {}},
    {"name": "seal.intact", "outcome": "failed", "message": "The seal is broken.", "values": {}, "evidence": {}},
]
TAILS = [f"diploma-supplement{end}" for end in ("", ".pdf", "-from-holder", "-from-holder.pdf")]
ENCLOSED = f"documents/diploma-supplement/enclosed/{sha256(FILE).hexdigest()}"
# Every public route stands here; a test fails when one does not.
SURFACES = (
    Surface("/b/{slug}", "{page}"),
    Surface("/b/{slug}/card-{name}", "{page}/card-{card}"),
    Surface("/b/{slug}/image.png", "{page}/image.png"),
    Surface("/b/{slug}/badge.png", "{page}/badge.png"),
    Surface("/b/{slug}/qr.svg", "{page}/qr.svg"),
    Surface("/b/{slug}/credential", "{page}/credential", "credential"),
    Surface("/b/{slug}/attachments/{name}", "{page}/attachments/diploma-supplement", "document"),
    *(Surface(f"/b/{{slug}}/{tail}", f"{{page}}/{tail}", "document") for tail in TAILS),
    Surface("/b/{slug}/documents/{name}", "{page}/documents/details", "document"),
    Surface("/b/{slug}/documents/{name}.pdf", "{page}/documents/details.pdf", "document"),
    Surface("/b/{slug}/documents/{name}/enclosed/{digest}", f"{{page}}/{ENCLOSED}", "document"),
)


# What a report on a badge that somebody handed in has: for that browser, and once it is kept for whoever has the link.
REPORTS = {
    "/verify/{slug}": "",
    "/verify/{slug}/art.png": "/art.png",
    "/verify/{slug}/qr.svg": "/qr.svg",  # which leads to a kept report, so only that has one
}
# These are for that browser always.
TABLES = ("/verify/together/{together}", "/verify/together/{together}/table.csv")


@dataclass
class Shown:
    """A shared badge with everything switched on, and who may switch."""

    issuer: University
    owner: Browser
    badge: Badge
    page: str
    card: str

    async def switch(self, what: str, on: bool) -> None:
        """Move one of the owner's switches."""
        answer = "yes" if on else "no"
        if what == "document":
            for document in await Attachment.filter(badge_id=self.badge.id, superseded_at=None):
                await self.owner.post(f"/badges/{self.badge.id}/attachments/{document.id}", visible=answer)
        elif what == "credential":
            await self.owner.post(f"/badges/{self.badge.id}/credential", offered=answer)
        else:
            visibility = what if on else "private"
            await self.owner.post(f"/badges/{self.badge.id}/visibility", visibility=visibility)

    async def fetch(self, surface: Surface, method: str = "GET", **headers: str) -> httpx.Response:
        """Ask for a surface as a stranger does."""
        stranger = Browser(self.issuer.app, address="198.51.100.9")
        path = surface.path.format(page=self.page, card=self.card)
        return await stranger.client.request(method, path, headers=headers)


async def everything(issuer: University) -> Shown:
    """A badge shared to everyone, its card drawn, its documents and its file shown, all of each."""
    owner, badge = await accepted(issuer)
    every: dict[str, Any] = {"choice": [piece.value for piece in Piece], "visible": False, "filename": "Supplement.pdf"}
    await attached(issuer, badge, offer_id=badge.offer_id, **every)
    await attached(issuer, badge, source=Source.HOLDER, **every)
    await attached(issuer, badge, details(), kind=Kind.DETAILS, **every)
    page = await shared(owner, badge, "public")
    await run_jobs(issuer.app)
    share = await Share.get()
    extension = share.card_media_type.removeprefix("image/")
    shown = Shown(issuer, owner, badge, page, f"{share.card_hash}.{extension}")
    await shown.switch("document", True)
    await shown.switch("credential", True)
    await run_jobs(issuer.app)
    return shown


async def test_every_public_route_is_in_the_matrix(settings: Settings) -> None:
    async with running(settings) as app:
        routes = {route.path for route in app.routes if isinstance(route, Route) and "GET" in (route.methods or ())}
    assert {path for path in routes if path.startswith("/b/")} == {surface.route for surface in SURFACES}
    assert {path for path in routes if path.startswith("/verify/")} == set(REPORTS) | set(TABLES)


async def test_every_switch_shows_and_hides_its_surfaces_at_once(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        for what in ("document", "credential", "unlisted"):
            for on in (False, True):
                await shown.switch(what, on)
                for surface in SURFACES:
                    hidden = not on and (what == "unlisted" or surface.needs == what)
                    for method in ("GET", "HEAD"):
                        status = (await shown.fetch(surface, method)).status_code
                        assert status == (404 if hidden else 200), (what, on, method, surface.path)


async def test_what_is_hidden_cannot_be_had_by_a_cache_a_range_or_a_language(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        before = {surface: await shown.fetch(surface) for surface in SURFACES}
        await shown.switch("public", False)
        for surface, answer in before.items():
            tag = answer.headers.get("etag", '"any"')
            for headers in ({"If-None-Match": tag}, {"Range": "bytes=0-99"}, {"Accept": "application/json"}):
                now = await shown.fetch(surface, **headers)
                assert now.status_code == 404, (surface.path, headers)
                assert "Energy Transition" not in now.text
            assert "immutable" not in answer.headers["cache-control"], surface.path
            assert answer.headers["cache-control"] in ("no-cache", "private, no-store"), surface.path


async def test_the_page_speaks_of_no_document_that_is_hidden(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        page = (await shown.fetch(SURFACES[0])).text
        assert [text in page for text in ("Supplement.pdf", "Best of the year")] == [True, True]
        await shown.switch("document", False)
        page = (await shown.fetch(SURFACES[0])).text
        assert [text in page for text in ("Supplement.pdf", "Best of the year")] == [False, False]
        assert "attachments" not in page


async def test_grades_and_addresses_are_on_no_public_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        owners = await shown.owner.get(f"/badges/{shown.badge.id}")
        assert "Final mark" in owners.text
        page = (await shown.fetch(SURFACES[0])).text
        assert "Final mark" not in page
        assert "studenti.pontelume" not in page


async def test_what_a_verification_looked_at_is_no_strangers(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        owners = f"/badges/{shown.badge.id}"
        digests = {digest for report in await StoredReport.all() for digest in report.looked_at.values()}
        assert digests
        for digest in digests:
            assert (await shown.owner.client.get(f"{owners}/evidence/{digest}")).status_code == 200
            for path in (f"{owners}/evidence/{digest}", f"{shown.page}/evidence/{digest}"):
                assert (await shown.fetch(Surface("", path))).status_code == 404
            assert digest not in (await shown.fetch(SURFACES[0])).text


async def test_what_is_wrong_with_a_badge_is_advice_to_its_owner_alone(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        await StoredReport.all().update(verdict="invalid", checks=BROKEN)
        assert "What is wrong, and what to do" in (await shown.owner.get(f"/badges/{shown.badge.id}")).text
        page = (await shown.fetch(SURFACES[0])).text
        assert "The seal is broken" in page
        assert "what to do" not in page
        assert "badges@pontelume.example" not in page


async def test_a_file_that_says_more_than_the_page_is_offered_only_by_its_owner(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await shared(owner, badge)
        assert not (await Share.get()).credential_offered
        view = await owner.get(f"/badges/{badge.id}")
        assert "grades or results" in view.text
        assert (await owner.client.get(f"{page}/credential")).status_code == 404


async def test_the_downloaded_file_is_the_issuers_to_the_byte(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        await shown.badge.fetch_related("credential")
        kept = await services(issuer.app).storage.get(shown.badge.credential.digest)
        answer = await shown.fetch(SURFACES[5])
        assert answer.content == kept
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_newer_version_of_a_shown_document_starts_hidden(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        await Attachment.filter(source=Source.HOLDER).delete()
        surface = next(one for one in SURFACES if one.needs == "document")
        assert (await shown.fetch(surface)).status_code == 200
        await issuer.send(str(shown.badge.offer_id), pdf=supplement(Learner("A", "Second", "second@example.com")))
        assert (await shown.fetch(surface)).status_code == 404
        await run_jobs(issuer.app)
        page = await shown.owner.get(f"/badges/{shown.badge.id}")
        assert "An earlier version was visible to others" in page.text


async def test_an_old_card_is_gone_once_a_new_one_is_drawn(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        old = SURFACES[1]
        await shown.owner.get("/settings")
        await shown.owner.submit("/settings", display_name="Marta B.", locale="it")
        await run_jobs(issuer.app)
        share = await Share.get()
        assert shown.card.split(".")[0] != share.card_hash
        assert (await shown.fetch(old)).status_code == 404


async def test_another_learner_finds_nothing_at_any_address_of_a_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        shown = await everything(issuer)
        document = (await Attachment.filter(badge_id=shown.badge.id))[0]
        await shown.switch("public", False)
        other = await sign_in(issuer.app, "other@elsewhere.example")
        looked_at = (await StoredReport.filter(badge_id=shown.badge.id).order_by("at"))[0].looked_at
        own = dict.fromkeys(("id", "badge", "name"), str(shown.badge.id)) | {"digest": next(iter(looked_at.values()))}
        ids = {route: own | ({"id": str(document.id)} if "attachments" in route else {}) for route in _routes(issuer)}
        before = [dict(row) for row in await Share.all().values()]
        for route, values in ids.items():
            path = route.replace(":uuid", "").format(**values)
            for method in ("GET", "POST", "PUT", "DELETE", "PATCH"):
                fields = {"token": await other.token(), "visibility": "public", "visible": "yes", "offered": "yes"}
                answer = await other.client.request(method, path, data=fields if method == "POST" else None)
                assert answer.status_code in (404, 405), (method, path)
        assert [dict(row) for row in await Share.all().values()] == before


def _routes(issuer: University) -> list[str]:
    routes = [route.path for route in issuer.app.routes if isinstance(route, Route)]
    mine = sorted({path for path in routes if path.startswith("/badges/{")})
    assert len(mine) >= 5
    return mine


async def test_a_preview_is_its_learners_alone_and_what_is_kept_from_it_starts_private(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        path = await brought(owner)
        others = [Browser(issuer.app), await sign_in(issuer.app, "other@elsewhere.example")]
        for somebody in others:
            token = await somebody.token()
            for place in (path, f"{path}/art.png"):
                for method in ("GET", "HEAD", "POST"):
                    fields = {"token": token, "answer": "keep"} if method == "POST" else None
                    answer = await somebody.client.request(method, place, data=fields)
                    assert answer.status_code in (303, 401, 404, 405), (method, place)
                    assert "Energy Transition" not in answer.text
                    assert answer.headers.get("location", "/sign-in").startswith("/sign-in")
            slug = path.removeprefix("/import/")
            assert (await somebody.post("/import", report=slug)).status == 404
        seen = await owner.client.get(path)
        assert (seen.headers["cache-control"], seen.headers["x-robots-tag"]) == ("no-store", "noindex")
        assert await Badge.all().count() == 0
        await owner.get(path)
        page = await owner.submit(path, answer="keep")
        assert await Share.all().count() == 0
        for somebody in others:
            assert (await somebody.get(page.path)).status in (200, 404)
            assert "Energy Transition" not in somebody.page.text


async def test_in_one_browser_another_learner_sees_no_preview_of_the_first(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = await sign_in(issuer.app, LEARNER.email)
        path = await brought(browser)
        await browser.get("/badges")
        await browser.submit("/sign-out")
        await sign_in(issuer.app, "other@elsewhere.example", browser)
        assert (await browser.get(path)).status == 404
        assert (await browser.post(path, answer="keep")).status == 404
        assert (await browser.post("/import", report=path.removeprefix("/import/"))).status == 404
