"""XMLDSig and XAdES (ETSI EN 319 132-1) as ELMO and older Europass documents are sealed, checked by xmlsec.

Run it confined, beside the reader, which takes nothing from inside a signature.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from wallet.diploma_supplement.reading import xml
from wallet.errors import Unprocessable
from wallet.openbadges.report import N_
from wallet.supplement import Intact, Sealing

from . import certificates, judging, references
from .judging import Judges, Signer, Unsound
from .references import DS, Coverage

PLACES: Final = frozenset({"proof"})  # where Europass puts the signature, below the root
HASHES: Final = {
    "http://www.w3.org/2000/09/xmldsig#sha1": "sha1",
    "http://www.w3.org/2001/04/xmlenc#sha256": "sha256",
    "http://www.w3.org/2001/04/xmldsig-more#sha384": "sha384",
    "http://www.w3.org/2001/04/xmlenc#sha512": "sha512",
}
EXCLUSIVE: Final = "http://www.w3.org/2001/10/xml-exc-c14n#"
STAMP: Final = (
    f"{DS}Object/{{*}}QualifyingProperties/{{*}}UnsignedProperties/{{*}}UnsignedSignatureProperties"
    "/{*}SignatureTimeStamp"
)

DECLARED = N_("The document declares types of its own (DOCTYPE), so that what its seal covers cannot be told.")
NO_XML = N_("The document is not well-formed, so its seal cannot be checked.")
MISPLACED = N_("The seal is not where a seal of the whole document stands.")


def check(data: bytes, anchors: tuple[bytes, ...], now: datetime) -> tuple[Sealing, ...]:
    """The seal of an XML document; empty when it has none, or is nothing that the reader takes for XML."""
    try:
        text = xml.DECLARATION.sub("", xml.decoded(data), count=1)
    except Unprocessable:
        return ()
    if "Signature" not in text or not text.lstrip().startswith("<"):
        return ()
    root = _parsed(text)
    if root is None:
        return (judging.unsound("XMLDSig", Unsound(Intact.UNCHECKED, NO_XML)),)
    found = list(root.iter(DS + "Signature"))
    if not found:
        return ()
    kind = "XAdES" if next(found[0].iter("{*}SignedProperties"), None) is not None else "XMLDSig"
    signer = None
    try:
        signature = _in_its_place(root, found)
        coverage = references.review(signature)
        signer = _signer(signature, coverage.properties)
        _verify(signature, signer, coverage)
    except Unsound as problem:
        return (judging.unsound(kind, problem, signer),)
    claimed = _claimed(coverage.properties)
    sealing = Sealing(kind, Intact.YES, signed_at=claimed, remarks=coverage.remarks)
    return (judging.sound(sealing, signer, _stamps(signature), Judges(anchors, now)),)


def _parsed(text: str) -> Any:
    """The tree of the very text that the reader reads, comments and all; None when it is no XML."""
    from lxml import etree

    parser = etree.XMLParser(
        encoding="utf-8", resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, strip_cdata=True
    )
    try:
        return etree.fromstring(text.encode(), parser)
    except (etree.XMLSyntaxError, ValueError):
        return None


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


def _signer(signature: Any, properties: Any) -> Signer:
    """The certificate that the signature brings, for XAdES the one whose digest is signed; raises Unsound."""
    path = f"{DS}KeyInfo/{DS}X509Data/{DS}X509Certificate"
    brought = list(certificates.readable(_text(each) for each in signature.iterfind(path)))
    digests = _digests(properties)
    named = [each for each in brought if digests and all(_matches(digest, each.dump()) for digest in digests)]
    own = named[0] if named else certificates.leaf(brought)
    if own is None:
        raise Unsound(Intact.UNCHECKED, judging.NO_CERTIFICATE)
    if digests and not named:
        raise Unsound(Intact.NO, judging.ANOTHER_CERTIFICATE)
    more = certificates.readable(_text(each) for each in signature.iter("{*}EncapsulatedX509Certificate"))
    return Signer(own, (*(each for each in brought if each is not own), *more))


def _digests(properties: Any) -> list[Any]:
    """The digests by which XAdES names the certificate (§5.2.2), in its first and second form."""
    if properties is None:
        return []
    paths = [f"{{*}}SignedSignatureProperties/{{*}}{name}" for name in ("SigningCertificate", "SigningCertificateV2")]
    found = [properties.find(f"{path}/{{*}}Cert/{{*}}CertDigest") for path in paths]
    return [each for each in found if each is not None]


def _matches(digest: Any, der: bytes) -> bool:
    method, value = digest.find(DS + "DigestMethod"), digest.find(DS + "DigestValue")
    algorithm = HASHES.get("" if method is None else method.get("Algorithm", ""))
    if algorithm is None:
        return False
    return base64.b64encode(hashlib.new(algorithm, der).digest()).decode() == "".join(_text(value).split())


def _verify(signature: Any, signer: Signer, coverage: Coverage) -> None:
    """Raises Unsound unless the signature verifies with this certificate."""
    import xmlsec

    context = xmlsec.SignatureContext()
    try:
        # With a key given, xmlsec takes none from the document and follows nothing that leads to one.
        context.key = xmlsec.Key.from_memory(signer.certificate.dump(), xmlsec.constants.KeyDataFormatCertDer, None)
        for element, key in coverage.names:
            namespace, _, local = key.rpartition("}")
            context.register_id(element, local, namespace[1:] or None)
        context.verify(signature)
    except (xmlsec.Error, ValueError, TypeError) as e:
        raise Unsound(Intact.NO, judging.BROKEN) from e


def _claimed(properties: Any) -> str:
    """When the signer says that the document was sealed, as it is written."""
    found = None if properties is None else properties.find("{*}SignedSignatureProperties/{*}SigningTime")
    return _text(found).strip()[:40]


def _stamps(signature: Any) -> Iterator[tuple[str, bytes]]:
    """The timestamps of the signature (§5.3), which are of its value's element as they canonicalise it."""
    from lxml import etree

    value = signature.find(DS + "SignatureValue")
    for stamp in signature.iterfind(STAMP):
        method = stamp.find(DS + "CanonicalizationMethod")
        exclusive = method is not None and method.get("Algorithm", "").startswith(EXCLUSIVE)
        covered = etree.tostring(value, method="c14n", exclusive=exclusive, with_tail=False)
        for token in stamp.iterfind("{*}EncapsulatedTimeStamp"):
            yield _text(token), covered


def _text(element: Any) -> str:
    return "" if element is None else "".join(element.itertext())
