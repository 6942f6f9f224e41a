"""The wallet's pages in the states that they can have, each reached by doing what leads there."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from playwright.async_api import Browser, StorageState

from tests.client import links_of
from tests.factories import KEYS, structured_supplement
from tests.journeys import steps
from tests.journeys.browsing import Person, person
from tests.journeys.stage import Stage
from wallet.demo import credentials
from wallet.demo.content import LEARNER

LONG = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft "
EYES = ("recruiter", "linkedin", "anonymous")
OTHER = "somebody.else@pontelume.example"


@dataclass(frozen=True)
class Scene:
    """A page: its name, its address, what the window that opens it has kept, and how it answers."""

    name: str
    path: str
    kept: StorageState | None = None
    status: int = 200


async def scenes(stage: Stage, browser: Browser, language: str) -> list[Scene]:
    """Every page that this wallet can show to the people of the journey."""
    made: list[Scene] = []
    for act in (as_learner, as_somebody_else, as_stranger, as_recruiter):
        async with person(browser, stage.origin, language=language) as someone:
            made += await act(stage, someone)
    return made


async def as_stranger(stage: Stage, stranger: Person) -> list[Scene]:
    """Pages for who is not signed in: the front, signing in, an offer in each of its states, nothing."""
    pending = await offered(stage, stranger, message="Well done!\nWe are proud of you.")
    withdrawn = await offered(stage, stranger, withdrawn=True)
    declined = await offered(stage, stranger)
    await stranger.go(declined)
    await stranger.press("Decline")
    accepted = await offered(stage, stranger)
    await stranger.go(accepted)
    await steps.accept(stranger)
    await steps.ask_for_code(stranger)
    await stage.letters.next()
    code, kept = stranger.page.url, await stranger.page.context.storage_state()
    return [
        Scene("front", "/", kept),
        Scene("sign-in", "/sign-in", kept),
        Scene("code", code, kept),
        Scene("nowhere", "/nowhere", kept, 404),
        Scene("offer-pending", pending, kept),
        Scene("offer-withdrawn", withdrawn, kept, 410),
        Scene("offer-declined", declined, kept),
        Scene("offer-accepted", accepted, kept),
    ]


async def as_somebody_else(stage: Stage, visitor: Person) -> list[Scene]:
    """Pages for who is signed in under another address: an empty wallet, an offer and a badge that are not theirs."""
    await visitor.go("/sign-in")
    await visitor.page.get_by_label(visitor.said("E-mail address")).fill(OTHER)
    await visitor.press("Send me a code")
    await steps.type_code(visitor, await stage.letters.next())
    theirs = await steps.bring(visitor, "degree.json", credentials.degree(KEYS, LEARNER, visitor.language))
    foreign, kept = await offered(stage, visitor), await visitor.page.context.storage_state()
    return [
        Scene("wallet-empty", "/badges", kept),
        Scene("offer-other", foreign, kept),
        Scene("add", "/import", kept),
        Scene("preview-anothers", theirs, kept),
    ]


async def as_learner(stage: Stage, learner: Person) -> list[Scene]:
    """Pages for the learner: a badge that is shared with its supplement, a forged one with long words, offers."""
    offer = await stage.offer_degree(learner.language)
    link = await steps.open_offer(learner, await stage.letters.next())
    await steps.accept(learner)
    await steps.ask_for_code(learner)
    await steps.type_code(learner, await stage.letters.next())
    shared, page = await published(stage, learner, offer)
    forged, forged_page = await published_forgery(stage, learner)
    waiting = await offered(stage, learner)
    previews = await brought(learner)
    kept = await learner.page.context.storage_state()
    return [
        *(Scene(name, path, kept) for name, path in previews.items()),
        Scene("badge-removing", f"{shared}/remove", kept),
        Scene("wallet", "/badges", kept),
        Scene("settings", "/settings", kept),
        Scene("offer-owner", waiting, kept),
        Scene("offer-kept", link, kept),
        Scene("badge", shared, kept),
        *(Scene(f"preview-{eye}", f"{shared}/preview?as={eye}", kept) for eye in EYES),
        Scene("supplement-preview", f"{shared}/preview/documents/diploma-supplement", kept),
        Scene("supplement-own", f"{shared}/documents/diploma-supplement", kept),
        Scene("supplement-public", f"{page}/diploma-supplement"),
        Scene("badge-forged", forged, kept),
        *(
            Scene(f"seen-by-{eye}", f"{shared}/preview?as={eye}", kept)
            for eye in ("recruiter", "linkedin", "anonymous")
        ),
        Scene("log", "/log", kept),
        Scene("public", page),
        Scene("public-forged", forged_page),
        Scene("public-nowhere", "/b/nowhere", None, 404),
    ]


async def as_recruiter(stage: Stage, recruiter: Person) -> list[Scene]:
    """Pages for who verifies: where badges are handed in, a report before and after it is kept, bad ones, a table."""
    degree = credentials.degree(KEYS, LEARNER, recruiter.language)
    forged = degree.replace(b"/achievements/", b"/achievement/")
    report = await steps.hand_in(recruiter, ("degree.json", degree))
    kept_report = await steps.hand_in(recruiter, ("a very long name of a file " * 8 + ".json", degree))
    await recruiter.press("Keep this report for 7 days")
    bad = await steps.hand_in(recruiter, ("forged.json", forged))
    nothing = await steps.hand_in(recruiter, ("notes.txt", b"no badge"))
    many = [("degree.json", degree), ("forged.json", forged), ("notes.txt", b"no badge"), (LONG.strip(), b"{}")]
    table = await steps.hand_in(recruiter, *many)
    kept = await recruiter.page.context.storage_state()
    return [
        Scene("verify", "/verify", kept),
        Scene("report", report, kept),
        Scene("report-kept", kept_report, kept),
        Scene("report-kept-stranger", kept_report),
        Scene("report-forged", bad, kept),
        Scene("report-malformed", nothing, kept),
        Scene("report-nowhere", report, None, 404),
        Scene("reports", table, kept),
    ]


async def offered(stage: Stage, to: Person, *, withdrawn: bool = False, **fields: str) -> str:
    """The link to an offer of the degree."""
    offer = await stage.offer_degree(to.language, **fields)
    link = next(link for link in links_of(await stage.letters.next()) if "/offers/" in link)
    if withdrawn:
        assert (await stage.call("DELETE", f"/offers/{offer}")).is_success
    return link


async def published(stage: Stage, learner: Person, offer: str) -> tuple[str, str]:
    """The degree's badge with its supplement shown, and its public page: their addresses."""
    badge = await steps.open_badge(learner)
    await stage.send_supplement(offer, structured_supplement(), "application/xml")
    await stage.letters.next()
    await learner.go(badge)
    await steps.switch(learner).click()
    await steps.is_on(learner, True)
    await steps.set_visibility(learner, "unlisted")
    return badge, await steps.public_address(learner)


async def published_forgery(stage: Stage, learner: Person) -> tuple[str, str]:
    """A degree whose name was changed, into a very long one, and its public page: their addresses."""
    document = orjson.loads(credentials.degree(KEYS, LEARNER, learner.language))
    achievement = document["credentialSubject"]["achievement"]
    achievement |= {"name": LONG * 3, "tag": [LONG, *achievement["tag"]], "fieldOfStudy": LONG}
    file = ("forged.json", orjson.dumps(document), "application/json")
    await stage.offer({"locale": learner.language, "message": LONG * 2}, file)
    mail = await stage.letters.next()
    await learner.go(next(link for link in links_of(mail) if "/offers/" in link))
    await learner.press("Accept the badge")
    badge = learner.page.url
    await learner.until(learner.page.locator(".seal[data-verdict=invalid]"))
    await steps.set_visibility(learner, "public")
    return badge, await steps.public_address(learner)


async def brought(learner: Person) -> dict[str, str]:
    """Badges that the learner brings and has not kept: a good one, a forged one, one that is in the wallet already."""
    language = learner.language
    degree = credentials.degree(KEYS, LEARNER, language)
    forged = orjson.loads(degree) | {"description": LONG * 2}
    files = {
        "preview": credentials.micro_credential(KEYS, LEARNER, language),
        "preview-forged": orjson.dumps(forged),
        "preview-same": degree,
    }
    return {name: await steps.bring(learner, f"{name}.badge", data) for name, data in files.items()}
