"""Every address of the wallet is in a table of those that show something of a badge or of those that do not."""

import re

import pytest
from starlette.routing import Mount, Route

from tests.client import Browser, run_jobs, running, services, sign_in
from tests.factories import University, accepted, offer_path, shared, university
from tests.import_.bringing import brought
from tests.share import specimens
from tests.share.stage import Stage, every, staged
from tests.share.surfaces import ELSEWHERE, ISSUERS, OWN, OWN_BADGE, REPORTS, TABLES, marks_in, surfaces
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Badge, Share, StoredReport

pytestmark = pytest.mark.anyio


BROKEN = [
    {"name": "container.read", "outcome": "passed", "message": "It is.", "values": {}, "evidence": {}},
    {"name": "seal.intact", "outcome": "failed", "message": "The seal is broken.", "values": {}, "evidence": {}},
]


async def stage_with_a_file(issuer: University) -> Stage:
    """A public badge with one document, everything shown."""
    stage = await staged(issuer, specimens.certificate("ce"))
    await stage.show_everything()
    return stage


async def test_every_route_is_in_one_table(settings: Settings) -> None:
    async with running(settings) as app:
        found = [each for each in app.routes if isinstance(each, Route | Mount)]
        assert len(found) == len(app.routes)
        routes = {each.path for each in found if isinstance(each, Mount) or "GET" in (each.methods or ())}
    known = [
        {each.route for each in surfaces(*every())},
        set(REPORTS),
        set(TABLES),
        set(ELSEWHERE),
        set(OWN),
        set(ISSUERS),
    ]
    own = {path for path in routes if path.startswith(OWN_BADGE)}
    assert routes - own == set().union(*known)
    assert sum(map(len, known)) == len(set().union(*known))


async def test_nothing_of_a_document_stands_elsewhere(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        token = offer_path(issuer.app).rpartition("/")[2]
        true = {
            "token": token,
            "id": str(stage.badge.offer_id),
            "provider": "any",
            "key": "any",
            "slug": "any",
            "together": "any",
        }
        found = {}
        for route in (*ELSEWHERE, *OWN, *ISSUERS):
            answer = await stage.fetch(re.sub(r":\w+", "", route).format(**true))
            found[route] = answer.status_code
            assert answer.status_code in (200, 303, 307, 400, 401, 404), route
            assert not marks_in(answer.content) | marks_in(str(answer.headers).encode()), route
            if route in (*OWN, *ISSUERS):
                assert answer.status_code != 200, route
        assert [route for route, status in found.items() if status == 200 and "{" in route] == [
            "/offers/{token}",
            "/offers/{token}/art.png",
        ]


async def test_grades_and_addresses_are_on_no_public_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await stage_with_a_file(issuer)
        owners = await stage.owner.get(f"/badges/{stage.badge.id}")
        assert "Final mark" in owners.text
        page = (await stage.fetch(stage.page)).text
        assert "Final mark" not in page
        assert "studenti.pontelume" not in page


async def test_what_a_verification_looked_at_is_no_strangers(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await stage_with_a_file(issuer)
        owners = f"/badges/{stage.badge.id}"
        digests = {digest for report in await StoredReport.all() for digest in report.looked_at.values()}
        assert digests
        for digest in digests:
            assert (await stage.owner.client.get(f"{owners}/evidence/{digest}")).status_code == 200
            for path in (f"{owners}/evidence/{digest}", f"{stage.page}/evidence/{digest}"):
                assert (await stage.fetch(path)).status_code == 404
            assert digest not in (await stage.fetch(stage.page)).text


async def test_what_is_wrong_with_a_badge_is_advice_to_its_owner_alone(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await stage_with_a_file(issuer)
        await StoredReport.all().update(verdict="invalid", checks=BROKEN)
        assert "What is wrong, and what to do" in (await stage.owner.get(f"/badges/{stage.badge.id}")).text
        page = (await stage.fetch(stage.page)).text
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
        stage = await stage_with_a_file(issuer)
        await stage.badge.fetch_related("credential")
        kept = await services(issuer.app).storage.get(stage.badge.credential.digest)
        answer = await stage.fetch(f"{stage.page}/credential")
        assert answer.content == kept
        assert answer.headers["content-disposition"].startswith("attachment;")
        assert "sandbox" in answer.headers["content-security-policy"]


async def test_an_old_card_is_gone_once_a_new_one_is_drawn(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await stage_with_a_file(issuer)
        await stage.owner.get("/settings")
        await stage.owner.submit("/settings", display_name="Marta B.", locale="it")
        await run_jobs(issuer.app)
        share = await Share.get()
        assert stage.card.split(".")[0] != share.card_hash
        assert (await stage.fetch(f"{stage.page}/card-{stage.card}")).status_code == 404


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
