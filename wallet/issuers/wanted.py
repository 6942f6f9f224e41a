"""What an issuer asks for beside the credential: to whom it goes, in which words, for how long."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from wallet.bodies import Wrong, error, unknown
from wallet.errors import Problem, Unprocessable
from wallet.i18n import DEFAULT, LANGUAGES
from wallet.mail.address import address

MEMBERS: Final = ("email", "credential", "locale", "message", "expires_in_days")
LONGEST_MESSAGE: Final = 2000
DAYS: Final = range(1, 731)
USUAL_DAYS: Final = 90

# Characters that turn the direction of what follows, so that a text reads as what it does not say.
_TURNING: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Wanted:
    """An offer's circumstances: `email` as mail can be sent to it, `message` plain text, `days` until it runs out."""

    email: str
    locale: str = DEFAULT
    message: str = ""
    days: int = USUAL_DAYS


def wanted(members: Mapping[str, object], *, credential: bool) -> Wanted:
    """Read the members of a request; `credential` says whether one came. Raises Wrong, naming all that is wrong."""
    errors = [unknown(name) for name in members if name not in MEMBERS]
    if not credential:
        errors.append(error("credential", "Send a credential: an object, a compact JWS, or a file in a form."))
    found: dict[str, Any] = {}
    for name, (target, read) in _READERS.items():
        try:
            if name in members or name == "email":
                found[target] = read(members.get(name))
        except Problem as e:
            errors.append(error(name, str(e)))
    if errors:
        raise Wrong(errors)
    return Wanted(**found)


def of_form(members: Mapping[str, object]) -> dict[str, object]:
    """The members of a form, which has texts only, as those of JSON would be."""
    days = str(members.get("expires_in_days", ""))
    number = {"expires_in_days": int(days)} if re.fullmatch(r"[0-9]{1,3}", days, re.ASCII) else {}
    return {**members, **number}


def _email(value: object) -> str:
    if not isinstance(value, str) or len(value) > 320:
        raise Unprocessable("Give the learner's e-mail address, as a text.")
    return address(value)


def _locale(value: object) -> str:
    if not isinstance(value, str) or value not in LANGUAGES:
        raise Unprocessable("The wallet writes %(locales)s.", locales=", ".join(LANGUAGES))
    return value


def _message(value: object) -> str:
    if not isinstance(value, str):
        raise Unprocessable("A message is a text.")
    message = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
    if len(message) > LONGEST_MESSAGE:
        raise Unprocessable("A message has at most %(count)d characters.", count=LONGEST_MESSAGE)
    if not all(_plain(letter) for letter in message):
        raise Unprocessable("A message is plain text, without control characters.")
    return message


def _plain(letter: str) -> bool:
    return letter in "\n\t" or (letter not in _TURNING and unicodedata.category(letter) not in ("Cc", "Cs", "Zl", "Zp"))


def _days(value: object) -> int:
    if type(value) is not int or value not in DAYS:
        raise Unprocessable(
            "An offer lasts from %(first)d to %(last)d whole days.", first=DAYS.start, last=DAYS.stop - 1
        )
    return value


_READERS: Final[Mapping[str, tuple[str, Callable[[object], object]]]] = {
    "email": ("email", _email),
    "locale": ("locale", _locale),
    "message": ("message", _message),
    "expires_in_days": ("days", _days),
}
