"""What is a learner's own: another learner, a stranger and another issuer find nothing at any of its addresses."""

from __future__ import annotations

import re
from typing import Any

import httpx
import pytest
from starlette.routing import Route

from tests.client import Browser, sign_in
from tests.factories import University, university
from tests.share.stage import Stage, staged
from tests.share.surfaces import OWN_BADGE, marks_in
from wallet.accounts.keys import add_issuer
from wallet.config import Settings
from wallet.models import Attachment, Badge, LogEntry, Share, StoredReading, StoredReport

# PostgreSQL is asked by the same gate, which tests/share/test_pieces_on_surfaces.py tries on both.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "PATCH")
FIELDS = {
    "visibility": "public",
    "visible": "yes",
    "offered": "yes",
    "piece": "grades",
    "shown": "yes",
    "preset": "everything",
    "kind": "evidence",
    "answer": "remove",
}


async def addresses(stage: Stage) -> list[tuple[str, str]]:
    """Every address below the badge, with its route: each placeholder filled with each value that is true."""
    reports = await StoredReport.filter(badge_id=stage.badge.id).order_by("at")
    looked_at = next(iter(reports[0].looked_at.values()))
    found = []
    for path in sorted({each.path for each in stage.issuer.app.routes if isinstance(each, Route)}):
        if path.startswith(OWN_BADGE):
            found += [(path, path_filled) for path_filled in await _filled(stage, path, looked_at)]
    return found


async def _filled(stage: Stage, route: str, looked_at: str) -> list[str]:
    bare = re.sub(r":\w+", "", route)
    if "/attachments/{id}" in bare:
        documents = await Attachment.filter(badge_id=stage.badge.id)
        return [bare.format(badge=stage.badge.id, id=each.id) for each in documents]
    if "{name}" not in bare:
        return [bare.format(id=stage.badge.id, badge=stage.badge.id, digest=looked_at)]
    held = [(name, file.digest) for name, each in stage.state.documents.items() for file in each.specimen.files]
    names = held if "{digest}" in bare else [(name, "") for name in stage.state.documents]
    return [bare.format(badge=stage.badge.id, name=name, digest=digest) for name, digest in names]


async def rows() -> list[Any]:
    """All that a deed could change of a badge."""
    tables = (Badge, Share, Attachment, StoredReading, LogEntry)
    return [[dict(row) for row in await table.all().order_by("id").values()] for table in tables]


async def test_nobody_else_finds_anything_at_any_address_of_a_badge(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        await stage.see("private")
        found = await addresses(stage)
        before = await rows()
        for somebody in (await sign_in(issuer.app, "other@elsewhere.example"), Browser(issuer.app)):
            token = await somebody.token()
            for route, path in found:
                for method in METHODS:
                    fields = FIELDS | {"token": token} if method == "POST" else None
                    answer = await somebody.client.request(method, f"{path}?showing=transcript", data=fields)
                    _nothing(answer, f"{method} {route}")
        assert await rows() == before


def _nothing(answer: httpx.Response, asked: str) -> None:
    """404, or the way to sign in, and no mark of a document."""
    assert answer.status_code in (303, 401, 404, 405), (asked, answer.status_code)
    assert answer.headers.get("location", "/sign-in").startswith("/sign-in"), asked
    assert not marks_in(answer.content) | marks_in(str(answer.headers).encode()), asked
    assert "Energy Transition" not in answer.text, asked


async def test_these_addresses_are_true_since_their_owner_finds_something_at_each(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        answers = {path: await stage.owner.client.get(path) for _, path in await addresses(stage)}
        missing = {path for path, answer in answers.items() if answer.status_code == 404}
        foreign = {path for path in missing if path.endswith("/delete")}  # an issuer's document is not deleted
        assert missing == foreign
        assert {answer.status_code for answer in answers.values()} <= {200, 404, 405}
        assert len(answers) > 40
        shown = {path for path, answer in answers.items() if marks_in(answer.content)}
        assert len(shown) > 10


async def test_another_learner_sees_nothing_on_their_own_pages(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        other = await sign_in(issuer.app, "other@elsewhere.example")
        for path in ("/", "/badges", "/log", "/settings", "/import"):
            answer = await other.client.get(path, follow_redirects=True)
            assert not marks_in(answer.content)
            assert str(stage.badge.id) not in answer.text
            assert "Energy Transition" not in answer.text
        stage.reader = other
        await stage.check()
        await stage.see("private")
        await stage.check()


async def test_another_issuer_finds_nothing_of_an_offer(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        _, key = await add_issuer("Another", "another.example", ["did:web:another.example"])
        other, offer = University(issuer.app, key), f"/api/v1/offers/{stage.badge.offer_id}"
        before = await rows()
        for path in (offer, f"{offer}/attachments", *(f"{offer}/attachments/{name}" for name in stage.state.documents)):
            for method in METHODS:
                answer = await other.call(method, path, content=b"%PDF-1.7" if method == "PUT" else b"")
                assert answer.status_code in (404, 405), (method, path)
                assert not marks_in(answer.content)
        assert await rows() == before


async def test_the_issuer_is_told_nothing_of_the_holders_documents_and_switches(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        offer = f"/api/v1/offers/{stage.badge.offer_id}"
        hidden = [(await issuer.call("GET", path)).content for path in (offer, f"{offer}/attachments")]
        await stage.show_everything()
        assert [(await issuer.call("GET", path)).content for path in (offer, f"{offer}/attachments")] == hidden
        own = [held.specimen for held in stage.state.documents.values() if not held.specimen.by_holder]
        assert marks_in(b"".join(hidden)) == marks_in("".join(each.filename for each in own).encode())
