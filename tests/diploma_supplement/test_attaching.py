from __future__ import annotations

import asyncio
import os
from io import BytesIO
from typing import Any

import httpx
import pikepdf
import pytest
from starlette.applications import Starlette
from tortoise.transactions import in_transaction

from tests.client import services
from tests.issuers.conftest import Caller
from tests.shared import iter_rows, rows, shared
from wallet.claiming import claim
from wallet.database import hold
from wallet.diploma_supplement import filenames
from wallet.models import Attachment, Badge, Job, Learner, Offer, OfferStatus, Share, Source, Visibility

pytestmark = pytest.mark.anyio


def pdf(pages: int = 1, **save: Any) -> bytes:
    """A PDF that differs by its number of pages."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page()
    file = BytesIO()
    document.save(file, deterministic_id="encryption" not in save, **save)
    return file.getvalue()


@pytest.fixture
async def place(caller: Caller) -> str:
    """Where the Diploma Supplement of a new offer goes."""
    return f"{(await caller.offer()).json()['links']['attachments']}/diploma-supplement"


async def put(caller: Caller, place: str, data: bytes | None = None, **headers: str) -> httpx.Response:
    """Send a PDF as the body."""
    sent = {"Content-Type": "application/pdf"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return await caller.http.put(place, content=pdf() if data is None else data, headers=sent)


async def accept(offer: Offer) -> Badge:
    """Accept as the learner who owns the address does."""
    learner = await Learner.create()
    await Offer.filter(id=offer.id).update(status=OfferStatus.ACCEPTED)
    async with in_transaction():
        await hold(f"address:{offer.key}")
        return (await claim(learner.id, offer.key))[0]


async def notices() -> list[dict[str, Any]]:
    return [job.payload for job in await Job.filter(name="diploma_supplement.arrived").order_by("created_at")]


async def test_a_supplement_is_kept_hidden_and_its_learner_is_told(app: Starlette, caller: Caller, place: str) -> None:
    answer = await put(caller, place, Content_Disposition="attachment; filename*=UTF-8''Supplemento%20%C3%A0.pdf")
    assert answer.status_code == 201, answer.text
    attachment = await Attachment.get()
    assert not attachment.visible
    assert (attachment.source, attachment.badge_id) == (Source.ISSUER, None)
    assert await services(app).storage.get(attachment.digest) == pdf()
    assert answer.json() == {
        "kind": "diploma-supplement",
        "filename": "Supplemento à.pdf",
        "media_type": "application/pdf",
        "size": len(pdf()),
        "sha256": attachment.digest,
        "received_at": answer.json()["received_at"],
    }
    assert await notices() == [{"attachment": str(attachment.id), "was_visible": False}]
    assert (await caller.http.get(place.rpartition("/")[0])).json() == {"attachments": [answer.json()]}
    assert (await caller.http.get(place.rpartition("/attachments")[0])).json()["attachments"] == [answer.json()]


async def test_a_document_comes_as_a_form_too(caller: Caller, place: str) -> None:
    answer = await caller.http.put(place, files={"file": ("s.pdf", pdf(), "text/plain")})
    assert (answer.status_code, answer.json()["filename"]) == (201, "s.pdf")
    answer = await caller.http.put(place, files={"file": ("s.pdf", pdf(2))}, data={"visible": "yes"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "#/visible")
    answer = await caller.http.put(place, files={"document": ("s.pdf", pdf(2))})
    assert {error["pointer"] for error in answer.json()["errors"]} == {"#/document", "#/file"}


@pytest.mark.parametrize("kind", ["transcript", "certificate", "details"])
async def test_each_kind_has_its_own_document(caller: Caller, place: str, kind: str) -> None:
    await put(caller, place)
    answer = await put(caller, place.replace("diploma-supplement", kind))
    assert (answer.status_code, answer.json()["filename"]) == (201, f"{kind}.pdf")
    listed = (await caller.http.get(place.rpartition("/")[0])).json()["attachments"]
    assert {each["kind"] for each in listed} == {"diploma-supplement", kind}


async def test_a_newer_version_starts_hidden_even_where_the_old_one_was_shown(caller: Caller, place: str) -> None:
    await put(caller, place)
    badge = await accept(await Offer.get())
    await Attachment.all().update(visible=True)
    share = await Share.create(badge=badge, visibility=Visibility.PUBLIC)
    answer = await put(caller, place, pdf(2))
    assert answer.status_code == 201
    old, new = await Attachment.all().order_by("received_at")
    assert (old.superseded_at is None, new.superseded_at, new.visible) == (False, None, False)
    assert new.badge_id == badge.id
    assert (await notices())[-1] == {"attachment": str(new.id), "was_visible": True}
    await share.refresh_from_db()
    assert share.version == 2
    assert [each["sha256"] for each in (await caller.http.get(place.rpartition("/")[0])).json()["attachments"]] == [
        new.digest
    ]


async def test_the_same_bytes_again_change_nothing(caller: Caller, place: str) -> None:
    first = await put(caller, place)
    await Attachment.all().update(visible=True)
    again = await put(caller, place)
    assert (again.status_code, again.json()) == (200, first.json())
    assert (await Attachment.get()).visible
    assert len(await notices()) == 1


async def test_a_document_that_comes_after_acceptance_belongs_to_the_badge(caller: Caller, place: str) -> None:
    badge = await accept(await Offer.get())
    await put(caller, place)
    assert (await Attachment.get()).badge_id == badge.id


async def test_an_issuers_document_stands_beside_the_one_that_the_holder_brought(caller: Caller, place: str) -> None:
    badge = await accept(await Offer.get())
    brought = await Attachment.create(
        badge=badge,
        kind="diploma-supplement",
        name="diploma-supplement-from-holder",
        source=Source.HOLDER,
        filename="mine.pdf",
        media_type="application/pdf",
        size=3,
        digest="0" * 64,
    )
    assert (await put(caller, place)).status_code == 201
    await brought.refresh_from_db()
    assert brought.superseded_at is None
    assert await Attachment.filter(badge_id=badge.id, superseded_at=None).count() == 2


async def test_documents_sent_at_once_leave_one_of_them_live(caller: Caller, place: str) -> None:
    answers = await asyncio.gather(*(put(caller, place, pdf(pages)) for pages in range(1, 7)))
    assert [answer.status_code for answer in answers] == [201] * 6
    assert await Attachment.filter(superseded_at=None).count() == 1


async def test_a_document_does_not_miss_the_badge_that_is_made_meanwhile(caller: Caller, place: str) -> None:
    await Offer.all().update(status=OfferStatus.ACCEPTED)
    learner, offer = await Learner.create(), await Offer.get()
    held, go = asyncio.Event(), asyncio.Event()

    async def prove_the_address() -> None:
        async with in_transaction():
            await hold(f"address:{offer.key}")
            await claim(learner.id, offer.key)
            held.set()
            await go.wait()

    proving = asyncio.create_task(prove_the_address())
    await held.wait()
    putting = asyncio.create_task(put(caller, place))
    await asyncio.sleep(0.3)
    go.set()
    await proving
    assert (await putting).status_code == 201
    assert (await Attachment.get()).badge_id == (await Badge.get()).id


@pytest.mark.parametrize("status", [OfferStatus.WITHDRAWN, OfferStatus.DECLINED])
async def test_a_closed_offer_takes_no_document(caller: Caller, place: str, status: OfferStatus) -> None:
    await Offer.all().update(status=status)
    answer = await put(caller, place)
    assert answer.status_code == 409
    assert status.value in answer.json()["detail"]
    assert await Attachment.all().count() == 0


async def test_nothing_can_be_attached_to_another_issuers_offer(caller: Caller, other: Caller, place: str) -> None:
    assert (await put(other, place)).status_code == 404
    assert (await other.http.get(place.rpartition("/")[0])).status_code == 404
    assert await Attachment.all().count() == await Job.filter(name__startswith="diploma").count() == 0


async def test_a_kind_that_nobody_knows_is_not_there(caller: Caller, place: str) -> None:
    answer = await put(caller, place.replace("diploma-supplement", "selfie"))
    assert answer.status_code == 404
    assert "transcript" in answer.json()["detail"]


@pytest.mark.parametrize(
    "encryption",
    [pikepdf.Encryption(owner="owner", user="user"), pikepdf.Encryption(owner="owner", user="")],
    ids=["password", "restricted"],
)
async def test_a_locked_pdf_is_refused(caller: Caller, place: str, encryption: pikepdf.Encryption) -> None:
    answer = await put(caller, place, pdf(encryption=encryption))
    assert answer.status_code == 422, answer.text
    assert "Send one that everybody can open" in answer.json()["detail"]


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04", pdf(0), pdf()[:200], b"<html>", b"\x00" * 4096])
async def test_what_is_no_sound_pdf_is_refused(caller: Caller, place: str, data: bytes) -> None:
    answer = await put(caller, place, data)
    assert answer.status_code == 422, answer.text
    assert await Attachment.all().count() == 0


async def test_a_pdf_of_more_than_ten_mebibytes_is_refused(caller: Caller, place: str) -> None:
    assert (await put(caller, place, b"%PDF-" + b"0" * (10 * 1024 * 1024))).status_code == 413
    large = pikepdf.new()
    large.add_blank_page().Contents = large.make_stream(os.urandom(9 * 1024 * 1024))
    file = BytesIO()
    large.save(file)
    assert (await put(caller, place, file.getvalue())).status_code == 201


@pytest.mark.parametrize("sent", ["application/zip", "image/gif", "text/html", ""])
async def test_another_media_type_is_refused(caller: Caller, place: str, sent: str) -> None:
    assert (await caller.http.put(place, content=pdf(), headers={"Content-Type": sent})).status_code == 415


async def test_names_made_to_do_harm_become_harmless(caller: Caller, place: str) -> None:
    for pages, row in enumerate(rows("attacks/strings/filenames.open.jsonl"), start=1):
        given = row["filename"]
        answer = await caller.http.put(place, files={"file": (given or " ", pdf(pages), "application/pdf")})
        assert answer.status_code == 201
        names = {answer.json()["filename"], filenames.safe(given, ".pdf", "diploma-supplement")}
        if "\r" not in given:
            quoted = given.replace("\\", "\\\\").replace('"', '\\"').encode()
            header = (b'attachment; filename="' + quoted + b'"').decode("latin-1")
            names.add(filenames.safe(filenames.of_disposition(header), ".pdf", "diploma-supplement"))
        for name in names:
            assert name.endswith(".pdf")
            assert name.isprintable()
            assert not set(name) & set('<>:"|?*;%\\/\r\n')
            assert name not in ("con.pdf", "..pdf", ".pdf")
        if row["expect"] == "default name":
            assert names == {"diploma-supplement.pdf"}
        if row["expect"].startswith("RFC 6266"):
            assert names == {given}


async def test_files_made_to_do_harm_are_refused_or_kept_untouched(app: Starlette, caller: Caller, place: str) -> None:
    for case in iter_rows(shared("attacks/manifest.jsonl")):
        if not case["file"].startswith(("pdf/", "polyglot/")):
            continue
        data = shared(f"attacks/{case['file']}").read_bytes()
        answer = await put(caller, place, data)
        decision = case["expect"]["decision"] if case["file"].startswith("pdf/") else "reject"
        wanted = {"accept": {201}, "reject": {422}}.get(decision, {201, 422})
        assert answer.status_code in wanted, (case["file"], answer.text)
        if answer.status_code == 201:
            newest = await Attachment.get(superseded_at=None)
            assert await services(app).storage.get(newest.digest) == data
