"""What a stranger takes along from a shared page: certificate, code, and the credential in the badge's picture."""

from __future__ import annotations

import asyncio
import signal
from datetime import UTC, datetime
from io import BytesIO

import httpx
import pytest
import zxingcpp
from PIL import Image

from tests.attacks.reading import saved_as
from tests.client import Browser, services
from tests.diploma_supplement import pdf_text as pdf
from tests.factories import University, accepted, shared, university
from wallet.changes import changed_links
from wallet.config import Settings
from wallet.locks import locked
from wallet.models import Badge, Credential, Share, StoredReport
from wallet.openbadges import baking
from wallet.openbadges.report import Verdict
from wallet.share import downloads
from wallet.trust.driver import verify_online

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


async def taken(issuer: University, path: str) -> httpx.Response:
    """What a stranger gets."""
    return await Browser(issuer.app).client.get(path)


async def test_the_page_leads_to_its_certificate_in_its_language(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        page = await Browser(issuer.app).get(f"{path}?lang=it")
        (way,) = (str(each) for each in page.document.xpath("//main//a/@href") if "certificate.pdf" in each)
        answer = await taken(issuer, way)
        assert answer.headers["content-type"] == "application/pdf"
        assert answer.headers["cache-control"] == "no-cache"
        assert answer.headers["x-robots-tag"] == "noindex"
        name = "Attestato - Master’s Degree in Energy Transition Engineering.pdf"
        assert saved_as(answer.headers["content-disposition"]) == name
        text = pdf.text(answer.content)
        assert pdf.squeezed("Verificato") in text
        assert f"https://wallet.example{path}" in text
        again = await Browser(issuer.app).client.get(way, headers={"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        other = await taken(issuer, f"{path}/certificate.pdf?lang=en")
        assert other.headers["etag"] != answer.headers["etag"]


async def test_a_public_page_lets_its_certificate_be_listed(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "public")
        assert "x-robots-tag" not in (await taken(issuer, f"{path}/certificate.pdf")).headers


async def test_a_withdrawn_badge_has_another_certificate_at_once(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        before = await taken(issuer, f"{path}/certificate.pdf")
        await StoredReport.all().update(verdict="revoked")
        headers = {"If-None-Match": before.headers["etag"]}
        after = await Browser(issuer.app).client.get(f"{path}/certificate.pdf", headers=headers)
        assert after.status_code == 200
        assert pdf.squeezed("Withdrawn by the issuer") in pdf.text(after.content)
        assert saved_as(after.headers["content-disposition"]).startswith("Withdrawn by the issuer - ")


async def test_behind_a_lock_nothing_is_taken_nor_kept(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        tails = ("/certificate.pdf", "/baked", "/qr.png")
        await Share.all().update(password_hash=await locked("correct horse battery"))
        await changed_links([(await Share.get()).id])
        assert [(await taken(issuer, path + tail)).status_code for tail in tails] == [403] * 3
        reader = Browser(issuer.app)
        await reader.client.post(f"{path}/unlock", data={"password": "correct horse battery"})
        answer = await reader.client.get(f"{path}/certificate.pdf")
        assert (answer.status_code, answer.headers["cache-control"]) == (200, "private, no-store")
        assert "etag" not in answer.headers


async def test_whoever_comes_when_many_wait_is_told_at_once_to_come_again(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        printing = services(issuer.app).printing
        waits = [asyncio.create_task(printing.run(signal.pause, seconds=60.0)) for _ in range(downloads.MOST_ASKED)]
        await asyncio.sleep(0)
        answer = await taken(issuer, f"{path}/certificate.pdf?lang=en")
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert downloads.BUSY in answer.text
        for each in waits:
            each.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
        assert (await taken(issuer, f"{path}/certificate.pdf")).status_code == 200


async def test_a_certificate_that_takes_too_long_is_refused_with_a_sentence(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(downloads, "SECONDS", 0.001)
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        answer = await taken(issuer, f"{await shared(owner, badge)}/certificate.pdf?lang=en")
        assert answer.status_code == 422
        assert downloads.TOO_LARGE in answer.text


async def test_the_code_comes_as_dots_too(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        answer = await taken(issuer, f"{path}/qr.png")
        assert answer.headers["content-type"] == "image/png"
        (code,) = zxingcpp.read_barcodes(Image.open(BytesIO(answer.content)).convert("L"))
        assert code.text == f"https://wallet.example{path}"


@pytest.mark.parametrize("what", ["degree", "course", "micro_credential"])
async def test_the_badge_in_its_picture_verifies(settings: Settings, what: str) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer, what)
        path = await shared(owner, badge)
        await owner.post(f"/badges/{badge.id}/credential", offered="yes")
        page = await Browser(issuer.app).get(path)
        assert f"{path}/baked" in page.document.xpath("//main//a/@href")
        answer = await taken(issuer, f"{path}/baked")
        assert answer.headers["content-type"] == "image/png"
        assert answer.headers["cache-control"] == "private, no-store"
        assert answer.headers["x-robots-tag"] == "noindex"
        assert saved_as(answer.headers["content-disposition"]).endswith(".png")
        assert Image.open(BytesIO(answer.content)).size == (640, 640)
        report = await verify_online(answer.content, now=NOW, services=services(issuer.app))
        assert report.verdict is Verdict.VALID
        assert "form.current" not in {check.name for check in report.checks}  # nothing odd in how it was baked
        credential = await Credential.get(id=(await Badge.get(id=badge.id)).credential_id)
        assert baking.unbake(answer.content).strip() == credential.document.strip()


async def test_what_came_baked_is_handed_out_to_the_byte(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer, "micro_credential")
        path = await shared(owner, badge)
        await owner.post(f"/badges/{badge.id}/credential", offered="yes")
        assert (await taken(issuer, f"{path}/baked")).content == (await taken(issuer, f"{path}/credential")).content


async def test_there_is_no_picture_of_what_is_not_offered_or_has_none(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        await owner.post(f"/badges/{badge.id}/credential", offered="no")
        assert (await taken(issuer, f"{path}/baked")).status_code == 404
        await owner.post(f"/badges/{badge.id}/credential", offered="yes")
        assert (await taken(issuer, f"{path}/baked")).status_code == 200
        await Credential.all().update(art_digest="")
        assert (await taken(issuer, f"{path}/baked")).status_code == 404
        assert "/baked" not in (await Browser(issuer.app).get(path)).response.text
        assert (await taken(issuer, f"{path}/certificate.pdf")).status_code == 200
