"""What the addresses of the API do."""

from __future__ import annotations

import json
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from tortoise.transactions import in_transaction

from wallet import bodies
from wallet.bodies import Wrong, error, unknown
from wallet.errors import NotFound
from wallet.models import Issuer, Kind
from wallet.openbadges.document import MAX_BYTES
from wallet.receiving import LARGEST
from wallet.services import services

from . import answers, attachments, credentials, filenames, offers, openapi
from .answers import Answer
from .wanted import of_form, wanted

RATE: Final = "600/minute"  # of one issuer's new offers
ATTACHING_RATE: Final = "300/minute"


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
    offer = await offers.own(issuer, request.path_params["id"])
    return JSONResponse(await offers.described(services(request).settings, offer))


async def withdraw(request: Request, issuer: Issuer) -> Response:
    """DELETE /offers/{id}: take an offer back."""
    offer = await offers.withdraw(issuer, request.path_params["id"])
    return JSONResponse(await offers.described(services(request).settings, offer))


async def attach(request: Request, issuer: Issuer) -> Response:
    """PUT /offers/{id}/attachments/{kind}: give a badge a document, or a newer version of it."""
    kind = _kind(request.path_params["kind"])
    offer = await offers.own(issuer, request.path_params["id"])
    await services(request).limits.spend(ATTACHING_RATE, "attachments", str(issuer.id))
    made, is_new = await attachments.attach(services(request), offer, kind, await _upload(request))
    return JSONResponse(offers.attachment(made), 201 if is_new else 200)


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError as e:
        raise NotFound(f"The kinds of attachments are {', '.join(Kind)}.") from e


async def _upload(request: Request) -> bodies.Upload:
    media_type = bodies.media_type(request)
    if media_type == "application/pdf":
        data = await bodies.body(request, attachments.LARGEST)
        return bodies.Upload(data, filenames.of_disposition(request.headers.get("Content-Disposition", "")))
    if media_type != "multipart/form-data":
        raise bodies.WrongType("Send application/pdf, or multipart/form-data with the file in the part “file”.")
    data = await bodies.body(request, attachments.LARGEST + bodies.ENVELOPE)
    others, upload = await bodies.form(request, data, "file")
    if others or upload is None:
        raise Wrong([*map(unknown, others), *([] if upload else [error("file", "Send the file in this part.")])])
    return upload


async def show_attachments(request: Request, issuer: Issuer) -> Response:
    """GET /offers/{id}/attachments: the documents that an offer has."""
    listed = await attachments.listed(issuer, request.path_params["id"])
    return JSONResponse({"attachments": [offers.attachment(each) for each in listed]})
