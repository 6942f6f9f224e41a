"""What is added and is not as it should be: kept by who knows it, marked, or refused with a sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from tests.client import run_jobs, services, sign_in
from tests.factories import university
from tests.import_.bringing import DEGREE_FILE, brought
from tests.verify.handing import hand_in
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import COURSE, LEARNER
from wallet.fetch import Fetcher
from wallet.models import Badge, Credential, StoredReport, Verification
from wallet.openbadges.report import Fetched

pytestmark = pytest.mark.anyio
FORGED = DEGREE_FILE.replace(b"Energy", b"Dark Energy")


async def test_what_does_not_hold_is_kept_only_by_who_knows_it_and_marked(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        path = await brought(owner, FORGED)
        assert "I know that it is not genuine" in owner.page.text
        assert "What is wrong, and what to do" in owner.page.text
        page = await owner.submit(path, answer="keep")
        assert page.status == 422
        assert "Say first that you know this" in page.text
        page = await owner.submit(path, answer="keep", sure="yes")
        assert "Not genuine, or altered" in page.find("seal")[0]
        assert (await StoredReport.get(badge_id__isnull=False)).verdict == "invalid"


async def test_what_could_not_be_checked_is_kept_and_marked_so(settings: Settings) -> None:
    async with university(settings) as issuer:
        made = json.loads(credentials.course(LEARNER, "en"))
        moved = json.dumps(made).replace("badges.pontelume.example", "gone.example")
        badge = json.loads(json.dumps(credentials.badge_class(COURSE["en"])).replace("pontelume", "gone"))
        document = json.loads(moved) | {"badge": badge}
        owner = await sign_in(issuer.app, LEARNER.email)
        path = await brought(owner, json.dumps(document).encode())
        assert "Could not be checked" in owner.page.find("verdict")[0]
        assert "it is marked “Could not be checked”" in owner.page.text
        page = await owner.submit(path, answer="keep")
        assert "Could not be checked" in page.find("seal")[0]


async def test_a_badge_whose_platform_is_gone_is_kept_from_its_file_and_marked_so(settings: Settings) -> None:
    gone = credentials.course(LEARNER, "en").replace(b"badges.pontelume.example/assertions", b"gone.example/assertions")
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        report = await hand_in(owner, ("course.json", gone))
        assert report.find("verdict") == ["Could not be checked"]
        await owner.get(report.path)
        preview = await owner.submit("/import", report=report.path.rpartition("/")[2])
        assert preview.path.startswith("/import/"), preview.text
        assert "it is marked “Could not be checked”" in preview.text
        page = await owner.submit(preview.path, answer="keep")
        assert "Could not be checked" in page.find("seal")[0]
        listed = await owner.get("/badges")
        assert "Badge without a name" in listed.text
        assert "Could not be checked" in listed.text


async def test_a_badge_of_another_whose_platform_is_gone_is_looked_at_as_well(settings: Settings) -> None:
    gone = credentials.course(LEARNER, "en").replace(b"badges.pontelume.example/assertions", b"gone.example/assertions")
    async with university(settings) as issuer:
        other = await sign_in(issuer.app, "anna@home.example")
        path = await brought(other, gone)
        assert "Say first" in (await other.submit(path, answer="keep")).text
        page = await other.submit(path, answer="keep", sure="yes")
        assert page.path.startswith("/badges/"), page.text


async def test_what_describes_a_badge_is_not_offered_to_be_kept(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        report = await hand_in(owner, text=credentials.badge_class(COURSE["en"])["id"])
        assert "it was awarded to nobody" in report.text
        assert not report.forms("/import")


async def test_an_old_badge_that_only_its_link_places_is_kept_as_that_link(settings: Settings) -> None:
    link = "https://badges.pontelume.example/old/1.json"
    old = {
        "recipient": LEARNER.email,
        "issued_on": "2013-05-06",
        "badge": {
            "version": "0.5.0",
            "name": "Soldering",
            "image": "https://badges.pontelume.example/images/emblem.png",
            "description": "Can solder.",
            "criteria": "https://badges.pontelume.example/solder",
            "issuer": {"origin": "https://badges.pontelume.example", "name": "Pontelume"},
        },
    }
    async with university(settings) as issuer:
        documents = network(services(issuer.app).fetcher)
        documents[link] = Fetched(link, 200, "application/json", json.dumps(old).encode(), link)
        owner = await sign_in(issuer.app, LEARNER.email)
        await owner.get("/import")
        page = await owner.submit("/import", text=link)
        verdict = page.find("verdict")
        page = await owner.submit(page.path, answer="keep")
        await run_jobs(issuer.app)
        badge = await Badge.get().select_related("credential")
        assert (await owner.get(f"/badges/{badge.id}")).find("verdict") == verdict
        assert "Soldering" in owner.page.text
        assert await services(issuer.app).storage.get(badge.credential.digest) == link.encode()
        del documents[link]
        await owner.post(f"/badges/{badge.id}/check")
        await run_jobs(issuer.app, now=datetime.now(UTC) + timedelta(hours=1))
        assert "Soldering" in (await owner.get(f"/badges/{badge.id}")).text


def network(fetcher: Fetcher) -> dict[str, Fetched]:
    """What the imaginary network answers, to be changed."""
    documents: dict[str, Fetched] = fetcher._documents  # type: ignore[attr-defined]  # the tests' own network
    return documents


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        (b"", 422, "The file is empty"),
        (b"hello", 422, "neither a badge file"),
        (b'{"a": 1, "a": 2}', 422, "says “a” twice"),
        (b'{"type": "Person"}', 422, "it is no badge"),
        (b"https://nowhere.example/badge", 422, "Nothing that could be read was found at nowhere.example"),
        (b"x" * (6 * 1024 * 1024), 413, "larger than the wallet takes"),
    ],
)
async def test_what_is_no_badge_is_refused_with_a_sentence(
    settings: Settings, data: bytes, status: int, said: str
) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        page = await owner.upload("/import", "x.json", data)
        assert page.status == status, page.text
        assert said in page.text
        assert await Verification.all().count() == await Credential.all().count() == 0


async def test_nothing_or_two_things_at_once_are_told_and_the_text_stays(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        await owner.get("/import")
        page = await owner.submit("/import", text="")
        assert (page.status, "Choose the badge’s file" in page.text) == (422, True)
        page = await owner.upload("/import", "a.json", DEGREE_FILE, text="{broken")
        assert (page.status, "Send one of them" in page.text) == (422, True)
        page = await owner.submit("/import", text="https://a.example/1\nhttps://a.example/2")
        assert (page.status, "more than one badge or link" in page.text) == (422, True)
        page = await owner.submit("/import", text="some words\nand more")
        assert (page.status, "neither a badge file" in page.text) == (422, True)
        page = await owner.submit("/import", text="{broken")
        assert page.status == 422
        assert page.document.xpath("string(//textarea)") == "{broken"
