"""Documents that tests make: an ELMO supplement, details, pictures; and what sends them."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any

import httpx
from PIL import Image

from tests.factories import University

ELMO = "https://github.com/emrex-eu/elmo-schemas/tree/v2"


def elmo(mark: str = "30", title: str = "Analisi numerica") -> bytes:
    """A small ELMO file: a learner with a date of birth, one course with a grade."""
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<elmo xmlns="{ELMO}"><generatedDate>2026-07-01T10:00:00Z</generatedDate>
<learner><givenNames>Ada</givenNames><familyName>Esempio</familyName><bday>1999-12-10</bday></learner>
<report><issuer><title xml:lang="it">Università di Prova</title></issuer>
<learningOpportunitySpecification><title xml:lang="it">{title}</title><type>Course</type>
<specifies><learningOpportunityInstance><status>passed</status><resultLabel>{mark}</resultLabel>
<credit><scheme>ECTS</scheme><value>6</value></credit></learningOpportunityInstance></specifies>
</learningOpportunitySpecification><issueDate>2026-07-01T10:00:00Z</issueDate></report></elmo>""".encode()


def details(**values: str) -> bytes:
    """Details of an award."""
    listed = [{"name": name, "value": value} for name, value in (values or {"Mark": "110/110"}).items()]
    return json.dumps({"details": listed}).encode()


def picture(kind: str = "PNG", colour: tuple[int, int, int] = (1, 2, 3)) -> bytes:
    """A small picture."""
    file = BytesIO()
    Image.new("RGB", (8, 8), colour).save(file, kind)
    return file.getvalue()


async def send(issuer: University, offer_id: object, kind: str, data: bytes, **headers: str) -> httpx.Response:
    """Send a document by the API, of whatever type; the answer."""
    sent: dict[str, Any] = {"Content-Type": "application/octet-stream"} | headers
    return await issuer.call("PUT", f"/api/v1/offers/{offer_id}/attachments/{kind}", content=data, headers=sent)
