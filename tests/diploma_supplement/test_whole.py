"""A document that is shown whole has a page: what to make of it, what it can do, the file, and nothing once hidden."""

from __future__ import annotations

import pytest

from tests.attacks.reading import assert_harmless
from tests.client import Browser, Page
from tests.diploma_supplement.arriving import send
from tests.factories import University, accepted, shared, university
from tests.shared import shared as shared_file
from wallet.config import Settings
from wallet.models import Attachment, Badge, Source, StoredReading
from wallet.readings import to_json
from wallet.supplement import Intact, Sealing

pytestmark = [pytest.mark.anyio, pytest.mark.parametrize("engine", ["sqlite"], indirect=True)]
SCRIPT = "The file holds a script (JavaScript)."
CARE = "Open it with care."


async def visible(issuer: University, name: str) -> tuple[Browser, Badge, str, bytes]:
    """A public badge whose Diploma Supplement is a PDF of the attacks; its owner, its path, the file."""
    owner, badge = await accepted(issuer)
    path = await shared(owner, badge, "public")
    data = shared_file(f"attacks/pdf/{name}.pdf").read_bytes()
    assert (await send(issuer, badge.offer_id, "diploma-supplement", data)).status_code == 201
    await Attachment.all().update(visible=True)
    return owner, badge, path, data


async def look(issuer: University, path: str) -> Page:
    return await Browser(issuer.app).get(path)


async def test_a_pdf_has_a_page_with_its_verdict_its_pages_and_its_file(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, _, path, data = await visible(issuer, "ok_minimal")
        page = await look(issuer, f"{path}/diploma-supplement")
        assert page.status == 200
        assert_harmless(page)
        assert page.document.xpath("//*[@data-verdict='unsealed']")
        assert "1 page" in page.text
        assert "Nothing of this document is shown" not in page.text
        assert CARE not in page.text
        links = {str(each) for each in page.document.xpath("//main//a/@href")}
        assert f"{path}/attachments/diploma-supplement" in links
        assert not any(each.endswith(".pdf") for each in links)
        assert page.document.xpath("//*[@role='img']")  # the code that leads here
        file = await Browser(issuer.app).client.get(f"{path}/diploma-supplement.pdf")
        assert file.content == data
        assert file.headers["content-security-policy"] == "default-src 'none'; sandbox"


async def test_what_a_pdf_can_do_is_told_wherever_it_can_be_opened(settings: Settings) -> None:
    async with university(settings) as issuer:
        owner, badge, path, _ = await visible(issuer, "js_objstm")
        pages = [await look(issuer, each) for each in (path, f"{path}/diploma-supplement")]
        own = f"/badges/{badge.id}"
        pages += [await owner.get(f"{own}{each}") for each in ("", "/preview", "/documents/diploma-supplement")]
        for page in pages:
            assert page.status == 200
            assert SCRIPT in page.text
            assert CARE in page.text
        italian = await look(issuer, f"{path}?lang=it")
        assert italian.status == 200


@pytest.mark.parametrize(
    ("seals", "source", "mark"),
    [
        ((Sealing("PAdES", Intact.NO, signer="Registrar"),), Source.ISSUER, "invalid"),
        ((Sealing("PAdES", Intact.YES, signer="Registrar", trusted=True),), Source.ISSUER, "valid"),
        ((Sealing("PAdES", Intact.YES, signer="Registrar"),), Source.ISSUER, "unknown_issuer"),
        ((), Source.HOLDER, "unproved_issuer"),
        ((), Source.ISSUER, "unsealed"),
    ],
    ids=["broken", "trusted", "unknown", "uploaded", "none"],
)
async def test_the_badges_page_says_what_to_make_of_a_pdf(
    settings: Settings, seals: tuple[Sealing, ...], source: Source, mark: str
) -> None:
    async with university(settings) as issuer:
        _, _, path, _ = await visible(issuer, "ok_minimal")
        await StoredReading.all().update(seals=to_json(seals))
        await Attachment.all().update(source=source)
        for place in (path, f"{path}/diploma-supplement"):
            page = await look(issuer, place)
            assert page.document.xpath(f"//main//*[@data-verdict='{mark}']"), place


async def test_a_hidden_pdf_has_no_page_and_no_mention(settings: Settings) -> None:
    async with university(settings) as issuer:
        _, _, path, _ = await visible(issuer, "js_objstm")
        await Attachment.all().update(visible=False)
        for place in ("diploma-supplement", "diploma-supplement.pdf", "attachments/diploma-supplement"):
            assert (await look(issuer, f"{path}/{place}")).status == 404
        page = await look(issuer, path)
        assert SCRIPT not in page.text
        assert CARE not in page.text
