"""The steps of a journey, as people do them: by what they read, with mouse, keyboard or no script at all."""

from __future__ import annotations

import re
from email.message import EmailMessage

from playwright.async_api import Locator, expect

from tests.client import code_of, links_of
from tests.journeys.browsing import Person
from wallet.demo.content import DEGREE

VISIBLE = {"en": "Make it visible to other users", "it": "Rendilo visibile agli altri utenti"}
VISIBILITY = {"private": "Only you", "unlisted": "Who has the link", "public": "Everyone"}


async def open_offer(learner: Person, mail: EmailMessage) -> str:
    """Open the link in the mail: the offer, by name. Returns the link."""
    link = next(link for link in links_of(mail) if "/offers/" in link)
    await learner.go(link)
    await expect(learner.called("heading", DEGREE[learner.language].name)).to_be_visible()
    return link


async def accept(learner: Person) -> None:
    """Press the one button; the badge is kept, and nobody is signed in."""
    await learner.press("Accept the badge")
    await expect(learner.page.get_by_text(learner.said("The badge is accepted."))).to_be_visible()
    await expect(learner.called("link", "Sign in")).to_be_visible()


async def ask_for_code(learner: Person) -> None:
    """Press the button below the accepted offer."""
    await learner.page.get_by_role("button", name=learner.said("Send me a code at %(address)s", address="m")).click()
    await expect(learner.page.get_by_label(learner.said("Code from the e-mail"))).to_be_visible()


async def type_code(learner: Person, mail: EmailMessage) -> None:
    """Type the code of the mail and go on; the learner is signed in."""
    await learner.page.get_by_label(learner.said("Code from the e-mail")).fill(code_of(mail))
    await learner.press("Sign in")
    await expect(learner.called("button", "Sign out")).to_be_visible()


async def open_badge(learner: Person) -> str:
    """Go to the wallet, find the badge there as verified, and open it. Returns its address."""
    await learner.go("/badges")
    mine = learner.page.locator(".gallery li").filter(has_text=DEGREE[learner.language].name)
    await learner.until(mine.get_by_text(learner.said("Verified"), exact=True))
    await mine.get_by_role("link", name=DEGREE[learner.language].name).click()
    await expect(seal(learner)).to_contain_text(learner.said("Verified"))
    return learner.page.url


def seal(reader: Person) -> Locator:
    """The part of a page that says whether the badge is genuine."""
    return reader.called("region", "Verification")


def switch(learner: Person) -> Locator:
    """The Diploma Supplement's switch, by the label that it must have."""
    supplement = learner.page.locator("#diploma-supplement")
    return supplement.get_by_role("switch", name=VISIBLE[learner.language])


async def is_on(learner: Person, on: bool) -> None:
    """The switch shows it, and so it does when the page is opened anew: the server knows."""
    told = "true" if on else "false"
    await expect(switch(learner)).to_have_attribute("aria-checked", told)
    await expect(learner.page.locator("[role=switch][aria-busy=true]")).to_have_count(0)
    await learner.page.reload()
    await expect(switch(learner)).to_have_attribute("aria-checked", told)


async def choose(learner: Person, preset: str) -> None:
    """Press one of the presets below the switch; the server knows it, too."""
    button = learner.page.locator("#diploma-supplement").get_by_role("button", name=learner.said(preset), exact=True)
    await button.click()
    await expect(button).to_have_attribute("aria-pressed", "true")
    await learner.page.reload()
    await expect(button).to_have_attribute("aria-pressed", "true")


async def shows(learner: Person, part: str, shown: bool) -> None:
    """The switch of a part of the supplement says whether others see it."""
    found = learner.page.locator("#diploma-supplement").get_by_role("switch", name=learner.said(part))
    await expect(found).to_have_attribute("aria-checked", "true" if shown else "false")


async def bring(learner: Person, name: str, data: bytes) -> str:
    """Choose a badge's file on the page that adds one, and see what it is. Returns the preview's address."""
    await learner.go("/import")
    file = learner.page.get_by_label(learner.said("The badge’s file"))
    await file.set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": data})
    await learner.press("See what it is")
    await expect(seal(learner)).to_be_visible()
    return learner.page.url


async def set_visibility(learner: Person, visibility: str) -> None:
    """Choose who can see the badge, and save."""
    wanted = re.compile("^" + learner.said(VISIBILITY[visibility]))
    await learner.page.get_by_role("radio", name=wanted).check()
    await learner.press("Save who can see it")
    await learner.page.reload()
    await expect(learner.page.get_by_role("radio", name=wanted)).to_be_checked()


async def public_address(learner: Person) -> str:
    """The address of the shared page, as the badge's page gives it."""
    return await learner.page.get_by_label(learner.said("Address of the shared page")).first.input_value()


async def hand_in(recruiter: Person, *files: tuple[str, bytes]) -> str:
    """Choose files on the page where badges are verified, and press the button. Returns the report's address."""
    await recruiter.go("/verify")
    given = [{"name": name, "mimeType": "application/octet-stream", "buffer": data} for name, data in files]
    await recruiter.page.get_by_label(recruiter.said("Badge files")).set_input_files(given)  # type: ignore[arg-type]  # dicts
    await recruiter.press("Verify")
    return recruiter.page.url.partition("#")[0]
