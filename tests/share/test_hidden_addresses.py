"""What was hidden is gone from every address that ever led to it, however it is asked for."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable
from functools import partial

import httpx
import pytest

from tests.factories import university
from tests.share import specimens
from tests.share.stage import Stage, staged
from tests.share.surfaces import Seen, Shows, marks_in, seen, surfaces
from wallet.config import Settings

# PostgreSQL is asked by the same gate, which tests/share/test_pieces_on_surfaces.py tries on both.
pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
SUPPLEMENT, HOLDERS = "diploma-supplement", "diploma-supplement-from-holder"
LINK = re.compile(r'(?:href|src|content)="(?:https://wallet\.example)?(/b/[^"#]+)"')

# Ways to ask for something else than what is shown: another path, another query, other headers.
OTHERWISE: tuple[Callable[[str], str], ...] = (
    str.upper,
    lambda path: path[:3] + path[3:].swapcase(),
    lambda path: f"{path}/",
    lambda path: f"/{path}",
    lambda path: path.replace("/b/", "/b//"),
    lambda path: path.replace("/b/", "/b/./"),
    lambda path: f"{path}.json",
    lambda path: f"{path}.pdf",
    lambda path: f"{path}.xml",
    lambda path: f"{path}%00",
    lambda path: f"{path}%20",
    lambda path: f"{path};a=b",
    *(
        partial("{1}?{0}".format, query)
        for query in (
            "format=json",
            "lang=it",
            "lang=xx",
            "text=en",
            "as=recruiter",
            "as=owner",
            "showing=diploma-supplement,transcript,certificate,details,evidence-from-holder",
            "preview=1&visible=yes",
            "choice=1,2,3,4,grades,personal,enclosed&piece=grades&shown=yes",
            "preset=everything",
        )
    ),
)
HEADERS: tuple[dict[str, str], ...] = (
    {"Accept": "application/json"},
    {"Accept": "application/ld+json, application/pdf"},
    {"Accept": "application/xml"},
    {"Range": "bytes=0-"},
    {"Range": "bytes=100-50000,0-99"},
    {"If-None-Match": "*"},
    {"If-Modified-Since": "Wed, 21 Oct 2099 07:28:00 GMT"},
    {"If-Range": '"any"', "Range": "bytes=0-99999"},
    {"X-HTTP-Method-Override": "PUT"},
    {"X-Original-URL": "/badges"},
    {"X-Forwarded-For": "127.0.0.1"},
    {"Cache-Control": "only-if-cached, max-stale=99999"},
    {"Cookie": "visible=yes"},
    {"Origin": "https://elsewhere.example"},
)


async def links(stage: Stage) -> set[str]:
    """Every address of the badge that its public pages lead to."""
    pages = [surface for surface in stage.surfaces if surface.shows in (Shows.FRONT, Shows.PAGE)]
    answers = [await stage.fetch(stage.path(surface)) for surface in pages]
    return {found.replace("&amp;", "&") for answer in answers for found in LINK.findall(answer.text)}


def allowed(stage: Stage, path: str) -> Seen:
    """What an address may show in the present state."""
    bare = path.partition("?")[0]
    found = [each.expected(stage.state) for each in stage.surfaces if stage.path(each) == bare]
    assert found, f"{bare} is linked and stands in no table"
    return found[0]


def steps(stage: Stage) -> tuple[Callable[[], Awaitable[None]], ...]:
    """Deeds that hide more and more."""
    return (
        lambda: stage.piece(SUPPLEMENT, "grades", False),
        lambda: stage.piece(SUPPLEMENT, "enclosed", False),
        lambda: stage.piece("transcript", "1", False),
        lambda: stage.show("details", False),
        lambda: stage.show("certificate", False),
        lambda: stage.delete("evidence-from-holder"),
        lambda: stage.show(SUPPLEMENT, False),
        lambda: stage.show(HOLDERS, False),
        lambda: stage.see("private"),
    )


async def hide_step_by_step(stage: Stage) -> None:
    """After each step nothing hidden is at any address that was there before, nor for who has an earlier answer."""
    paths = await links(stage) | {stage.path(surface) for surface in stage.surfaces}
    tags = {path: (await stage.fetch(path)).headers.get("etag", '"none"') for path in paths}
    for deed in steps(stage):
        await deed()
        for path, tag in tags.items():
            got, may = seen(await stage.fetch(path, If_None_Match=tag)), allowed(stage, path)
            assert (got is None) == (may is None), path
            assert (got or set()) <= (may or set()), path


async def test_no_address_that_was_ever_shown_leads_to_what_is_hidden(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        assert len(await links(stage)) > 12
        await hide_step_by_step(stage)


async def partly(stage: Stage) -> None:
    """Show a little of everything."""
    await stage.show_everything()
    await stage.preset(SUPPLEMENT, "without-grades")
    await stage.piece(SUPPLEMENT, "1", False)
    await stage.piece("transcript", "4", False)
    await stage.show("certificate", False)
    await stage.show("details", False)


async def nothing(stage: Stage) -> None:
    """Hide every document, one after the other."""
    await stage.show_everything()
    for name in stage.state.documents:
        await stage.show(name, False)


async def private(stage: Stage) -> None:
    """Hide the badge, its documents shown."""
    await stage.show_everything()
    await stage.see("private")


@pytest.mark.parametrize("hide", [partly, nothing, private])
async def test_asking_otherwise_shows_no_more(settings: Settings, hide: Callable[[Stage], Awaitable[None]]) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await hide(stage)
        for surface in {each.route: each for each in reversed(stage.surfaces)}.values():
            may = surface.expected(stage.state) or frozenset()
            path = stage.path(surface)
            for answer in await asked_otherwise(stage, path):
                assert answer.status_code < 500, answer.url
                assert marks_in(answer.content) | marks_in(str(answer.headers).encode()) <= may, answer.url


async def asked_otherwise(stage: Stage, path: str) -> Iterable[httpx.Response]:
    """The answers to every way of asking for a path."""
    found = [await stage.fetch(way(path)) for way in OTHERWISE]
    found += [await stage.somebody().client.get(path, headers=headers) for headers in HEADERS]
    override = {"X_HTTP_Method_Override": "GET"}
    return found + [await stage.fetch(path, method, **override) for method in ("POST", "PUT", "OPTIONS", "PROPFIND")]


async def test_nothing_is_kept_by_a_cache(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        for everything in (True, False):
            await (stage.show_everything() if everything else nothing(stage))
            for surface in stage.surfaces:
                answer, head = [await stage.fetch(stage.path(surface), method) for method in ("GET", "HEAD")]
                kept = answer.headers["cache-control"]
                assert kept == surface.kept(stage.state) if answer.status_code == 200 else "no-store" in kept, surface
                assert (head.status_code, head.headers["cache-control"], head.content) == (
                    answer.status_code,
                    kept,
                    b"",
                )
                assert "etag" not in answer.headers or surface.kept(stage.state) == "no-cache", surface
                assert "last-modified" not in answer.headers


async def test_a_newer_version_is_hidden_and_the_old_one_is_gone(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        await stage.piece(SUPPLEMENT, "grades", False)
        newer = (specimens.supplement("dt"), specimens.transcript("ht", HOLDERS))
        old = stage.surfaces
        for specimen in newer:
            await stage.bring(specimen)
            stage.surfaces = tuple(dict.fromkeys((*stage.surfaces, *surfaces(specimen))))
            await stage.check()
            await stage.show(specimen.name, True)
            await stage.check()
        assert len(stage.surfaces) == len(old) + 2  # two enclosed files at new addresses
        await stage.piece(SUPPLEMENT, "grades", True)
        await stage.check()


async def test_what_its_holder_deleted_is_gone(settings: Settings) -> None:
    async with university(settings) as issuer:
        stage = await staged(issuer)
        await stage.show_everything()
        for name in [name for name, held in stage.state.documents.items() if held.specimen.by_holder]:
            await stage.delete(name)
            await stage.check()
