"""Whose key a seal names: found where its owner publishes it, and bound to the issuer or not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from wallet.openbadges import dids, keys, strict
from wallet.openbadges.lookup import Lookup, host_of, is_web_address, strayed
from wallet.openbadges.report import Fetched, Unreachable

MAX_CANDIDATES = 20
MAX_KEPT = 16 << 10

# DID methods that others can follow; a key named by a method that nobody has is named in no way.
_FOLLOWED_ELSEWHERE = frozenset(
    ["btcr", "cheqd", "dht", "dock", "ebsi", "elem", "ethr", "hedera", "iden3", "indy", "ion", "iota", "keri", "kilt"]
    + ["lac", "peer", "pkh", "plc", "polygonid", "prism", "scid", "sov", "tdw", "tz", "v1", "webs", "webvh"]
)
_KEYS = frozenset({"assertionMethod", "verificationMethod", "publicKey", "keys", "publicKeyJwk", "publicKeyMultibase"})


class State(StrEnum):
    """What is known of a key."""

    BOUND = "bound"  # its issuer publishes it for issuing
    OTHER = "other"  # its issuer publishes its keys, and this is none of them
    UNPROVED = "unproved"  # it is there, but nobody says that it is the issuer's
    UNREACHABLE = "unreachable"  # where it would be published could not be read
    ELSEWHERE = "elsewhere"  # it is published, but another host than the one asked answered
    UNSUPPORTED = "unsupported"  # a kind of identifier that cannot be followed here
    NAMELESS = "nameless"  # the seal names no key in a way that anyone could follow
    WANTED = "wanted"  # a document must be fetched first; the lookup says which


class Held(NamedTuple):
    """A key and what is known of it; `where` is the host or DID that was, or should be, asked."""

    state: State
    key: keys.Key | None = None
    where: str = ""


class Search(NamedTuple):
    """For whose key, where and when to look."""

    issuer: str
    lookup: Lookup
    now: datetime

    def document(self, owner: str) -> Mapping[str, object] | State:
        """The document in which a DID's or URL's owner publishes keys, or why there is none."""
        return _document(owner, self.lookup)


def named(name: str, search: Search) -> Held:
    """The key of a verification method's id (Controlled Identifiers 1.0 §3.3), and whether it is the issuer's."""
    owner, _, fragment = name.partition("#")
    carried = owner.startswith(("did:key:", "did:jwk:"))
    if len(name) > dids.MAX_LENGTH or not (fragment or carried or _is_page(name)):
        return Held(State.NAMELESS, where=name[:80])
    if carried:
        return _carried(name, search)
    document = search.document(owner)
    if document is State.UNSUPPORTED and owner != search.issuer and owner.split(":")[1] not in _FOLLOWED_ELSEWHERE:
        return Held(State.NAMELESS, where=_place(owner))
    if isinstance(document, State):
        return Held(document, _hinted(fragment) if document is not State.WANTED else None, _place(owner))
    found = _method_at(name, document, search)
    if found is None:
        return Held(State.OTHER, where=_place(owner))
    if found.controller == owner:
        return Held(_bound(owner, name, search) if found.asserts else State.OTHER, found.key, _place(owner))
    # kept elsewhere than its controller is: the controller has to list it
    return Held(
        _bound("", name, search) if found.controller == search.issuer else State.OTHER, found.key, _place(owner)
    )


def _is_page(name: str) -> bool:
    """Whether a name is that of a whole page, which may be one key alone."""
    return name.startswith("https://") and is_web_address(name)


def _method_at(name: str, document: Mapping[str, object], search: Search) -> dids.Method | None:
    """The key of that name in a document; of a page without a fragment, the one key that it is."""
    owner = name.partition("#")[0]
    found = list(_published(document, owner, search.now))
    alone = found[0] if len(found) == 1 and "#" not in name and "id" not in document else None
    return next((method for method in found if method.id == name), alone)


def _carried(name: str, search: Search) -> Held:
    """The key that a DID carries; it is the only one, so that many name it by the DID alone."""
    try:
        method = dids.own_method(name)
    except dids.BadDid as e:
        return Held(_unread(e), where=name[:80])
    if name not in (method.id, method.controller):
        return Held(State.NAMELESS, where=name[:80])
    return Held(_bound(method.controller, method.id, search), method.key, method.controller)


def _unread(problem: dids.BadDid) -> State:
    """What is known of a DID that carries no key which could be read."""
    return State.UNSUPPORTED if isinstance(problem.__cause__, keys.OtherKind) else State.NAMELESS


def _bound(owner: str, name: str, search: Search) -> State:
    """Whether the issuer is the key's owner, or its document lists the key for issuing."""
    if owner == search.issuer:
        return State.BOUND
    if search.issuer.startswith(("did:key:", "did:jwk:")):
        return State.UNPROVED  # the W3C's own examples name one key as issuer and seal with another
    document = search.document(search.issuer)
    if document is State.WANTED:
        return State.WANTED
    if isinstance(document, State) or _KEYS.isdisjoint(document):
        # it publishes nothing by which its keys could be told from others, but for those of its whole site
        return State.BOUND if owner and owner == _key_set(search.issuer, whole=True) else State.UNPROVED
    return State.BOUND if name in _asserted(document, search) else State.OTHER


def _asserted(document: Mapping[str, object], search: Search) -> set[str]:
    listed = document.get("assertionMethod")
    names = {item for item in listed if isinstance(item, str)} if isinstance(listed, list) else set()
    return names | {method.id for method in _published(document, search.issuer, search.now) if method.asserts}


def for_token(kid: str, search: Search) -> list[Held]:
    """The keys with which a token of the issuer may be signed, by its header's `kid` (VC-JOSE-COSE 1.0 §4).

    Without a `kid`, every key that the issuer publishes; never empty.
    """
    issuer = search.issuer
    if kid.startswith("#"):
        kid = issuer + kid
    if "#" in kid and (dids.is_did(kid) or is_web_address(kid)):
        return [named(kid, search)]
    if issuer.startswith(("did:key:", "did:jwk:")):
        return [_own(kid, issuer)]
    if kid != issuer and (dids.is_did(kid) or is_web_address(kid)):
        return [named(kid, search)]
    return _listed("" if kid == issuer else kid, search)


def _own(kid: str, issuer: str) -> Held:
    try:
        method = dids.own_method(issuer)
    except dids.BadDid as e:
        return Held(_unread(e), where=issuer[:80])
    known = {"", issuer, method.kid, method.id, method.id.partition("#")[2]}
    return Held(State.BOUND, method.key, issuer) if kid in known else Held(State.OTHER, where=issuer[:80])


def _listed(kid: str, search: Search) -> list[Held]:
    """The issuer's keys of that id, or all: of its own document, or where that has none, of its site's JWK Set.

    The set of a site is the issuer's that is the site; an issuer on a part of one may share it with strangers.
    """
    issuer, place = search.issuer, _place(search.issuer)
    own, shared = search.document(issuer), _key_set(issuer)
    document = search.document(shared) if shared else own
    if State.WANTED in (own, document):
        return [Held(State.WANTED)]
    if not isinstance(own, State) and (not _KEYS.isdisjoint(own) or any(_published(own, issuer, search.now))):
        return _fitting(own, kid, search, State.BOUND)
    if isinstance(document, State):
        return [Held(own if isinstance(own, State) else document, where=place)]
    return _fitting(document, kid, search, State.BOUND if _key_set(issuer, whole=True) else State.UNPROVED)


def _fitting(document: Mapping[str, object], kid: str, search: Search, state: State) -> list[Held]:
    place = _place(search.issuer)
    fit = [method for method in _published(document, search.issuer, search.now) if _fits(method, kid, search.issuer)]
    return [Held(state, method.key, place) for method in fit[:MAX_CANDIDATES]] or [Held(State.OTHER, where=place)]


def _fits(method: dids.Method, kid: str, issuer: str) -> bool:
    if not method.asserts or method.controller != issuer:
        return False
    return kid in ("", method.kid, method.id, method.id.partition("#")[2])


def _key_set(issuer: str, *, whole: bool = False) -> str:
    """The address of the JWK Set of an issuer's site, or only of an issuer that is the `whole` site; empty for none."""
    parts = urlsplit(issuer) if issuer.startswith("https://") and is_web_address(issuer) else None
    if parts is None or (whole and (parts.path not in ("", "/") or parts.query)):
        return ""
    return f"https://{parts.netloc}/.well-known/jwks.json"


def _published(document: Mapping[str, object], owner: str, now: datetime) -> Iterator[dids.Method]:
    """The keys of a document read at its owner's address: DID or controller document, JWK Set, JWK, PEM or one key."""
    if document.get("id") == owner:
        yield from dids.methods(document, now)
    if "publicKeyJwk" in document or "publicKeyMultibase" in document:
        alone = dids.method(document, owner, now)
        if alone and alone.id.partition("#")[0] == owner:
            yield alone
    sets = document.get("keys")
    for jwk in sets[: dids.MAX_METHODS] if isinstance(sets, list) else [document]:
        try:
            key = keys.from_pem(jwk["pem"]) if "pem" in jwk else keys.from_jwk(jwk)
        except (keys.BadKey, TypeError):
            continue
        kid = str(jwk.get("kid", ""))
        yield dids.Method(f"{owner}#{kid}", owner, key, kid=kid)


def _hinted(fragment: str) -> keys.Key | None:
    # 1EdTech's examples name a key by its own multibase form: enough to see that a seal is intact, not whose it is
    try:
        return keys.from_multikey(fragment)
    except keys.BadKey:
        return None


def _place(owner: str) -> str:
    return host_of(owner) or owner[:200]


def _document(owner: str, lookup: Lookup) -> Mapping[str, object] | State:
    """What is published under a DID or https URL; a document given under the DID itself is taken as it is."""
    # keys that anyone on the way could exchange are none, though the page be at hand for another reason
    insecure = owner[:5].lower() == "http:"
    given = [] if insecure else [url for url in lookup if url.partition("#")[0] == owner]
    if len(given) > 1 and owner not in given:
        methods = [one for one in (_answered(lookup[url], url) for url in given) if not isinstance(one, State)]
        return {"id": owner, "assertionMethod": methods}  # each of its keys was given by itself
    url = owner if owner in given else given[0] if given else _url(owner)
    if isinstance(url, State):
        return url
    answer = lookup[url] if given else lookup.ask(url)
    return State.WANTED if answer is None else _answered(answer, url)


def _answered(answer: Fetched | Unreachable, url: str) -> Mapping[str, object] | State:
    """What an answer holds of keys."""
    if not isinstance(answer, Fetched) or not 200 <= answer.status < 300:
        return State.UNREACHABLE
    if strayed(answer, url):
        return State.ELSEWHERE
    return _read(answer.body) if len(answer.body) > MAX_KEPT else _kept(answer.body)


@lru_cache(maxsize=256)
def _kept(body: bytes) -> Mapping[str, object] | State:
    """What was read of a document of usual size, of which many credentials speak; not to be changed."""
    return _read(body)


def _url(owner: str) -> str | State:
    if owner.startswith("did:web:"):
        try:
            return dids.document_url(owner)
        except dids.BadDid:
            return State.NAMELESS
    if owner.startswith("did:"):
        return State.UNSUPPORTED
    if owner.startswith("https://") and is_web_address(owner):
        return owner
    return State.UNREACHABLE if owner[:5].lower().startswith(("http:", "urn:")) else State.NAMELESS


def _read(body: bytes) -> Mapping[str, object] | State:
    if body.startswith(b"-----BEGIN PUBLIC KEY-----"):
        return {"pem": body.decode("ascii", "replace")}
    try:
        return strict.parse_object(body)
    except strict.NotJson:
        return State.UNREACHABLE
