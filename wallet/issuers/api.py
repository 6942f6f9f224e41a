"""What the addresses of the API do."""

from __future__ import annotations

import json
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tortoise.transactions import in_transaction

from wallet import bodies
from wallet.mine import own_offer
from wallet.models import Issuer
from wallet.openbadges.document import MAX_BYTES
from wallet.receiving import LARGEST
from wallet.services import services

from . import answers, credentials, offers, openapi
from .answers import Answer
from .wanted import of_form, wanted

RATE: Final = "600/minute"  # of one issuer's new offers


async def describe(request: Request) -> Response:
    """GET /openapi.json: what the API does, for anybody."""
    return JSONResponse(openapi.document(services(request).settings.base_url), headers={"Cache-Control": "no-cache"})


async def create(request: Request, issuer: Issuer) -> Response:
    """POST /offers: offer a badge to an address."""
    sent = await _sent(request)
    found = services(request)
    async with answers.turn(issuer.id, request.headers.get("Idempotency-Key"), sent.fingerprint) as turn:
        if turn.answer is None:
            await found.limits.spend(RATE, "offers", str(issuer.id))
            circumstances = wanted(sent.members, credential=sent.raw is not None)
            received = await credentials.receive(found, sent.raw or b"")
            warnings = credentials.warnings(received, circumstances.email, issuer)
            async with in_transaction():
                offer = await offers.make_offer(found.settings, issuer, received, circumstances)
                described = await offers.described(found.settings, offer)
                await turn.keep(Answer(201, json.dumps(described | {"warnings": warnings}, ensure_ascii=False)))
        return turn.given.response()


async def _sent(request: Request) -> bodies.Sent:
    match bodies.media_type(request):
        case "application/json":
            limit = MAX_BYTES + bodies.ENVELOPE
            return bodies.json_members(await bodies.body(request, limit), limit, "credential")
        case "multipart/form-data":
            data = await bodies.body(request, LARGEST + bodies.ENVELOPE)
            sent = await bodies.form_members(request, data, "credential")
            return bodies.Sent(of_form(sent.members), sent.raw, sent.fingerprint)
    raise bodies.WrongType("Send application/json or multipart/form-data.")


async def show(request: Request, issuer: Issuer) -> Response:
    """GET /offers/{id}: where an offer stands."""
    offer = await own_offer(issuer, request.path_params["id"])
    return JSONResponse(await offers.described(services(request).settings, offer))


async def withdraw(request: Request, issuer: Issuer) -> Response:
    """DELETE /offers/{id}: take an offer back."""
    offer = await offers.withdraw(issuer, request.path_params["id"])
    return JSONResponse(await offers.described(services(request).settings, offer))
