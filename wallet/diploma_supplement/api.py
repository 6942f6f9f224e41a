"""The addresses of the API by which issuers give badges their documents."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from wallet import bodies, told
from wallet.bodies import Wrong, error, unknown
from wallet.errors import NotFound
from wallet.mine import own_offer
from wallet.models import Issuer, Kind
from wallet.services import services

from . import attaching, filenames
from .description import TYPES
from .receiving import LARGEST

RATE: Final = "300/minute"  # of one issuer


async def attach(request: Request, issuer: Issuer) -> Response:
    """PUT /offers/{id}/attachments/{kind}: give a badge a document, or a newer version of it."""
    kind = _kind(request.path_params["kind"])
    offer = await own_offer(issuer, request.path_params["id"])
    await services(request).limits.spend(RATE, "attachments", str(issuer.id))
    made, is_new = await attaching.attach(services(request), offer, kind, await _upload(request))
    return JSONResponse(told.attachment(made), 201 if is_new else 200)


def _kind(name: str) -> Kind:
    try:
        return Kind(name)
    except ValueError as e:
        raise NotFound(f"The kinds of attachments are {', '.join(Kind)}.") from e


async def _upload(request: Request) -> bodies.Upload:
    media_type = bodies.media_type(request)
    if media_type in TYPES:  # what the file is, its bytes say
        data = await bodies.body(request, LARGEST)
        return bodies.Upload(data, filenames.of_disposition(request.headers.get("Content-Disposition", "")))
    if media_type != "multipart/form-data":
        raise bodies.WrongType(f"Send {', '.join(TYPES)}, or multipart/form-data with the file in the part “file”.")
    data = await bodies.body(request, LARGEST + bodies.ENVELOPE)
    others, upload = await bodies.form(request, data, "file")
    if others or upload is None:
        raise Wrong([*map(unknown, others), *([] if upload else [error("file", "Send the file in this part.")])])
    return upload


async def show_attachments(request: Request, issuer: Issuer) -> Response:
    """GET /offers/{id}/attachments: the documents that an offer has."""
    listed = await attaching.listed(issuer, request.path_params["id"])
    return JSONResponse({"attachments": [told.attachment(each) for each in listed]})
