"""The words of proofs, keys and status lists, as far as PyLD does not bundle them (W3C and W3C CCG)."""

from __future__ import annotations

from wallet.openbadges.vocabulary.notation import PREFIXES, Context, Style, build

_SEC = Style(PREFIXES["sec"])

_RELATIONS = """
    assertionMethod id set
    authentication =authenticationMethod id set
    capabilityInvocation =capabilityInvocationMethod id set
    capabilityDelegation =capabilityDelegationMethod id set
    keyAgreement =keyAgreementMethod id set
"""
_PROOF = f"""
!&
proof id graph
%s
  challenge
  created =dc:created dateTime
  domain
  expires =expiration dateTime
  nonce
  proofPurpose vocab
{_RELATIONS}
  verificationMethod id
"""
_KEY = """
%s
  controller id
  revoked dateTime
"""
_MULTIKEY = (
    _KEY % "Multikey"
    + """
  expires =expiration dateTime
  publicKeyMultibase ^multibase
  secretKeyMultibase ^multibase
"""
)
_JSON_WEB_KEY = (
    _KEY % "JsonWebKey"
    + """
  expires =expiration dateTime
  publicKeyJwk json
  secretKeyJwk json
"""
)
_CONTROLLED = (
    """
!&
alsoKnownAs =<https://www.w3.org/ns/activitystreams#alsoKnownAs> id
controller id
service =did:service id
  serviceEndpoint =did:serviceEndpoint id
verificationMethod id
"""
    + _RELATIONS.replace("    ", "")
    + _MULTIKEY
    + _JSON_WEB_KEY
)
_BITSTRING = """
!&
BitstringStatusListCredential
BitstringStatusList
  encodedList ^sec:multibase
  statusPurpose
  ttl
BitstringStatusListEntry
  statusListCredential id
  statusListIndex
  statusPurpose
  statusMessage
    message
    status
  statusReference id
  statusSize ^<https://www.w3.org/2001/XMLSchema#integer>
"""
_LIST_2021 = """
!
StatusList2021Credential
  description =sdo:description
  name =sdo:name
StatusList2021
  statusPurpose
  encodedList
StatusList2021Entry
  statusPurpose
  statusListIndex
  statusListCredential id
"""
_LIST_2020 = """
!
RevocationList2020Credential
  description =sdo:description
  name =sdo:name
RevocationList2020
  encodedList
RevocationList2020Status
  revocationListCredential id
  revocationListIndex
"""


def _build(*tables: str) -> Context:
    return build("!&\n" + "".join(tables), _SEC)


def data_integrity_v1() -> Context:
    """Data Integrity as of 2022."""
    return build(_PROOF % "DataIntegrityProof" + "  cryptosuite\n  proofValue ^multibase", _SEC)


def data_integrity_v2() -> Context:
    """Data Integrity 1.0: the cryptosuite has a datatype, proofs may follow one another."""
    own = "  cryptosuite ^cryptosuiteString\n  previousProof id\n  proofValue ^multibase"
    return build(_PROOF % "DataIntegrityProof" + own, _SEC)


def ed25519_2018() -> Context:
    """Ed25519Signature2018 and its key."""
    key = _KEY % "Ed25519VerificationKey2018" + "  publicKeyBase58"
    return build(_PROOF % "Ed25519Signature2018" + "  jws\n" + key, _SEC)


def secp256k1_2019() -> Context:
    """EcdsaSecp256k1Signature2019 and its key."""
    forms = "  blockchainAccountId\n  publicKeyJwk json\n  publicKeyBase58\n  publicKeyMultibase ^multibase"
    key = _KEY % "EcdsaSecp256k1VerificationKey2019" + forms
    return build(_PROOF % "EcdsaSecp256k1Signature2019" + "  jws\n" + key, _SEC)


def x25519_2020() -> Context:
    """Keys for agreement, in multibase."""
    return _build(_KEY % "X25519KeyAgreementKey2020", "  publicKeyMultibase ^multibase")


def x25519_2019() -> Context:
    """Keys for agreement, in base58."""
    return _build(_KEY % "X25519KeyAgreementKey2019", "  publicKeyBase58")


def multikey() -> Context:
    """Multikey."""
    return _build(_MULTIKEY)


def json_web_key() -> Context:
    """JsonWebKey."""
    return _build(_JSON_WEB_KEY)


def controlled_identifiers() -> Context:
    """Controlled Identifiers 1.0, which DID 1.1 shares."""
    return build(_CONTROLLED, _SEC)


def bitstring_status_list() -> Context:
    """Bitstring Status List before credentials/v2 took it in."""
    return build(_BITSTRING, Style("https://www.w3.org/ns/credentials/status#"))


def status_list_2021() -> Context:
    """Status List 2021."""
    return build(_LIST_2021, Style("https://w3id.org/vc/status-list#"))


def revocation_list_2020() -> Context:
    """Revocation List 2020."""
    return build(_LIST_2020, Style("https://w3id.org/vc-revocation-list-2020#"))
