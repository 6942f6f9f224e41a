"""Whether a credential was withdrawn: Bitstring and 2021 status lists, 2020 and 1EdTech revocation lists."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from urllib.parse import urlsplit

from wallet.openbadges import keys, shape
from wallet.openbadges.document import types_of
from wallet.openbadges.findings import Findings
from wallet.openbadges.lookup import host_of, is_web_address
from wallet.openbadges.report import N_, Check, Fetched, Outcome
from wallet.openbadges.revocations import (
    ANOTHER,
    ANOTHERS,
    MAX_DOCUMENT_BYTES,
    Keeper,
    Standing,
    Unsound,
    read_revocations,
)
from wallet.openbadges.seals import Case, issuer_of

NOT_ASKED = N_("Whether it was withdrawn could not be asked at %(host)s.")
NO_WITHDRAWALS = N_("Whether it was withdrawn cannot be asked: its issuer keeps no list.")
_UNLISTED = Check("status.revocation", Outcome.PASSED, NO_WITHDRAWALS)
FOREIGN = N_("A list says that it was not withdrawn, but that list is kept under another key.")
COPY = N_("A list says that it was not withdrawn, but that list says that it belongs at another address.")
OWN_NAME = 12  # letters of a name that two lists do not have by chance
MAX_ENTRIES = 8
MAX_LIST_BYTES = 4 << 20
MAX_LISTED = 4 << 20  # bytes of lists that are read for one badge, all parts of it together
# The standard asks for 131,072, so that a look at the list does not tell on whom; lists of 100,000 are in use.
MIN_ENTRIES = 65_536

_INDEX = re.compile(r"[0-9]{1,10}\Z")
_CHECKS = {"revocation": "status.revocation", "suspension": "status.suspension"}
# Kind of entry: members that hold the list's address and the place in it, and the type of the list's subject.
_BIT_LISTS = {
    "BitstringStatusListEntry": ("statusListCredential", "statusListIndex", "BitstringStatusList"),
    "StatusList2021Entry": ("statusListCredential", "statusListIndex", "StatusList2021"),
    "RevocationList2020Status": ("revocationListCredential", "revocationListIndex", "RevocationList2020"),
}


# Verifies a list as a credential: the credential, or None when it is not sound or documents are wanted.
Prove = Callable[[bytes], Mapping[str, object] | None]


@dataclass(frozen=True)
class Entry:
    """One entry of a credential's status: where its list is, and what a set bit there means."""

    kind: str
    purpose: str
    url: str
    index: int = 0
    size: int = 1
    messages: Mapping[str, str] = field(default_factory=dict)

    def said(self, value: int) -> str:
        """What the issuer says that a value of more than one bit means, or that value; empty for a bit."""
        plain = f"{value:#x}"
        return self.messages.get(plain, f"({plain})") if self.size > 1 or plain in self.messages else ""

    @property
    def check(self) -> str:
        """The name of the check it decides."""
        return _CHECKS.get(self.purpose, "status.other")


def judge(credential: Mapping[str, object], case: Case, prove: Prove) -> None:
    """Note for each status entry of a credential what its list says; the lookup may want more."""
    value = credential.get("credentialStatus")
    values: list[object] = value if isinstance(value, list) else [] if value is None else [value]
    if not values:
        case.findings.once(_UNLISTED)
    for item in values[:MAX_ENTRIES]:
        _judge_entry(item, credential, case, prove)
    if len(values) > MAX_ENTRIES:
        case.findings.not_checked("status.revocation", N_("It names more status lists than any real credential."))


def _judge_entry(item: object, credential: Mapping[str, object], case: Case, prove: Prove) -> None:
    try:
        entry = read_entry(item)
        found = _ask(entry, credential, case, prove)
    except Unsound as e:
        purpose = item.get("statusPurpose") if isinstance(item, dict) else ""
        shape.note(case.findings, _CHECKS.get(str(purpose), "status.revocation"), Outcome.NOT_CHECKED, e)
        return
    if found is not None:
        _tell(entry, found, case.findings)


def _ask(entry: Entry, credential: Mapping[str, object], case: Case, prove: Prove) -> Standing | None:
    """What the list says; None while documents are wanted. Raises Unsound."""
    answer = case.lookup.ask(entry.url)
    if answer is None:
        return None
    if not isinstance(answer, Fetched) or not 200 <= answer.status < 300:
        raise Unsound(NOT_ASKED, host=host_of(entry.url))
    if entry.kind == "1EdTechRevocationList":
        _spend(answer.body, case)
        return read_revocations(answer.body, credential.get("id"), Keeper(entry.url, issuer_of(credential)))
    listed = _list_at(entry.url, answer.body, case, prove)
    return read_list(entry, listed, issuer_of(credential), case.now) if listed is not None else None


def _list_at(url: str, body: bytes, case: Case, prove: Prove) -> Mapping[str, object] | None:
    """The list at an address, proved once for all that names it; None while documents are wanted. Raises Unsound."""
    known = case.patience.lists.get(url)
    if known is None:
        _spend(body, case)
        wanted = len(case.lookup.wanted)
        known = prove(body) or {}
        if len(case.lookup.wanted) > wanted:
            return None
        case.patience.lists[url] = known
    if not known:
        raise Unsound(N_("The list of withdrawals at %(host)s is not soundly sealed."), host=host_of(url))
    return known


def _spend(body: bytes, case: Case) -> None:
    case.patience.listed += len(body)
    if case.patience.listed > max(MAX_LISTED, len(body)):
        raise Unsound(N_("Its status takes more work to find out than any real credential's."))


def _tell(entry: Entry, found: Standing, findings: Findings) -> None:
    evidence = {"list": entry.url, "purpose": entry.purpose[:80], "index": str(entry.index)}
    if not found.set and found.doubt:
        findings.warned(entry.check, found.doubt, evidence=evidence)
    elif not found.set:
        findings.passed(entry.check, N_("Its issuer has not withdrawn it."), evidence=evidence)
    elif entry.check == "status.suspension":
        findings.failed(entry.check, N_("Its issuer has suspended it for the time being."), evidence=evidence)
    elif entry.check == "status.revocation" and found.reason:
        message = N_("Its issuer has withdrawn it: %(reason)s")
        findings.failed(entry.check, message, evidence=evidence, reason=found.reason)
    elif entry.check == "status.revocation":
        message = N_("Its issuer has withdrawn it, without giving a reason.")
        findings.failed(entry.check, message, evidence=evidence)
    else:
        noted = f"{entry.purpose[:80]} {found.reason}".strip()
        findings.warned(entry.check, N_("Its issuer notes about it: %(noted)s"), evidence=evidence, noted=noted)


def read_entry(item: object) -> Entry:
    """Read one entry of credentialStatus (Bitstring Status List 1.0 §2.1); raises Unsound."""
    kinds = types_of(item) if isinstance(item, dict) else ()
    if not isinstance(item, dict) or len(kinds) != 1:
        raise Unsound(N_("Its status entry cannot be read."))
    if kinds[0] == "1EdTechRevocationList":
        return Entry(kinds[0], "revocation", _url(item.get("id")))
    if kinds[0] not in _BIT_LISTS:
        raise Unsound(N_("Its status is kept in a way that is not supported here (%(kind)s)."), kind=kinds[0][:80])
    address, place, _ = _BIT_LISTS[kinds[0]]
    purpose = item.get("statusPurpose", "revocation" if kinds[0] == "RevocationList2020Status" else None)
    size = item.get("statusSize", 1)
    if not isinstance(purpose, str) or type(size) is not int or not 1 <= size <= 32:
        raise Unsound(N_("Its status entry cannot be read."))
    messages = _messages(item.get("statusMessage"))
    return Entry(kinds[0], purpose, _url(item.get(address)), _index(item.get(place)), size, messages)


def _messages(value: object) -> dict[str, str]:
    """The texts that an entry gives for values (Bitstring Status List 1.0 §2.1, statusMessage), shortened."""
    items = [item for item in value[:256] if isinstance(item, dict)] if isinstance(value, list) else []
    return {
        number.lower(): text[:200]
        for item in items
        if isinstance(number := item.get("status"), str) and isinstance(text := item.get("message"), str)
    }


def _url(value: object) -> str:
    if not isinstance(value, str) or not is_web_address(value):
        raise Unsound(N_("Its status entry names no list."))
    return value


def _index(value: object) -> int:
    # the text must be ASCII digits: int() would take "-1", " 9" and digits of other scripts
    text = str(value) if type(value) is int else value
    if not isinstance(text, str) or not _INDEX.match(text):
        raise Unsound(N_("Its status entry names no place in the list."))
    return int(text)


def read_list(entry: Entry, listed: Mapping[str, object], issuer: str, now: datetime) -> Standing:
    """What a status list credential, whose seal was verified before, says of an entry; raises Unsound.

    Bitstring Status List 1.0 §3.2: type, purpose, time, index in range, not too short.
    """
    subject, kind = listed.get("credentialSubject"), _BIT_LISTS[entry.kind][2]
    sound = f"{kind}Credential" in types_of(listed) and isinstance(subject, dict) and kind in types_of(subject)
    if not sound or not isinstance(subject, dict):
        raise Unsound(N_("What was found where the list of withdrawals should be is not such a list."))
    purposes = subject.get("statusPurpose", entry.purpose if entry.kind == "RevocationList2020Status" else None)
    if entry.purpose not in (purposes if isinstance(purposes, list) else [purposes]):
        raise Unsound(N_("The list of withdrawals is for another purpose."))
    _check_time(listed, now)
    doubt, encoded = _doubt(entry, listed, issuer), subject.get("encodedList")
    value = value_at(expand(encoded), entry)
    if not value and kind == "BitstringStatusList" and not str(encoded).startswith("u"):
        raise Unsound(N_("The list of withdrawals is not written as its standard asks."))
    return Standing(value != 0, entry.said(value), doubt)


def _check_time(listed: Mapping[str, object], now: datetime) -> None:
    if shape.is_misdated(listed):
        raise Unsound(N_("The list of withdrawals does not say clearly until when it holds."))
    if not shape.span(listed).holds(now):
        raise Unsound(N_("The list of withdrawals is outside its own time."))


def _doubt(entry: Entry, listed: Mapping[str, object], issuer: str) -> str:
    """Whether the list may be another's; raises Unsound when nothing links it to the credential's issuer."""
    owner, name = issuer_of(listed), listed.get("id")
    if not isinstance(name, str | None) or (name is not None and name != entry.url and not _moved(name, entry.url)):
        raise Unsound(ANOTHER)
    if owner == issuer:
        return COPY if name is not None and name != entry.url else ""
    # The issuer itself sealed the list's address; a bare key there may be its, another organisation may not.
    if owner.startswith(("did:key:", "did:jwk:")):
        return FOREIGN
    raise Unsound(ANOTHERS)


def _moved(name: str, url: str) -> bool:
    """Whether a list is served elsewhere than it was named, as a copy that keeps a name no other list has."""
    own = urlsplit(name).path.rpartition("/")[2]
    return host_of(name) != host_of(url) and len(own) >= OWN_NAME and own == urlsplit(url).path.rpartition("/")[2]


def expand(encoded: object) -> bytes:
    """The bits of an encodedList: multibase base64url of GZIP (Bitstring Status List 1.0 §2.2); raises Unsound.

    Lists before the standard have no multibase letter; at most 4 MiB (32 million entries) are expanded.
    """
    return _expanded(encoded if isinstance(encoded, str) else "")


@lru_cache(maxsize=4)
def _expanded(encoded: str) -> bytes:
    text = encoded[1:] if encoded.startswith("u") else encoded
    try:
        packed = keys.unbase64url(text.rstrip("="), limit=MAX_DOCUMENT_BYTES)
        unpacker = zlib.decompressobj(wbits=31)
        bits = unpacker.decompress(packed, MAX_LIST_BYTES)
    except (keys.BadKey, zlib.error) as e:
        raise Unsound(N_("The list of withdrawals cannot be unpacked.")) from e
    if not unpacker.eof or unpacker.unused_data:
        raise Unsound(N_("The list of withdrawals is cut off, or too large."))
    return bits


def value_at(bits: bytes, entry: Entry) -> int:
    """What the bits of a list say of an entry; raises Unsound when it has none there."""
    if len(bits) * 8 < MIN_ENTRIES:
        raise Unsound(N_("The list of withdrawals is too short to protect anybody's privacy."))
    first = entry.index * entry.size
    if first + entry.size > len(bits) * 8:
        raise Unsound(N_("The list of withdrawals has no such place."))
    last = first + entry.size - 1
    window = int.from_bytes(bits[first // 8 : last // 8 + 1], "big")
    # §3.2: the first entry is the leftmost bit
    return window >> (7 - last % 8) & ((1 << entry.size) - 1)
