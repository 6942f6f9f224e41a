"""Views for the owner of a link: ninety days, people apart from programs, drawn and in numbers."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import lxml.html
import pytest

from tests.client import Browser, Page, services
from tests.factories import accepted, shared, university
from wallet.config import Settings
from wallet.models import Learner, Share, ShareView, Visibility
from wallet.share.statistics import Seen, chart, statistics_of
from wallet.views import OTHER

pytestmark = pytest.mark.anyio
TODAY = date(2026, 11, 22)


def tables(page: Page) -> list[lxml.html.HtmlElement]:
    """The tables of a page."""
    return list(page.document.xpath("//table"))


@pytest.mark.usefixtures("database")
async def test_statistics_tell_ninety_days_people_apart_from_programs() -> None:
    learner = await Learner.create(display_name="Ada", locale="en")
    page = await Share.create(learner=learner, name="CV", visibility=Visibility.PUBLIC)
    part = await Share.create(learner_id=page.learner_id, parent=page, slug=f"{page.slug}/of/1", name="CV")
    other = await Share.create(learner_id=page.learner_id, name="Other", visibility=Visibility.PUBLIC)
    for link, ago, host, bot, count in (
        (page, 0, "", False, 5),
        (page, 0, "www.linkedin.com", False, 2),
        (part, 0, "", False, 1),
        (page, 3, "www.linkedin.com", True, 4),
        (page, 89, OTHER, False, 1),
        (page, 90, "old.example", False, 50),
        (other, 0, "other.example", False, 50),
    ):
        await ShareView.create(share=link, day=TODAY - timedelta(days=ago), host=host, bot=bot, count=count)
    found = await statistics_of(page, TODAY)
    assert found.total == Seen(9, 4)
    assert found.days == (
        (TODAY, Seen(8, 0)),
        (TODAY - timedelta(days=3), Seen(0, 4)),
        (TODAY - timedelta(days=89), Seen(1, 0)),
    )
    assert [seen for _, seen in found.hosts] == [Seen(2, 4), Seen(1, 0), Seen(6, 0)]
    assert found.hosts[0][0] == "www.linkedin.com"
    assert (found.first, found.last, found.most) == (TODAY - timedelta(days=89), TODAY, Seen(8, 4))


async def test_the_drawing_measures_people_and_programs_alike() -> None:
    drawn = chart([Seen(), Seen(30, 10), Seen(1, 0)])
    assert (drawn.width, drawn.height, drawn.line) == (15, 120, 90)
    assert [(bar.x, bar.above, bar.below) for bar in drawn.bars] == [(5, 90, 30), (10, 3, 0)]
    assert chart([Seen()]).bars == ()
    assert chart([Seen(1000, 0), Seen(1, 0)]).bars[1].above == 2  # one view is seen, too


async def test_an_owner_reads_how_often_a_link_was_seen_and_nobody_else_does(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        path = await shared(owner, badge, "public")
        link = await Share.get()
        page = await owner.get(f"/links/{link.id}/views")
        assert "Nobody has come yet" in page.text
        for referrer in ("https://jobs.example/", "https://xn--mnchen-3ya.example/"):
            await Browser(issuer.app).client.get(path, headers={"Referer": referrer})
        await services(issuer.app).views.flush()
        page = await owner.get(f"/links/{link.id}/views")
        [drawing] = page.document.xpath("//figure//svg")
        assert drawing.xpath("title")[0].text == "Views of the last 90 days"
        assert len(drawing.xpath("rect")) == 1
        assert not page.document.xpath("//@style")
        days, hosts = ([row.text_content() for row in table.xpath(".//tbody/tr")] for table in tables(page))
        assert [row.rpartition(str(datetime.now(UTC).year))[2] for row in days] == ["20"]  # two by people, none else
        assert sorted(hosts) == ["jobs.example10", "xn--mnchen-3ya.example10"]
        assert (await Browser(issuer.app).get(f"/links/{link.id}/views", follow=False)).status == 303
