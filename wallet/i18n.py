"""The languages of the wallet, for whoever shows a sentence, a date or a size to a person.

English sentences are the msgids; `locale/<language>/LC_MESSAGES/messages.po` translates them, read once and kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from gettext import NullTranslations
from io import BytesIO
from typing import TYPE_CHECKING, Any, Protocol

from wallet.paths import LOCALES

if TYPE_CHECKING:
    from jinja2 import Environment

LANGUAGES = {"en": "English", "it": "Italiano"}
DEFAULT = "en"

# How each language writes dates and numbers; English as Europe reads it: 22 November 2026, never 11/22.
_CUSTOMS = {"en": "en_GB", "it": "it_IT"}
_HEADER_LIMIT = 400  # of an Accept-Language header, of which no browser sends more than about a hundred characters

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BEFORE_EIGHT = re.compile(r"\b([Ii]l|[Aa]l|[Dd]al|[Dd]el|[Nn]el) (?=(?:<[^>]+>)*(?:8|11) [a-z])")
_language: ContextVar[str] = ContextVar("language", default=DEFAULT)


class Sentence(Protocol):
    """What is translated where it is shown: an error or a check, with its msgid and what fills it."""

    @property
    def message(self) -> str:
        """The msgid."""

    @property
    def values(self) -> Mapping[str, object]:
        """What fills its placeholders."""


def N_(message: str) -> str:
    """Mark a sentence for translation where it is written; it is translated where it is shown."""
    return message


@contextmanager
def speaking(locale: str) -> Iterator[str]:
    """Speak a language within the block, English when it is none of LANGUAGES; gives the language spoken."""
    language = locale if locale in LANGUAGES else DEFAULT
    token = _language.set(language)
    try:
        yield language
    finally:
        _language.reset(token)


def current() -> str:
    """The language being spoken: a key of LANGUAGES, for `<html lang>`."""
    return _language.get()


def negotiate(accept_language: str) -> str | None:
    """The wallet's language that a browser likes best (RFC 9110 §12.5.4), or None when it names none of them."""
    wishes = [_wish(part) for part in accept_language[:_HEADER_LIMIT].split(",")]
    liked = [(quality, language) for quality, language in wishes if quality > 0 and language in LANGUAGES]
    return max(liked, key=lambda wish: wish[0])[1] if liked else None


def _wish(part: str) -> tuple[float, str]:
    tag, _, parameters = part.partition(";")
    name, _, number = parameters.replace(" ", "").partition("=")
    try:
        quality = float(number) if name == "q" else 1.0
    except ValueError:
        quality = 0.0
    return (quality if 0 <= quality <= 1 else 0.0), tag.strip().lower().partition("-")[0]


def gettext(msgid: str, /, **values: object) -> str:
    """The sentence in the language being spoken, its `%(name)s` filled; without values, per cent signs stay."""
    text = _catalogue(current()).gettext(msgid) if msgid else ""
    return elided(text % values if values else text)


def ngettext(singular: str, plural: str, number: int, /, **values: object) -> str:
    """The form for so many, its `%(num)s` filled with the number and the rest with the values."""
    return _catalogue(current()).ngettext(singular, plural, number) % {"num": number, **values}


def translate(sentence: Sentence) -> str:
    """An error or a check in the language being spoken; a day among its values (ISO 8601) is written out."""
    return gettext(sentence.message, **{name: _written(value) for name, value in sentence.values.items()})


def _written(value: object) -> object:
    if isinstance(value, str) and _ISO_DAY.fullmatch(value):
        with suppress(ValueError):
            return day(date.fromisoformat(value))
    return value


def elided(text: str) -> str:
    """Italian articles before the eighth and the eleventh: l’8 novembre, dall’11 maggio."""
    return type(text)(_BEFORE_EIGHT.sub(_elide, text)) if current() == "it" else text


def _elide(found: re.Match[str]) -> str:
    return {"il": "l’", "Il": "L’"}.get(found[1], f"{found[1]}l’")


@cache
def _catalogue(language: str) -> NullTranslations:
    if language == DEFAULT:
        return NullTranslations()
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po
    from babel.support import Translations

    with (LOCALES / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def day(when: date) -> str:
    """A day, such as 22 November 2026; of a moment, its day in UTC."""
    return _day(_utc(when).date() if isinstance(when, datetime) else when, _CUSTOMS[current()])


@lru_cache(maxsize=4096)
def _day(when: date, customs: str) -> str:
    from babel.dates import format_date

    return str(format_date(when, "d MMMM y", locale=customs))


def month(when: date) -> str:
    """A month, such as November 2026; of a moment, its month in UTC."""
    from babel.dates import format_date

    moment = _utc(when) if isinstance(when, datetime) else when
    return str(format_date(moment, "LLLL y", locale=_CUSTOMS[current()]))


def moment(when: datetime) -> str:
    """A moment to the minute, marked as UTC; one without a time zone is taken as UTC."""
    return f"{_moment(_utc(when).replace(second=0, microsecond=0), _CUSTOMS[current()])} UTC"


@lru_cache(maxsize=4096)
def _moment(when: datetime, customs: str) -> str:
    from babel.dates import format_datetime

    return str(format_datetime(when, "d MMMM y, HH:mm", locale=customs))


def _utc(when: datetime) -> datetime:
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)


def filesize(size: int) -> str:
    """A number of bytes in thousands, such as 1.2 MB."""
    from babel.numbers import format_decimal

    if size < 1000:
        return ngettext("%(num)s byte", "%(num)s bytes", size)
    amount, unit = size / 1000, "kB"
    for larger in ("MB", "GB", "TB"):
        if amount < 999.95:  # what would be written as 1,000.0
            break
        amount, unit = amount / 1000, larger
    return f"{format_decimal(amount, format='#,##0.#', locale=_CUSTOMS[current()])}\N{NO-BREAK SPACE}{unit}"


@lru_cache(maxsize=4096)
def _written_out(language: str, msgid: str, escaping: bool) -> str:
    """A sentence that nothing is filled into, as templates write it: the most frequent thing on every page."""
    return elided(_worded(_catalogue(language).gettext(msgid) if msgid else "", escaping, {}))


def _worded(text: str, escaping: bool, values: Mapping[str, Any]) -> str:
    from markupsafe import Markup

    return (Markup(text) if escaping else text) % values  # noqa: S704 - the wallet's own sentence; values are escaped


def _for_templates() -> dict[str, Any]:
    """What templates call to translate."""
    from jinja2 import pass_eval_context

    @pass_eval_context
    def one(context: Any, msgid: str, /, **values: Any) -> str:
        if not values:
            return _written_out(current(), msgid, bool(context.autoescape))
        return elided(_worded(_catalogue(current()).gettext(msgid), bool(context.autoescape), values))

    @pass_eval_context
    def of_many(context: Any, singular: str, plural: str, num: int, /, **values: Any) -> str:
        text = _catalogue(current()).ngettext(singular, plural, num)
        return elided(_worded(text, bool(context.autoescape), {"num": num, **values}))

    return {"_": one, "gettext": one, "ngettext": of_many}


def install(environment: Environment) -> None:
    """Give templates `{% trans %}`, `_()`, `current_language()` and the filters day, moment and filesize.

    Jinja fills the placeholders itself and always, so in templates a per cent sign is written `%%`.
    """
    environment.add_extension("jinja2.ext.i18n")
    environment.newstyle_gettext = True  # type: ignore[attr-defined]  # the extension has just added it
    environment.globals.update(_for_templates())
    environment.filters.update(day=day, moment=moment, filesize=filesize)
    environment.globals.update(current_language=current, LANGUAGES=LANGUAGES)
