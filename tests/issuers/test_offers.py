from __future__ import annotations

import json
from base64 import urlsafe_b64encode
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import Any

import pikepdf
import pytest
from PIL import Image
from starlette.applications import Starlette

from tests.client import services
from wallet import tokens
from wallet.models import Credential, Job, Offer, OfferStatus
from wallet.openbadges import baking

from .conftest import Caller, credential

pytestmark = pytest.mark.anyio

JWS = "eyJhbGciOiJFZERTQSJ9.{}.c2lnbmF0dXJl"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


def compact(payload: dict[str, Any]) -> str:
    return JWS.format(urlsafe_b64encode(json.dumps(payload).encode()).rstrip(b"=").decode())


def png(text: str) -> bytes:
    file = BytesIO()
    Image.new("RGB", (40, 40), "teal").save(file, "PNG")
    return baking.bake(file.getvalue(), text)


def pdf(*attached: bytes) -> bytes:
    document, file = pikepdf.new(), BytesIO()
    document.add_blank_page()
    for number, data in enumerate(attached):
        document.attachments[f"badge {number}.json"] = data
    document.save(file)
    return file.getvalue()


async def kept(app: Starlette, offer_id: str) -> tuple[Credential, bytes]:
    offer = await Offer.get(id=offer_id).select_related("credential")
    return offer.credential, await services(app).storage.get(offer.credential.digest)


async def test_an_offer_is_made_with_everything_it_needs(app: Starlette, caller: Caller) -> None:
    answer = await caller.offer(locale="it", message="  Complimenti!\r\nA presto ", expires_in_days=10)
    assert answer.status_code == 201
    told = answer.json()
    assert answer.headers["location"] == told["links"]["self"] == f"https://wallet.example/api/v1/offers/{told['id']}"
    assert {
        name: told[name] for name in ("status", "email", "title", "issuer", "locale", "attachments", "warnings")
    } == {
        "status": "pending",
        "email": "ada@learner.example",
        "title": "Analisi dei numeri",
        "issuer": "Università di Prova",
        "locale": "it",
        "attachments": [],
        "warnings": [],
    }
    offer = await Offer.get(id=told["id"]).select_related("credential")
    assert (offer.key, offer.message) == ("ada@learner.example", "Complimenti!\nA presto")
    assert offer.expires_at - offer.created_at > timedelta(days=9, hours=23)
    assert offer.credential.issued_at == datetime(2026, 7, 1, 10, tzinfo=UTC)
    jobs = {job.name: job.payload for job in await Job.all()}
    offered = {"offer": told["id"]}
    assert jobs == {
        "import.offer_mail": offered,
        "trust.check": offered,
        "import.art": {"credential": str(offer.credential_id)},
    }


async def test_the_link_can_be_made_again_from_the_secret_alone_and_is_told_to_nobody(
    app: Starlette, caller: Caller
) -> None:
    answer = await caller.offer()
    offer = await Offer.get()
    link = tokens.derive_token(services(app).settings.secret, "offer", offer.id, offer.generation)
    assert offer.token_hash == tokens.hashed(link)
    stored = [str(row) for model in (Offer, Job, Credential) for row in await model.all().values()]
    assert not any(link in text for text in [answer.text, *stored])


async def test_the_bytes_of_an_object_are_kept_as_the_sender_wrote_them(app: Starlette, caller: Caller) -> None:
    text = json.dumps(credential(), indent=3).replace("Analisi", "Analisi \\u0064ei  ").replace("}", " }")
    text = text.replace('"issuer"', '"score": 1.50e+1, "issuer"')
    before = '{ "email":"ada@learner.example" ,\n "message": "}{ \\"credential\\": 1"'
    body = f'{before}, "credential" : {text}  , "locale":"en"}}'
    answer = await caller.http.post(
        "/api/v1/offers", content=body.encode(), headers={"Content-Type": "application/json; charset=utf-8"}
    )
    assert answer.status_code == 201, answer.text
    credential_row, data = await kept(app, answer.json()["id"])
    assert data == text.encode()
    assert credential_row.document == text
    assert (credential_row.media_type, credential_row.size) == ("application/json", len(data))


async def test_a_signed_token_is_offered(app: Starlette, caller: Caller) -> None:
    token = compact(credential())
    answer = await caller.offer(credential=token)
    assert answer.status_code == 201, answer.text
    row, data = await kept(app, answer.json()["id"])
    assert (row.media_type, row.document, data) == ("application/jwt", token, token.encode())
    assert row.title == "Analisi dei numeri"


@pytest.mark.parametrize(
    "kind", ["image/png", "image/svg+xml", "application/pdf", "application/json", "application/jwt"]
)
async def test_a_file_is_offered_and_kept_to_the_byte(app: Starlette, caller: Caller, kind: str) -> None:
    text = json.dumps(credential())
    file = {
        "image/png": png(text),
        "image/svg+xml": baking.bake(SVG, text),
        "application/pdf": pdf(text.encode()),
        "application/json": b"\n" + text.encode() + b"\n",
        "application/jwt": compact(credential()).encode() + b"\n",
    }[kind]
    answer = await caller.http.post(
        "/api/v1/offers",
        data={"email": "ada@learner.example", "expires_in_days": "30"},
        files={"credential": ("badge", file, "application/octet-stream")},
    )
    assert answer.status_code == 201, answer.text
    row, data = await kept(app, answer.json()["id"])
    assert data == file
    assert (row.media_type, row.title) == (kind, "Analisi dei numeri")
    assert json.loads(text) == json.loads(text if kind == "application/jwt" else row.document)


async def test_a_file_that_carries_no_badge_is_refused(caller: Caller) -> None:
    file = BytesIO()
    Image.new("RGB", (40, 40)).save(file, "PNG")
    for data in (file.getvalue(), SVG, pdf(), pdf(pdf(b"{}")), b"%PDF-1.7"):
        answer = await caller.http.post(
            "/api/v1/offers", data={"email": "ada@learner.example"}, files={"credential": ("badge", data)}
        )
        assert answer.status_code == 422, answer.text
    assert await Offer.all().count() == 0


@pytest.mark.parametrize(
    "sent", [{}, {"type": "Nothing"}, "no token", "https://prova.example/assertion", "a.b.c", 7, None, [], True]
)
async def test_what_is_no_credential_is_refused_with_a_sentence(caller: Caller, sent: object) -> None:
    answer = await caller.offer(credential=sent)
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert len(answer.json()["detail"]) > 20
    assert await Offer.all().count() == await Job.all().count() == 0


async def test_everything_wrong_is_named_at_once(caller: Caller) -> None:
    answer = await caller.http.post(
        "/api/v1/offers",
        json={"email": "nobody", "locale": "tlh", "message": "a\x07", "expires_in_days": 731, "mail/~": 1},
    )
    assert answer.status_code == 422
    assert {error["pointer"] for error in answer.json()["errors"]} == {
        "#/email",
        "#/locale",
        "#/message",
        "#/expires_in_days",
        "#/mail~1~0",
        "#/credential",
    }


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("expires_in_days", 0),
        ("expires_in_days", True),
        ("expires_in_days", "9"),
        ("expires_in_days", 1.5),
        ("message", "x" * 2001),
        ("message", "pay\u202etxt"),
        ("message", None),
        ("locale", "EN"),
        ("locale", None),
        ("email", None),
        ("email", ["ada@learner.example"]),
    ],
)
async def test_a_member_that_cannot_be_used_is_refused(caller: Caller, name: str, value: object) -> None:
    answer = await caller.offer(**{name: value})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"#/{name}"]


async def test_another_recipient_and_another_issuer_are_told_as_warnings(caller: Caller) -> None:
    answer = await caller.offer(email="bob@learner.example", credential=credential(issuer="did:web:else.example:a"))
    assert answer.status_code == 201
    first, second = answer.json()["warnings"]
    assert "another recipient" in first
    assert "did:web:else.example:a" in second


@pytest.mark.parametrize("own", ["https://a.prova.example/x", "did:web:prova.example", "did:web:prova.example%3A443:a"])
async def test_an_issuer_id_on_its_domain_is_no_warning(caller: Caller, own: str) -> None:
    answer = await caller.offer(email="ADA@learner.example", credential=credential(issuer={"id": own, "name": "P"}))
    assert answer.json()["warnings"] == []


async def test_an_offer_is_shown_to_its_issuer_as_it_goes_on(caller: Caller) -> None:
    made = (await caller.offer()).json()
    place = made["links"]["self"]
    made.pop("warnings")
    assert (await caller.http.get(place)).json() == made
    await Offer.all().update(mail_problem="550 no such mailbox")
    assert (await caller.http.get(place)).json()["mail_problem"] == "550 no such mailbox"
    await Offer.all().update(expires_at=datetime.now(UTC) - timedelta(seconds=1))
    assert (await caller.http.get(place)).json()["status"] == "expired"
    await Offer.all().update(status=OfferStatus.ACCEPTED, answered_at=datetime(2026, 8, 1, 12, tzinfo=UTC))
    told = (await caller.http.get(place)).json()
    assert (told["status"], told["answered_at"]) == ("accepted", "2026-08-01T12:00:00Z")


async def test_an_offer_is_withdrawn_once_and_for_all(caller: Caller) -> None:
    place = (await caller.offer()).json()["links"]["self"]
    answers = [await caller.http.delete(place) for _ in range(2)]
    assert [(each.status_code, each.json()["status"]) for each in answers] == [(200, "withdrawn")] * 2


async def test_an_accepted_offer_is_not_withdrawn(caller: Caller) -> None:
    place = (await caller.offer()).json()["links"]["self"]
    await Offer.all().update(status=OfferStatus.ACCEPTED)
    answer = await caller.http.delete(place)
    assert answer.status_code == 409
    assert "accepted" in answer.json()["detail"]
    assert (await Offer.get()).status is OfferStatus.ACCEPTED


@pytest.mark.parametrize("method", ["GET", "DELETE"])
async def test_another_issuers_offer_is_not_there(caller: Caller, other: Caller, method: str) -> None:
    place = (await caller.offer()).json()["links"]["self"]
    answer = await other.http.request(method, place)
    unknown = await other.http.request(method, "/api/v1/offers/00000000-0000-4000-8000-000000000000")
    assert (answer.status_code, answer.json()) == (unknown.status_code, unknown.json())
    assert answer.status_code == 404
    assert (await Offer.get()).status is OfferStatus.PENDING


@pytest.mark.parametrize("header", [None, "Bearer wk_unknown", "Basic d2tfOg=="])
async def test_nobody_without_a_key_gets_in(caller: Caller, header: str | None) -> None:
    caller.http.headers.pop("Authorization")
    headers = {"Authorization": header} if header else {}
    for method, path in (("POST", "offers"), ("GET", "offers/00000000-0000-4000-8000-000000000000")):
        answer = await caller.http.request(method, f"/api/v1/{path}", headers=headers)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Bearer")
        assert answer.headers["content-type"] == "application/problem+json"


async def test_a_method_that_an_address_does_not_have_is_refused_with_those_it_has(caller: Caller) -> None:
    answer = await caller.http.put("/api/v1/offers")
    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
    answer = await caller.http.post("/api/v1/offers/00000000-0000-4000-8000-000000000000")
    assert set(answer.headers["allow"].split(", ")) == {"GET", "HEAD", "DELETE"}
    assert answer.json()["status"] == 405


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Content-Type": "text/plain"}, 415),
        ({"Content-Type": ""}, 415),
        ({"Content-Type": "application/json", "Content-Encoding": "gzip"}, 415),
        ({"Content-Type": "application/x-www-form-urlencoded"}, 415),
        ({"Content-Type": "multipart/form-data"}, 400),
        ({"Content-Type": "application/json", "Content-Length": "99999999999"}, 413),
        ({"Content-Type": "application/json"}, 400),
    ],
)
async def test_a_body_of_another_kind_is_refused(caller: Caller, headers: dict[str, str], status: int) -> None:
    answer = await caller.http.post("/api/v1/offers", content=b"{", headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
