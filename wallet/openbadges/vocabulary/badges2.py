"""Open Badges 1.x, 2.0 and 2.1, and the extensions of 2.0."""

from __future__ import annotations

from wallet.openbadges.vocabulary.notation import PREFIXES, Context, Style, build

_OBI = PREFIXES["obi"]
_STYLE = Style(_OBI)

_CLASSES = """
&
obi: https://w3id.org/openbadges#
extensions: https://w3id.org/openbadges/extensions#
xsd: http://www.w3.org/2001/XMLSchema#
schema: http://schema.org/
validation
Assertion
BadgeClass
Issuer
Extension
hosted =HostedBadge
signed =SignedBadge
TypeValidation
FrameValidation
name =sdo:name
description =sdo:description
image =sdo:image id
url =sdo:url id
uid
recipient id
hashed boolean
salt
identity =identityHash
issuedOn =issueDate dateTime
expires =sec:expiration dateTime
evidence id
badge id
criteria id
tags =sdo:keywords
alignment id
issuer id
email =sdo:email
revocationList id
validatesType
validationSchema
validationFrame
"""
_V2 = """
cred: https://w3id.org/credentials#
dc: http://purl.org/dc/terms/
sec: https://w3id.org/security#
AlignmentObject =sdo:AlignmentObject
CryptographicKey =sec:Key
Endorsement =<cred:Credential>
Criteria
Evidence
IdentityObject
Image
HostedBadge
Profile
RevocationList
SignedBadge
VerificationObject
author =sdo:author id
caption =sdo:caption
claim =<cred:claim> id
created =dc:created dateTime
creator =dc:creator id
endorsement =<cred:credential> id
genre =sdo:genre
owner =sec:owner id
publicKey =sec:publicKey id
publicKeyPem =sec:publicKeyPem
related =dc:relation id
startsWith =<http://purl.org/dqm-vocabulary/v1/dqm#startsWith>
targetDescription =sdo:targetDescription
targetFramework =sdo:educationalFramework
targetName =sdo:targetName
targetUrl =sdo:targetUrl
telephone =sdo:telephone
version =sdo:version
allowedOrigins
audience
endorsementComment
narrative
revocationReason
revoked boolean
revokedAssertions =revoked
targetCode
verification =verify id
verificationProperty
verify >verification
"""
_V1 = """
sec: https://w3id.org/security#
IssuerOrg =Issuer
verify id
"""
_V0 = """
issued_on >issuedOn
expires =<sec:expiration> dateTime
verify id
"""
_LEGACY = """
&
ob: https://w3id.org/openbadges#
dc: http://purl.org/dc/terms/
rdf: http://www.w3.org/1999/02/22-rdf-syntax-ns#
rdfs: http://www.w3.org/2000/01/rdf-schema#
sec: https://w3id.org/security#
schema: http://schema.org/
xsd: http://www.w3.org/2001/XMLSchema#
issued dateTime
created =dc:created dateTime
creator =dc:creator id
title =dc:title
comment =<rdfs:comment>
label =<rdfs:label>
identityService =<https://w3id.org/identity#identityService> id
expires =sec:expiration dateTime
revoked =sec:revoked dateTime
CryptographicKey =sec:Key
"""
_LEGACY_NAMES = {
    "": "recipientEmail recipientPassword tag Identity Badge BadgeOffer BadgeTemplate",
    " id": "alignment badge badgeOffer badgeTemplate criteria evidence issuer recipient",
    " =sdo:": "addressCountry addressLocality addressRegion description email familyName givenName name postalCode"
    " streetAddress PostalAddress",
    " =sdo: id": "about address image url",
    " =sec:": "cipherAlgorithm cipherData cipherKey digestAlgorithm digestValue domain initializationVector nonce"
    " normalizationAlgorithm password privateKeyPem publicKeyPem signature signatureAlgorithm signatureValue"
    " EncryptedMessage GraphSignature2012",
    " =sec: id": "credential claim owner privateKey publicKey publicKeyService",
}
_CONNECT = """
&
obi: https://purl.imsglobal.org/spec/ob/vocab#
xsd: http://www.w3.org/2001/XMLSchema#
dtAssertion
dtBadgeConnectAPI
dtProfile
dtStatus
dtStatusResponse
dtCompactJWS string
dtIRI normalizedString
dtURL anyURI
assertion =dtAssertion
assertions =dtAssertion set
badgeConnectAPI =dtBadgeConnectAPI set
error string
image anyURI
name string
profile =dtProfile
scopesOffered anyURI set
signedAssertion =dtCompactJWS
signedAssertions =dtCompactJWS set
status =dtStatus
statusCode integer
statusText =StatusTextEnumDType
version string
"""
_CONNECT_URLS = """
apiBase authorizationUrl privacyPolicyUrl registrationUrl termsOfServiceUrl tokenRevocationUrl tokenUrl
"""


def version_2() -> Context:
    """Open Badges 2.0."""
    return build(_CLASSES + _V2, _STYLE)


def version_1() -> list[object]:
    """Open Badges 1.1, which begins with the terms before it."""
    return ["https://w3id.org/openbadges/legacy-v1", build(_CLASSES + _V1, _STYLE)]


def version_0() -> Context:
    """Open Badges 0.5 and 1.0, as they were later put in terms."""
    return build(_CLASSES + _V0, _STYLE)


def legacy() -> Context:
    """The terms before Open Badges 1.1."""
    lines = [f"{name}{_named(form, name)}" for form, names in _LEGACY_NAMES.items() for name in names.split()]
    return build(_LEGACY + "\n".join(lines), _STYLE)


def _named(form: str, name: str) -> str:
    return form.replace(":", f":{name}")


def version_2_1() -> Context:
    """Badge Connect, Open Badges 2.1."""
    urls = "".join(f"{name} =dtURL\n" for name in _CONNECT_URLS.split())
    return build(_CONNECT + urls, Style("https://purl.imsglobal.org/spec/ob/vocab#"))
