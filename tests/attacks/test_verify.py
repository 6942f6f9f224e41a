"""Files, tokens and texts made to do harm, through the page that verifies and the API."""

from __future__ import annotations

import csv
import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.applications import Starlette

from tests.attacks import awards
from tests.attacks.reading import assert_harmless, assert_isolated, foreign_links
from tests.attacks.test_uploads import content, of
from tests.client import Browser, run_jobs
from tests.factories import university
from tests.shared import cases, rows
from tests.verify.handing import hand_in
from wallet.config import Settings
from wallet.models import StoredReport, Verification
from wallet.verify.result import FORMULA

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
KINDS = ("json", "png", "svg", "pdf", "polyglot", "image", "zip")
AT_ONCE = 20


def batches(given: list[Any]) -> Iterator[tuple[str, list[Any]]]:
    """So many as fit into one form, each lot from another address, since there are limits."""
    for number, start in enumerate(range(0, len(given), AT_ONCE)):
        yield f"198.51.100.{number + 1}", given[start : start + AT_ONCE]


async def test_no_file_is_a_badge_that_should_be_none_and_each_has_its_report(settings: Settings) -> None:
    async with university(settings) as issuer:
        files = [(Path(row["file"]).name, content(row)) for row in of(*KINDS)]
        assert len(files) > 300
        for address, lot in batches(files):
            browser = Browser(issuer.app, address=address)
            began = time.perf_counter()
            page = await hand_in(browser, *lot)
            assert time.perf_counter() - began < 60, [name for name, _ in lot]
            assert page.status == 200
            assert_harmless(page)
        await run_jobs(issuer.app, now=datetime.now(UTC) + timedelta(minutes=1))  # what a busy machine left to them
        assert await Verification.filter(finished_at=None).count() == 0
        assert await StoredReport.all().count() == len(files)
        assert await StoredReport.filter(verdict="valid").count() == 0
        assert [report for report in await StoredReport.all() if not report.checks] == []


async def test_what_is_active_in_a_file_is_active_on_no_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        for address, lot in batches(of("svg", "polyglot", "pdf")):
            browser = Browser(issuer.app, address=address)
            page = await hand_in(browser, *((row["file"].split("/")[-1], content(row)) for row in lot))
            for path in page.document.xpath("//tbody//a/@href"):
                report = await browser.get(path)
                assert report.status == 200
                assert_harmless(report)
                art = await browser.client.get(f"{path}/art.png")
                assert art.status_code == 404 or art.headers["content-type"] in ("image/png", "image/svg+xml")
                assert art.status_code == 404 or b"<script" not in art.content


async def program(app: Starlette, address: str, **sent: Any) -> httpx.Response:
    """Ask the API from an address, as fast as anything is answered."""
    transport = httpx.ASGITransport(app, client=(address, 40000))
    async with httpx.AsyncClient(transport=transport, base_url="https://wallet.example") as http:
        began = time.perf_counter()
        answer = await http.post("/api/v1/verify", **sent)
        assert time.perf_counter() - began < 20
        return answer


async def test_a_program_gets_a_verdict_on_any_file_and_never_a_good_one(settings: Settings) -> None:
    async with university(settings) as issuer:
        for address, lot in batches(of(*KINDS)):
            for row in lot:
                media_type = "application/json" if row["file"].endswith(".json") else "application/octet-stream"
                answer = await program(issuer.app, address, content=content(row), headers={"Content-Type": media_type})
                assert answer.status_code in (200, 413, 422), (row["file"], answer.text)
                if answer.status_code == 200:
                    assert answer.json()["verdict"] != "valid", row["file"]
                    assert answer.json()["checks"], row["file"]
                else:
                    assert answer.json()["detail"], row["file"]
        assert await Verification.all().count() == 0


async def test_no_token_and_no_proof_that_should_be_refused_is_taken(settings: Settings) -> None:
    async with university(settings) as issuer:
        tokens = [(row["id"], row["token"], row) for row in cases("attacks/jws/tokens.open.jsonl")]
        sealed = [(row["id"], json.dumps(row["doc"]), row) for row in cases("attacks/di/jcs_cases.open.jsonl")]
        for address, lot in batches(tokens + sealed):
            for name, text, row in lot:
                for sent in ({"content": text.encode()}, {"files": {"file": (name, text.encode())}}):
                    answer = await program(issuer.app, address, **sent)
                    assert answer.status_code in (200, 413, 422), (name, answer.text)
                    told = answer.json()
                    if answer.status_code == 200 and str(row["expect"]).startswith("reject"):
                        assert told["verdict"] != "valid", name
            page = await hand_in(Browser(issuer.app, address=address), text="\n\n".join(text for _, text, _ in lot))
            assert page.status in (200, 422), page.text[:500]  # some hold line breaks, and count as more than one


# -- strings -------------------------------------------------------------------------------------------------------


async def test_a_name_made_to_mislead_is_a_name_on_reports_in_tables_and_in_spreadsheets(settings: Settings) -> None:
    async with university(settings) as issuer:
        for address, lot in batches(rows("attacks/strings/names.open.jsonl")):
            browser = Browser(issuer.app, address=address)
            given = [(row["text"][:80] or "x", awards.sealed(awards.told(row["text"]))) for row in lot]
            page = await hand_in(browser, *((_sendable(name), data) for name, data in given))
            assert page.status == 200
            assert_harmless(page)
            assert_isolated(page, *(row["text"] for row in lot))
            table = await browser.client.get(f"{page.path}/table.csv")
            cells = [
                cell for row in csv.reader(StringIO(table.content.decode("utf-8-sig"), newline="")) for cell in row
            ]
            assert not [cell for cell in cells if cell.startswith(FORMULA)]
            for path in page.document.xpath("//tbody//a/@href"):
                report = await browser.get(path)
                assert report.status == 200
                assert_harmless(report)
                assert_isolated(report, *(row["text"] for row in lot))


def _sendable(name: str) -> str:
    return name.encode(errors="replace").decode()[:250]  # no disk has longer ones


async def test_names_of_files_and_texts_are_shown_as_they_are_and_do_nothing(settings: Settings) -> None:
    async with university(settings) as issuer:
        names = [row["filename"] for row in rows("attacks/strings/filenames.open.jsonl")]
        texts = [row["text"] for row in rows("attacks/strings/html_markdown.open.jsonl")]
        for address, lot in batches(names + texts):
            browser = Browser(issuer.app, address=address)
            page = await hand_in(browser, *((_sendable(name) or "x", b"no badge") for name in lot))
            assert page.status == 200
            assert_harmless(page)
            assert_isolated(page, *lot)
            typed = await hand_in(browser, text="\n".join(lot))
            assert typed.status in (200, 422)
            assert_harmless(typed)


async def test_a_pasted_link_leads_to_the_web_or_is_no_link(settings: Settings) -> None:
    async with university(settings) as issuer:
        urls = [
            row["url"] for table in ("strings/link_urls", "ssrf/urls") for row in cases(f"attacks/{table}.open.jsonl")
        ]
        for address, lot in batches([url for url in urls if url]):
            browser = Browser(issuer.app, address=address)
            for url in lot:
                page = await hand_in(browser, text=url)
                assert page.status in (200, 422), url
                assert_harmless(page)
                assert foreign_links(page) == []
                assert decision_is_not_valid(await StoredReport.all().order_by("-at").first()), url


def decision_is_not_valid(report: StoredReport | None) -> bool:
    """Whether nothing was taken for a badge."""
    return report is None or report.verdict in ("malformed", "unverifiable", "invalid")
