"""Where a document comes from: who sent it, and of each seal three statements that are never one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Final

from wallet import i18n
from wallet.i18n import N_
from wallet.models import Source
from wallet.names import isolated
from wallet.supplement import Intact, Sealing
from wallet.verdicts import signer_of

from .seals.remarks import EXPIRED, FOREIGN_TIMESTAMP

PASSED, FAILED, WARNING, NOT_CHECKED = "passed", "failed", "warning", "not_checked"


@dataclass(frozen=True)
class Line:
    """A statement in the language being spoken; `mark` is passed, failed, warning or not_checked, as icons have it."""

    mark: str
    text: str


_INTACT: Final = {
    Intact.YES: (PASSED, N_("Its seal is intact: the document is as it was when it was sealed (%(kind)s).")),
    Intact.NO: (FAILED, N_("Its seal does not hold: nothing proves that this is what was sealed (%(kind)s).")),
    Intact.UNCHECKED: (NOT_CHECKED, N_("It carries a seal that could not be checked (%(kind)s).")),
}
_SIGNED = N_("Signed by %(signer)s, says its certificate.")
_NAMED = N_("It names %(signer)s as its signer, which this seal does not prove.")
_TRUSTED = N_("This wallet trusts who issued that certificate.")
_UNTRUSTED = N_("It is not a signer this wallet trusts: whether the name is true, it cannot tell.")


def lines(seals: tuple[Sealing, ...], source: str, issuer_name: str, received_at: datetime) -> tuple[Line, ...]:
    """What a reader should know of where a document comes from, in the language being spoken.

    `source` is a `Source`; `issuer_name` is the badge's issuer as far as it is proved, empty where it is not.
    """
    said = [_sent(source, issuer_name, received_at)]
    if not seals:
        said.append(Line(NOT_CHECKED, i18n.gettext(_UNSEALED[Source(source)])))
    for seal in seals:
        said.extend(_of(seal))
    return tuple(said)


_UNSEALED: Final = {
    Source.ISSUER: N_("It carries no electronic seal of its own."),
    Source.HOLDER: N_("It carries no electronic seal: whether it is genuine, only who issued it can say."),
}


def _sent(source: str, issuer_name: str, received_at: datetime) -> Line:
    day = i18n.day(received_at)
    if source == Source.HOLDER:
        words = N_("Added by the badge’s holder on %(day)s; the issuer has not confirmed it.")
        return Line(WARNING, i18n.gettext(words, day=day))
    if not issuer_name:
        words = N_("Sent straight to this wallet by who offered the badge, on %(day)s: its holder cannot change it.")
        return Line(PASSED, i18n.gettext(words, day=day))
    words = N_("Sent straight to this wallet by %(issuer)s on %(day)s: its holder can hide it, but not change it.")
    return Line(PASSED, i18n.gettext(words, issuer=isolated(issuer_name), day=day))


def _of(seal: Sealing) -> Iterator[Line]:
    mark, words = _INTACT[seal.intact]
    yield Line(mark, i18n.gettext(words, kind=seal.kind))
    if seal.signer or seal.organisation:
        yield from _signer(seal)
    if seal.signed_at:
        yield _time(seal)
    elif _over(seal):
        yield Line(WARNING, i18n.gettext(_EXPIRED, day=_day(seal.expires)))
    for remark in seal.remarks:
        if not (remark == FOREIGN_TIMESTAMP and seal.signed_at or remark == EXPIRED and _over(seal)):
            yield Line(WARNING, i18n.gettext(remark))


def _signer(seal: Sealing) -> Iterator[Line]:
    """Who signed, and apart from it whether that can be relied on; a name proves nothing where the seal does not."""
    name = signer_of(seal)
    if seal.intact is not Intact.YES:
        yield Line(NOT_CHECKED, i18n.gettext(_NAMED, signer=name))
        return
    yield Line(PASSED if seal.trusted else NOT_CHECKED, i18n.gettext(_SIGNED, signer=name))
    yield Line(PASSED, i18n.gettext(_TRUSTED)) if seal.trusted else Line(WARNING, i18n.gettext(_UNTRUSTED))


_EXPIRED: Final = N_("The certificate of the seal expired on %(day)s.")
_PROVED: Final = N_("Sealed by %(day)s at the latest: a trusted timestamp proves it.")
_PROVED_OVER: Final = N_(
    "Sealed by %(day)s at the latest: a trusted timestamp proves it. The certificate of the seal expired on %(over)s."
)
_CLAIMED: Final = N_("Sealed on %(day)s, as its signer says; nothing proves the time.")
_CLAIMED_OVER: Final = N_(
    "Sealed on %(day)s, as its signer says; nothing proves the time, and the certificate expired on %(over)s."
)


def _time(seal: Sealing) -> Line:
    """When it was sealed, how far that is proved, and whether its certificate is over since, in one sentence."""
    proved, over = seal.proved_time and seal.intact is Intact.YES, _over(seal)
    words = (_PROVED_OVER if over else _PROVED) if proved else (_CLAIMED_OVER if over else _CLAIMED)
    until = {"over": _day(seal.expires)} if over else {}
    mark = WARNING if over and not seal.proved_time else PASSED if proved else NOT_CHECKED
    return Line(mark, i18n.gettext(words, day=_day(seal.signed_at), **until))


def _over(seal: Sealing) -> bool:
    """Whether its certificate is over; that one was over before the seal was made is a remark."""
    until = _moment(seal.expires)
    return until is not None and until < datetime.now(UTC)


def _moment(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def _day(text: str) -> str:
    """A day written out; what is no date stays as it is."""
    found = _moment(text)
    return i18n.day(date(found.year, found.month, found.day)) if found else isolated(text)
