"""What the verifications of a badge said and looked at, in time: for its owner alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import Response

from wallet import files, web
from wallet.errors import NotFound
from wallet.mine import my_badge
from wallet.models import Badge, StoredReport
from wallet.reports import same
from wallet.seal import standing

MOST = 50  # documents that the page lists


@dataclass(frozen=True)
class Past:
    """What every check of a stretch of time said: its mark, as a seal has it."""

    mark: str
    since: datetime
    until: datetime


@dataclass(frozen=True)
class LookedAt:
    """A document as it was found at its address; `url` downloads it where it was kept."""

    address: str
    digest: str
    since: datetime
    until: datetime
    url: str | None


@dataclass(frozen=True)
class Evidence:
    """What a badge's page tells of its verifications, newest first."""

    history: tuple[Past, ...]
    looked_at: tuple[LookedAt, ...]


async def evidence_of(badge: Badge) -> Evidence:
    """What the verifications of a badge said and looked at."""
    reports = await _reports(badge)
    return Evidence(tuple(_history(reports))[::-1], tuple(_documents(badge, reports))[::-1][:MOST])


async def download(request: Request) -> Response:
    """GET /badges/{id}/evidence/{digest}: a document as it was when a verification looked at it, for its owner."""
    badge = await my_badge(request)
    digest = request.path_params["digest"]
    for report in await _reports(badge):
        for address, found in report.looked_at.items():
            if found == digest:
                name = f"{urlsplit(address).hostname} {report.at:%Y-%m-%d} {digest[:8]}"
                return await files.download(request, digest, "application/octet-stream", name)
    raise NotFound(web.NOTHING_HERE)


async def _reports(badge: Badge) -> list[StoredReport]:
    return await StoredReport.filter(badge_id=badge.id).order_by("at")


def _history(reports: list[StoredReport]) -> Iterator[Past]:
    """Stretches of time in which the badge stood as it did; the checks themselves may have differed a little."""
    stretch: Past | None = None
    for report in reports:
        mark = standing(report, {}, report.at)
        if stretch and stretch.mark == mark:
            stretch = replace(stretch, until=report.at)
            continue
        if stretch:
            yield stretch
        stretch = Past(mark, report.at, report.at)
    if stretch:
        yield stretch


def _documents(badge: Badge, reports: list[StoredReport]) -> Iterator[LookedAt]:
    """Each content of each address once; the bytes are kept of reports that said something new."""
    found: dict[tuple[str, str], LookedAt] = {}
    before: StoredReport | None = None
    for report in reports:
        kept = before is None or not same(report, before)
        for address, digest in report.looked_at.items():
            url = f"/badges/{badge.id}/evidence/{digest}" if kept else None
            seen = found.get((address, digest)) or LookedAt(address, digest, report.at, report.at, None)
            found[address, digest] = replace(seen, until=report.at, url=seen.url or url)
        before = report
    yield from sorted(found.values(), key=lambda document: (document.until, document.since))
