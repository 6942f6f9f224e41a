"""The table of many badges that were handed in at once, on a page and as a file for spreadsheets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from starlette.requests import Request
from starlette.responses import Response

from wallet import i18n, web
from wallet.files import disposition
from wallet.i18n import N_
from wallet.mine import asker
from wallet.models import StoredReport, Verification
from wallet.seal import HEADLINES, standing
from wallet.story import Story
from wallet.trust import handed_in

from .pages import SOON
from .reporting import report_of, shown_as, story_of
from .result import MARK, csv_of, row


@dataclass(frozen=True)
class Line:
    """A badge in the table: `mark` is how it stands, `story` what it says, None where there was no badge.

    `again` is the number of the row in which the same badge stands already, 0 where there is none.
    """

    url: str
    name: str
    mark: str
    story: Story | None
    again: int


async def show(request: Request) -> Response:
    """GET /verify/together/{together}: all badges that this browser handed in at once."""
    all_of = await _all(request)
    lines = _lines(all_of)
    done = sum(stored is not None for _, stored in all_of)
    response = web.page(
        request,
        "verify/together.html",
        lines=lines,
        done=done,
        counts=_counts(lines),
        url=request.url.path,
        forgotten_at=min(one.expires_at for one, _ in all_of),
        checked_at=max((stored.at for _, stored in all_of if stored), default=None),
    )
    if done < len(lines):
        response.headers.update(SOON)
    return response


async def table(request: Request) -> Response:
    """GET /verify/together/{together}/table.csv: the same for spreadsheets, in UTF-8 with a mark that says so."""
    now = datetime.now(UTC)
    rows = [
        row(one.name, report_of(stored) if stored else None, shown_as(stored, now), _address(request, one))
        for one, stored in await _all(request)
    ]
    headers = {"Content-Disposition": disposition(f"badges-{now:%Y-%m-%d}.csv")}
    return Response(MARK + csv_of(rows), media_type="text/csv; charset=utf-8", headers=headers)


async def forget(request: Request) -> Response:
    """POST /verify/together/{together}/forget: forget all of them now, but for those that were kept."""
    await handed_in.forget_now(one for one, _ in await _all(request) if one.kept_at is None)
    return web.see("/verify#forgotten")


async def _all(request: Request) -> list[tuple[Verification, StoredReport | None]]:
    ones = await handed_in.all_of(request.path_params["together"], asker(request))
    reports = await StoredReport.filter(verification_id__in=[one.id for one in ones])
    of = {report.verification_id: report for report in reports}
    return [(one, of.get(one.id)) for one in ones]


def _lines(all_of: Sequence[tuple[Verification, StoredReport | None]]) -> list[Line]:
    said = [stored.credential if stored else None for _, stored in all_of]
    return [
        _line(one, stored, again=said.index(said[place]) + 1 if said[place] in said[:place] and said[place] else 0)
        for place, (one, stored) in enumerate(all_of)
    ]


def _line(one: Verification, stored: StoredReport | None, *, again: int) -> Line:
    told = story_of(stored)
    mark = standing(stored, told.dates if told else {}, datetime.now(UTC))
    return Line(f"/verify/{one.slug}", one.name, mark, told, again)


def _counts(lines: list[Line]) -> list[tuple[str, str]]:
    """How many stand how, in words, the most frequent first."""
    counted = Counter(line.mark for line in lines)
    words = N_("%(count)d × %(verdict)s")
    return [
        (mark, i18n.gettext(words, count=count, verdict=i18n.gettext(HEADLINES[mark])))
        for mark, count in counted.most_common()
    ]


def _address(request: Request, one: Verification) -> str:
    """Where others find a report; empty for one that only this browser sees."""
    return web.services(request).settings.url(f"/verify/{one.slug}") if one.kept_at else ""
