"""The name of a file that a stranger sent, made fit for any disk, header and page."""

from __future__ import annotations

import re
import unicodedata
from contextlib import suppress
from email.message import Message
from typing import Final

LONGEST: Final = 120
_UNFIT: Final = re.compile(r'[<>:"|?*;%\\/]')
_DEVICES: Final = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)


def of_disposition(header: str) -> str:
    """The name in a Content-Disposition header, plain or encoded (RFC 6266 §4.3); empty when there is none."""
    with suppress(UnicodeError):  # many clients write UTF-8 where the standard wants filename*
        header = header.encode("latin-1").decode()
    message = Message()
    message["Content-Disposition"] = "".join(letter for letter in header if letter.isprintable())
    return message.get_filename() or ""


def safe(name: str, suffix: str, otherwise: str) -> str:
    """A name that ends in the suffix of what the file is; `otherwise` when nothing of it can be used."""
    last = re.split(r"[\\/]", unicodedata.normalize("NFC", name))[-1]
    plain = "".join(" " if letter.isspace() else letter for letter in last if letter.isspace() or _readable(letter))
    plain = " ".join(_UNFIT.sub("_", plain).split()).strip(". ")
    if plain.lower().endswith(suffix):
        plain = plain[: -len(suffix)].rstrip(". ")
    if not plain.strip("_. "):
        return otherwise + suffix
    return ("_" if _DEVICES.fullmatch(plain) else "") + plain[:LONGEST] + suffix


def _readable(letter: str) -> bool:
    return unicodedata.category(letter)[0] != "C"  # no control, no turning, no half character, nothing unassigned
