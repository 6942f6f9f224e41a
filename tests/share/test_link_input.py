"""What a link's form is sent that it cannot be: a sentence each time, and nothing changed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from tests.client import Browser
from tests.factories import accepted, university
from tests.share.linking import asked, link_of
from wallet.config import Settings
from wallet.models import Badge, Share
from wallet.share.links import MOST_BADGES, MOST_LINKS

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]


@dataclass
class Desk:
    """An owner with a badge and a link of it."""

    owner: Browser
    badge: Badge
    link: Share


@pytest.fixture
async def desk(settings: Settings) -> AsyncIterator[Desk]:
    """The same, in a running wallet."""
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        yield Desk(owner, badge, await link_of(owner, badge))


ODD: dict[str, dict[str, Any]] = {
    "no name": {"name": " "},
    "a long name": {"name": "x" * 81},
    "a name of a megabyte": {"name": "x" * 900_000},
    "NUL in the name": {"name": "a\x00b"},
    "no such visibility": {"visibility": "everyone"},
    "no such end": {"ends": "tomorrow"},
    "no day": {"ends": "on", "until": ""},
    "yesterday": {"ends": "on", "until": (datetime.now(UTC) - timedelta(days=1)).date().isoformat()},
    "no day of the calendar": {"ends": "on", "until": "2027-02-30"},
    "a week": {"ends": "on", "until": "2027-W10-1"},
    "digits of another script": {"ends": "on", "until": "２０２７-01-01"},
    "the last day of all": {"ends": "on", "until": "9999-12-31"},
    "a short password": {"password": "1234567"},
    "a long password": {"password": "x" * 201},
    "no such deed for the lock": {"lock": "open"},
    "no such language": {"language": "xx"},
    "a language that is long": {"language": "en" * 40},
    "no badge": {"badge": []},
    "a badge that is none": {"badge": ["1 OR 1=1"]},
    "an unknown badge": {"badge": [str(uuid4())]},
    "too many badges": {"badge": [str(uuid4()) for _ in range(MOST_BADGES + 1)]},
    "ten thousand badges": {"badge": [str(uuid4()) for _ in range(10_000)]},
}


@pytest.mark.parametrize("what", ODD)
async def test_what_cannot_be_is_said_and_nothing_is_made_or_changed(desk: Desk, what: str) -> None:
    before = await Share.all().values()
    for path in ("/links", f"/links/{desk.link.id}"):
        if "badge" in ODD[what] and path != "/links":
            continue  # a link of one badge keeps it
        page = await desk.owner.post(path, **asked(desk.badge) | ODD[what])
        assert page.status in (400, 413, 422), (path, page.status)
        assert page.document.xpath("//main//p")
    assert await Share.all().values() == before


CHOICES: dict[str, dict[str, Any]] = {
    "nothing said": {"show": []},
    "something else": {"show": "some"},
    "an unknown document": {"show": "these", "document": ["transcript"]},
    "a file in its place": {"show": "these", "document": ["\ud800".encode("utf-8", "surrogatepass")]},
}


@pytest.mark.parametrize("what", CHOICES)
async def test_what_no_document_has_cannot_be_chosen(desk: Desk, what: str) -> None:
    fields = {f"{name}-{desk.badge.id}": value for name, value in CHOICES[what].items()}
    page = await desk.owner.post("/links", **asked(desk.badge) | fields)
    assert page.status in (400, 422)
    assert await Share.all().count() == 1


async def test_half_a_character_is_no_name(desk: Desk) -> None:
    fields = asked(desk.badge) | {"token": await desk.owner.token(), "badge": str(desk.badge.id)}
    headers = {
        "Origin": desk.owner.origin,
        "Sec-Fetch-Site": "same-origin",
        "Content-Type": "multipart/form-data; boundary=xx; charset=utf-16-le",
    }
    parts = [(name, value.encode("utf-16-le")) for name, value in fields.items() if name != "name"]
    parts.append(("name", b"\x00\xd8a\x00"))
    body = b"".join(
        b'--xx\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (name.encode(), value)
        for name, value in parts
    )
    answer = await desk.owner.client.post("/links", content=body + b"--xx--\r\n", headers=headers)
    assert answer.status_code in (400, 422)
    assert await Share.all().count() == 1


async def test_the_form_comes_back_as_it_was_filled_in_but_for_the_password(desk: Desk) -> None:
    sent = asked(
        desk.badge, name="Landlord", visibility="public", ends="on", until="2020-01-01", password="secret word"
    )
    page = await desk.owner.post("/links", **sent)
    assert page.status == 422
    form = dict(page.forms("/links")[0].form_values())
    assert (form["name"], form["visibility"], form["ends"], form["until"]) == ("Landlord", "public", "on", "2020-01-01")
    assert page.document.xpath("//p[@role='alert']")
    assert "secret word" not in page.response.text


async def test_odd_addresses_of_new_links_say_what_is_wrong(desk: Desk) -> None:
    many = "&".join(f"badge={uuid4()}" for _ in range(1_000))
    for query, status in ((many, 422), ("badge=x", 422), (f"badge={uuid4()}", 422), ("badge=%00", 422), ("", 200)):
        page = await desk.owner.get(f"/links/new?{query}")
        assert page.status == status
        assert str(desk.badge.id) in page.response.text
    assert (await desk.owner.get(f"/links/{uuid4()}")).status == 404
    assert (await desk.owner.get("/links/new?badge=" + "&badge=".join([str(desk.badge.id)] * 40))).status == 200


@pytest.mark.parametrize("name", ["", "  ", "\u200b", "\u202e\u200b", "\u2060\ufeff"], ids=range(5))
async def test_a_name_that_shows_nothing_is_none(desk: Desk, name: str) -> None:
    wanted: dict[str, Any] = asked(desk.badge) | {"name": name}
    page = await desk.owner.post("/links", **wanted)
    assert page.status == 422
    assert "Give the link a name" in page.text


async def test_there_are_at_most_so_many_live_links(desk: Desk) -> None:
    about: dict[str, Any] = {"learner_id": desk.badge.learner_id, "badge_id": desk.badge.id, "name": "One of many"}
    ended = await Share.create(**about, expires_at=datetime.now(UTC))
    await Share.bulk_create([Share(**about) for _ in range(MOST_LINKS - 2)])
    assert (await desk.owner.post("/links", **asked(desk.badge))).status == 200
    page = await desk.owner.post("/links", **asked(desk.badge))
    assert page.status == 409
    assert "Withdraw one" in page.text
    again = asked(desk.badge, ends="30")
    assert (await desk.owner.post(f"/links/{ended.id}", **again)).status == 409  # it would be one more
    await desk.owner.post(f"/links/{desk.link.id}/revoke")
    assert (await desk.owner.post(f"/links/{ended.id}", **again)).status == 200
