"""XMLDSig and XAdES (ETSI EN 319 132-1) as ELMO and older Europass documents are sealed, checked by xmlsec.

Run it confined, beside the reader, which takes nothing from inside a signature.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from wallet.openbadges.report import N_
from wallet.supplement import Intact, Sealing

from . import certificates, judging, references
from .judging import Judges, Signer, Unsound
from .references import DS

PLACES: Final = frozenset({"proof"})  # where Europass puts the signature, below the root
HASHES: Final = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"

DECLARED = N_("The document declares types of its own (DOCTYPE), so that what its seal covers cannot be told.")
NO_XML = N_("The document is not well-formed, so its seal cannot be checked.")
MISPLACED = N_("The seal is not where a seal of the whole document stands.")


def check(data: bytes, anchors: tuple[bytes, ...], now: datetime) -> tuple[Sealing, ...]:
    """The seal of an XML document; empty when it has none, or is no XML."""
    from lxml import etree

    if b"Signature" not in data:
        return ()
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError):
        return (judging.unsound("XMLDSig", Unsound(Intact.UNCHECKED, NO_XML)),)
    found = list(root.iter(DS + "Signature"))
    if not found:
        return ()
    kind = "XAdES" if next(found[0].iter("{*}SignedProperties"), None) is not None else "XMLDSig"
    signer = None
    try:
        signature = _in_its_place(root, found)
        signer = _signer(signature)
        remarks = references.review(signature, len(data))
        _verify(root, signature, signer)
    except Unsound as problem:
        return (judging.unsound(kind, problem, signer),)
    claimed = _text(next(signature.iter("{*}SigningTime"), None)) if kind == "XAdES" else ""
    sealing = Sealing(kind, Intact.YES, signed_at=claimed, remarks=remarks)
    return (judging.sound(sealing, signer, _stamps(signature), Judges(anchors, now)),)


def _in_its_place(root: Any, found: list[Any]) -> Any:
    """The one signature, below the root or in its proof; raises Unsound."""
    if root.getroottree().docinfo.doctype:
        raise Unsound(Intact.NO, DECLARED)
    if len(found) > 1:
        raise Unsound(Intact.UNCHECKED, judging.SEVERAL)
    parent = found[0].getparent()
    if parent is None:
        raise Unsound(Intact.UNCHECKED, MISPLACED)
    if parent is root or (parent.getparent() is root and parent.tag.rpartition("}")[2] in PLACES):
        return found[0]
    raise Unsound(Intact.UNCHECKED, MISPLACED if _of_all(found[0]) else references.PART)


def _of_all(signature: Any) -> bool:
    return any(each.get("URI") == "" for each in signature.iterfind(f"{DS}SignedInfo/{DS}Reference"))


def _signer(signature: Any) -> Signer:
    """The certificate that the signature brings, for XAdES the one whose digest is signed; raises Unsound."""
    path = f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate"
    brought = list(certificates.readable(_text(each) for each in signature.iterfind(path)))
    own = certificates.leaf(brought)
    if own is None:
        raise Unsound(Intact.UNCHECKED, judging.NO_CERTIFICATE)
    named = [each for each in brought if _is_named(each, signature)]
    own = named[0] if named else own
    more = certificates.readable(_text(each) for each in signature.iter("{*}EncapsulatedX509Certificate"))
    return Signer(own, (*(each for each in brought if each is not own), *more))


def _digests(signature: Any) -> list[Any]:
    """The digests by which XAdES names the certificate (§5.2.2)."""
    properties = next(signature.iter("{*}SignedSignatureProperties"), None)
    if properties is None:
        return []
    first = [next(each.iter("{*}CertDigest"), None) for each in properties.iter("{*}SigningCertificate*")]
    listed = properties.iterchildren("{*}SigningCertificate", "{*}SigningCertificateV2")
    first = [next(each.iter("{*}CertDigest"), None) for each in listed]
    return [each for each in first if each is not None]


def _is_named(certificate: Any, signature: Any) -> bool:
    """Whether all that XAdES says of its certificate is true of this one; nothing said is true of none."""
    digests = _digests(signature)
    return bool(digests) and all(_matches(each, certificate.dump()) for each in digests)


def _matches(digest: Any, der: bytes) -> bool:
    method, value = digest.find(DS + "DigestMethod"), digest.find(DS + "DigestValue")
    algorithm = HASHES.get("" if method is None else method.get("Algorithm", ""))
    if algorithm is None:
        return False
    return base64.b64encode(hashlib.new(algorithm, der).digest()).decode() == "".join(_text(value).split())


def _verify(root: Any, signature: Any, signer: Signer) -> None:
    """Raises Unsound unless the signature verifies with this certificate, and means it."""
    import xmlsec

    own = signer.certificate
    if certificates.is_short(own):
        raise Unsound(Intact.UNCHECKED, judging.SHORT_KEY)
    if _digests(signature) and not _is_named(own, signature):
        raise Unsound(Intact.NO, judging.ANOTHER_CERTIFICATE)
    _check_properties(signature)
    context = xmlsec.SignatureContext()
    try:
        # With a key given, xmlsec takes none from the document and follows nothing that leads to one.
        context.key = xmlsec.Key.from_memory(own.dump(), xmlsec.constants.KeyDataFormatCertDer, None)
        for element in root.iter("*"):
            for key in element.attrib:
                if key.rpartition("}")[2].lower() == "id":
                    xmlsec.tree.add_ids(element, [key])
        context.verify(signature)
    except (xmlsec.Error, ValueError, TypeError) as e:
        raise Unsound(Intact.NO, judging.BROKEN) from e
