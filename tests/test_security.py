"""What guards every request."""

import re
from collections.abc import AsyncIterator, Iterable, Iterator
from uuid import uuid4

import pytest
from starlette.routing import BaseRoute, Route

from tests.client import Browser, running, services, sign_in
from tests.factories import accepted, offered, university
from wallet.config import Settings
from wallet.models import Share

pytestmark = pytest.mark.anyio
PAGES = ("/", "/sign-in", "/badges", "/settings", "/nothing/here", "/b/nothing", "/offers/nothing")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_answer_carries_its_guards_and_no_page_needs_inline_code(settings: Settings) -> None:
    async with running(settings) as app:
        browser = await sign_in(app, "someone@home.example")
        for path in PAGES:
            page = await browser.get(path)
            policy = page.headers["content-security-policy"]
            assert "default-src 'none'" in policy
            assert "unsafe" not in policy
            assert "frame-ancestors 'none'" in policy
            assert page.headers["x-content-type-options"] == "nosniff"
            assert page.headers["strict-transport-security"]
            assert not page.document.xpath("//@style | //style | //@onclick | //@onload"), path
            assert not page.document.xpath("//script[not(@src) and not(@type='application/ld+json')]"), path


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site", "Origin": "https://other.wallet.example"},
        {"Origin": "null"},
    ],
)
async def test_another_sites_form_is_not_carried_out(settings: Settings, headers: dict[str, str]) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        fields = {"token": await owner.token(), "visibility": "public"}
        answer = await owner.client.post(f"/badges/{badge.id}/visibility", data=fields, headers=headers)
        assert answer.status_code == 403
        assert await Share.all().count() == 0


# Forms on public pages, which give no cookie; whatever they do harms nobody.
OPEN = {"/b/{slug:share}/unlock", "/b/{slug:share}/check"}


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_form_needs_the_token_of_its_browser(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        stranger = Browser(issuer.app)
        other_token = await stranger.token()
        posts = [
            route.path
            for route in issuer.app.routes
            if isinstance(route, Route) and "POST" in (route.methods or ()) and not route.path.startswith("/api/")
        ]
        assert len(posts) > 10
        assert set(posts) >= OPEN
        for path in sorted(set(posts) - OPEN):
            filled = path.replace(":uuid", "").replace(":int", "")
            for name in ("id", "badge", "token", "name", "key", "provider"):
                filled = filled.replace("{" + name + "}", str(badge.id))
            for fields in ({}, {"token": "wrong"}, {"token": other_token}):
                answer = await owner.client.post(filled, data=fields)
                assert answer.status_code == 403, (path, fields, answer.status_code)


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_forwarded_host_is_in_no_link(settings: Settings) -> None:
    async with university(settings) as issuer:
        forwarded = await Browser(issuer.app).client.get("/", headers={"X-Forwarded-Host": "evil.example"})
        assert "evil.example" not in forwarded.text


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_answer_leads_to_another_scheme_or_host(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge = await accepted(issuer)
        for route in issuer.app.routes:
            path = re.sub(r"\{\w+(:\w+)?\}", str(badge.id), getattr(route, "path", ""))
            for asked in (path, path.rstrip("/") + "/", f"//evil.example{path}/"):
                answer = await owner.client.get(f"http://wallet.example{asked}", headers={"Host": "wallet.example:81"})
                assert "//" not in answer.headers.get("location", "").partition("?")[0], (asked, answer.headers)
                assert path == "/" or not asked.endswith("/") or answer.status_code >= 400, asked


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_refusal_keeps_an_offers_address_as_secret_as_its_page(settings: Settings) -> None:
    async with university(settings) as issuer:
        path, browser = await offered(issuer), Browser(issuer.app)
        fields = {"token": await browser.token(), "answer": "accept"}
        refused = {
            403: await browser.client.post(path, data={"answer": "accept"}),
            404: await browser.client.get(f"{path}x"),
            405: await browser.client.put(path),
            400: await browser.client.get(path, headers={"Host": "evil.example"}),
            413: await browser.client.post(path, data=fields | {"answer": "x" * 100_000}),
        }
        await browser.client.post(path, data=fields)
        refused[409] = await browser.client.post(path, data=fields | {"answer": "decline"})
        for _ in range(6):
            refused[429] = await browser.client.post(f"{path}/resend", data=fields)
        for status, answer in refused.items():
            assert answer.status_code == status
            assert answer.headers["referrer-policy"] == "no-referrer", status
            assert answer.headers["x-robots-tag"] == "noindex", status
            assert answer.headers["cache-control"] == "no-store", status


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_a_form_larger_than_forms_are_is_refused(settings: Settings) -> None:
    async with running(settings) as app:
        browser = Browser(app)
        fields = {"token": await browser.token(), "email": "x" * 100_000}
        answer = await browser.client.post("/sign-in", data=fields)
        assert answer.status_code == 413
        assert "larger" in answer.text


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"\xff\xfe\x00", "application/x-www-form-urlencoded"),
        (b"--x\r\nbroken", "multipart/form-data; boundary=x"),
        (b"{}", "application/json"),
        (b"a=1&" * 2000, "application/x-www-form-urlencoded"),
        (b"token=%00&email=%00", "application/x-www-form-urlencoded"),
    ],
)
async def test_a_body_that_is_no_form_is_refused_with_a_sentence(settings: Settings, content: bytes, kind: str) -> None:
    async with running(settings) as app:
        browser = Browser(app)
        answer = await browser.client.post("/sign-in", content=content, headers={"Content-Type": kind})
        assert 400 <= answer.status_code < 500
        assert answer.headers["content-type"].startswith("text/html")


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_every_address_that_takes_a_body_limits_it(settings: Settings) -> None:
    async def endless() -> AsyncIterator[bytes]:
        for _ in range(400):
            yield b"x" * 100_000
        pytest.fail("forty megabytes were read")

    async with university(settings) as issuer:
        for method, path in _taking(issuer.app.routes):
            kind = "application/pdf" if method == "PUT" else "application/x-www-form-urlencoded"
            for content_type in (kind, "multipart/form-data; boundary=x", "application/json"):
                headers = {"Content-Type": content_type}
                answer = await issuer.call(method, path, content=endless(), headers=headers)
                assert 400 <= answer.status_code < 500, (method, path, content_type)


def _taking(routes: Iterable[BaseRoute]) -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, Route):
            filled = re.sub(r"\{(\w+)(:\w+)?\}", str(uuid4()), route.path)
            yield from ((method, filled) for method in {"POST", "PUT"} & set(route.methods or ()))


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_no_secret_of_an_address_reaches_the_log(settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    async with running(settings) as app:
        secret = "s3cret-token-in-the-path"
        await Browser(app).client.get(f"/offers/{secret}")
        assert services(app)
        out = capsys.readouterr()
        assert "/offers/{token}" in out.out + out.err
        assert secret not in out.out + out.err


@pytest.mark.parametrize("engine", ["sqlite"], indirect=True)
async def test_an_offer_can_be_answered_over_plain_http_where_a_browser_says_nothing_of_the_site(
    settings: Settings,
) -> None:
    async with university(settings) as issuer:
        path = await offered(issuer)
        browser = Browser(issuer.app)
        await browser.get(path)
        token = browser.page.forms(path)[0].fields["token"]
        answer = await browser.client.post(path, data={"token": token, "answer": "accept"}, headers={"Origin": "null"})
        assert answer.status_code == 303
        refused = await browser.client.post(path, data={"answer": "accept"}, headers={"Origin": "null"})
        assert refused.status_code == 403
