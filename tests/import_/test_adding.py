"""A learner adds a badge: brings it, looks at it, keeps it or not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from tests.client import Browser, code_of, mails, run_jobs, services, sign_in
from tests.factories import KEYS, university
from tests.import_.bringing import COURSE_LINK, DEGREE_FILE, PICTURE, brought
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import COURSE, DEGREE, LEARNER, MICRO_CREDENTIAL
from wallet.models import Badge, Share, StoredReport, Verification
from wallet.openbadges import baking
from wallet.trust.handed_in import Asker, HandedIn, hand_in, keep_report

pytestmark = pytest.mark.anyio


async def test_a_file_is_looked_at_kept_and_checked(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        path = await brought(owner)
        assert DEGREE["en"].name in owner.page.text
        assert "It was awarded to you, at " + LEARNER.email in owner.page.text
        assert owner.page.document.xpath("//*[@data-verdict='valid']")
        assert await Badge.all().count() == 0
        page = await owner.submit(path, answer="keep")
        assert "It is in your wallet now" in page.text
        assert "Verified" in page.find("seal")[0]
        assert "added by you from \u2068degree.json\u2069" in page.text
        assert "Belongs to " + LEARNER.email in page.text
        badge = await Badge.get().select_related("credential")
        assert await services(issuer.app).storage.get(badge.credential.digest) == DEGREE_FILE
        assert await Verification.all().count() == 0
        assert await StoredReport.filter(badge_id=badge.id).count() == 1
        await run_jobs(issuer.app)
        assert await StoredReport.filter(badge_id=badge.id).count() == 2
        assert (await owner.client.get(f"/badges/{badge.id}/art.png")).status_code == 200
        assert await Share.all().count() == 0


@pytest.mark.parametrize("what", ["token", "json", "link", "picture"])
async def test_text_links_and_pictures_are_taken(settings: Settings, what: str) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        if what == "picture":
            await owner.upload("/import", "badge.png", PICTURE)
        else:
            token = baking.unbake(PICTURE)
            wrapped = "\n".join(token[at : at + 76] for at in range(0, len(token), 76))  # as mail programs do
            text = {"token": wrapped, "json": DEGREE_FILE.decode(), "link": COURSE_LINK}[what]
            await owner.get("/import")
            await owner.submit("/import", text=text)
        path = owner.page.path
        assert path.startswith("/import/"), owner.page.text
        title = {"json": DEGREE, "link": COURSE}.get(what, MICRO_CREDENTIAL)["en"].name
        assert title in owner.page.text
        page = await owner.submit(path, answer="keep")
        assert "Awarded to you" in page.text
        badge = await Badge.get().select_related("credential")
        assert badge.credential.title == title
        if what == "link":
            assert "added by you from badges.pontelume.example" in page.text
            published = credentials.documents(KEYS, LEARNER)[COURSE_LINK].body
            assert await services(issuer.app).storage.get(badge.credential.digest) == published
        await run_jobs(issuer.app)
        assert "Verified" in (await owner.get(f"/badges/{badge.id}")).find("seal")[0]


async def test_the_preview_shows_the_picture_that_came_with_it_made_safe(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        path = await brought(owner, PICTURE, "badge.png")
        answer = await owner.client.get(f"{path}/art.png")
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content.startswith(b"\x89PNG")
        assert b"openbadge" not in answer.content
        path = await brought(owner, credentials.course(LEARNER, "en"), "course.json")
        assert (await owner.client.get(f"{path}/art.png")).headers["location"].startswith("/static/placeholder.svg")


async def test_a_picture_that_its_decoder_stumbles_over_is_not_shown_and_its_badge_is_kept(settings: Settings) -> None:
    out = BytesIO()
    Image.new("P", (40, 40)).save(out, "PNG")
    colours = slice(out.getvalue().index(b"PLTE") - 4, out.getvalue().index(b"IDAT") - 4)
    without = out.getvalue()[: colours.start] + out.getvalue()[colours.stop :]
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        path = await brought(owner, baking.bake(without, credentials.course(LEARNER, "en").decode()), "badge.png")
        answer = await owner.client.get(f"{path}/art.png")
        assert answer.headers["location"].startswith("/static/placeholder.svg")
        assert "Awarded to you" in (await owner.submit(path, answer="keep")).text
        await run_jobs(issuer.app)


async def test_what_is_not_kept_is_forgotten(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        path = await brought(owner)
        page = await owner.submit(path, answer="forget")
        assert page.path == "/import"
        assert await Verification.all().count() == await Badge.all().count() == await StoredReport.all().count() == 0
        gone = await owner.get(path)
        assert gone.status == 404
        assert "remembered for an hour" in gone.text


async def test_a_stranger_signs_in_and_comes_back_to_the_same_preview(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        assert (await browser.get("/import")).path == "/sign-in?next=/import"
        page = await browser.upload("/import", "degree.json", DEGREE_FILE)
        assert page.path.startswith("/sign-in?next=/import/")
        await browser.submit("/sign-in", email=LEARNER.email)
        await run_jobs(issuer.app)
        page = await browser.submit(browser.page.path, code=code_of(mails(issuer.app, LEARNER.email)[-1]))
        assert page.path.startswith("/import/")
        assert DEGREE["en"].name in page.text
        page = await browser.submit(page.path, answer="keep")
        assert await Badge.filter(learner__addresses__email=LEARNER.email).count() == 1


async def test_a_badge_is_kept_from_its_report_which_stays(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        asker = Asker(str(owner.client.cookies["__Host-browser"]))
        mine, link = await hand_in(
            services(issuer.app), [HandedIn("a.json", DEGREE_FILE), HandedIn(COURSE_LINK, COURSE_LINK.encode())], asker
        )
        (theirs,) = await hand_in(services(issuer.app), [HandedIn("b.png", PICTURE)], Asker("a recruiter's browser"))
        await keep_report(theirs)
        await owner.get(f"/verify/{theirs.slug}")
        assert owner.page.status == 200
        assert (await owner.post("/import", report=theirs.slug)).status == 404  # its link shows less than its file
        for one in (mine, link):
            page = await owner.post("/import", report=one.slug)
            assert page.path.startswith("/import/"), page.text
            assert page.path != f"/import/{one.slug}"
            assert (await owner.submit(page.path, answer="keep")).path.startswith("/badges/")
        assert await Badge.all().count() == 2
        assert {one.id for one in await Verification.all()} == {mine.id, link.id, theirs.id}


async def test_while_it_is_being_checked_the_page_says_so_and_looks_again(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        path = await brought(owner)
        await StoredReport.all().delete()  # as if its issuer were slow
        await Verification.all().update(finished_at=None, document="")
        page = await owner.get(path)
        assert (page.status, page.headers["refresh"]) == (200, "2")
        assert "Being checked" in page.text
        assert (await owner.post(path, answer="keep")).path == path
        await run_jobs(issuer.app, now=datetime.now(UTC) + timedelta(minutes=1))
        page = await owner.get(path)
        assert "refresh" not in page.headers
        assert (await owner.submit(path, answer="keep")).path.startswith("/badges/")
