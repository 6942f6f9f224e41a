"""Files, tokens, texts and links made to do harm, through the page that adds badges: a sentence, never a mistake."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Sequence
from typing import Any, TypeVar

import pytest

from tests.attacks import awards
from tests.attacks.reading import assert_harmless, assert_isolated, foreign_links
from tests.attacks.test_uploads import content, of
from tests.client import Browser, Page, sign_in
from tests.factories import university
from tests.shared import cases, rows
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Badge, Credential, Verification

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
KINDS = ("json", "png", "svg", "pdf", "polyglot", "image", "zip")
A_TURN = 50  # that one learner may add in ten minutes
T = TypeVar("T")


async def turns(app: Any, given: Sequence[T]) -> AsyncIterator[tuple[Browser, T]]:
    """Each thing with a learner who may still add it: there are limits."""
    for start in range(0, len(given), A_TURN):
        owner = await sign_in(app, f"learner{start}@home.example")
        for one in given[start : start + A_TURN]:
            yield owner, one


def assert_answered(page: Page, name: str) -> None:
    """A preview, or a refusal with a sentence; nothing of it is active."""
    assert page.status == 200 or 400 <= page.status < 500, (name, page.text)
    assert_harmless(page)
    assert page.path.startswith("/import/") or page.find("problem"), (name, page.text)


async def test_no_file_is_kept_that_is_no_badge_and_each_is_told_why(settings: Settings) -> None:
    async with university(settings) as issuer:
        given, looked_at = of(*KINDS), 0
        assert len(given) > 300
        async for owner, row in turns(issuer.app, given):
            began = time.perf_counter()
            page = await owner.upload("/import", row["file"].split("/")[-1], content(row))
            assert time.perf_counter() - began < 20, row["file"]
            assert_harmless(page)
            if page.status == 200:  # a hosted badge whose site is away: it may be kept, marked so
                looked_at += 1
                assert page.document.xpath("//*[@data-verdict='not_theirs' or @data-verdict='unverifiable']"), row[
                    "file"
                ]
                continue
            assert page.status in (413, 422), (row["file"], page.text)
            assert page.find("problem") or page.status == 413, row["file"]
        assert await Verification.all().count() == looked_at < 10
        assert await Badge.all().count() == await Credential.all().count() == 0


async def test_no_token_and_no_proof_that_should_be_refused_is_said_to_hold(settings: Settings) -> None:
    async with university(settings) as issuer:
        tokens = [(row["id"], row["token"], row) for row in cases("attacks/jws/tokens.open.jsonl")]
        sealed = [(row["id"], json.dumps(row["doc"]), row) for row in cases("attacks/di/jcs_cases.open.jsonl")]
        async for owner, (name, text, row) in turns(issuer.app, tokens + sealed):
            page = await owner.upload("/import", name, text.encode())
            assert_answered(page, name)
            if str(row["expect"]).startswith("reject"):
                assert not page.document.xpath("//*[@data-verdict='valid' or @data-verdict='unknown_issuer']"), name


def meaning_otherwise() -> list[tuple[str, bytes]]:
    """A sealed badge under contexts made to harm or to mislead, the bare documents, and a poison graph."""
    sealed = json.loads(awards.sealed(awards.plain()))
    made = []
    for row in cases("attacks/jsonld/contexts.open.jsonl"):
        context = next(iter(row["documents"]))
        made.append((row["id"], {"@context": context, "p": {"p": {}}}))
        made.append((row["id"], sealed | {"@context": [*sealed["@context"], context]}))
    poison = [(row["file"], content(row)) for row in of("rdfc") if row["file"].endswith(".json")]
    return [*((name, json.dumps(document).encode()) for name, document in made), *poison]


async def test_no_credential_that_means_something_else_is_said_to_hold(settings: Settings) -> None:
    async with university(settings) as issuer:
        given = meaning_otherwise()
        assert len(given) > 10
        async for owner, (name, document) in turns(issuer.app, given):
            page = await owner.upload("/import", "badge.json", document)
            assert_answered(page, name)
            assert not page.document.xpath("//*[@data-verdict='valid']"), name


# -- strings -------------------------------------------------------------------------------------------------------


async def test_a_name_made_to_mislead_is_a_name_in_previews_and_on_the_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        for row in rows("attacks/strings/names.open.jsonl")[:A_TURN]:
            page = await owner.upload("/import", row["text"][:80] or "x", awards.sealed(awards.told(row["text"])))
            assert_answered(page, row["id"])
            if page.path.startswith("/import/"):
                assert_isolated(page, row["text"])
                page = await owner.submit(page.path, answer="keep", sure="yes")
                assert page.status == 200, page.text
                assert_harmless(page)
                assert_isolated(page, row["text"])
                removing = await owner.get(f"{page.path.partition('?')[0]}/remove")
                assert removing.status == 200
                assert_harmless(removing)
                assert_isolated(removing, row["text"])


async def test_names_of_files_are_shown_as_they_are_and_do_nothing(settings: Settings) -> None:
    async with university(settings) as issuer:
        sealed = awards.sealed(awards.plain())
        names = [row["filename"] for row in rows("attacks/strings/filenames.open.jsonl")]
        async for owner, name in turns(issuer.app, names):
            sendable = name.encode(errors="replace").decode()[:250] or "x"
            page = await owner.upload("/import", sendable, sealed)
            assert page.status == 200, (name, page.text)
            assert_harmless(page)
            assert_isolated(page, name)


async def test_pasted_texts_and_links_lead_nowhere_they_should_not(settings: Settings) -> None:
    async with university(settings) as issuer:
        texts = [row["text"] for row in rows("attacks/strings/html_markdown.open.jsonl")]
        tables = ("strings/link_urls", "ssrf/urls")
        urls = [row["url"] for table in tables for row in cases(f"attacks/{table}.open.jsonl")]
        async for owner, text in turns(issuer.app, [text for text in (*texts, *urls) if text.strip()]):
            page = await owner.post("/import", text=text)
            assert_answered(page, text)
            assert page.status in (400, 422), (text, page.text)
            assert foreign_links(page) == []
        assert await Verification.all().count() == 0


async def test_a_preview_that_nobody_has_is_looked_for_in_vain(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner = await sign_in(issuer.app, LEARNER.email)
        for path in ("/import/{}", "/import/{}/art.png"):
            answers = [await owner.client.get(path.format(made)) for made in ("A" * 22, "z", "%00", "%F0%9F%98%80")]
            assert {answer.status_code for answer in answers} == {404}
        for slug in ("\x00", "\ud83d", "../..", "x" * 50):
            sent = slug.encode("utf-8", "replace").decode()
            assert (await owner.post("/import", report=sent)).status in (400, 404, 422)
