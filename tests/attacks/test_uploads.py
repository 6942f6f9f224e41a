"""Files made to do harm, through the issuers' API: as badges, inside badges, as their pictures, as their documents."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import httpx
import pytest

from tests.attacks import awards
from tests.client import Browser, run_jobs, services
from tests.factories import University, accepted, shared, university
from tests.shared import cases
from tests.shared import shared as shared_file
from wallet import pictures
from wallet.config import Settings
from wallet.demo.content import LEARNER
from wallet.models import Attachment, Credential, Offer, StoredReport
from wallet.openbadges import baking

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
FILES = cases("attacks/manifest.jsonl")
# Sound JSON in which two readers, or two databases, would see two things: a badge may not hold it.
STRICTER = ("duplicated_key.json", "duplicated_key_and_value.json", "null_escape.json", "escaped_null.json")
NOT_VALID = {"invalid", "malformed", "unverifiable"}


def of(*kinds: str) -> list[dict[str, Any]]:
    """The cases of these kinds."""
    return [row for row in FILES if row["file"].split("/")[0] in kinds]


def content(row: dict[str, Any]) -> bytes:
    """A case's file."""
    return shared_file(f"attacks/{row['file']}").read_bytes()


def decision(row: dict[str, Any]) -> str:
    """What is expected of a case."""
    return str(row["expect"]["decision"])


async def post(issuer: University, name: str, data: bytes) -> httpx.Response:
    """Offer whatever is in a file, as fast as any file is judged."""
    began = time.perf_counter()
    files = {"credential": (name, data, "image/png")}
    answer = await issuer.call("POST", "/api/v1/offers", data={"email": LEARNER.email}, files=files)
    assert time.perf_counter() - began < 15, name
    assert answer.status_code == 201 or 400 <= answer.status_code < 500, (name, answer.text)
    return answer


async def verdict_of(answer: httpx.Response) -> str:
    """What was said of an offer once its jobs were done."""
    report = await StoredReport.filter(offer_id=answer.json()["id"]).order_by("-at").first()
    return report.verdict if report else "none"


async def test_no_file_is_a_badge_that_should_be_none(settings: Settings) -> None:
    async with university(settings) as issuer:
        for row in of("json", "png", "svg", "polyglot", "image", "zip"):
            answer = await post(issuer, "badge.png", content(row))
            assert answer.status_code == 422, row["file"]
            assert answer.json()["detail"], row["file"]
            assert "Traceback" not in answer.text
        assert await Offer.all().count() == await Credential.all().count() == 0


async def test_no_json_gets_into_a_sealed_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        sealed = awards.sealed(awards.plain())
        taken: dict[str, tuple[httpx.Response, bytes]] = {}
        for row in of("json"):
            document = sealed[:-1] + b', "https://x.example/more": ' + content(row) + b"}"
            body = b'{"email": "ada@home.example", "credential": ' + document + b"}"
            answers = [
                await post(issuer, row["file"], document),
                await issuer.call("POST", "/api/v1/offers", content=body, headers={"Content-Type": "application/json"}),
            ]
            odd = "crafted" in row["file"] or row["file"].endswith(STRICTER)  # the crafted ones are whole badges
            meant = "" if odd else decision(row)
            expected = {"parse": {201}, "reject": {400, 413, 422}}.get(meant, {201, 400, 413, 422})
            assert {answer.status_code for answer in answers} <= expected, (row["file"], answers[0].text)
            if answers[1].status_code == 201:
                taken[answers[1].json()["id"]] = answers[1], content(row)
        await run_jobs(issuer.app)
        assert len(taken) > 60
        for answer, more in taken.values():
            says_nothing = json.loads(more) in ([], [None])
            assert await verdict_of(answer) in NOT_VALID | ({"valid"} if says_nothing else set()), more


async def test_a_badge_in_any_sound_picture_is_read_verified_and_drawn(settings: Settings) -> None:
    async with university(settings) as issuer:
        sound = [row for row in of("png") if decision(row) == "decodes"]
        sealed = awards.sealed(awards.plain()).decode()
        answers = {row["file"]: await post(issuer, "b.png", baking.bake(content(row), sealed)) for row in sound}
        await run_jobs(issuer.app)
        assert len(answers) > 100
        for name, answer in answers.items():
            assert answer.status_code == 201, (name, answer.text)
            assert await verdict_of(answer) == "valid", name
        assert await Credential.filter(art_digest="").count() == 0


async def test_a_picture_in_a_badge_is_drawn_anew_or_left_out(settings: Settings) -> None:
    async with university(settings) as issuer:
        given = {}
        for row in [row for row in of("svg", "polyglot", "image", "png") if decision(row) != "decodes"]:
            made = awards.plain()
            uri = f"data:image/png;base64,{base64.b64encode(content(row)).decode()}"
            made["credentialSubject"]["achievement"]["image"] = uri
            given[row["file"]] = row, await post(issuer, "badge.json", json.dumps(made).encode())
        await run_jobs(issuer.app)
        for name, (row, answer) in given.items():
            if answer.status_code != 201:  # a picture of more than a megabyte makes the badge too large
                assert decision(row) == "reject", (name, answer.text)
                continue
            credential = (await Offer.get(id=answer.json()["id"]).select_related("credential")).credential
            assert_drawn(row, credential, await drawn(issuer, credential))


async def drawn(issuer: University, credential: Credential) -> bytes:
    """The picture that pages show of a credential; empty when there is none."""
    return await services(issuer.app).storage.get(credential.art_digest) if credential.art_digest else b""


def assert_drawn(row: dict[str, Any], credential: Credential, picture: bytes) -> None:
    """What should be shown is shown, as pixels and nothing else; what should not is not."""
    if decision(row) in ("accept", "accept_as_image_only"):
        assert picture, row["file"]
    if decision(row) == "reject" and "upload" in row["entry"] and "svg_named" not in row["file"]:
        assert not picture, row["file"]  # what is only wrong as a badge, or by its name, may be fine as a picture
    if picture:
        assert pictures.sniff(picture) == "image/png"
        assert not [word for word in (b"PK\x03\x04", b"<script", b"<html", b"alert(") if word in picture], row["file"]


async def test_a_document_is_refused_or_handed_on_as_it_came_and_run_by_nobody(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "public")
        stranger = Browser(issuer.app)
        for row in of("pdf", "polyglot", "image"):
            began = time.perf_counter()
            answer = await issuer.call(
                "PUT",
                f"/api/v1/offers/{badge.offer_id}/attachments/details",
                content=content(row),
                headers={"Content-Type": "application/pdf"},
            )
            assert time.perf_counter() - began < 15, row["file"]
            wanted = {"accept": (200, 201), "reject": (422,)}.get(decision(row), (200, 201, 422))
            assert answer.status_code in (wanted if row["file"].startswith("pdf/") else (422,)), row["file"]
            if answer.is_success:
                item = await Attachment.get(badge_id=badge.id, superseded_at=None)
                await owner.post(f"/badges/{badge.id}/attachments/{item.id}", visible="yes")
                sent = await stranger.client.get(f"{path}/attachments/details")
                assert sent.content == content(row)
                assert_inert(sent)


def assert_inert(sent: httpx.Response) -> None:
    """A browser saves it and runs nothing of it."""
    assert sent.headers["content-type"] == "application/pdf"
    assert sent.headers["content-disposition"].startswith("attachment;")
    assert sent.headers["x-content-type-options"] == "nosniff"
    assert sent.headers["content-security-policy"] == "default-src 'none'; sandbox"
    assert sent.headers["cache-control"] == "private, no-store"


async def test_nothing_but_documents_is_taken_as_one(settings: Settings) -> None:
    async with university(settings) as issuer:
        made = await issuer.offer()
        place = f"/api/v1/offers/{made['id']}/attachments/transcript"
        for row in of("json", "svg", "zip"):
            answer = await issuer.call(
                "PUT", place, files={"file": ("transcript.pdf", content(row), "application/pdf")}
            )
            assert answer.status_code == 422, (row["file"], answer.text)
        assert await Attachment.all().count() == 0
