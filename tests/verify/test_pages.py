"""The page for everyone: handing in, one report, many, and what goes wrong."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest

from tests.attacks.reading import assert_harmless
from tests.client import Browser, Page, run_jobs, running, sign_in
from tests.factories import university
from tests.openbadges.pictures import png
from tests.verify.handing import COURSE, DEGREE, FORGED, MICRO, hand_in
from wallet.config import Settings
from wallet.models import StoredReport, Verification
from wallet.verify import asking

pytestmark = pytest.mark.anyio


async def test_a_file_leads_to_its_report(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await hand_in(Browser(issuer.app), ("degree.json", DEGREE))
        assert page.status == 200
        assert page.find("verdict") == ["Verified"]
        assert "Issued by ⁨University of Pontelume⁩ (badges.pontelume.example), an issuer this wallet knows" in page.text
        assert "Awarded to Marta Benedetti" in page.text
        names = [one.text for one in page.document.xpath("//ul[@id='checks']//code")]
        assert names == [row["name"] for row in (await StoredReport.get()).checks]
        assert "https://badges.pontelume.example/.well-known/did.json" in page.text
        assert page.text.count("sha256:") == 2
        assert_harmless(page)


async def test_a_report_is_kept_from_caches_and_other_sites(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await hand_in(Browser(issuer.app), ("degree.json", DEGREE))
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["referrer-policy"] == "no-referrer"
        assert page.headers["x-robots-tag"] == "noindex"


async def test_several_files_and_texts_lead_to_a_table(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        text = f"https://nowhere.example/badge\n\n{COURSE.decode()}\nnot a badge"
        page = await hand_in(browser, ("degree.json", DEGREE), ("a.png", MICRO), ("forged.json", FORGED), text=text)
        assert page.path.startswith("/verify/together/")
        verdicts = [
            " ".join(chip.text_content().split()) for chip in page.document.xpath("//td//*[contains(@class, 'chip')]")
        ]
        assert verdicts == [
            "Verified",
            "Verified",
            "Not genuine, or altered",
            "Could not be checked",
            "Verified",
            "No readable badge",
        ]
        assert_harmless(page)
        links = page.document.xpath("//tbody//a/@href")
        one = await browser.get(links[1])
        assert one.find("verdict") == ["Verified"]
        assert one.document.xpath("//a[starts-with(@href, '/verify/together/')]")


async def test_the_table_is_a_file_for_spreadsheets(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        page = await hand_in(browser, ("=1+1.json", DEGREE), ("forged.json", FORGED), text="@nothing")
        answer = await browser.client.get(f"{page.path}/table.csv")
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        assert answer.headers["content-disposition"].startswith('attachment; filename="badges-')
        assert answer.content.startswith("\ufeffname,verdict,shown_as,title,issuer,".encode())
        assert answer.content.endswith(b"\r\n")
        rows = list(csv.DictReader(StringIO(answer.content.decode("utf-8-sig"), newline="")))
        assert [(row["name"], row["verdict"], row["failed_checks"]) for row in rows] == [
            ("'=1+1.json", "valid", ""),
            ("forged.json", "invalid", "seal.intact"),
            ("", "malformed", "container.read"),
        ]
        assert [row["shown_as"] for row in rows] == ["Verified", "Not genuine, or altered", "No readable badge"]
        assert [row["issuer_proved"] for row in rows] == ["yes", "", ""]
        assert (rows[1]["issuer"], rows[1]["recipient"]) == ("", "")
        assert rows[0]["title"] == "Master’s Degree in Energy Transition Engineering"
        assert rows[0]["issuer_known_as"] == "University of Pontelume"
        assert (rows[0]["issued"], rows[0]["expires"]) == ("2026-07-16", "")
        assert rows[0]["address"] == ""  # nobody else sees it


async def test_a_broken_seal_is_one_plain_line_and_nothing_else_is_vouched_for(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await hand_in(Browser(issuer.app), ("forged.json", FORGED))
        assert page.find("verdict") == ["Not genuine, or altered"]
        assert page.find("reasons") == ["The seal is broken: it was changed since it was issued, or never genuine."]
        assert "none of it can be relied on" in page.text
        assert not page.document.xpath("//*[@id='recipient']")
        assert not page.forms("/import")


async def test_what_is_no_badge_gets_its_sentence(settings: Settings) -> None:
    async with running(settings) as app:
        page = await hand_in(Browser(app), ("photo.jpg", b"\xff\xd8\xff" + b"x" * 100))
        assert page.status == 200
        assert page.find("verdict") == ["No readable badge"]
        assert "only PNG and SVG can" in page.find("reasons")[0]
        assert page.document.findtext(".//h1/bdi") == "photo.jpg"


async def test_a_picture_without_a_badge_is_called_one_and_nobody_is_written_to(settings: Settings) -> None:
    async with running(settings) as app:
        page = await hand_in(Browser(app), ("photo.png", png()))
        assert page.document.xpath("string(//dt[.='What it is']/following-sibling::dd)").startswith("PNG picture,")
        assert page.text.count(page.find("reasons")[0]) == 2  # in short, and with its remedy
        assert "a photo or a screenshot does not carry the badge" in page.text
        assert "A mail to the issuer" not in page.text


async def test_the_same_badge_twice_is_remarked_on(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await hand_in(Browser(issuer.app), ("a.json", DEGREE), ("b.png", MICRO), ("c.json", DEGREE))
        rows = [" ".join(row.text_content().split()) for row in page.document.xpath("//tbody/tr")]
        assert ["The same badge as in row 1" in row for row in rows] == [False, False, True]


async def test_a_badge_without_a_picture_is_said_to_have_none(settings: Settings) -> None:
    async with university(settings) as issuer:
        page = await hand_in(Browser(issuer.app), ("course.json", COURSE))
        assert "No picture in the file" in page.text
        picture = await hand_in(Browser(issuer.app), ("micro.png", MICRO))
        assert "No picture in the file" not in picture.text


async def test_a_file_that_is_too_large_takes_nothing_from_the_others(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        page = await hand_in(browser, ("large.png", b"x" * (asking.LARGEST + 1)), ("degree.json", DEGREE))
        verdicts = [report.verdict for report in await StoredReport.all().order_by("verification__place")]
        assert verdicts == ["malformed", "valid"]
        large = await browser.get(page.document.xpath("//tbody//a/@href")[0])
        assert "larger than 5 MiB" in large.find("reasons")[0]
        assert (await Verification.get(name="large.png")).content == b""


@pytest.mark.parametrize(
    ("text", "status", "sentence"),
    [
        ("", 422, "Choose a file with a badge in it"),
        (" \n ", 422, "Choose a file with a badge in it"),
        ("https://x.example/1\n" * 21, 422, "more badges than can be verified at once: at most 20"),
        ("x" * (1024 * 1024 + 1), 413, "longer than 1 MiB"),
    ],
)
async def test_what_cannot_be_taken_is_said_and_what_was_typed_stays(
    settings: Settings, text: str, status: int, sentence: str
) -> None:
    async with running(settings) as app:
        page = await hand_in(Browser(app), text=text)
        assert page.status == status
        assert sentence in page.find("problem")[0]
        assert page.document.xpath("string(//textarea)").strip() == text.strip()
        assert await Verification.all().count() == 0


async def test_more_files_than_can_be_taken_are_counted_not_cut_off(settings: Settings) -> None:
    async with running(settings) as app:
        page = await hand_in(Browser(app), *[(f"{number}.json", b"{}") for number in range(21)], text="keep me")
        assert page.status == 422
        assert "at most 20" in page.find("problem")[0]
        assert page.document.xpath("string(//textarea)").strip() == "keep me"


async def test_a_form_that_is_larger_than_all_files_may_be_is_refused(settings: Settings) -> None:
    async with running(settings) as app:
        page = await hand_in(Browser(app), *[(f"{number}.png", bytes(9_000_000)) for number in range(4)])
        assert page.status == 413
        assert "larger than the wallet takes" in page.text


async def test_who_hands_in_too_much_is_asked_to_wait_and_loses_nothing(settings: Settings) -> None:
    async with running(settings) as app:
        browser = Browser(app)
        await asking_again(browser, 15)
        page = await hand_in(browser, text="https://x.example/last")
        assert page.status == 429
        assert int(page.headers["retry-after"]) > 0
        assert "https://x.example/last" in page.document.xpath("string(//textarea)")


async def asking_again(browser: Browser, times: int) -> None:
    """Hand in twenty things that cost nothing to judge, so many times."""
    for _ in range(times):
        page = await hand_in(browser, text="\n".join(map(str, range(20))), follow=False)
        assert page.status == 303


# -- while it runs -------------------------------------------------------------------------------------------------


async def unfinished(browser: Browser, *files: tuple[str, bytes]) -> Page:
    """Reports of which the last is not there yet, as after five seconds."""
    page = await hand_in(browser, *files)
    last = await Verification.all().order_by("-place").first()
    assert last is not None
    await StoredReport.filter(verification_id=last.id).delete()
    await Verification.filter(id=last.id).update(finished_at=None)
    return await browser.get(page.path)


async def test_a_report_that_is_not_there_yet_says_so_and_comes_by_itself(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        page = await unfinished(browser, ("degree.json", DEGREE))
        assert page.find("verdict") == ["Being checked"]
        assert page.headers["refresh"] == "4"
        assert "shows the report as soon as it is there" in page.text
        assert not page.forms(f"{page.path}/keep")
        await browser.post(f"{page.path}/keep")
        assert (await Verification.get()).kept_at is None
        await run_jobs(issuer.app, now=datetime.now(UTC) + timedelta(minutes=1))
        page = await browser.get(page.path)
        assert page.find("verdict") == ["Verified"]
        assert "refresh" not in page.headers


async def test_a_table_that_is_not_complete_counts_what_is_done(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        page = await unfinished(browser, ("degree.json", DEGREE), ("forged.json", FORGED))
        assert "1 of 2 are verified" in page.text
        assert page.headers["refresh"] == "4"
        table = await browser.client.get(f"{page.path}/table.csv")
        assert b"forged.json,pending," in table.content


# -- in a wallet ---------------------------------------------------------------------------------------------------


async def test_who_is_signed_in_can_keep_the_badge_and_who_is_not_can_sign_in_and_come_back(settings: Settings) -> None:
    async with university(settings) as issuer:
        browser = Browser(issuer.app)
        page = await hand_in(browser, ("degree.json", DEGREE))
        report = page.path
        assert not page.forms("/import")
        assert page.document.xpath(f"//a[@href='/sign-in?next={report}']")
        await sign_in(issuer.app, "viewer@home.example", browser)
        page = await browser.get(report)
        assert page.forms("/import")[0].fields["report"] == report.rpartition("/")[2]
        page = await browser.submit("/import")
        assert page.path.startswith("/import/")
        assert "Master’s Degree in Energy Transition Engineering" in page.text


async def test_the_page_is_found_from_everywhere(settings: Settings) -> None:
    async with running(settings) as app:
        page = await Browser(app).get("/")
        assert len(page.document.xpath("//a[@href='/verify']")) == 3
        page = await Browser(app).get("/verify")
        assert page.document.xpath("//nav//a[@href='/verify']/@aria-current") == ["page"]
        assert_harmless(page)
