"""A learner brings the imaginary university's badges by hand."""

from __future__ import annotations

from tests.client import Browser
from tests.factories import KEYS
from wallet.demo import credentials
from wallet.demo.content import LEARNER
from wallet.models import Badge

DEGREE_FILE = credentials.degree(KEYS, LEARNER, "en")
PICTURE = credentials.micro_credential(KEYS, LEARNER, "en")
COURSE_LINK = next(url for url in credentials.documents(KEYS, LEARNER) if "/assertions/" in url)


async def brought(owner: Browser, data: bytes = DEGREE_FILE, name: str = "degree.json") -> str:
    """Bring a file; the path of its preview."""
    page = await owner.upload("/import", name, data)
    assert page.status == 200, page.text
    assert page.path.startswith("/import/"), page.text
    return page.path


async def kept(owner: Browser, data: bytes = DEGREE_FILE, name: str = "degree.json") -> Badge:
    """Bring a file and keep it; the badge."""
    path = await brought(owner, data, name)
    page = await owner.submit(path, answer="keep", sure="yes")
    assert page.path.startswith("/badges/"), page.text
    return await Badge.get(id=page.path.split("/")[2].partition("?")[0])
