"""The seal: what is said now, of whom, and how sure."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.client import Browser, run_jobs, sign_in
from tests.factories import University, accepted, shared, university
from wallet.changes import changed
from wallet.config import Settings
from wallet.demo import credentials
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import Badge, Issuer, Job, Share, StoredReport
from wallet.openbadges import proofs

pytestmark = pytest.mark.anyio


async def given(issuer: University, /, **changes: Any) -> tuple[Browser, Badge]:
    """A learner with a badge whose credential differs in some members from the degree."""
    unsigned = credentials.credential(DEGREE["en"], LEARNER) | changes
    signed = proofs.sign(unsigned, issuer.issuing.seal, credentials.SEAL, DEGREE["en"].awarded)
    owner = await sign_in(issuer.app, LEARNER.email)
    answer = await issuer.call("POST", "/api/v1/offers", json={"email": LEARNER.email, "credential": signed})
    await owner.post(f"/offers/waiting/{answer.json()['id']}", answer="accept")
    await run_jobs(issuer.app)
    return owner, await Badge.get()


def text(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


async def test_a_badge_that_expires_says_so_at_that_moment_and_not_at_the_next_check(settings: Settings) -> None:
    async with university(settings) as issuer:
        until = datetime.now(UTC) + timedelta(days=1)
        owner, badge = await given(issuer, validUntil=text(until))
        path = await shared(owner, badge)
        await run_jobs(issuer.app)
        assert "Verified" in (await Browser(issuer.app).get(path)).text
        card = (await Share.get()).card_hash
        await StoredReport.all().update(at=until - timedelta(days=3))
        waiting = await Job.get(key=f"due:{badge.id}", finished_at=None)
        assert timedelta(0) < waiting.run_at - until < timedelta(seconds=10)
        earlier = datetime.now(UTC) - timedelta(hours=1)
        for report in await StoredReport.all():
            assert report.credential
            report.credential["validUntil"] = text(earlier)  # as if a day had gone by
            await report.save()
        await changed(badge.id)  # the page that was kept would have been so until that moment
        page = await Browser(issuer.app).get(path)
        assert "Expired on" in page.text
        assert "Verified" not in page.text.split("What was learned")[0].replace("Verify", "")
        assert "Outside its time of validity" in page.text
        assert "Expired" in (await owner.get("/badges")).text
        assert card


async def test_a_badge_of_an_issuer_whom_nobody_here_knows_is_not_said_to_be_plainly_verified(
    settings: Settings,
) -> None:
    async with university(settings) as issuer:
        await Issuer.all().update(domain="elsewhere.example", ids=[])
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge)
        await run_jobs(issuer.app)
        page = await Browser(issuer.app).get(path)
        assert (await StoredReport.filter(badge_id=badge.id).order_by("-at").first()).verdict == "valid"  # type: ignore[union-attr]  # there is one
        assert page.document.xpath("//*[@data-verdict='unknown_issuer']")
        assert "Verified, but its issuer is not known here" in page.text
        description = page.document.xpath("string(//meta[@name='description']/@content)")
        assert description.startswith("Verified, but its issuer is not known here")
        issuer_said = page.document.xpath("//dl//dt[.='Issuer']/following-sibling::dd")
        assert [(one.get("data-outcome"), one.text_content()) for one in issuer_said] == [
            ("passed", "Proved to come from badges.pontelume.example"),
            (
                "warning",
                "It calls itself ⁨University of Pontelume⁩, and is not on this wallet’s list of known issuers",
            ),
        ]


async def test_an_issuer_stands_under_the_name_that_the_operator_gave_it(settings: Settings) -> None:
    async with university(settings) as issuer:
        await Issuer.all().update(name="Evening School of Pontelume")
        named = credentials.credential(DEGREE["en"], LEARNER)["issuer"] | {"name": "Famous Institute of Technology"}
        owner, badge = await given(issuer, issuer=named)
        page = await Browser(issuer.app).get(await shared(owner, badge))
        before, _, after = page.text.partition("Who awards it")
        assert "Evening School of Pontelume" in before
        assert "Famous Institute" not in before
        assert "In the credential it calls itself Famous Institute of Technology." in after
        description = page.document.xpath("string(//meta[@name='description']/@content)")
        assert "Evening School of Pontelume" in description


async def test_a_tick_claims_no_more_than_was_asked(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page = await Browser(issuer.app).get(await shared(owner, badge))
        assert "Whether it was withdrawn cannot be asked: its issuer keeps no list." in page.find("reasons")[0]
        assert "Not withdrawn by its issuer" not in page.text
        assert "Validity" not in page.find("reasons")[0]  # its dates are said only where they speak against it


async def test_the_public_page_gives_away_no_id_of_the_credential(settings: Settings) -> None:
    async with university(settings) as issuer:
        for what in ("course", "degree"):
            owner, badge = await accepted(issuer, what)
            await badge.fetch_related("credential")
            await owner.post(f"/badges/{badge.id}/visibility", visibility="public")
            await owner.post(f"/badges/{badge.id}/credential", offered="no")  # the file would say it, too
            share = await Share.get(badge_id=badge.id)
            page = (await Browser(issuer.app).get(f"/b/{share.slug}")).response.text
            assert "urn:uuid" not in page
            assert "assertions%2F" not in page
            assert "/assertions/" not in page


async def test_a_new_badge_says_at_once_what_was_found_while_it_was_offered(settings: Settings) -> None:
    async with university(settings) as issuer:
        await issuer.offer("course")
        await run_jobs(issuer.app)
        owner = await sign_in(issuer.app, LEARNER.email)
        page = await owner.get("/badges")
        action = page.document.xpath("string(//form[contains(@action, '/offers/waiting/')]/@action)")
        page = await owner.post(action, answer="accept")  # no job has run since
        assert "Reading Data" in page.text
        assert "Verified" in page.text
