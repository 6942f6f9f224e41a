"""Credentials of the imaginary university whose texts and links strangers chose, really signed."""

from __future__ import annotations

from importlib import import_module
from typing import Any

import orjson
from starlette.applications import Starlette

from tests.client import services
from tests.factories import KEYS, University
from wallet.demo import credentials
from wallet.demo.content import DEGREE, LEARNER
from wallet.models import Offer
from wallet.openbadges import proofs

offers = import_module("wallet.import.offers")
Json = dict[str, Any]
AWARD = DEGREE["en"]


def plain() -> Json:
    """The degree, unsigned, without pictures and evidence, to be changed."""
    made = credentials.credential(AWARD, LEARNER)
    made["issuer"].pop("image")
    made.pop("evidence")
    made["credentialSubject"]["achievement"].pop("image")
    return made


def told(text: str) -> Json:
    """The degree with a text in every place where a page shows one."""
    made = plain()
    subject = made["credentialSubject"]
    made |= {"name": text, "description": text, "evidence": [_evidence(text)]}
    made["issuer"] |= {"name": text, "description": text}
    subject["identifier"][1]["identityHash"] = text
    subject["result"][0]["value"] = text
    subject["achievement"] |= {
        "name": text,
        "description": text,
        "criteria": {"narrative": text},
        "fieldOfStudy": text,
        "specialization": text,
        "creditsAvailable": 5,
        "tag": [text],
        "alignment": [{"type": ["Alignment"], "targetName": text, "targetUrl": "https://x.example/1"}],
    }
    return made


def listed(texts: list[str]) -> Json:
    """The degree with many texts, in the places that hold many."""
    made = plain()
    made["evidence"] = [_evidence(text) for text in texts]
    made["credentialSubject"]["achievement"]["tag"] = texts
    return made


def linking(url: str) -> Json:
    """The degree with an address in every place where a page makes a link."""
    made = plain()
    made["evidence"] = [{"id": url, "type": ["Evidence"], "name": "Work"}]
    made["issuer"]["url"] = url
    narrative = f"[link]({url}) [link](<{url}>) <{url}>"
    made["credentialSubject"]["achievement"]["criteria"] = {"id": url, "narrative": narrative}
    return made


def _evidence(text: str) -> Json:
    return {"type": ["Evidence"], "name": text, "narrative": text}


def sealed(made: Json) -> bytes:
    """A credential with the university's seal."""
    return orjson.dumps(proofs.sign(made, KEYS.seal, credentials.SEAL, AWARD.awarded))


async def award(issuer: University, document: bytes, **fields: str) -> Offer:
    """Offer a credential to the learner; the offer as it is kept."""
    data = {"email": LEARNER.email, "locale": "en"} | fields
    files = {"credential": ("badge.json", document, "application/json")}
    answer = await issuer.call("POST", "/api/v1/offers", data=data, files=files)
    assert answer.status_code == 201, answer.text
    return await Offer.get(id=answer.json()["id"])


def path_of(app: Starlette, offer: Offer) -> str:
    """The path of an offer's link, as its mail will tell it."""
    return f"/offers/{offers.token(services(app).settings.secret, offer)}"
