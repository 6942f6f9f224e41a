from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import anyio.to_thread
import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from tests.diploma_supplement.signing import (
    DAY,
    NOW,
    Party,
    authority,
    pdf,
    sealed_json,
    sealed_pdf,
    sealed_xml,
    signer,
    stamped,
    timestamper,
)
from wallet.confined import Confined
from wallet.diploma_supplement.seals import certificates, jades, judging, pades, xmldsig
from wallet.supplement import Intact, Sealing

ROOT = authority()
EXPIRED = signer(ROOT, days=(-500, -100))


def judged(by: Party, *anchors: bytes, **how: Any) -> Sealing:
    """The seal that somebody makes, which is always intact."""
    (found,) = jades.check(json.dumps(sealed_json(by, **how)).encode(), anchors, NOW)
    assert found.intact is Intact.YES
    return found


def test_nobody_is_trusted_without_anchors() -> None:
    seal = judged(signer(ROOT))
    assert (seal.signer, seal.trusted, seal.remarks) == ("Registrar", False, ())


def test_a_chain_through_others_leads_to_an_anchor() -> None:
    middle = authority("Middle", ROOT)
    assert judged(signer(middle), ROOT.der).trusted
    assert judged(signer(middle), middle.der).trusted
    assert judged(signer(authority("Last", ROOT, length=0)), ROOT.der).trusted
    assert not judged(signer(middle), authority("Test Root", whose="an impostor").der).trusted


def test_a_chain_with_a_missing_link_leads_nowhere() -> None:
    middle = authority("Middle", ROOT)
    cut = Party(signer(middle).key, signer(middle).certificate)
    assert not judged(cut, ROOT.der).trusted


def test_a_certificate_may_itself_be_an_anchor_as_long_as_it_lasts() -> None:
    alone = signer(None)
    assert judged(alone, alone.der).trusted
    assert not judged(EXPIRED, EXPIRED.der).trusted


FALSE: dict[str, Callable[[], Party]] = {
    "a signer certifies": lambda: signer(signer(ROOT)),
    "an authority without the right to certify": lambda: signer(authority("No", ROOT, may_certify=False)),
    "a chain that is too long": lambda: signer(authority("B", authority("A", ROOT, length=0))),
    "an unknown condition": lambda: signer(
        ROOT, more=[(x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\x05\0"), True)]
    ),
    "a key for other things": lambda: signer(
        ROOT, usage=x509.KeyUsage(False, False, True, False, False, False, False, False, False)
    ),
    "somebody who does not own the authority's key": lambda: signer(authority("Test Root", whose="an impostor")),
}


@pytest.mark.parametrize("case", FALSE)
def test_a_chain_that_breaks_the_rules_leads_to_no_anchor(case: str) -> None:
    assert not judged(FALSE[case](), ROOT.der).trusted


def test_an_expired_certificate_needs_a_timestamp_that_proves_the_time() -> None:
    seal = judged(EXPIRED, ROOT.der)
    assert (seal.trusted, seal.remarks, seal.signed_at) == (False, (judging.EXPIRED,), "2026-11-01T00:00:00Z")
    seal = judged(EXPIRED, ROOT.der, stamp=lambda data: stamped(data, timestamper(ROOT), NOW - 200 * DAY))
    assert (seal.trusted, seal.proved_time, seal.remarks) == (True, True, ())
    assert seal.signed_at == "2026-05-14T12:00:00Z"


def test_a_certificate_that_is_not_valid_yet_is_not_trusted() -> None:
    seal = judged(signer(ROOT, days=(5, 10)), ROOT.der)
    assert (seal.trusted, seal.remarks) == (False, (judging.EARLY,))


STAMPS: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "a stranger's": (
        lambda data: stamped(data, timestamper(authority("Elsewhere")), NOW - 200 * DAY),
        judging.FOREIGN_TIMESTAMP,
    ),
    "of somebody with another purpose": (
        lambda data: stamped(data, timestamper(ROOT, purpose=ExtendedKeyUsageOID.CODE_SIGNING), NOW - 200 * DAY),
        judging.FOREIGN_TIMESTAMP,
    ),
    "of something else": (
        lambda data: stamped(data + b"!", timestamper(ROOT), NOW - 200 * DAY),
        judging.BAD_TIMESTAMP,
    ),
    "from the future": (lambda data: stamped(data, timestamper(ROOT), NOW + DAY), judging.BAD_TIMESTAMP),
    "altered": (
        lambda data: stamped(data, timestamper(ROOT), NOW - 200 * DAY).replace(b"20260514", b"20260513", 1),
        judging.BAD_TIMESTAMP,
    ),
    "nonsense": (lambda data: b"\x30\x03\x02\x01\x01", judging.BAD_TIMESTAMP),
}


@pytest.mark.parametrize("case", STAMPS)
def test_a_timestamp_that_is_not_good_proves_nothing(case: str) -> None:
    stamp, remark = STAMPS[case]
    seal = judged(EXPIRED, ROOT.der, stamp=stamp)
    assert (seal.trusted, seal.proved_time, seal.remarks) == (False, False, (remark, judging.EXPIRED))


def test_a_timestamp_after_the_end_of_a_certificate_does_not_help_it() -> None:
    seal = judged(EXPIRED, ROOT.der, stamp=lambda data: stamped(data, timestamper(ROOT), NOW - 50 * DAY))
    assert (seal.trusted, seal.proved_time, seal.remarks) == (False, True, (judging.EXPIRED,))


def test_what_is_no_certificate_is_told_apart() -> None:
    good = signer(ROOT).der
    for data in (b"", b"\x30\0", good[:-1], good + b"\0", good[:40] + b"\xff" * 40 + good[80:]):
        with pytest.raises(certificates.Unreadable):
            certificates.read(data)
    assert certificates.organisation(certificates.read(good)) == "University of Registrar"


@pytest.mark.anyio
async def test_seals_of_each_family_are_judged_in_a_confined_process() -> None:
    by = signer(ROOT)
    made = ((jades.check, json.dumps(sealed_json(by)).encode()), (xmldsig.check, sealed_xml(by)))
    async with Confined() as confined:
        for check, data in (*made, (pades.check, await anyio.to_thread.run_sync(sealed_pdf, by, pdf()))):
            (seal,) = await confined.run(check, data, (ROOT.der,), NOW, seconds=5.0)
            assert (seal.intact, seal.signer, seal.trusted) == (Intact.YES, "Registrar", True)
