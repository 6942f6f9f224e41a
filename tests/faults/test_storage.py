"""The place where files are kept is away: a clear answer, no half rows, and everything goes on when it is back."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.client import Browser, run_jobs, services
from tests.factories import University, accepted, offer_path, shared, university
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import LEARNER
from wallet.demo.supplement import supplement
from wallet.models import Attachment, Credential, Job, Offer, Share, StoredReport

pytestmark = pytest.mark.anyio
LATER = timedelta(hours=2)  # when whatever was put off is due


class Gone:
    """The folder of files, taken away and brought back; where it was stands a file, so that none can be made."""

    def __init__(self, issuer: University) -> None:
        folder = services(issuer.app).storage.folder
        assert folder is not None
        self.folder, self.aside = folder, folder.with_name("aside")

    def __enter__(self) -> None:
        self.folder.rename(self.aside)
        self.folder.write_text("full")

    def __exit__(self, *_: object) -> None:
        self.folder.unlink()
        self.aside.rename(self.folder)


def lose_all(issuer: University) -> int:
    """Delete every kept file; how many there were."""
    folder = services(issuer.app).storage.folder
    assert folder is not None
    lost = [file for file in folder.rglob("*") if file.is_file()]
    for file in lost:
        file.unlink()
    return len(lost)


async def send(issuer: University, key: str) -> httpx.Response:
    """Offer the degree, under an Idempotency-Key."""
    document = credentials.degree(issuer.issuing, LEARNER, "en")
    files = {"credential": ("degree.json", document, "application/json")}
    headers = {"Idempotency-Key": key}
    return await issuer.call("POST", "/api/v1/offers", data={"email": LEARNER.email}, files=files, headers=headers)


async def test_an_offer_that_cannot_be_kept_leaves_nothing_and_can_be_sent_again(settings: Settings) -> None:
    async with university(settings) as issuer:
        with Gone(issuer):
            refused = await send(issuer, "one")
            assert refused.status_code == 503, refused.text
            assert refused.headers["retry-after"] == "10"
            assert "storage" in refused.json()["detail"]
            assert await Offer.all().count() == await Credential.all().count() == await Job.all().count() == 0
        assert (await send(issuer, "one")).status_code == 201
        assert (await send(issuer, "one")).status_code == 201
        assert await Offer.all().count() == 1
        await run_jobs(issuer.app)
        assert (await StoredReport.get()).verdict == "valid"


async def test_a_document_that_cannot_be_kept_leaves_what_was_there(settings: Settings) -> None:
    async with university(settings) as issuer:
        made = await issuer.offer()
        await issuer.send(made["id"])
        before = await Attachment.get()
        with Gone(issuer):
            place = f"/api/v1/offers/{made['id']}/attachments/diploma-supplement"
            headers = {"Content-Type": "application/pdf"}
            newer = supplement(LEARNER) + b"\n"
            refused = await issuer.call("PUT", place, content=newer, headers=headers)
            assert refused.status_code == 503
            assert await Attachment.get() == before
        answer = await issuer.call("PUT", place, content=newer, headers=headers)
        assert answer.status_code == 201
        assert await Attachment.filter(superseded_at=None).count() == 1


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_pages_go_on_and_files_say_that_they_are_away(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        await issuer.send(str(badge.offer_id))
        path = await shared(owner, badge, "public")
        await run_jobs(issuer.app)
        item = await Attachment.get()
        await owner.post(f"/badges/{badge.id}/attachments/{item.id}", visible="yes")
        await owner.post(f"/badges/{badge.id}/credential", offered="yes")
        stranger = Browser(issuer.app)
        files = [
            f"{path}/{name}" for name in ("image.png", "badge.png", "credential", "attachments/diploma-supplement")
        ]
        with Gone(issuer):
            for page in (path, "/", offer_path(issuer.app)):
                assert (await stranger.get(page)).status == 200, page
            for page in ("/badges", f"/badges/{badge.id}"):
                assert (await owner.get(page)).status == 200, page
            for file in files:
                answer = await stranger.client.get(file)
                assert (answer.status_code, answer.headers["retry-after"]) == (503, "10"), file
        for file in files:
            assert (await stranger.client.get(file)).status_code == 200, file


async def test_jobs_that_miss_their_files_are_done_when_these_are_back(settings: Settings) -> None:
    async with university(settings) as issuer:
        await issuer.offer()
        with Gone(issuer):
            await run_jobs(issuer.app, failing=True)
            assert await StoredReport.all().count() == 0
            assert await Job.filter(failed_at__isnull=False).count() == 0
        await run_jobs(issuer.app, now=datetime.now(UTC) + LATER)
        assert (await StoredReport.get()).verdict == "valid"
        assert (await Credential.get()).art_digest


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_card_that_could_not_be_kept_is_drawn_later(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "public")
        with Gone(issuer):
            await run_jobs(issuer.app, failing=True)
            assert (await Browser(issuer.app).get(path)).status == 200
            assert not (await Share.get()).card_digest
        await run_jobs(issuer.app, now=datetime.now(UTC) + LATER)
        assert (await Browser(issuer.app).client.get(f"{path}/image.png")).status_code == 200


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_kept_file_that_is_lost_is_no_error_of_the_pages(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "public")
        await run_jobs(issuer.app)
        assert lose_all(issuer) >= 3
        assert (await Browser(issuer.app).get(path)).status == 200
        for file in (f"{path}/image.png", f"{path}/badge.png", f"/badges/{badge.id}/original"):
            assert (await owner.client.get(file)).status_code == 404, file
