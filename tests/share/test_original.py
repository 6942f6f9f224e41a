"""The credential as JSON: for programs that ask, where its owner offers it, and still to be verified."""

from __future__ import annotations

import json

import pytest

from tests.client import Browser, run_jobs
from tests.factories import accepted, shared, university
from wallet.config import Settings
from wallet.share.original import json_of, wants_json

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "wanted"),
    [
        ("", False),
        ("*/*", False),
        (BROWSER, False),
        ("application/json", True),
        ("application/ld+json", True),
        ("application/vc", True),
        ("application/json, text/plain, */*", True),
        ("application/json;q=0.1, */*", False),
        ("text/html, application/json", False),
        ("text/html;q=0.5, application/json", True),
        ("application/json;q=0", False),
        ("application/json;q=x", True),
        ("application/xml", False),
        ("image/*", False),
        (", ,;;q=,", False),
        ("application/json;" * 4000, True),
    ],
    ids=range(16),
)
def test_json_is_for_who_names_it_and_prefers_it(accept: str, wanted: bool) -> None:
    assert wants_json(accept) is wanted


def test_a_signed_token_is_enveloped_or_written_in_its_own_json_form() -> None:
    header, signature = "eyJhbGciOiJFZERTQSJ9", "c2ln"
    vc = "eyJAY29udGV4dCI6WyJodHRwczovL3d3dy53My5vcmcvbnMvY3JlZGVudGlhbHMvdjIiXX0"
    data, media_type = json_of(f"{header}.{vc}.{signature}")
    assert media_type == "application/ld+json"
    assert json.loads(data) == {
        "@context": "https://www.w3.org/ns/credentials/v2",
        "id": f"data:application/vc+jwt,{header}.{vc}.{signature}",
        "type": "EnvelopedVerifiableCredential",
    }
    data, media_type = json_of(f" {header}.e30.{signature}\n")
    assert media_type == "application/jose+json"
    assert json.loads(data) == {"payload": "e30", "protected": header, "signature": signature}


@pytest.mark.anyio
@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_the_page_is_html_for_all_who_do_not_ask_for_json(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        page, stranger = await shared(owner, badge), Browser(issuer.app).client
        await run_jobs(issuer.app)
        await owner.post(f"/badges/{badge.id}/credential", offered="yes")
        own = await stranger.get(f"{page}.json")
        assert own.headers["content-type"] == "application/ld+json"
        assert own.headers["access-control-allow-origin"] == "*"
        assert own.json()["credentialSubject"]
        for accept in ("*/*", BROWSER, ""):
            answer = await stranger.get(page, headers={"Accept": accept})
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
            assert "Accept" in answer.headers["vary"]
            assert (
                answer.headers["link"]
                == f'<https://wallet.example{page}.json>; rel="alternate"; type="application/ld+json"'
            )
        asked = await stranger.get(page, headers={"Accept": "application/ld+json"})
        assert asked.content == own.content
        assert "Accept" in asked.headers["vary"]
        assert asked.headers["content-location"] == f"{page}.json"
        await owner.post(f"/badges/{badge.id}/credential", offered="no")
        assert (await stranger.get(f"{page}.json")).status_code == 404
        answer = await stranger.get(page, headers={"Accept": "application/json"})
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "link" not in answer.headers
