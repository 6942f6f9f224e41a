"""A university that publishes its keys and its status list on its site, and what can become of them."""

from __future__ import annotations

import gzip
import json
from datetime import timedelta
from typing import Any

from tests.openbadges.university import (
    ED25519,
    NOW,
    STRANGER,
    V2,
    WEB,
    WEB_DOCUMENT,
    credential,
    did_document,
    page,
)
from wallet.openbadges import jws, keys, proofs
from wallet.openbadges.report import Fetched, Known, Report, Unreachable, nobody
from wallet.trust.driver import judge
from wallet.trust.remembered import Remembered, Verdicts, size_of

LIST = "https://university.example/status/1"
Documents = dict[str, Fetched | Unreachable]
SOON, LATER = NOW + timedelta(hours=1), "2026-11-22T01:00:00Z"
STATUS = {
    "id": f"{LIST}#7",
    "type": "BitstringStatusListEntry",
    "statusPurpose": "revocation",
    "statusListIndex": "7",
    "statusListCredential": LIST,
}


def by_the_university(**more: Any) -> dict[str, Any]:
    """A badge of an issuer that publishes its key on its site, sealed."""
    document = credential(WEB, **more)
    return proofs.sign(document, ED25519, f"{WEB}#key-0", NOW - timedelta(days=1))


def status_list(withdrawn: bool = False, /, **more: Any) -> dict[str, Any]:
    bits = bytearray(16_384)
    bits[0] = withdrawn
    subject = {
        "id": f"{LIST}#list",
        "type": "BitstringStatusList",
        "statusPurpose": "revocation",
        "encodedList": "u" + keys.base64url(gzip.compress(bytes(bits), mtime=0)),
    }
    kinds = ["VerifiableCredential", "BitstringStatusListCredential"]
    document = {"@context": [V2], "id": LIST, "type": kinds, "issuer": WEB, "credentialSubject": subject, **more}
    return proofs.sign(document, ED25519, f"{WEB}#key-0", NOW - timedelta(days=1))


def site(listed: dict[str, Any] | None = None, *holders: jws.Private, **more: Any) -> Documents:
    return {
        WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(*(holders or (ED25519,)), **more)),
        LIST: page(LIST, listed or status_list()),
    }


def as_file(document: dict[str, Any]) -> bytes:
    return json.dumps(document).encode()


def remembered(
    document: bytes, documents: Documents, recipients: tuple[str, ...] = (), known: Known = nobody
) -> Verdicts:
    """What is remembered of a badge once it was judged with these documents."""
    verdicts = Verdicts()
    report, span = judge(document, documents, NOW, recipients, known)
    assert isinstance(report, Report)
    judged = Remembered(report, documents, known, span, size_of(document, documents))
    verdicts.keep(document, judged, recipients)
    return verdicts


BADGE = as_file(by_the_university(credentialStatus=STATUS))
PAGES = site()
CHANGES: dict[str, Documents] = {
    "it was withdrawn": PAGES | {LIST: page(LIST, status_list(True))},
    "its list cannot be reached": PAGES | {LIST: Unreachable(LIST, "The server took too long to answer.")},
    "its list is gone": PAGES | {LIST: page(LIST, b"", 404)},
    "its issuer has another key": PAGES | {WEB_DOCUMENT: page(WEB_DOCUMENT, did_document(STRANGER))},
    "its issuer is gone": PAGES | {WEB_DOCUMENT: page(WEB_DOCUMENT, b"", 410)},
    "nothing is at hand": {},
}
