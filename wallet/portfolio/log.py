"""The learner's own log: what they changed of what others see, newest first, for them alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from starlette.requests import Request
from starlette.responses import Response
from tortoise.expressions import Q

from wallet import accounts, i18n, sections, web
from wallet.errors import NotFound
from wallet.i18n import N_
from wallet.models import LABELS, Badge, Deed, Kind, LogEntry, Source, Visibility
from wallet.names import isolated

PAGE, LATEST = 50, 5  # lines on the log's page, and on that of a badge


@dataclass(frozen=True)
class Line:
    """A line of the log; `url` leads to its badge or link while that is there, `icon` is one of our drawings."""

    at: datetime
    icon: str
    sentence: str
    title: str
    url: str | None


_OF_DOCUMENTS: Final = {
    Deed.SHOWN: ("public", N_("You made this visible to others: %(document)s")),
    Deed.HIDDEN: ("private", N_("You hid this from others: %(document)s")),
    Deed.CHOSEN: ("document", N_("You chose what others see of this: %(document)s")),
    Deed.ARRIVED: ("document", N_("The issuer sent a document: %(document)s")),
    Deed.ADDED: ("document", N_("You added a document: %(document)s")),
    Deed.DELETED: ("failed", N_("You deleted a document: %(document)s")),
}
_NEWER: Final = N_("The issuer sent a new version: %(document)s")
_OF_VISIBILITY: Final = {
    Visibility.PRIVATE: N_("You made the badge visible only to yourself"),
    Visibility.UNLISTED: N_("You made the badge visible to who has the link"),
    Visibility.PUBLIC: N_("You made the badge visible to everyone"),
}
_STILL_SHOWN: Final = N_("You made the badge’s own address visible only to yourself; other links still show the badge")
_OF_FILE: Final = {
    Deed.FILE_OFFERED: ("download", N_("You offered the credential file for download")),
    Deed.FILE_WITHHELD: ("private", N_("You no longer offer the credential file for download")),
}
_OF_LINKS: Final = {
    Deed.LINK_MADE: ("unlisted", N_("You made a link: %(link)s")),
    Deed.LINK_CHANGED: ("unlisted", N_("You changed a link: %(link)s")),
    Deed.LINK_ENDED: ("private", N_("You withdrew a link: %(link)s")),
    Deed.ALL_PRIVATE: ("private", N_("You made all that you share private")),
    Deed.ALL_BACK: ("unlisted", N_("You took it back that all is private")),
}


@accounts.signed_in
async def show(request: Request, viewer: web.Viewer) -> Response:
    """GET /log: the log, 50 lines a page; `?after=` names the last line of the page before."""
    learner_id = UUID(viewer.learner_id)
    entries = LogEntry.filter(learner_id=learner_id)
    if after := request.query_params.get("after"):
        last = await _entry(learner_id, after)
        entries = entries.filter(Q(at__lt=last.at) | Q(at=last.at, id__lt=last.id))
    found = await entries.order_by("-at", "-id").limit(PAGE + 1)
    more = f"?after={found[PAGE - 1].id}" if len(found) > PAGE else None
    return web.page(request, "portfolio/log.html", lines=_lines(found[:PAGE]), more=more, later=bool(after))


async def latest(badge: Badge) -> list[Line]:
    """The newest lines of a badge's log."""
    return _lines(await LogEntry.filter(badge_id=badge.id).order_by("-at", "-id").limit(LATEST))


async def _entry(learner_id: UUID, given: str) -> LogEntry:
    """A line of this learner's. Raises NotFound for anything else."""
    try:
        entry = await LogEntry.get_or_none(id=UUID(given), learner_id=learner_id)
    except ValueError:
        entry = None
    if entry is None:
        raise NotFound(web.NOTHING_HERE)
    return entry


def _lines(entries: Iterable[LogEntry]) -> list[Line]:
    return [_line(entry) for entry in entries]


def _line(entry: LogEntry) -> Line:
    icon, sentence = _told(entry)
    title, url = _place(entry)
    return Line(entry.at, icon, sentence, title, url)


def _place(entry: LogEntry) -> tuple[str, str | None]:
    """What a line is about, and where that is; a badge that is gone took its links along."""
    if "links" in entry.told:
        return i18n.gettext(N_("All your links")), "/links"
    if "share" in entry.told and entry.told.get("several"):
        return entry.title or i18n.gettext(N_("Several badges on one page")), f"/links/{entry.told['share']}"
    title = entry.title or i18n.gettext(N_("Badge without a name"))
    if entry.badge_id is None:
        return title, None
    return title, f"/links/{entry.told['share']}" if "share" in entry.told else f"/badges/{entry.badge_id}"


def _told(entry: LogEntry) -> tuple[str, str]:
    """A deed as its icon and its sentence."""
    if entry.deed is Deed.VISIBILITY:
        visibility = Visibility(entry.told["visibility"])
        words = _STILL_SHOWN if entry.told.get("elsewhere") else _OF_VISIBILITY[visibility]
        return visibility.value, i18n.gettext(words)
    if entry.deed in _OF_FILE:
        icon, words = _OF_FILE[entry.deed]
        return icon, i18n.gettext(words)
    if entry.deed in _OF_LINKS:
        icon, words = _OF_LINKS[entry.deed]
        name = str(entry.told.get("link", ""))
        return icon, i18n.gettext(words, link=isolated(name) if name else i18n.gettext(N_("the badge’s own link")))
    icon, words = _OF_DOCUMENTS[entry.deed]
    sentence = _NEWER if entry.told.get("newer") else words
    return icon, i18n.gettext(sentence, document=_document(entry)) + sections.told(
        entry.told.get("pieces", ()), entry.told.get("hidden", ())
    )


def _document(entry: LogEntry) -> str:
    """What a document is; one that the learner brought by its file too, for there may be several."""
    kind, file = (str(entry.told.get(name, "")) for name in ("document", "file"))
    label = i18n.gettext(LABELS[Kind(kind)]) if kind in list(Kind) else isolated(kind)
    if not file or entry.told.get("source") != Source.HOLDER:
        return label
    named = f"{label} ({isolated(file)})"
    told_by_its_deed = entry.deed in (Deed.ADDED, Deed.DELETED)
    return named if told_by_its_deed else i18n.gettext(N_("%(document)s, added by you"), document=named)
